//! Programmes: what one is called and who takes part, and how another is begun.
//!
//! Whoever begins one from a page has no part in it: `docs/decisions/8-begun-for-another.md`.

use access::{Actor, Areas, Facts, Held, Kind, Permitted, Role, System, act, decide};
use jiff::Timestamp;
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use store::audit::Outcome;
use store::{
    Change, NewWorker, NotCommitted, Organisation, OrganisationKind, Programme, Witnessed,
};

use crate::account_changes::AccountChange;
use crate::accounts::TakesPart;
use crate::fault::{Fault, NAME_TAKEN};
use crate::office::{Acting, Office, Sent, Worker};
use crate::organisations::is_same;
use crate::signing_in::Token;
use crate::signing_in::rates::{Counted, NotNow};

/// What is sealed of two names, or answered of two ids, is apart by.
const BETWEEN: char = '\n';
/// So many earlier names are shown.
const NAMES_SHOWN: u16 = 20;

/// A programme as those see it who keep its accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeShown {
    /// What people call it.
    pub name: String,
    /// Who takes part, by name, each with how many of its people hold a role and can sign in.
    pub organisations: Vec<(TakesPart, u64)>,
    /// What it was called before, each with when it got another name, newest first.
    pub before: Vec<(Timestamp, String)>,
}

/// A programme that is to be begun, and who keeps its accounts.
#[derive(Clone)]
pub struct Begun {
    /// What people call it.
    pub name: String,
    /// The organisation that keeps its accounts.
    pub kept_by: KeptBy,
    /// The name of its first administrator.
    pub administrator: String,
    /// Their address of mail, by which nobody signs in yet.
    pub email: String,
}

/// An organisation that is to keep accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptBy {
    /// One that keeps the accounts of the programme that is worked in.
    Known(OrganisationId),
    /// One that is new, of this name.
    New(String),
}

/// Why a programme is not begun.
#[derive(Debug, thiserror::Error)]
pub enum NotBegun {
    /// Another programme has the name.
    #[error("{NAME_TAKEN}")]
    NameTaken,
    /// Another organisation has the name.
    #[error("{NAME_TAKEN}")]
    OrganisationTaken,
    /// Somebody signs in with the address already, whoever it is.
    #[error(
        "Somebody signs in with this address already. The first administrator is somebody who has \
         no account yet, or gets one of their own for it, under another address"
    )]
    EmailTaken,
    /// It was refused so often that the next has to wait.
    #[error("This was refused too often: try again in ten minutes")]
    TooOften,
    /// It is whoever begins it.
    #[error("Nobody gives themselves a role: name somebody else, who keeps its accounts")]
    Oneself,
    /// The record did not do it.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Office {
    /// Who begins a further programme from the command line.
    pub fn founder(&self) -> Worker {
        let programme = ProgrammeId::of(self.id());
        let actor = Actor::system(System::CommandLine, programme);
        Worker { actor, programme, address: None }
    }

    /// The programmes of the record, by name.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn programmes(&self) -> Result<Vec<Programme>, Fault> {
        Ok(self.store.programmes().await?)
    }
}

