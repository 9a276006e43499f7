//! The server killed under write load, again and again: whatever was acknowledged over the wire is
//! there afterwards, the audit is whole, and the read models are those of the journal.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::running::{Running, ask};
use crate::{said, waymark, word};

const KILLS: u32 = 100;
const WRITERS: usize = 8;

/// The ids of the invented workers on the first page.
fn workers(page: &str) -> Vec<String> {
    let after = page.split("name=\"worker\" value=\"").skip(1);
    after.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// Signs in as fast as it goes, and keeps the cookie of each that was acknowledged.
fn writes(address: &str, workers: &[String], ended: &AtomicBool, kept: &Mutex<Vec<String>>) {
    for worker in workers.iter().cycle() {
        if ended.load(Ordering::Relaxed) {
            return;
        }
        let form = format!("worker={worker}");
        let Some(answer) = ask(address, "POST", "/demonstration/sign-in", "", &form) else {
            return;
        };
        if answer.status == 303 {
            kept.lock().unwrap().push(answer.cookie());
        }
    }
}

#[tokio::test]
async fn what_was_acknowledged_over_the_wire_outlives_a_hundred_kills() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["--individuals", "3", "--data", word(folder.path()), "--log-level", "error"];
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    for kill in 0..KILLS {
        let server = Running::demo(&words);
        let workers = Arc::new(workers(&server.get("/", "").body));
        assert!(workers.len() > 8, "kill {kill}: {workers:?}");
        let ended = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (address, workers) = (server.address.clone(), Arc::clone(&workers));
                let (ended, kept) = (Arc::clone(&ended), Arc::clone(&kept));
                thread::spawn(move || writes(&address, &workers, &ended, &kept))
            })
            .collect();
        thread::sleep(Duration::from_millis(20 + u64::from(kill * 17 % 60)));
        server.kill();
        ended.store(true, Ordering::Relaxed);
        writers.into_iter().for_each(|writer| writer.join().unwrap());
    }
    let kept = Arc::try_unwrap(kept).unwrap().into_inner().unwrap();
    assert!(kept.len() > 300, "only {} were acknowledged", kept.len());

    let server = Running::demo(&words);
    for cookie in &kept {
        assert_eq!(server.get("/sessions", cookie).status, 200, "an acknowledged session is gone");
    }
    assert_eq!(server.stop().code(), Some(0));

    let (record, key) = (folder.path().join("record.db"), folder.path().join("master.key"));
    let with = ["--database", word(&record), "--master-key-file", word(&key)];
    let verified = waymark(["audit", "verify"].into_iter().chain(with));
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let before = models(word(&record)).await;
    assert!(!before.is_empty());
    let rebuilt = waymark(["migrate", "--rebuild"].into_iter().chain(with));
    assert_eq!(rebuilt.status.code(), Some(0), "{}", said(&rebuilt));
    assert!(models(word(&record)).await == before, "the read models are not the journal's");
}

/// The read models, row by row.
async fn models(file: &str) -> Vec<String> {
    let past = sea_orm::Database::connect(format!("sqlite:{file}")).await.unwrap();
    let mut rows = Vec::new();
    for (table, columns) in [
        ("cases", "hex(id) || version || state || received || ifnull(due, '') || area"),
        ("support_cases", "hex(id) || version || state || received || ifnull(due, '') || area"),
        ("groups", "hex(id) || version || area || venue"),
        ("crossings", "hex(his) || hex(hers)"),
    ] {
        let sql = format!("SELECT {columns} AS said FROM {table} ORDER BY 1");
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        for row in past.query_all_raw(statement).await.unwrap() {
            rows.push(format!("{table} {}", row.try_get::<String>("", "said").unwrap()));
        }
    }
    past.close().await.unwrap();
    rows
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
