//! What happened to somebody's account, as they see it themselves.

use access::act;
use jiff::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
pub use store::AuditKey;
use store::audit::Outcome;
use store::{ToldActions, Witnessed};

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

/// What an entry of the audit says to the person, where nothing more was kept of it.
struct Told {
    action: &'static str,
    /// Of what was done; none where that is no news.
    done: Option<&'static str>,
    /// Whether what was done changes who signs in, or says that somebody else may: it is worth a second
    /// look. No wrong password is among it, so that nobody pushes it out of sight.
    unusual: bool,
    /// Of what was refused: somebody else may have tried. None where that is no news.
    refused: Option<&'static str>,
}

const fn done(action: &'static str, words: &'static str) -> Told {
    Told { action, done: Some(words), unusual: false, refused: None }
}

const fn unusual(action: &'static str, words: &'static str) -> Told {
    Told { action, done: Some(words), unusual: true, refused: None }
}

const fn refused(action: &'static str, words: &'static str) -> Told {
    Told { action, done: None, unusual: false, refused: Some(words) }
}

impl Told {
    const fn or_refused(self, words: &'static str) -> Self {
        Self { refused: Some(words), ..self }
    }
}

/// All that is told: a page is filled with these alone.
const TOLD: [Told; 19] = [
    done(super::SIGN_IN, "Password given").or_refused("A wrong password was given"),
    refused(super::TOO_OFTEN, "Somebody tried too often: nothing was looked at"),
    done(super::BY_DIRECTORY, "Signed in through your organisation"),
    unusual(super::ROLES_BY_DIRECTORY, "Your organisation changed your roles"),
    unusual(crate::mail::ELSEWHERE, "Signed in from a browser that was new to you"),
    done(super::SIGN_OUT, "Signed out"),
    done(super::END_SESSIONS, "A session was ended"),
    done(factor::SHOW, "Signed in with a code or passkey")
        .or_refused("A wrong code was given, after the right password"),
    refused(factor::AGAIN, "A wrong password was given, by somebody signed in as you"),
    unusual(factor::RECOVER, "Signed in with a recovery code")
        .or_refused("A wrong recovery code was given, after the password"),
    unusual(factor::ADD, "A second factor was added"),
    unusual(factor::REMOVE, "A second factor was taken away"),
    unusual(factor::MAKE_CODES, "New recovery codes were made"),
    unusual(
        crate::mail::WRONG_CODES,
        "Somebody with your password gave wrong codes, and was signed out",
    ),
    unusual(
        crate::mail::PASSWORD_SPENT,
        "Your password is good no more, after 100 wrong codes: ask for a new link",
    ),
    unusual(MANAGED, "An administrator changed your account"),
    unusual(crate::corrections::CORRECT, "Your name or e-mail address was changed"),
    unusual(CHANGED, "Your password was changed"),
    unusual(ACCEPTED, "A password was chosen by a link"),
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
        self.events(who, (TOLD.iter().collect(), true), after).await
    }

    /// The latest of it that is worth a second look, however much else happened since.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn unusual_events(&self, who: &SignedIn) -> Result<Vec<AccountEvent>, Fault> {
        let unusual = TOLD.iter().filter(|told| told.unusual).collect();
        Ok(self.events(who, (unusual, false), None).await?.events)
    }

    async fn events(
        &self,
        who: &SignedIn,
        (told, tried): (Vec<&Told>, bool),
        after: Option<AuditKey>,
    ) -> Result<AccountEvents, Fault> {
        let permitted = leave(who, act::ReadOwnAccount)?;
        let named = |told: &&Told| told.action;
        let done = told.iter().filter(|told| told.done.is_some()).map(named).collect();
        let refused = told.iter().filter(|told| tried && told.refused.is_some());
        let actions = ToldActions { done, refused: refused.map(named).collect() };
        let mut found = self.store.account_events(&permitted, &actions, after, SHOWN + 1).await?;
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

/// What an entry of the audit says to the person, and whether it is worth a second look; none for what
/// is no news.
fn words(action: &str, done: bool) -> Option<(&'static str, bool)> {
    let told = TOLD.iter().find(|told| told.action == action)?;
    match done {
        true => told.done.map(|words| (words, told.unusual)),
        false => told.refused.map(|words| (words, true)),
    }
}
