//! The second factor: what somebody has besides a password. Whoever needs one and has none sets it
//! up before anything else; whoever has one shows it before anything else.

mod app;
mod guesses;
mod passkeys;
mod recovery;
mod totp;
mod written;

use access::{Permitted, act};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::audit::Outcome;
use store::{Change, Factor, ProvedSession, Shown};
use uuid::Uuid;
use zeroize::Zeroizing;

pub use app::AppSecret;
pub use passkeys::{Origin, PasskeyAnswer, PasskeyAsked};
pub use recovery::RECOVERY_CODES;
pub use store::FactorKind;

use super::rates::{Attempt, NotNow};
use super::session::{Halfway, SignedIn, Whence};
use super::token::{self, Token};
use super::{BY_DIRECTORY, leave};
use crate::fault::Fault;
use crate::mail::{FACTOR_CHANGED, RECOVERY_USED};
use crate::office::Office;
use crate::passwords::{NotHashed, Password};
use guesses::Wrong;

pub(super) const SHOW: &str = "show_factor";
pub(super) const RECOVER: &str = "use_recovery_code";
pub(super) const AGAIN: &str = "show_password";
pub(super) const ADD: &str = "add_factor";
pub(super) const REMOVE: &str = "remove_factor";
pub(super) const MAKE_CODES: &str = "make_recovery_codes";

/// So much somebody may sign in with besides a password.
const MOST: usize = 20;

/// Whoever is at their own second factors.
#[derive(Clone, Copy)]
pub enum Claimant<'a> {
    /// Their password was right. They may set up the first factor, and no other: whoever has
    /// stolen a password must not add one of theirs.
    Halfway(&'a Halfway),
    /// Signed in.
    SignedIn(&'a SignedIn),
}

/// By what somebody can show who they are, beyond the password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// They have an app.
    pub app: bool,
    /// They have a passkey.
    pub passkey: bool,
    /// Codes for recovery that are left.
    pub recovery_codes: usize,
    /// An app was told its secret within the hour, and has shown no code yet.
    pub begun: bool,
}

/// A factor as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorListed {
    /// Which.
    pub id: Uuid,
    /// What it is.
    pub kind: FactorKind,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub made: Timestamp,
    /// When it was last shown.
    pub used: Option<Timestamp>,
}

/// Why a second factor was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// It is not right, or was used before.
    #[error("That is not right, or was used before")]
    Refused,
    /// What was asked of a passkey was asked too long ago, or of another page since.
    #[error("It was asked too long ago, or another page was opened since")]
    Gone,
    /// It is not right, and so much before it was not that the session has ended.
    #[error("So much was wrong that the session has ended")]
    Ended,
    /// So much was tried that the next waits.
    #[error("Too much was tried")]
    Later(SignedDuration),
    /// It could not be checked.
    #[error(transparent)]
    Unchecked(#[from] Fault),
}

impl From<NotNow> for NotShown {
    fn from(why: NotNow) -> Self {
        match why {
            NotNow::Wait(time) | NotNow::StillWait(time) => Self::Later(time),
            NotNow::Fault(fault) => Self::Unchecked(fault),
        }
    }
}

impl From<NotHashed> for NotShown {
    fn from(cause: NotHashed) -> Self {
        match cause {
            NotHashed::Busy => Self::Later(SignedDuration::from_secs(5)),
            cause @ NotHashed::BrokenOff => Self::Unchecked(Fault::unavailable(cause)),
        }
    }
}

impl Ways {
    /// Whether nothing was set up yet.
    pub const fn is_none(&self) -> bool {
        !self.app && !self.passkey
    }
}

impl<'a> Claimant<'a> {
    pub(super) const fn who(self) -> &'a SignedIn {
        match self {
            Self::Halfway(half) => half.whose(),
            Self::SignedIn(who) => who,
        }
    }
}

