//! How often something may be shown that is not right, and what follows. Codes of an app have six
//! digits, so that guesses are counted for the account, and apart for each browser that signed in to
//! it before: whoever has the password alone keeps its owner out of none. A passkey and a recovery
//! code are not guessed, and are counted in their session alone.

use store::audit::Outcome;

use super::{NotShown, RECOVER, SHOW};
use crate::fault::Fault;
use crate::mail::{PASSWORD_SPENT, WRONG_CODES};
use crate::office::Office;
use crate::signing_in::TOO_OFTEN;
use crate::signing_in::rates::{Attempt, Counted, NotNow};
use crate::signing_in::second_factor::Claimant;
use crate::signing_in::session::{SignedIn, Whence};
use crate::signing_in::token::Browser;

/// So many in half a session end it, and its owner is told: whoever it is knows the password.
const ENDS_HALF: u32 = 5;
/// So many codes in a row end the password (NIST SP 800-63B-4, 3.2.2).
const ENDS_PASSWORD: u32 = 100;

/// What was shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A code of an app.
    Code,
    Passkey,
    RecoveryCode,
}

impl Office {
    /// A code of an app is tried.
    pub(super) async fn tries_code(
        &self,
        who: &SignedIn,
        whence: &Whence,
    ) -> Result<Attempt, NotNow> {
        let worker = who.actor().worker();
        let mark = whence.browser.as_ref().map(Browser::digest).unwrap_or_default();
        let known = self.store.knows_place(worker, &mark).await.map_err(Fault::from)?;
        let code = if known { Counted::CodeAt(mark, worker) } else { Counted::Code(worker) };
        self.tries(who, &[code]).await
    }

    /// What is not guessed is tried, or what says nothing of anybody else's.
    pub(super) async fn tries_in_session(&self, who: &SignedIn) -> Result<Attempt, NotNow> {
        self.tries(who, &[Counted::Session(who.mark.0)]).await
    }

    /// The password is tried again.
    pub(super) async fn tries_password(&self, who: &SignedIn) -> Result<Attempt, NotNow> {
        let again = Counted::RightAgain(who.actor().worker());
        self.tries(who, &[Counted::Session(who.mark.0), again]).await
    }

    async fn tries(&self, who: &SignedIn, counted: &[Counted<'_>]) -> Result<Attempt, NotNow> {
        let attempt = self.attempt(counted).await;
        if let Err(NotNow::Wait(_)) = attempt {
            let worker = who.actor().worker();
            let whence = Whence { address: who.worker.address, ..Whence::default() };
            let mut change = self.change_of(who);
            change.audit(self.line(Some(worker), TOO_OFTEN, Outcome::Refused, &whence));
            self.store.commit(change).await.map_err(Fault::from)?;
        }
        attempt
    }

    /// Writes down that something was not taken.
    pub(super) async fn refused<T>(
        &self,
        who: &SignedIn,
        action: &'static str,
        whence: &Whence,
    ) -> Result<T, NotShown> {
        let worker = who.actor().worker();
        let mut change = self.change_of(who);
        change.audit(self.line(Some(worker), action, Outcome::Refused, whence));
        self.store.commit(change).await.map_err(Fault::from)?;
        Err(NotShown::Refused)
    }

    /// The same of what shows who somebody is: after so many half a session ends, and after many more
    /// the password is good no more.
    pub(super) async fn wrong<T>(
        &self,
        claimant: Claimant<'_>,
        wrong: Wrong,
        whence: &Whence,
    ) -> Result<T, NotShown> {
        let who = claimant.who();
        let (worker, token) = (who.actor().worker(), who.mark.0);
        let action = if wrong == Wrong::RecoveryCode { RECOVER } else { SHOW };
        let mut change = self.change_of(who);
        change.wrong(&token, wrong == Wrong::Code);
        change.audit(self.line(Some(worker), action, Outcome::Refused, whence));
        self.store.commit(change).await.map_err(Fault::from)?;
        let stands = self.store.wrong(worker, &token).await.map_err(Fault::from)?;
        let half = matches!(claimant, Claimant::Halfway(_));
        let mut change = self.change_of(who);
        let follows = if stands.in_a_row >= ENDS_PASSWORD {
            change.password_spent(&token);
            PASSWORD_SPENT
        } else if half && stands.in_session.is_some_and(|wrong| wrong >= ENDS_HALF) {
            change.end_session(&token);
            WRONG_CODES
        } else {
            return Err(NotShown::Refused);
        };
        change.audit(self.line(Some(worker), follows, Outcome::Allowed, whence));
        self.news(&mut change, follows, worker);
        self.store.commit(change).await.map_err(Fault::from)?;
        Err(NotShown::Ended)
    }
}
