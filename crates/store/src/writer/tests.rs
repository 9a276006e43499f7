//! The writer where it fails: what no change from outside can bring about.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::System;
use jiff::Timestamp;
use pathway::{ProgrammeId, Surroundings};
use uuid::Uuid;

use super::{Insert, OnConflict, Table};
use crate::database::LOOKS_AT_MOST;
use crate::fault::Fault;
use crate::keys::MasterKey;
use crate::sql::Sql;
use crate::{Address, Change, NotCommitted, Settings, Store, at_one_look};

/// A clock that stands still and numbers for randomness.
#[derive(Default)]
struct Still(AtomicU64);

impl Surroundings for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
    }
}

async fn open() -> Store {
    let master = MasterKey::from_value(&"0123456789abcdef".repeat(4), "a test").unwrap();
    let still = Arc::new(Still::default());
    Store::open(Settings::at(Address::Temporary), &master, None, still).await.unwrap()
}

/// A change that comes to one statement.
fn does(sql: Sql) -> Change {
    let programme = ProgrammeId::of(Uuid::from_u128(7));
    let mut change =
        Change::unnumbered(System::Demonstration.worker(), programme, Timestamp::UNIX_EPOCH);
    change.upkeep.push(sql);
    change
}

fn note(name: &str, length: usize) -> Change {
    let values = [name.into(), "x".repeat(length).into()];
    does(Sql::with("INSERT INTO meta (name, value) VALUES (?, ?)", values))
}

async fn notes(store: &Store) -> Vec<String> {
    let sql = Sql::new("SELECT name FROM meta WHERE name LIKE 'note%' ORDER BY name");
    store.read(sql, |row| row.take()).await.unwrap()
}

/// Its key has more columns than it has: whoever writes two rows to it panics.
static BROKEN: Table = Table {
    name: "broken",
    columns: &["id"],
    key: 2,
    on_conflict: OnConflict::Replace { kept: &[] },
};

#[tokio::test]
async fn a_panic_of_the_writer_is_told_to_those_who_wait_and_nobody_after() {
    let store = open().await;
    store.commit(note("note 1", 10)).await.unwrap();
    let mut broken = note("note 2", 10);
    broken
        .rows
        .extend([Insert::into(&BROKEN, [1i64.into()]), Insert::into(&BROKEN, [2i64.into()])]);
    let told = store.commit(broken).await;
    assert!(matches!(told, Err(NotCommitted::Unavailable(Fault::Away(_)))), "{told:?}");
    store.commit(note("note 3", 10)).await.unwrap();
    assert_eq!(notes(&store).await, ["note 1", "note 3"]);
}

#[tokio::test]
async fn a_full_disk_is_said_so_and_loses_nothing_and_is_written_to_again_when_there_is_room() {
    let store = open().await;
    store.commit(note("note 1", 10)).await.unwrap();
    // SQLite takes the size that the file has, where it is greater.
    store.commit(does(Sql::new("PRAGMA max_page_count = 1"))).await.unwrap();
    let (large, small) =
        tokio::join!(store.commit(note("note 2", 100_000)), store.commit(note("note 3", 10)),);
    assert!(matches!(large, Err(NotCommitted::Unavailable(Fault::Full))), "{large:?}");
    small.unwrap();
    assert_eq!(notes(&store).await, ["note 1", "note 3"]);
    store.commit(does(Sql::new("PRAGMA max_page_count = 100000"))).await.unwrap();
    store.commit(note("note 2", 100_000)).await.unwrap();
    assert_eq!(notes(&store).await, ["note 1", "note 2", "note 3"]);
}

#[tokio::test]
async fn what_one_answer_reads_is_of_one_moment_until_it_changes_something_itself() {
    let store = open().await;
    store.commit(note("note 1", 10)).await.unwrap();
    let (other, meanwhile) = (store.clone(), note("note 2", 10));
    at_one_look(async {
        assert_eq!(notes(&store).await, ["note 1"]);
        tokio::spawn(async move { other.commit(meanwhile).await }).await.unwrap().unwrap();
        assert_eq!(notes(&store).await, ["note 1"], "another moment");
        store.commit(note("note 3", 10)).await.unwrap();
        assert_eq!(notes(&store).await, ["note 1", "note 2", "note 3"], "its own is not there");
    })
    .await;
    store.commit(note("note 4", 10)).await.unwrap();
    assert_eq!(notes(&store).await.len(), 4, "a look does not last");
}

#[tokio::test]
async fn a_look_that_lasts_for_long_ends_with_the_next_question() {
    let store = open().await;
    store.commit(note("note 1", 10)).await.unwrap();
    let (other, meanwhile) = (store.clone(), note("note 2", 10));
    at_one_look(async {
        assert_eq!(notes(&store).await, ["note 1"]);
        tokio::spawn(async move { other.commit(meanwhile).await }).await.unwrap().unwrap();
        tokio::time::sleep(LOOKS_AT_MOST).await;
        assert_eq!(
            notes(&store).await,
            ["note 1", "note 2"],
            "the file grows as long as one lasts"
        );
    })
    .await;
}

#[tokio::test]
async fn a_look_at_one_record_is_none_at_another() {
    let (store, other) = (open().await, open().await);
    store.commit(note("note 1", 10)).await.unwrap();
    other.commit(note("note 2", 10)).await.unwrap();
    at_one_look(async {
        assert_eq!(notes(&store).await, ["note 1"]);
        assert_eq!(notes(&other).await, ["note 2"]);
        assert_eq!(notes(&store).await, ["note 1"]);
    })
    .await;
}

#[tokio::test]
async fn looks_that_wait_keep_nobody_from_reading_and_a_store_that_is_closed_is_read_by_none() {
    let store = open().await;
    store.commit(note("note 1", 10)).await.unwrap();
    let (done, _) = tokio::sync::broadcast::channel::<()>(1);
    let looks: Vec<_> = (0..20)
        .map(|_| {
            let (store, mut done) = (store.clone(), done.subscribe());
            tokio::spawn(at_one_look(async move {
                let read = notes(&store).await;
                let _ = done.recv().await;
                read
            }))
        })
        .collect();
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(notes(&store).await, ["note 1"]);
    drop(done);
    for look in looks {
        assert_eq!(look.await.unwrap(), ["note 1"]);
    }
    store.close().await;
    let read = at_one_look(store.read(Sql::new("SELECT 1"), |row| row.take::<i64>())).await;
    assert!(matches!(read, Err(Fault::Stopping)), "{read:?}");
}