impl Office {
    /// By what somebody can show who they are.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn ways(&self, claimant: Claimant<'_>) -> Result<Ways, Fault> {
        let permitted = leave(claimant.who(), act::ReadOwnAccount)?;
        let factors = self.store.factors(&permitted).await?;
        let has = |kind| factors.iter().any(|factor| factor.set_up && factor.kind == kind);
        Ok(Ways {
            app: has(FactorKind::App),
            passkey: has(FactorKind::Passkey),
            recovery_codes: self.store.recovery_codes(&permitted).await?.len(),
            begun: factors.iter().any(|factor| !factor.set_up && factor.kind == FactorKind::App),
        })
    }

    /// One's own factors, the oldest first.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn factors(&self, who: &SignedIn) -> Result<Vec<FactorListed>, Fault> {
        let permitted = leave(who, act::ReadOwnAccount)?;
        let factors = self.store.factors(&permitted).await?;
        let listed = |factor: &Factor| FactorListed {
            id: factor.id,
            kind: factor.kind,
            name: written::read(&factor.plain).map_or_else(String::new, |(name, _)| name.into()),
            made: factor.made,
            used: factor.used,
        };
        Ok(factors.iter().filter(|factor| factor.set_up).map(listed).collect())
    }

    /// A code of the app: whoever was half signed in is whole.
    ///
    /// # Errors
    /// See [`NotShown`].
    pub async fn show_code(
        &self,
        claimant: Claimant<'_>,
        code: &str,
        whence: &Whence,
    ) -> Result<Token, NotShown> {
        let who = claimant.who();
        let attempt = self.tries_code(who, whence).await?;
        let (reads, changes) =
            (leave(who, act::ReadOwnAccount)?, leave(who, act::ChangeOwnAccount)?);
        let (code, now) = (digits(code), self.now());
        let factors = self.store.factors(&reads).await.map_err(Fault::from)?;
        let apps = factors.iter().filter(|one| one.set_up && one.kind == FactorKind::App);
        let mut found = apps.filter_map(|app| {
            let (_, secret) = written::read(&app.plain)?;
            Some((app.id, totp::shown(secret, &code, now, app.step)?))
        });
        let Some((id, step)) = found.next_back() else {
            return self.wrong(claimant, Wrong::Code, whence).await;
        };
        let mut change = self.change_of(who);
        attempt.was_right(&mut change);
        change.spend(&mark(id, step)).factor_shown(&changes, id, Some(step));
        self.proved(who, change, (SHOW, whence)).await
    }

    /// A code for recovery: whoever was half signed in is whole, and the code is used up.
    ///
    /// # Errors
    /// See [`NotShown`].
    pub async fn show_recovery_code(
        &self,
        claimant: Claimant<'_>,
        code: &str,
        whence: &Whence,
    ) -> Result<Token, NotShown> {
        let who = claimant.who();
        let attempt = self.tries_in_session(who).await?;
        let (reads, changes) =
            (leave(who, act::ReadOwnAccount)?, leave(who, act::ChangeOwnAccount)?);
        let left = self.store.recovery_codes(&reads).await.map_err(Fault::from)?;
        let digest = recovery::digest(who.actor().worker(), code)
            .filter(|digest| left.iter().any(|one| one.as_slice() == digest));
        let Some(digest) = digest else {
            return self.wrong(claimant, Wrong::RecoveryCode, whence).await;
        };
        let mut change = self.change_of(who);
        attempt.was_right(&mut change);
        change.use_recovery_code(&changes, &digest);
        self.news(&mut change, RECOVERY_USED, who.actor().worker());
        self.proved(who, change, (RECOVER, whence)).await
    }

    /// Whether a password is that of whoever is signed in: an attempt that was right.
    pub(crate) async fn password_is_right(
        &self,
        who: &SignedIn,
        password: Password,
        whence: &Whence,
    ) -> Result<Attempt, NotShown> {
        let attempt = self.tries_password(who).await?;
        let permitted = leave(who, act::ReadOwnAccount)?;
        let hash = self.store.password_of(&permitted).await.map_err(Fault::from)?;
        match self.passwords.verify(password, hash).await {
            Ok(true) => Ok(attempt),
            Ok(false) => {
                let mut change = self.change_of(who);
                attempt.was_wrong(&mut change);
                change.audit(self.line(
                    Some(who.actor().worker()),
                    AGAIN,
                    Outcome::Refused,
                    whence,
                ));
                self.store.commit(change).await.map_err(Fault::from)?;
                Err(NotShown::Refused)
            }
            Err(cause) => {
                self.not_looked_at(attempt).await?;
                Err(cause.into())
            }
        }
    }

    /// Ten fresh codes for recovery, in place of any before. They are told once.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn make_recovery_codes(
        &self,
        who: &SignedIn,
    ) -> Result<Vec<Zeroizing<String>>, Fault> {
        let permitted = leave(who, act::ChangeOwnAccount)?;
        let surroundings = self.store.surroundings();
        let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| recovery::fresh(surroundings)).collect();
        let worker = who.actor().worker();
        let digests: Vec<[u8; 32]> =
            codes.iter().filter_map(|code| recovery::digest(worker, code)).collect();
        let mut change = self.change_of(who);
        change.recovery_codes(&permitted, &digests).audit(self.own(who, MAKE_CODES));
        self.news(&mut change, FACTOR_CHANGED, worker);
        self.store.commit(change).await?;
        Ok(codes)
    }

    /// Takes one of somebody's own factors away. The last one stays: another is added first.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn remove_factor(&self, who: &SignedIn, id: Uuid) -> Result<(), Fault> {
        let permitted = leave(who, act::ChangeOwnAccount)?;
        let factors = self.factors(who).await?;
        if !factors.iter().any(|factor| factor.id == id) {
            return Err(Fault::NotFound);
        }
        if factors.len() == 1 {
            return Err(Fault::Refused(
                "This is the only thing that you can sign in with besides your password: add \
                 another first",
            ));
        }
        let mut change = self.change_of(who);
        change.upon_factors(&permitted, factors.iter().map(|factor| factor.kind));
        change.drop_factor(&permitted, id).audit(self.own(who, REMOVE));
        self.news(&mut change, FACTOR_CHANGED, who.actor().worker());
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Leave to add a factor, of twenty at the most. Whoever is half signed in may add the first alone.
    async fn leave_to_add(
        &self,
        claimant: Claimant<'_>,
    ) -> Result<Permitted<act::ChangeOwnAccount>, Fault> {
        if let Claimant::Halfway(half) = claimant
            && (half.whose().asked || !self.ways(claimant).await?.is_none())
        {
            return Err(Fault::NotFound);
        }
        if self.factors(claimant.who()).await?.len() >= MOST {
            return Err(Fault::Refused(
                "You have 20 apps and passkeys that you can sign in with: take one away first",
            ));
        }
        leave(claimant.who(), act::ChangeOwnAccount)
    }

    /// A factor was added: whoever was half signed in is whole with it. Every other session ends, since
    /// the password alone may have begun it, and this one goes on by a new token.
    async fn added(
        &self,
        claimant: Claimant<'_>,
        mut change: Change,
        whence: &Whence,
    ) -> Result<Token, NotShown> {
        let who = claimant.who();
        let permitted = leave(who, act::ChangeOwnAccount)?;
        change.end_sessions_of(&permitted, Some(&who.mark.0));
        self.news(&mut change, FACTOR_CHANGED, who.actor().worker());
        self.proved(who, change, (ADD, whence)).await
    }

    /// Somebody has shown who they are: their session goes on, by a new token.
    pub(in crate::signing_in) async fn proved(
        &self,
        who: &SignedIn,
        mut change: Change,
        (action, whence): (&'static str, &Whence),
    ) -> Result<Token, NotShown> {
        let factor = action != BY_DIRECTORY;
        let shown = if factor { Shown::Factor } else { Shown::Again };
        let token = self.goes_on(&mut change, who, shown);
        let worker = who.actor().worker();
        self.arrives(&mut change, worker, whence).await?;
        change.audit(self.line(Some(worker), action, Outcome::Allowed, whence));
        self.once(change).await?;
        Ok(token)
    }

    /// The session goes on by a new token, in a change.
    pub(in crate::signing_in) fn goes_on(
        &self,
        change: &mut Change,
        who: &SignedIn,
        shown: Shown,
    ) -> Token {
        let surroundings = self.store.surroundings();
        let token = Token::fresh(surroundings);
        change.prove_session(&ProvedSession {
            before: who.mark.0,
            token_digest: token.digest(),
            secret: token::random(surroundings),
            shown,
        });
        token
    }

    /// Commits what uses something up that is good once.
    async fn once(&self, change: Change) -> Result<(), NotShown> {
        match self.store.commit(change).await {
            Ok(_) => Ok(()),
            Err(store::NotCommitted::Spent) => Err(NotShown::Refused),
            Err(why) => Err(NotShown::Unchecked(why.into())),
        }
    }
}

/// By what a code of an app is known to be used.
fn mark(factor: Uuid, step: i64) -> [u8; 32] {
    let digest = Sha256::new().chain_update(b"code ").chain_update(factor.as_bytes());
    digest.chain_update(step.to_be_bytes()).finalize().into()
}

/// A code as it is typed: with spaces or hyphens between its digits.
fn digits(code: &str) -> String {
    code.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect()
}
