//! A row of either database, read from left to right.

use jiff::Timestamp;
use uuid::Uuid;

use crate::fault::Fault;

/// A row being read.
#[derive(Clone)]
pub(crate) struct Columns<'a> {
    row: Row<'a>,
    place: usize,
}

#[derive(Clone, Copy)]
enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

/// What both databases can give.
pub(crate) trait Column:
    rusqlite::types::FromSql + for<'a> tokio_postgres::types::FromSql<'a>
{
}
impl<T> Column for T where T: rusqlite::types::FromSql + for<'a> tokio_postgres::types::FromSql<'a> {}

impl<'a> Columns<'a> {
    pub(super) const fn of_sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self { row: Row::Sqlite(row), place: 0 }
    }
    pub(super) const fn of_postgres(row: &'a tokio_postgres::Row) -> Self {
        Self { row: Row::Postgres(row), place: 0 }
    }
    /// Passes columns over.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.place += columns;
    }
    /// The next column.
    pub(crate) fn take<T: Column>(&mut self) -> Result<T, Fault> {
        let value = match self.row {
            Row::Sqlite(row) => row.get(self.place)?,
            Row::Postgres(row) => row.try_get(self.place).map_err(|cause| {
                Fault::Foreign(format!("column {} of a row: {cause}", self.place + 1))
            })?,
        };
        self.place += 1;
        Ok(value)
    }
    pub(crate) fn id<T>(&mut self, of: fn(Uuid) -> T) -> Result<T, Fault> {
        Ok(of(self.take()?))
    }
    pub(crate) fn id_or_none<T>(&mut self, of: fn(Uuid) -> T) -> Result<Option<T>, Fault> {
        Ok(self.take::<Option<Uuid>>()?.map(of))
    }
    pub(crate) fn moment(&mut self) -> Result<Timestamp, Fault> {
        moment(self.take()?)
    }
    pub(crate) fn moment_or_none(&mut self) -> Result<Option<Timestamp>, Fault> {
        self.take::<Option<i64>>()?.map(moment).transpose()
    }
    /// A number that was written from one as small.
    pub(crate) fn number<T: TryFrom<i64>>(&mut self) -> Result<T, Fault> {
        let number = self.take::<i64>()?;
        T::try_from(number)
            .map_err(|_| Fault::Foreign(format!("the number {number} is out of range")))
    }
}

fn moment(microseconds: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|_| Fault::Foreign(format!("the moment {microseconds} is out of range")))
}
