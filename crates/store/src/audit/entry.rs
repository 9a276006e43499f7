//! One entry: who, when, what, from where, and how it ended.

use std::borrow::Cow;
use std::net::IpAddr;

use jiff::Timestamp;
use pathway::{OrganisationId, WorkerId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::keys::Ciphertext;

/// What was done or tried. Which server wrote it, and as which number, the chain adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, to the microsecond.
    pub at: Timestamp,
    /// Who; none for somebody who never signed in.
    pub worker: Option<WorkerId>,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// What: the code of an action.
    pub action: Cow<'static, str>,
    /// On what kind of record: its code; empty where there is none.
    pub kind: Cow<'static, str>,
    /// On which record.
    pub record: Option<Uuid>,
    /// How it ended.
    pub outcome: Outcome,
    /// From where.
    pub address: Option<IpAddr>,
    /// What was searched for, or a reason given.
    pub detail: Option<Detail>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It was done.
    Allowed,
    /// It was refused as if there were nothing.
    Hidden,
    /// A reason was asked for first.
    Restricted,
    /// It was refused, and the worker told so: a wrong password, a rule of the pathway.
    Refused,
    /// It was allowed and went wrong.
    Failed,
}

/// Text of an entry, sealed. The chain covers the digest of what is stored, so that it holds when
/// the text is erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// SHA-256 of the sealed text.
    pub digest: [u8; 32],
    /// The sealed text; none once it is erased.
    pub sealed: Option<Ciphertext>,
}

impl Detail {
    /// A sealed text with its digest.
    pub fn of(sealed: Ciphertext) -> Self {
        Self { digest: Sha256::digest(sealed.bytes()).into(), sealed: Some(sealed) }
    }

    /// Whether what is stored is what was chained, or erased.
    pub fn is_whole(&self) -> bool {
        self.sealed
            .as_ref()
            .is_none_or(|sealed| self.digest == <[u8; 32]>::from(Sha256::digest(sealed.bytes())))
    }
}

impl Outcome {
    /// The number by which the outcome is stored, and which the chain covers.
    pub const fn code(self) -> u8 {
        match self {
            Self::Allowed => 1,
            Self::Hidden => 2,
            Self::Restricted => 3,
            Self::Refused => 4,
            Self::Failed => 5,
        }
    }

    /// The outcome that was stored; none for a number that no outcome has.
    pub const fn stored(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Allowed,
            2 => Self::Hidden,
            3 => Self::Restricted,
            4 => Self::Refused,
            5 => Self::Failed,
            _ => return None,
        })
    }
}

impl Entry {
    /// The bytes that the chain covers: every part with its length before it, so that no two
    /// entries have the same.
    pub(super) fn canonical(&self, into: &mut Vec<u8>) {
        let mut part = |bytes: &[u8]| {
            // A part is a code, an id or a number: never near 4 GiB.
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            into.extend_from_slice(&length.to_be_bytes());
            into.extend_from_slice(bytes);
        };
        let mut id =
            |id: Option<Uuid>| part(id.as_ref().map_or(&[], |id| id.as_bytes().as_slice()));
        id(self.worker.map(WorkerId::uuid));
        id(self.organisation.map(OrganisationId::uuid));
        id(self.record);
        part(&self.at.as_microsecond().to_be_bytes());
        part(self.action.as_bytes());
        part(self.kind.as_bytes());
        part(&[self.outcome.code()]);
        match self.address {
            None => part(&[]),
            Some(IpAddr::V4(address)) => part(&address.octets()),
            Some(IpAddr::V6(address)) => part(&address.octets()),
        }
        part(self.detail.as_ref().map_or(&[], |detail| detail.digest.as_slice()));
    }
}
