//! What the read models make of a record that people work in.

mod lists;
mod rebuilt;
mod walks;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::{Act, Actor, Areas, Facts, Held, Kind, Permitted, Role, System, act, decide};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use pathway::{Area, CommandId, OrganisationId, ProgrammeId, Surroundings, WorkerId};
use programme::{RecordedBefore, ReferralFacts};
use uuid::Uuid;

use crate::keys::MasterKey;
use crate::sql::Sql;
use crate::{Address, Change, Committed, Envelope, NotCommitted, Settings, Store, Stream};

const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));

fn organisation(number: u128) -> OrganisationId {
    OrganisationId::of(Uuid::from_u128(0x0100 + number))
}
fn worker(number: u128) -> WorkerId {
    WorkerId::of(Uuid::from_u128(0x0200 + number))
}

/// A clock that stands still and numbers for randomness.
#[derive(Default)]
struct Still(AtomicU64);

impl Surroundings for Still {
    fn now(&self) -> Timestamp {
        "2019-03-06T10:00:00Z".parse().unwrap()
    }
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
    }
}

/// A record of its own.
struct Record {
    store: Store,
    still: Arc<Still>,
}

impl Record {
    async fn new() -> Self {
        let still = Arc::new(Still::default());
        let master = MasterKey::from_value(&"0123456789abcdef".repeat(4), "a test").unwrap();
        let surroundings = Arc::clone(&still) as Arc<dyn Surroundings>;
        let settings = Settings::at(Address::Temporary);
        Self { store: Store::open(settings, &master, None, surroundings).await.unwrap(), still }
    }
    /// A stream that is yet to begin.
    fn envelope(&self) -> Envelope {
        Envelope {
            id: self.still.id(),
            programme: PROGRAMME,
            reference: self.still.reference(),
            restricted: false,
        }
    }
    fn change(&self) -> Change {
        let (command, by) = (CommandId::of(self.still.id()), System::Demonstration.worker());
        Change::of(command, by, PROGRAMME, self.still.now())
    }
    /// Writes events upon a version.
    async fn appends<S: Stream, A: Act>(
        &self,
        permitted: &Permitted<A>,
        envelope: &Envelope,
        on: u32,
        events: &[S::Event],
        after: &S,
    ) -> Result<Committed, NotCommitted> {
        let mut change = self.change();
        change.append(permitted, envelope, on, events, after);
        self.store.commit(change).await
    }
    /// Writes a statement, as an administrator of the database might.
    async fn writes(&self, text: &str, values: impl IntoIterator<Item = crate::sql::Value>) {
        let mut change = self.change();
        change.upkeep.push(Sql::with(text, values));
        self.store.commit(change).await.unwrap();
    }
    /// Restricts a case of his: in what is known of the stream, and in the lists.
    async fn restricts(&self, case: Uuid) {
        for table in ["streams", "cases"] {
            let text = format!("UPDATE {table} SET restricted = ? WHERE id = ?");
            self.writes(&text, [true.into(), case.into()]).await;
        }
    }
    /// Brings in a row of an earlier spreadsheet.
    async fn imports(&self, facts: ReferralFacts) -> (Envelope, programme::Case) {
        let (envelope, case) = (self.envelope(), recorded(facts));
        let permitted = leave(act::ImportCase, Kind::Case, envelope.id);
        self.appends(&permitted, &envelope, 0, case.history(), &case).await.unwrap();
        (envelope, case)
    }
}

/// Leave for a part of Waymark.
fn leave<A: Act>(act: A, kind: Kind, record: Uuid) -> Permitted<A> {
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
    let systems = [System::Demonstration, System::CommandLine, System::Crossing];
    let mut given =
        systems.into_iter().map(|it| decide(&Actor::system(it, PROGRAMME), act, &facts));
    given.find_map(Result::ok).unwrap()
}

/// Somebody of the provider of the programme (2), or of support (3).
fn actor(role: Role, of: u128, areas: Areas) -> Actor {
    let held = vec![Held { role, programme: PROGRAMME, areas }];
    Actor::try_new(worker(1), organisation(of), held).unwrap()
}

/// A case by a row of an earlier spreadsheet, which a provider of the programme has now.
fn recorded(facts: ReferralFacts) -> programme::Case {
    let row = RecordedBefore {
        file: "referrals.csv".into(),
        row: 2,
        referral_ref: "MT-2".into(),
        provider: Some(organisation(2)),
        him: None,
        facts,
    };
    let area = row.facts.area.clone().unwrap();
    let (organisation, facilitator) = (organisation(2), worker(5));
    let mut case = programme::Case::new();
    for step in [
        programme::Step::RecordedBefore(Box::new(row)),
        programme::Step::Transferred { area, organisation, facilitator, why: None },
    ] {
        programme::apply(&mut case, &programme::Event { at: Timestamp::UNIX_EPOCH, step });
    }
    case
}

fn row(area: &str, received_on: Date) -> ReferralFacts {
    let area = Some(Area::new(area));
    ReferralFacts { area, received_on: Some(received_on), ..ReferralFacts::default() }
}

fn spring(day: i8) -> Date {
    date(2018, 5, day)
}
