//! Signing in and out, and the sessions between.

mod back;
mod begin;
mod directories;
mod events;
mod kept;
mod over;
mod places;
pub(crate) mod rates;
mod second_factor;
mod session;
mod slowed;
#[cfg(test)]
mod tests;
mod token;

use std::net::IpAddr;

use access::{Act, Facts, Kind, Permitted, act, decide};
use jiff::SignedDuration;
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use store::audit::{Entry, Outcome};
use store::{Change, Shown};
use uuid::Uuid;

pub use directories::{
    ByDirectory, Directory, DirectoryAnswer, Led, NotByDirectory, NotTaken, Taken,
    directory_settings,
};
pub use directory::NotAnswered;
pub use events::{AccountEvent, AccountEvents, AuditKey};
pub use kept::{Kept, KeptId};
pub use places::{Place, described, places};
pub use second_factor::{
    AppSecret, Claimant, FactorKind, FactorListed, NotShown, Origin, PasskeyAnswer, PasskeyAsked,
    RECOVERY_CODES, Ways,
};
pub use session::{Halfway, IDLE, LONGEST, Presented, SignedIn, WARN_BEFORE, Whence};
pub use store::Session;
pub use token::{Browser, FormToken, SessionMark, Token};

use crate::demonstration::door::DemonstrationDoor;
use crate::fault::Fault;
use crate::mail::PASSWORD_CHANGED;
use crate::office::Office;
use crate::passwords::{NotHashed, Password};
use begin::Begins;
use rates::{Attempt, Counted, NotNow};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// No open account has this address and this password: which of them it is, is not said.
    #[error("The e-mail address or the password is not right")]
    Refused,
    /// So much was tried that the next waits: nothing was looked at.
    #[error("too much was tried")]
    Later(SignedDuration),
    /// It could not be checked.
    #[error(transparent)]
    Unchecked(#[from] Fault),
}

impl From<NotHashed> for NotSignedIn {
    fn from(cause: NotHashed) -> Self {
        match cause {
            NotHashed::Busy => Self::Later(SignedDuration::from_secs(5)),
            cause @ NotHashed::BrokenOff => Self::Unchecked(Fault::unavailable(cause)),
        }
    }
}

impl From<NotNow> for NotSignedIn {
    fn from(why: NotNow) -> Self {
        match why {
            NotNow::Wait(time) | NotNow::StillWait(time) => Self::Later(time),
            NotNow::Fault(fault) => Self::Unchecked(fault),
        }
    }
}

/// The most characters of what a browser calls itself that are kept.
const AGENT: usize = 200;

const SIGN_IN: &str = "sign_in";
/// So often that nothing was looked at: whether it was right, nobody knows.
const TOO_OFTEN: &str = "try_too_often";
/// By the word of a directory.
const BY_DIRECTORY: &str = "sign_in_by_directory";
/// The roles of an account follow the groups of its directory.
const ROLES_BY_DIRECTORY: &str = "roles_by_directory";
const SIGN_OUT: &str = "sign_out";
const END_SESSIONS: &str = "end_sessions";
const SESSION: &str = "session";

impl Office {
    /// Signs somebody in by password, halfway: a second factor is asked of everybody. Whether
    /// nobody has the address or the password is another: one answer, and the same work: the same
    /// queries, one hash, one line of the audit.
    ///
    /// # Errors
    /// See [`NotSignedIn`].
    pub async fn sign_in(
        &self,
        email: &str,
        password: Password,
        whence: &Whence,
    ) -> Result<Token, NotSignedIn> {
        // In a storm nothing is asked or written of whoever has no place to wait in.
        if self.passwords.is_full() {
            return Err(NotHashed::Busy.into());
        }
        let found = self.store.credentials(email).await.map_err(Fault::from)?;
        let worker = found.as_ref().map(|found| found.worker);
        let attempt = match self.attempt(&self.counted(worker, email, whence).await?).await {
            Ok(attempt) => attempt,
            Err(why) => {
                if !matches!(why, NotNow::StillWait(_)) {
                    self.not_signed_in(worker, None, whence).await?;
                }
                return Err(why.into());
            }
        };
        let hash = found.filter(|found| found.active).and_then(|found| found.password);
        let right = match self.passwords.verify(password, hash).await {
            Ok(right) => right,
            Err(cause) => {
                self.not_looked_at(attempt).await?;
                return Err(cause.into());
            }
        };
        match worker.filter(|_| right) {
            Some(worker) => Ok(self.begin(worker, Begins::Password(attempt), whence).await?),
            None => {
                self.not_signed_in(worker, Some(&attempt), whence).await?;
                Err(NotSignedIn::Refused)
            }
        }
    }

