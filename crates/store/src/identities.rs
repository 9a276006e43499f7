//! Who signs in through the directory of their organisation: known by the directory and by what it
//! calls them, and by nothing else.

use access::{Actor, Permitted, act};
use pathway::{OrganisationId, WorkerId};

use crate::Store;
use crate::accounts::WorkerState;
use crate::actors::Roles;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::sql::{Sql, stamp};
use crate::writer::{Insert, OnConflict, Table};

/// An account that a directory stands for.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Who, with the roles held in every programme.
    pub actor: Actor,
    /// Whether the account is open.
    pub active: bool,
}

static IDENTITIES: Table = Table {
    name: "identities",
    columns: &["digest", "worker", "directory", "made"],
    key: 1,
    on_conflict: OnConflict::Fail,
};

impl Change {
    /// From now on the account is the one of whom a directory knows by this digest.
    pub fn identity(
        &mut self,
        permitted: &Permitted<act::ManageAccounts>,
        digest: &[u8; 32],
        directory: &str,
    ) -> &mut Self {
        let made = stamp(self.at());
        let worker = permitted.record();
        self.row(Insert::into(
            &IDENTITIES,
            [digest.to_vec().into(), worker.into(), directory.into(), made.into()],
        ))
    }
}

impl Store {
    /// Whose account a directory stands for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn identity(&self, digest: &[u8; 32]) -> Result<Option<Identity>, Fault> {
        let mut sql = Sql::new("SELECT workers.id, workers.organisation, workers.state, ");
        sql.push(Roles::COLUMNS).push(" FROM identities");
        sql.push(" JOIN workers ON workers.id = identities.worker");
        sql.push(" LEFT JOIN roles ON roles.worker = workers.id WHERE identities.digest = ");
        sql.bind(digest.to_vec());
        let (mut found, mut roles) = (None, Roles::default());
        let read = |row: &mut Columns<'_>| {
            let (worker, organisation) = (row.id(WorkerId::of)?, row.id(OrganisationId::of)?);
            let active = row.take::<String>()? == WorkerState::Active.name();
            found = Some((worker, organisation, active));
            roles.take(row)
        };
        self.read(sql, read).await?;
        let Some((worker, organisation, active)) = found else { return Ok(None) };
        Ok(Some(Identity { actor: roles.actor(worker, organisation)?, active }))
    }

    /// Whether an account is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_open(&self, permitted: &Permitted<act::ManageAccounts>) -> Result<bool, Fault> {
        let sql = Sql::with("SELECT state FROM workers WHERE id = ?", [permitted.record().into()]);
        let state: Option<String> = self.read(sql, |row| row.take()).await?.pop();
        Ok(state.is_some_and(|state| state == WorkerState::Active.name()))
    }

    /// The key of the directory through which the account is signed in to; none where it has a
    /// password of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn directory_of(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<Option<String>, Fault> {
        let sql = Sql::with(
            "SELECT directory FROM identities WHERE worker = ?",
            [permitted.record().into()],
        );
        Ok(self.read(sql, |row| row.take()).await?.pop())
    }
}
