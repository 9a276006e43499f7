//! The databases beneath the record: what reads, and what writes.
//!
//! SQLite is asked in the thread that wants the answer: it answers from memory in microseconds,
//! which is less than a message to another thread and back would take. Only a commit waits for the
//! disk, and the writer has a thread of its own. Nothing here knows a table.

mod columns;
mod look;
mod postgres;
mod sqlite;
pub(crate) mod tls;

use std::path::PathBuf;

use tracing::trace;

use crate::fault::Fault;
use crate::sql::Sql;

pub(crate) use columns::Columns;
pub use look::at_one_look;
pub(crate) use look::ends as look_ends;
#[cfg(test)]
pub(crate) use sqlite::LOOKS_AT_MOST;

/// Which database it is: their SQL differs in how a value's place is written, and in a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// Where the database is.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A file of SQLite; whether a commit waits until the disk has it.
    File { file: PathBuf, synced: bool },
    /// The URL of a database of PostgreSQL.
    Postgres(String),
}

/// Connections that read.
pub(crate) enum Readers {
    Sqlite(sqlite::Readers),
    Postgres(postgres::Pool),
}

/// The connection that writes, made anew where it is lost.
pub(crate) enum Pen {
    Sqlite(Box<sqlite::Connection>),
    Postgres(postgres::Pool),
}

/// What is being written, and is not there until it is committed.
pub(crate) enum Transaction<'a> {
    Sqlite(sqlite::Transaction<'a>),
    Postgres(Box<postgres::Transaction>),
}

/// How tests tell one kind of question from another; see `testkit::Statements`.
pub(crate) fn asked(what: &'static str) {
    trace!(target: "store::asked", what);
}

impl Readers {
    /// Opens as many as may be needed at the same time, one of them at once.
    pub(crate) async fn open(place: &Place, connections: usize) -> Result<Self, Fault> {
        Ok(match place {
            Place::File { file, .. } => Self::Sqlite(sqlite::Readers::open(file, connections)?),
            Place::Postgres(url) => Self::Postgres(postgres::open(url, connections).await?),
        })
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }

    /// All rows, each read from left to right.
    pub(crate) async fn read<T>(
        &self,
        sql: Sql,
        row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        asked("reads");
        match self {
            Self::Sqlite(readers) => readers.read(sql, row).await,
            Self::Postgres(pool) => postgres::read(pool, sql, row).await,
        }
    }

    /// Lets nobody read any more.
    pub(crate) fn close(&self) {
        match self {
            Self::Sqlite(readers) => readers.close(),
            Self::Postgres(pool) => pool.close(),
        }
    }
}

impl Pen {
    /// Opens the database to write, and makes the file of SQLite where there is none.
    pub(crate) async fn open(place: &Place) -> Result<Self, Fault> {
        Ok(match place {
            Place::File { file, synced } => Self::Sqlite(Box::new(sqlite::writes(file, *synced)?)),
            Place::Postgres(url) => Self::Postgres(postgres::open(url, 1).await?),
        })
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }

    /// Begins to write. On SQLite as the only one who does: to ask for that later, after having
    /// read, would be refused where somebody else was first.
    pub(crate) async fn begin(&mut self) -> Result<Transaction<'_>, Fault> {
        Ok(match self {
            Self::Sqlite(connection) => {
                Transaction::Sqlite(sqlite::Transaction::begin(connection).await?)
            }
            Self::Postgres(pool) => {
                Transaction::Postgres(Box::new(postgres::Transaction::begin(pool).await?))
            }
        })
    }

    /// Lets nothing more be written.
    pub(crate) fn close(&self) {
        if let Self::Postgres(pool) = self {
            pool.close();
        }
    }
}

impl Transaction<'_> {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }

    /// All rows, each read from left to right.
    pub(crate) async fn read<T>(
        &mut self,
        sql: Sql,
        row: impl FnMut(&mut Columns<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        asked("reads");
        match self {
            Self::Sqlite(transaction) => transaction.read(sql, row),
            Self::Postgres(transaction) => transaction.read(sql, row).await,
        }
    }

    /// Writes one statement.
    pub(crate) async fn execute(&mut self, sql: Sql) -> Result<(), Fault> {
        asked("writes");
        self.execute_late(sql).await
    }

    /// Writes what was asked and answered for before: nothing that is asked now takes it.
    pub(crate) async fn execute_late(&mut self, sql: Sql) -> Result<(), Fault> {
        match self {
            Self::Sqlite(transaction) => transaction.execute(sql),
            Self::Postgres(transaction) => transaction.execute(sql).await,
        }
    }

    /// Statements without values, one after the other.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Fault> {
        match self {
            Self::Sqlite(transaction) => transaction.script(text),
            Self::Postgres(transaction) => transaction.script(text).await,
        }
    }

    /// Has it there, on the disk. Without it nothing was written.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(transaction) => transaction.commit(),
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }
}
