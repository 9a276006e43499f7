//! The bytes of a key, and the two things that are done with them.

use std::fmt;

use hmac::{Hmac, KeyInit};
use pathway::Surroundings;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// 32 bytes of key: never shown, compared in constant time, wiped when dropped.
#[derive(Clone)]
pub(crate) struct Material(Zeroizing<[u8; 32]>);

impl Material {
    pub(crate) fn random(surroundings: &dyn Surroundings) -> Self {
        let mut material = Self(Zeroizing::new([0; 32]));
        surroundings.fill(material.0.as_mut());
        material
    }

    /// From what was unwrapped; nothing where it is not 32 bytes long.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut material = Self(Zeroizing::new([0; 32]));
        if bytes.len() != material.0.len() {
            return None;
        }
        material.0.copy_from_slice(bytes);
        Some(material)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// HMAC-SHA-256 under this key, ready to be fed.
    pub(crate) fn hmac(&self) -> Hmac<Sha256> {
        // HMAC fills a short key up with zeros to its block of 64 bytes: done here, it cannot fail.
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(self.bytes());
        Hmac::new((&*block).into())
    }
}

impl PartialEq for Material {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().ct_eq(other.bytes()).into()
    }
}

impl Eq for Material {}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(a key)")
    }
}