impl Acting<'_> {
    /// Begins the programme that is worked in: from the command line, without anybody who could sign
    /// in.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn begin_programme(&self, name: &str) -> Result<ProgrammeId, Fault> {
        self.name_programme(name).await?;
        Ok(self.worker.programme)
    }

    /// The programme that is worked in, and who takes part.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn programme(&self) -> Result<ProgrammeShown, Fault> {
        let id = self.worker.programme;
        let permitted =
            self.leave_beside(act::ReadProgramme, &self.of(Kind::Programme, id.uuid())).await?;
        let people = self.store().head_counts(&permitted).await?;
        let count = |one: &TakesPart| {
            people.iter().find(|(of, _)| *of == one.organisation.id).map_or(0, |(_, count)| *count)
        };
        let organisations = self.organisations().await?;
        let organisations = organisations.into_iter().map(|one| (one.clone(), count(&one)));
        let all = self.store().programmes().await?;
        let name = all.into_iter().find(|one| one.id == id).map(|one| one.name);
        Ok(ProgrammeShown {
            name: name.ok_or(Fault::NotFound)?,
            organisations: organisations.collect(),
            before: self.called_before(&permitted).await?,
        })
    }

    /// Whether the programme that is worked in may be called so, before it is.
    ///
    /// # Errors
    /// [`Fault::Refused`] where another is.
    pub async fn may_be_called(&self, name: &str) -> Result<(), Fault> {
        let id = self.worker.programme;
        let facts = self.of(Kind::Programme, id.uuid());
        let _leave = self.leave_beside(act::ManageProgramme, &facts).await?;
        let is_taken = self.is_taken::<act::ManageProgramme>(Some(id.uuid()), async {
            let taken = self.store().programmes().await?;
            Ok(taken.iter().any(|one| one.id != id && is_same(&one.name, name)))
        });
        match is_taken.await? {
            true => Err(Fault::Refused(NAME_TAKEN)),
            false => Ok(()),
        }
    }

    /// Gives the programme that is worked in another name instead of that of which it was shown. Both
    /// are sealed in the audit.
    ///
    /// # Errors
    /// [`Fault::Stale`] where it is called otherwise by now.
    pub async fn rename_programme(&self, before: &str, name: &str) -> Result<(), Fault> {
        self.may_be_called(name).await?;
        let id = self.worker.programme;
        let (mut change, permitted) = self.named(name)?;
        let mut entry = self.entry::<act::ManageProgramme>(Some(id.uuid()), Outcome::Allowed);
        let told = format!("{before}{BETWEEN}{}", name.trim());
        entry.detail = Some(change.told(&permitted, &told, self.store())?);
        change.upon_name(&permitted, before).audit(entry);
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    async fn name_programme(&self, name: &str) -> Result<(), Fault> {
        let (change, _) = self.named(name)?;
        self.found::<act::ManageProgramme>(change, self.worker.programme.uuid()).await
    }

    fn named(&self, name: &str) -> Result<(Change, Permitted<act::ManageProgramme>), Fault> {
        let id = self.worker.programme;
        let facts = self.of(Kind::Programme, id.uuid());
        let permitted = decide(&self.worker.actor, act::ManageProgramme, &facts)?;
        let mut change = self.founding();
        change.programme(&permitted, &Programme { id, name: name.trim().to_owned() });
        Ok((change, permitted))
    }

    /// When the programme was given another name, with the name before, newest first.
    async fn called_before(
        &self,
        permitted: &Permitted<act::ReadProgramme>,
    ) -> Result<Vec<(Timestamp, String)>, Fault> {
        let found = self.store().names_given(permitted, NAMES_SHOWN).await?;
        let told = self.store().told_of(permitted, &found).await?;
        let before = |one: &Witnessed| {
            let (before, _) = told.get(&one.key())?.split_once(BETWEEN)?;
            Some((one.entry.at, before.to_owned()))
        };
        Ok(found.iter().filter_map(before).collect())
    }

    /// Whether another programme may be begun so, before it is. That it may not is in the audit,
    /// whatever the reason, and is told only so often: it says which names and addresses are taken.
    ///
    /// # Errors
    /// See [`NotBegun`].
    pub async fn may_begin(&self, begun: &Begun) -> Result<(), NotBegun> {
        let facts = self.of(Kind::Programme, self.worker.programme.uuid());
        let _leave = self.leave_beside(act::BeginProgramme, &facts).await?;
        let counted = [Counted::Begun(self.worker.actor.worker())];
        let attempt = match self.office.attempt(&counted).await {
            Ok(attempt) => attempt,
            Err(NotNow::Wait(_)) => return Err(self.not_begun(NotBegun::TooOften).await),
            Err(NotNow::StillWait(_)) => return Err(NotBegun::TooOften),
            Err(NotNow::Fault(fault)) => return Err(fault.into()),
        };
        let looked_at = self.looked_at(begun).await;
        match looked_at {
            Ok(()) | Err(NotBegun::Fault(_)) => {
                self.office.not_looked_at(attempt).await?;
                looked_at
            }
            Err(why) => Err(self.not_begun(why).await),
        }
    }

    async fn looked_at(&self, begun: &Begun) -> Result<(), NotBegun> {
        let own = self.account(self.worker.actor.worker()).await?;
        // By the address alone: another may be called the same.
        if is_same(&own.email, &begun.email) {
            return Err(NotBegun::Oneself);
        }
        let programmes = self.store().programmes().await.map_err(Fault::from)?;
        if programmes.iter().any(|one| is_same(&one.name, &begun.name)) {
            return Err(NotBegun::NameTaken);
        }
        if let KeptBy::New(name) = &begun.kept_by {
            let taken = self.store().organisation_names().await.map_err(Fault::from)?;
            if taken.iter().any(|one| is_same(one, name)) {
                return Err(NotBegun::OrganisationTaken);
            }
        }
        let known = self.store().credentials(&begun.email).await.map_err(Fault::from)?;
        match known {
            Some(_) => Err(NotBegun::EmailTaken),
            None => Ok(()),
        }
    }

    /// Writes down that it was refused.
    async fn not_begun(&self, why: NotBegun) -> NotBegun {
        match self.note::<act::BeginProgramme>(None, Outcome::Refused).await {
            Ok(()) => why,
            Err(fault) => fault.into(),
        }
    }

    /// Begins another programme, for somebody else: with its first administrator, who is invited and
    /// whose link is given. Whoever begins it has no part in it, and sees nothing of it afterwards.
    /// A form that is sent again by whoever sent it is answered as it was then.
    ///
    /// # Errors
    /// See [`NotBegun`].
    pub async fn begin_another(&self, sent: Sent, begun: &Begun) -> Result<Token, NotBegun> {
        if let Some(link) = self.begun_before(sent).await? {
            return Ok(link);
        }
        self.may_begin(begun).await?;
        let organisation = self.keeps(&begun.kept_by).await?;
        let programme = ProgrammeId::of(self.office.id());
        let worker = WorkerId::of(self.office.id());
        // Leave of the one programme writes nothing in another. What begins it may name it, let one
        // organisation keep its accounts and open one account, and nothing else.
        let founding = Actor::system(System::Founding, programme);
        let of = |kind, record| Facts { programme, ..self.of(kind, record) };
        let names = decide(&founding, act::ManageProgramme, &of(Kind::Programme, programme.uuid()));
        let names = names.map_err(Fault::from)?;
        let record = organisation.id.uuid();
        let lets = decide(&founding, act::ManageOrganisations, &of(Kind::Organisation, record));
        let lets = lets.map_err(Fault::from)?;
        let account = Facts {
            organisation: Some(organisation.id),
            owner: Some(worker),
            ..of(Kind::Account, worker.uuid())
        };
        let opens = decide(&founding, act::ManageAccounts, &account).map_err(Fault::from)?;
        let held = vec![Held { role: Role::Administrator, programme, areas: Areas::All }];
        let administrator = NewWorker {
            id: worker,
            organisation: organisation.id,
            name: begun.administrator.clone(),
            email: begun.email.clone(),
            password: None,
            held,
        };
        let (by, of_link) = (self.worker.actor.worker(), self.office.id());
        let link = self.link_of(of_link)?;
        let mut change = Change::of(sent.command, by, programme, self.office.now());
        change
            .outcome(self.tells_again(of_link))
            .programme(&names, &Programme { id: programme, name: begun.name.trim().to_owned() })
            .organisation(&lets, &organisation, self.store())
            .worker(&opens, &administrator, self.store());
        self.invited(&mut change, &opens, &link);
        change.audit(self.entry::<act::BeginProgramme>(Some(programme.uuid()), Outcome::Allowed));
        self.tell(&mut change, &opens, &AccountChange::opened(programme, &administrator.held))?;
        match self.store().commit(change).await {
            Ok(_) => Ok(link.into_token()),
            // Sent twice at one time.
            Err(NotCommitted::AlreadyDone { .. }) => {
                self.begun_before(sent).await?.ok_or(NotBegun::Fault(Fault::Stale))
            }
            // What was free a moment ago.
            Err(NotCommitted::EmailTaken) => Err(self.not_begun(NotBegun::EmailTaken).await),
            Err(NotCommitted::NameTaken) => Err(self.not_begun(NotBegun::NameTaken).await),
            Err(why) => Err(NotBegun::Fault(why.into())),
        }
    }

    /// The link that came of a form, where it was done before by whoever sends it. It is good no
    /// longer than it was.
    async fn begun_before(&self, sent: Sent) -> Result<Option<Token>, Fault> {
        let facts = self.of(Kind::Programme, self.worker.programme.uuid());
        let _leave = self.leave_beside(act::BeginProgramme, &facts).await?;
        self.told_before(sent).await
    }

    /// Which organisation that is.
    async fn keeps(&self, kept_by: &KeptBy) -> Result<Organisation, Fault> {
        match kept_by {
            KeptBy::New(name) => Ok(Organisation {
                id: OrganisationId::of(self.office.id()),
                name: name.trim().to_owned(),
                kind: OrganisationKind::Administration,
            }),
            KeptBy::Known(id) => {
                let all = self.organisations().await?;
                let known = all.into_iter().map(|one| one.organisation).find(|one| one.id == *id);
                let keeps = |one: &Organisation| one.kind == OrganisationKind::Administration;
                known.filter(keeps).ok_or(Fault::NotFound)
            }
        }
    }
}
