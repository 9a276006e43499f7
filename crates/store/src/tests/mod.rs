//! A record with two programmes and an organisation of each kind, for what is done about people
//! who sign in.

mod accounts;
mod drafts;
mod relations;
mod sessions;
mod two_sides;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Act, Actor, Areas, Facts, Held, Kind, Permitted, Role, System, act, decide};
use jiff::Timestamp;
use pathway::{Area, OrganisationId, ProgrammeId, Surroundings, WorkerId};
use uuid::Uuid;

use crate::keys::MasterKey;
use crate::{
    Address, Change, NewWorker, Organisation, OrganisationKind, Programme, Settings, Store,
};

/// A clock that is set by hand and numbers for randomness.
#[derive(Default)]
pub(super) struct ByHand {
    seconds: AtomicI64,
    random: AtomicU64,
}

impl ByHand {
    pub(super) fn set(&self, seconds: i64) {
        self.seconds.store(seconds, Ordering::Relaxed);
    }
}

impl Surroundings for ByHand {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.seconds.load(Ordering::Relaxed)).unwrap()
    }
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.random.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
    }
}

pub(super) const BLACK_COUNTRY: ProgrammeId = ProgrammeId::of(Uuid::from_u128(0x71));
pub(super) const ELSEWHERE: ProgrammeId = ProgrammeId::of(Uuid::from_u128(0x72));
pub(super) const COUNCIL: OrganisationId = OrganisationId::of(Uuid::from_u128(0x81));
pub(super) const PROVIDER: OrganisationId = OrganisationId::of(Uuid::from_u128(0x82));
pub(super) const REFUGE: OrganisationId = OrganisationId::of(Uuid::from_u128(0x83));

pub(super) struct Desk {
    pub(super) store: Store,
    pub(super) clock: Arc<ByHand>,
}

impl Desk {
    pub(super) async fn temporary() -> Self {
        Self::open(Address::Temporary).await
    }
    pub(super) async fn in_folder(folder: &Path) -> Self {
        Self::open(Address::File(folder.join("record.db"))).await
    }

    /// A record with its programmes, organisations and areas.
    pub(super) async fn open(address: Address) -> Self {
        let master = MasterKey::from_value(&format!("01{}", "a7".repeat(31)), "a test").unwrap();
        let clock = Arc::new(ByHand::default());
        clock.set(1_000_000);
        let surroundings = Arc::clone(&clock) as Arc<dyn Surroundings>;
        let store = Store::open(Settings::at(address), &master, None, surroundings).await.unwrap();
        let desk = Self { store, clock };
        if desk.store.programmes().await.unwrap().is_empty() {
            desk.begin().await;
        }
        desk
    }

    async fn begin(&self) {
        for (programme, name) in [(BLACK_COUNTRY, "Black Country"), (ELSEWHERE, "Elsewhere")] {
            let mut change = self.change(programme);
            let leave = by_system(act::ManageProgramme, programme, programme.uuid());
            change.programme(&leave, &Programme { id: programme, name: name.into() });
            self.store.commit(change).await.unwrap();
        }
        let mut change = self.change(BLACK_COUNTRY);
        for (id, name, kind) in [
            (COUNCIL, "Council", OrganisationKind::Referrer),
            (PROVIDER, "Provider", OrganisationKind::Programme),
            (REFUGE, "Refuge", OrganisationKind::Support),
        ] {
            let leave = by_system(act::ManageOrganisations, BLACK_COUNTRY, id.uuid());
            change.organisation(&leave, &Organisation { id, name: name.into(), kind }, &self.store);
        }
        let leave = by_system(act::ManageAreas, BLACK_COUNTRY, Uuid::nil());
        change
            .serves(&leave, &Area::new("Walsall"), PROVIDER)
            .serves(&leave, &Area::new("Dudley"), PROVIDER)
            .serves(&leave, &Area::new("Dudley"), REFUGE);
        self.store.commit(change).await.unwrap();
    }

    /// A change of the command line.
    pub(super) fn change(&self, programme: ProgrammeId) -> Change {
        Change::unnumbered(System::CommandLine.worker(), programme, self.clock.now())
    }

    /// Opens an account and gives the worker as who acts.
    pub(super) async fn hire(&self, name: &str, organisation: OrganisationId, role: Role) -> Actor {
        let held = vec![held(role, Areas::All)];
        let worker = self.newcomer(name, organisation, held);
        let mut change = self.change(BLACK_COUNTRY);
        change.worker(&account(worker.id), &worker, &self.store);
        self.store.commit(change).await.unwrap();
        self.store.actor(worker.id).await.unwrap().unwrap()
    }

    pub(super) fn newcomer(
        &self,
        name: &str,
        organisation: OrganisationId,
        held: Vec<Held>,
    ) -> NewWorker {
        NewWorker {
            id: WorkerId::of(self.clock.id()),
            organisation,
            name: name.to_owned(),
            email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
            password: Some("$argon2id$kept".to_owned()),
            held,
        }
    }
}

pub(super) fn held(role: Role, areas: Areas) -> Held {
    Held { role, programme: BLACK_COUNTRY, areas }
}

/// What is known of a record of the programme that nobody stands to in any way.
pub(super) fn facts(kind: Kind, programme: ProgrammeId, record: Uuid) -> Facts {
    Facts {
        kind,
        record,
        programme,
        area: None,
        organisation: None,
        referrer: None,
        assigned: None,
        owner: None,
        conflict: false,
        restricted: false,
        glass_broken: false,
    }
}

/// Leave of the command line.
pub(super) fn by_system<A: Act>(act: A, programme: ProgrammeId, record: Uuid) -> Permitted<A> {
    let facts = facts(A::ACTION.kind(), programme, record);
    decide(&Actor::system(System::CommandLine, programme), act, &facts).unwrap()
}

/// Leave of the command line to change an account.
pub(super) fn account(worker: WorkerId) -> Permitted<act::ManageAccounts> {
    by_system(act::ManageAccounts, BLACK_COUNTRY, worker.uuid())
}

/// Leave of a worker over what is theirs, or their organisation's.
pub(super) fn by<A: Act>(actor: &Actor, act: A, record: Uuid) -> Permitted<A> {
    let facts = Facts {
        organisation: Some(actor.organisation()),
        owner: Some(actor.worker()),
        ..facts(A::ACTION.kind(), BLACK_COUNTRY, record)
    };
    decide(actor, act, &facts).unwrap()
}
