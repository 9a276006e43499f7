//! A directory at work: where somebody is led to, and what its answer says.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hyper::{StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use crate::called::{is_address, shown};
use crate::discovery::{Discovered, discover};
use crate::fetch::{Client, Sent};
use crate::settings::{Misplaced, Settings};
use crate::token::{Claims, Expected, NotBelieved, checked};

/// What a directory says of itself is asked for again after so long.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// And is still used for so long where it does not answer then.
const STALE: SignedDuration = SignedDuration::from_hours(24);
/// For a key that is not known it is asked for again, but no oftener than this; nor is one that did
/// not answer.
const BREATH: SignedDuration = SignedDuration::from_secs(30);
/// What stands for itself in an address (RFC 3986).
const ITSELF: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A directory.
pub struct Provider {
    settings: Settings,
    client: Client,
    kept: Mutex<Kept>,
}

/// What was found of it, and when it was last asked.
#[derive(Default)]
struct Kept {
    found: Option<(Timestamp, Arc<Discovered>)>,
    asked: Option<Timestamp>,
}

/// What a browser asks of a directory: each is new every time, and none is shown elsewhere.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Where the answer goes.
    pub back: &'a str,
    /// By what the answer is known.
    pub state: &'a str,
    /// By what the token is.
    pub nonce: &'a str,
    /// What proves that whoever asks for the token asked for the answer (RFC 7636).
    pub verifier: &'a str,
    /// Whether they have to show anew who they are.
    pub again: bool,
}

/// Who a directory says that somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// By what it knows them, for ever.
    pub subject: String,
    /// Their name.
    pub name: String,
    /// Their address of mail.
    pub email: String,
    /// The groups that they are in.
    pub groups: Vec<String>,
    /// Whether a second factor was shown there, as far as the settings let that count.
    pub second_factor: bool,
    /// When they showed there who they are.
    pub authenticated: Option<Timestamp>,
}

/// Why a directory's answer is none.
#[derive(Debug, thiserror::Error)]
pub enum NotAnswered {
    /// It cannot be reached.
    #[error("the directory does not answer")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It refuses what was asked.
    #[error("the directory refuses: {0}")]
    Refused(String),
    /// Whoever it names has an address of mail of no domain that the settings let in.
    #[error("the address of mail is of no domain that the settings name")]
    Outside,
    /// What it answered is not believed.
    #[error("the directory’s answer is not believed: {0}")]
    Wrong(&'static str),
}

/// A log that meets one shows nothing of anybody.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Person(…)")
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("key", &self.settings.key).finish_non_exhaustive()
    }
}

impl NotAnswered {
    /// What an answer says instead of a code. Anybody may have written it into an address: no more
    /// than the letters of a code of an error are kept of it.
    pub fn refused(error: &str) -> Self {
        Self::Refused(code_of(error))
    }
}

#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error: Option<String>,
}

impl Provider {
    /// A directory by its settings. It is not asked for anything yet.
    ///
    /// # Errors
    /// Where its certificates cannot be read.
    pub fn try_new(settings: Settings) -> Result<Self, Misplaced> {
        let client = Client::try_new(settings.certificates.as_deref())
            .map_err(|words| Misplaced { place: format!("provider {}", settings.key), words })?;
        Ok(Self { settings, client, kept: Mutex::default() })
    }

