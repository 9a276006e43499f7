//! What is sent by mail to those who sign in: their invitation, and what happened to their account.
//! Nothing of a case is in any letter. What is to be sent waits in the record, and is tried again
//! until the server of mail has taken it.

use access::{Actor, Facts, Permitted, System, act, decide};
use jiff::{SignedDuration, Timestamp};
use mail::{Letter, Mailer};
use pathway::{ProgrammeId, WorkerId};
use store::{Change, Outgoing};
use uuid::Uuid;

use crate::account_changes::{BOTH, GIVEN, TAKEN};
use crate::fault::Fault;
use crate::invitations::INVITED_FOR;
use crate::office::{Acting, Office};
use crate::signing_in::Token;

/// So many are taken at a time: all of them are tried before another server may take them.
const AT_A_TIME: u16 = 5;
/// No news is sent that is older: it waited while no mail was sent.
const NEWS_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Why an address that an account has no more is not told so.
const NOT_TOLD: &str = "it waited for more than three days, or its address cannot be read: make sure \
                        that the owner of the account knows of their other address";
/// So many failures are shown.
const SHOWN: u16 = 20;

pub(crate) const INVITATION: &str = "invitation";
pub(crate) const ELSEWHERE: &str = "signed_in_elsewhere";
pub(crate) const FACTORS_RESET: &str = "factors_reset";
pub(crate) const RESET_ASKED: &str = "reset_asked";
pub(crate) const FACTOR_CHANGED: &str = "factor_changed";
pub(crate) const PASSWORD_CHANGED: &str = "password_changed";
pub(crate) const PASSWORD_CHOSEN: &str = "password_chosen";
pub(crate) const RECOVERY_USED: &str = "recovery_code_used";
pub(crate) const ROLES_CHANGED: &str = "roles_changed";
/// An account was closed: its owner cannot see it there any more.
pub(crate) const CLOSED: &str = "account_closed";
pub(crate) const REOPENED: &str = "account_reopened";
pub(crate) const NAME_CORRECTED: &str = "name_corrected";
pub(crate) const ADDRESS_CHANGED: &str = "address_changed";
/// The same to whoever has the address before, which waits sealed.
const ADDRESS_LEFT: &str = "address_left";
pub(crate) const WRONG_CODES: &str = "wrong_codes";
pub(crate) const PASSWORD_SPENT: &str = "password_spent";

/// What came of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// How many letters the server has taken.
    pub sent: u32,
    /// How many it has not: they are tried again.
    pub failed: u32,
}

/// A letter that the server of mail has not taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// What it is, in words.
    pub words: &'static str,
    /// When it was written.
    pub made: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was not taken.
    pub fault: String,
    /// When it is tried next.
    pub due: Option<Timestamp>,
}

/// What a letter says.
struct Written {
    to: String,
    subject: &'static str,
    words: String,
}

impl Office {
    /// The same, which sends mail: invitations go by it, and so does what happened to an account.
    #[must_use]
    pub fn by_mail(mut self) -> Self {
        self.mails = true;
        self
    }

    /// Whether mail is sent.
    pub const fn mails(&self) -> bool {
        self.mails
    }

    /// News of an account for its owner, in a change, where mail is sent.
    pub(crate) fn news(&self, change: &mut Change, kind: &'static str, of: WorkerId) {
        if self.mails {
            change.outbox(self.id(), kind, of.uuid().to_string());
        }
    }

    /// The same, of which there is more than one kind.
    pub(crate) fn news_of(
        &self,
        change: &mut Change,
        kind: &'static str,
        of: WorkerId,
        which: &'static str,
    ) {
        if self.mails {
            change.outbox(self.id(), kind, format!("{} {which}", of.uuid()));
        }
    }

