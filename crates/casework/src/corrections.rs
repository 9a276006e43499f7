//! The name and the address of mail of an account, corrected by whoever keeps accounts or as the
//! directory says them. Whoever has the address before is told as well: with it goes what somebody
//! signs in with, and where their links go.

use access::{Permitted, System, act};
pub use directory::LONGEST_NAME;
use directory::{is_address, is_name};
use jiff::{SignedDuration, Timestamp};
use pathway::WorkerId;
use store::audit::Outcome;
use store::{Change, Named, NotCommitted, Readdressed};

use crate::account_changes::{AccountChange, By};
use crate::accounts::AccountListed;
use crate::fault::Fault;
use crate::mail::NAME_CORRECTED;
use crate::office::{Acting, Office};

/// In the audit: a name or an address was corrected.
pub(crate) const CORRECT: &str = "correct_account";

/// So many corrections are shown.
const SHOWN: u16 = 10;
/// So long whoever changed an address makes no link for its owner, and is none of the two who let them
/// set up a second factor anew: what they sign in with then goes to the new one, and the owner is told at
/// the one before.
pub(crate) const READDRESSED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What an account is to be called, and its address of mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Correction {
    /// The name.
    pub name: String,
    /// The address, by which they sign in.
    pub email: String,
}

/// Why nothing is corrected.
#[derive(Debug, thiserror::Error)]
pub enum NotCorrected {
    /// The name is empty, too long, or more than a line.
    #[error("name: one was expected, in one line of {LONGEST_NAME} characters at most")]
    Name,
    /// It is no address of mail.
    #[error("e-mail address: one was expected, such as name@example.org")]
    Address,
    /// It is called so already.
    #[error("name and e-mail address are these already: nothing was done")]
    AlreadySo,
    /// Somebody else signs in with that address.
    #[error("somebody signs in with this e-mail address already: use another")]
    EmailTaken,
    /// It may not be corrected, or the record did not do it.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What is corrected.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Corrected {
    /// As it is from then on.
    to: Correction,
    name: bool,
    /// The address before, where it is another then.
    left: Option<String>,
}

impl std::fmt::Debug for Correction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Correction(…)")
    }
}

impl Correction {
    /// What an account is called, and its address.
    pub fn of(account: &AccountListed) -> Self {
        Self { name: account.name.clone(), email: account.email.clone() }
    }

    /// The same without the space around it.
    fn trimmed(&self) -> Self {
        Self { name: self.name.trim().to_owned(), email: self.email.trim().to_owned() }
    }

    /// Whether an account is called so.
    pub fn is_so(&self, account: &AccountListed) -> bool {
        self.trimmed() == Self::of(account)
    }
}

impl Corrected {
    /// What of an account is corrected.
    fn decide(before: &Correction, asked: &Correction) -> Result<Self, NotCorrected> {
        let to = asked.trimmed();
        if !is_name(&to.name) {
            return Err(NotCorrected::Name);
        }
        // However it is written: what differs may be another's.
        let left = (to.email != before.email).then(|| before.email.clone());
        if left.is_some() && !is_address(&to.email) {
            return Err(NotCorrected::Address);
        }
        let name = to.name != before.name;
        match name || left.is_some() {
            true => Ok(Self { to, name, left }),
            false => Err(NotCorrected::AlreadySo),
        }
    }

    /// What its owner is told of it.
    pub(crate) fn told(&self) -> AccountChange {
        let addresses = self.left.as_ref().map(|left| (left.clone(), self.to.email.clone()));
        AccountChange::Corrected { name: self.name, addresses }
    }
}

