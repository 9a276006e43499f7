//! Whoever is slowed, since too much was tried on an account or by all: a few at a time, the others
//! in a short line behind them, those first whose network tried least. Where the line is full the
//! one whose network tried most goes out of it, so that nobody who guesses can fill it against
//! whoever comes from a network that does not.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use store::Bucket;
use tokio::sync::oneshot;

/// How much a network tried in vain, on this account and on any: the less, the sooner it is let in.
pub(super) type Tried = (i64, i64);

/// For what somebody stands in line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// What too much was tried on.
    pub of: Bucket,
    /// How it is slowed.
    pub slows: &'static Slowing,
}

/// By how much those are slowed who come to what all try together: by a quarter of a second more for
/// every fifty too many.
pub(super) const OF_ALL: Slowing = Slowing {
    step: Duration::from_millis(250),
    a_step: 50,
    slowest: Duration::from_secs(4),
    at_once: 16,
    places: 32,
};
/// And to one account: one after the other, each by a second more. So many guesses get through in ten
/// minutes from everywhere, and no more; whoever comes from elsewhere meanwhile waits for two turns.
pub(super) const OF_AN_ACCOUNT: Slowing = Slowing {
    step: Duration::from_secs(1),
    a_step: 1,
    slowest: Duration::from_secs(10),
    at_once: 1,
    places: 4,
};

/// How what is tried too often is slowed.
#[derive(Debug)]
pub(super) struct Slowing {
    /// So much longer it takes
    step: Duration,
    /// for so many more,
    a_step: i64,
    /// and never longer than this.
    slowest: Duration,
    /// So many are slowed at a time,
    at_once: usize,
    /// and so many may stand in line, with those.
    places: usize,
}

impl Slowing {
    /// For how long, where there are so many too many.
    fn by(&self, too_many: i64) -> Duration {
        let steps = u32::try_from(too_many / self.a_step).unwrap_or(u32::MAX).saturating_add(1);
        self.step.saturating_mul(steps).min(self.slowest)
    }
}

/// So many stand in all lines of this server together.
const MOST: usize = 256;
/// Nobody stands in lines for longer: an answer takes a minute at the most.
const LONGEST_WAIT: Duration = Duration::from_secs(45);

/// The line was full of those who tried no more, or filled with those who tried less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Full;

/// Everybody who is slowed.
#[derive(Debug, Default)]
pub(super) struct Lines {
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    standing: Vec<Standing>,
    next: u64,
}

#[derive(Debug)]
struct Standing {
    number: u64,
    line: Line,
    tried: Tried,
    /// Who waits is called by this; none whose turn it is.
    call: Option<oneshot::Sender<()>>,
}

/// A place in a line, until it is dropped: then it is the turn of the next.
struct Place<'a> {
    lines: &'a Lines,
    number: u64,
    called: Option<oneshot::Receiver<()>>,
}

impl Lines {
    /// Slows somebody in one line after the other, where so many were too many; false where one is
    /// full, or it takes too long.
    pub(super) async fn slow_in_all(&self, lines: &[(Line, i64)], tried: Tried) -> bool {
        let slowed = async {
            for (line, too_many) in lines {
                self.slow(*line, tried, line.slows.by(*too_many)).await?;
            }
            Ok::<_, Full>(())
        };
        matches!(tokio::time::timeout(LONGEST_WAIT, slowed).await, Ok(Ok(())))
    }

    /// Slows somebody for a time, in their turn.
    async fn slow(&self, line: Line, tried: Tried, time: Duration) -> Result<(), Full> {
        let mut place = self.enter(line, tried)?;
        if let Some(called) = place.called.take() {
            called.await.map_err(|_put_out| Full)?;
        }
        tokio::time::sleep(time).await;
        Ok(())
    }

    fn enter(&self, line: Line, tried: Tried) -> Result<Place<'_>, Full> {
        let mut inside = self.inside();
        let in_line = inside.standing.iter().filter(|one| one.line.of == line.of);
        let (here, slowed) = in_line
            .fold((0, 0), |(here, slowed), one| (here + 1, slowed + usize::from(one.is_slowed())));
        if here >= line.slows.places {
            inside.put_out(tried, |one| one.line.of == line.of)?;
        } else if inside.standing.len() >= MOST {
            inside.put_out(tried, |_| true)?;
        }
        let (call, called) = match slowed < line.slows.at_once {
            true => (None, None),
            false => {
                let (call, called) = oneshot::channel();
                (Some(call), Some(called))
            }
        };
        let number = inside.next;
        inside.next = number.wrapping_add(1);
        inside.standing.push(Standing { number, line, tried, call });
        Ok(Place { lines: self, number, called })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// Puts out who tried most of those who wait, and came last of these, where somebody tried less.
    fn put_out(&mut self, tried: Tried, among: impl Fn(&Standing) -> bool) -> Result<(), Full> {
        let waiting = self.standing.iter().enumerate();
        let waiting = waiting.filter(|(_, one)| !one.is_slowed() && among(one));
        let most = waiting.max_by_key(|(_, one)| (one.tried, one.number));
        match most {
            Some((index, one)) if tried < one.tried => {
                self.standing.swap_remove(index);
                Ok(())
            }
            _ => Err(Full),
        }
    }

    /// Calls the next of a line: who tried least, and came first of these.
    fn call_next(&mut self, line: &Bucket) {
        let waiting = self.standing.iter_mut().filter(|one| one.line.of == *line);
        let waiting = waiting.filter(|one| !one.is_slowed());
        let next = waiting.min_by_key(|one| (one.tried, one.number));
        if let Some(call) = next.and_then(|next| next.call.take()) {
            // Whoever has gone meanwhile leaves the place to the next.
            let _gone = call.send(());
        }
    }
}