    /// News for its owner that the address of an account is another, to both: the one before is sealed,
    /// since the account has it no more.
    pub(crate) fn news_of_address(
        &self,
        change: &mut Change,
        of: WorkerId,
        left: &str,
    ) -> Result<(), Fault> {
        let (whose, sealed) = (of.uuid().to_string(), self.store.sealed_address(of, left));
        change.outbox(self.id(), ADDRESS_CHANGED, &*whose).outbox_to(
            self.id(),
            ADDRESS_LEFT,
            &*whose,
            Some(sealed.map_err(Fault::unavailable)?),
        );
        Ok(())
    }

    /// To which address a letter goes; none where that is nobody's.
    async fn goes_to(
        &self,
        permitted: &Permitted<act::SendMessages>,
        (outgoing, worker): (&Outgoing, WorkerId),
    ) -> Result<Option<String>, Fault> {
        if let Some(sealed) = &outgoing.address {
            return self.store.opened_address(worker, sealed.clone()).map_err(Fault::unavailable);
        }
        // Of these whoever cannot sign in is told, too.
        let closed = [CLOSED, NAME_CORRECTED, ADDRESS_CHANGED].contains(&outgoing.kind.as_str());
        let found = self.store.address_of(permitted, worker, closed).await?;
        Ok(found.map(|address| address.reveal(permitted).to_owned()))
    }

    /// Sends what is due, a few at a time. `site` is where browsers reach this one.
    ///
    /// # Errors
    /// When the record does not answer: what was taken is tried again later.
    pub async fn send_mail(&self, mailer: &Mailer, site: &str) -> Result<Posted, Fault> {
        let mut posted = Posted::default();
        let programmes = self.store.programmes().await?;
        // News of whoever holds no role goes with none.
        let all = programmes.iter().map(|one| one.id).chain([ProgrammeId::of(Uuid::nil())]);
        for programme in all {
            let permitted = leave(programme)?;
            let taken = self.store.take_due(&permitted, AT_A_TIME).await?;
            for outgoing in &taken.outgoing {
                let Some(written) = self.written(&permitted, outgoing, site).await? else {
                    if outgoing.address.is_none() {
                        self.store.sent(&permitted, &taken, outgoing.id).await?;
                        continue;
                    }
                    // Whoever may be losing their account is not told: that is seen until it is
                    // cleared away.
                    self.store.not_sent(&permitted, &taken, outgoing, NOT_TOLD).await?;
                    tracing::warn!(kind = outgoing.kind, cause = NOT_TOLD, "a letter is not sent");
                    posted.failed += 1;
                    continue;
                };
                let id = outgoing.id.to_string();
                let Written { to, subject, words } = &written;
                match mailer.send(Letter { id: &id, to, subject, words }).await {
                    Ok(()) => {
                        self.store.sent(&permitted, &taken, outgoing.id).await?;
                        posted.sent += 1;
                    }
                    Err(why) => {
                        let why = why.to_string();
                        self.store.not_sent(&permitted, &taken, outgoing, &why).await?;
                        tracing::warn!(kind = outgoing.kind, cause = why, "a letter was not taken");
                        posted.failed += 1;
                    }
                }
            }
        }
        Ok(posted)
    }

