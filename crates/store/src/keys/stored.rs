//! Keys as the database holds them: sealed by the master key.

use pathway::{OrganisationId, ProgrammeId, Surroundings};
use uuid::Uuid;

use super::ciphertext::{Ciphertext, Place};
use super::master::{KeyId, MasterKey};
use super::material::Material;
use super::ring::KeyFault;
use super::wrap::Side;

/// What a key sealed by the master key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Wrapping data keys for one organisation and side.
    Wrapping {
        /// Whose.
        organisation: OrganisationId,
        /// On which side.
        side: Side,
        /// From 1 on; one more at each rotation.
        version: u32,
    },
    /// The blind index of one programme and side.
    Index {
        /// Whose people are looked up.
        programme: ProgrammeId,
        /// By which side.
        side: Side,
    },
    /// The chain of the audit that one server writes.
    Audit {
        /// Which server.
        server: Uuid,
    },
}

/// A key sealed by the master key: a row of `keys`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// What it is for.
    pub holder: Holder,
    /// Which master key sealed it.
    pub master: KeyId,
    /// The key, sealed.
    pub sealed: Ciphertext,
}

impl StoredKey {
    /// A fresh key, sealed, to be written before it is used.
    pub fn random(holder: Holder, master: &MasterKey, surroundings: &dyn Surroundings) -> Self {
        Self::seal(holder, &Material::random(surroundings), master, surroundings)
    }

    /// The same key under another master key; none where it is so already, so that a rotation that
    /// was broken off goes on where it stood.
    pub fn rewrapped(
        &self,
        from: &MasterKey,
        to: &MasterKey,
        surroundings: &dyn Surroundings,
    ) -> Result<Option<Self>, KeyFault> {
        if self.master == to.id() {
            return Ok(None);
        }
        let key = self.open(from)?;
        Ok(Some(Self::seal(self.holder, &key, to, surroundings)))
    }

    pub(super) fn open(&self, master: &MasterKey) -> Result<Material, KeyFault> {
        if self.master != master.id() {
            return Err(KeyFault::OtherMaster { sealed: self.master, given: master.id() });
        }
        let plain = self.sealed.open(master.material(), &place(self.holder))?;
        Ok(Material::from_slice(&plain).ok_or(super::Foreign)?)
    }

    fn seal(
        holder: Holder,
        key: &Material,
        master: &MasterKey,
        surroundings: &dyn Surroundings,
    ) -> Self {
        let sealed = Ciphertext::seal(master.material(), &place(holder), key.bytes(), surroundings);
        Self { holder, master: master.id(), sealed }
    }
}

/// Purposes of [`Place`]: one a kind of holder.
const WRAPPING: u8 = 3;
const INDEX: u8 = 4;
const AUDIT: u8 = 5;

fn place(holder: Holder) -> Place {
    match holder {
        Holder::Wrapping { organisation, side, version } => {
            Place::of(WRAPPING).id(organisation.uuid()).code(side.code()).version(version)
        }
        Holder::Index { programme, side } => {
            Place::of(INDEX).id(programme.uuid()).code(side.code())
        }
        Holder::Audit { server } => Place::of(AUDIT).id(server),
    }
}
