//! Rows on their way into tables: many of one table in one statement.

use std::collections::{HashMap, HashSet};

use crate::sql::{Sql, Value};

/// A table that rows are put into.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// How many columns, from the first, are its key.
    pub(crate) key: usize,
    pub(crate) on_conflict: OnConflict,
}

/// What is done where the key is there already.
#[derive(Debug)]
pub(crate) enum OnConflict {
    /// The change fails.
    Fail,
    /// The row stays as it is.
    Keep,
    /// The row is replaced but for some columns.
    Replace { kept: &'static [&'static str] },
}

/// A row on its way into a table.
#[derive(Clone, Debug)]
pub(crate) struct Insert {
    pub(crate) table: &'static Table,
    pub(crate) values: Vec<Value>,
}

impl Insert {
    pub(crate) fn into(table: &'static Table, values: impl IntoIterator<Item = Value>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        debug_assert_eq!(values.len(), table.columns.len(), "{}", table.name);
        Self { table, values }
    }
}

/// The sizes of statements: few, so that each is prepared once.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// Statements that insert rows, table by table in the order in which each first comes. Of several
/// rows that replace each other the last is written.
pub(crate) fn statements(rows: Vec<Insert>) -> Vec<Sql> {
    let mut tables: Vec<(&'static Table, Vec<Vec<Value>>)> = Vec::new();
    let mut places: HashMap<&'static str, usize> = HashMap::new();
    for row in rows {
        let place = *places.entry(row.table.name).or_insert_with(|| {
            tables.push((row.table, Vec::new()));
            tables.len() - 1
        });
        tables[place].1.push(row.values);
    }
    tables.into_iter().flat_map(|(table, rows)| of_table(table, rows)).collect()
}

fn of_table(table: &Table, mut rows: Vec<Vec<Value>>) -> Vec<Sql> {
    if matches!(table.on_conflict, OnConflict::Replace { .. }) && rows.len() > 1 {
        let mut written = HashSet::with_capacity(rows.len());
        rows.reverse();
        rows.retain(|row| written.insert(format!("{:?}", &row[..table.key])));
        rows.reverse();
    }
    let mut rows = rows.into_iter();
    let mut statements = Vec::new();
    for size in SIZES {
        while rows.len() >= size {
            statements.push(one(table, rows.by_ref().take(size)));
        }
    }
    statements
}

fn one(table: &Table, rows: impl Iterator<Item = Vec<Value>>) -> Sql {
    let columns = table.columns.join(", ");
    let mut sql = Sql::new(&format!("INSERT INTO {} ({columns}) VALUES ", table.name));
    for (place, row) in rows.enumerate() {
        sql.push(if place == 0 { "(" } else { ", (" });
        sql.bind_all(row).push(")");
    }
    match table.on_conflict {
        OnConflict::Fail => {}
        OnConflict::Keep => {
            sql.push(" ON CONFLICT DO NOTHING");
        }
        OnConflict::Replace { kept } => {
            let set: Vec<String> = table.columns[table.key..]
                .iter()
                .filter(|column| !kept.contains(column))
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            let key = table.columns[..table.key].join(", ");
            sql.push(&format!(" ON CONFLICT ({key}) DO UPDATE SET {}", set.join(", ")));
        }
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    static DRAWER: Table = Table {
        name: "drawer",
        columns: &["id", "made", "body"],
        key: 1,
        on_conflict: OnConflict::Replace { kept: &["made"] },
    };

    #[test]
    fn of_two_rows_that_replace_each_other_the_last_is_written() {
        let row =
            |id: i64, body: &str| Insert::into(&DRAWER, [id.into(), 0i64.into(), body.into()]);
        let written = statements(vec![row(1, "a"), row(2, "b"), row(1, "c")]);
        assert_eq!(written.len(), 2, "two rows, each of size 1");
        assert_eq!(
            written[1].text(),
            "INSERT INTO drawer (id, made, body) VALUES (?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET body = excluded.body"
        );
    }

    #[test]
    fn many_rows_take_few_statements() {
        let rows = (0..85i64).map(|id| Insert::into(&DRAWER, [id.into(), id.into(), "".into()]));
        assert_eq!(statements(rows.collect()).len(), 4, "64 + 16 + 4 + 1");
    }
}
