//! Who takes part: programmes, organisations, the areas that they serve, and who signs in.

use access::{Act, Actor, Facts, Kind, Permitted, RolesRefused, Side, act, decide};
pub use access::{Areas, Held, Role};
use directory::{LONGEST_NAME, is_address, is_name};
use pathway::{Area, CommandId, OrganisationId, WorkerId};
pub use store::OrganisationKind;
use store::audit::Outcome;
use store::{AccountsAsked, Change, NewWorker, NotCommitted, WorkerState};
pub use store::{Organisation, Programme};
use uuid::Uuid;

use crate::account_acts::NOT_ONES_OWN;
use crate::account_changes::AccountChange;
use crate::fault::Fault;
use crate::invitations::Link;
use crate::mail::{CLOSED, PASSWORD_CHANGED, REOPENED, ROLES_CHANGED};
use crate::office::{Acting, MOST_TRIES};
use crate::passwords::{Near, NotHashed, Password, Weak};

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
    Roles(RolesRefused),
    /// The name is empty, too long, or more than a line.
    #[error("name: one was expected, in one line of {LONGEST_NAME} characters at most")]
    Name,
    /// It is no address of mail.
    #[error("e-mail address: one was expected, such as name@example.org")]
    Address,
    /// Somebody else signs in with that address.
    #[error("somebody signs in with this e-mail address already: use another")]
    EmailTaken,
    /// The password is too easily guessed.
    #[error(transparent)]
    Weak(#[from] Weak),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] NotHashed),
    /// The record did not do it.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// An organisation that takes part, with the areas that it serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakesPart {
    /// The organisation.
    pub organisation: Organisation,
    /// Its areas in the programme that is worked in.
    pub areas: Vec<Area>,
}

/// An account as those see it who keep accounts.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountListed {
    /// Whose.
    pub id: WorkerId,
    /// Their organisation.
    pub organisation: OrganisationId,
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// Whether they can sign in.
    pub open: bool,
    /// The roles held in the programme that is worked in.
    pub held: Vec<Held>,
}

/// So many accounts are on a page.
pub const ACCOUNTS_A_PAGE: usize = 50;

/// A page of accounts.
#[derive(Debug)]
pub struct AccountsPage {
    /// Those of the page, by name.
    pub accounts: Vec<AccountListed>,
    /// How many there are on all.
    pub count: usize,
}

fn listed(account: store::Account, permitted: &Permitted<act::ReadAccounts>) -> AccountListed {
    AccountListed {
        id: account.worker.id,
        organisation: account.worker.organisation,
        name: account.worker.name.reveal(permitted).to_owned(),
        email: account.worker.email.reveal(permitted).to_owned(),
        open: account.worker.state == WorkerState::Active,
        held: account.held,
    }
}

impl std::fmt::Debug for AccountListed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountListed").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Opened {
    /// Whether somebody may be called so, and mail may go there.
    pub(crate) fn is_called(&self) -> Result<(), NotOpened> {
        match (is_name(self.name.trim()), is_address(self.email.trim())) {
            (false, _) => Err(NotOpened::Name),
            (true, false) => Err(NotOpened::Address),
            (true, true) => Ok(()),
        }
    }
}

