//! What a browser asked of a directory: kept by the browser itself, so that any server hears the
//! answer and none remembers those that never come. State, nonce and verifier are made of it under a
//! key of the record, so that nobody has any who was not led there, and cannot be told from one
//! another.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use directory::Asked;
use jiff::{SignedDuration, Timestamp};
use pathway::Surroundings;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::signing_in::token::{self, Browser};

/// So long an answer may take.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// What was asked, as the browser keeps it.
pub(super) struct Kept {
    text: String,
    at: Timestamp,
    browser: Browser,
    then: Option<String>,
}

/// The same with what goes to the directory.
pub(super) struct AskedBy {
    kept: Kept,
    state: String,
    nonce: String,
    verifier: String,
}

impl Kept {
    pub(super) fn fresh(
        surroundings: &dyn Surroundings,
        directory: &str,
        browser: &Browser,
        then: Option<&str>,
    ) -> Self {
        let (now, random) = (surroundings.now(), token::random(surroundings));
        let at = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let random = URL_SAFE_NO_PAD.encode(random);
        let (seconds, browser_text) = (at.as_second(), browser.text());
        let page = then.unwrap_or_default();
        let text = format!("{random}.{seconds}.{directory}.{browser_text}.{page}");
        Self { text, at, browser: browser.clone(), then: then.map(str::to_owned) }
    }

    /// What a browser brings; nothing of what another directory was asked, or too long ago.
    pub(super) fn read(text: &str, directory: &str, now: Timestamp) -> Option<Self> {
        let mut parts = text.splitn(5, '.');
        let (random, seconds) = (parts.next()?, parts.next()?);
        let (of, browser, then) = (parts.next()?, parts.next()?, parts.next()?);
        let is_random = URL_SAFE_NO_PAD.decode(random).is_ok_and(|bytes| bytes.len() == 32);
        let at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        let until = at.checked_add(ANSWERED_WITHIN).ok()?;
        if !is_random || of != directory || until <= now || at > now {
            return None;
        }
        let then = Some(then).filter(|then| !then.is_empty()).map(str::to_owned);
        Some(Self { text: text.to_owned(), at, browser: Browser::read(browser)?, then })
    }

    /// As the browser keeps it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What was asked, by what the record makes of the text.
    pub(super) fn asked(self, secret: [u8; 32]) -> AskedBy {
        let made = |what: &str| {
            let digest = Sha256::new().chain_update(what).chain_update([0]).chain_update(secret);
            URL_SAFE_NO_PAD.encode(digest.finalize())
        };
        let (state, nonce, verifier) = (made("state"), made("nonce"), made("verifier"));
        AskedBy { kept: self, state, nonce, verifier }
    }
}

impl AskedBy {
    /// As the browser keeps it.
    pub(super) fn text(&self) -> &str {
        self.kept.text()
    }

    pub(super) fn asked<'a>(&'a self, back: &'a str) -> Asked<'a> {
        let Self { state, nonce, verifier, kept } = self;
        Asked { back, state, nonce, verifier, again: kept.then.is_some() }
    }

    /// Whether an answer is to it.
    pub(super) fn is(&self, state: Option<&str>) -> bool {
        state.is_some_and(|state| state.as_bytes().ct_eq(self.state.as_bytes()).into())
    }

    /// By what it is known to have been answered.
    pub(super) fn mark(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"directory ").chain_update(&self.kept.text).finalize().into()
    }

    pub(super) const fn at(&self) -> Timestamp {
        self.kept.at
    }

    pub(super) const fn browser(&self) -> &Browser {
        &self.kept.browser
    }

    /// The page before which they show again who they are.
    pub(super) fn then(&self) -> Option<&str> {
        self.kept.then.as_deref()
    }
}
