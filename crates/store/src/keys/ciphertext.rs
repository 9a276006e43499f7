//! Sealed bytes: XChaCha20-Poly1305 with a random nonce, bound to what they are of.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use pathway::Surroundings;
use zeroize::Zeroizing;

use super::material::Material;

/// The first byte of every ciphertext: how the rest is made. Another way takes another number.
const FORMAT: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;

/// What the database holds instead of a key or a text: the format, the nonce, and the sealed
/// bytes with their tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Ciphertext(Vec<u8>);

/// These bytes were not sealed by this key for this place: altered, swapped, or another key's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "what is stored does not open: it was altered, put in another's place, or sealed with a key \
     that is not the one given; restore it from a backup, and run `waymark audit verify`"
)]
pub struct Foreign;

impl Ciphertext {
    /// What the database gave back. It is looked at when it is opened.
    pub const fn of(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
    /// What the database is to hold.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
    /// The same, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn seal(
        key: &Material,
        place: &Place,
        plain: &[u8],
        surroundings: &dyn Surroundings,
    ) -> Self {
        let mut nonce = [0; NONCE];
        surroundings.fill(&mut nonce);
        let mut bytes = Vec::with_capacity(1 + NONCE + plain.len() + TAG);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&nonce);
        let payload = Payload { msg: plain, aad: place.bytes() };
        #[expect(
            clippy::expect_used,
            reason = "the cipher refuses only texts of 256 GiB and more, and no such text is held in memory"
        )]
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a text shorter than 256 GiB is sealed");
        bytes.extend_from_slice(&sealed);
        Self(bytes)
    }

    pub(crate) fn open(
        &self,
        key: &Material,
        place: &Place,
    ) -> Result<Zeroizing<Vec<u8>>, Foreign> {
        let (&format, rest) = self.0.split_first().ok_or(Foreign)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(Foreign)?;
        if format != FORMAT {
            return Err(Foreign);
        }
        let payload = Payload { msg: sealed, aad: place.bytes() };
        let plain =
            cipher(key).decrypt(&XNonce::from(*nonce), payload).map_err(|_refused| Foreign)?;
        Ok(Zeroizing::new(plain))
    }
}

impl fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ciphertext({} bytes)", self.0.len())
    }
}

fn cipher(key: &Material) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

/// Where a ciphertext belongs, as the cipher is told: a purpose, then parts of fixed length, so
/// that no two places read the same. It is not stored: whoever opens says it anew.
pub(crate) struct Place(Vec<u8>);

impl Place {
    /// `purpose` is one of the codes of the module that seals; each is used with one list of parts.
    pub(crate) fn of(purpose: u8) -> Self {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(b"waymark");
        bytes.push(FORMAT);
        bytes.push(purpose);
        Self(bytes)
    }
    pub(crate) fn id(mut self, id: uuid::Uuid) -> Self {
        self.0.extend_from_slice(id.as_bytes());
        self
    }
    pub(crate) fn code(mut self, code: u8) -> Self {
        self.0.push(code);
        self
    }
    pub(crate) fn version(mut self, version: u32) -> Self {
        self.0.extend_from_slice(&version.to_be_bytes());
        self
    }
    fn bytes(&self) -> &[u8] {
        &self.0
    }
}