    /// What a password counts against.
    async fn counted<'a>(
        &self,
        worker: Option<WorkerId>,
        email: &'a str,
        whence: &'a Whence,
    ) -> Result<Vec<Counted<'a>>, Fault> {
        let asked = worker.unwrap_or(WorkerId::of(Uuid::nil()));
        let mark = whence.browser.as_ref().map(Browser::digest).unwrap_or_default();
        if self.store.knows_place(asked, &mark).await? {
            return Ok(vec![
                Counted::KnownPlace(mark, email),
                Counted::Right { email, place: mark },
            ]);
        }
        // Whether somebody signed in from this network before is not asked: whoever shares it would
        // find that out by how they are answered.
        let network = rates::network(whence.address);
        let mut counted = vec![
            Counted::All,
            Counted::Account(email),
            Counted::From(network, email),
            Counted::Right { email, place: network },
            Counted::RightOf(email),
        ];
        counted.extend(whence.address.map(Counted::Address));
        counted.extend(whence.address.and_then(rates::wider).map(Counted::Wider));
        Ok(counted)
    }

    /// A line of the audit of something that nobody known asked.
    pub(crate) async fn note_refused(
        &self,
        action: &'static str,
        address: Option<IpAddr>,
    ) -> Result<(), Fault> {
        self.note_refused_of(None, action, address).await
    }

    /// The same, of whoever is known.
    pub(crate) async fn note_refused_of(
        &self,
        worker: Option<WorkerId>,
        action: &'static str,
        address: Option<IpAddr>,
    ) -> Result<(), Fault> {
        let whence = Whence { address, ..Whence::default() };
        let mut change = self.by(worker);
        change.audit(self.line(worker, action, Outcome::Refused, &whence));
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Writes down that a password was wrong, or that it was not even looked at.
    async fn not_signed_in(
        &self,
        worker: Option<WorkerId>,
        attempt: Option<&Attempt>,
        whence: &Whence,
    ) -> Result<(), Fault> {
        let mut change = self.by(worker);
        let action = match attempt {
            Some(attempt) => {
                attempt.was_wrong(&mut change);
                SIGN_IN
            }
            None => TOO_OFTEN,
        };
        change.audit(self.line(worker, action, Outcome::Refused, whence));
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Signs an invented worker in at one press. Whoever serves real people has no door, and
    /// without one this cannot be called.
    ///
    /// # Errors
    /// [`NotSignedIn::Refused`] where the door has no such worker.
    pub async fn sign_in_as_invented(
        &self,
        door: &DemonstrationDoor,
        worker: WorkerId,
        whence: &Whence,
    ) -> Result<Token, NotSignedIn> {
        if !door.holds(worker) {
            return Err(NotSignedIn::Refused);
        }
        Ok(self.begin(worker, Begins::Invented, whence).await?)
    }

    /// By what a browser is to be known again.
    pub fn new_browser(&self) -> Browser {
        Browser::fresh(self.store.surroundings())
    }

    /// Whose a token is, with the roles that they hold now. A session that is used goes on.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn session(&self, token: &Token, whence: &Whence) -> Result<Presented, Fault> {
        self.presented(token, whence, true).await
    }

    /// The same, of a page that asks how long its session lasts: that is no use of it, or two pages
    /// that nobody looks at would keep it for each other.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn session_unused(&self, token: &Token, whence: &Whence) -> Result<Presented, Fault> {
        self.presented(token, whence, false).await
    }

    async fn presented(
        &self,
        token: &Token,
        whence: &Whence,
        used: bool,
    ) -> Result<Presented, Fault> {
        let (digest, now) = (token.digest(), self.now());
        let since = now.checked_sub(session::KNOWN_AFTER).unwrap_or(now);
        let Some(found) = self.store.session(&digest, since).await? else {
            return Ok(Presented::Nobody);
        };
        let factor = found.factor;
        if session::ending(found.seen, found.ends) <= now {
            let lapsed = SignedIn::of(found, whence.address)?;
            return Ok(match Halfway::or_whole(lapsed, factor) {
                Presented::SignedIn(lapsed) => Presented::Lapsed(lapsed),
                _ => Presented::LapsedHalfway,
            });
        }
        let found = if used {
            self.store.seen(&digest, &found, now);
            // This request is a use, whether or not it was noted.
            store::SignedIn { seen: noted(found.seen, now), ..found }
        } else {
            found
        };
        Ok(Halfway::or_whole(SignedIn::of(found, whence.address)?, factor))
    }

    /// A new token for whoever is signed in, where their rights were changed since they got the one
    /// that they have; none where they were not.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn turned(&self, who: &SignedIn) -> Result<Option<Token>, Fault> {
        if !who.turn {
            return Ok(None);
        }
        let token = Token::fresh(self.store.surroundings());
        let mut change = self.change_of(who);
        change.turn_session(&who.mark.0, &token.digest());
        self.store.commit(change).await?;
        // Of two requests at one time the other may have been quicker: its token is the one.
        let now = self.now();
        Ok(self.store.session(&token.digest(), now).await?.map(|_| token))
    }

    /// Begins a session of somebody who has just chosen a password by their link.
    pub(crate) async fn begin_by_password(
        &self,
        worker: WorkerId,
        whence: &Whence,
    ) -> Result<Token, Fault> {
        self.begin(worker, Begins::Password(Attempt::of_nothing()), whence).await
    }

    /// Gives somebody another password, ends every other session of theirs, and forgets every other
    /// browser. Theirs goes on by a new token: whoever saw the one before has nothing.
    pub(crate) async fn change_own_password(
        &self,
        who: &SignedIn,
        (hash, attempt): (&str, Attempt),
        (action, whence): (&'static str, &Whence),
    ) -> Result<Token, Fault> {
        let permitted = leave(who, act::ChangeOwnAccount)?;
        let mut change = self.change_of(who);
        attempt.was_right(&mut change);
        let browser = whence.browser.as_ref().map(Browser::digest);
        change
            .password(&permitted, hash)
            .end_sessions_of(&permitted, Some(&who.mark.0))
            .forget_places(&permitted, browser.as_ref());
        let token = self.goes_on(&mut change, who, Shown::Nothing);
        change.audit(self.own(who, action));
        self.news(&mut change, PASSWORD_CHANGED, who.actor().worker());
        self.store.commit(change).await?;
        Ok(token)
    }

    /// Signs out whoever is signed in halfway.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn sign_out_halfway(&self, half: &Halfway) -> Result<(), Fault> {
        self.sign_out(half.whose()).await
    }

    /// Signs out: the token opens nothing from now on.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn sign_out(&self, who: &SignedIn) -> Result<(), Fault> {
        let mut change = self.change_of(who);
        change.end_session(&who.mark.0);
        change.audit(self.own(who, SIGN_OUT));
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Where somebody is signed in, the latest first.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn sessions(&self, who: &SignedIn) -> Result<Vec<Session>, Fault> {
        let permitted = leave(who, act::ReadOwnAccount)?;
        let now = self.now();
        let mut sessions = self.store.sessions_of(&permitted, now).await?;
        sessions.retain(|session| session::ending(session.seen, session.ends) > now);
        Ok(sessions)
    }

    /// Ends one of somebody's own sessions.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn end_session(&self, who: &SignedIn, mark: SessionMark) -> Result<(), Fault> {
        let mut change = self.change_of(who);
        change.end_session(&mark.0);
        change.audit(self.own(who, END_SESSIONS));
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Ends every session of somebody but the one that asks.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn end_other_sessions(&self, who: &SignedIn) -> Result<(), Fault> {
        let permitted = leave(who, act::ChangeOwnAccount)?;
        let mut change = self.change_of(who);
        change.end_sessions_of(&permitted, Some(&who.mark.0));
        change.audit(self.own(who, END_SESSIONS));
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Whether the record answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<(), Fault> {
        Ok(self.store.answers().await?)
    }

    /// A change before anybody is signed in: no row of it names a programme.
    fn by(&self, worker: Option<WorkerId>) -> Change {
        let nobody = WorkerId::of(Uuid::nil());
        let nowhere = ProgrammeId::of(Uuid::nil());
        Change::unnumbered(worker.unwrap_or(nobody), nowhere, self.now())
    }

    fn change_of(&self, who: &SignedIn) -> Change {
        Change::unnumbered(who.actor().worker(), who.worker.programme, self.now())
    }

    fn line(
        &self,
        worker: Option<WorkerId>,
        action: &'static str,
        outcome: Outcome,
        whence: &Whence,
    ) -> Entry {
        Entry {
            at: self.now(),
            worker,
            organisation: None,
            action: action.into(),
            kind: SESSION.into(),
            record: None,
            outcome,
            address: whence.address,
            detail: None,
        }
    }

    fn own(&self, who: &SignedIn, action: &'static str) -> Entry {
        let whence = Whence { address: who.worker.address, ..Whence::default() };
        let worker = Some(who.actor().worker());
        let organisation = Some(who.actor().organisation());
        Entry { organisation, ..self.line(worker, action, Outcome::Allowed, &whence) }
    }
}

/// When a session counts as seen that is used now: the store notes it once a minute.
fn noted(seen: jiff::Timestamp, now: jiff::Timestamp) -> jiff::Timestamp {
    if now.duration_since(seen) < session::NOTED_AGAIN { seen } else { now }
}

/// Leave to do something to one's own account.
fn leave<A: Act>(who: &SignedIn, act: A) -> Result<Permitted<A>, Fault> {
    let actor = who.actor();
    let organisation: OrganisationId = actor.organisation();
    let facts = Facts {
        kind: Kind::Account,
        record: actor.worker().uuid(),
        programme: who.worker.programme,
        area: None,
        organisation: Some(organisation),
        referrer: None,
        assigned: None,
        owner: Some(actor.worker()),
        conflict: false,
        restricted: false,
        glass_broken: false,
    };
    Ok(decide(actor, act, &facts)?)
}
