//! Signing in through the directory of one's organisation. Who somebody is, the directory says; what
//! they may do, its groups come to by the settings; whose account it is, is known by the directory
//! and by what it calls them, and never by an address of mail.

mod asked;
mod settle;
mod taken;
#[cfg(test)]
mod tests;

use access::{Areas, Held, Permitted, act};
use directory::{NotAnswered, Person, Provider};
use jiff::{SignedDuration, Timestamp};
use pathway::{Area, OrganisationId, ProgrammeId};
use store::NotCommitted;
use store::audit::Outcome;

pub use taken::{NotTaken, Taken, directory_settings};

use super::BY_DIRECTORY;
use super::begin::Begins;
use super::rates::{Attempt, Counted, NotNow};
use super::second_factor::{Claimant, NotShown};
use super::session::{SignedIn, Whence};
use super::token::{Browser, Token};
use crate::accounts::AccountListed;
use crate::fault::Fault;
use crate::office::{Acting, Office};
use asked::{AskedBy, Kept};

/// A directory whose people sign in here.
#[derive(Debug)]
pub struct Directory {
    provider: Provider,
    organisation: OrganisationId,
    programme: ProgrammeId,
    /// Each group with the role that it comes to.
    groups: Vec<(String, Held)>,
    /// Where browsers reach this site: `https://waymark.example`.
    site: String,
}

/// Where a browser is led to.
pub struct Led {
    /// The address, at the directory.
    pub address: String,
    /// What the browser keeps meanwhile, and brings with the answer.
    pub kept: String,
}

/// The answer that a browser brings from a directory.
#[derive(Clone, Copy, Default)]
pub struct DirectoryAnswer<'a> {
    /// What the browser kept.
    pub kept: Option<&'a str>,
    /// By what the answer is known.
    pub state: Option<&'a str>,
    /// What the token is given for.
    pub code: Option<&'a str>,
    /// Who says that it answers.
    pub issuer: Option<&'a str>,
    /// Why there is none.
    pub error: Option<&'a str>,
}

/// What came of an answer.
pub enum ByDirectory {
    /// Somebody is signed in: halfway, where a second factor is yet to be shown. From this browser.
    SignedIn(Token, Browser),
    /// Somebody who was signed in has shown again who they are, and goes on there.
    Shown(Token, String),
}

/// Why nobody was signed in by a directory.
#[derive(Debug, thiserror::Error)]
pub enum NotByDirectory {
    /// It is no answer to what this browser asked, or to what it asked too long ago, or it was
    /// brought before.
    #[error("no answer to what this browser asked")]
    NotAsked,
    /// The directory answers with an error, or with what is not believed.
    #[error(transparent)]
    Answer(NotAnswered),
    /// None of their groups comes to a role.
    #[error("no group of theirs comes to a role")]
    NoRole,
    /// Their groups come to roles that nobody may hold together.
    #[error(transparent)]
    Roles(access::RolesRefused),
    /// An account of somebody else has their address of mail.
    #[error("another account has the address of mail")]
    EmailTaken,
    /// The account is closed, or of another organisation.
    #[error("the account is closed")]
    Closed,
    /// They have an app or a passkey here, and the directory asked for less.
    #[error("they have a second factor here, and showed none there")]
    LessThanTheyHave,
    /// Somebody else is signed in than the directory says.
    #[error("it is somebody else")]
    SomebodyElse,
    /// So much was tried that the next waits.
    #[error("too much was tried")]
    Later(SignedDuration),
    /// The record did not do it.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<NotNow> for NotByDirectory {
    fn from(why: NotNow) -> Self {
        match why {
            NotNow::Wait(time) | NotNow::StillWait(time) => Self::Later(time),
            NotNow::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl Acting<'_> {
    /// The key of the directory through which somebody signs in, whether it is in the settings or not;
    /// none where they have a password of their own.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn directory_of(&self, account: &AccountListed) -> Result<Option<String>, Fault> {
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        Ok(self.store().directory_of(&permitted).await?)
    }

    /// Whether somebody signs in through a directory that is in the settings. By a password they would
    /// stay in whom it has let go; whose directory is there no more needs one.
    pub(crate) async fn is_by_directory(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<bool, Fault> {
        let of = self.store().directory_of(permitted).await?;
        Ok(of.is_some_and(|key| self.office.has_directory(&key)))
    }
}

impl Directory {
    /// By what addresses of ours know it.
    pub fn key(&self) -> &str {
        &self.provider.settings().key
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.provider.settings().name
    }

    /// The organisation whose people they are, by its name.
    pub fn organisation(&self) -> &str {
        &self.provider.settings().organisation
    }

    /// In which programme they have their roles.
    pub const fn programme(&self) -> ProgrammeId {
        self.programme
    }

    /// Each group that comes to a role, with that role in words.
    pub fn groups(&self) -> impl Iterator<Item = (&str, String)> {
        self.groups
            .iter()
            .map(|(group, held)| (group.as_str(), super::described(std::slice::from_ref(held))))
    }

    /// Whether a group of it comes to a role by the name of an area.
    pub fn names(&self, area: &Area) -> bool {
        let by_name =
            |held: &Held| matches!(&held.areas, Areas::These(these) if these.contains(area));
        self.groups.iter().any(|(_, held)| by_name(held))
    }

    /// How long a session lasts that it begins.
    pub fn session_lasts(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.provider.settings().session_hours))
    }

