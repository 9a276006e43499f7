//! What a change comes to, on a record of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::{Actor, Facts, Kind, Permitted, System, act, decide};
use jiff::Timestamp;
use pathway::{CommandId, ProgrammeId, Surroundings};
use uuid::Uuid;

use crate::audit::{Entry, Outcome};
use crate::keys::MasterKey;
use crate::{Address, Change, Envelope, NotCommitted, Row, Settings, Store, Stream};

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

/// A stream that holds what was said.
#[derive(Clone, Debug, Default, PartialEq)]
struct Said(Vec<String>);

impl Stream for Said {
    type Event = String;
    const KIND: &'static str = "said";
    fn take(&mut self, event: &String) {
        self.0.push(event.clone());
    }
    fn write(event: &String) -> String {
        event.clone()
    }
    fn read(text: &str) -> Result<String, String> {
        Ok(text.to_owned())
    }
    fn rows(&self, _envelope: &Envelope) -> Vec<Row> {
        Vec::new()
    }
}

const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));

async fn open(address: Address, still: &Arc<Still>) -> Store {
    let mut key = [9; 32];
    key[0] = 1;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let master = MasterKey::from_value(&hex, "a test").unwrap();
    let surroundings = Arc::clone(still) as Arc<dyn Surroundings>;
    Store::open(Settings::at(address), &master, None, surroundings).await.unwrap()
}

fn envelope(still: &Still) -> Envelope {
    let (id, reference) = (still.id(), still.reference());
    Envelope { id, programme: PROGRAMME, reference, restricted: false }
}

fn leave(record: Uuid) -> Permitted<act::ImportCase> {
    let facts = Facts {
        kind: Kind::Case,
        record,
        programme: PROGRAMME,
        area: None,
        organisation: None,
        referrer: None,
        assigned: None,
        owner: None,
        conflict: false,
        restricted: false,
        glass_broken: false,
    };
    decide(&Actor::system(System::Import, PROGRAMME), act::ImportCase, &facts).unwrap()
}

fn says(still: &Still, envelope: &Envelope, on: u32, word: &str) -> Change {
    let actor = System::Import.worker();
    let mut change = Change::of(CommandId::of(still.id()), actor, PROGRAMME, still.now());
    let words = [word.to_owned()];
    change.outcome(word).append(&leave(envelope.id), envelope, on, &words, &Said::default());
    change.audit(Entry {
        at: still.now(),
        worker: Some(actor),
        organisation: None,
        action: "import_case".into(),
        kind: "case".into(),
        record: Some(envelope.id),
        outcome: Outcome::Allowed,
        address: None,
        detail: None,
    });
    change
}

async fn words(store: &Store, envelope: &Envelope) -> Vec<String> {
    let events = store.events::<Said, _>(&leave(envelope.id)).await.unwrap();
    events.into_iter().map(|recorded| recorded.event).collect()
}

#[tokio::test]
async fn what_was_committed_is_there_after_the_record_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::File(folder.path().join("record.db"));
    let still = Arc::new(Still::default());
    let case = envelope(&still);
    let store = open(address.clone(), &still).await;
    let done = store.commit(says(&still, &case, 0, "one")).await.unwrap();
    assert_eq!(done.versions, [(case.id, 1)]);
    store.close().await;
    let store = open(address, &still).await;
    store.commit(says(&still, &case, 1, "two")).await.unwrap();
    assert_eq!(words(&store, &case).await, ["one", "two"]);
}

#[tokio::test]
async fn of_two_who_change_the_same_thing_one_is_told() {
    let still = Arc::new(Still::default());
    let store = open(Address::Temporary, &still).await;
    let case = envelope(&still);
    let (one, other) = tokio::join!(
        store.commit(says(&still, &case, 0, "one")),
        store.commit(says(&still, &case, 0, "other")),
    );
    one.unwrap();
    assert!(matches!(other, Err(NotCommitted::Stale { now_at: 1, .. })), "{other:?}");
    assert_eq!(words(&store, &case).await, ["one"]);
}

#[tokio::test]
async fn a_form_sent_twice_is_done_once_and_says_what_came_of_it() {
    let still = Arc::new(Still::default());
    let store = open(Address::Temporary, &still).await;
    let case = envelope(&still);
    let change = says(&still, &case, 0, "one");
    store.commit(change.clone()).await.unwrap();
    let again = store.commit(change).await;
    assert!(
        matches!(&again, Err(NotCommitted::AlreadyDone { outcome }) if outcome == "one"),
        "{again:?}"
    );
    assert_eq!(words(&store, &case).await, ["one"]);
}

#[tokio::test]
async fn a_change_that_cannot_be_written_fails_alone() {
    let still = Arc::new(Still::default());
    let store = open(Address::Temporary, &still).await;
    let case = envelope(&still);
    // Another stream with the same reference breaks a rule of the tables.
    let taken = Envelope { id: still.id(), ..case.clone() };
    let third = envelope(&still);
    let (one, twin, other) = tokio::join!(
        store.commit(says(&still, &case, 0, "one")),
        store.commit(says(&still, &taken, 0, "twin")),
        store.commit(says(&still, &third, 0, "other")),
    );
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert!(matches!(twin, Err(NotCommitted::Unavailable(crate::Fault::Rule(_)))), "{twin:?}");
    assert_eq!(words(&store, &third).await, ["other"]);
}

#[tokio::test]
async fn leave_for_one_record_writes_no_other() {
    let still = Arc::new(Still::default());
    let store = open(Address::Temporary, &still).await;
    let (case, other) = (envelope(&still), envelope(&still));
    let mut change = says(&still, &case, 0, "one");
    change.append(&leave(case.id), &other, 0, &["two".to_owned()], &Said::default());
    let refused = store.commit(change).await;
    assert!(matches!(refused, Err(NotCommitted::NotPermitted { record }) if record == other.id));
    assert!(words(&store, &case).await.is_empty());
}
