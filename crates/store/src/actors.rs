//! Workers as they sign in and as they act, and their names for colleagues.

use std::collections::{BTreeMap, HashMap};

use access::{Act, Actor, Areas, Held, Permitted, Role, Side, act};
use pathway::{Area, OrganisationId, ProgrammeId, WorkerId};

use crate::Store;
use crate::accounts::{Worker, WorkerState};
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Name, Secret};
use crate::sql::Sql;
use crate::staff;

/// What a sign-in is checked against.
#[derive(Clone)]
pub struct Credentials {
    /// Who would sign in.
    pub worker: WorkerId,
    /// The password as a PHC string; none: they have not chosen one.
    pub password: Option<String>,
    /// Whether the account is open.
    pub active: bool,
}

/// An account as those see it who keep accounts.
#[derive(Clone, Debug)]
pub struct Account {
    /// Whose.
    pub worker: Worker,
    /// The roles held in the programme of the leave.
    pub held: Vec<Held>,
}

/// Which accounts are asked for.
#[derive(Clone, Copy, Debug)]
pub struct AccountsAsked<'a> {
    /// Part of the name or of the address.
    pub words: Option<&'a str>,
    /// Those of one organisation alone.
    pub organisation: Option<OrganisationId>,
    /// So many are on pages before.
    pub skip: usize,
    /// So many at the most.
    pub limit: usize,
}

/// A page of accounts.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// Those of the page.
    pub accounts: Vec<Account>,
    /// How many there are.
    pub count: usize,
}

/// More are not put in order.
const MOST_ACCOUNTS: i64 = 20_000;

/// Roles being read, a row an area.
#[derive(Default)]
pub(crate) struct Roles(BTreeMap<(ProgrammeId, Role), Vec<Area>>);

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("worker", &self.worker).finish_non_exhaustive()
    }
}

impl Roles {
    /// The columns that [`Roles::take`] reads.
    pub(crate) const COLUMNS: &str = "roles.programme, roles.role, roles.area";

    /// Takes in a row of [`Roles::COLUMNS`], which may be empty.
    pub(crate) fn take(&mut self, row: &mut Columns<'_>) -> Result<(), Fault> {
        let programme = row.id_or_none(ProgrammeId::of)?;
        let (role, area): (Option<String>, Option<String>) = (row.take()?, row.take()?);
        let (Some(programme), Some(role), Some(area)) = (programme, role, area) else {
            return Ok(());
        };
        let role = Role::named(&role).ok_or_else(|| Fault::Foreign(format!("the role {role}")))?;
        self.0.entry((programme, role)).or_default().push(Area::new(&area));
        Ok(())
    }

    pub(crate) fn held(self) -> Vec<Held> {
        let held = |((programme, role), these): (_, Vec<Area>)| {
            let all = these.iter().any(|area| area.name().is_empty());
            let areas = if all { Areas::All } else { Areas::These(these) };
            Held { role, programme, areas }
        };
        self.0.into_iter().map(held).collect()
    }