    /// What is sent; none where it is no news any more, or to nobody.
    async fn written(
        &self,
        permitted: &Permitted<act::SendMessages>,
        outgoing: &Outgoing,
        site: &str,
    ) -> Result<Option<Written>, Fault> {
        let now = self.now();
        let (worker, more) = outgoing.body.split_once(' ').unwrap_or((&outgoing.body, ""));
        let until = outgoing.made.checked_add(NEWS_FOR).unwrap_or(now);
        let Some(worker) = worker.parse().ok().map(WorkerId::of).filter(|_| now < until) else {
            return Ok(None);
        };
        let Some(to) = self.goes_to(permitted, (outgoing, worker)).await? else {
            return Ok(None);
        };
        let written = |subject, words: String| {
            Ok(Some(Written { to, subject, words: format!("{words}\n\n{FOOT}\n{site}\n") }))
        };
        let account = format!("{site}/account");
        match outgoing.kind.as_str() {
            INVITATION => {
                let Some(token) = more.parse().ok().and_then(|id| self.link(id).ok()) else {
                    return Ok(None);
                };
                if self.invitation(&token).await?.is_none() {
                    return Ok(None);
                }
                let days = INVITED_FOR.as_hours() / 24;
                written(
                    "You are invited to Waymark",
                    format!(
                        "You are invited to work with Waymark. Choose a password, and set up a \
                         second way to show who you are, here:\n\n{site}/invitation/{}\n\nThe link \
                         is good once, and for {days} days. It is for you alone: do not send it \
                         on.",
                        token.text()
                    ),
                )
            }
            ELSEWHERE => written(
                "A sign-in from a browser that is new to you",
                format!(
                    "Somebody signed in to your account from a browser that was not used for it \
                     before. If it was you, there is nothing to do. If it was not, end every other \
                     session here, and tell whoever runs Waymark for you at once:\n\n{account}"
                ),
            ),
            RESET_ASKED => written(
                "Somebody asks that your second factor be set up anew",
                "An administrator asks that you may set up a second factor anew, since you lost \
                 yours. Another has to agree. If you did not ask for it, tell whoever runs Waymark \
                 for you at once."
                    .to_owned(),
            ),
            FACTORS_RESET => written(
                "Your second factor was taken away",
                "Everything that you sign in with besides your password was taken away, since you \
                 lost it. You set it up anew at your next sign-in. If another letter brings a link, \
                 choose another password by it first: the one before is good no more. If you did \
                 not ask for it, tell whoever runs Waymark for you at once."
                    .to_owned(),
            ),
            FACTOR_CHANGED => written(
                "What you sign in with was changed",
                format!(
                    "Something that you sign in with was added or taken away, or recovery codes \
                     were made. If it was not you, look here, and tell whoever runs Waymark for \
                     you at once:\n\n{account}"
                ),
            ),
            PASSWORD_CHANGED => written(
                "Your password was changed",
                "Your password was changed, and every other session of yours has ended. If it was \
                 not you, tell whoever runs Waymark for you at once."
                    .to_owned(),
            ),
            PASSWORD_CHOSEN => written(
                "A password was chosen by your link",
                "A password was chosen for your account by the link that was made for it. If it was \
                 not you, tell whoever runs Waymark for you at once."
                    .to_owned(),
            ),
            RECOVERY_USED => written(
                "A recovery code of yours was used",
                format!(
                    "Somebody signed in to your account with one of your recovery codes. If it was \
                     you, there is nothing to do. If it was not, make new codes here, and tell \
                     whoever runs Waymark for you at once:\n\n{account}"
                ),
            ),
            ROLES_CHANGED => written(
                "What you are in Waymark was changed",
                format!(
                    "An administrator {}. Which they are is not for a letter: it stands here, \
                     with what you are now. If you did not expect it, ask them.\n\n{account}",
                    match more {
                        GIVEN => "gave you roles or areas that you did not have",
                        TAKEN => "took roles or areas of yours away",
                        BOTH => "gave you roles or areas, and took others away",
                        _ => "changed your roles or areas",
                    }
                ),
            ),
            NAME_CORRECTED => written(
                "Your name in Waymark was corrected",
                format!(
                    "The name on your account was corrected. If it is wrong now, ask an \
                     administrator of your programme.\n\n{account}"
                ),
            ),
            ADDRESS_CHANGED => written(
                "This is your e-mail address in Waymark now",
                format!(
                    "The e-mail address of an account was changed to this one. You sign in with it \
                     from now on, and letters of the account come here. A link for choosing a \
                     password that was sent before is good no more. If you know nothing of an \
                     account, or did not expect it, tell whoever runs Waymark for you at \
                     once.\n\n{account}"
                ),
            ),
            // Whoever reads it may never have had the account: the other address is not for them.
            ADDRESS_LEFT => written(
                "This is your e-mail address in Waymark no more",
                "The e-mail address of an account, which was this one, was changed to another. \
                 Nobody signs in with this one any more, and no further letters of the account come \
                 here. If you did not expect it, tell whoever runs Waymark for you at once, and not \
                 by an answer to this letter: somebody may be trying to take your account."
                    .to_owned(),
            ),
            CLOSED => written(
                "Your account is closed",
                "Your account was closed, and you are signed out everywhere. If you did not expect \
                 it, ask whoever keeps the accounts of your organisation, or whoever runs Waymark \
                 for you."
                    .to_owned(),
            ),
            REOPENED => written(
                "Your account is open again",
                "Your account, which was closed, is open again. It has no role until an \
                 administrator gives it one. If you did not expect it, tell whoever runs Waymark \
                 for you at once."
                    .to_owned(),
            ),
            WRONG_CODES => written(
                "Somebody gave your password and wrong codes",
                format!(
                    "Somebody gave your password and then five wrong codes, and was signed out. If \
                     it was you, there is nothing to do: sign in again. If it was not, somebody \
                     knows your password: change it here, and tell whoever runs Waymark for you at \
                     once:\n\n{account}"
                ),
            ),
            PASSWORD_SPENT => written(
                "Your password is good no more",
                "Somebody who knows your password gave a hundred wrong codes. It signs nobody in \
                 any more. Ask an administrator for a link by which you choose another, and tell \
                 whoever runs Waymark for you at once."
                    .to_owned(),
            ),
            _ => Ok(None),
        }
    }

