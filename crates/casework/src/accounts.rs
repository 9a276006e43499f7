//! Who takes part: programmes, organisations, the areas that they serve, and who signs in.

use access::{Act, Facts, Held, Kind, act, decide};
use pathway::{Area, CommandId, OrganisationId, ProgrammeId, WorkerId};
pub use store::OrganisationKind;
use store::audit::Outcome;
use store::{Change, NewWorker, NotCommitted, Organisation, Programme};
use uuid::Uuid;

use crate::fault::Fault;
use crate::office::Acting;
use crate::passwords::{NotHashed, Password};

/// Somebody who is to sign in.
#[derive(Debug)]
pub struct Opened {
    /// Whose worker.
    pub organisation: OrganisationId,
    /// Name as colleagues know it.
    pub name: String,
    /// Address of mail: what is signed in with.
    pub email: String,
    /// None: nobody signs in with a password.
    pub password: Option<Password>,
    /// The roles.
    pub held: Vec<Held>,
}

/// Why an account is not opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Two of the roles exclude each other, or one is given twice.
    #[error(transparent)]
    Roles(access::RolesRefused),
    /// Somebody else signs in with that address.
    #[error("somebody signs in with this e-mail address already: use another")]
    EmailTaken,
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] NotHashed),
    /// The record did not do it.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Acting<'_> {
    /// Begins the programme that is worked in.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn begin_programme(&self, name: &str) -> Result<ProgrammeId, Fault> {
        let id = self.worker.programme;
        let permitted = decide(
            &self.worker.actor,
            act::ManageOrganisations,
            &self.of(Kind::Organisation, id.uuid()),
        )?;
        let mut change = self.founding();
        change.programme(&permitted, &Programme { id, name: name.to_owned() });
        self.found::<act::ManageOrganisations>(change, id.uuid()).await?;
        Ok(id)
    }

    /// Adds an organisation, with the areas that it serves.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn add_organisation(
        &self,
        name: &str,
        kind: OrganisationKind,
        areas: &[Area],
    ) -> Result<OrganisationId, Fault> {
        let id = OrganisationId::of(self.office.id());
        let facts = self.of(Kind::Organisation, id.uuid());
        let permitted = decide(&self.worker.actor, act::ManageOrganisations, &facts)?;
        let mut change = self.founding();
        let organisation = Organisation { id, name: name.to_owned(), kind };
        change.organisation(&permitted, &organisation, self.store());
        let facts = self.of(Kind::Area, id.uuid());
        let serves = decide(&self.worker.actor, act::ManageAreas, &facts)?;
        for area in areas {
            change.serves(&serves, area, id);
        }
        self.found::<act::ManageOrganisations>(change, id.uuid()).await?;
        Ok(id)
    }

    /// Opens an account.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn open_account(&self, opened: Opened) -> Result<WorkerId, NotOpened> {
        let id = WorkerId::of(self.office.id());
        let facts = Facts {
            organisation: Some(opened.organisation),
            owner: Some(id),
            ..self.of(Kind::Account, id.uuid())
        };
        let permitted =
            decide(&self.worker.actor, act::ManageAccounts, &facts).map_err(Fault::from)?;
        let password = match opened.password {
            Some(password) => {
                let surroundings = self.store().surroundings();
                Some(self.office.passwords.hash(password, surroundings).await?)
            }
            None => None,
        };
        let worker = NewWorker {
            id,
            organisation: opened.organisation,
            name: opened.name,
            email: opened.email,
            password,
            held: opened.held,
        };
        let mut change = self.founding();
        change.worker(&permitted, &worker, self.store());
        change.audit(self.entry::<act::ManageAccounts>(Some(id.uuid()), Outcome::Allowed));
        match self.store().commit(change).await {
            Ok(_) => Ok(id),
            Err(NotCommitted::Roles(refused)) => Err(NotOpened::Roles(refused)),
            Err(NotCommitted::EmailTaken) => Err(NotOpened::EmailTaken),
            Err(why) => Err(NotOpened::Fault(why.into())),
        }
    }

    fn founding(&self) -> Change {
        let command = CommandId::of(self.office.id());
        let (worker, programme) = (self.worker.actor.worker(), self.worker.programme);
        Change::of(command, worker, programme, self.office.now())
    }

    async fn found<A: Act>(&self, mut change: Change, record: Uuid) -> Result<(), Fault> {
        change.audit(self.entry::<A>(Some(record), Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    fn of(&self, kind: Kind, record: Uuid) -> Facts {
        Facts {
            kind,
            record,
            programme: self.worker.programme,
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
}
