//! The report's own number beside a computed one.

use evaluation::{Column, Figure, Reported, Row, Value};

use super::{Cell, Head, Holds};
use crate::words;

/// What the report prints of each row of a table: a column for each column of the figure of
/// which it prints something.
pub(crate) struct Beside<'a> {
    columns: Vec<Column>,
    rows: Vec<Vec<Option<&'a Reported>>>,
}

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

impl<'a> Beside<'a> {
    /// Of each row, in the order of the rows.
    pub(crate) fn of(figure: &'a Figure, rows: &[&Row]) -> Self {
        let by_row: Vec<Vec<&Reported>> =
            rows.iter().map(|row| found(figure, row).collect()).collect();
        let prints = |key| by_row.iter().flatten().any(|reported| reported.column == key);
        let columns: Vec<Column> =
            figure.columns.iter().filter(|column| prints(column.key)).copied().collect();
        let rows = by_row
            .iter()
            .map(|row| {
                let of = |column: &Column| row.iter().find(|of| of.column == column.key).copied();
                columns.iter().map(of).collect()
            })
            .collect();
        Self { columns, rows }
    }

    /// Takes away a number that stands alone beside many rows, and says it in words: a column
    /// for it would be empty but once.
    pub(super) fn take_one_of_many(&mut self, figure: &Figure) -> Option<String> {
        const MANY: usize = 12;
        let mut printed = self.rows.iter().flatten().flatten();
        let (Some(one), None) = (printed.next().copied(), printed.next()) else { return None };
        if self.rows.len() < MANY {
            return None;
        }
        let label = |key: &str| {
            let column = figure.columns.iter().find(|column| column.key == key);
            column.map_or_else(|| words::code(key), |column| column.label.to_lowercase())
        };
        let place: Vec<String> = one
            .row
            .iter()
            .map(|(key, word)| format!("{} {}", label(key), words::code(word)))
            .collect();
        let number = words::printed(&one.printed);
        let said =
            format!("The report has {number} as {}, at {}.", label(one.column), place.join(", "));
        *self = Self { columns: Vec::new(), rows: Vec::new() };
        Some(said)
    }

    /// The headings: each names its column where there are several.
    pub(crate) fn heads(&self) -> Vec<Head> {
        let words = |column: &Column| match self.columns.as_slice() {
            [_] => "The report has".to_owned(),
            _ => format!("The report: {}", column.label.to_lowercase()),
        };
        self.columns.iter().map(|column| Head { words: words(column), numeric: true }).collect()
    }

    /// The columns of the figure, of each heading.
    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What is printed of a row, of each heading.
    pub(crate) fn row(&self, row: usize) -> &[Option<&'a Reported>] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }

    /// The same as cells.
    pub(super) fn cells(&self, row: usize) -> impl Iterator<Item = Cell> {
        self.row(row).iter().map(|reported| match reported {
            Some(reported) => Cell::new(words::printed(&reported.printed), Holds::Number),
            None => Cell::new("", Holds::Empty),
        })
    }
}