    /// The link of an id: made of it with a key of the record, so that what waits to be sent holds
    /// nothing by which anybody could sign in.
    pub(crate) fn link(&self, id: Uuid) -> Result<Token, Fault> {
        self.store.link(id).map(Token::of_link).map_err(Fault::unavailable)
    }
}

impl Acting<'_> {
    /// The letters that the server of mail has not taken yet, for whoever keeps accounts. To whom
    /// they are is not said.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for anybody else.
    pub async fn unsent_mail(&self) -> Result<Vec<Unsent>, Fault> {
        let facts = self.of(access::Kind::Account, self.worker.programme.uuid());
        let _leave = decide(&self.worker.actor, act::ReadAccounts, &facts)?;
        let mut unsent = Vec::new();
        for programme in [self.worker.programme, ProgrammeId::of(Uuid::nil())] {
            for one in self.store().failures(&leave(programme)?, SHOWN).await? {
                unsent.push(Unsent {
                    words: words(&one.kind),
                    made: one.made,
                    attempts: one.attempts,
                    fault: one.fault.unwrap_or_default(),
                    due: one.due,
                });
            }
        }
        Ok(unsent)
    }
}

const FOOT: &str = "Nobody reads answers to this letter.";

fn words(kind: &str) -> &'static str {
    match kind {
        INVITATION => "An invitation",
        ELSEWHERE => "News of a sign-in",
        RESET_ASKED | FACTORS_RESET | FACTOR_CHANGED => "News of a second factor",
        PASSWORD_CHANGED | PASSWORD_SPENT | PASSWORD_CHOSEN => "News of a password",
        RECOVERY_USED => "News of a recovery code",
        ROLES_CHANGED | REOPENED | CLOSED | NAME_CORRECTED => "News of an account",
        ADDRESS_CHANGED | ADDRESS_LEFT => "News of an e-mail address",
        WRONG_CODES => "News of wrong codes",
        _ => "A letter",
    }
}

pub(crate) fn leave(programme: ProgrammeId) -> Result<Permitted<act::SendMessages>, Fault> {
    let facts = Facts {
        kind: <act::SendMessages as access::Act>::ACTION.kind(),
        record: programme.uuid(),
        programme,
        area: None,
        organisation: None,
        referrer: None,
        assigned: None,
        owner: None,
        conflict: false,
        restricted: false,
        glass_broken: false,
    };
    Ok(decide(&Actor::system(System::Outbox, programme), act::SendMessages, &facts)?)
}

#[cfg(test)]
mod tests;
