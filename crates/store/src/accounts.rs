//! Accounts of workers: opened, given roles, changed and closed.

use access::{Act, Actor, Held, Permitted, Role, act};
use pathway::{OrganisationId, WorkerId};

use crate::Store;
use crate::change::Change;
use crate::keys::{KeyFault, Name, Secret};
use crate::premise::Premise;
use crate::sql::{Sql, Value, stamp};
use crate::staff::Sealed;
use crate::tables;
use crate::writer::{Insert, OnConflict, Table};

/// Somebody who is to sign in.
#[derive(Clone)]
pub struct NewWorker {
    /// Which.
    pub id: WorkerId,
    /// Whose worker.
    pub organisation: OrganisationId,
    /// The name, as colleagues see it.
    pub name: String,
    /// The e-mail address, by which they sign in.
    pub email: String,
    /// The password as a PHC string (a slow hash with its salt); none until one is chosen.
    pub password: Option<String>,
    /// The roles held.
    pub held: Vec<Held>,
}

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Which.
    pub id: WorkerId,
    /// Whose worker.
    pub organisation: OrganisationId,
    /// The name.
    pub name: Name,
    /// The e-mail address.
    pub email: Secret,
    /// Whether they may sign in.
    pub state: WorkerState,
}

/// Whether a worker may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerState {
    /// They may.
    Active,
    /// They may no more: what they did stays theirs.
    Closed,
}

/// Leave to change one account: one's own, or any.
pub trait OnAccount: Act {}
impl OnAccount for act::ChangeOwnAccount {}
impl OnAccount for act::ManageAccounts {}

static WORKERS: Table = Table {
    name: "workers",
    columns: &[
        "id",
        "organisation",
        "email",
        "details",
        "password",
        "state",
        "stands",
        "made",
        "opened_by",
        "kept_in",
    ],
    key: 1,
    on_conflict: OnConflict::Fail,
};

impl std::fmt::Debug for NewWorker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewWorker").field("id", &self.id).finish_non_exhaustive()
    }
}

impl WorkerState {
    /// Its code in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }

    /// The state of a code, as [`WorkerState::name`] gives it.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Active, Self::Closed].into_iter().find(|state| state.name() == name)
    }
}

impl Change {
    /// Opens an account, with its roles.
    pub fn worker(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        worker: &NewWorker,
        store: &Store,
    ) -> &mut Self {
        self.held(permitted, worker.id.uuid());
        let sealed = store.seal_staff(worker.id, &worker.name, &worker.email);
        if let Some(Sealed { email, details, wrap }) = self.sealed(sealed) {
            self.row(Insert::into(
                &WORKERS,
                [
                    worker.id.uuid().into(),
                    worker.organisation.uuid().into(),
                    email.to_vec().into(),
                    details.into_bytes().into(),
                    worker.password.clone().into(),
                    WorkerState::Active.name().into(),
                    stands(&worker.held).unwrap_or_default().into(),
                    stamp(self.at()).into(),
                    self.by().uuid().into(),
                    permitted.programme().uuid().into(),
                ],
            ));
            self.row(tables::wrap(&wrap));
        }
        self.roles(permitted, (worker.id, worker.organisation), &worker.held, store)
    }

    /// Gives a worker these roles in the programme of the leave, instead of those held there. A
    /// role for no area at all is not kept. Whoever is signed in has them from the next request
    /// on.
    ///
    /// The change is refused when two of the roles stand on sides that exclude each other; the
    /// tables refuse it when one of them does so with a role of another programme, or with the side
    /// on which the account was ever signed in with.
    pub fn roles(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        (worker, organisation): (WorkerId, OrganisationId),
        held: &[Held],
        store: &Store,
    ) -> &mut Self {
        self.held(permitted, worker.uuid());
        if let Err(refused) = Actor::try_new(worker, organisation, held.to_vec()) {
            self.refuse(refused.into());
        }
        let programme = permitted.programme();
        self.turn_sessions_of(worker);
        self.kept_in(permitted);
        self.then(Sql::with(
            "DELETE FROM roles WHERE worker = ? AND programme = ?",
            [worker.uuid().into(), programme.uuid().into()],
        ));
        let Some(stands) = stands(held) else { return self };
        // Roles of another programme hold this where it is.
        self.then(Sql::with(
            "UPDATE workers SET stands = ? WHERE id = ? AND stands <> ?",
            [stands.into(), worker.uuid().into(), stands.into()],
        ));
        for one in held {
            self.within(programme, one.programme);
            self.first_key_of(organisation, one.role.side(), store);
            for area in areas(one) {
                self.then(role(worker, stands, one, area));
            }
        }
        // Whoever is signed in stands there from now on.
        self.stood(worker, "sessions")
    }

    /// An account stands for good on the side of the wall of its roles, where it has rows in a table:
    /// roles with which it is signed in with, or sessions that get roles.
    pub(crate) fn stood(&mut self, worker: WorkerId, where_in: &'static str) -> &mut Self {
        let mut sql = Sql::new(
            "UPDATE workers SET stood = stands WHERE stood IS NULL \
             AND stands IN ('programme', 'support') AND EXISTS (SELECT 1 FROM ",
        );
        sql.push(where_in).push(" AS there WHERE there.worker = workers.id) AND id = ");
        sql.bind(worker.uuid());
        self.then(sql)
    }

