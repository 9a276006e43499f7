//! An office with people on both sides of the wall, and a record of its own.

mod audits;
mod key_changes;
mod messages;
mod outbox;
mod search;
mod texts;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Act, Actor, Areas, Facts, Held, Kind, Permitted, Role, System, decide};
use jiff::Timestamp;
use pathway::{
    NarrativeId, OrganisationId, PersonId, ProgrammeId, SupportCaseId, Surroundings, WorkerId,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::keys::{Contact, ContactKind, Details, MasterKey, Name, Safe, Secret, Side};
use crate::sql::Sql;
use crate::{Address, Change, Settings, Store};

pub(super) const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(0xA1));
pub(super) const PROVIDER: OrganisationId = OrganisationId::of(Uuid::from_u128(0xB1));
pub(super) const OTHER_PROVIDER: OrganisationId = OrganisationId::of(Uuid::from_u128(0xB2));
pub(super) const REFUGE: OrganisationId = OrganisationId::of(Uuid::from_u128(0xB3));
pub(super) const COUNCIL: OrganisationId = OrganisationId::of(Uuid::from_u128(0xB4));
pub(super) const HIS: Uuid = Uuid::from_u128(0xC1);
pub(super) const HERS: Uuid = Uuid::from_u128(0xC2);
pub(super) const HIM: PersonId = PersonId::of(Uuid::from_u128(0xD1));
pub(super) const HER: PersonId = PersonId::of(Uuid::from_u128(0xD2));
pub(super) const NOTE: NarrativeId = NarrativeId::of(Uuid::from_u128(0xE1));

/// A clock that is moved by hand, and numbers for randomness.
#[derive(Default)]
pub(super) struct Clock {
    seconds: AtomicI64,
    next: AtomicU64,
}

impl Surroundings for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.seconds.load(Ordering::Relaxed)).unwrap()
    }
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
    }
}

/// A store on a file that can be looked into.
pub(super) struct Office {
    pub(super) store: Store,
    pub(super) clock: Arc<Clock>,
    folder: TempDir,
}

pub(super) fn master(number: u8) -> MasterKey {
    let hex: String = (0..32).map(|place| format!("{:02x}", place ^ number)).collect();
    MasterKey::from_value(&hex, "a test").unwrap()
}

impl Office {
    pub(super) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Clock::default());
        let store = Self::store(&folder, &clock, &master(1), None).await;
        Self { store, clock, folder }
    }

    /// How SQLite would find the answer to a question, a line a step.
    pub(super) async fn planned(&self, sql: Sql) -> String {
        let mut asked = Sql::new("EXPLAIN QUERY PLAN ");
        asked.push_sql(sql);
        let step = |row: &mut crate::database::Columns<'_>| {
            row.skip(3);
            row.take::<String>()
        };
        self.store.read(asked, step).await.unwrap().join("\n")
    }

    /// Closes the record and opens it again with a master key.
    pub(super) async fn again(&mut self, master: &MasterKey, before: Option<&MasterKey>) {
        self.store.close().await;
        self.store = Self::store(&self.folder, &self.clock, master, before).await;
    }

    /// All bytes of the database and its log.
    pub(super) fn raw(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        paths.into_iter().flat_map(|path| std::fs::read(path).unwrap()).collect()
    }

    pub(super) fn change(&self) -> Change {
        Change::unnumbered(System::Demonstration.worker(), PROGRAMME, self.clock.now())
    }

    /// Writes statements as they are.
    pub(super) async fn write(&self, statements: impl IntoIterator<Item = Sql>) {
        let mut change = self.change();
        change.upkeep.extend(statements);
        self.store.commit(change).await.unwrap();
    }

    /// His case with the first provider and hers with the refuge, each with the person.
    pub(super) async fn with_cases(self) -> Self {
        self.write([
            case("cases", HIS, PROVIDER, HIM, 1, false),
            case("support_cases", HERS, REFUGE, HER, 2, false),
        ])
        .await;
        self
    }

    async fn store(
        folder: &TempDir,
        clock: &Arc<Clock>,
        master: &MasterKey,
        before: Option<&MasterKey>,
    ) -> Store {
        let address = Address::File(folder.path().join("record.db"));
        let surroundings = Arc::clone(clock) as Arc<dyn Surroundings>;
        Store::open(Settings::at(address), master, before, surroundings).await.unwrap()
    }
}

impl Clock {
    pub(super) fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// A row of a case as its read model writes it.
pub(super) fn case(
    table: &str,
    id: Uuid,
    organisation: OrganisationId,
    person: PersonId,
    reference: i64,
    restricted: bool,
) -> Sql {
    let sessions = if table == "cases" { ("sessions, ", "0, ") } else { ("", "") };
    let mut sql = Sql::new(&format!(
        "INSERT INTO {table} (version, area, state, received, {}id, programme, reference, \
         organisation, person, restricted) VALUES (1, 'Dudley', 'open', 0, {}",
        sessions.0, sessions.1
    ));
    sql.bind(id).push(", ").bind(PROGRAMME.uuid()).push(", ").bind(reference).push(", ");
    sql.bind(organisation.uuid()).push(", ").bind(person.uuid()).push(", ");
    sql.bind(restricted).push(")");
    sql
}

pub(super) fn worker(role: Role, organisation: OrganisationId, number: u128) -> Actor {
    let held = vec![Held {
        role,
        programme: PROGRAMME,
        areas: Areas::These(vec!["Dudley"].into_iter().map(pathway::Area::new).collect()),
    }];
    Actor::try_new(WorkerId::of(Uuid::from_u128(number)), organisation, held).unwrap()
}
pub(super) fn facilitator() -> Actor {
    worker(Role::Facilitator, PROVIDER, 0xF1)
}
pub(super) fn other_facilitator() -> Actor {
    worker(Role::Facilitator, OTHER_PROVIDER, 0xF2)
}
pub(super) fn support_worker() -> Actor {
    worker(Role::SupportWorker, REFUGE, 0xF3)
}
pub(super) fn system(system: System) -> Actor {
    Actor::system(system, PROGRAMME)
}

/// What is known of a record of one organisation.
pub(super) fn facts(kind: Kind, record: Uuid, organisation: OrganisationId) -> Facts {
    Facts {
        kind,
        record,
        programme: PROGRAMME,
        area: Some(pathway::Area::new("Dudley")),
        organisation: Some(organisation),
        referrer: Some(COUNCIL),
        assigned: None,
        owner: None,
        conflict: false,
        restricted: false,
        glass_broken: false,
    }
}

/// Leave that the policy gives.
pub(super) fn leave<A: Act>(actor: &Actor, act: A, record: Uuid) -> Permitted<A> {
    let organisation = match actor.is_system() {
        true => PROVIDER,
        false => actor.organisation(),
    };
    decide(actor, act, &facts(A::ACTION.kind(), record, organisation)).unwrap()
}

pub(super) fn details(given: &str, family: &str) -> Details {
    let phone = Contact {
        kind: ContactKind::Phone,
        value: Secret::new("07700 900123"),
        safe_to_use: Safe::Yes,
        when: None,
        words: Some(Secret::new("say it is the library")),
    };
    Details {
        given: Some(Name::new(given)),
        family: Some(Name::new(family)),
        contacts: vec![phone],
        postcode: Some(Secret::new("DY1 1AA")),
        ..Details::default()
    }
}

pub(super) const HIS_SIDE: (OrganisationId, Side) = (PROVIDER, Side::Programme);
pub(super) const HER_SIDE: (OrganisationId, Side) = (REFUGE, Side::Support);
pub(super) const HER_CASE: SupportCaseId = SupportCaseId::of(HERS);
