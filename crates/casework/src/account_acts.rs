//! What is done to an account beside its roles, and how the account stands to it: asked before it is
//! done, so that whoever does it is shown what it comes to.

use access::{Actor, Held, act};
use jiff::Timestamp;
use pathway::WorkerId;

use crate::account_changes::AccountChange;
use crate::accounts::{AccountListed, NotOpened, Opened};
use crate::fault::Fault;
use crate::office::Acting;
use crate::resets::Reset;

/// What whoever would change their own roles is told.
pub(crate) const NOT_ONES_OWN: &str =
    "Nobody gives roles to themselves or takes them: ask another administrator";

/// What is done to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountAct {
    /// A new link by which its owner chooses a password.
    Invite,
    /// Its owner may set up a second factor anew: asked for, or agreed to.
    Reset,
    /// Every session of it ends.
    EndSessions,
    /// It is closed.
    Close,
    /// It is opened again.
    Reopen,
}

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountStands {
    /// Until when its owner may choose a password by a link.
    pub invited: Option<Timestamp>,
    /// Who asks that its owner may set up a second factor anew, and since when.
    pub reset_asked: Option<Reset>,
    /// Whether its owner signs in through a directory.
    pub by_directory: bool,
    /// Since when the directory gives an address of mail that another account has.
    pub address_taken: Option<Timestamp>,
    /// When the address of mail was changed, where that was in the last week.
    pub readdressed: Option<Timestamp>,
}

impl AccountAct {
    const ALL: [Self; 5] =
        [Self::Invite, Self::Reset, Self::EndSessions, Self::Close, Self::Reopen];

    /// By what a form names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
            Self::EndSessions => "end-sessions",
            Self::Close => "close",
            Self::Reopen => "open",
        }
    }

    /// What a form names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// What roles come to beside others, in words: what is given, and what is taken away.
pub fn given_and_taken(before: &[Held], after: &[Held]) -> (String, String) {
    AccountChange::given_and_taken(before, after)
}

impl Acting<'_> {
    /// How an account stands, for whoever keeps it.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn stands(&self, account: &AccountListed) -> Result<AccountStands, Fault> {
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        let by_directory = self.is_by_directory(&permitted).await?;
        Ok(AccountStands {
            invited: self.is_invited(account.id, account.organisation).await?,
            reset_asked: self.is_reset_asked(account.id, account.organisation).await?,
            by_directory,
            // A directory that is in the settings no more gives none.
            address_taken: match by_directory {
                true => self.store().address_taken(&permitted).await?,
                false => None,
            },
            readdressed: self.was_readdressed(&permitted).await?.first().map(|changed| changed.at),
        })
    }

    /// How an account stands to what is to be done with it, before it is done.
    ///
    /// # Errors
    /// [`Fault::Refused`] where it may not be done, as when it is.
    pub async fn may_do(
        &self,
        act: AccountAct,
        account: &AccountListed,
    ) -> Result<AccountStands, Fault> {
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        match act {
            AccountAct::Invite => {
                self.may_invite_again(account.id, &permitted).await?;
            }
            AccountAct::Reset => {
                self.may_reset(account.id, &permitted).await?;
            }
            AccountAct::Close | AccountAct::Reopen => self.may_close(account.id).await?,
            AccountAct::EndSessions => {}
        }
        self.stands(account).await
    }

    /// Whether somebody's roles may be changed to these, before they are.
    ///
    /// # Errors
    /// [`Fault::Refused`] or [`Fault::RefusedRoles`], which say why not.
    pub async fn may_change_roles(
        &self,
        account: &AccountListed,
        held: &[Held],
    ) -> Result<(), Fault> {
        self.not_oneself(account.id, NOT_ONES_OWN).await?;
        self.may_hold(account.id, account.organisation, held).await
    }

    /// Whether somebody may be invited so, before they are.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn may_invite(&self, opened: &Opened) -> Result<(), NotOpened> {
        let id = WorkerId::of(self.office.id());
        let _leave = self.leave_to_manage(id, opened.organisation)?;
        opened.is_called()?;
        Actor::try_new(id, opened.organisation, opened.held.clone()).map_err(NotOpened::Roles)?;
        self.fits(opened.organisation, &opened.held).await?;
        // That it is says that somebody signs in with it, anywhere.
        let is_taken = self.is_taken::<act::ManageAccounts>(None, async {
            Ok(self.store().credentials(&opened.email).await?.is_some())
        });
        match is_taken.await? {
            true => Err(NotOpened::EmailTaken),
            false => Ok(()),
        }
    }
}