impl Office {
    /// A correction, in a change: what follows it, and who is told where letters are sent.
    pub(crate) fn corrects(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::ManageAccounts>,
        (named, corrected): (&Named, &Corrected),
    ) -> Result<(), Fault> {
        let (whose, to) = (WorkerId::of(permitted.record()), &corrected.to);
        change.upon_named(permitted, named).renamed(permitted, (&to.name, &to.email), &self.store);
        let Some(left) = &corrected.left else {
            self.news(change, NAME_CORRECTED, whose);
            return Ok(());
        };
        change.end_what_was_sent(permitted);
        // In other letters it is the same, and hides nobody who changed it.
        if left.trim().to_lowercase() != to.email.to_lowercase() {
            change.readdressed(permitted);
        }
        // Whoever sits at the machine does not know whether the service sends mail.
        match self.mails() || is_by_machine(permitted) {
            true => self.news_of_address(change, whose, left),
            false => Ok(()),
        }
    }

    /// What of an account is corrected, decided upon what it is called.
    pub(crate) fn corrected(
        named: &Named,
        permitted: &Permitted<act::ManageAccounts>,
        asked: &Correction,
    ) -> Result<Corrected, NotCorrected> {
        Corrected::decide(&called(named, permitted), asked)
    }
}

fn is_by_machine(permitted: &Permitted<act::ManageAccounts>) -> bool {
    permitted.worker() == System::CommandLine.worker()
}

fn called(named: &Named, permitted: &Permitted<act::ManageAccounts>) -> Correction {
    let (name, email) = (named.name.reveal(permitted), named.email.reveal(permitted));
    Correction { name: name.to_owned(), email: email.to_owned() }
}

