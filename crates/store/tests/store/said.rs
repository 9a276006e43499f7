//! A stream that holds what was said, and a record to say it in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::{Act, Actor, Facts, Kind, Permitted, System, act, decide};
use jiff::Timestamp;
use pathway::{CommandId, ProgrammeId, Surroundings};
use store::audit::{Entry, Linked, Mac, Outcome};
use store::keys::MasterKey;
use store::{Change, Envelope, NotOpened, Row, Settings, Store, Stream};
use testkit::Past;
use uuid::Uuid;

pub const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));

/// A clock that stands still and numbers for randomness.
pub struct Still(AtomicU64);

impl Still {
    /// The numbers begin here.
    pub fn from(first: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(first)))
    }
}

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
pub struct Said(Vec<String>);

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

pub fn settings(address: &str) -> Settings {
    Settings::at(address.parse().unwrap())
}

pub async fn try_open(settings: Settings, still: &Arc<Still>) -> Result<Store, NotOpened> {
    let master = MasterKey::from_value(&"0123456789abcdef".repeat(4), "a test").unwrap();
    Store::open(settings, &master, None, Arc::clone(still) as Arc<dyn Surroundings>).await
}

pub async fn open(address: &str, still: &Arc<Still>) -> Store {
    try_open(settings(address), still).await.unwrap()
}

/// A stream that nothing was said in yet.
pub fn envelope(still: &Still) -> Envelope {
    let (id, reference) = (still.id(), still.reference());
    Envelope { id, programme: PROGRAMME, reference, restricted: false }
}

pub fn leave(record: Uuid) -> Permitted<act::ImportCase> {
    leave_to(System::Demonstration, act::ImportCase, Kind::Case, record)
}

/// Leave of a part of Waymark to do something to a record of the programme.
pub fn leave_to<A: Act>(who: System, act: A, kind: Kind, record: Uuid) -> Permitted<A> {
    let facts = Facts {
        kind,
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
    decide(&Actor::system(who, PROGRAMME), act, &facts).unwrap()
}

/// A change by which a word is said upon a version of a stream, with its entry in the audit.
pub fn says(still: &Still, envelope: &Envelope, on: u32, word: &str) -> Change {
    let actor = System::Demonstration.worker();
    let mut change = Change::of(CommandId::of(still.id()), actor, PROGRAMME, still.now());
    let words = [word.to_owned()];
    change.outcome(word).append(&leave(envelope.id), envelope, on, &words, &Said::default());
    change.audit(entry(still, envelope.id));
    change
}

/// What says in the audit that a record was read, and changes nothing.
pub fn reads(still: &Still, record: Uuid) -> Change {
    let actor = System::Demonstration.worker();
    let mut change = Change::unnumbered(actor, PROGRAMME, still.now());
    change.audit(entry(still, record));
    change
}

fn entry(still: &Still, record: Uuid) -> Entry {
    Entry {
        at: still.now(),
        worker: Some(System::Demonstration.worker()),
        organisation: None,
        action: "import_case".into(),
        kind: "case".into(),
        record: Some(record),
        outcome: Outcome::Allowed,
        address: None,
        detail: None,
    }
}

/// What was said in a stream; its versions must have no gap.
pub async fn words(store: &Store, stream: Uuid) -> Vec<String> {
    let events = store.events::<Said, _>(&leave(stream)).await.unwrap();
    for (recorded, due) in events.iter().zip(1..) {
        assert_eq!(recorded.version, due, "a gap in the versions");
    }
    events.into_iter().map(|recorded| recorded.event).collect()
}

/// The one number that a query past the store answers.
pub async fn number(past: &Past, sql: &str) -> i64 {
    past.rows(sql).await.unwrap()[0][0].number().unwrap()
}

/// The chain of the audit holds from its first entry to its last; gives how many there are.
pub async fn sound_audit(store: &Store, past: &Past) -> u64 {
    store.settle_audit().await.unwrap();
    let sql = "SELECT server, number, at, worker, record, mac FROM audit ORDER BY number";
    let rows = past.rows(sql).await.unwrap();
    let entries: Vec<Linked> = rows
        .iter()
        .map(|row| Linked {
            server: row[0].id().unwrap(),
            number: u64::try_from(row[1].number().unwrap()).unwrap(),
            entry: Entry {
                at: Timestamp::from_microsecond(row[2].number().unwrap()).unwrap(),
                worker: row[3].id().map(pathway::WorkerId::of),
                organisation: None,
                action: "import_case".into(),
                kind: "case".into(),
                record: row[4].id(),
                outcome: Outcome::Allowed,
                address: None,
                detail: None,
            },
            mac: Mac::of(row[5].bytes().unwrap().try_into().unwrap()),
        })
        .collect();
    let key = store.keys().audit(store.server()).unwrap();
    let findings = store::audit::verify(&key, store.server(), entries, &[]);
    assert!(findings.is_sound(), "{:?}", findings.found);
    findings.entries
}