    pub(crate) fn actor(
        self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<Actor, Fault> {
        Actor::try_new(worker, organisation, self.held())
            .map_err(|refused| Fault::Foreign(format!("the roles of {worker:?}: {refused}")))
    }
}

impl Store {
    /// What a sign-in with an e-mail address is checked against.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn credentials(&self, email: &str) -> Result<Option<Credentials>, Fault> {
        let email = self.email(email).map_err(|cause| Fault::Foreign(cause.to_string()))?;
        let sql = Sql::with(
            "SELECT id, password, state FROM workers WHERE email = ?",
            [email.to_vec().into()],
        );
        let read = |row: &mut Columns<'_>| {
            Ok(Credentials {
                worker: row.id(WorkerId::of)?,
                password: row.take()?,
                active: row.take::<String>()? == WorkerState::Active.name(),
            })
        };
        Ok(self.read(sql, read).await?.pop())
    }

    /// The password of the account as a PHC string; none where none was chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_of(
        &self,
        permitted: &Permitted<act::ReadOwnAccount>,
    ) -> Result<Option<String>, Fault> {
        let sql =
            Sql::with("SELECT password FROM workers WHERE id = ?", [permitted.record().into()]);
        Ok(self.read(sql, |row| row.take()).await?.pop().flatten())
    }

    /// A worker whose account is open, with all roles held: what the policy decides by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn actor(&self, worker: WorkerId) -> Result<Option<Actor>, Fault> {
        let mut sql = Sql::new("SELECT workers.organisation, ");
        sql.push(Roles::COLUMNS).push(" FROM workers LEFT JOIN roles ON roles.worker = workers.id");
        sql.push(" WHERE workers.state = 'active' AND workers.id = ").bind(worker.uuid());
        let mut roles = Roles::default();
        let mut organisation = None;
        self.read(sql, |row| {
            organisation = Some(row.id(OrganisationId::of)?);
            roles.take(row)
        })
        .await?;
        organisation.map(|organisation| roles.actor(worker, organisation)).transpose()
    }

    /// The open accounts of the leave's organisation that hold a role of its side, for an area
    /// where one is given: to whom work is given. By name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workers_holding(
        &self,
        permitted: &Permitted<act::ListColleagues>,
        role: Role,
        area: Option<&Area>,
    ) -> Result<Vec<Worker>, Fault> {
        if permitted.side() != Some(role.side()) {
            return Ok(Vec::new());
        }
        let mut sql = select_workers();
        sql.push(" WHERE workers.state = 'active' AND workers.organisation = ");
        sql.bind(permitted.organisation().uuid());
        sql.push(" AND EXISTS (SELECT 1 FROM roles WHERE roles.worker = workers.id");
        sql.push(" AND roles.programme = ").bind(permitted.programme().uuid());
        sql.push(" AND roles.role = ").bind(role.name());
        if let Some(area) = area {
            sql.push(" AND roles.area IN ('', ").bind(area.name()).push(")");
        }
        sql.push(")");
        let mut workers = self.read_staff(sql, |row| self.worker_of(row)).await?;
        workers.sort_by(|one, other| one.name.text().cmp(other.name.text()));
        Ok(workers)
    }

    /// The names of those who did something, as far as they stand on the same side as whoever
    /// reads it; of those who refer, in the same organisation. Nobody else is in the answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names_of<A: Act>(
        &self,
        permitted: &Permitted<A>,
        workers: &[WorkerId],
    ) -> Result<HashMap<WorkerId, String>, Fault> {
        let (stands, kind) = match permitted.side() {
            Some(Side::Referring) => ("programme", None),
            Some(Side::Programme) => ("programme", Some("referrer")),
            Some(Side::Support) => ("support", None),
            Some(Side::Administration) => ("administration", None),
            Some(Side::Oversight | Side::Waymark) | None => return Ok(HashMap::new()),
        };
        let alone = permitted.side() == Some(Side::Referring);
        let mut names = HashMap::with_capacity(workers.len());
        for some in workers.chunks(500) {
            let mut sql = select_workers();
            sql.push(" WHERE workers.stands = ").bind(stands);
            if alone {
                sql.push(" AND workers.organisation = ").bind(permitted.organisation().uuid());
            }
            if let Some(kind) = kind {
                sql.push(" AND NOT EXISTS (SELECT 1 FROM organisations WHERE organisations.id =");
                sql.push(" workers.organisation AND organisations.kind = ").bind(kind).push(")");
            }
            sql.push(" AND workers.id IN (");
            sql.bind_all(some.iter().map(|worker| worker.uuid())).push(")");
            for worker in self.read_staff(sql, |row| self.worker_of(row)).await? {
                names.insert(worker.id, worker.name.text().to_owned());
            }
        }
        Ok(names)
    }

    /// Some accounts of the programme, by name: those with a role in it, and those with none anywhere
    /// that were last of it. Names are sealed, so that all are read to put them in
    /// order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(
        &self,
        permitted: &Permitted<act::ReadAccounts>,
        asked: &AccountsAsked<'_>,
    ) -> Result<Accounts, Fault> {
        let mut sql = select_workers();
        of_programme(&mut sql, permitted.programme());
        if let Some(organisation) = asked.organisation {
            sql.push(" AND workers.organisation = ").bind(organisation.uuid());
        }
        sql.push(" ORDER BY workers.id LIMIT ").bind(MOST_ACCOUNTS);
        let mut workers = self.read_staff(sql, |row| self.worker_of(row)).await?;
        if let Some(words) = asked.words {
            let words = words.trim().to_lowercase();
            let has = |text: &str| text.to_lowercase().contains(&words);
            workers.retain(|worker| has(worker.name.text()) || has(worker.email.text()));
        }
        workers.sort_by(|one, other| one.name.text().cmp(other.name.text()));
        let count = workers.len();
        let workers = workers.into_iter().skip(asked.skip).take(asked.limit).collect();
        Ok(Accounts { accounts: self.with_roles(permitted, workers).await?, count })
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(
        &self,
        permitted: &Permitted<act::ReadAccounts>,
        worker: WorkerId,
    ) -> Result<Option<Account>, Fault> {
        let mut sql = select_workers();
        of_programme(&mut sql, permitted.programme());
        sql.push(" AND workers.id = ").bind(worker.uuid());
        let workers = self.read_staff(sql, |row| self.worker_of(row)).await?;
        Ok(self.with_roles(permitted, workers).await?.pop())
    }

    async fn with_roles(
        &self,
        permitted: &Permitted<act::ReadAccounts>,
        workers: Vec<Worker>,
    ) -> Result<Vec<Account>, Fault> {
        if workers.is_empty() {
            return Ok(Vec::new());
        }
        let programme = permitted.programme().uuid();
        let mut sql = Sql::new("SELECT roles.worker, ");
        sql.push(Roles::COLUMNS).push(" FROM roles WHERE roles.programme = ").bind(programme);
        if workers.len() <= 500 {
            sql.push(" AND roles.worker IN (");
            sql.bind_all(workers.iter().map(|worker| worker.id.uuid())).push(")");
        }
        let mut roles: HashMap<WorkerId, Roles> = HashMap::new();
        self.read(sql, |row| roles.entry(row.id(WorkerId::of)?).or_default().take(row)).await?;
        let with = |worker: Worker| {
            let held = roles.remove(&worker.id).unwrap_or_default().held();
            Account { worker, held }
        };
        Ok(workers.into_iter().map(with).collect())
    }

    /// Those of an organisation who can sign in and hold a role by the name of an area, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holding_area(
        &self,
        permitted: &Permitted<act::ReadAccounts>,
        organisation: OrganisationId,
        area: &Area,
    ) -> Result<Vec<Worker>, Fault> {
        let mut sql = select_workers();
        sql.push(" WHERE workers.state = 'active' AND workers.organisation = ");
        sql.bind(organisation.uuid());
        sql.push(" AND workers.id IN (SELECT worker FROM roles WHERE roles.programme = ");
        sql.bind(permitted.programme().uuid()).push(" AND roles.area = ").bind(area.name());
        sql.push(") ORDER BY workers.id LIMIT ").bind(MOST_ACCOUNTS);
        let mut workers = self.read_staff(sql, |row| self.worker_of(row)).await?;
        workers.sort_by(|one, other| one.name.text().cmp(other.name.text()));
        Ok(workers)
    }

    /// The roles that somebody holds in the programme of the leave, whether or not they can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles_of(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<Vec<Held>, Fault> {
        let mut sql = Sql::new("SELECT ");
        sql.push(Roles::COLUMNS).push(" FROM roles WHERE roles.worker = ");
        sql.bind(permitted.record()).push(" AND roles.programme = ");
        sql.bind(permitted.programme().uuid());
        let mut roles = Roles::default();
        self.read(sql, |row| roles.take(row)).await?;
        Ok(roles.held())
    }

    /// The side of the wall, as the table has it, on which the account was ever signed in with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stood(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<Option<String>, Fault> {
        let sql = Sql::with("SELECT stood FROM workers WHERE id = ?", [permitted.record().into()]);
        Ok(self.read(sql, |row| row.take()).await?.pop().flatten())
    }

    /// Whether an account was ever signed in with.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_used(&self, permitted: &Permitted<act::ManageAccounts>) -> Result<bool, Fault> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM workers WHERE used IS NOT NULL AND id = ");
        sql.bind(permitted.record());
        Ok(self.how_many(sql).await? > 0)
    }

    fn worker_of(&self, row: &mut Columns<'_>) -> Result<Worker, Fault> {
        let (id, organisation) = (row.id(WorkerId::of)?, row.id(OrganisationId::of)?);
        let state: String = row.take()?;
        let state = WorkerState::named(&state)
            .ok_or_else(|| Fault::Foreign(format!("the state {state} of a worker")))?;
        let staff = staff::open(self.keys(), id, row)?;
        Ok(Worker {
            id,
            organisation,
            name: Name::new(staff.name),
            email: Secret::new(staff.email),
            state,
        })
    }
}

/// The accounts that those act on who keep those of a programme.
fn of_programme(sql: &mut Sql, programme: ProgrammeId) {
    sql.push(" WHERE (workers.id IN (SELECT worker FROM roles WHERE programme = ");
    sql.bind(programme.uuid()).push(") OR (NOT EXISTS (SELECT 1 FROM roles WHERE roles.worker =");
    sql.push(" workers.id) AND (workers.kept_in = ").bind(programme.uuid());
    // Of some that are older it is not known: the first of the programmes in which their organisation
    // takes part, and no other.
    sql.push(" OR (workers.kept_in IS NULL AND ").bind(programme.uuid()).push(" = (SELECT");
    sql.push(" programmes.id FROM taking_part JOIN programmes ON programmes.id =");
    sql.push(" taking_part.programme WHERE taking_part.organisation = workers.organisation");
    sql.push(" ORDER BY programmes.made, programmes.id LIMIT 1)))))");
}

fn select_workers() -> Sql {
    let mut sql = Sql::new("SELECT workers.id, workers.organisation, workers.state, ");
    sql.push(staff::COLUMNS).push(" FROM workers");
    staff::joined(&mut sql);
    sql
}
