//! Replacing keys while Waymark runs: wrapping keys by successors, and the master key by another.
//! Both go on where they were broken off.

use access::{Permitted, act};
use pathway::OrganisationId;
use uuid::Uuid;

use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Ciphertext, Holder, KeyFault, Side, StoredKey, Subject, Wrap};
use crate::sql::Sql;
use crate::texts::NotRead;
use crate::{Change, Store, key_rows};

/// Wraps that are wrapped anew in one transaction: short, so that nobody waits.
const BATCH: i64 = 500;

/// What a rotation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Keys that were made.
    pub made: u64,
    /// Data keys that were wrapped anew.
    pub rewrapped: u64,
    /// Keys that were retired: they open nothing any more.
    pub retired: u64,
}

impl Store {
    /// Gives every organisation and side a new wrapping key, wraps every data key anew and retires
    /// the old keys. A rotation that was broken off is [ended](Self::end_rotation) first.
    ///
    /// # Errors
    /// When the database fails or a key does not open; what was done stays, and it goes on from
    /// there when it is asked for again.
    pub async fn rotate(&self, permitted: &Permitted<act::RotateKeys>) -> Result<Rotated, NotRead> {
        let mut rotated = self.end_rotation(permitted).await?;
        let mut holders: Vec<(OrganisationId, Side)> =
            self.wrapping_keys().await?.into_iter().map(|(holder, _)| holder).collect();
        holders.dedup();
        for (organisation, side) in holders {
            let (master, surroundings) = (&self.inside.master, self.surroundings());
            let next = self.keys().successor(organisation, side, master, surroundings);
            self.keep_key(permitted.worker(), permitted.programme(), &next).await?;
            rotated.made += 1;
        }
        let ended = self.end_rotation(permitted).await?;
        rotated.rewrapped += ended.rewrapped;
        rotated.retired += ended.retired;
        Ok(rotated)
    }

    /// Wraps anew what is still wrapped with a key that has a successor, in batches between which
    /// others write, and retires each such key when nothing is left under it. Nothing to do, where
    /// no rotation was broken off.
    ///
    /// # Errors
    /// As [`Self::rotate`].
    pub async fn end_rotation(
        &self,
        permitted: &Permitted<act::RotateKeys>,
    ) -> Result<Rotated, NotRead> {
        self.refresh_keys().await?;
        let mut rotated = Rotated::default();
        for ((organisation, side), version) in self.wrapping_keys().await? {
            if self.keys().current(organisation, side) == Some(version) {
                continue;
            }
            loop {
                let wraps = self.wraps_under(organisation, side, version).await?;
                if wraps.is_empty() {
                    break;
                }
                let mut change = self.upkeep(permitted);
                for wrap in &wraps {
                    if let Some(anew) = self.keys().rewrap(wrap, self.surroundings())? {
                        change.upkeep.push(replacing(wrap, &anew));
                    }
                }
                self.keep(change).await?;
                rotated.rewrapped += wraps.len() as u64;
            }
            if self.retire(permitted, organisation, side, version).await? {
                rotated.retired += 1;
            }
        }
        Ok(rotated)
    }

    /// Seals every stored key with the master key that the record was opened with, where `before`,
    /// the one that it replaces, sealed it. How many were sealed anew is told.
    ///
    /// # Errors
    /// When a key was sealed by neither, or the database fails; it goes on from there when it is
    /// asked for again.
    pub async fn rotate_master(
        &self,
        permitted: &Permitted<act::RotateKeys>,
        before: &crate::keys::MasterKey,
    ) -> Result<u64, NotRead> {
        let mut count = 0;
        for key in self.stored_keys().await? {
            let anew = key.rewrapped(before, &self.inside.master, self.surroundings())?;
            let Some(anew) = anew else { continue };
            let mut change = self.upkeep(permitted);
            change.upkeep.push(resealing(&key, &anew));
            self.keep(change).await?;
            count += 1;
        }
        Ok(count)
    }

