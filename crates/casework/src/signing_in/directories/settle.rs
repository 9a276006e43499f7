//! The account of whom a directory names: opened at the first sign-in, with the roles that the
//! groups come to, and given those of now at each, with name and address of mail as the directory says
//! them. Whoever has no role any more keeps none here.

use access::{Act, Actor, Areas, Facts, Held, Kind, Permitted, System, act, decide};
use directory::{Person, is_address, is_name};
use jiff::SignedDuration;
use pathway::{OrganisationId, WorkerId};
use sha2::{Digest, Sha256};
use store::audit::{Entry, Outcome};
use store::{Change, Identity, NewWorker, NotCommitted};

use super::{Directory, NotByDirectory};
use crate::account_changes::AccountChange;
use crate::corrections::{CORRECT, Correction, NotCorrected};
use crate::fault::Fault;
use crate::office::{MOST_TRIES, Office};
use crate::signing_in::ROLES_BY_DIRECTORY;

/// So often an address is looked for, for one account.
const MOST_LOOKS: u32 = 10;
/// In so long.
const LOOKS_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// By what somebody is known: who says it, and what they are called there.
pub(super) fn digest(directory: &Directory, subject: &str) -> [u8; 32] {
    let issuer = Sha256::digest(&directory.provider.settings().issuer);
    Sha256::new()
        .chain_update(b"identity ")
        .chain_update(issuer)
        .chain_update(subject)
        .finalize()
        .into()
}

impl Directory {
    /// The roles that groups come to: each once, with all its areas.
    pub(super) fn held(&self, groups: &[String]) -> Vec<Held> {
        let mut held: Vec<Held> = Vec::new();
        for (group, comes_to) in &self.groups {
            if !groups.contains(group) {
                continue;
            }
            match held.iter_mut().find(|one| one.role == comes_to.role) {
                None => held.push(comes_to.clone()),
                Some(one) => add(&mut one.areas, &comes_to.areas),
            }
        }
        held
    }
}

fn add(areas: &mut Areas, more: &Areas) {
    match (&mut *areas, more) {
        (Areas::These(these), Areas::These(more)) => {
            these.extend(
                more.iter().filter(|area| !these.contains(area)).cloned().collect::<Vec<_>>(),
            );
        }
        (Areas::All, _) => {}
        (Areas::These(_), Areas::All) => *areas = Areas::All,
    }
}

impl Office {
    /// Whose account it is, with the roles of now.
    pub(super) async fn settle(
        &self,
        directory: &Directory,
        person: &Person,
    ) -> Result<WorkerId, NotByDirectory> {
        for _ in 1..MOST_TRIES {
            // Somebody gave them other roles meanwhile: it is decided upon those.
            match self.settle_upon_what_is(directory, person).await {
                Err(NotByDirectory::Fault(Fault::Stale)) => {}
                settled => return settled,
            }
        }
        self.settle_upon_what_is(directory, person).await
    }

    async fn settle_upon_what_is(
        &self,
        directory: &Directory,
        person: &Person,
    ) -> Result<WorkerId, NotByDirectory> {
        let digest = digest(directory, &person.subject);
        let held = directory.held(&person.groups);
        let found = self.store.identity(&digest).await.map_err(Fault::from)?;
        let Some(found) = found else {
            return self.open_for(directory, person, &digest, held).await;
        };
        if !found.active || found.actor.organisation() != directory.organisation {
            return Err(NotByDirectory::Closed);
        }
        self.follow(directory, &found, held).await?;
        self.follow_name(directory, found.actor.worker(), person).await?;
        Ok(found.actor.worker())
    }

    /// Opens an account for somebody who was never here, where their groups come to a role.
    async fn open_for(
        &self,
        directory: &Directory,
        person: &Person,
        digest: &[u8; 32],
        held: Vec<Held>,
    ) -> Result<WorkerId, NotByDirectory> {
        let id = WorkerId::of(self.id());
        allowed(id, directory.organisation, (&held, &[]))?;
        let permitted = self.leave_for(directory, id)?;
        let worker = NewWorker {
            id,
            organisation: directory.organisation,
            name: person.name.clone(),
            email: person.email.clone(),
            password: None,
            held,
        };
        let mut change = self.directorys(directory);
        change.worker(&permitted, &worker, &self.store);
        change.identity(&permitted, digest, directory.key());
        let opened = AccountChange::opened(directory.programme, &worker.held);
        self.followed(&mut change, &permitted, &opened)?;
        match self.store.commit(change).await {
            Ok(_) => Ok(id),
            Err(NotCommitted::EmailTaken) => Err(NotByDirectory::EmailTaken),
            Err(NotCommitted::Roles(refused)) => Err(NotByDirectory::Roles(refused)),
            Err(why) => Err(Fault::from(why).into()),
        }
    }

