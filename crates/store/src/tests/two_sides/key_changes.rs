//! Keys are replaced, everything stays readable, and the old keys open nothing.

use access::act;

use super::*;
use crate::keys::{KeyRing, Subject};
use crate::{Change, Rotated};

/// Him, read by his provider, and her, by hers.
async fn written(office: &Office) {
    let mut change = office.change();
    let his = leave(&facilitator(), act::ChangeCasePeople, HIS);
    let hers = leave(&support_worker(), act::ChangeSupportPeople, HERS);
    let (store, him, her) = (&office.store, details("Piotr", "Nowak"), details("Ewa", "Nowak"));
    let (name, wraps) = store.seal_person(&his, HIM, &him, &[HIS_SIDE]).await.unwrap();
    change.text(&his, Subject::Person(HIM), &name, &wraps);
    let (name, wraps) = store.seal_person(&hers, HER, &her, &[HER_SIDE]).await.unwrap();
    change.text(&hers, Subject::Person(HER), &name, &wraps);
    store.commit(change).await.unwrap();
}

async fn both_are_read(office: &Office) {
    let his = leave(&facilitator(), act::ReadCasePeople, HIS);
    let hers = leave(&support_worker(), act::ReadSupportPeople, HERS);
    assert_eq!(office.store.people(&his, &[HIM]).await.unwrap().len(), 1);
    assert_eq!(office.store.people(&hers, &[HER]).await.unwrap().len(), 1);
}

fn rotates() -> Permitted<act::RotateKeys> {
    leave(&system(System::KeyRotation), act::RotateKeys, Uuid::nil())
}

/// Versions of wrapping keys and of wraps.
async fn versions(office: &Office, of: &str) -> Vec<i64> {
    office.store.read(Sql::new(of), |row| row.take()).await.unwrap()
}

#[tokio::test]
async fn after_a_rotation_all_is_read_and_the_old_keys_open_nothing() {
    let mut office = Office::open().await.with_cases().await;
    written(&office).await;
    let old = office.store.stored_keys().await.unwrap();
    let rotated = office.store.rotate(&rotates()).await.unwrap();
    // Four: of the provider, of the refuge, the seal's, and that of the staff.
    assert_eq!(rotated, Rotated { made: 4, rewrapped: 2, retired: 4 });
    both_are_read(&office).await;
    assert_eq!(versions(&office, "SELECT DISTINCT version FROM wraps").await, [2]);
    let keys = "SELECT DISTINCT version FROM keys WHERE purpose = 'wrapping'";
    assert_eq!(versions(&office, keys).await, [2]);
    let wraps = office.store.wraps_under(PROVIDER, Side::Programme, 2).await.unwrap();
    let permitted = leave(&facilitator(), act::ReadCasePeople, HIS);
    let with_old = KeyRing::load(&master(1), None, &old).unwrap();
    assert!(with_old.unwrap(&permitted, &wraps[0]).is_err(), "the old keys open it");
    assert!(office.store.keys().unwrap(&permitted, &wraps[0]).is_ok());
    office.again(&master(1), None).await;
    both_are_read(&office).await;
}

#[tokio::test]
async fn a_rotation_that_was_broken_off_is_ended_where_it_stood() {
    let mut office = Office::open().await.with_cases().await;
    written(&office).await;
    // The successor is written, nothing more.
    let (store, clock) = (&office.store, office.clock.as_ref());
    let next = store.keys().successor(PROVIDER, Side::Programme, &master(1), clock);
    store.keep_key(System::KeyRotation.worker(), PROGRAMME, &next).await.unwrap();
    office.again(&master(1), None).await;
    both_are_read(&office).await;
    let ended = office.store.end_rotation(&rotates()).await.unwrap();
    assert_eq!(ended, Rotated { made: 0, rewrapped: 1, retired: 1 });
    assert_eq!(office.store.end_rotation(&rotates()).await.unwrap(), Rotated::default());
    both_are_read(&office).await;
}

#[tokio::test]
async fn nothing_is_wrapped_with_a_key_that_was_retired() {
    let office = Office::open().await.with_cases().await;
    written(&office).await;
    let his = leave(&facilitator(), act::ChangeCasePeople, HIS);
    let him = details("Piotr", "Nowak");
    let late = office.store.seal_person(&his, HIM, &him, &[HIS_SIDE]).await.unwrap();
    office.store.rotate(&rotates()).await.unwrap();
    let mut change: Change = office.change();
    change.text(&his, Subject::Person(HIM), &late.0, &late.1);
    assert!(office.store.commit(change).await.is_err(), "a text that nobody could ever open");
    both_are_read(&office).await;
}

#[tokio::test]
async fn the_old_master_key_opens_nothing_once_another_took_its_place() {
    let mut office = Office::open().await.with_cases().await;
    written(&office).await;
    office.again(&master(2), Some(&master(1))).await;
    both_are_read(&office).await;
    let sealed = office.store.rotate_master(&rotates(), &master(1)).await.unwrap();
    assert_eq!(sealed, 6, "four wrapping keys, the index of addresses, and the audit's");
    assert_eq!(office.store.rotate_master(&rotates(), &master(1)).await.unwrap(), 0);
    let keys = office.store.stored_keys().await.unwrap();
    assert!(KeyRing::load(&master(1), None, &keys).is_err());
    office.again(&master(2), None).await;
    both_are_read(&office).await;
}
