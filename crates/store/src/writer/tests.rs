//! The writer where it fails: what no change from outside can bring about.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::{System, act};
use jiff::Timestamp;
use pathway::{ProgrammeId, Surroundings};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::{Answer, Asked, Desk, Insert, Meanwhile, OnConflict, Pace, Spool, Table, Waiting};
use crate::audit::{Entry, Outcome};
use crate::database::{LOOKS_AT_MOST, Pen, Place};
use crate::fault::Fault;
use crate::key_rows;
use crate::keys::MasterKey;
use crate::sql::Sql;
use crate::tests::{BLACK_COUNTRY, by_system};
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

fn master() -> MasterKey {
    MasterKey::from_value(&"0123456789abcdef".repeat(4), "a test").unwrap()
}

async fn open() -> Store {
    let master = master();
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

/// A change of which the audit alone says something.
fn reads() -> Change {
    let (worker, at) = (System::Demonstration.worker(), Timestamp::UNIX_EPOCH);
    let mut change = Change::unnumbered(worker, ProgrammeId::of(Uuid::from_u128(7)), at);
    change.audit(Entry {
        at,
        worker: Some(worker),
        organisation: None,
        action: "read_case".into(),
        kind: "case".into(),
        record: Some(Uuid::from_u128(9)),
        outcome: Outcome::Allowed,
        address: None,
        detail: None,
    });
    change
}

/// A record in a folder, and what its writer writes with.
struct Kept {
    folder: tempfile::TempDir,
    desk: Desk,
}

impl Kept {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let still = Arc::new(Still::default());
        let settings = Settings::at(Address::File(folder.path().join("record.db")));
        let store = Store::open(settings, &master(), None, still.clone()).await.unwrap();
        let server = store.server();
        store.close().await;
        let mut pen = Pen::open(&place(&folder)).await.unwrap();
        let keys = key_rows::load(&mut pen, &master(), None, server, still.as_ref()).await.unwrap();
        let key = keys.audit(server).unwrap();
        let chain = key_rows::chain(&mut pen.begin().await.unwrap(), key, server).await.unwrap();
        let spool = Spool::beside(&folder.path().join("record.db"), false).unwrap();
        Self { desk: Desk::new(pen, chain, Some(spool)), folder }
    }

    /// Has the audit say so many times that something was read, beside the tables.
    async fn read(&mut self, times: usize) {
        self.desk.write((0..times).map(|_| asked(reads()).0).collect()).await;
    }

    /// Has the tables take what is beside them while some changes come. Says what came of it, which
    /// changes were answered, and gives those that wait.
    async fn settles_while(
        &mut self,
        changes: Vec<Change>,
    ) -> (Result<(), Fault>, Vec<oneshot::Receiver<Answer>>, Vec<Waiting>) {
        let (ask, mut queue) = mpsc::channel(changes.len());
        let mut answers = Vec::new();
        for change in changes {
            let (waiting, answer) = asked(change);
            ask.send(Asked::Change(Box::new(waiting))).await.unwrap();
            answers.push(answer);
        }
        let (pace, mut waits) = (Pace::default(), Vec::new());
        let mut meanwhile = Meanwhile { queue: &mut queue, pace: &pace, waits: &mut waits };
        let settled = self.desk.settle_while(&mut meanwhile).await;
        let waits = waits.into_iter().map(|asked| match asked {
            Asked::Change(waiting) => *waiting,
            _ => panic!("nothing but changes was asked for"),
        });
        (settled, answers, waits.collect())
    }

    /// Another process writes to the record.
    async fn another_writes(&self, sql: &str) {
        let mut pen = Pen::open(&place(&self.folder)).await.unwrap();
        let mut transaction = pen.begin().await.unwrap();
        transaction.execute(Sql::new(sql)).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Opens the record as it is on the disk at this moment, where the chain is to be sound, and
    /// says how many entries the audit has.
    async fn entries(&self) -> u64 {
        let copy = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        let settings = Settings::at(Address::File(copy.path().join("record.db")));
        let still = Arc::new(Still::default());
        let store = Store::open(settings, &master(), None, still).await.unwrap();
        let permitted = by_system(act::VerifyAudit, BLACK_COUNTRY, Uuid::nil());
        let found = store.verify_audit(&permitted, store.server(), &[]).await.unwrap().unwrap();
        assert_eq!(found.found, []);
        store.close().await;
        found.entries
    }
}

fn place(folder: &tempfile::TempDir) -> Place {
    Place::File { file: folder.path().join("record.db"), synced: false }
}

fn asked(change: Change) -> (Waiting, oneshot::Receiver<Answer>) {
    let (answer, answered) = oneshot::channel();
    (Waiting { change, answer }, answered)
}

fn answered(answers: &mut [oneshot::Receiver<Answer>]) -> Vec<bool> {
    answers.iter_mut().map(|answer| answer.try_recv().is_ok_and(|said| said.is_ok())).collect()
}

#[tokio::test]
async fn who_only_reads_is_answered_while_the_tables_take_the_audit_and_whoever_writes_waits() {
    let mut kept = Kept::new().await;
    kept.read(200).await;
    let changes = vec![reads(), note("note 1", 10), reads(), reads()];
    let (settled, mut answers, waits) = kept.settles_while(changes).await;
    settled.unwrap();
    assert_eq!(answered(&mut answers), [true, false, true, true]);
    assert_eq!(waits.len(), 1);
    kept.read(5).await;
    assert_eq!(kept.entries().await, 208);
    kept.desk.write(waits).await;
    assert!(answers[1].try_recv().unwrap().is_ok());
    assert_eq!(kept.entries().await, 208);
}

#[tokio::test]
async fn what_is_read_while_the_tables_take_nothing_is_kept() {
    let mut kept = Kept::new().await;
    kept.read(200).await;
    kept.another_writes(
        "CREATE TRIGGER refuses BEFORE INSERT ON audit WHEN NEW.number = 150 \
         BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    .await;
    let (settled, mut answers, _) = kept.settles_while(vec![reads(), reads()]).await;
    assert!(settled.is_err());
    assert_eq!(answered(&mut answers), [true, true]);
    kept.another_writes("DROP TRIGGER refuses").await;
    assert_eq!(kept.entries().await, 202);
    kept.read(1).await;
    kept.settles_while(vec![reads()]).await.0.unwrap();
    assert_eq!(kept.entries().await, 204);
}

#[tokio::test]
async fn what_is_read_while_the_file_beside_the_tables_is_gone_waits_for_the_tables() {
    let mut kept = Kept::new().await;
    kept.read(200).await;
    std::fs::remove_file(kept.folder.path().join("record.db-audit")).unwrap();
    let (settled, mut answers, waits) = kept.settles_while(vec![reads(), reads()]).await;
    settled.unwrap();
    assert_eq!(answered(&mut answers), [false, false]);
    kept.desk.write(waits).await;
    assert_eq!(kept.entries().await, 202);
}

#[tokio::test]
async fn the_file_beside_the_tables_begins_anew_before_it_is_full() {
    let mut kept = Kept::new().await;
    let mut lines = 0;
    while !kept.desk.is_half_full() {
        kept.read(500).await;
        lines += 500;
    }
    let (settled, mut answers, _) = kept.settles_while(vec![reads(), reads()]).await;
    settled.unwrap();
    assert_eq!(answered(&mut answers), [true, true]);
    assert!(!kept.desk.is_half_full());
    kept.read(500).await;
    assert_eq!(kept.entries().await, lines + 502);
}
