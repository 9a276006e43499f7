//! Tokens: what a browser holds of a session, and what its forms carry.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pathway::Surroundings;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What a browser holds: 256 random bits, new at each sign-in. The record has its digest alone,
/// so that nobody signs in with what a stolen database holds.
pub struct Token([u8; 32]);

/// What the forms of one session carry, against forged requests: 256 bits that the session was
/// begun with and that no other page can read.
#[derive(Clone)]
pub struct FormToken([u8; 32]);

/// By what a browser is known again in which somebody signed in before: it opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Browser([u8; 32]);

/// By which session something is meant among one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionMark(pub(super) [u8; 32]);

impl Token {
    pub(crate) fn fresh(surroundings: &dyn Surroundings) -> Self {
        Self(random(surroundings))
    }

    /// The link of an invitation, made with a key of the record.
    pub(crate) const fn of_link(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The token that a browser sent; none for what no token looks like.
    pub fn read(sent: &str) -> Option<Self> {
        decoded(sent).map(Self)
    }

    /// As the browser keeps it: 43 letters, digits, hyphens and underlines.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl FormToken {
    pub(super) const fn of(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// As a form carries it.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Whether a form came with this token. It takes as long whichever the first wrong byte is.
    pub fn is(&self, sent: Option<&str>) -> bool {
        sent.and_then(decoded).is_some_and(|sent| self.0.ct_eq(&sent).into())
    }
}

impl Browser {
    pub(super) fn fresh(surroundings: &dyn Surroundings) -> Self {
        Self(random(surroundings))
    }

    /// What a browser sent; none for what none is known by.
    pub fn read(sent: &str) -> Option<Self> {
        decoded(sent).map(Self)
    }

    /// As the browser keeps it.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl SessionMark {
    /// The mark of a session in a list.
    pub fn of(session: &store::Session) -> Self {
        Self(session.token_digest)
    }

    /// The mark that a form sent.
    pub fn read(sent: &str) -> Option<Self> {
        decoded(sent).map(Self)
    }

    /// As a form carries it.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// A log that meets one shows nothing.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Browser(…)")
    }
}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(…)")
    }
}

pub(super) fn random(surroundings: &dyn Surroundings) -> [u8; 32] {
    let mut bytes = [0; 32];
    surroundings.fill(&mut bytes);
    bytes
}

fn decoded(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written_and_nothing_else_is_one() {
        let token = Token([0xfb; 32]);
        assert_eq!(Token::read(&token.text()).map(|read| read.0), Some([0xfb; 32]));
        for sent in ["", "x", &token.text()[1..], &format!("{}A", token.text()), "\0", "é"] {
            assert!(Token::read(sent).is_none(), "{sent}");
        }
    }

    #[test]
    fn the_record_gets_the_digest_of_a_token_alone() {
        let token = Token([1; 32]);
        assert_ne!(token.digest(), token.0);
        assert_eq!(token.digest(), Token([1; 32]).digest());
        assert_ne!(token.digest(), Token([2; 32]).digest());
    }

    #[test]
    fn a_form_passes_with_its_own_sessions_token_alone() {
        let (mine, other) = (FormToken::of([1; 32]), FormToken::of([2; 32]));
        assert!(mine.is(Some(&mine.text())));
        assert!(!mine.is(Some(&other.text())));
        assert!(!mine.is(Some("")) && !mine.is(None));
    }

    #[test]
    fn nothing_shows_a_token() {
        let shown = format!("{:?} {:?}", Token([65; 32]), FormToken::of([65; 32]));
        assert_eq!(shown, "Token(…) FormToken(…)");
    }
}
