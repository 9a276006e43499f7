//! The report's own number beside a computed one.

use evaluation::{Column, Figure, Reported, Row, Value};

use super::{Cell, Holds};
use crate::words;

/// What the report prints of each row of a table.
pub(super) struct Beside(Vec<String>);

/// The report's numbers of a row.
pub(super) fn found<'a>(figure: &'a Figure, row: &Row) -> impl Iterator<Item = &'a Reported> {
    figure.reported.iter().filter(move |reported| {
        reported.row.iter().all(|(key, word)| row.get(key).is_some_and(|cell| is(cell, word)))
    })
}

fn is(cell: &Value, word: &str) -> bool {
    match cell {
        Value::Text(text) => text == word,
        Value::Count(count) => count.to_string() == word,
        Value::Whole(whole) => whole.to_string() == word,
        _ => false,
    }
}

impl Beside {
    /// Of each row. Where the report has numbers of several columns, each says of which.
    pub(super) fn of(figure: &Figure, columns: &[Column], rows: &[&Row]) -> Self {
        let mut keys: Vec<&str> =
            rows.iter().flat_map(|row| found(figure, row)).map(|of| of.column).collect();
        keys.sort_unstable();
        keys.dedup();
        let label = |key: &str| {
            columns
                .iter()
                .find(|column| column.key == key)
                .map_or_else(|| words::code(key), |column| column.label.to_lowercase())
        };
        let line = |row: &&Row| {
            let said: Vec<String> = found(figure, row)
                .map(|of| {
                    if keys.len() < 2 {
                        of.printed.clone()
                    } else {
                        format!("{} {}", label(of.column), of.printed)
                    }
                })
                .collect();
            said.join("; ")
        };
        Self(rows.iter().map(line).collect())
    }

    pub(super) fn into_lines(self) -> Vec<String> {
        self.0
    }

    pub(super) fn any(&self) -> bool {
        self.0.iter().any(|said| !said.is_empty())
    }

    pub(super) fn cell(&self, row: usize) -> Cell {
        let said = self.0.get(row).map_or("", String::as_str);
        let holds = if said.is_empty() { Holds::Empty } else { Holds::Number };
        Cell::new(said, holds)
    }
}
