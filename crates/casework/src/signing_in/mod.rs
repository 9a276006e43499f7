//! Signing in and out, and the sessions between.

mod kept;
mod places;
mod session;
#[cfg(test)]
mod tests;
mod token;

use access::{Act, Facts, Kind, Permitted, act, decide};
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use store::audit::{Entry, Outcome};
use store::{Change, NewSession};
use uuid::Uuid;

pub use kept::Kept;
pub use places::{Place, described, places};
pub use session::{IDLE, LONGEST, Presented, SignedIn, WARN_BEFORE, Whence};
pub use store::Session;
pub use token::{FormToken, SessionMark, Token};

use crate::demonstration::door::DemonstrationDoor;
use crate::fault::Fault;
use crate::office::Office;
use crate::passwords::{NotHashed, Password};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum NotSignedIn {
    /// No open account has this address and this password: which of them it is, is not said.
    #[error("The e-mail address or the password is not right")]
    Refused,
    /// It could not be checked.
    #[error(transparent)]
    Unchecked(#[from] Fault),
}

impl From<NotHashed> for NotSignedIn {
    fn from(cause: NotHashed) -> Self {
        Self::Unchecked(Fault::unavailable(cause))
    }
}

/// The most characters of what a browser calls itself that are kept.
const AGENT: usize = 200;

const SIGN_IN: &str = "sign_in";
const SIGN_OUT: &str = "sign_out";
const END_SESSIONS: &str = "end_sessions";
const SESSION: &str = "session";

impl Office {
    /// Signs somebody in by password. Whether nobody has the address or the password is another:
    /// one answer, and the same work: one query, one hash, one line of the audit.
    ///
    /// # Errors
    /// See [`NotSignedIn`].
    pub async fn sign_in(
        &self,
        email: &str,
        password: Password,
        whence: &Whence,
    ) -> Result<Token, NotSignedIn> {
        let found = self.store.credentials(email).await.map_err(Fault::from)?;
        let worker = found.as_ref().map(|found| found.worker);
        let hash = found.filter(|found| found.active).and_then(|found| found.password);
        let right = self.passwords.verify(password, hash).await?;
        match worker.filter(|_| right) {
            Some(worker) => Ok(self.begin(worker, SIGN_IN, whence).await?),
            None => {
                let mut change = self.by(worker);
                change.audit(self.line(worker, SIGN_IN, Outcome::Refused, whence));
                self.store.commit(change).await.map_err(Fault::from)?;
                Err(NotSignedIn::Refused)
            }
        }
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
        Ok(self.begin(worker, SIGN_IN, whence).await?)
    }

    /// Whose a token is, with the roles that they hold now. A session that is used goes on.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn session(&self, token: &Token, whence: &Whence) -> Result<Presented, Fault> {
        let (digest, now) = (token.digest(), self.now());
        let since = now.checked_sub(session::KNOWN_AFTER).unwrap_or(now);
        let Some(found) = self.store.session(&digest, since).await? else {
            return Ok(Presented::Nobody);
        };
        if session::ending(found.seen, found.ends) <= now {
            let lapsed = SignedIn::of(found, digest, whence.address)?;
            return Ok(Presented::Lapsed(Box::new(lapsed)));
        }
        self.store.seen(&digest, &found, now);
        // This request is a use, whether or not it was noted.
        let found = store::SignedIn { seen: noted(found.seen, now), ..found };
        Ok(Presented::SignedIn(Box::new(SignedIn::of(found, digest, whence.address)?)))
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

    /// Clears away the sessions that ended so long ago that nothing of them is kept for anybody.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn forget_ended_sessions(&self) -> Result<(), Fault> {
        let now = self.now();
        let long_ago = now.checked_sub(session::KNOWN_AFTER).unwrap_or(now);
        let (nobody, nowhere) = (WorkerId::of(Uuid::nil()), ProgrammeId::of(Uuid::nil()));
        let mut change = Change::unnumbered(nobody, nowhere, long_ago);
        change.clear_ended_sessions();
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Whether the record answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<(), Fault> {
        Ok(self.store.answers().await?)
    }

    async fn begin(
        &self,
        worker: WorkerId,
        action: &'static str,
        whence: &Whence,
    ) -> Result<Token, Fault> {
        let (now, surroundings) = (self.now(), self.store.surroundings());
        let token = Token::fresh(surroundings);
        let session = NewSession {
            token_digest: token.digest(),
            worker,
            secret: token::random(surroundings),
            ends: now.checked_add(LONGEST).unwrap_or(now),
            address: whence.address.map(|address| address.to_string()).unwrap_or_default(),
            agent: whence.agent.chars().take(AGENT).collect(),
        };
        let mut change = self.by(Some(worker));
        change.begin_session(&session);
        change.audit(self.line(Some(worker), action, Outcome::Allowed, whence));
        self.store.commit(change).await?;
        Ok(token)
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
        let whence = Whence { address: who.worker.address, agent: String::new() };
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