    /// Gives an account the roles of now in the directory's programme. Where one was taken away, or
    /// they cannot be, all sessions end. [`Fault::Stale`] where it has other roles by now than it was
    /// found with.
    pub(super) async fn follow(
        &self,
        directory: &Directory,
        found: &Identity,
        held: Vec<Held>,
    ) -> Result<(), NotByDirectory> {
        let (worker, organisation) = (found.actor.worker(), directory.organisation);
        let here = |one: &&Held| one.programme == directory.programme;
        let (before, elsewhere): (Vec<&Held>, Vec<&Held>) =
            found.actor.held().iter().partition(here);
        // Whose groups contradict each other or what they are in another programme, or come to nothing,
        // has no role here.
        if let Err(refused) = allowed(worker, organisation, (&held, &elsewhere)) {
            self.gives(directory, worker, (&before, &[], true)).await?;
            return Err(refused);
        }
        let is_same = |one: &Held, other: &Held| {
            one.role == other.role
                && covers(&one.areas, &other.areas)
                && covers(&other.areas, &one.areas)
        };
        let unchanged = before.len() == held.len()
            && before.iter().all(|one| held.iter().any(|other| is_same(one, other)));
        if unchanged {
            return Ok(());
        }
        let kept = |one: &&Held| {
            held.iter().any(|now| now.role == one.role && covers(&now.areas, &one.areas))
        };
        let ends = !before.iter().all(kept);
        match self.gives(directory, worker, (&before, &held, ends)).await {
            // The record knows that they were on the other side of the wall.
            Err(refused @ NotByDirectory::Roles(_)) => {
                self.gives(directory, worker, (&before, &[], true)).await?;
                Err(refused)
            }
            given => given,
        }
    }

    /// Gives an account roles in the directory's programme instead of those that it has there; its
    /// sessions end or go on.
    async fn gives(
        &self,
        directory: &Directory,
        worker: WorkerId,
        (before, held, ends): (&[&Held], &[Held], bool),
    ) -> Result<(), NotByDirectory> {
        let permitted = self.leave_for(directory, worker)?;
        let mut change = self.directorys(directory);
        // What is told, and whose sessions end, was worked out from these.
        change.upon_roles(&permitted, before.iter().copied());
        change.roles(&permitted, (worker, directory.organisation), held, &self.store);
        if ends {
            change.end_sessions_of(&permitted, None);
        }
        let what = AccountChange::roles(directory.programme, before.iter().copied(), held);
        self.followed(&mut change, &permitted, &what)?;
        match self.store.commit(change).await {
            Ok(_) => Ok(()),
            Err(NotCommitted::Roles(refused)) => Err(NotByDirectory::Roles(refused)),
            Err(why) => Err(Fault::from(why).into()),
        }
    }

    /// Gives an account the name and the address of mail that the directory says now. They go on with
    /// the address before where another account has the one that it says; whoever keeps accounts sees
    /// that. [`Fault::Stale`] where somebody else took it, or corrected the account, at this moment.
    pub(super) async fn follow_name(
        &self,
        directory: &Directory,
        worker: WorkerId,
        person: &Person,
    ) -> Result<(), Fault> {
        let permitted = self.leave_for(directory, worker)?;
        let named = self.store.named(&permitted).await?.ok_or(Fault::NotFound)?;
        let was_taken = self.store.address_taken(&permitted).await?.is_some();
        let now = named.email.reveal(&permitted).to_owned();
        // A directory that writes it now so, now so is no news each time.
        let is_other = person.email.trim().to_lowercase() != now.to_lowercase();
        let follows = is_other
            && is_address(person.email.trim())
            && self.looks_for_address(directory, &permitted).await?;
        let is_taken = match follows {
            true => {
                let found = self.store.credentials(&person.email).await?;
                found.is_some_and(|found| found.worker != worker)
            }
            false => is_other && was_taken,
        };
        // Of a name and an address each is followed where it is one, whatever the other is.
        let is_name = is_name(person.name.trim());
        let name = if is_name { person.name.as_str() } else { named.name.reveal(&permitted) };
        let email = if follows && !is_taken { person.email.clone() } else { now };
        let asked = Correction { name: name.to_owned(), email };
        let mut change = self.directorys(directory);
        let corrected = match Self::corrected(&named, &permitted, &asked) {
            Ok(corrected) => Some(corrected),
            Err(NotCorrected::Fault(fault)) => return Err(fault),
            Err(NotCorrected::AlreadySo) => None,
            Err(cause) => {
                let directory = directory.key();
                tracing::warn!(directory, %cause, "what a directory calls somebody is not followed");
                None
            }
        };
        if corrected.is_none() && is_taken == was_taken {
            return Ok(());
        }
        if let Some(corrected) = &corrected {
            self.corrects(&mut change, &permitted, (&named, corrected))?;
            self.followed(&mut change, &permitted, &corrected.told())?;
        }
        if is_taken != was_taken {
            change.address_taken(&permitted, is_taken);
        }
        if is_taken && !was_taken {
            change.audit(self.line_of(&permitted, CORRECT, Outcome::Refused));
        }
        match self.store.commit(change).await {
            Ok(_) => Ok(()),
            Err(NotCommitted::EmailTaken) => Err(Fault::Stale),
            Err(why) => Err(why.into()),
        }
    }

