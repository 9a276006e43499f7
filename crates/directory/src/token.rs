//! The token by which a directory says who somebody is (OpenID Connect Core, 2 and 3.1.3.7).

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use crate::keys::{self, Key};

/// Clocks may differ by so much.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// A token is used at once: one that is older was kept by somebody.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// What a token has to say.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) now: Timestamp,
}

/// Why a token is not believed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotBelieved {
    /// No published key is the one that it names: perhaps they were changed.
    UnknownKey,
    /// What is wrong with it.
    Wrong(&'static str),
}

/// What it claims, once it is believed.
pub(crate) struct Claims(Map<String, Value>);

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Checks a token.
pub(crate) fn checked(
    token: &str,
    keys: &[Key],
    expected: &Expected<'_>,
) -> Result<Claims, NotBelieved> {
    use NotBelieved::Wrong;
    let (signed, signature) = token.rsplit_once('.').ok_or(Wrong("it is no signed token"))?;
    let (header, claims) = signed.split_once('.').ok_or(Wrong("it is no signed token"))?;
    let parts = (keys::decoded(header), keys::decoded(claims), keys::decoded(signature));
    let (Some(header), Some(claims), Some(signature)) = parts else {
        return Err(Wrong("it is no signed token"));
    };
    let header: Header =
        serde_json::from_slice(&header).map_err(|_form| Wrong("its head is in no known form"))?;
    if header.crit.is_some() {
        return Err(Wrong("it asks for what Waymark does not know"));
    }
    let by = (header.alg.as_str(), header.kid.as_deref());
    match keys::signed(keys, by, signed.as_bytes(), &signature) {
        None => return Err(NotBelieved::UnknownKey),
        Some(false) => return Err(Wrong("it is not signed by the directory")),
        Some(true) => {}
    }
    let claims: Map<String, Value> = serde_json::from_slice(&claims)
        .map_err(|_form| Wrong("its claims are in no known form"))?;
    let claims = Claims(claims);
    claims.are(expected).map_err(Wrong)?;
    Ok(claims)
}

impl Claims {
    fn are(&self, expected: &Expected<'_>) -> Result<(), &'static str> {
        if self.text("iss") != Some(expected.issuer) {
            return Err("it is of another issuer");
        }
        let audience = self.texts("aud");
        if !audience.contains(&expected.audience) {
            return Err("it is for somebody else");
        }
        let party = self.0.get("azp").map(|party| party.as_str() == Some(expected.audience));
        if party == Some(false) || audience.len() > 1 && party.is_none() {
            return Err("it was given to somebody else");
        }
        let nonce = self.text("nonce").unwrap_or_default();
        if !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
            return Err("it is no answer to what this browser asked");
        }
        let (now, moment) = (expected.now, |name| self.moment(name));
        let until = moment("exp").ok_or("it does not say when it ends")?;
        if later(until, LEEWAY) <= now {
            return Err("it has ended");
        }
        let made = moment("iat").ok_or("it does not say when it was made")?;
        let begins = moment("nbf").map_or(made, |begins| begins.max(made));
        if begins > later(now, LEEWAY) {
            return Err("it is not valid yet");
        }
        if later(made, LONGEST) <= now {
            return Err("it was made too long ago");
        }
        Ok(())
    }

    /// A claim that is a text, and not an empty one.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// A claim that is one text or a list of them.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// A claim that is a moment, in seconds.
    pub(crate) fn moment(&self, name: &str) -> Option<Timestamp> {
        let value = self.0.get(name)?;
        // Some directories write seconds with a fraction.
        let seconds = value.as_i64().or_else(|| value.as_f64().and_then(whole))?;
        Timestamp::from_second(seconds).ok()
    }

    /// Whether a claim says *no*, be it as a word.
    pub(crate) fn denies(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(Value::Bool(false)))
            || self.text(name).is_some_and(|text| text.eq_ignore_ascii_case("false"))
    }
}

/// The whole seconds of a number that a moment may be.
fn whole(seconds: f64) -> Option<i64> {
    let fits = (0.0..253_402_300_800.0).contains(&seconds);
    #[expect(clippy::cast_possible_truncation, reason = "the whole part of what fits is wanted")]
    fits.then_some(seconds as i64)
}

/// So much later; at the end of all time, then.
fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