impl Standing {
    const fn is_slowed(&self) -> bool {
        self.call.is_none()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut inside = self.lines.inside();
        let found = inside.standing.iter().position(|one| one.number == self.number);
        // Who was put out has no place any more.
        let Some(index) = found else { return };
        let left = inside.standing.swap_remove(index);
        if left.is_slowed() {
            inside.call_next(&left.line.of);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use super::*;

    const LINE: Line = Line { of: [1; 32], slows: &OF_AN_ACCOUNT };

    fn standing(lines: &Lines) -> usize {
        lines.inside().standing.len()
    }

    /// Whether somebody who was let into the line is called now.
    fn is_called(place: &mut Place<'_>) -> bool {
        match &mut place.called {
            None => true,
            Some(called) => {
                let polled = Pin::new(called).poll(&mut Context::from_waker(Waker::noop()));
                matches!(polled, Poll::Ready(Ok(())))
            }
        }
    }

    #[tokio::test]
    async fn of_one_line_one_goes_after_the_other_and_who_tried_least_first() {
        let lines = Lines::default();
        let order = RefCell::new(Vec::new());
        let goes = async |name: &'static str, tried| {
            lines.slow(LINE, tried, Duration::from_millis(1)).await.unwrap();
            order.borrow_mut().push(name);
        };
        let all = async {
            tokio::join!(
                goes("first", (9, 9)),
                goes("much", (3, 3)),
                goes("less", (0, 7)),
                goes("least", (0, 0))
            )
        };
        all.await;
        assert_eq!(*order.borrow(), ["first", "least", "less", "much"]);
        assert_eq!(standing(&lines), 0);
    }

    #[test]
    fn who_tried_less_takes_the_place_of_who_tried_most_and_nobody_else_does() {
        let lines = Lines::default();
        let mut slowed = lines.enter(LINE, (9, 9)).ok().unwrap();
        let mut waiting: Vec<_> =
            [(2, 2), (5, 5), (3, 3)].map(|tried| lines.enter(LINE, tried).ok().unwrap()).into();
        assert!(lines.enter(LINE, (5, 5)).is_err(), "they tried as much");
        let mut owner = lines.enter(LINE, (0, 0)).ok().unwrap();
        assert_eq!(standing(&lines), 4);
        assert!(is_called(&mut slowed), "whose turn it is goes on");
        drop(slowed);
        assert!(is_called(&mut owner));
        let mut put_out = waiting.remove(1);
        assert!(!is_called(&mut put_out));
        // Nobody is called by whoever was put out, or waited and went.
        drop(put_out);
        drop(waiting.remove(1));
        assert!(!is_called(&mut waiting[0]));
        drop(owner);
        assert!(is_called(&mut waiting[0]));
        let mut other = lines.enter(Line { of: [2; 32], ..LINE }, (9, 9)).ok().unwrap();
        assert!(is_called(&mut other), "another line");
    }

    #[test]
    fn no_more_stand_in_all_lines_than_there_is_room_for() {
        let lines = Lines::default();
        let line = |number: u8| Line { of: [number; 32], ..LINE };
        let all: Vec<_> = (0..64)
            .flat_map(|number| [1, 2, 3, 4].map(|tried| (number, tried)))
            .map(|(number, tried)| lines.enter(line(number), (0, tried)).ok().unwrap())
            .collect();
        assert_eq!(all.len(), MOST);
        assert!(lines.enter(line(99), (0, 4)).is_err());
        let least = lines.enter(line(99), (0, 0));
        assert!(least.is_ok());
        assert_eq!(standing(&lines), MOST);
    }

    #[tokio::test]
    async fn whoever_goes_away_leaves_the_turn_to_the_next() {
        let lines = Lines::default();
        {
            let slowed = pin!(lines.slow(LINE, (0, 0), Duration::from_secs(60)));
            let gone = tokio::time::timeout(Duration::from_millis(1), slowed).await;
            assert!(gone.is_err());
        }
        assert_eq!(lines.slow(LINE, (9, 9), Duration::ZERO).await, Ok(()));
    }

    #[test]
    fn the_more_is_tried_the_slower_it_goes_and_never_slower_than_seconds() {
        let slowed = [0, 49, 50, 500, 749, 750, i64::MAX].map(|more| OF_ALL.by(more).as_millis());
        assert_eq!(slowed, [250, 250, 500, 2750, 3750, 4000, 4000]);
        let slowed = [0, 1, 8, 9, 10, i64::MAX].map(|more| OF_AN_ACCOUNT.by(more).as_secs());
        assert_eq!(slowed, [1, 2, 9, 10, 10, 10]);
        // A full line, and what all are slowed by, is no longer than anybody waits at the most.
        let full = OF_AN_ACCOUNT.slowest.saturating_mul(4) + OF_ALL.slowest;
        assert!(full <= LONGEST_WAIT, "{full:?}");
    }

    #[test]
    fn so_many_guesses_on_one_account_get_through_from_everywhere_in_ten_minutes() {
        let (mut seconds, mut guesses) = (0, 10);
        while seconds < 600 {
            seconds += OF_AN_ACCOUNT.by(guesses - 10).as_secs();
            guesses += 1;
        }
        assert_eq!(guesses, 75, "and sixty in each ten minutes after");
    }
}
