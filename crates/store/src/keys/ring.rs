//! The keys that a running server holds: every wrapping key, unwrapped, in memory alone.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use access::{Act, Facts, Permitted, Scope};
use pathway::{OrganisationId, ProgrammeId, Surroundings};
use uuid::Uuid;

use super::ciphertext::{Ciphertext, Foreign};
use super::details::Details;
use super::index::IndexKey;
use super::master::{KeyId, MasterKey};
use super::material::Material;
use super::opened::Opened;
use super::stored::{Holder, StoredKey};
use super::wrap::{DataKey, Side, Subject, Wrap};
use crate::audit::ChainKey;
use crate::staff::Staff;

/// The keys of one running server. Rotation adds to it while it is read.
#[derive(Debug, Default)]
pub struct KeyRing {
    keys: RwLock<Keys>,
    opened: Opened<Details>,
    staff: Opened<Staff>,
}

#[derive(Debug, Default)]
struct Keys {
    wrapping: HashMap<(OrganisationId, Side), Versions>,
    index: HashMap<(ProgrammeId, Side), IndexKey>,
    audit: HashMap<Uuid, ChainKey>,
}

/// The wrapping keys of one organisation and side.
#[derive(Debug, Default)]
struct Versions {
    current: u32,
    by_version: HashMap<u32, Material>,
}

/// Why a key was not got.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The permission is of another record, organisation or side.
    #[error("this key is not wrapped for who asks")]
    NotYours,
    /// Nothing was ever wrapped for them, or the version is retired.
    #[error(
        "no wrapping key of version {version} for organisation {organisation:?} on side {side:?} \
         is loaded: restore the table of keys from its backup"
    )]
    Missing {
        /// Whose.
        organisation: OrganisationId,
        /// On which side.
        side: Side,
        /// Which; 0 where none was ever made.
        version: u32,
    },
    /// The version is what is wrapped with now.
    #[error("version {version} of a wrapping key is in use: make its successor before it retires")]
    InUse {
        /// Which.
        version: u32,
    },
    /// A stored key was sealed by a master key that was not given.
    #[error(
        "a stored key was sealed by master key {sealed}, and the one given is {given}: give that \
         one (or both, while `waymark key rotate` is under way)"
    )]
    OtherMaster {
        /// Which sealed it.
        sealed: KeyId,
        /// Which was given.
        given: KeyId,
    },
    /// It does not open.
    #[error(transparent)]
    Foreign(#[from] Foreign),
}

impl KeyRing {
    /// Whose the seal is: no organisation's.
    pub const SEAL: OrganisationId = OrganisationId::of(Uuid::nil());
    /// Whose, on the side of administration, the names and e-mail addresses of workers are: no
    /// organisation's, since a worker may change theirs.
    pub const STAFF: OrganisationId = OrganisationId::of(Uuid::nil());

