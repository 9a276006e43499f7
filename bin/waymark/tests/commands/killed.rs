//! The server killed under write load, again and again: whatever was acknowledged over the wire is
//! there afterwards, the audit is whole, and the read models are those of the journal.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::load;
use crate::models;
use crate::running::Running;
use crate::{said, waymark, word};

const KILLS: u32 = 100;
/// So long the server works at most before it is killed.
const LONGEST: Duration = Duration::from_secs(5);

#[tokio::test]
async fn what_was_acknowledged_over_the_wire_outlives_a_hundred_kills() {
    let folder = tempfile::tempdir().unwrap();
    let (record, key) = (folder.path().join("record.db"), folder.path().join("master.key"));
    let words = ["--individuals", "3", "--data", word(folder.path()), "--log-level", "error"];

    let server = Running::demo(&words);
    let mut writers = load::writers(&server);
    let before = models::count(word(&record), "cases").await;
    server.kill();
    for kill in 0..KILLS {
        let server = Running::demo(&words);
        let ended = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::new(AtomicU32::new(0));
        let working: Vec<_> = writers
            .drain(..)
            .map(|mut writer| {
                let ended = Arc::clone(&ended);
                writer.goes_to(&server);
                let acknowledged = Arc::clone(&acknowledged);
                thread::spawn(move || {
                    while !ended.load(Ordering::Relaxed) && writer.works().is_some() {
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                    }
                    writer
                })
            })
            .collect();
        // In the middle of whatever the others are at: however slow the machine is.
        let (enough, since) = (6 + kill * 5 % 7, Instant::now());
        while acknowledged.load(Ordering::Relaxed) < enough && since.elapsed() < LONGEST {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(u64::from(kill * 37 % 20)));
        server.kill();
        ended.store(true, Ordering::Relaxed);
        writers.extend(working.into_iter().map(|writer| writer.join().unwrap()));
    }

    let server = Running::demo(&words);
    let done: load::Done = writers.iter_mut().map(|writer| writer.finds_all_again(&server)).sum();
    assert_eq!(server.stop().code(), Some(0));
    assert!(done.signed_in > 50, "{done:?}");
    assert!(done.pages > 150 && done.referrals > 15, "{done:?}");
    assert!(done.notes > 50, "{done:?}");
    let after = models::count(word(&record), "cases").await;
    assert_eq!(
        after,
        before + done.referrals,
        "a referral is there twice, or not at all: {done:?}"
    );

    let with = ["--database", word(&record), "--master-key-file", word(&key)];
    let verified = waymark(["audit", "verify"].into_iter().chain(with));
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let grown = models::rows(word(&record)).await;
    let rebuilt = waymark(["migrate", "--rebuild"].into_iter().chain(with));
    assert_eq!(rebuilt.status.code(), Some(0), "{}", said(&rebuilt));
    for (table, made_again) in models::rows(word(&record)).await {
        assert_eq!(grown.get(&table), Some(&made_again), "{table} is not the journal's");
    }
}

#[test]
fn a_demonstration_that_was_killed_while_it_was_made_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["demo", "--port", "0", "--individuals", "300", "--data", word(folder.path())];
    let mut making = Command::new(env!("CARGO_BIN_EXE_waymark")).args(words).spawn().unwrap();
    thread::sleep(Duration::from_millis(300));
    making.kill().unwrap();
    making.wait().unwrap();
    let again = Running::demo(&["--individuals", "300", "--data", word(folder.path())]);
    assert!(again.get("/api/figures/14", "").body.contains("Of 300 men referred"));
}
