//! SQLite, asked in the thread that wants the answer.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, params_from_iter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Columns, Kind, look};
use crate::fault::Fault;
use crate::sql::{Sql, Value};

/// How long whoever finds the file locked waits: for a command beside the server, say.
const PATIENCE: Duration = Duration::from_secs(10);
/// How soon whoever would write looks again whether the file is free.
const GLANCE: Duration = Duration::from_millis(2);
/// A look that has lasted so long ends with the next question: as long as one lasts, the file that
/// SQLite writes beside the database grows.
pub(crate) const LOOKS_AT_MOST: Duration = Duration::from_secs(1);
/// Statements that a connection keeps prepared.
const PREPARED: usize = 400;

/// Connections that read. Each is lent for one question, or for one look.
pub(crate) struct Readers {
    places: Semaphore,
    /// For looks, which may wait for other things meanwhile: those keep no question waiting.
    looks: Arc<Semaphore>,
    connections: Arc<Connections>,
}

/// The file, and the connections to it that nobody uses at the moment.
struct Connections {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    closed: AtomicBool,
}

/// A connection that reads from one state of the record until it is given back.
pub(crate) struct Lent {
    connection: Option<Connection>,
    since: Instant,
    from: Arc<Connections>,
    _place: OwnedSemaphorePermit,
}

/// What is being written; taken back where it is dropped.
pub(crate) struct Transaction<'a> {
    // Borrowed alone, so that a task which holds it may move from thread to thread.
    connection: &'a mut Connection,
    open: bool,
}

fn open(file: &Path, make: OpenFlags) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | make;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // A plan is made once for a statement. Without this, each value that is bound to it may have
    // it planned anew, which takes longer than the answer.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = memory; PRAGMA cache_size = -8192;",
    )?;
    Ok(connection)
}

/// The connection that writes.
pub(crate) fn writes(file: &Path, synced: bool) -> Result<Connection, Fault> {
    made_private(file);
    let connection = open(file, OpenFlags::SQLITE_OPEN_CREATE)?;
    // The journal's mode answers with a row, which `execute_batch` passes over.
    connection.execute_batch("PRAGMA journal_mode = WAL;")?;
    connection.execute_batch(match synced {
        true => "PRAGMA synchronous = FULL;",
        false => "PRAGMA synchronous = OFF;",
    })?;
    // Pages that change with every commit go from the log to the file once in a while: 16 MB.
    connection.execute_batch("PRAGMA wal_autocheckpoint = 4000;")?;
    // Whoever would begin while somebody else writes waits beside this thread, not in it.
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// Makes the file where there is none, for its owner alone: other people of the machine have no
/// business with it. The files that SQLite keeps beside it get the same rights. Where it cannot be
/// made, SQLite says why.
fn made_private(file: &Path) {
    let mut made = std::fs::OpenOptions::new();
    made.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut made, 0o600);
    drop(made.open(file));
}

impl Readers {
    pub(crate) fn open(file: &Path, connections: usize) -> Result<Self, Fault> {
        let most = connections.max(1);
        let connections =
            Connections { file: file.to_owned(), idle: Mutex::default(), closed: false.into() };
        connections.give(connections.take()?);
        Ok(Self {
            places: Semaphore::new(most),
            looks: Arc::new(Semaphore::new(most)),
            connections: Arc::new(connections),
        })
    }

    /// Waits for a connection; the answer itself waits for nobody.
    pub(crate) async fn read<T>(
        &self,
        sql: Sql,
        row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        if let Some(lent) = look::taken()
            && let Some(lent) = self.lent(lent)?
            && let Some(connection) = &lent.connection
        {
            let read = read(connection, sql, row);
            look::goes_on(lent);
            return read;
        }
        let _place = self.places.acquire().await.map_err(|_| Fault::Stopping)?;
        let connection = self.connections.take()?;
        let read = read(&connection, sql, row);
        self.connections.give(connection);
        read
    }

    pub(crate) fn close(&self) {
        self.places.close();
        self.looks.close();
        self.connections.close();
    }

