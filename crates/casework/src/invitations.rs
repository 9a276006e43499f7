//! Who is invited to choose a password, and how it is chosen and changed.

use access::{Permitted, act};
use jiff::{SignedDuration, Timestamp};
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use store::audit::{Entry, Outcome};
use store::{Called, Change, NotCommitted, Readdressed};
use uuid::Uuid;

use crate::account_changes::AccountChange;
use crate::accounts::{NotOpened, Opened};
use crate::fault::Fault;
use crate::mail::{INVITATION, PASSWORD_CHOSEN};
use crate::office::{Acting, Office, Sent};
use crate::passwords::{Near, NotHashed, Password, Weak};
use crate::signing_in::{NotShown, SignedIn, Token, Whence};

/// So long a link is good.
pub const INVITED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// So long a form that tells a secret is answered with it again: as long as a bad line may take.
const TOLD_AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// What is kept of a form that tells a secret is apart by.
const BETWEEN: char = ' ';

/// What whoever changed the address is told, and whoever counts as one with them.
pub(crate) const LED_ELSEWHERE: &str = "You changed their e-mail address less than a week ago, or somebody did \
                             who opened your account or has theirs from you: another administrator \
                             has to do it, or whoever runs Waymark";

const ACCEPT: &str = "accept_invitation";
const CHANGE_PASSWORD: &str = "change_password";

/// A link by which somebody chooses a password.
pub(crate) struct Link {
    token: Token,
    /// By which it is made again when it is sent; none where it is not.
    sent: Option<Uuid>,
}

impl Link {
    /// What is told of it, once.
    pub(crate) fn into_token(self) -> Token {
        self.token
    }
}

/// Why a password was not chosen by a link.
#[derive(Debug, thiserror::Error)]
pub enum NotAccepted {
    /// It was used, is too old, or never was.
    #[error("This link is good no more: ask whoever invited you for another")]
    Gone,
    /// The password is not taken: the link is good for another.
    #[error(transparent)]
    Weak(#[from] Weak),
    /// So much was tried with it, or so many wait, that the next waits.
    #[error("Too much was tried")]
    Later(SignedDuration),
    /// The record did not do it.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a password was not changed by its owner.
#[derive(Debug, thiserror::Error)]
pub enum NotChanged {
    /// The new one is not taken.
    #[error(transparent)]
    Weak(#[from] Weak),
    /// The one before is not right, or could not be checked.
    #[error(transparent)]
    NotShown(#[from] NotShown),
}

impl From<Fault> for NotChanged {
    fn from(cause: Fault) -> Self {
        Self::NotShown(cause.into())
    }
}

impl From<NotHashed> for NotAccepted {
    fn from(cause: NotHashed) -> Self {
        match cause {
            NotHashed::Busy => Self::Later(SignedDuration::from_secs(5)),
            cause @ NotHashed::BrokenOff => Self::Fault(Fault::unavailable(cause)),
        }
    }
}

impl Acting<'_> {
    /// Opens an account without a password, and gives the link by which its owner chooses one: it
    /// is told once, and the record keeps its digest alone.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn invite(&self, opened: Opened) -> Result<(WorkerId, Token), NotOpened> {
        let link = self.fresh_link()?;
        let opened = Opened { password: None, ..opened };
        Ok((self.open(opened, Some(&link)).await?, link.token))
    }

    /// [`Self::invite`], once: whoever sends the form again is told the link again.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn invite_once(&self, sent: Sent, opened: Opened) -> Result<Token, NotOpened> {
        let id = WorkerId::of(self.office.id());
        let _leave = self.leave_to_manage(id, opened.organisation)?;
        if let Some(link) = self.told_before(sent).await? {
            return Ok(link);
        }
        let of = self.office.id();
        let link = self.link_of(of)?;
        let mut change = self.change(sent);
        change.outcome(self.tells_again(of));
        let opened = Opened { password: None, ..opened };
        match self.open_by(change, opened, Some(&link)).await {
            Ok(_) => Ok(link.token),
            // The same form was quicker by a moment.
            Err(why) => self.told_before(sent).await?.ok_or(why),
        }
    }

    /// What is kept of a form that tells a secret: who sent it, and of what the secret is made again.
    pub(crate) fn tells_again(&self, of: Uuid) -> String {
        format!("{}{BETWEEN}{of}", self.worker.actor.worker().uuid())
    }

    /// The secret that a form was answered with, told again within minutes to whoever sent it; none
    /// where it was not sent by then. [`Fault::Stale`] to anybody else.
    pub(crate) async fn told_before(&self, sent: Sent) -> Result<Option<Token>, Fault> {
        let now = self.office.now();
        let since = now.checked_sub(TOLD_AGAIN).unwrap_or(now);
        let Some(outcome) = self.store().outcome_since(sent.command, since).await? else {
            return Ok(None);
        };
        let own = self.worker.actor.worker().uuid().to_string();
        let of = outcome.split_once(BETWEEN).filter(|(by, _)| *by == own);
        let of = of.and_then(|(_, of)| of.parse().ok()).ok_or(Fault::Stale)?;
        self.office.link(of).map(Some)
    }

    /// Commits what tells a secret, or tells that of the same form, which was quicker by a moment.
    pub(crate) async fn told_once(
        &self,
        sent: Sent,
        change: Change,
        secret: Token,
    ) -> Result<Token, Fault> {
        match self.store().commit(change).await {
            Ok(_) => Ok(secret),
            Err(NotCommitted::AlreadyDone { .. }) => {
                self.told_before(sent).await?.ok_or(Fault::Stale)
            }
            Err(why) => Err(why.into()),
        }
    }

    /// Another link for somebody: the one before is good no more.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn invite_again(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<Token, Fault> {
        let permitted = self.leave_to_manage(worker, organisation)?;
        let readdressed = self.may_invite_again(worker, &permitted).await?;
        let link = self.fresh_link()?;
        let mut change = self.founding();
        change.upon_readdressed(&permitted, &readdressed, self.readdressed_since());
        self.invited(&mut change, &permitted, &link);
        self.changed(change, &permitted, &AccountChange::Link).await?;
        Ok(link.token)
    }

