//! What waits to be sent is sent, however often that fails.

use access::act;

use super::*;

const LETTER: Uuid = Uuid::from_u128(0x61);

async fn waiting() -> (Office, Permitted<act::SendMessages>) {
    let office = Office::open().await;
    let mut change = office.change();
    change.outbox(LETTER, "email", "reference and link");
    office.store.commit(change).await.unwrap();
    let permitted = leave(&system(System::Outbox), act::SendMessages, Uuid::nil());
    (office, permitted)
}

#[tokio::test]
async fn what_one_sender_took_no_other_takes_until_that_one_must_have_died() {
    let (office, permitted) = waiting().await;
    let taken = office.store.take_due(&permitted, 10).await.unwrap();
    assert_eq!(taken.outgoing.len(), 1);
    assert!(office.store.take_due(&permitted, 10).await.unwrap().outgoing.is_empty());
    office.clock.pass(5 * 60);
    let again = office.store.take_due(&permitted, 10).await.unwrap();
    assert_eq!(again.outgoing.len(), 1);
    // The first comes back, and may not speak for what the second has.
    office.store.sent(&permitted, &taken, LETTER).await.unwrap();
    office.store.not_sent(&permitted, &again, &again.outgoing[0], "no route").await.unwrap();
    assert_eq!(office.store.failures(&permitted, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_sent_is_never_sent_again() {
    let (office, permitted) = waiting().await;
    let taken = office.store.take_due(&permitted, 10).await.unwrap();
    office.store.sent(&permitted, &taken, LETTER).await.unwrap();
    office.clock.pass(86_400);
    assert!(office.store.take_due(&permitted, 10).await.unwrap().outgoing.is_empty());
    assert!(office.store.failures(&permitted, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_of_before_is_gone_once_its_letter_is_sent() {
    let (office, permitted) = waiting().await;
    let mut change = office.change();
    let left = Uuid::from_u128(0x62);
    change.outbox_to(left, "email", "whose", Some(b"sealed".to_vec()));
    office.store.commit(change).await.unwrap();
    let taken = office.store.take_due(&permitted, 10).await.unwrap();
    let addressed: Vec<_> = taken.outgoing.iter().map(|one| one.address.as_deref()).collect();
    assert_eq!(addressed, [None, Some(&b"sealed"[..])]);
    office.store.sent(&permitted, &taken, left).await.unwrap();
    let kept = Sql::new("SELECT COUNT(*) FROM outbox WHERE address IS NOT NULL");
    let kept = office.store.read(kept, |row| row.take::<i64>()).await.unwrap();
    assert_eq!(kept, [0]);
}

#[tokio::test]
async fn a_failure_is_counted_shown_and_tried_again_ever_later() {
    let (office, permitted) = waiting().await;
    for (attempts, minutes) in [(0, 1), (1, 2), (2, 4), (3, 8)] {
        let taken = office.store.take_due(&permitted, 10).await.unwrap();
        let failed = &taken.outgoing[0];
        assert_eq!(failed.attempts, attempts);
        office.store.not_sent(&permitted, &taken, failed, "the server is busy").await.unwrap();
        office.clock.pass(minutes * 60 - 1);
        assert!(office.store.take_due(&permitted, 10).await.unwrap().outgoing.is_empty());
        office.clock.pass(1);
    }
    let shown = office.store.failures(&permitted, 10).await.unwrap();
    assert_eq!(shown[0].attempts, 4);
    assert_eq!(shown[0].fault.as_deref(), Some("the server is busy"));
}
