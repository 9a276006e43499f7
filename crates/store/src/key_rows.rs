//! The rows of `keys`, and where the chain of the audit goes on.

use access::{Act, Permitted};
use pathway::{OrganisationId, ProgrammeId, Surroundings, WorkerId};
use uuid::Uuid;

use crate::audit::{Chain, ChainKey, Mac};
use crate::change::{Change, NotCommitted};
use crate::database::{Columns, Kind, Pen, Transaction};
use crate::fault::Fault;
use crate::keys::index::IndexKey;
use crate::keys::{Ciphertext, Holder, KeyFault, KeyId, KeyRing, MasterKey, Side, StoredKey};
use crate::open::{NotOpened, Store};
use crate::sql::{Sql, Value};
use crate::texts::NotRead;
use crate::writer::{Insert, OnConflict, Table};

pub(crate) static KEYS: Table = Table {
    name: "keys",
    columns: &["purpose", "owner", "side", "version", "master", "sealed"],
    key: 4,
    on_conflict: OnConflict::Replace { kept: &[] },
};

/// The same for the first key of somebody: a key that is there already is not written over.
pub(crate) static FIRST_KEYS: Table = Table { on_conflict: OnConflict::Fail, ..KEYS };

/// A key as its row.
pub(crate) fn row(key: &StoredKey) -> Insert {
    let (purpose, owner, side, version) = place(key.holder);
    Insert::into(
        &KEYS,
        [
            purpose.into(),
            owner.into(),
            i64::from(side).into(),
            i64::from(version).into(),
            key.master.bytes().to_vec().into(),
            key.sealed.bytes().to_vec().into(),
        ],
    )
}

/// The key of the row of a key: purpose, owner, side, version.
pub(crate) const fn place(holder: Holder) -> (&'static str, Uuid, u8, u32) {
    match holder {
        Holder::Wrapping { organisation, side, version } => {
            ("wrapping", organisation.uuid(), side.code(), version)
        }
        Holder::Index { programme, side } => ("index", programme.uuid(), side.code(), 0),
        Holder::Audit { server } => ("audit", server, 0, 0),
    }
}

fn read(columns: &mut Columns<'_>) -> Result<StoredKey, Fault> {
    let foreign = || Fault::Foreign("a row of the table keys".to_owned());
    let purpose: String = columns.take()?;
    let owner: Uuid = columns.take()?;
    let side = Side::stored(columns.number()?);
    let version = columns.number()?;
    let holder = match (purpose.as_str(), side) {
        ("wrapping", Some(side)) => {
            Holder::Wrapping { organisation: OrganisationId::of(owner), side, version }
        }
        ("index", Some(side)) => Holder::Index { programme: ProgrammeId::of(owner), side },
        ("audit", None) => Holder::Audit { server: owner },
        _ => return Err(foreign()),
    };
    let master = <[u8; 8]>::try_from(columns.take::<Vec<u8>>()?).map_err(|_| foreign())?;
    Ok(StoredKey { holder, master: KeyId::of(master), sealed: Ciphertext::of(columns.take()?) })
}

/// Every key that the database holds, with the seal's, the staff's and this server's made where
/// they lack.
pub(crate) async fn load(
    pen: &mut Pen,
    master: &MasterKey,
    before: Option<&MasterKey>,
    server: Uuid,
    surroundings: &dyn Surroundings,
) -> Result<KeyRing, NotOpened> {
    let mut transaction = pen.begin().await?;
    let ring = KeyRing::load(master, before, &stored(&mut transaction).await?)?;
    let mut fresh = Vec::new();
    if ring.audit(server).is_none() {
        fresh.push(StoredKey::random(Holder::Audit { server }, master, surroundings));
    }
    if ring.current(KeyRing::SEAL, Side::Sealed).is_none() {
        fresh.push(ring.successor(KeyRing::SEAL, Side::Sealed, master, surroundings));
    }
    if ring.current(KeyRing::STAFF, Side::Administration).is_none() {
        fresh.push(ring.successor(KeyRing::STAFF, Side::Administration, master, surroundings));
    }
    let staff = ProgrammeId::of(Uuid::nil());
    if ring.index(staff, Side::Administration).is_none() {
        let holder = Holder::Index { programme: staff, side: Side::Administration };
        fresh.push(StoredKey::random(holder, master, surroundings));
    }
    if fresh.is_empty() {
        return Ok(ring);
    }
    for key in fresh {
        let insert = row(&key);
        let mut sql =
            Sql::new("INSERT INTO keys (purpose, owner, side, version, master, sealed) VALUES (");
        sql.bind_all(insert.values).push(") ON CONFLICT DO NOTHING");
        transaction.execute(sql).await?;
    }
    transaction.commit().await?;
    // Read again: another server may have been first.
    Ok(KeyRing::load(master, before, &stored(&mut pen.begin().await?).await?)?)
}

async fn stored(transaction: &mut Transaction<'_>) -> Result<Vec<StoredKey>, Fault> {
    let sql = Sql::new("SELECT purpose, owner, side, version, master, sealed FROM keys");
    transaction.read(sql, read).await
}