impl Acting<'_> {
    /// Whether an account may be called so and have that address, before it does.
    ///
    /// # Errors
    /// See [`NotCorrected`].
    pub async fn may_correct(
        &self,
        account: &AccountListed,
        asked: &Correction,
    ) -> Result<(), NotCorrected> {
        let words = "Nobody corrects their own name or address: ask another administrator";
        self.not_oneself(account.id, words).await?;
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        if self.is_by_directory(&permitted).await? {
            self.note::<act::ManageAccounts>(Some(account.id.uuid()), Outcome::Refused).await?;
            return Err(NotCorrected::Fault(Fault::Refused(
                "Their organisation’s directory says their name and address anew whenever they \
                 sign in: they are corrected there",
            )));
        }
        let corrected = Corrected::decide(&Correction::of(account), asked)?;
        if corrected.left.is_none() {
            return Ok(());
        }
        // That it is says that somebody signs in with it, anywhere.
        let is_taken = self.is_taken::<act::ManageAccounts>(Some(account.id.uuid()), async {
            let found = self.store().credentials(&corrected.to.email).await?;
            Ok(found.is_some_and(|found| found.worker != account.id))
        });
        match is_taken.await? {
            true => Err(NotCorrected::EmailTaken),
            false => Ok(()),
        }
    }

    /// Gives an account another name or address of mail than those of which it was shown. With another
    /// address a link that is out for choosing a password ends, and so does a reset that is asked for;
    /// sessions go on, so that whose they are finds it on their account.
    ///
    /// # Errors
    /// See [`NotCorrected`]; [`Fault::Stale`] where somebody else corrected it since then.
    pub async fn correct(
        &self,
        account: &AccountListed,
        asked: &Correction,
    ) -> Result<(), NotCorrected> {
        self.may_correct(account, asked).await?;
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        let named = self.store().named(&permitted).await.map_err(Fault::from)?;
        let named = named.ok_or(Fault::NotFound)?;
        if called(&named, &permitted) != Correction::of(account) {
            return Err(NotCorrected::Fault(Fault::Stale));
        }
        let corrected = Office::corrected(&named, &permitted, asked)?;
        let mut change = self.founding();
        self.office.corrects(&mut change, &permitted, (&named, &corrected))?;
        self.upon_keeping(&mut change, &permitted);
        let told = corrected.told().stored();
        let mut entry =
            self.entry::<act::ManageAccounts>(Some(permitted.record()), Outcome::Allowed);
        entry.action = CORRECT.into();
        entry.detail = Some(change.told(&permitted, &told, self.store()).map_err(Fault::from)?);
        change.audit(entry);
        match self.store().commit(change).await {
            Ok(_) => Ok(()),
            // Somebody else took it since it was looked at.
            Err(NotCommitted::EmailTaken) => {
                self.note::<act::ManageAccounts>(Some(account.id.uuid()), Outcome::Refused).await?;
                Err(NotCorrected::EmailTaken)
            }
            Err(why) => Err(NotCorrected::Fault(why.into())),
        }
    }

    /// When name or address of an account were corrected, and by whom, the latest first.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn corrections(
        &self,
        account: &AccountListed,
    ) -> Result<Vec<(Timestamp, String)>, Fault> {
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        let found = self.store().done_to_account(&permitted, &[CORRECT], SHOWN).await?;
        let told = self.store().told_of(&permitted, &found).await?;
        let words = |one: &store::Witnessed| {
            let change = AccountChange::read(told.get(&one.key())?)?;
            Some((one.entry.at, change.words_beside(By::of(one.entry.worker))?))
        };
        Ok(found.iter().filter_map(words).collect())
    }

    /// Who changed the address of an account of late, the latest first.
    pub(crate) async fn was_readdressed(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
    ) -> Result<Vec<Readdressed>, Fault> {
        Ok(self.store().readdressed(permitted, self.readdressed_since()).await?)
    }

    /// Until then a change of address is long ago.
    pub(crate) fn readdressed_since(&self) -> Timestamp {
        self.office.now().checked_sub(READDRESSED_FOR).unwrap_or(Timestamp::MIN)
    }

    /// How many others may make the owner of an account a link, or let them set up a second factor anew,
    /// in the week after one changes its address: before they do.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn others_let_in(&self, account: &AccountListed) -> Result<u64, Fault> {
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        Ok(self.store().others_let_in(&permitted, self.readdressed_since()).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str, email: &str) -> Correction {
        Correction { name: name.to_owned(), email: email.to_owned() }
    }

    fn decided(name: &str, email: &str) -> Result<Corrected, NotCorrected> {
        Corrected::decide(&called("Ada Nolan", "ada@example.org"), &called(name, email))
    }

    #[test]
    fn what_is_no_name_or_no_address_is_refused() {
        let email = "ada@example.org";
        for name in ["", "  ", "Ada\nNolan", "Ada \u{202e}Nolan", &"é".repeat(LONGEST_NAME + 1)] {
            assert!(matches!(decided(name, email), Err(NotCorrected::Name)), "{name:?}");
        }
        assert!(decided(&"é".repeat(LONGEST_NAME), email).is_ok());
        let long = format!("{}@example.org", "a".repeat(254));
        for email in ["", "ada", "@example.org", "ada@", "ada nolan@example.org", "a@b\n", &long] {
            let refused = decided("Ada Nolan", email.trim_matches(' '));
            match email {
                // The space around it is nobody's.
                "a@b\n" => assert!(refused.is_ok()),
                _ => assert!(matches!(refused, Err(NotCorrected::Address)), "{email:?}"),
            }
        }
        assert!(matches!(decided("Ada Nolan", "a\r\nb@c"), Err(NotCorrected::Address)));
    }

    #[test]
    fn what_is_so_already_is_no_correction_and_the_address_before_is_known() {
        assert!(matches!(decided(" Ada Nolan ", "ada@example.org "), Err(NotCorrected::AlreadySo)));
        let named = decided("Ada Hart", "ada@example.org").unwrap();
        assert!(named.name && named.left.is_none());
        let both = decided("Ada Hart", "hart@example.org").unwrap();
        assert_eq!((both.name, both.left.as_deref()), (true, Some("ada@example.org")));
        // Another mailbox may be meant: the one before is told.
        let written = decided("Ada Nolan", "Ada@example.org").unwrap();
        assert_eq!(written.left.as_deref(), Some("ada@example.org"));
    }
}
