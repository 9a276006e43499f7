//! The keys that a directory publishes, and whether something was signed with one of them.
//!
//! A key says itself which algorithms it is for, and no secret is ever one: *none* and the
//! algorithms with a shared secret cannot be asked for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};
use serde::Deserialize;

/// The fewest bytes of an RSA key.
const RSA_BYTES: usize = 256;
/// No more keys are looked at.
const MOST: usize = 100;

/// A key as it is published (RFC 7517).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    for_what: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// Keys as they are published: those in no form that is known are left out.
#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

/// The keys of a document.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Key>, &'static str> {
    let published: Published =
        serde_json::from_slice(bytes).map_err(|_form| "its keys are in no known form")?;
    let known = |key| serde_json::from_value::<Key>(key).ok();
    let keys: Vec<Key> = published.keys.into_iter().take(MOST).filter_map(known).collect();
    if keys.is_empty() { Err("it publishes no key") } else { Ok(keys) }
}

/// Whether one of the keys signed something by an algorithm; none where no key is the one.
pub(crate) fn signed(
    keys: &[Key],
    (algorithm, kid): (&str, Option<&str>),
    message: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let fits = |key: &&Key| key.is_for(algorithm) && (kid.is_none() || key.kid.as_deref() == kid);
    let mut fitting = keys.iter().filter(fits).peekable();
    fitting.peek()?;
    Some(fitting.any(|key| key.signed(algorithm, message, signature).is_some()))
}

impl Key {
    /// Whether it may sign by an algorithm: of its kind, for signing, and not for another.
    fn is_for(&self, algorithm: &str) -> bool {
        let kind = match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", None) => {
                matches!(algorithm, "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512")
            }
            ("EC", Some("P-256")) => algorithm == "ES256",
            ("EC", Some("P-384")) => algorithm == "ES384",
            ("OKP", Some("Ed25519")) => algorithm == "EdDSA",
            _ => false,
        };
        kind && self.for_what.as_deref().is_none_or(|what| what == "sig")
            && self.alg.as_deref().is_none_or(|alg| alg == algorithm)
    }

    fn signed(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> Option<()> {
        if self.kty == "RSA" {
            let how = match algorithm {
                "RS256" => &signature::RSA_PKCS1_2048_8192_SHA256,
                "RS384" => &signature::RSA_PKCS1_2048_8192_SHA384,
                "RS512" => &signature::RSA_PKCS1_2048_8192_SHA512,
                "PS256" => &signature::RSA_PSS_2048_8192_SHA256,
                "PS384" => &signature::RSA_PSS_2048_8192_SHA384,
                "PS512" => &signature::RSA_PSS_2048_8192_SHA512,
                _ => return None,
            };
            let (n, e) = (decoded(self.n.as_ref()?)?, decoded(self.e.as_ref()?)?);
            if n.len() < RSA_BYTES {
                return None;
            }
            return RsaPublicKeyComponents { n, e }.verify(how, message, signature).ok();
        }
        let x = decoded(self.x.as_ref()?)?;
        let (how, point): (&dyn VerificationAlgorithm, Vec<u8>) = match algorithm {
            "ES256" => (&signature::ECDSA_P256_SHA256_FIXED, self.point(&x)?),
            "ES384" => (&signature::ECDSA_P384_SHA384_FIXED, self.point(&x)?),
            "EdDSA" => (&signature::ED25519, x),
            _ => return None,
        };
        UnparsedPublicKey::new(how, point).verify(message, signature).ok()
    }

    /// A point of a curve, in full.
    fn point(&self, x: &[u8]) -> Option<Vec<u8>> {
        let y = decoded(self.y.as_ref()?)?;
        (x.len() == y.len()).then(|| [&[4], x, &y[..]].concat())
    }
}

pub(crate) fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, appendix A.2: the key, what was signed, and the signature by RS256.
    const RSA: &str = r#"{"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]}"#;
    const SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const BY: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    #[test]
    fn what_the_standard_signed_is_known_and_nothing_that_differs_from_it() {
        let keys = read(RSA.as_bytes()).unwrap();
        let by = decoded(BY).unwrap();
        let signed =
            |how, message: &str, by: &[u8]| signed(&keys, (how, None), message.as_bytes(), by);
        assert_eq!(signed("RS256", SIGNED, &by), Some(true));
        assert_eq!(signed("RS256", &SIGNED.replace("eyJpc3M", "eyJpc3N"), &by), Some(false));
        assert_eq!(signed("RS384", SIGNED, &by), Some(false));
        assert_eq!(signed("PS256", SIGNED, &by), Some(false));
        let mut other = by.clone();
        other[0] ^= 1;
        assert_eq!(signed("RS256", SIGNED, &other), Some(false));
        assert_eq!(signed("RS256", SIGNED, &[]), Some(false));
        for how in ["none", "None", "HS256", "ES256", "EdDSA", "", "rs256"] {
            assert_eq!(signed(how, SIGNED, &by), None, "{how}");
        }
    }

    #[test]
    fn a_key_that_is_for_something_else_or_a_secret_is_no_key() {
        let with = |more: &str| {
            read(RSA.replace("\"kty\"", &format!("{more},\"kty\"")).as_bytes()).unwrap()
        };
        let by = decoded(BY).unwrap();
        let signed = |keys: &[Key], kid| signed(keys, ("RS256", kid), SIGNED.as_bytes(), &by);
        assert_eq!(signed(&with(r#""use":"sig","alg":"RS256","kid":"a""#), Some("a")), Some(true));
        assert_eq!(signed(&with(r#""kid":"a""#), Some("b")), None, "another key is named");
        assert_eq!(signed(&with(r#""use":"enc""#), None), None);
        assert_eq!(signed(&with(r#""alg":"RS512""#), None), None);
        let secret = read(br#"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#).unwrap();
        assert_eq!(signed(&secret, None), None);
        assert!(read(b"{}").is_err() && read(b"[]").is_err() && read(br#"{"keys":[{}]}"#).is_err());
    }
}