    /// Of which domains the addresses of mail are that are let in; none: all.
    pub fn domains(&self) -> &[String] {
        &self.provider.settings().domains
    }

    /// Where its answers go.
    fn back(&self) -> String {
        format!("{}/sign-in/with/{}/answer", self.site, self.key())
    }
}

/// Nothing of it is shown.
impl std::fmt::Debug for DirectoryAnswer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DirectoryAnswer(…)")
    }
}

impl Office {
    /// The same, which knows the keys of all directories of the settings: whose directory is none of
    /// them can sign in by a password instead.
    #[must_use]
    pub fn of_directories(mut self, keys: impl IntoIterator<Item = String>) -> Self {
        self.directories = Some(keys.into_iter().collect());
        self
    }

    /// Whether a directory may still let people in: as far as the settings were not told, it may.
    fn has_directory(&self, key: &String) -> bool {
        self.directories.as_ref().is_none_or(|all| all.contains(key))
    }

    /// Leads a browser to a directory, to sign in; or, with a page of this site, to show again who
    /// they are before it.
    ///
    /// # Errors
    /// [`NotByDirectory::Answer`] where the directory does not say where it is asked.
    pub async fn lead_to_directory(
        &self,
        directory: &Directory,
        browser: &Browser,
        then: Option<&str>,
    ) -> Result<Led, NotByDirectory> {
        let kept = Kept::fresh(self.store.surroundings(), directory.key(), browser, then);
        let (asked, back) = (self.asked_by(kept)?, directory.back());
        let address = directory.provider.leads_to(&asked.asked(&back), self.now()).await;
        let address = address.map_err(NotByDirectory::Answer)?;
        Ok(Led { address, kept: asked.text().to_owned() })
    }

    fn asked_by(&self, kept: Kept) -> Result<AskedBy, Fault> {
        let secret = self.store.kept(kept.text()).map_err(Fault::unavailable)?;
        Ok(kept.asked(secret))
    }

    /// What a browser asked, where an answer is to that. Whoever was not led to the directory has none:
    /// a page that makes browsers bring answers of its own costs nobody a turn, nor a line.
    fn asked_in(
        &self,
        directory: &Directory,
        answer: &DirectoryAnswer<'_>,
    ) -> Result<AskedBy, NotByDirectory> {
        let kept = answer.kept.and_then(|text| Kept::read(text, directory.key(), self.now()));
        let asked = kept.map(|kept| self.asked_by(kept)).transpose()?;
        asked.filter(|asked| asked.is(answer.state)).ok_or(NotByDirectory::NotAsked)
    }

    /// Takes an answer: signs somebody in, or lets whoever is signed in go on.
    ///
    /// # Errors
    /// See [`NotByDirectory`].
    pub async fn answer_of_directory(
        &self,
        directory: &Directory,
        answer: &DirectoryAnswer<'_>,
        who: Option<&SignedIn>,
        whence: &Whence,
    ) -> Result<ByDirectory, NotByDirectory> {
        let asked = self.asked_in(directory, answer)?;
        let counted = [Counted::Directory(whence.address), Counted::Directories];
        let attempt = self.attempt(&counted).await?;
        match self.believed((directory, asked), answer, who, (attempt, whence)).await {
            Ok(done) => Ok(done),
            Err(why) => {
                if !matches!(why, NotByDirectory::Fault(_)) {
                    let mut change = self.by(None);
                    change.audit(self.line(None, BY_DIRECTORY, Outcome::Refused, whence));
                    self.store.commit(change).await.map_err(Fault::from)?;
                }
                Err(why)
            }
        }
    }

