//! SQL for both databases: text with `?` for every value.

use jiff::Timestamp;
use uuid::Uuid;

use crate::database::Kind;

/// A value beside the text of a statement. None of a kind is still of that kind, which PostgreSQL
/// wants to know.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
    Truth(Option<bool>),
}

macro_rules! values {
    ($($of:ty => $kind:ident),+ $(,)?) => {$(
        impl From<$of> for Value {
            fn from(value: $of) -> Self {
                Self::$kind(Some(value.into()))
            }
        }
        impl From<Option<$of>> for Value {
            fn from(value: Option<$of>) -> Self {
                Self::$kind(value.map(Into::into))
            }
        }
    )+};
}

values! { i64 => Number, &str => Text, String => Text, Vec<u8> => Bytes, Uuid => Id, bool => Truth }

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
    /// Goes on with another statement, such as one that is read like a table.
    pub(crate) fn push_sql(&mut self, other: Self) -> &mut Self {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
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
    /// The text as one database writes it, and the values.
    pub(crate) fn into_parts(self, kind: Kind) -> (String, Vec<Value>) {
        match kind {
            Kind::Postgres => (numbered(&self.text), self.values),
            Kind::Sqlite => (self.text, self.values),
        }
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

/// A moment as the database keeps it.
pub(crate) fn stamp(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// To a power of two by repeating the last, so that few statements are prepared.
pub(crate) fn padded(ids: &[Uuid]) -> impl Iterator<Item = Uuid> + '_ {
    let size = ids.len().next_power_of_two();
    ids.iter()
        .copied()
        .chain(std::iter::repeat_n(ids.last().copied().unwrap_or_default(), size - ids.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_on_postgresql() {
        let mut sql = Sql::new("SELECT a FROM b WHERE c = ");
        sql.bind(1i64).push(" AND d IN (").bind_all(["x", "y"]).push(")");
        assert_eq!(sql.text(), "SELECT a FROM b WHERE c = ? AND d IN (?, ?)");
        let (text, values) = sql.into_parts(Kind::Postgres);
        assert_eq!(text, "SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)");
        assert_eq!(values.len(), 3);
    }
}
