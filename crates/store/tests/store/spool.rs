//! Lines of the audit that come without a change: on the disk before they are answered for, beside
//! the tables of SQLite first, never lost and never written twice.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::{Kind, System, act};
use pathway::Surroundings;
use store::Store;
use store::audit::Finding;
use testkit::{Past, both_databases};
use uuid::Uuid;

use crate::said::{Still, envelope, leave_to, number, open, reads, says, sound_audit};

const WHOSE: Uuid = Uuid::from_u128(9);

async fn read(store: &Store, still: &Still, times: usize) {
    for _ in 0..times {
        store.commit(reads(still, WHOSE)).await.unwrap();
    }
}

async fn in_the_tables(past: &Past) -> i64 {
    number(past, "SELECT COUNT(*) FROM audit").await
}

/// A record in a folder, read so many times and not settled, as it is on the disk at that moment: a
/// copy of what a machine that lost its power has.
async fn lost_power(times: usize) -> (tempfile::TempDir, PathBuf) {
    loop {
        let (folder, file) = copied(times).await;
        let past = Past::connect(file.to_str().unwrap()).await.unwrap();
        // On a slow machine a second may have gone by.
        if in_the_tables(&past).await == 1 {
            return (folder, file);
        }
    }
}

async fn copied(times: usize) -> (tempfile::TempDir, PathBuf) {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let still = Still::from(0);
    let store = open(before.path().join("record.db").to_str().unwrap(), &still).await;
    store.commit(says(&still, &envelope(&still), 0, "word")).await.unwrap();
    read(&store, &still, times).await;
    for file in fs::read_dir(before.path()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), after.path().join(file.file_name())).unwrap();
    }
    let copy = after.path().join("record.db");
    (after, copy)
}

/// What is wrong with the audit of a record, by opening it; and how many entries it has.
async fn findings(file: &Path) -> (u64, Vec<Finding>) {
    let store = open(file.to_str().unwrap(), &Still::from(1 << 40)).await;
    let permitted = leave_to(System::CommandLine, act::VerifyAudit, Kind::Audit, Uuid::nil());
    let found = store.verify_audit(&permitted, store.server(), &[]).await.unwrap().unwrap();
    store.close().await;
    (found.entries, found.found)
}

fn beside(file: &Path) -> PathBuf {
    file.with_file_name("record.db-audit")
}

