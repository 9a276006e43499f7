//! What is in whose inbox.

use access::{Scope, act, scope};
use pathway::{MessageId, Reference};

use super::*;
use crate::Message;

const TOLD: MessageId = MessageId::of(Uuid::from_u128(0x51));

async fn told() -> Office {
    let office = Office::open().await.with_cases().await;
    let mut change = office.change();
    change.message(&Message {
        id: TOLD,
        organisation: PROVIDER,
        worker: None,
        audience: Kind::CaseMessage,
        area: Some(pathway::Area::new("Dudley")),
        record: HIS,
        reference: Reference::random(1),
        kind: "referral_received",
        body: "{}".to_owned(),
    });
    office.store.commit(change).await.unwrap();
    office
}

fn inbox(actor: &Actor) -> Vec<Scope> {
    vec![
        scope(actor, act::ReadMessages),
        scope(actor, act::ReadReferralMessages),
        scope(actor, act::ReadCaseMessages),
        scope(actor, act::ReadSupportMessages),
    ]
}

#[tokio::test]
async fn a_message_is_in_the_inbox_of_its_organisation_and_of_no_other() {
    let office = told().await;
    let (store, reader) = (&office.store, inbox(&facilitator()));
    let found = store.messages(&reader, None, 10).await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [TOLD]);
    assert!(store.messages(&reader, Some(found[0].key()), 10).await.unwrap().is_empty());
    assert_eq!(store.unread(&reader, 99).await.unwrap(), 1);
    for other in [
        other_facilitator(),
        support_worker(),
        worker(Role::SupportManager, PROVIDER, 0xF8),
        worker(Role::Referrer, PROVIDER, 0xF9),
    ] {
        assert!(store.messages(&inbox(&other), None, 10).await.unwrap().is_empty());
        assert_eq!(store.unread(&inbox(&other), 99).await.unwrap(), 0);
        assert_eq!(store.message(&inbox(&other), TOLD).await.unwrap(), None);
    }
}

#[tokio::test]
async fn who_read_a_message_first_and_when_is_kept() {
    let office = told().await;
    let reader = inbox(&facilitator());
    for (number, seconds) in [(0xF1, 60), (0xF6, 60)] {
        office.clock.pass(seconds);
        let actor = worker(Role::Facilitator, PROVIDER, number);
        let message = office.store.message(&reader, TOLD).await.unwrap().unwrap();
        let permitted = decide(&actor, act::ReadCaseMessages, &message.facts).unwrap();
        let mut change = office.change();
        change.read_message(&permitted);
        office.store.commit(change).await.unwrap();
    }
    let message = office.store.message(&reader, TOLD).await.unwrap().unwrap();
    let first = WorkerId::of(Uuid::from_u128(0xF1));
    assert_eq!(message.read, Some((Timestamp::from_second(60).unwrap(), first)));
    assert_eq!(office.store.unread(&reader, 99).await.unwrap(), 0);
}

#[tokio::test]
async fn nobody_is_told_of_a_family_that_they_know() {
    let office = told().await;
    let mut knows = Sql::new(
        "INSERT INTO relations (kind, made, until, worker, record, programme) \
         VALUES ('conflict', 0, 0, ",
    );
    knows.bind(facilitator().worker().uuid()).push(", ").bind(HIS).push(", ");
    knows.bind(PROGRAMME.uuid()).push(")");
    office.write([knows]).await;
    assert!(office.store.messages(&inbox(&facilitator()), None, 10).await.unwrap().is_empty());
}
