//! The store: one writer, a pool of readers, the keys in memory.

use std::sync::Arc;
use std::time::Duration;

use pathway::Surroundings;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, QueryResult,
};
use tempfile::TempDir;
use tracing::warn;
use uuid::Uuid;

use crate::fault::Fault;
use crate::key_rows;
use crate::keys::{KeyFault, KeyRing, MasterKey};
use crate::migrations;
use crate::settings::{Address, Settings};
use crate::sql::{Columns, Sql};
use crate::writer::Writer;

/// The record. Cheap to clone; every clone is the same store.
#[derive(Clone)]
pub struct Store {
    pub(crate) inside: Arc<Inside>,
}

pub(crate) struct Inside {
    pub(crate) readers: DatabaseConnection,
    pub(crate) writer: Writer,
    pub(crate) keys: Arc<KeyRing>,
    // For the first wrapping keys of an organisation that is added.
    pub(crate) master: MasterKey,
    // While it is being replaced.
    pub(crate) before: Option<MasterKey>,
    pub(crate) surroundings: Arc<dyn Surroundings>,
    pub(crate) server: Uuid,
    // Dropped last: the folder of a temporary record.
    _folder: Option<TempDir>,
}

/// Why the record cannot be opened, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Made by a later Waymark.
    #[error(
        "the record was made by a newer Waymark (version {database} of the tables; this one knows \
         {program}): run that one, or a later; the record was left as it is"
    )]
    Newer {
        /// The version of the database.
        database: usize,
        /// The version that this program knows.
        program: usize,
    },
    /// PostgreSQL is too old.
    #[error("PostgreSQL {found} is too old: Waymark needs version 15 or later")]
    TooOld {
        /// The version found.
        found: String,
    },
    /// There is no database at the address, or it lets nobody in.
    #[error(
        "the record at {address} cannot be opened ({cause}): see that the address is right, that \
         the database runs, and that Waymark's user may read and write it"
    )]
    Unreachable {
        /// The address, without password.
        address: String,
        /// What the database said.
        cause: String,
    },
    /// The keys do not open.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// It answered, and failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<DbErr> for NotOpened {
    fn from(cause: DbErr) -> Self {
        Self::Fault(cause.into())
    }
}