    /// What a look reads with: what it has read with, or what it begins with where one is free.
    fn lent(&self, lent: Option<Lent>) -> Result<Option<Lent>, Fault> {
        let goes_on = |lent: &Lent| {
            Arc::ptr_eq(&lent.from, &self.connections) && lent.since.elapsed() < LOOKS_AT_MOST
        };
        if let Some(lent) = lent.filter(goes_on) {
            return Ok(Some(lent));
        }
        let Ok(place) = Arc::clone(&self.looks).try_acquire_owned() else { return Ok(None) };
        let connection = self.connections.take()?;
        at_once(&connection, "BEGIN")?;
        Ok(Some(Lent {
            connection: Some(connection),
            since: Instant::now(),
            from: Arc::clone(&self.connections),
            _place: place,
        }))
    }
}

impl Connections {
    fn take(&self) -> Result<Connection, Fault> {
        let idle = self.idle().pop();
        idle.map_or_else(
            || {
                let connection = open(&self.file, OpenFlags::empty())?;
                connection.execute_batch("PRAGMA query_only = ON;")?;
                Ok(connection)
            },
            Ok,
        )
    }

    /// Where the record was closed meanwhile, the connection is too.
    fn give(&self, connection: Connection) {
        let mut idle = self.idle();
        if !self.closed.load(Ordering::Acquire) {
            idle.push(connection);
        }
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // One that cannot end what it reads is not used again.
        if at_once(&connection, "COMMIT").is_ok() {
            self.from.give(connection);
        }
    }
}

impl<'a> Transaction<'a> {
    pub(crate) async fn begin(connection: &'a mut Connection) -> Result<Self, Fault> {
        let begun = Instant::now();
        loop {
            match at_once(connection, "BEGIN IMMEDIATE") {
                Ok(()) => return Ok(Self { connection, open: true }),
                Err(cause) if is_busy(&cause) && begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(GLANCE).await;
                }
                Err(cause) => return Err(cause.into()),
            }
        }
    }

    pub(crate) fn read<T>(
        &self,
        sql: Sql,
        row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        read(self.connection, sql, row)
    }

    pub(crate) fn execute(&self, sql: Sql) -> Result<(), Fault> {
        let (text, values) = sql.into_parts(Kind::Sqlite);
        let mut statement = self.connection.prepare_cached(&text)?;
        // Some statements of SQLite answer with a row, for which nobody asked.
        let mut answered = statement.query(params_from_iter(values))?;
        while answered.next()?.is_some() {}
        Ok(())
    }

    pub(crate) fn script(&self, text: &str) -> Result<(), Fault> {
        Ok(self.connection.execute_batch(text)?)
    }

    pub(crate) fn commit(mut self) -> Result<(), Fault> {
        at_once(self.connection, "COMMIT")?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // A full disk has taken it back already: then there is nothing to take back.
        if self.open && !self.connection.is_autocommit() {
            let _ = at_once(self.connection, "ROLLBACK");
        }
    }
}

/// What begins or ends something, so often that it is kept prepared.
fn at_once(connection: &Connection, text: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(text)?.execute([]).map(drop)
}

fn read<T>(
    connection: &Connection,
    sql: Sql,
    mut row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let (text, values) = sql.into_parts(Kind::Sqlite);
    let mut statement = connection.prepare_cached(&text)?;
    let mut found = statement.query(params_from_iter(values))?;
    let mut read = Vec::new();
    while let Some(one) = found.next()? {
        read.push(row(&mut Columns::of_sqlite(one))?);
    }
    Ok(read)
}

fn is_busy(cause: &rusqlite::Error) -> bool {
    cause.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Number(Some(number)) => ValueRef::Integer(*number),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Id(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Self::Truth(Some(truth)) => ValueRef::Integer(i64::from(*truth)),
            Self::Number(None)
            | Self::Text(None)
            | Self::Bytes(None)
            | Self::Id(None)
            | Self::Truth(None) => ValueRef::Null,
        }))
    }
}