impl Acting<'_> {
    /// Opens an account.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn open_account(&self, opened: Opened) -> Result<WorkerId, NotOpened> {
        self.open(opened, None).await
    }

    /// Opens an account, with a link by which its owner chooses a password.
    pub(crate) async fn open(
        &self,
        opened: Opened,
        link: Option<&Link>,
    ) -> Result<WorkerId, NotOpened> {
        self.open_by(self.founding(), opened, link).await
    }

    /// The same, in a change.
    pub(crate) async fn open_by(
        &self,
        mut change: Change,
        opened: Opened,
        link: Option<&Link>,
    ) -> Result<WorkerId, NotOpened> {
        let id = WorkerId::of(self.office.id());
        let permitted = self.leave_to_manage(id, opened.organisation)?;
        opened.is_called()?;
        Actor::try_new(id, opened.organisation, opened.held.clone()).map_err(NotOpened::Roles)?;
        self.fits(opened.organisation, &opened.held).await?;
        let password = match opened.password {
            Some(password) => {
                let whose = (opened.name.as_str(), opened.email.as_str(), opened.organisation);
                let near = self.near(whose).await?;
                let surroundings = self.store().surroundings();
                Some(self.office.passwords.choose(password, near, surroundings).await??)
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
        change.worker(&permitted, &worker, self.store());
        if let Some(link) = link {
            self.invited(&mut change, &permitted, link);
        }
        let opened = AccountChange::opened(self.worker.programme, &worker.held);
        self.tell(&mut change, &permitted, &opened)?;
        match self.store().commit(change).await {
            Ok(_) => Ok(id),
            Err(NotCommitted::Roles(refused)) => Err(NotOpened::Roles(refused)),
            Err(NotCommitted::EmailTaken) => Err(NotOpened::EmailTaken),
            Err(why) => Err(NotOpened::Fault(why.into())),
        }
    }

    /// Gives somebody these roles in the programme that is worked in, instead of those held there.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn give_roles(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
        held: &[Held],
    ) -> Result<(), Fault> {
        for _ in 1..MOST_TRIES {
            // Somebody else gave others meanwhile: instead of those.
            match self.give_roles_upon(worker, organisation, None, held).await {
                Err(Fault::Stale) => {}
                given => return given,
            }
        }
        self.give_roles_upon(worker, organisation, None, held).await
    }

    /// The same instead of the roles of which an account was shown.
    ///
    /// # Errors
    /// [`Fault::Stale`] where somebody else gave it others since then.
    pub async fn change_roles(&self, account: &AccountListed, held: &[Held]) -> Result<(), Fault> {
        let before = Some(account.held.as_slice());
        self.give_roles_upon(account.id, account.organisation, before, held).await
    }

    async fn give_roles_upon(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
        upon: Option<&[Held]>,
        held: &[Held],
    ) -> Result<(), Fault> {
        self.not_oneself(worker, NOT_ONES_OWN).await?;
        let permitted = self.leave_to_manage(worker, organisation)?;
        if let Err(refused) = self.may_hold(worker, organisation, held).await {
            self.note::<act::ManageAccounts>(Some(worker.uuid()), Outcome::Refused).await?;
            return Err(refused);
        }
        let before = match upon {
            Some(before) => before.to_vec(),
            None => self.store().roles_of(&permitted).await?,
        };
        let what = AccountChange::roles(self.worker.programme, &before, held);
        let mut change = self.founding();
        // What is told is what was given and taken, whoever else gives roles at the same time.
        change.upon_roles(&permitted, &before);
        self.upon_keeping(&mut change, &permitted);
        change.roles(&permitted, (worker, organisation), held, self.store());
        if let Some(direction) = what.direction() {
            self.office.news_of(&mut change, ROLES_CHANGED, worker, direction);
        }
        self.changed(change, &permitted, &what).await
    }

    /// Whether somebody may get these roles, before they are given: not where two of them exclude
    /// each other, nor where the account was ever signed in with on the other side of the wall.
    ///
    /// # Errors
    /// [`Fault::RefusedRoles`], which says why not.
    pub async fn may_hold(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
        held: &[Held],
    ) -> Result<(), Fault> {
        Actor::try_new(worker, organisation, held.to_vec()).map_err(Fault::RefusedRoles)?;
        let permitted = self.leave_to_manage(worker, organisation)?;
        let Some(stood) = self.store().stood(&permitted).await? else {
            return self.fits(organisation, held).await;
        };
        let beyond = |one: &Held| match one.role.side() {
            Side::Referring | Side::Programme => stood == Side::Support.name(),
            Side::Support => stood == Side::Programme.name(),
            Side::Oversight | Side::Administration | Side::Waymark => false,
        };
        match held.iter().any(beyond) {
            true => Err(Fault::RefusedRoles(RolesRefused::AnotherSide)),
            false => self.fits(organisation, held).await,
        }
    }

    /// What nobody does to their own account is refused, and in the audit.
    pub(crate) async fn not_oneself(
        &self,
        worker: WorkerId,
        words: &'static str,
    ) -> Result<(), Fault> {
        if worker != self.worker.actor.worker() {
            return Ok(());
        }
        self.note::<act::ManageAccounts>(Some(worker.uuid()), Outcome::Refused).await?;
        Err(Fault::Refused(words))
    }

    /// A page of the accounts of the programme, by name, the first being 0; those alone whose name or
    /// address has some words in it, where they are given. Whoever works in other programmes alone is
    /// not among them.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn accounts(&self, words: Option<&str>, page: usize) -> Result<AccountsPage, Fault> {
        self.listed_of(words, None, page).await
    }

    /// The same of those of one organisation alone.
    pub(crate) async fn people_of(
        &self,
        organisation: OrganisationId,
        page: usize,
    ) -> Result<AccountsPage, Fault> {
        self.listed_of(None, Some(organisation), page).await
    }

    async fn listed_of(
        &self,
        words: Option<&str>,
        organisation: Option<OrganisationId>,
        page: usize,
    ) -> Result<AccountsPage, Fault> {
        let permitted = self.leave_to_list().await?;
        let (skip, limit) = (page.saturating_mul(ACCOUNTS_A_PAGE), ACCOUNTS_A_PAGE);
        let asked = AccountsAsked { words, organisation, skip, limit };
        let found = self.store().accounts(&permitted, &asked).await?;
        self.note::<act::ReadAccounts>(None, Outcome::Allowed).await?;
        let accounts = found.accounts.into_iter().map(|one| listed(one, &permitted)).collect();
        Ok(AccountsPage { accounts, count: found.count })
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where it is not there, or is of whoever works in other programmes alone.
    pub async fn account(&self, worker: WorkerId) -> Result<AccountListed, Fault> {
        let permitted = self.leave_to_list().await?;
        let found = self.store().account(&permitted, worker).await?;
        let outcome = if found.is_some() { Outcome::Allowed } else { Outcome::Hidden };
        self.note::<act::ReadAccounts>(found.as_ref().map(|one| one.worker.id.uuid()), outcome)
            .await?;
        found.map(|one| listed(one, &permitted)).ok_or(Fault::NotFound)
    }

    /// The same by the address of mail.
    ///
    /// # Errors
    /// As [`Self::account`].
    pub async fn account_of(&self, email: &str) -> Result<AccountListed, Fault> {
        let found = self.store().credentials(email).await?.ok_or(Fault::NotFound)?;
        self.account(found.worker).await
    }

    async fn leave_to_list(&self) -> Result<Permitted<act::ReadAccounts>, Fault> {
        let facts = self.of(Kind::Account, self.worker.programme.uuid());
        self.leave_beside(act::ReadAccounts, &facts).await
    }

    /// What no password of somebody is made of: what they are called, where they work.
    async fn near(
        &self,
        (name, email, organisation): (&str, &str, OrganisationId),
    ) -> Result<Near, Fault> {
        let programme = self.worker.programme;
        let organisations = self.store().organisations(programme).await?;
        let theirs = organisations.iter().find(|one| one.id == organisation);
        let programmes = self.store().programmes().await?;
        let here = programmes.iter().find(|one| one.id == programme);
        let names = [theirs.map(|one| one.name.as_str()), here.map(|one| one.name.as_str())];
        Ok(Near::of([name, email].into_iter().chain(names.into_iter().flatten())))
    }

    /// Gives somebody another password, which ends their sessions.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn set_password(
        &self,
        account: &AccountListed,
        password: Password,
    ) -> Result<(), NotOpened> {
        let (worker, organisation) = (account.id, account.organisation);
        let permitted = self.leave_to_manage(worker, organisation)?;
        let whose = (account.name.as_str(), account.email.as_str(), organisation);
        let (near, surroundings) = (self.near(whose).await?, self.store().surroundings());
        let hash = self.office.passwords.choose(password, near, surroundings).await??;
        let mut change = self.founding();
        change
            .password(&permitted, &hash)
            .end_sessions_of(&permitted, None)
            .forget_places(&permitted, None);
        self.office.news(&mut change, PASSWORD_CHANGED, worker);
        Ok(self.changed(change, &permitted, &AccountChange::Password).await?)
    }

    /// Closes an account, which ends its sessions, or opens it again, without any role.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn set_open(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
        open: bool,
    ) -> Result<(), Fault> {
        self.may_close(worker).await?;
        let permitted = self.leave_to_manage(worker, organisation)?;
        let state = if open { WorkerState::Active } else { WorkerState::Closed };
        let mut change = self.founding();
        change.worker_state(&permitted, state);
        self.upon_keeping(&mut change, &permitted);
        self.office.news(&mut change, if open { REOPENED } else { CLOSED }, worker);
        let what = if open { AccountChange::Reopened } else { AccountChange::Closed };
        self.changed(change, &permitted, &what).await
    }

    /// A change holds only while a person who makes it keeps accounts: two who close each other at once
    /// would leave nobody.
    pub(crate) fn upon_keeping(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::ManageAccounts>,
    ) {
        if !self.worker.actor.is_system() {
            change.upon_keeping_accounts(permitted);
        }
    }

    /// Whether an account may be closed, or opened again.
    pub(crate) async fn may_close(&self, worker: WorkerId) -> Result<(), Fault> {
        let words = "Nobody closes their own account: ask another administrator";
        self.not_oneself(worker, words).await
    }

    /// Ends every session of somebody, who may sign in again: for whoever left one open somewhere, or
    /// may have been seen.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn end_sessions_of(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<(), Fault> {
        let permitted = self.leave_to_manage(worker, organisation)?;
        let mut change = self.founding();
        change.end_sessions_of(&permitted, None);
        self.changed(change, &permitted, &AccountChange::SessionsEnded).await
    }

    pub(crate) fn leave_to_manage(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<Permitted<act::ManageAccounts>, Fault> {
        let facts = Facts {
            organisation: Some(organisation),
            owner: Some(worker),
            ..self.of(Kind::Account, worker.uuid())
        };
        Ok(decide(&self.worker.actor, act::ManageAccounts, &facts)?)
    }

    pub(crate) fn founding(&self) -> Change {
        let command = CommandId::of(self.office.id());
        let (worker, programme) = (self.worker.actor.worker(), self.worker.programme);
        Change::of(command, worker, programme, self.office.now())
    }

    pub(crate) async fn found<A: Act>(
        &self,
        mut change: Change,
        record: Uuid,
    ) -> Result<(), Fault> {
        change.audit(self.entry::<A>(Some(record), Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    pub(crate) fn of(&self, kind: Kind, record: Uuid) -> Facts {
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
