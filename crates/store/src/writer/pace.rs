//! When the writer waits for more: a commit is dear, and one for many costs little more than one for
//! each.
//!
//! As long as answers are being made, more changes may come. Once all of them wait, none does: then
//! it is time, and whoever is alone waits for nobody.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// So long the writer waits for more at most.
const LINGERS: Duration = Duration::from_micros(300);

/// What is under way, and what waits.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    under_way: AtomicUsize,
    waiting: AtomicUsize,
    writer: OnceLock<Thread>,
}

/// An answer that is being made, until it is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay(Arc<Pace>);

impl Pace {
    /// An answer begins, for which there may be a change.
    pub(crate) fn begins(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(self))
    }

    /// The writer's thread.
    pub(super) fn is_kept_by(&self, writer: Thread) {
        // There is one writer.
        let _ = self.writer.set(writer);
    }

    /// A change is about to be in the queue.
    pub(super) fn comes(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    /// It is: the writer need not wait on where it is time.
    pub(super) fn came(&self) {
        if self.is_time()
            && let Some(writer) = self.writer.get()
        {
            writer.unpark();
        }
    }

    /// So many of those that were to come are in the writer's hands.
    pub(super) fn went(&self, changes: usize) {
        self.waiting.fetch_sub(changes, Ordering::Relaxed);
    }

    /// The writer's thread waits until it is time, or for long enough.
    pub(super) fn lingers(&self) {
        self.lingers_for(LINGERS);
    }

    fn lingers_for(&self, most: Duration) {
        let until = Instant::now() + most;
        while !self.is_time() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            thread::park_timeout(left);
        }
    }

    fn is_time(&self) -> bool {
        let waiting = self.waiting.load(Ordering::Relaxed);
        waiting == 0 || waiting >= self.under_way.load(Ordering::Relaxed)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longer than anything here takes.
    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn it_is_time_once_nobody_may_come_any_more() {
        let pace = Arc::new(Pace::default());
        assert!(pace.is_time(), "nothing waits");
        let alone = pace.begins();
        assert!(pace.is_time(), "nothing waits, whatever may come");
        pace.comes();
        assert!(pace.is_time(), "alone");
        let another = pace.begins();
        assert!(!pace.is_time(), "another may come");
        pace.comes();
        assert!(pace.is_time(), "both wait");
        pace.went(1);
        assert!(!pace.is_time(), "one is written, and does not come again while it is shown");
        drop(alone);
        assert!(pace.is_time());
        pace.went(1);
        drop(another);
        assert!(pace.is_time());
    }

    #[test]
    fn whoever_comes_last_ends_the_waiting() {
        let pace = Arc::new(Pace::default());
        let _both = [pace.begins(), pace.begins()];
        pace.comes();
        thread::scope(|scope| {
            let begun = Instant::now();
            let waits = scope.spawn(|| pace.lingers_for(LONG));
            pace.is_kept_by(waits.thread().clone());
            // By then it waits.
            thread::sleep(Duration::from_millis(50));
            pace.comes();
            pace.came();
            waits.join().unwrap();
            assert!(begun.elapsed() < LONG);
        });
    }

    #[test]
    fn whoever_is_alone_waits_for_nobody_and_nobody_waits_longer_than_that() {
        let pace = Arc::new(Pace::default());
        let _alone = pace.begins();
        pace.comes();
        let begun = Instant::now();
        pace.lingers_for(LONG);
        assert!(begun.elapsed() < LONG, "nobody else may come");
        // Another may come, and does not.
        let _another = pace.begins();
        let begun = Instant::now();
        let most = Duration::from_millis(30);
        pace.lingers_for(most);
        assert!(begun.elapsed() >= most, "it is waited for");
        assert!(begun.elapsed() < LONG);
    }

    #[test]
    fn what_was_under_way_and_had_no_change_is_waited_for_no_more() {
        let pace = Arc::new(Pace::default());
        let (_writes, reads) = (pace.begins(), pace.begins());
        pace.comes();
        assert!(!pace.is_time());
        drop(reads);
        assert!(pace.is_time());
    }
}
