//! The store: one writer, a pool of readers, the keys in memory.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use pathway::Surroundings;
use tempfile::TempDir;
use tracing::warn;
use uuid::Uuid;

use crate::database::{Columns, Kind, Pen, Place, Readers, Transaction};
use crate::fault::Fault;
use crate::key_rows;
use crate::keys::{KeyFault, KeyRing, MasterKey};
use crate::migrations;
use crate::settings::{Address, Settings};
use crate::sql::Sql;
use crate::suggest::CasesCounted;
use crate::writer::{Desk, Spool, Writer};

/// So long at most what a list opened stays in memory.
const FORGETS_EVERY: Duration = Duration::from_secs(600);

/// The record. Cheap to clone; every clone is the same store.
#[derive(Clone)]
pub struct Store {
    pub(crate) inside: Arc<Inside>,
}

pub(crate) struct Inside {
    pub(crate) readers: Readers,
    pub(crate) writer: Writer,
    pub(crate) keys: Arc<KeyRing>,
    // For the first wrapping keys of an organisation that is added.
    pub(crate) master: MasterKey,
    // While it is being replaced.
    pub(crate) before: Option<MasterKey>,
    pub(crate) surroundings: Arc<dyn Surroundings>,
    pub(crate) server: Uuid,
    // For suggestions: how many cases there are, roughly.
    pub(crate) counted: Mutex<CasesCounted>,
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
        let unreachable = |cause: Fault| NotOpened::Unreachable {
            address: format!("{:?}", settings.address),
            cause: cause.to_string(),
        };
        let (place, folder) = place(&settings).map_err(unreachable)?;
        let mut pen = Pen::open(&place).await.map_err(unreachable)?;
        if pen.kind() == Kind::Postgres {
            check_postgres(&mut pen.begin().await?).await?;
        }
        migrations::forward(&mut pen).await?;
        let server = match settings.server {
            Some(server) => server,
            None => server(&mut pen, surroundings.as_ref()).await?,
        };
        let keys = Arc::new(
            key_rows::load(&mut pen, master, before, server, surroundings.as_ref()).await?,
        );
        let connections = usize::try_from(settings.readers).unwrap_or(usize::MAX);
        let readers = Readers::open(&place, connections).await.map_err(unreachable)?;
        let key = keys.audit(server).ok_or(KeyFault::NotYours)?;
        let chain = key_rows::chain(&mut pen.begin().await?, key, server).await?;
        let spool = match &place {
            Place::File { file, synced } => Some(Spool::beside(file, *synced)?),
            Place::Postgres(_) => None,
        };
        let desk = Desk::new(pen, chain, spool);
        let writer = Writer::start(desk, &settings, Arc::clone(&surroundings))
            .map_err(|cause| Fault::Away(format!("no thread for the writer: {cause}")))?;
        // What a server that was killed had on the disk beside the tables.
        writer.settle().await?;
        let (master, before) = (master.clone(), before.cloned());
        let counted = Mutex::default();
        tokio::spawn(forget_opened(Arc::downgrade(&keys)));
        let inside = Inside {
            readers,
            writer,
            keys,
            master,
            before,
            surroundings,
            server,
            counted,
            _folder: folder,
        };
        Ok(Self { inside: Arc::new(inside) })
    }

    /// Takes no further changes, writes those that wait, and closes the database.
    pub async fn close(&self) {
        self.inside.writer.stop().await;
        self.inside.readers.close();
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn answers(&self) -> Result<(), Fault> {
        self.read(Sql::new("SELECT 1"), |_| Ok(())).await.map(drop)
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

    /// All rows, each read from left to right.
    pub(crate) async fn read<T>(
        &self,
        sql: Sql,
        row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.inside.readers.read(sql, row).await
    }
}

/// Has nothing that lists opened stay in memory for long, as long as there is a store.
async fn forget_opened(keys: Weak<KeyRing>) {
    let mut every = tokio::time::interval(FORGETS_EVERY);
    loop {
        every.tick().await;
        let Some(keys) = keys.upgrade() else { break };
        keys.forget_opened();
    }
}

/// Where the tables are, with the folder that a temporary record is gone with.
fn place(settings: &Settings) -> Result<(Place, Option<TempDir>), Fault> {
    let synced = settings.synced;
    Ok(match &settings.address {
        Address::Postgres(url) => (Place::Postgres(url.clone()), None),
        Address::File(file) => (Place::File { file: file.clone(), synced }, None),
        Address::Temporary => {
            let folder = tempfile::tempdir().map_err(|cause| Fault::Away(cause.to_string()))?;
            (Place::File { file: folder.path().join("record.db"), synced }, Some(folder))
        }
    })
}

/// The version is one that is tested; a server that may lose what it acknowledged is warned of.
async fn check_postgres(database: &mut Transaction<'_>) -> Result<(), NotOpened> {
    let asked = Sql::new(
        "SELECT current_setting('server_version'), current_setting('synchronous_commit'), \
         current_setting('fsync'), current_setting('synchronous_standby_names')",
    );
    let said = |row: &mut Columns<'_>| Ok([row.take()?, row.take()?, row.take()?, row.take()?]);
    let said: Option<[String; 4]> = database.read(asked, said).await?.pop();
    let Some([found, commit, fsync, standby]) = said else { return Ok(()) };
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
async fn server(pen: &mut Pen, surroundings: &dyn Surroundings) -> Result<Uuid, NotOpened> {
    let mut transaction = pen.begin().await?;
    let fresh = surroundings.id().to_string();
    let make = Sql::with(
        "INSERT INTO meta (name, value) VALUES ('server', ?) ON CONFLICT (name) DO NOTHING",
        [fresh.into()],
    );
    transaction.execute(make).await?;
    let asked = Sql::new("SELECT value FROM meta WHERE name = 'server'");
    let text: Option<String> = transaction.read(asked, |row| row.take()).await?.pop();
    transaction.commit().await?;
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