/// Where a server's chain goes on.
pub(crate) async fn chain(
    transaction: &mut Transaction<'_>,
    key: ChainKey,
    server: Uuid,
) -> Result<Chain, Fault> {
    let sql = Sql::with(
        "SELECT number, mac FROM audit WHERE server = ? ORDER BY number DESC LIMIT 1",
        [Value::from(server)],
    );
    let last = |row: &mut Columns<'_>| Ok((row.number()?, row.take::<Vec<u8>>()?));
    let Some((number, mac)) = transaction.read(sql, last).await?.pop() else {
        return Ok(Chain::new(key, server));
    };
    let mac = <[u8; 32]>::try_from(mac)
        .map_err(|_| Fault::Foreign("a mac in the table audit".to_owned()))?;
    Ok(Chain::after(key, server, number, Mac::of(mac)))
}

impl Store {
    /// Every key that the database holds, sealed: for rotation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stored_keys(&self) -> Result<Vec<StoredKey>, Fault> {
        self.read(Sql::new("SELECT purpose, owner, side, version, master, sealed FROM keys"), read)
            .await
    }

    /// Sees to it that there is a wrapping key for each of them, written before it is used. On
    /// PostgreSQL another server may have made one, or its successor.
    pub(crate) async fn ready<A: Act>(
        &self,
        permitted: &Permitted<A>,
        holders: &[(OrganisationId, Side)],
    ) -> Result<(), NotRead> {
        for &(organisation, side) in holders {
            let mut sql = Sql::new("SELECT MAX(version) FROM keys WHERE purpose = 'wrapping'");
            sql.push(" AND owner = ").bind(organisation.uuid());
            sql.push(" AND side = ").bind(i64::from(side.code()));
            let held = self.keys().current(organisation, side);
            if held.is_some() && !self.is_shared() {
                continue;
            }
            let newest: Option<i64> =
                self.read(sql, |columns| columns.take()).await?.into_iter().next().flatten();
            if newest.is_none() {
                let (master, surroundings) = (&self.inside.master, self.surroundings());
                let first = self.keys().successor(organisation, side, master, surroundings);
                self.keep_key(permitted.worker(), permitted.programme(), &first).await?;
            }
            if newest.is_none() || newest != held.map(i64::from) {
                self.refresh_keys().await?;
            }
        }
        Ok(())
    }

    /// The key by which people are looked up in one programme on one side, made where there is none.
    pub(crate) async fn ready_index<A: Act>(
        &self,
        permitted: &Permitted<A>,
        side: Side,
    ) -> Result<IndexKey, NotRead> {
        let programme = permitted.programme();
        if let Some(key) = self.keys().index(programme, side) {
            return Ok(key);
        }
        let holder = Holder::Index { programme, side };
        let fresh = StoredKey::random(holder, &self.inside.master, self.surroundings());
        self.keep_key(permitted.worker(), programme, &fresh).await?;
        self.refresh_keys().await?;
        Ok(self.keys().index(programme, side).ok_or(KeyFault::NotYours)?)
    }

    /// The key by which people are looked up, where anybody was indexed yet.
    pub(crate) async fn index_key(
        &self,
        programme: ProgrammeId,
        side: Side,
    ) -> Result<Option<IndexKey>, NotRead> {
        if self.keys().index(programme, side).is_none() && self.is_shared() {
            self.refresh_keys().await?;
        }
        Ok(self.keys().index(programme, side))
    }

    /// Does what asks for keys; where one lacks, once more with those that another server made.
    pub(crate) async fn with_fresh_keys<T>(
        &self,
        asks: impl Fn() -> Result<T, KeyFault>,
    ) -> Result<T, NotRead> {
        match asks() {
            Err(KeyFault::Missing { .. }) => {
                self.refresh_keys().await?;
                Ok(asks()?)
            }
            answer => Ok(answer?),
        }
    }

    /// Takes in the keys that the database holds by now.
    pub(crate) async fn refresh_keys(&self) -> Result<(), NotRead> {
        for key in self.stored_keys().await? {
            let before = self.inside.before.as_ref().filter(|old| old.id() == key.master);
            self.keys().adopt(before.unwrap_or(&self.inside.master), &key)?;
        }
        Ok(())
    }

    /// Writes a key, unless there is one in its place.
    pub(crate) async fn keep_key(
        &self,
        worker: WorkerId,
        programme: ProgrammeId,
        key: &StoredKey,
    ) -> Result<(), Fault> {
        let mut sql =
            Sql::new("INSERT INTO keys (purpose, owner, side, version, master, sealed) VALUES (");
        sql.bind_all(row(key).values).push(") ON CONFLICT DO NOTHING");
        let mut change = Change::unnumbered(worker, programme, self.surroundings().now());
        change.upkeep.push(sql);
        self.keep(change).await
    }

    /// Commits a change that appends to no stream, and so can only be written or not.
    pub(crate) async fn keep(&self, change: Change) -> Result<(), Fault> {
        match self.commit(change).await {
            Ok(_) => Ok(()),
            Err(NotCommitted::Unavailable(fault)) => Err(fault),
            Err(other) => Err(Fault::Rule(other.to_string())),
        }
    }

    /// Whether other servers may write to the same database.
    pub(crate) fn is_shared(&self) -> bool {
        self.inside.readers.kind() == Kind::Postgres
    }

    /// Takes in the keys that other servers have made since.
    pub(crate) async fn learn_keys(&self) -> Result<(), NotCommitted> {
        for key in self.stored_keys().await? {
            self.inside.keys.adopt(&self.inside.master, &key)?;
        }
        Ok(())
    }
}
