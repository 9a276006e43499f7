//! A directory of an organisation on this machine, which tells the truth until a test has it lie.
#![expect(clippy::expect_used, reason = "a test whose directory cannot be made fails there")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// With the key that is published.
    Truly,
    /// With another key, under the name of that one.
    WithAnotherKey,
    /// With another key, under a name of its own.
    UnderAnotherName,
    /// Not at all.
    Not,
    /// With the published key as a shared secret.
    WithThePublicKeyAsSecret,
    /// Truly, and then something is changed.
    BeforeAChange,
}

/// What the directory says.
#[derive(Clone, Debug)]
pub struct Tells {
    /// Claims over those that are true; null takes one away.
    pub claims: Value,
    /// How it signs.
    pub signs: Signs,
    /// What the head of a token says over what is true.
    pub head: Value,
    /// What it says of itself over what is true.
    pub of_itself: Value,
    /// The status of every answer but of what it says of itself.
    pub status: u16,
    /// So many bytes are added to a token.
    pub padding: usize,
}

impl Default for Tells {
    fn default() -> Self {
        let nothing = || json!({});
        let (claims, head, of_itself) = (nothing(), nothing(), nothing());
        Self { claims, signs: Signs::Truly, head, of_itself, status: 200, padding: 0 }
    }
}

/// A directory, until it is dropped.
pub struct FakeDirectory {
    inside: Arc<Inside>,
    serving: JoinHandle<()>,
}

struct Inside {
    issuer: String,
    key: EcdsaKeyPair,
    other: EcdsaKeyPair,
    tells: Mutex<Tells>,
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
    asked: Mutex<Vec<String>>,
}

impl Drop for FakeDirectory {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
    let made = made.expect("a key");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random)
        .expect("the same key")
}

impl FakeDirectory {
    /// Begins one.
    ///
    /// # Panics
    /// Where the machine has no port free.
    pub async fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let inside = Arc::new(Inside {
            issuer: format!("http://127.0.0.1:{port}"),
            key: key(),
            other: key(),
            tells: Mutex::default(),
            codes: Mutex::default(),
            asked: Mutex::default(),
        });
        let serving = Arc::clone(&inside);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inside = Arc::clone(&serving);
                tokio::spawn(async move { inside.serve(stream).await });
            }
        });
        Self { inside, serving }
    }

    /// Who it is.
    pub fn issuer(&self) -> &str {
        &self.inside.issuer
    }

    /// What it says from now on.
    pub fn tells(&self, tells: Tells) {
        *lock(&self.inside.tells) = tells;
    }

    /// Somebody signs in there, who was led to an address: the code and the state of the answer.
    ///
    /// # Panics
    /// Where the address is not one of its own.
    pub fn signs_in(&self, address: &str) -> (String, String) {
        let (at, query) = address.split_once('?').expect("an address with a query");
        assert_eq!(at, format!("{}/authorize", self.inside.issuer));
        let fields = fields(query);
        let state = fields.get("state").cloned().unwrap_or_default();
        assert_eq!(fields.get("code_challenge_method").map(String::as_str), Some("S256"));
        let code = format!("code-{}", lock(&self.inside.codes).len());
        lock(&self.inside.codes).insert(code.clone(), fields);
        (code, state)
    }

    /// The addresses that were asked for, in turn.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.inside.asked).clone()
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fields(text: &str) -> HashMap<String, String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pair =
        |pair: &str| pair.split_once('=').map(|(name, value)| (decoded(name), decoded(value)));
    text.split('&').filter_map(pair).collect()
}

