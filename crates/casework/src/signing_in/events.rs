//! What happened to somebody's account, as they see it themselves.

use access::act;
use jiff::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
pub use store::AuditKey;
use store::Witnessed;
use store::audit::Outcome;

use super::session::SignedIn;
use super::{leave, second_factor as factor};
use crate::account_changes::{AccountChange, By};
use crate::fault::Fault;
use crate::office::Office;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEvent {
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub words: String,
    /// From which address of the network, where it is known.
    pub address: Option<IpAddr>,
    /// Whether it is worth a second look.
    pub unusual: bool,
}

/// How many are on a page.
const SHOWN: u16 = 25;

/// A page of what happened, newest first.
#[derive(Clone, Debug)]
pub struct AccountEvents {
    /// Those of the page.
    pub events: Vec<AccountEvent>,
    /// After what the next page begins; none where there is none.
    pub next: Option<AuditKey>,
}

/// What changes who signs in, or says that somebody else may. No wrong password is among them, so
/// that nobody pushes them out of sight.
const UNUSUAL: [&str; 11] = [
    crate::mail::ELSEWHERE,
    crate::mail::WRONG_CODES,
    crate::mail::PASSWORD_SPENT,
    super::ROLES_BY_DIRECTORY,
    factor::RECOVER,
    factor::ADD,
    factor::REMOVE,
    factor::MAKE_CODES,
    MANAGED,
    CHANGED,
    ACCEPTED,
];
const MANAGED: &str = "manage_accounts";
const CHANGED: &str = "change_password";
const ACCEPTED: &str = "accept_invitation";

impl Office {
    /// What happened to one's own account, newest first, after what is on the page before.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn account_events(
        &self,
        who: &SignedIn,
        after: Option<AuditKey>,
    ) -> Result<AccountEvents, Fault> {
        self.events(who, None, after).await
    }

    /// The latest of it that is worth a second look, however much else happened since.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn unusual_events(&self, who: &SignedIn) -> Result<Vec<AccountEvent>, Fault> {
        Ok(self.events(who, Some(&UNUSUAL), None).await?.events)
    }

    async fn events(
        &self,
        who: &SignedIn,
        actions: Option<&[&'static str]>,
        after: Option<AuditKey>,
    ) -> Result<AccountEvents, Fault> {
        let permitted = leave(who, act::ReadOwnAccount)?;
        let mut found = self.store.account_events(&permitted, actions, after, SHOWN + 1).await?;
        let more = found.len() > usize::from(SHOWN);
        found.truncate(usize::from(SHOWN));
        let next = found.last().filter(|_| more).map(Witnessed::key);
        let told = self.store.told_of(&permitted, &found).await?;
        let told: HashMap<_, _> = told
            .into_iter()
            .filter_map(|(key, told)| Some((key, AccountChange::read(&told)?)))
            .collect();
        let named = told.values().any(|change| change.within().is_some());
        let programmes = if named { self.store.programmes().await? } else { Vec::new() };
        let called = |id| programmes.iter().find(|one| Some(one.id) == id).map(|one| &*one.name);
        let event = |found: Witnessed| {
            let entry = &found.entry;
            let done = entry.outcome == Outcome::Allowed;
            let (words, unusual) = words(&entry.action, done)?;
            let words = match told.get(&found.key()) {
                Some(change) => change.words(By::of(entry.worker), called(change.within())),
                None => words.to_owned(),
            };
            Some(AccountEvent { at: entry.at, words, address: entry.address, unusual })
        };
        Ok(AccountEvents { events: found.into_iter().filter_map(event).collect(), next })
    }
}

/// What an entry of the audit says to the person, where nothing more was kept of it, and whether it
/// is worth a second look; none for what is no news.
fn words(action: &str, done: bool) -> Option<(&'static str, bool)> {
    Some(match (action, done) {
        (super::SIGN_IN, true) => ("Password given", false),
        (super::SIGN_IN, false) => ("A wrong password was given", true),
        (super::TOO_OFTEN, false) => ("Somebody tried too often: nothing was looked at", true),
        (super::BY_DIRECTORY, true) => ("Signed in through your organisation", false),
        (super::ROLES_BY_DIRECTORY, true) => ("Your organisation changed your roles", true),
        (crate::mail::ELSEWHERE, _) => ("Signed in from a browser that was new to you", true),
        (super::SIGN_OUT, _) => ("Signed out", false),
        (super::END_SESSIONS, _) => ("A session was ended", false),
        (factor::SHOW, true) => ("Signed in with a code or passkey", false),
        (factor::SHOW, false) => ("A wrong code was given, after the right password", true),
        (factor::AGAIN, false) => {
            ("A wrong password was given, by somebody signed in as you", true)
        }
        (factor::RECOVER, true) => ("Signed in with a recovery code", true),
        (factor::RECOVER, false) => ("A wrong recovery code was given, after the password", true),
        (factor::ADD, true) => ("A second factor was added", true),
        (factor::REMOVE, true) => ("A second factor was taken away", true),
        (factor::MAKE_CODES, true) => ("New recovery codes were made", true),
        (crate::mail::WRONG_CODES, _) => {
            ("Somebody with your password gave wrong codes, and was signed out", true)
        }
        (crate::mail::PASSWORD_SPENT, _) => {
            ("Your password is good no more, after 100 wrong codes: ask for a new link", true)
        }
        (MANAGED, true) => ("An administrator changed your account", true),
        (CHANGED, true) => ("Your password was changed", true),
        (ACCEPTED, true) => ("A password was chosen by a link", true),
        _ => return None,
    })
}
