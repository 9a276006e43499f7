//! The chain: the mac of each entry covers the mac of the one before.

use std::fmt;

use hmac::Mac as _;
use pathway::Surroundings;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::entry::Entry;
use crate::keys::Material;

/// The first byte that every mac covers: how the rest is laid out.
const FORMAT: u8 = 1;

/// The key of the chain of one server. Who has the database and not the key can make no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainKey(Material);

/// What stands at the end of an entry: HMAC-SHA-256 of it and of the mac before.
#[derive(Clone, Copy)]
pub struct Mac([u8; 32]);

/// An entry in its place: a row of `audit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Which server wrote it.
    pub server: Uuid,
    /// From 1 on, without a gap.
    pub number: u64,
    /// What was done.
    pub entry: Entry,
    /// What holds it in its place.
    pub mac: Mac,
}

/// The end of a server's chain, where the next entry goes. Copied before a batch is written, and
/// put back if the batch is not committed.
#[derive(Clone, Debug)]
pub struct Chain {
    key: ChainKey,
    server: Uuid,
    number: u64,
    mac: Mac,
}

impl Chain {
    /// The chain of a server that wrote nothing yet.
    pub fn new(key: ChainKey, server: Uuid) -> Self {
        let mac = key.start(server);
        Self { key, server, number: 0, mac }
    }

    /// The chain after the last entry that the database holds.
    pub const fn after(key: ChainKey, server: Uuid, number: u64, mac: Mac) -> Self {
        Self { key, server, number, mac }
    }

    /// Puts an entry in its place. Batches are entries one after another.
    pub fn next(&mut self, entry: Entry) -> Linked {
        self.number += 1;
        self.mac = self.key.link(&self.mac, self.server, self.number, &entry);
        Linked { server: self.server, number: self.number, entry, mac: self.mac }
    }

    /// Which server's chain it is.
    pub const fn server(&self) -> Uuid {
        self.server
    }
    /// The number of the last entry; 0 before the first.
    pub const fn number(&self) -> u64 {
        self.number
    }
    /// The mac of the last entry.
    pub const fn mac(&self) -> Mac {
        self.mac
    }
    /// The key, for the file of heads.
    pub const fn key(&self) -> &ChainKey {
        &self.key
    }
}

impl ChainKey {
    /// A fresh key.
    pub fn random(surroundings: &dyn Surroundings) -> Self {
        Self(Material::random(surroundings))
    }
    pub(crate) const fn of(material: Material) -> Self {
        Self(material)
    }

    pub(super) fn start(&self, server: Uuid) -> Mac {
        self.mac(b"start", &[server.as_bytes()])
    }

    pub(super) fn link(&self, before: &Mac, server: Uuid, number: u64, entry: &Entry) -> Mac {
        let mut bytes = Vec::with_capacity(256);
        entry.canonical(&mut bytes);
        self.mac(b"entry", &[&before.0, server.as_bytes(), &number.to_be_bytes(), &bytes])
    }

    /// Of a purpose and parts, all but the last of a fixed length.
    pub(super) fn mac(&self, purpose: &[u8; 5], parts: &[&[u8]]) -> Mac {
        let mut hmac = self.0.hmac();
        hmac.update(&[FORMAT]);
        hmac.update(purpose);
        for part in parts {
            hmac.update(part);
        }
        Mac(hmac.finalize().into_bytes().into())
    }
}

impl Mac {
    /// What the database gave back.
    pub const fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    /// What the database is to hold.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Mac {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Mac {}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac({self})")
    }
}