impl Inside {
    async fn serve(&self, mut stream: TcpStream) {
        let mut received = Vec::new();
        let (head, mut body) = loop {
            let mut more = [0; 4096];
            let Ok(count @ 1..) = stream.read(&mut more).await else { return };
            received.extend_from_slice(&more[..count]);
            let text = String::from_utf8_lossy(&received).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                break (head.to_owned(), body.to_owned());
            }
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        while body.len() < length.unwrap_or(0_usize) {
            let mut more = [0; 4096];
            let Ok(count @ 1..) = stream.read(&mut more).await else { return };
            body.push_str(&String::from_utf8_lossy(&more[..count]));
        }
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        lock(&self.asked).push(path.clone());
        let tells = lock(&self.tells).clone();
        let (status, answer) = match path.as_str() {
            "/.well-known/openid-configuration" => (200, self.of_itself(&tells)),
            "/keys" => (tells.status, self.keys()),
            "/token" => self.token(&tells, &head, &fields(&body)),
            _ => (404, json!({})),
        };
        let answer = answer.to_string();
        // Whoever followed it would be seen.
        let leads = if (300..400).contains(&status) { "location: /elsewhere\r\n" } else { "" };
        let head = format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\n{leads}content-length: {}\r\n\
             connection: close\r\n\r\n",
            answer.len()
        );
        // Whoever hangs up has heard enough.
        let _heard = stream.write_all(format!("{head}{answer}").as_bytes()).await;
    }

    fn of_itself(&self, tells: &Tells) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let mut said = json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/keys"),
            "end_session_endpoint": at("/end"),
        });
        over(&mut said, &tells.of_itself);
        said
    }

    fn keys(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "alg": "ES256",
            "x": part(&point[1..33]), "y": part(&point[33..]),
        }]})
    }

    fn token(&self, tells: &Tells, head: &str, sent: &HashMap<String, String>) -> (u16, Value) {
        if tells.status != 200 {
            return (tells.status, json!({"error": "server_error"}));
        }
        let text = |name: &str| sent.get(name).cloned().unwrap_or_default();
        let known = head.to_lowercase().contains("authorization: basic ")
            || sent.contains_key("client_secret");
        let Some(asked) = lock(&self.codes).remove(&text("code")).filter(|_| known) else {
            return (400, json!({"error": "invalid_grant"}));
        };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(text("code_verifier")));
        let same = |one: &str, other: &str| asked.get(one) == sent.get(other);
        if asked.get("code_challenge") != Some(&challenge) || !same("redirect_uri", "redirect_uri")
        {
            return (400, json!({"error": "invalid_grant"}));
        }
        let mut claims = json!({
            "iss": self.issuer,
            "aud": asked.get("client_id"),
            "nonce": asked.get("nonce"),
            "name": "Ada Nolan",
            "email": "ada@council.example",
        });
        over(&mut claims, &tells.claims);
        let padding = "x".repeat(tells.padding);
        (200, json!({"id_token": self.signed(&claims, tells), "access_token": padding}))
    }

    fn signed(&self, claims: &Value, tells: &Tells) -> String {
        let signs = tells.signs;
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let alg = match signs {
            Signs::Not => "none",
            Signs::WithThePublicKeyAsSecret => "HS256",
            _ => "ES256",
        };
        let kid = if signs == Signs::UnderAnotherName { "two" } else { "one" };
        let mut head = json!({"alg": alg, "kid": kid});
        over(&mut head, &tells.head);
        let text = format!("{}.{}", part(&head), part(claims));
        let by = |key: &EcdsaKeyPair| {
            let signature = key.sign(&SystemRandom::new(), text.as_bytes()).expect("a signature");
            URL_SAFE_NO_PAD.encode(signature.as_ref())
        };
        match signs {
            Signs::Truly => format!("{text}.{}", by(&self.key)),
            Signs::WithAnotherKey | Signs::UnderAnotherName => {
                format!("{text}.{}", by(&self.other))
            }
            Signs::Not => format!("{text}."),
            Signs::WithThePublicKeyAsSecret => {
                let secret =
                    ring::hmac::Key::new(ring::hmac::HMAC_SHA256, self.key.public_key().as_ref());
                let tag = ring::hmac::sign(&secret, text.as_bytes());
                format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
            }
            Signs::BeforeAChange => {
                let mut claims = claims.clone();
                over(&mut claims, &json!({"sub": "somebody else"}));
                let head = text.split('.').next().unwrap_or_default();
                format!("{head}.{}.{}", part(&claims), by(&self.key))
            }
        }
    }
}

fn over(said: &mut Value, more: &Value) {
    let (Some(said), Some(more)) = (said.as_object_mut(), more.as_object()) else { return };
    for (name, value) in more {
        if value.is_null() {
            said.remove(name);
        } else {
            said.insert(name.clone(), value.clone());
        }
    }
}
