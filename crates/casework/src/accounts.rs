//! Organisations and accounts, as a part of Waymark keeps them: the command line, and what loads
//! the demonstration.

use access::{Actor, Facts, Held, Kind, Permitted, System, act, decide};
use jiff::Timestamp;
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use store::audit::{Entry, Outcome};
use store::{Change, NewWorker};
pub use store::{Organisation, OrganisationKind, Programme};
use uuid::Uuid;

use crate::fault::Fault;
use crate::office::Office;
use crate::passwords::Password;

/// Somebody who is to sign in.
#[derive(Debug)]
pub struct Joining {
    /// Whose worker.
    pub organisation: OrganisationId,
    /// The name, as colleagues see it.
    pub name: String,
    /// The e-mail address, by which they sign in.
    pub email: String,
    /// None: they cannot sign in by password.
    pub password: Option<Password>,
    /// The roles held in the programme.
    pub held: Vec<Held>,
}

impl Office {
    /// Every programme, by name.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn programmes(&self) -> Result<Vec<Programme>, Fault> {
        Ok(self.store.programmes().await?)
    }

    /// Adds a programme, or gives it another name.
    ///
    /// # Errors
    /// When the part of Waymark may not, or the record does not answer.
    pub async fn add_programme(&self, by: System, programme: &Programme) -> Result<(), Fault> {
        let settings = self.keeping_organisations(by, programme.id, programme.id.uuid())?;
        let mut change = self.as_part(by, programme.id);
        change.programme(&settings, programme);
        self.audited(change, by, act::ManageOrganisations, programme.id.uuid()).await
    }

    /// Adds an organisation to a programme, or gives it another name or kind.
    ///
    /// # Errors
    /// When the part of Waymark may not, or the record does not answer.
    pub async fn add_organisation(
        &self,
        by: System,
        programme: ProgrammeId,
        organisation: &Organisation,
    ) -> Result<(), Fault> {
        let id = organisation.id.uuid();
        let settings = self.keeping_organisations(by, programme, id)?;
        let mut change = self.as_part(by, programme);
        change.organisation(&settings, organisation, &self.store);
        self.audited(change, by, act::ManageOrganisations, id).await
    }

    /// Opens an account.
    ///
    /// # Errors
    /// When the address is taken, roles exclude each other, the part of Waymark may not, or the
    /// record does not answer.
    pub async fn add_worker(
        &self,
        by: System,
        programme: ProgrammeId,
        joining: Joining,
    ) -> Result<WorkerId, Fault> {
        let id = WorkerId::of(self.id());
        let password = match joining.password {
            Some(password) => {
                let hash = self.passwords.hash(password, self.store.surroundings()).await;
                Some(hash.map_err(Fault::unavailable)?)
            }
            None => None,
        };
        let facts = facts(Kind::Account, id.uuid(), programme);
        let actor = Actor::system(by, programme);
        let permitted = decide(&actor, act::ManageAccounts, &facts)?;
        let worker = NewWorker {
            id,
            organisation: joining.organisation,
            name: joining.name,
            email: joining.email,
            password,
            held: joining.held,
        };
        let mut change = self.as_part(by, programme);
        change.worker(&permitted, &worker, &self.store);
        self.audited(change, by, act::ManageAccounts, id.uuid()).await?;
        Ok(id)
    }

    fn keeping_organisations(
        &self,
        by: System,
        programme: ProgrammeId,
        record: Uuid,
    ) -> Result<Permitted<act::ManageOrganisations>, Fault> {
        let facts = facts(Kind::Organisation, record, programme);
        Ok(decide(&Actor::system(by, programme), act::ManageOrganisations, &facts)?)
    }

    fn as_part(&self, by: System, programme: ProgrammeId) -> Change {
        Change::unnumbered(by.worker(), programme, self.now())
    }

    async fn audited<A: access::Act>(
        &self,
        mut change: Change,
        by: System,
        _act: A,
        record: Uuid,
    ) -> Result<(), Fault> {
        change.audit(line::<A>(by, record, self.now()));
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }
}

fn line<A: access::Act>(by: System, record: Uuid, at: Timestamp) -> Entry {
    Entry {
        at,
        worker: Some(by.worker()),
        organisation: None,
        action: A::ACTION.name().into(),
        kind: A::ACTION.kind().name().into(),
        record: Some(record),
        outcome: Outcome::Allowed,
        address: None,
        detail: None,
    }
}

fn facts(kind: Kind, record: Uuid, programme: ProgrammeId) -> Facts {
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
