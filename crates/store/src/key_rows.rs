//! The rows of `keys`, and where the chain of the audit goes on.

use pathway::{OrganisationId, ProgrammeId, Surroundings};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Value};
use uuid::Uuid;

use crate::audit::{Chain, Mac};
use crate::change::NotCommitted;
use crate::fault::Fault;
use crate::keys::{Ciphertext, Holder, KeyFault, KeyId, KeyRing, MasterKey, Side, StoredKey};
use crate::open::{NotOpened, Store};
use crate::sql::{Columns, Sql};
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
    let (purpose, owner, side, version) = match key.holder {
        Holder::Wrapping { organisation, side, version } => {
            ("wrapping", organisation.uuid(), side.code(), version)
        }
        Holder::Index { programme, side } => ("index", programme.uuid(), side.code(), 0),
        Holder::Audit { server } => ("audit", server, 0, 0),
    };
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

fn read(columns: &mut Columns<'_>) -> Result<StoredKey, DbErr> {
    let foreign = || DbErr::Type("a row of the table keys".to_owned());
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
    database: &DatabaseConnection,
    master: &MasterKey,
    before: Option<&MasterKey>,
    server: Uuid,
    surroundings: &dyn Surroundings,
) -> Result<KeyRing, NotOpened> {
    let ring = KeyRing::load(master, before, &stored(database).await?)?;
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
    let backend = database.get_database_backend();
    for key in fresh {
        let insert = row(&key);
        let mut sql =
            Sql::new("INSERT INTO keys (purpose, owner, side, version, master, sealed) VALUES (");
        sql.bind_all(insert.values).push(") ON CONFLICT DO NOTHING");
        database.execute_raw(sql.statement(backend)).await?;
    }
    // Read again: another server may have been first.
    Ok(KeyRing::load(master, before, &stored(database).await?)?)
}

async fn stored(database: &DatabaseConnection) -> Result<Vec<StoredKey>, DbErr> {
    let sql = Sql::new("SELECT purpose, owner, side, version, master, sealed FROM keys");
    let rows = database.query_all_raw(sql.statement(database.get_database_backend())).await?;
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

/// Where this server's chain goes on.
pub(crate) async fn chain(
    database: &DatabaseConnection,
    keys: &KeyRing,
    server: Uuid,
) -> Result<Chain, NotOpened> {
    let key = keys.audit(server).ok_or(KeyFault::NotYours)?;
    let sql = Sql::with(
        "SELECT number, mac FROM audit WHERE server = ? ORDER BY number DESC LIMIT 1",
        [Value::from(server)],
    );
    let row = database.query_one_raw(sql.statement(database.get_database_backend())).await?;
    let Some(row) = row else { return Ok(Chain::new(key, server)) };
    let mut columns = Columns::of(&row);
    let number = columns.number()?;
    let mac = <[u8; 32]>::try_from(columns.take::<Vec<u8>>()?)
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

    /// Takes in the keys that other servers have made since.
    pub(crate) async fn learn_keys(&self) -> Result<(), NotCommitted> {
        for key in self.stored_keys().await? {
            self.inside.keys.adopt(&self.inside.master, &key)?;
        }
        Ok(())
    }
}
