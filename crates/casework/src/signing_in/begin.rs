//! A session begins.

use access::Actor;
use jiff::SignedDuration;
use pathway::{ProgrammeId, WorkerId};
use store::audit::Outcome;
use store::{Change, NewSession};
use uuid::Uuid;

use super::rates::Attempt;
use super::session::{LONGEST, Whence};
use super::token::{self, Browser, Token};
use super::{AGENT, BY_DIRECTORY, SIGN_IN};
use crate::fault::Fault;
use crate::mail::ELSEWHERE;
use crate::office::Office;

/// By what a session is begun.
pub(super) enum Begins {
    /// A password that was right.
    Password(Attempt),
    /// A press in the demonstration.
    Invented,
    /// The word of a directory.
    Directory {
        /// Its key.
        key: String,
        /// Whether a second factor was shown there that counts here.
        second_factor: bool,
        /// So long it lasts: the directory is asked again then whether they may still come.
        lasts: SignedDuration,
        attempt: Attempt,
    },
}

impl Begins {
    const fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::Password(attempt) | Self::Directory { attempt, .. } => Some(attempt),
            Self::Invented => None,
        }
    }
    const fn lasts(&self) -> SignedDuration {
        match self {
            Self::Directory { lasts, .. } => *lasts,
            Self::Password(_) | Self::Invented => LONGEST,
        }
    }
    /// Whether no second factor is asked for any more.
    const fn whole(&self) -> bool {
        match self {
            Self::Password(_) => false,
            Self::Invented => true,
            Self::Directory { second_factor, .. } => *second_factor,
        }
    }
}

impl Office {
    /// Begins a session: half of one, where a second factor is yet to be asked for.
    pub(super) async fn begin(
        &self,
        worker: WorkerId,
        begins: Begins,
        whence: &Whence,
    ) -> Result<Token, Fault> {
        let (now, surroundings) = (self.now(), self.store.surroundings());
        let token = Token::fresh(surroundings);
        let asked = self.store.has_factor(worker).await?;
        let (directory, action) = match &begins {
            Begins::Directory { key, .. } => (Some(key.clone()), BY_DIRECTORY),
            Begins::Password(_) | Begins::Invented => (None, SIGN_IN),
        };
        let session = NewSession {
            token_digest: token.digest(),
            worker,
            secret: token::random(surroundings),
            ends: now.checked_add(begins.lasts()).unwrap_or(now),
            asked,
            whole: begins.whole(),
            address: whence.address.map(|address| address.to_string()).unwrap_or_default(),
            agent: whence.agent.chars().take(AGENT).collect(),
            directory,
        };
        let actor = self.store.actor(worker).await?;
        let held = actor.as_ref().map(Actor::held).unwrap_or_default();
        // What is to be sent goes with a programme.
        let programme = held.first().map_or(ProgrammeId::of(Uuid::nil()), |held| held.programme);
        let mut change = Change::unnumbered(worker, programme, now);
        change.begin_session(&session);
        if let Some(attempt) = begins.attempt() {
            attempt.was_right(&mut change);
            if begins.whole() {
                self.arrives(&mut change, worker, whence).await?;
            }
        }
        change.audit(self.line(Some(worker), action, Outcome::Allowed, whence));
        self.store.commit(change).await?;
        Ok(token)
    }

    /// Somebody is signed in from a browser, which is known from now on. One that is new to them
    /// beside others is told.
    pub(super) async fn arrives(
        &self,
        change: &mut Change,
        worker: WorkerId,
        whence: &Whence,
    ) -> Result<(), Fault> {
        let Some(mark) = whence.browser.as_ref().map(Browser::digest) else { return Ok(()) };
        let known = self.store.knows_place(worker, &mark).await?;
        if !known && self.store.knows_any_place(worker).await? {
            change.audit(self.line(Some(worker), ELSEWHERE, Outcome::Allowed, whence));
            change.outbox(self.id(), ELSEWHERE, worker.uuid().to_string());
        }
        change.place(worker, &mark);
        Ok(())
    }
}