    /// An account was signed in with.
    pub(crate) fn used(&mut self, worker: WorkerId) -> &mut Self {
        let at = stamp(self.at());
        let sql = "UPDATE workers SET used = ? WHERE id = ? AND used IS NULL";
        self.then(Sql::with(sql, [at.into(), worker.uuid().into()]))
    }

    /// Gives a worker another password, as a PHC string. A link by which one could be chosen is good
    /// no more: whoever holds it is not to undo this.
    pub fn password<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        password: &str,
    ) -> &mut Self {
        self.then(Sql::with(
            "UPDATE workers SET password = ? WHERE id = ?",
            [password.into(), permitted.record().into()],
        ))
        .end_invitation(permitted)
    }

    /// The account has no password any more: one is chosen by a link.
    pub fn no_password(&mut self, permitted: &Permitted<act::ManageAccounts>) -> &mut Self {
        let worker = permitted.record();
        self.then(Sql::with("UPDATE workers SET password = NULL WHERE id = ?", [worker.into()]))
    }

    pub(crate) fn end_invitation<A: OnAccount>(&mut self, permitted: &Permitted<A>) -> &mut Self {
        let worker = permitted.record();
        self.then(Sql::with("DELETE FROM invitations WHERE worker = ?", [worker.into()]))
    }

    /// Closes an account, which ends its sessions and its invitation, or opens it again: without any
    /// role of before, in whichever programme.
    pub fn worker_state(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        state: WorkerState,
    ) -> &mut Self {
        self.kept_in(permitted);
        if state == WorkerState::Active {
            // One that is open keeps what it has.
            self.then(Sql::with(
                "DELETE FROM roles WHERE worker = (SELECT id FROM workers WHERE id = ? AND state = ?)",
                [permitted.record().into(), WorkerState::Closed.name().into()],
            ));
        }
        self.then(Sql::with(
            "UPDATE workers SET state = ? WHERE id = ?",
            [state.name().into(), permitted.record().into()],
        ));
        match state {
            WorkerState::Active => self,
            WorkerState::Closed => self.end_sessions_of(permitted, None).end_invitation(permitted),
        }
    }

    /// Those of this programme keep the account where it has no role anywhere: an organisation that
    /// takes part in another too is no reason to see it there.
    fn kept_in(&mut self, permitted: &Permitted<act::ManageAccounts>) {
        self.then(Sql::with(
            "UPDATE workers SET kept_in = ? WHERE id = ?",
            [permitted.programme().uuid().into(), permitted.record().into()],
        ));
    }

    /// The change is written only while a worker holds these roles in the programme of the leave: what
    /// is told of it was worked out from them.
    pub fn upon_roles<'a>(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        held: impl IntoIterator<Item = &'a Held>,
    ) -> &mut Self {
        let (worker, programme) = (permitted.record(), permitted.programme().uuid());
        let rows = held.into_iter().flat_map(|one| {
            areas(one).into_iter().map(|area| Premise::row([one.role.name(), area]))
        });
        let sql = Sql::with(
            "SELECT role, area FROM roles WHERE worker = ? AND programme = ?",
            [worker.into(), programme.into()],
        );
        self.upon(Premise::of(worker, sql, 2, rows.collect()))
    }

    /// The change is written only while whoever makes it keeps accounts of the programme of the leave:
    /// of two administrators who close each other, or take the role of each other, the second does
    /// nothing. A part of Waymark holds no role, and needs none.
    pub fn upon_keeping_accounts(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> &mut Self {
        let (by, programme) = (permitted.worker(), permitted.programme().uuid());
        let sql = Sql::with(
            "SELECT DISTINCT roles.role FROM roles JOIN workers ON workers.id = roles.worker \
             WHERE roles.worker = ? AND roles.programme = ? AND roles.role = ? AND workers.state = ?",
            [
                by.uuid().into(),
                programme.into(),
                Role::Administrator.name().into(),
                WorkerState::Active.name().into(),
            ],
        );
        // One turn for the whole programme: each of the two would hold only the other's.
        self.upon(Premise::of(programme, sql, 1, vec![Role::Administrator.name().to_owned()]))
    }

    pub(crate) fn sealed(&mut self, sealed: Result<Sealed, KeyFault>) -> Option<Sealed> {
        match sealed {
            Ok(sealed) => Some(sealed),
            Err(fault) => {
                self.refuse(fault.into());
                None
            }
        }
    }
}

/// Where a worker with these roles stands: the table of roles holds it equal for all of them.
fn stands(held: &[Held]) -> Option<&'static str> {
    held.first().map(|held| match held.role {
        Role::Referrer
        | Role::SinglePointOfContact
        | Role::Facilitator
        | Role::ProgrammeManager => "programme",
        Role::SupportWorker | Role::SupportManager => "support",
        Role::Commissioner | Role::Evaluator => "oversight",
        Role::Administrator => "administration",
    })
}

/// The areas of a role as their rows: one without a name for all.
fn areas(held: &Held) -> Vec<&str> {
    match &held.areas {
        access::Areas::All => vec![""],
        access::Areas::These(these) => these.iter().map(pathway::Area::name).collect(),
    }
}

fn role(worker: WorkerId, stands: &str, held: &Held, area: &str) -> Sql {
    let values: [Value; 5] = [
        worker.uuid().into(),
        stands.into(),
        held.programme.uuid().into(),
        held.role.name().into(),
        area.into(),
    ];
    Sql::with(
        "INSERT INTO roles (worker, stands, programme, role, area) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT DO NOTHING",
        values,
    )
}