    /// Whether the address that a directory gives is looked for among those of everybody. What comes
    /// of it says whether anybody has it: whoever can change their own there learns that of no more
    /// than a few.
    async fn looks_for_address(
        &self,
        directory: &Directory,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<bool, Fault> {
        let now = self.now();
        let since = now.checked_sub(LOOKS_WITHIN).unwrap_or(now);
        if self.store.address_looks(permitted, since).await? >= MOST_LOOKS {
            let directory = directory.key();
            tracing::warn!(directory, "an address of mail is another too often, and not followed");
            return Ok(false);
        }
        let mut change = self.directorys(directory);
        change.address_looked_for(permitted, since);
        self.store.commit(change).await?;
        Ok(true)
    }

    pub(super) fn leave_for(
        &self,
        directory: &Directory,
        worker: WorkerId,
    ) -> Result<Permitted<act::ManageAccounts>, Fault> {
        let facts = Facts {
            kind: Kind::Account,
            record: worker.uuid(),
            programme: directory.programme,
            area: None,
            organisation: Some(directory.organisation),
            referrer: None,
            assigned: None,
            owner: Some(worker),
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        let actor = Actor::system(System::Directory, directory.programme);
        Ok(decide(&actor, act::ManageAccounts, &facts)?)
    }

    pub(super) fn directorys(&self, directory: &Directory) -> Change {
        Change::unnumbered(System::Directory.worker(), directory.programme, self.now())
    }

    fn followed(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::ManageAccounts>,
        what: &AccountChange,
    ) -> Result<(), Fault> {
        let action = match what {
            AccountChange::Corrected { .. } => CORRECT,
            _ => ROLES_BY_DIRECTORY,
        };
        let mut line = self.line_of(permitted, action, Outcome::Allowed);
        line.detail = Some(change.told(permitted, &what.stored(), &self.store)?);
        change.audit(line);
        Ok(())
    }

    /// A line of the audit about an account.
    fn line_of(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        action: &'static str,
        outcome: Outcome,
    ) -> Entry {
        Entry {
            at: self.now(),
            worker: Some(System::Directory.worker()),
            organisation: None,
            action: action.into(),
            kind: act::ManageAccounts::ACTION.kind().name().into(),
            record: Some(permitted.record()),
            outcome,
            address: None,
            detail: None,
        }
    }
}

/// Whether somebody may be what their groups come to: something, and not two things that exclude
/// each other, with what they are elsewhere.
fn allowed(
    worker: WorkerId,
    organisation: OrganisationId,
    (held, elsewhere): (&[Held], &[&Held]),
) -> Result<(), NotByDirectory> {
    if held.is_empty() {
        return Err(NotByDirectory::NoRole);
    }
    let all = held.iter().chain(elsewhere.iter().copied()).cloned().collect();
    let actor = Actor::try_new(worker, organisation, all);
    actor.map(drop).map_err(NotByDirectory::Roles)
}

/// Whether areas hold all of others.
fn covers(areas: &Areas, others: &Areas) -> bool {
    match (areas, others) {
        (Areas::All, _) => true,
        (Areas::These(_), Areas::All) => false,
        (Areas::These(these), Areas::These(others)) => {
            others.iter().all(|area| these.contains(area))
        }
    }
}
