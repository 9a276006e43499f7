//! SQL for both databases: text with `?` for every value, and rows read by place.

use jiff::Timestamp;
use sea_orm::{DbBackend, DbErr, QueryResult, Statement, TryGetable, Value};
use uuid::Uuid;

/// A statement being written. The text holds no value: each is bound.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// A statement that begins so.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }
    /// A statement with all its values.
    pub(crate) fn with(text: &str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { text: text.to_owned(), values: values.into_iter().collect() }
    }
    /// Goes on with text, which never holds what somebody typed.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }
    /// Goes on with a value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.text.push('?');
        self.values.push(value.into());
        self
    }
    /// Goes on with values between commas.
    pub(crate) fn bind_all<V: Into<Value>>(
        &mut self,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        for (place, value) in values.into_iter().enumerate() {
            if place > 0 {
                self.text.push_str(", ");
            }
            self.bind(value);
        }
        self
    }
    /// The text, with `?` for every value.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
    /// The statement as one database writes it.
    pub(crate) fn statement(self, backend: DbBackend) -> Statement {
        let text = match backend {
            DbBackend::Postgres => numbered(&self.text),
            _ => self.text,
        };
        Statement::from_sql_and_values(backend, text, self.values)
    }
}

/// `?`, `?` as `$1`, `$2`. No text of ours holds a question mark for anything else.
fn numbered(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len() + text.len() / 8);
    for (place, part) in text.split('?').enumerate() {
        if place > 0 {
            numbered.push('$');
            numbered.push_str(&place.to_string());
        }
        numbered.push_str(part);
    }
    numbered
}

/// A row being read from left to right.
#[derive(Clone)]
pub(crate) struct Columns<'a> {
    row: &'a QueryResult,
    place: usize,
}

impl<'a> Columns<'a> {
    pub(crate) fn of(row: &'a QueryResult) -> Self {
        Self { row, place: 0 }
    }
    /// Passes columns over.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.place += columns;
    }
    /// The next column.
    pub(crate) fn take<T: TryGetable>(&mut self) -> Result<T, DbErr> {
        let value = self.row.try_get_by_index(self.place)?;
        self.place += 1;
        Ok(value)
    }
    pub(crate) fn id<T>(&mut self, of: fn(Uuid) -> T) -> Result<T, DbErr> {
        Ok(of(self.take()?))
    }
    pub(crate) fn id_or_none<T>(&mut self, of: fn(Uuid) -> T) -> Result<Option<T>, DbErr> {
        Ok(self.take::<Option<Uuid>>()?.map(of))
    }
    pub(crate) fn moment(&mut self) -> Result<Timestamp, DbErr> {
        moment(self.take()?)
    }
    pub(crate) fn moment_or_none(&mut self) -> Result<Option<Timestamp>, DbErr> {
        self.take::<Option<i64>>()?.map(moment).transpose()
    }
    /// A number that was written from one as small.
    pub(crate) fn number<T: TryFrom<i64>>(&mut self) -> Result<T, DbErr> {
        let number = self.take::<i64>()?;
        T::try_from(number).map_err(|_| DbErr::Type(format!("the number {number} is out of range")))
    }
}

fn moment(microseconds: i64) -> Result<Timestamp, DbErr> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|_| DbErr::Type(format!("the moment {microseconds} is out of range")))
}

/// A moment as the database keeps it.
pub(crate) fn stamp(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_on_postgresql() {
        let mut sql = Sql::new("SELECT a FROM b WHERE c = ");
        sql.bind(1i64).push(" AND d IN (").bind_all(["x", "y"]).push(")");
        assert_eq!(sql.text(), "SELECT a FROM b WHERE c = ? AND d IN (?, ?)");
        let statement = sql.statement(DbBackend::Postgres);
        assert_eq!(statement.sql, "SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)");
        assert_eq!(statement.values.map(|values| values.0.len()), Some(3));
    }
}