    /// What it was set up with.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where a browser is led to, to be asked who is at it.
    ///
    /// # Errors
    /// See [`NotAnswered`].
    pub async fn leads_to(&self, asked: &Asked<'_>, now: Timestamp) -> Result<String, NotAnswered> {
        let found = self.found(now, None).await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(asked.verifier));
        let scope = ["openid"].into_iter().chain(self.settings.scopes.iter().map(String::as_str));
        let scope = scope.collect::<Vec<_>>().join(" ");
        let acr = self.settings.second_factor.acr.join(" ");
        let mut fields = vec![
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", asked.back),
            ("scope", &scope),
            ("state", asked.state),
            ("nonce", asked.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        if !acr.is_empty() {
            fields.push(("acr_values", &acr));
        }
        if asked.again {
            fields.extend([("prompt", "login"), ("max_age", "0")]);
        }
        Ok(with(&found.authorization, &fields))
    }

    /// Who it says that somebody is, by the code that came back. `named` is the issuer that the
    /// answer named (RFC 9207).
    ///
    /// # Errors
    /// See [`NotAnswered`].
    pub async fn answered(
        &self,
        (code, named): (&str, Option<&str>),
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<Person, NotAnswered> {
        let found = self.found(now, None).await?;
        if named.map_or(found.names_itself, |named| named != self.settings.issuer) {
            return Err(NotAnswered::Wrong("the answer came from another directory"));
        }
        let token = self.token(&found, code, asked).await?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            audience: &self.settings.client_id,
            nonce: asked.nonce,
            now,
        };
        let claims = match checked(&token, &found.keys, &expected) {
            Err(NotBelieved::UnknownKey) => {
                // Keys are changed from time to time: those of now are asked for, once.
                let found = self.found(now, Some(&found)).await?;
                checked(&token, &found.keys, &expected)
            }
            claims => claims,
        };
        let claims = claims.map_err(|why| match why {
            NotBelieved::UnknownKey => {
                NotAnswered::Wrong("it is signed with no key that the directory publishes")
            }
            NotBelieved::Wrong(words) => NotAnswered::Wrong(words),
        })?;
        self.person(&claims)
    }

    /// Where a browser is led to, to be signed out of the directory too, and back from there. None
    /// where it knows nothing of that.
    ///
    /// # Errors
    /// See [`NotAnswered`].
    pub async fn signs_out_at(
        &self,
        back: &str,
        now: Timestamp,
    ) -> Result<Option<String>, NotAnswered> {
        let found = self.found(now, None).await?;
        let fields =
            [("client_id", self.settings.client_id.as_str()), ("post_logout_redirect_uri", back)];
        Ok(found.signing_out.as_ref().map(|uri| with(uri, &fields)))
    }

    /// What it says of itself, kept for an hour; asked for anew where `but` is what is known.
    async fn found(
        &self,
        now: Timestamp,
        but: Option<&Arc<Discovered>>,
    ) -> Result<Arc<Discovered>, NotAnswered> {
        // One asks at a time: whoever comes meanwhile finds what was answered.
        let mut kept = self.kept.lock().await;
        let within = |at: Timestamp, time| at.checked_add(time).is_ok_and(|until| now < until);
        let other = |found: &Arc<Discovered>| but.is_none_or(|but| !Arc::ptr_eq(but, found));
        let known = kept.found.clone();
        if let Some((at, found)) = &known
            && within(*at, FRESH)
            && other(found)
        {
            return Ok(Arc::clone(found));
        }
        let usable = known.filter(|(at, _)| within(*at, STALE)).map(|(_, found)| found);
        if kept.asked.is_some_and(|at| within(at, BREATH)) {
            return usable
                .ok_or_else(|| NotAnswered::Unreachable("it did not answer a moment ago".into()));
        }
        kept.asked = Some(now);
        match discover(&self.client, &self.settings.issuer).await {
            Ok(found) => {
                let found = Arc::new(found);
                kept.found = Some((now, Arc::clone(&found)));
                Ok(found)
            }
            Err(cause) => match usable {
                Some(found) => {
                    tracing::warn!(provider = self.settings.key, %cause, "what was known before is used");
                    Ok(found)
                }
                None => Err(cause),
            },
        }
    }

    /// Changes a code for a token.
    async fn token(
        &self,
        found: &Discovered,
        code: &str,
        asked: &Asked<'_>,
    ) -> Result<String, NotAnswered> {
        let (id, secret) = (self.settings.client_id.as_str(), self.settings.client_secret.as_str());
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", asked.back),
            ("code_verifier", asked.verifier),
        ];
        // Both are encoded before they are put together (RFC 6749, 2.3.1).
        let plain = Zeroizing::new(format!("{}:{}", encoded(id), encoded(secret)));
        let header = Zeroizing::new(format!("Basic {}", STANDARD.encode(plain.as_bytes())));
        if !found.by_header {
            fields.extend([("client_id", id), ("client_secret", secret)]);
        }
        let authorization = found.by_header.then_some(header.as_str());
        let sent = Sent { form: form(&fields), authorization };
        let answer =
            self.client.ask(&found.token, Some(sent)).await.map_err(NotAnswered::Unreachable)?;
        match answer.status {
            StatusCode::OK => {
                let tokens: Tokens = serde_json::from_slice(&answer.body)
                    .map_err(|_form| NotAnswered::Wrong("its token is in no known form"))?;
                tokens.id_token.ok_or(NotAnswered::Wrong("it gave no token of identity"))
            }
            status if status.is_client_error() => {
                let refusal = serde_json::from_slice::<Refusal>(&answer.body);
                let error = refusal.ok().and_then(|refusal| refusal.error).unwrap_or_default();
                Err(NotAnswered::refused(&error))
            }
            status => Err(NotAnswered::Unreachable(format!("it answered {status}").into())),
        }
    }

    fn person(&self, claims: &Claims) -> Result<Person, NotAnswered> {
        let subject = claims.text("sub").filter(|subject| subject.len() <= 255);
        let subject = subject.ok_or(NotAnswered::Wrong("it does not say whom it is of"))?;
        let both =
            || Some(format!("{} {}", claims.text("given_name")?, claims.text("family_name")?));
        let name = claims.text("name").and_then(shown).or_else(|| shown(&both()?));
        let name =
            name.ok_or(NotAnswered::Wrong("it gives no name: the scope profile is needed"))?;
        let email = claims.text("email").filter(|email| is_address(email));
        let email = email
            .ok_or(NotAnswered::Wrong("it gives no address of mail: the scope email is needed"))?;
        if claims.denies("email_verified") {
            return Err(NotAnswered::Wrong("the address of mail was never verified"));
        }
        if !self.settings.lets_in(email) {
            return Err(NotAnswered::Outside);
        }
        let counts = &self.settings.second_factor;
        let by_means =
            claims.texts("amr").iter().any(|one| counts.amr.iter().any(|amr| amr == one));
        let by_class =
            claims.text("acr").is_some_and(|one| counts.acr.iter().any(|acr| acr == one));
        Ok(Person {
            subject: subject.to_owned(),
            name,
            email: email.to_owned(),
            groups: claims
                .texts(&self.settings.groups_claim)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            second_factor: by_means || by_class,
            authenticated: claims.moment("auth_time"),
        })
    }
}

/// The code of an error, which is letters and underlines: what else stands there is not kept.
fn code_of(error: &str) -> String {
    let letters = |sign: &char| sign.is_ascii_lowercase() || *sign == '_';
    error.chars().filter(letters).take(60).collect()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ITSELF).to_string()
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// An address with fields, after those that it has.
fn with(uri: &Uri, fields: &[(&str, &str)]) -> String {
    let joined = if uri.query().is_some() { '&' } else { '?' };
    format!("{uri}{joined}{}", form(fields))
}