impl Store {
    /// Opens the record, brings its tables to the present form and starts the writer. `before` is
    /// the old master key while one is being replaced.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub async fn open(
        settings: Settings,
        master: &MasterKey,
        before: Option<&MasterKey>,
        surroundings: Arc<dyn Surroundings>,
    ) -> Result<Self, NotOpened> {
        let folder = match settings.address {
            Address::Temporary => Some(tempfile::tempdir().map_err(|cause| {
                NotOpened::Unreachable { address: "temporary".to_owned(), cause: cause.to_string() }
            })?),
            _ => None,
        };
        let connect = |role| connect(&settings, folder.as_ref(), role);
        let writing = connect(Role::Writes).await?;
        if writing.get_database_backend() == DbBackend::Postgres {
            check_postgres(&writing).await?;
        }
        migrations::forward(&writing).await?;
        let server = match settings.server {
            Some(server) => server,
            None => server(&writing, surroundings.as_ref()).await?,
        };
        let keys = Arc::new(
            key_rows::load(&writing, master, before, server, surroundings.as_ref()).await?,
        );
        let readers = connect(Role::Reads).await?;
        let key = keys.audit(server).ok_or(KeyFault::NotYours)?;
        let chain = key_rows::chain(&writing, key, server).await?;
        let writer = Writer::start(writing, chain, &settings, Arc::clone(&surroundings));
        let (master, before) = (master.clone(), before.cloned());
        let inside =
            Inside { readers, writer, keys, master, before, surroundings, server, _folder: folder };
        Ok(Self { inside: Arc::new(inside) })
    }

    /// Takes no further changes, writes those that wait, and closes the database.
    pub async fn close(&self) {
        self.inside.writer.stop().await;
        if let Err(cause) = self.inside.readers.close_by_ref().await {
            warn!(%cause, "the readers of the record were not closed");
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn answers(&self) -> Result<(), Fault> {
        self.one(Sql::new("SELECT 1")).await.map(drop)
    }

    /// The keys in memory, by which texts are sealed and revealed.
    pub fn keys(&self) -> &Arc<KeyRing> {
        &self.inside.keys
    }
    /// The clock and the randomness.
    pub fn surroundings(&self) -> &dyn Surroundings {
        self.inside.surroundings.as_ref()
    }
    /// Which server this is, as its chain of the audit names it.
    pub fn server(&self) -> Uuid {
        self.inside.server
    }

    pub(crate) async fn all(&self, sql: Sql) -> Result<Vec<QueryResult>, Fault> {
        let backend = self.inside.readers.get_database_backend();
        Ok(self.inside.readers.query_all_raw(sql.statement(backend)).await?)
    }
    pub(crate) async fn one(&self, sql: Sql) -> Result<Option<QueryResult>, Fault> {
        let backend = self.inside.readers.get_database_backend();
        Ok(self.inside.readers.query_one_raw(sql.statement(backend)).await?)
    }
    /// All rows, each read from left to right.
    pub(crate) async fn read<T>(
        &self,
        sql: Sql,
        row: impl Fn(&mut Columns<'_>) -> Result<T, DbErr>,
    ) -> Result<Vec<T>, Fault> {
        let rows = self.all(sql).await?;
        Ok(rows.iter().map(|found| row(&mut Columns::of(found))).collect::<Result<_, _>>()?)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Reads,
    Writes,
}

async fn connect(
    settings: &Settings,
    folder: Option<&TempDir>,
    role: Role,
) -> Result<DatabaseConnection, NotOpened> {
    let file = match (&settings.address, folder) {
        (Address::File(file), _) => Some(file.clone()),
        (Address::Temporary, Some(folder)) => Some(folder.path().join("record.db")),
        _ => None,
    };
    let mut options = match &settings.address {
        Address::Postgres(url) => ConnectOptions::new(url.clone()),
        _ => ConnectOptions::new("sqlite:"),
    };
    let connections = if role == Role::Writes { 1 } else { settings.readers.max(1) };
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(matches!(settings.address, Address::Postgres(_)))
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    if let Some(file) = file {
        let synced = settings.synced;
        options.idle_timeout(None).max_lifetime(None);
        options.map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .filename(&file)
                .create_if_missing(role == Role::Writes)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .statement_cache_capacity(400)
                .pragma("temp_store", "memory")
                .pragma("cache_size", "-8192");
            match role {
                Role::Writes => {
                    sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(match synced {
                        true => SqliteSynchronous::Full,
                        false => SqliteSynchronous::Off,
                    })
                }
                Role::Reads => sqlite.pragma("query_only", "ON"),
            }
        });
    }
    Database::connect(options).await.map_err(|cause| NotOpened::Unreachable {
        address: format!("{:?}", settings.address),
        cause: cause.to_string(),
    })
}

/// The version is one that is tested; a server that may lose what it acknowledged is warned of.
async fn check_postgres(database: &DatabaseConnection) -> Result<(), NotOpened> {
    let asked = Sql::new(
        "SELECT current_setting('server_version'), current_setting('synchronous_commit'), \
         current_setting('fsync'), current_setting('synchronous_standby_names')",
    );
    let Some(row) = database.query_one_raw(asked.statement(DbBackend::Postgres)).await? else {
        return Ok(());
    };
    let mut columns = Columns::of(&row);
    let found: String = columns.take()?;
    let (commit, fsync, standby): (String, String, String) =
        (columns.take()?, columns.take()?, columns.take()?);
    if is_too_old(&found) {
        return Err(NotOpened::TooOld { found });
    }
    if commit == "off" || commit == "local" || fsync == "off" {
        warn!(
            synchronous_commit = commit,
            fsync, "PostgreSQL may lose what Waymark acknowledged: set both to on"
        );
    }
    if standby.is_empty() {
        warn!("PostgreSQL has no synchronous standby: a fail-over may lose acknowledged writes");
    }
    Ok(())
}

/// Whether a version, as PostgreSQL names it, is older than those that Waymark is tested with.
fn is_too_old(version: &str) -> bool {
    let end = version.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(version.len());
    version[..end].parse::<u32>().map_or(true, |major| major < 15)
}

/// The server whose chain this database begins with.
async fn server(
    database: &DatabaseConnection,
    surroundings: &dyn Surroundings,
) -> Result<Uuid, NotOpened> {
    let backend = database.get_database_backend();
    let fresh = surroundings.id().to_string();
    let make = Sql::with(
        "INSERT INTO meta (name, value) VALUES ('server', ?) ON CONFLICT (name) DO NOTHING",
        [fresh.into()],
    );
    database.execute_raw(make.statement(backend)).await?;
    let asked = Sql::new("SELECT value FROM meta WHERE name = 'server'");
    let row = database.query_one_raw(asked.statement(backend)).await?;
    let text: Option<String> = row.map(|row| Columns::of(&row).take()).transpose()?;
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        NotOpened::Fault(Fault::Foreign("the id of the server in the table meta".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresql_before_version_15_is_too_old() {
        for old in ["14.11", "9.6.24", "14.2 (Debian 14.2-1.pgdg110+1)", "14rc1", "", "new"] {
            assert!(is_too_old(old), "{old}");
        }
        for fine in ["15.0", "15.18 (Debian 15.18-0+deb12u1)", "18beta1", "100"] {
            assert!(!is_too_old(fine), "{fine}");
        }
        let said = NotOpened::TooOld { found: "14.11".to_owned() }.to_string();
        assert_eq!(said, "PostgreSQL 14.11 is too old: Waymark needs version 15 or later");
    }
}