both_databases! {
    async fn reads_and_changes_by_turns_are_one_chain(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        for times in 0..6 {
            read(&store, &still, times).await;
            store.commit(says(&still, &envelope(&still), 0, "word")).await.unwrap();
        }
        read(&store, &still, 4).await;
        assert_eq!(sound_audit(&store, &database.connect().await.unwrap()).await, 15 + 6 + 4);
    }

    async fn two_processes_that_read_and_write_by_turns_are_one_chain(database: Database) {
        let (still, its) = (Still::from(0), Still::from(1 << 30));
        let one = open(database.address(), &still).await;
        let other = open(database.address(), &its).await;
        for _ in 0..3 {
            read(&one, &still, 2).await;
            read(&other, &its, 1).await;
            one.commit(says(&still, &envelope(&still), 0, "word")).await.unwrap();
            read(&other, &its, 3).await;
            read(&one, &still, 1).await;
            other.commit(says(&its, &envelope(&its), 0, "word")).await.unwrap();
        }
        assert_eq!(sound_audit(&one, &database.connect().await.unwrap()).await, 27);
    }

    async fn lines_that_wait_outlive_a_change_that_fails_after_another_process_wrote(database: Database) {
        let (still, its) = (Still::from(0), Still::from(1 << 30));
        let one = open(database.address(), &still).await;
        let other = open(database.address(), &its).await;
        let case = envelope(&still);
        one.commit(says(&still, &case, 0, "word")).await.unwrap();
        // Whether two changes come to one batch is chance, and likely.
        for _ in 0..20 {
            read(&one, &still, 2).await;
            read(&other, &its, 3).await;
            // Another stream with the same reference breaks a rule of the tables.
            let twin = store::Envelope { id: still.id(), ..case.clone() };
            let (good, refused) = tokio::join!(
                one.commit(says(&still, &envelope(&still), 0, "word")),
                one.commit(says(&still, &twin, 0, "twin")),
            );
            good.unwrap();
            assert!(refused.is_err());
        }
        assert_eq!(sound_audit(&one, &database.connect().await.unwrap()).await, 1 + 20 * 6);
    }

    async fn two_servers_that_read_by_turns_have_a_chain_each(database: Database) {
        let (still, its) = (Still::from(0), Still::from(1 << 30));
        let one = open(database.address(), &still).await;
        let mut second = crate::said::settings(database.address());
        second.server = Some(Uuid::from_u128(2));
        let other = crate::said::try_open(second, &its).await.unwrap();
        for _ in 0..5 {
            read(&one, &still, 2).await;
            read(&other, &its, 3).await;
        }
        one.settle_audit().await.unwrap();
        let past = database.connect().await.unwrap();
        assert_eq!(in_the_tables(&past).await, 25);
        let last = "SELECT MAX(number) FROM audit GROUP BY server ORDER BY 1";
        let last: Vec<_> = past.rows(last).await.unwrap().iter().map(|row| row[0].number()).collect();
        assert_eq!(last, [Some(10), Some(15)]);
    }

    async fn many_who_read_at_once_are_all_in_the_audit(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let mut reading = Vec::new();
        for _ in 0..5_000 {
            let (store, still) = (store.clone(), Arc::clone(&still));
            reading.push(tokio::spawn(async move {
                store.commit(reads(&still, WHOSE)).await.unwrap();
            }));
        }
        for one in reading {
            one.await.unwrap();
        }
        assert_eq!(sound_audit(&store, &database.connect().await.unwrap()).await, 5_000);
    }

    async fn what_was_read_is_given_out_once_its_line_is_on_the_disk(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        store.settle_audit().await.unwrap();
        let other = database.connect().await.unwrap();
        let hold = match database.is_postgresql() {
            true => "BEGIN; LOCK TABLE audit IN EXCLUSIVE MODE",
            false => "BEGIN IMMEDIATE",
        };
        other.execute(hold).await.unwrap();
        // Nobody can write: the line is sent, the page is drawn, and waits.
        let (drawn, was_drawn) = tokio::sync::oneshot::channel();
        let page = tokio::spawn({
            let (store, still) = (store.clone(), Arc::clone(&still));
            async move {
                store
                    .audited(async {
                        store.commit(reads(&still, WHOSE)).await.unwrap();
                        drawn.send(()).unwrap();
                        "page"
                    })
                    .await
            }
        });
        was_drawn.await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        assert!(!page.is_finished(), "given out before its line is on the disk");
        other.execute("ROLLBACK").await.unwrap();
        assert_eq!(page.await.unwrap().unwrap(), "page");
        assert_eq!(sound_audit(&store, &other).await, 1);
    }

    async fn what_was_read_is_shown_to_nobody_where_its_line_cannot_be_written(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        store.settle_audit().await.unwrap();
        match database.address().strip_prefix("sqlite:") {
            Some(file) => fs::write(beside(Path::new(file)), "a note of somebody's").unwrap(),
            None => {
                let other = database.connect().await.unwrap();
                other.execute("ALTER TABLE audit RENAME TO elsewhere").await.unwrap();
            }
        }
        let shown = store
            .audited(async {
                store.commit(reads(&still, WHOSE)).await.unwrap();
                "page"
            })
            .await;
        assert!(shown.is_err(), "{shown:?}");
    }

    async fn lines_that_wait_are_in_the_tables_within_seconds(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        read(&store, &still, 3).await;
        let past = database.connect().await.unwrap();
        for _ in 0..400 {
            if in_the_tables(&past).await == 3 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{} of 3 are there after twenty seconds", in_the_tables(&past).await);
    }
}

#[tokio::test]
async fn a_read_is_on_the_disk_and_the_readers_of_the_database_need_not_look_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let still = Still::from(0);
    let store = open(file.to_str().unwrap(), &still).await;
    store.settle_audit().await.unwrap();
    let past = Past::connect(file.to_str().unwrap()).await.unwrap();
    let changes = number(&past, "PRAGMA data_version").await;
    let empty = fs::metadata(beside(&file)).unwrap().len();
    read(&store, &still, 1).await;
    // Within the second in which the tables need not have it.
    if number(&past, "PRAGMA data_version").await == changes {
        assert!(fs::metadata(beside(&file)).unwrap().len() > empty + 100);
        store.commit(says(&still, &envelope(&still), 0, "word")).await.unwrap();
    }
    assert_ne!(number(&past, "PRAGMA data_version").await, changes);
    store.settle_audit().await.unwrap();
    assert_eq!(sound_audit(&store, &past).await, in_the_tables(&past).await.unsigned_abs());
}

#[tokio::test]
async fn what_the_tables_did_not_hold_when_the_power_went_is_there_again() {
    let (_folder, file) = lost_power(20).await;
    assert_eq!(findings(&file).await, (21, Vec::new()));
    // Nor is it there twice when it is opened again, with the file still beside it.
    assert_eq!(findings(&file).await, (21, Vec::new()));
}