    async fn believed(
        &self,
        (directory, asked): (&Directory, AskedBy),
        answer: &DirectoryAnswer<'_>,
        who: Option<&SignedIn>,
        (attempt, whence): (Attempt, &Whence),
    ) -> Result<ByDirectory, NotByDirectory> {
        // Before anybody is asked anything: an answer is brought once.
        let mut change = self.by(None);
        change.spend(&asked.mark());
        match self.store.commit(change).await {
            Ok(_) => {}
            Err(NotCommitted::Spent) => return Err(NotByDirectory::NotAsked),
            Err(why) => return Err(Fault::from(why).into()),
        }
        let code = match (answer.error, answer.code) {
            (None, Some(code)) => code,
            (error, _) => {
                let refused = NotAnswered::refused(error.unwrap_or_default());
                return Err(NotByDirectory::Answer(refused));
            }
        };
        let back = directory.back();
        let given = (code, answer.issuer);
        let person = directory.provider.answered(given, &asked.asked(&back), self.now()).await;
        let person = person.map_err(NotByDirectory::Answer)?;
        let whence = Whence { browser: Some(asked.browser().clone()), ..whence.clone() };
        match asked.then() {
            Some(then) => {
                let who = who.ok_or(NotByDirectory::SomebodyElse)?;
                let token = self
                    .shown_again(directory, who, &person, (asked.at(), attempt, &whence))
                    .await?;
                Ok(ByDirectory::Shown(token, then.to_owned()))
            }
            None => {
                let worker = self.settle(directory, &person).await?;
                let begins = Begins::Directory {
                    key: directory.key().to_owned(),
                    second_factor: person.second_factor,
                    lasts: directory.session_lasts(),
                    attempt,
                };
                let token = self.begin(worker, begins, &whence).await?;
                Ok(ByDirectory::SignedIn(token, asked.browser().clone()))
            }
        }
    }

    /// Whoever is signed in through a directory shows there again who they are, since they were
    /// asked to.
    async fn shown_again(
        &self,
        directory: &Directory,
        who: &SignedIn,
        person: &Person,
        (asked, attempt, whence): (Timestamp, Attempt, &Whence),
    ) -> Result<Token, NotByDirectory> {
        let digest = settle::digest(directory, &person.subject);
        let found = self.store.identity(&digest).await.map_err(Fault::from)?;
        let theirs = found.filter(|found| found.active).map(|found| found.actor.worker());
        if theirs != Some(who.actor().worker()) || who.directory.as_deref() != Some(directory.key())
        {
            return Err(NotByDirectory::SomebodyElse);
        }
        // Clocks may differ by a minute.
        let since = asked.checked_sub(SignedDuration::from_secs(60)).unwrap_or(asked);
        if person.authenticated.is_none_or(|at| at < since) {
            return Err(NotByDirectory::Answer(NotAnswered::Wrong(
                "it did not ask again who they are",
            )));
        }
        if !person.second_factor && !self.ways(Claimant::SignedIn(who)).await?.is_none() {
            return Err(NotByDirectory::LessThanTheyHave);
        }
        let mut change = self.change_of(who);
        attempt.was_right(&mut change);
        self.proved(who, change, (BY_DIRECTORY, whence)).await.map_err(|why| match why {
            NotShown::Refused | NotShown::Gone | NotShown::Ended => NotByDirectory::NotAsked,
            NotShown::Later(time) => NotByDirectory::Later(time),
            NotShown::Unchecked(fault) => NotByDirectory::Fault(fault),
        })
    }

    /// Where whoever signed in through a directory is led to, to be signed out there too; none where
    /// it does not say.
    pub async fn signs_out_of(&self, directory: &Directory) -> Option<String> {
        let back = format!("{}/sign-in", directory.site);
        match directory.provider.signs_out_at(&back, self.now()).await {
            Ok(address) => address,
            Err(cause) => {
                tracing::warn!(directory = directory.key(), %cause, "nobody is signed out there");
                None
            }
        }
    }
}
