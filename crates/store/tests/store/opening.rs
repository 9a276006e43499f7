//! What opens, and what is said of what does not.

use store::{Address, NotOpened, Settings};
use testkit::{Database, both_databases};

use crate::said::{Still, envelope, number, open, says, settings, try_open, words};

both_databases! {
    async fn what_was_committed_is_there_after_the_record_is_opened_again(database: Database) {
        let still = Still::from(0);
        let case = envelope(&still);
        let store = open(database.address(), &still).await;
        let done = store.commit(says(&still, &case, 0, "one")).await.unwrap();
        assert_eq!(done.versions, [(case.id, 1)]);
        store.close().await;
        let store = open(database.address(), &still).await;
        store.commit(says(&still, &case, 1, "two")).await.unwrap();
        assert_eq!(words(&store, case.id).await, ["one", "two"]);
    }

    async fn a_record_made_by_a_newer_waymark_is_refused_and_left_alone(database: Database) {
        let still = Still::from(0);
        open(database.address(), &still).await.close().await;
        let past = database.connect().await.unwrap();
        let newer = "UPDATE meta SET value = '99' WHERE name = 'version'";
        past.execute(newer).await.unwrap();
        past.execute("DROP TABLE drafts").await.unwrap();
        let refused = try_open(settings(database.address()), &still).await.err().unwrap();
        assert!(matches!(refused, NotOpened::Newer { database: 99, .. }), "{refused:?}");
        assert!(refused.to_string().contains("newer Waymark"), "{refused}");
        let version = "SELECT COUNT(*) FROM meta WHERE name = 'version' AND value = '99'";
        assert_eq!(number(&past, version).await, 1);
        assert!(past.execute("SELECT 1 FROM drafts").await.is_err(), "it was made anew");
    }

    async fn a_server_that_is_to_be_spoken_to_by_tls_is_not_spoken_to_in_the_open(database: Database) {
        if database.is_postgresql() {
            let address = format!("{}?sslmode=require", database.address());
            let refused = try_open(settings(&address), &Still::from(0)).await.err().unwrap();
            assert!(matches!(refused, NotOpened::Unreachable { .. }), "{refused:?}");
            assert!(database.connect().await.unwrap().rows("SELECT version FROM meta").await.is_err());
        }
    }

    async fn another_master_key_opens_nothing(database: Database) {
        let still = Still::from(0);
        open(database.address(), &still).await.close().await;
        let other = store::keys::MasterKey::from_value(&"fedcba98".repeat(8), "a test").unwrap();
        let opened =
            store::Store::open(settings(database.address()), &other, None, Still::from(0)).await;
        let refused = opened.err().unwrap();
        assert!(matches!(refused, NotOpened::Keys(_)), "{refused:?}");
    }
}

/// What is said where the record cannot be opened.
async fn refusal(address: Address) -> String {
    let refused = try_open(Settings::at(address), &Still::from(0)).await.err().unwrap();
    assert!(matches!(refused, NotOpened::Unreachable { .. }), "{refused:?}");
    refused.to_string()
}

#[tokio::test]
async fn a_folder_a_missing_folder_and_another_file_are_no_record_and_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.txt");
    let text = "Dear colleague, this is a letter and no record. ".repeat(100);
    std::fs::write(&letter, &text).unwrap();
    let wrong =
        [folder.path().to_owned(), folder.path().join("missing").join("record.db"), letter.clone()];
    for file in wrong {
        let said = refusal(Address::File(file.clone())).await;
        assert!(said.starts_with(&format!("the record at {}", file.display())), "{said}");
        assert!(said.contains("see that the address is right"), "{said}");
    }
    assert_eq!(std::fs::read_to_string(letter).unwrap(), text);
}

#[tokio::test]
async fn a_server_that_is_nowhere_is_named_without_the_password() {
    let said =
        refusal(Address::Postgres("postgres://waymark:secret@nowhere.invalid/record".into())).await;
    assert!(said.starts_with("the record at postgres://nowhere.invalid/record"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn two_servers_that_start_together_on_postgresql_both_open_the_record() {
    Database::postgresql(|database| async move {
        let (one, other) = (Still::from(1 << 20), Still::from(1 << 30));
        let mut second = settings(database.address());
        second.server = Some(uuid::Uuid::from_u128(2));
        let (one, other) =
            tokio::join!(try_open(settings(database.address()), &one), try_open(second, &other));
        one.unwrap().answers().await.unwrap();
        other.unwrap().answers().await.unwrap();
    });
}

#[cfg(unix)]
#[tokio::test]
async fn a_record_in_a_file_is_read_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let still = Still::from(0);
    let store = open(file.to_str().unwrap(), &still).await;
    let case = envelope(&still);
    store.commit(says(&still, &case, 0, "one")).await.unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
        seen += 1;
    }
    assert!(seen > 1, "the log beside it was not looked at");
    store.close().await;
}
