//! A connection past the store: to see what it wrote, or to stand in its way.

use std::sync::{Mutex, PoisonError};

use rusqlite::types::ValueRef;
use tokio_postgres::NoTls;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// A connection to a database of either kind, that knows nothing of Waymark.
#[derive(Debug)]
pub struct Past(Connection);

#[derive(Debug)]
enum Connection {
    Sqlite(Mutex<rusqlite::Connection>),
    Postgres(tokio_postgres::Client),
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
    /// Bytes; on SQLite an id is no more than that.
    Bytes(Vec<u8>),
    /// An id.
    Id(Uuid),
    /// Yes or no; on SQLite a number.
    Truth(bool),
}

impl Cell {
    /// The number, if it is one.
    pub const fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
    /// The bytes, if there are any.
    pub fn bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
    /// The id, as either database keeps it.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        }
    }
    /// As the SQL of one database writes it.
    fn written(&self, postgresql: bool) -> String {
        let hexadecimal =
            |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        match self {
            Self::Nothing => "NULL".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Bytes(bytes) if postgresql => format!("'\\x{}'::bytea", hexadecimal(bytes)),
            Self::Bytes(bytes) => format!("x'{}'", hexadecimal(bytes)),
            Self::Id(id) if postgresql => format!("'{id}'::uuid"),
            Self::Id(id) => format!("x'{}'", id.simple()),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

macro_rules! cells {
    ($($of:ty => $kind:ident),+) => {$(
        impl From<$of> for Cell {
            fn from(value: $of) -> Self {
                Self::$kind(value.into())
            }
        }
        impl From<Option<$of>> for Cell {
            fn from(value: Option<$of>) -> Self {
                value.map_or(Self::Nothing, Self::from)
            }
        }
    )+};
}

cells! { i64 => Number, &str => Text, String => Text, Vec<u8> => Bytes, Uuid => Id, bool => Truth }

impl Past {
    /// Connects to an address as `--database` takes it.
    ///
    /// # Errors
    /// In the database's own words; also where there is no database yet.
    pub async fn connect(address: &str) -> Result<Self, String> {
        if !address.starts_with("postgres") {
            let file = address.strip_prefix("sqlite:").unwrap_or(address);
            let there = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
            let connection = rusqlite::Connection::open_with_flags(file, there).map_err(said)?;
            connection.busy_timeout(std::time::Duration::from_secs(10)).map_err(said)?;
            return Ok(Self(Connection::Sqlite(Mutex::new(connection))));
        }
        let (client, connection) = tokio_postgres::connect(address, NoTls).await.map_err(said)?;
        // It ends when the client is dropped, or with the server: then whatever is asked says so.
        tokio::spawn(connection);
        Ok(Self(Connection::Postgres(client)))
    }

    /// Statements, one after the other.
    ///
    /// # Errors
    /// In the database's own words.
    pub async fn execute(&self, sql: &str) -> Result<(), String> {
        match &self.0 {
            Connection::Sqlite(connection) => {
                let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                connection.execute_batch(sql).map_err(said)
            }
            Connection::Postgres(client) => client.batch_execute(sql).await.map_err(said),
        }
    }

    /// Puts a row into a table.
    ///
    /// # Errors
    /// In the database's own words.
    pub async fn insert(&self, table: &str, columns: &[(&str, Cell)]) -> Result<(), String> {
        let postgresql = matches!(self.0, Connection::Postgres(_));
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let cells: Vec<String> = columns.iter().map(|(_, cell)| cell.written(postgresql)).collect();
        let sql =
            format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), cells.join(", "));
        self.execute(&sql).await
    }

    /// Every row that a query finds.
    ///
    /// # Errors
    /// In the database's own words; or where a column is of a kind that the record has not.
    pub async fn rows(&self, sql: &str) -> Result<Vec<Vec<Cell>>, String> {
        match &self.0 {
            Connection::Sqlite(connection) => {
                let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let mut statement = connection.prepare(sql).map_err(said)?;
                let columns = statement.column_count();
                let row = |row: &rusqlite::Row<'_>| {
                    (0..columns).map(|place| Ok(of_sqlite(row.get_ref(place)?))).collect()
                };
                let rows = statement.query_map([], row).map_err(said)?;
                rows.collect::<Result<_, _>>().map_err(said)
            }
            Connection::Postgres(client) => {
                let rows = client.query(sql, &[]).await.map_err(said)?;
                rows.iter()
                    .map(|row| (0..row.len()).map(|place| of_postgresql(row, place)).collect())
                    .collect()
            }
        }
    }
}

fn said(cause: impl std::fmt::Debug + std::fmt::Display) -> String {
    format!("{cause} ({cause:?})")
}

fn of_sqlite(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Nothing,
        ValueRef::Integer(number) => Cell::Number(number),
        ValueRef::Real(number) => Cell::Text(number.to_string()),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}

fn of_postgresql(row: &tokio_postgres::Row, place: usize) -> Result<Cell, String> {
    Ok(match *row.columns()[place].type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(place).map_err(said)?.into(),
        Type::INT4 => row.try_get::<_, Option<i32>>(place).map_err(said)?.map(i64::from).into(),
        Type::TEXT | Type::VARCHAR | Type::NAME => {
            row.try_get::<_, Option<String>>(place).map_err(said)?.into()
        }
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(place).map_err(said)?.into(),
        Type::UUID => row.try_get::<_, Option<Uuid>>(place).map_err(said)?.into(),
        Type::BOOL => row.try_get::<_, Option<bool>>(place).map_err(said)?.into(),
        ref other => return Err(format!("a column of the type {other}")),
    })
}