    fn upkeep(&self, permitted: &Permitted<act::RotateKeys>) -> Change {
        let now = self.surroundings().now();
        Change::unnumbered(permitted.worker(), permitted.programme(), now)
    }

    /// Every wrapping key that the database holds, by holder and version.
    async fn wrapping_keys(&self) -> Result<Vec<((OrganisationId, Side), u32)>, Fault> {
        let mut keys: Vec<_> = self
            .stored_keys()
            .await?
            .iter()
            .filter_map(|key| match key.holder {
                Holder::Wrapping { organisation, side, version } => {
                    Some(((organisation, side), version))
                }
                _ => None,
            })
            .collect();
        keys.sort_unstable();
        Ok(keys)
    }

    pub(crate) async fn wraps_under(
        &self,
        organisation: OrganisationId,
        side: Side,
        version: u32,
    ) -> Result<Vec<Wrap>, Fault> {
        let mut sql =
            Sql::new("SELECT subject, kind, record, wrapped FROM wraps WHERE organisation = ");
        sql.bind(organisation.uuid()).push(" AND side = ").bind(i64::from(side.code()));
        sql.push(" AND version = ").bind(i64::from(version)).push(" LIMIT ").bind(BATCH);
        self.read(sql, |row: &mut Columns<'_>| {
            let id: Uuid = row.take()?;
            let subject = Subject::stored(row.number()?, id)
                .ok_or_else(|| Fault::Foreign("a row of the table wraps".to_owned()))?;
            let (record, wrapped) = (row.take()?, Ciphertext::of(row.take()?));
            Ok(Wrap { subject, record, organisation, side, version, wrapped })
        })
        .await
    }

    /// Deletes a key under which nothing is left; whether it was so. A wrap that another server put
    /// under it meanwhile holds it, and is found when the rotation is ended once more.
    async fn retire(
        &self,
        permitted: &Permitted<act::RotateKeys>,
        organisation: OrganisationId,
        side: Side,
        version: u32,
    ) -> Result<bool, NotRead> {
        let mut sql = Sql::new("DELETE FROM keys WHERE purpose = 'wrapping' AND owner = ");
        sql.bind(organisation.uuid()).push(" AND side = ").bind(i64::from(side.code()));
        sql.push(" AND version = ").bind(i64::from(version));
        let mut change = self.upkeep(permitted);
        change.upkeep.push(sql);
        match self.keep(change).await {
            Ok(()) => {}
            Err(Fault::Rule(_)) => return Ok(false),
            Err(fault) => return Err(fault.into()),
        }
        match self.keys().retire(organisation, side, version) {
            Ok(()) | Err(KeyFault::Missing { .. }) => Ok(true),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// The statement that puts a wrap in the place of the one that it was made of, and of no other that
/// came there meanwhile.
fn replacing(wrap: &Wrap, anew: &Wrap) -> Sql {
    let mut sql = Sql::new("UPDATE wraps SET version = ");
    sql.bind(i64::from(anew.version)).push(", wrapped = ").bind(anew.wrapped.bytes().to_vec());
    sql.push(" WHERE subject = ").bind(wrap.subject.uuid());
    sql.push(" AND record = ").bind(wrap.record);
    sql.push(" AND organisation = ").bind(wrap.organisation.uuid());
    sql.push(" AND side = ").bind(i64::from(wrap.side.code()));
    sql.push(" AND wrapped = ").bind(wrap.wrapped.bytes().to_vec());
    sql
}

fn resealing(key: &StoredKey, anew: &StoredKey) -> Sql {
    let (purpose, owner, side, version) = key_rows::place(key.holder);
    let mut sql = Sql::new("UPDATE keys SET master = ");
    sql.bind(anew.master.bytes().to_vec());
    sql.push(", sealed = ").bind(anew.sealed.bytes().to_vec());
    sql.push(" WHERE purpose = ").bind(purpose).push(" AND owner = ").bind(owner);
    sql.push(" AND side = ").bind(i64::from(side)).push(" AND version = ");
    sql.bind(i64::from(version)).push(" AND master = ").bind(key.master.bytes().to_vec());
    sql
}
