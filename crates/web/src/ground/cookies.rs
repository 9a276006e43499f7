//! The cookie of a session.

use axum::http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use axum::response::{IntoResponseParts, ResponseParts};
use casework::signing_in::{Browser, Token};

use crate::site::Outside;

/// What is sent to a browser that it may keep, or is to forget.
pub(crate) struct Cookie(HeaderValue);

/// The name under TLS: a browser takes it from this very host alone, over TLS alone.
const SEALED: &str = "__Host-waymark";
/// The name on a machine's own loopback, where there is no TLS.
const PLAIN: &str = "waymark";
/// What follows the name of what the browser itself is known by.
const BROWSER: &str = "-browser";
/// What follows the name of what a browser asked of a directory.
const ASKED: &str = "-asked";
/// What follows the name of the page on which a session lapsed, sealed.
const BACK: &str = "-back";

impl Cookie {
    /// Keeps a session until the browser is closed; the record ends it sooner. `Lax`, so that a
    /// link in a message leads somebody who is signed in to where it points.
    pub(crate) fn keeping(token: &Token, outside: Outside) -> Option<Self> {
        Self::of("", &token.text(), "; SameSite=Lax", outside)
    }

    /// By what the browser is known again for a year. It opens nothing, says nothing of anybody,
    /// and is the same for all who sign in there.
    pub(crate) fn known(browser: &Browser, outside: Outside) -> Option<Self> {
        Self::of(BROWSER, &browser.text(), "; SameSite=Strict; Max-Age=31536000", outside)
    }

    /// What a browser asked of a directory, until the answer comes: from another site, so `Lax`.
    pub(crate) fn asked(kept: &str, outside: Outside) -> Option<Self> {
        Self::of(ASKED, kept, "; SameSite=Lax; Max-Age=600", outside)
    }

    /// Forgets it.
    pub(crate) fn answered(outside: Outside) -> Option<Self> {
        Self::of(ASKED, "", "; SameSite=Lax; Max-Age=0", outside)
    }

    /// The page on which a session lapsed, for the day on which that is known. `Lax`, since the
    /// answer of a directory comes from another site.
    pub(crate) fn back(sealed: &str, outside: Outside) -> Option<Self> {
        Self::of(BACK, sealed, "; SameSite=Lax; Max-Age=86400", outside)
    }

    /// Forgets it.
    pub(crate) fn been_back(outside: Outside) -> Option<Self> {
        Self::of(BACK, "", "; SameSite=Lax; Max-Age=0", outside)
    }

    /// Forgets the session.
    pub(crate) fn forgetting(outside: Outside) -> Option<Self> {
        Self::of("", "", "; SameSite=Lax; Max-Age=0", outside)
    }

    fn of(which: &str, value: &str, more: &str, outside: Outside) -> Option<Self> {
        let (name, secure) = if outside.tls { (SEALED, "; Secure") } else { (PLAIN, "") };
        let text = format!("{name}{which}={value}; Path=/; HttpOnly{more}{secure}");
        // Only letters, digits and the signs of a path are in it.
        HeaderValue::try_from(text).ok().map(Self)
    }
}

impl IntoResponseParts for Cookie {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.headers_mut().append(SET_COOKIE, self.0);
        Ok(parts)
    }
}

/// The token that a request came with.
pub(super) fn token(headers: &HeaderMap, outside: Outside) -> Option<Token> {
    value(headers, "", outside).and_then(Token::read)
}

/// By what the browser is known that it came from.
pub(super) fn browser(headers: &HeaderMap, outside: Outside) -> Option<Browser> {
    value(headers, BROWSER, outside).and_then(Browser::read)
}

/// What a browser kept of the page on which a session lapsed.
pub(super) fn back(headers: &HeaderMap, outside: Outside) -> Option<&str> {
    value(headers, BACK, outside).filter(|kept| !kept.is_empty())
}

/// What a browser kept of what it asked of a directory.
pub(crate) fn asked(headers: &HeaderMap, outside: Outside) -> Option<&str> {
    value(headers, ASKED, outside)
}

fn value<'a>(headers: &'a HeaderMap, which: &str, outside: Outside) -> Option<&'a str> {
    let wanted = if outside.tls { SEALED } else { PLAIN };
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| name.strip_prefix(wanted) == Some(which))
        .map(|(_, value)| value)
}

/// A value of a header that a proxy of ours, or a browser, sent.
pub(crate) fn outside<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