    /// Whether another link may be made for somebody, and who changed their address of late.
    pub(crate) async fn may_invite_again(
        &self,
        worker: WorkerId,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<Vec<Readdressed>, Fault> {
        self.not_oneself(
            worker,
            "Nobody makes a link for themselves: change your password instead",
        )
        .await?;
        if !self.store().is_open(permitted).await? {
            // It would be good once the account is open again, whoever has it by then.
            self.note::<act::ManageAccounts>(Some(worker.uuid()), Outcome::Refused).await?;
            return Err(Fault::Refused(
                "The account is closed: open it again before you make a link",
            ));
        }
        if self.is_by_directory(permitted).await? {
            return Err(Fault::Refused(
                "They sign in through their organisation, and need no password: it is their \
                 organisation that lets them in",
            ));
        }
        let readdressed = self.was_readdressed(permitted).await?;
        // What nobody signed in with yet has no owner whom the link would be taken from: an address
        // that was mistyped is put right by whoever invited.
        if self.led_elsewhere(permitted, permitted.worker()).await?
            && self.store().is_used(permitted).await?
        {
            self.note::<act::ManageAccounts>(Some(worker.uuid()), Outcome::Refused).await?;
            return Err(Fault::Refused(LED_ELSEWHERE));
        }
        Ok(readdressed)
    }

    /// Whether somebody changed the address of an account of late, or counts as one with whoever did.
    pub(crate) async fn led_elsewhere(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        who: WorkerId,
    ) -> Result<bool, Fault> {
        Ok(self.store().is_of_readdressed(permitted, who, self.readdressed_since()).await?)
    }

    /// Until when somebody may choose a password by a link; none where none is good.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn is_invited(
        &self,
        worker: WorkerId,
        organisation: OrganisationId,
    ) -> Result<Option<Timestamp>, Fault> {
        let permitted = self.leave_to_manage(worker, organisation)?;
        Ok(self.store().invited(&permitted, self.office.now()).await?)
    }

    /// A link that is good from now on, in a change.
    pub(crate) fn invited(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::ManageAccounts>,
        link: &Link,
    ) {
        let now = self.office.now();
        let ends = now.checked_add(INVITED_FOR).unwrap_or(now);
        change.invite(permitted, &link.token.digest(), ends);
        if let Some(id) = link.sent {
            change.outbox(self.office.id(), INVITATION, format!("{} {id}", permitted.record()));
        }
    }

