//! What happened to somebody's account, as they see it themselves.

use access::act;
use jiff::Timestamp;
use std::net::IpAddr;
use store::audit::Outcome;

use super::session::SignedIn;
use super::{leave, second_factor as factor};
use crate::fault::Fault;
use crate::office::Office;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEvent {
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub words: &'static str,
    /// From which address of the network, where it is known.
    pub address: Option<IpAddr>,
    /// Whether it is worth a second look.
    pub unusual: bool,
}

/// How many are read.
const MOST: u16 = 60;
/// How many are shown.
const SHOWN: usize = 20;

impl Office {
    /// What happened to one's own account, newest first.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn account_events(&self, who: &SignedIn) -> Result<Vec<AccountEvent>, Fault> {
        let permitted = leave(who, act::ReadOwnAccount)?;
        let entries = self.store.account_events(&permitted, MOST).await?;
        let event = |entry: store::audit::Entry| {
            let done = entry.outcome == Outcome::Allowed;
            let (words, unusual) = words(&entry.action, done)?;
            Some(AccountEvent { at: entry.at, words, address: entry.address, unusual })
        };
        Ok(entries.into_iter().filter_map(event).take(SHOWN).collect())
    }
}

/// What an entry of the audit says to the person, and whether it is worth a second look; none for
/// what is no news.
fn words(action: &str, done: bool) -> Option<(&'static str, bool)> {
    Some(match (action, done) {
        (super::SIGN_IN, true) => ("Password given", false),
        (super::SIGN_IN, false) => ("A wrong password was given", true),
        (super::BY_DIRECTORY, true) => ("Signed in through your organisation", false),
        (super::ROLES_BY_DIRECTORY, true) => ("Your organisation changed your roles", true),
        (crate::mail::ELSEWHERE, _) => ("Signed in from a browser that was new to you", true),
        (super::SIGN_OUT, _) => ("Signed out", false),
        (super::END_SESSIONS, _) => ("A session was ended", false),
        (factor::SHOW, true) => ("Signed in with a code or passkey", false),
        (factor::SHOW, false) => ("A wrong code was given, after the right password", true),
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
        ("manage_accounts", true) => ("An administrator changed your account", true),
        ("change_password", true) => ("Your password was changed", true),
        ("accept_invitation", true) => ("A password was chosen by a link", true),
        _ => return None,
    })
}