    /// Opens what the database holds. While the master key is being rotated, the old one is given
    /// as well; each stored key says which of them sealed it.
    pub fn load<'a>(
        master: &MasterKey,
        before: Option<&MasterKey>,
        stored: impl IntoIterator<Item = &'a StoredKey>,
    ) -> Result<Self, KeyFault> {
        let ring = Self::default();
        for key in stored {
            let by = before.filter(|old| old.id() == key.master).unwrap_or(master);
            ring.adopt(by, key)?;
        }
        Ok(ring)
    }

    /// Takes in a key that has been written to the database. A later version of a wrapping key is
    /// what is wrapped with from then on.
    pub fn adopt(&self, master: &MasterKey, stored: &StoredKey) -> Result<(), KeyFault> {
        let material = stored.open(master)?;
        let mut keys = self.write();
        match stored.holder {
            Holder::Wrapping { organisation, side, version } => {
                let versions = keys.wrapping.entry((organisation, side)).or_default();
                versions.current = versions.current.max(version);
                versions.by_version.insert(version, material);
            }
            Holder::Index { programme, side } => {
                keys.index.insert((programme, side), IndexKey::of(material));
            }
            Holder::Audit { server } => {
                keys.audit.insert(server, ChainKey::of(material));
            }
        }
        Ok(())
    }

    /// The version that is wrapped with now; none where a first key has to be made.
    pub fn current(&self, organisation: OrganisationId, side: Side) -> Option<u32> {
        self.read().wrapping.get(&(organisation, side)).map(|versions| versions.current)
    }

    /// The next wrapping key of an organisation and side: the first, or the successor in a
    /// rotation. It is written to the database, then [adopted](Self::adopt).
    pub fn successor(
        &self,
        organisation: OrganisationId,
        side: Side,
        master: &MasterKey,
        surroundings: &dyn Surroundings,
    ) -> StoredKey {
        let version = self.current(organisation, side).unwrap_or(0) + 1;
        StoredKey::random(Holder::Wrapping { organisation, side, version }, master, surroundings)
    }

    /// Gives a data key to an organisation and side, for one record.
    pub fn wrap(
        &self,
        key: &DataKey,
        subject: Subject,
        record: Uuid,
        (organisation, side): (OrganisationId, Side),
        surroundings: &dyn Surroundings,
    ) -> Result<Wrap, KeyFault> {
        let keys = self.read();
        let version = keys.wrapping.get(&(organisation, side)).map_or(0, |all| all.current);
        let wrapping = keys.wrapping_key(organisation, side, version)?;
        let place = Wrap::place(subject, record, (organisation, side, version));
        let wrapped = Ciphertext::seal(wrapping, &place, key.0.bytes(), surroundings);
        Ok(Wrap { subject, record, organisation, side, version, wrapped })
    }

    /// The data key of a wrap, for somebody who may read its record and is of its organisation and
    /// side.
    pub fn unwrap<A: Act>(
        &self,
        permitted: &Permitted<A>,
        wrap: &Wrap,
    ) -> Result<DataKey, KeyFault> {
        let theirs = permitted.record() == wrap.record
            && permitted.organisation() == wrap.organisation
            && permitted.side().and_then(Side::of) == Some(wrap.side);
        if theirs { self.open(wrap) } else { Err(KeyFault::NotYours) }
    }

    /// The details that a wrap opens, by which a list shows the name of one record of its scope. A
    /// restricted record shows none before its glass is broken.
    pub fn listed(
        &self,
        scope: &Scope,
        facts: &Facts,
        wrap: &Wrap,
        sealed: &Ciphertext,
    ) -> Result<Arc<Details>, KeyFault> {
        let theirs = scope.holds(facts)
            && (!facts.restricted || facts.glass_broken)
            && facts.record == wrap.record
            && scope.organisation() == wrap.organisation
            && scope.kind().side().and_then(Side::of) == Some(wrap.side);
        match wrap.subject {
            Subject::Person(person) if theirs => self
                .opened
                .details(wrap, sealed, || Ok(Details::open(&self.open(wrap)?, person, sealed)?)),
            _ => Err(KeyFault::NotYours),
        }
    }

    /// What a worker is called: what a wrap opens of a row of theirs.
    pub(crate) fn called<E: From<KeyFault>>(
        &self,
        wrap: &Wrap,
        sealed: &Ciphertext,
        open: impl FnOnce(&DataKey) -> Result<Staff, E>,
    ) -> Result<Arc<Staff>, E> {
        self.staff.details(wrap, sealed, || open(&self.unwrap_own(wrap)?))
    }

    /// Forgets what was opened of late: of whom nobody reads any more, nothing stays in memory.
    pub(crate) fn forget_opened(&self) {
        self.opened.forget();
        self.staff.forget();
    }

    /// The same wrap under the current version; none where it is so already, so that a rotation
    /// that was broken off goes on where it stood. Nobody reads anything by it.
    pub fn rewrap(
        &self,
        wrap: &Wrap,
        surroundings: &dyn Surroundings,
    ) -> Result<Option<Wrap>, KeyFault> {
        if self.current(wrap.organisation, wrap.side) == Some(wrap.version) {
            return Ok(None);
        }
        let key = self.open(wrap)?;
        let holder = (wrap.organisation, wrap.side);
        self.wrap(&key, wrap.subject, wrap.record, holder, surroundings).map(Some)
    }

    /// Forgets a version that no wrap is under any more. The row of `keys` is deleted with it.
    pub fn retire(
        &self,
        organisation: OrganisationId,
        side: Side,
        version: u32,
    ) -> Result<(), KeyFault> {
        let mut keys = self.write();
        let missing = KeyFault::Missing { organisation, side, version };
        let versions = keys.wrapping.get_mut(&(organisation, side)).ok_or(missing.clone())?;
        if versions.current == version {
            return Err(KeyFault::InUse { version });
        }
        versions.by_version.remove(&version).map(drop).ok_or(missing)
    }

    /// The key of the blind index of a programme and side.
    pub fn index(&self, programme: ProgrammeId, side: Side) -> Option<IndexKey> {
        self.read().index.get(&(programme, side)).cloned()
    }

    /// The key of the chain of a server's audit.
    pub fn audit(&self, server: Uuid) -> Option<ChainKey> {
        self.read().audit.get(&server).cloned()
    }

    /// The data key of a person's details, to make anew by what they are found: nothing of them is
    /// given out.
    pub(crate) fn unwrap_to_index(
        &self,
        _permitted: &Permitted<access::act::RebuildModels>,
        wrap: &Wrap,
    ) -> Result<DataKey, KeyFault> {
        match (wrap.subject, wrap.side) {
            (Subject::Person(_), Side::Programme | Side::Support) => self.open(wrap),
            _ => Err(KeyFault::NotYours),
        }
    }

    /// The data key of the name of a worker, who signs in before there is leave for anything; of
    /// what they sign in with, of what was done to their account, or of a draft, which the store gives
    /// to its owner alone, whatever role they have by now.
    pub(crate) fn unwrap_own(&self, wrap: &Wrap) -> Result<DataKey, KeyFault> {
        match wrap.subject {
            Subject::Worker(_)
            | Subject::Draft(_)
            | Subject::SignIn(_)
            | Subject::AuditDetail(_) => self.open(wrap),
            _ => Err(KeyFault::NotYours),
        }
    }

    pub(super) fn open(&self, wrap: &Wrap) -> Result<DataKey, KeyFault> {
        let keys = self.read();
        let wrapping = keys.wrapping_key(wrap.organisation, wrap.side, wrap.version)?;
        let holder = (wrap.organisation, wrap.side, wrap.version);
        let plain = wrap.wrapped.open(wrapping, &Wrap::place(wrap.subject, wrap.record, holder))?;
        Ok(DataKey(Material::from_slice(&plain).ok_or(Foreign)?))
    }

    // A thread that panicked while it held the lock left whole keys behind: each is put in by one
    // insertion.
    fn read(&self) -> RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }
    fn write(&self) -> RwLockWriteGuard<'_, Keys> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    fn wrapping_key(
        &self,
        organisation: OrganisationId,
        side: Side,
        version: u32,
    ) -> Result<&Material, KeyFault> {
        self.wrapping
            .get(&(organisation, side))
            .and_then(|versions| versions.by_version.get(&version))
            .ok_or(KeyFault::Missing { organisation, side, version })
    }
}