    /// Another link. Where mail is sent it goes by that: what waits holds its id alone, of which it
    /// is made again.
    pub(crate) fn fresh_link(&self) -> Result<Link, Fault> {
        if !self.office.mails() {
            return Ok(Link { token: Token::fresh(self.store().surroundings()), sent: None });
        }
        self.link_of(self.office.id())
    }

    /// The link of an id, by which it is made again where its form is sent again.
    pub(crate) fn link_of(&self, id: Uuid) -> Result<Link, Fault> {
        Ok(Link { token: self.office.link(id)?, sent: self.office.mails().then_some(id) })
    }
}

impl Office {
    /// Until when a link is good by which somebody chooses a password; none where it is not.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn invitation(&self, token: &Token) -> Result<Option<Timestamp>, Fault> {
        let found = self.store.invitation(&token.digest(), self.now()).await?;
        Ok(found.map(|invitation| invitation.ends))
    }

    /// Somebody chooses a password by their link, which is good no more, and is signed in by it:
    /// halfway, where a second factor is asked of them.
    ///
    /// # Errors
    /// See [`NotAccepted`].
    pub async fn accept(
        &self,
        token: &Token,
        password: Password,
        whence: &Whence,
    ) -> Result<Token, NotAccepted> {
        let (digest, now) = (token.digest(), self.now());
        let found = self.store.invitation(&digest, now).await.map_err(Fault::from)?;
        // A password without a good link is not weighed: that is work which nobody is to make us do.
        let invitation = found.ok_or(NotAccepted::Gone)?;
        let password = password.measured()?;
        // Nor is whoever has a link to make us do it without end.
        let attempt = self.tries_link(&digest).await?;
        let near = near(&invitation.called);
        let hash = match self.passwords.choose(password, near, self.store.surroundings()).await {
            Ok(chosen) => chosen?,
            Err(cause) => {
                self.not_looked_at(attempt).await?;
                return Err(cause.into());
            }
        };
        let programme = invitation.programme.unwrap_or(ProgrammeId::of(Uuid::nil()));
        let mut change = Change::unnumbered(invitation.worker, programme, now);
        attempt.was_right(&mut change);
        change.accept_invitation(&digest, &hash);
        change.audit(Entry {
            at: now,
            worker: Some(invitation.worker),
            organisation: None,
            action: ACCEPT.into(),
            kind: "session".into(),
            record: None,
            outcome: Outcome::Allowed,
            address: whence.address,
            detail: None,
        });
        self.news(&mut change, PASSWORD_CHOSEN, invitation.worker);
        match self.store.commit(change).await {
            Ok(_) => Ok(self.begin_by_password(invitation.worker, whence).await?),
            Err(NotCommitted::Spent) => Err(NotAccepted::Gone),
            Err(why) => Err(NotAccepted::Fault(why.into())),
        }
    }

    /// Somebody who is signed in chooses another password, and shows that they know the one before.
    /// It ends every other session of theirs, forgets every other browser, and theirs goes on by a new
    /// token.
    ///
    /// # Errors
    /// See [`NotChanged`].
    pub async fn change_password(
        &self,
        who: &SignedIn,
        (before, chosen): (Password, Password),
        whence: &Whence,
    ) -> Result<Token, NotChanged> {
        let chosen = chosen.measured()?;
        // Counted before it is weighed, and weighed for whoever knows the one before.
        let attempt = self.password_is_right(who, before, whence).await?;
        let near = who.near();
        let hash = match self.passwords.choose(chosen, near, self.store.surroundings()).await {
            Ok(Ok(hash)) => hash,
            Ok(Err(weak)) => {
                self.was_right(attempt).await?;
                return Err(weak.into());
            }
            Err(cause) => {
                self.not_looked_at(attempt).await?;
                return Err(NotShown::from(cause).into());
            }
        };
        Ok(self.change_own_password(who, (&hash, attempt), (CHANGE_PASSWORD, whence)).await?)
    }
}

/// What no password of somebody is made of.
fn near(called: &Called) -> Near {
    let programmes = called.programmes.iter().map(String::as_str);
    let names = [called.name.as_str(), called.email.as_str(), called.organisation.as_str()];
    Near::of(names.into_iter().chain(programmes))
}