#[tokio::test]
async fn a_batch_that_the_power_went_in_the_middle_of_was_acknowledged_to_nobody() {
    let (_folder, file) = lost_power(20).await;
    let written = fs::read(beside(&file)).unwrap();
    // The mark of the end is 12 bytes: half of the last line is lost.
    fs::write(beside(&file), &written[..written.len() - 60]).unwrap();
    assert_eq!(findings(&file).await, (20, Vec::new()));
}

#[tokio::test]
async fn a_line_that_was_altered_beside_the_tables_is_found() {
    let (_folder, file) = lost_power(20).await;
    let mut bytes = fs::read(beside(&file)).unwrap();
    // By somebody who knows how a batch is written, and not the key of the chain.
    let (action, mut at) = (b"import_case", 16);
    for _ in 0..5 {
        let length = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let batch = at + 12..at + 12 + usize::try_from(length).unwrap();
        let place = bytes[batch.clone()].windows(11).position(|some| some == action).unwrap();
        bytes[batch.start + place..][..11].copy_from_slice(b"export_case");
        use sha2::Digest;
        let digest = sha2::Sha256::digest(&bytes[batch.clone()]);
        bytes[at + 4..at + 12].copy_from_slice(&digest[..8]);
        at = batch.end;
    }
    fs::write(beside(&file), bytes).unwrap();
    let (entries, found) = findings(&file).await;
    assert_eq!(entries, 21);
    assert_eq!(found, [Finding::Altered { first: 2, last: 6 }]);
}

#[tokio::test]
async fn a_line_that_was_taken_out_of_the_tables_does_not_come_back_from_the_file() {
    let (_folder, file) = lost_power(20).await;
    assert_eq!(findings(&file).await.0, 21);
    let past = Past::connect(file.to_str().unwrap()).await.unwrap();
    past.execute("DELETE FROM audit WHERE number IN (7, 21)").await.unwrap();
    assert_eq!(findings(&file).await, (19, vec![Finding::Missing { first: 7, last: 7 }]));
}

#[tokio::test]
async fn an_end_that_was_taken_out_of_the_tables_stays_a_gap() {
    let (_folder, file) = lost_power(20).await;
    assert_eq!(findings(&file).await.0, 21);
    let past = Past::connect(file.to_str().unwrap()).await.unwrap();
    past.execute("DELETE FROM audit WHERE number >= 20").await.unwrap();
    let still = Still::from(1 << 41);
    let store = open(file.to_str().unwrap(), &still).await;
    read(&store, &still, 1).await;
    store.close().await;
    assert_eq!(findings(&file).await, (20, vec![Finding::Missing { first: 20, last: 21 }]));
}

#[tokio::test]
async fn by_whatever_name_the_database_is_opened_there_is_one_file_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let link = folder.path().join("link.db");
    let (still, its) = (Still::from(0), Still::from(1 << 30));
    let one = open(file.to_str().unwrap(), &still).await;
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let other = open(link.to_str().unwrap(), &its).await;
    for _ in 0..3 {
        read(&one, &still, 2).await;
        read(&other, &its, 1).await;
    }
    let past = Past::connect(file.to_str().unwrap()).await.unwrap();
    assert_eq!(sound_audit(&one, &past).await, 9);
    assert!(!folder.path().join("link.db-audit").exists());
}

#[tokio::test]
async fn a_file_that_somebody_takes_away_while_it_is_written_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let still = Still::from(0);
    let store = open(file.to_str().unwrap(), &still).await;
    read(&store, &still, 3).await;
    fs::remove_file(beside(&file)).unwrap();
    read(&store, &still, 3).await;
    let past = Past::connect(file.to_str().unwrap()).await.unwrap();
    assert_eq!(in_the_tables(&past).await, 4, "with the first line that had no file");
    assert!(beside(&file).exists());
    assert_eq!(sound_audit(&store, &past).await, 6);
}

#[tokio::test]
async fn what_is_no_line_is_kept_aside() {
    let (_folder, file) = lost_power(20).await;
    let mut bytes = fs::read(beside(&file)).unwrap();
    let half = bytes.len() / 2;
    bytes[half] ^= 1;
    fs::write(beside(&file), &bytes).unwrap();
    assert!(findings(&file).await.0 < 21);
    assert_eq!(fs::read(file.with_file_name("record.db-audit-broken")).unwrap(), bytes);
}

#[tokio::test]
async fn a_file_that_is_none_of_ours_is_said_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    fs::write(beside(&file), "a note of somebody's").unwrap();
    let refused =
        crate::said::try_open(crate::said::settings(file.to_str().unwrap()), &Still::from(0)).await;
    let said = refused.err().unwrap().to_string();
    assert!(said.contains("record.db-audit"), "{said}");
    assert_eq!(fs::read_to_string(beside(&file)).unwrap(), "a note of somebody's");
}
