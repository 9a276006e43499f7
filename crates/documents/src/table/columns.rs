//! Which columns a table shows, and how each cell of them is read.

use std::borrow::Cow;

use evaluation::{Column, Figure, Kind, Row, Value};

use super::{Cell, Head, Holds, text};
use crate::words;

/// A column of a figure's rows, or some of them, with the rows that it applies to.
type Part<'a> = (Vec<Column>, Vec<&'a Row>);

/// Parts the rows where what they hold changes: neither row's keys among the other's.
pub(super) fn parts(figure: &Figure) -> Vec<Part<'_>> {
    let has = |row: &Row, column: &Column| row.get(column.key).is_some();
    let mut parts: Vec<Part<'_>> = Vec::new();
    for row in &figure.rows {
        let mine: Vec<Column> =
            figure.columns.iter().copied().filter(|column| has(row, column)).collect();
        match parts.last_mut() {
            Some((columns, rows)) if mine.iter().all(|column| columns.contains(column)) => {
                rows.push(row);
            }
            Some((columns, rows)) if columns.iter().all(|column| mine.contains(column)) => {
                *columns = mine;
                rows.push(row);
            }
            _ => parts.push((mine, vec![row])),
        }
    }
    if parts.is_empty() {
        parts.push((figure.columns.clone(), Vec::new()));
    }
    parts
}

/// Takes away a column of words that says the same in every row: where the rows are parted, it
/// told the parts apart.
pub(super) fn without_the_same_in_every_row(columns: &mut Vec<Column>, rows: &[&Row]) {
    let is_one_word = |column: &Column| {
        let mut words = rows.iter().map(|row| row.text(column.key));
        let first = words.next().flatten();
        matches!(column.kind, Kind::Code | Kind::Text)
            && first.is_some()
            && words.all(|word| word == first)
    };
    if rows.len() > 1 && columns.len() > 2 {
        columns.retain(|column| column.key == "of" || !is_one_word(column));
    }
}

/// A column as it is shown.
pub(super) enum Place {
    /// One column of the figure.
    One { column: Column, words: String },
    /// Low and high of an interval, in the unit of the number before them.
    Interval { kind: Kind, low: &'static str, high: &'static str },
    /// One name of a number by name.
    Named { column: Column, name: Cow<'static, str>, words: String },
}

/// The columns to show. A denominator that is the same in every row is said in the heading of
/// the share; the ends of an interval are one column.
pub(super) fn places(columns: &[Column], rows: &[&Row]) -> Vec<Place> {
    let of = the_one_denominator(rows);
    let mut places = Vec::with_capacity(columns.len());
    let mut unit = Kind::Number;
    let mut at = 0;
    while at < columns.len() {
        let column = columns[at];
        at += 1;
        let next = columns.get(at);
        match column.kind {
            Kind::Low if next.is_some_and(|next| next.kind == Kind::High) => {
                let high = columns[at].key;
                at += 1;
                places.push(Place::Interval { kind: unit, low: column.key, high });
            }
            Kind::Low | Kind::High => {
                let column = Column { kind: unit, ..column };
                places.push(Place::One { column, words: column.label.into() });
            }
            _ if column.key == "of" && of.is_some() => {}
            _ if is_said_by_the_sign(&column, columns, rows) => {}
            kind => {
                if !matches!(kind, Kind::Code | Kind::Text) {
                    unit = kind;
                }
                let names = names(column, rows);
                if names.is_empty() {
                    let words = match &of {
                        Some(of) if column.key == "share" && column.label == "Share" => {
                            format!("Share of {}", words::base(of))
                        }
                        _ => column.label.into(),
                    };
                    places.push(Place::One { column, words });
                }
                let several = names.len() > 1;
                for name in names {
                    let words = if several || name.as_ref() != column.key {
                        named(column.label, &name)
                    } else {
                        column.label.into()
                    };
                    places.push(Place::Named { column, name, words });
                }
            }
        }
    }
    places
}

/// `Share who have left, by reason` and `dropped_out`: `Share who have left: dropped out`.
fn named(label: &str, name: &str) -> String {
    let label = label.split(", by ").next().unwrap_or(label);
    format!("{label}: {}", words::code(name))
}

/// The denominator of every row; the sum of all areas or plans is of the same, of all of them.
fn the_one_denominator(rows: &[&Row]) -> Option<String> {
    let first = rows.first()?.text("of")?;
    let is_the_one = |row: &&Row| {
        let is_sum = row.cells.first().is_some_and(|(_, value)| value.as_text() == Some("total"));
        row.text("of").is_some_and(|of| of == first || (is_sum && first.starts_with(of)))
    };
    rows.iter().all(is_the_one).then(|| first.to_owned())
}

/// Whether a column says in every row what the sign before each of its numbers says too.
fn is_said_by_the_sign(column: &Column, columns: &[Column], rows: &[&Row]) -> bool {
    column.key == "unit"
        && columns.iter().any(|column| column.kind == Kind::Money)
        && rows.iter().all(|row| row.text("unit") == Some("GBP"))
}

fn names(column: Column, rows: &[&Row]) -> Vec<Cow<'static, str>> {
    let mut names = Vec::new();
    for row in rows {
        if let Some(Value::Named(named)) = row.get(column.key) {
            for (name, _) in named {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
    }
    names
}

impl Place {
    pub(super) fn head(&self) -> Head {
        let words = match self {
            Self::One { words, .. } | Self::Named { words, .. } => words.clone(),
            Self::Interval { .. } => "95% interval".into(),
        };
        Head { words, numeric: self.is_numeric() }
    }

    pub(super) fn is_numeric(&self) -> bool {
        !matches!(self, Self::One { column, .. } if matches!(column.kind, Kind::Code | Kind::Text))
    }

    pub(super) fn cell(&self, row: &Row, is_head: bool) -> Cell {
        let cell = match self {
            Self::One { column, .. } => one(row, *column),
            Self::Named { column, name, .. } => match row.get(column.key) {
                Some(Value::Named(named)) => named
                    .iter()
                    .find(|(of, _)| of == name)
                    .map_or(Cell::new("", Holds::Empty), |(_, value)| number(column.kind, value)),
                Some(value) => number(column.kind, value),
                None => Cell::new("", Holds::Empty),
            },
            Self::Interval { kind, low, high } => interval(row, *kind, low, high),
        };
        if is_head {
            Cell { text: words::sentence(&cell.text), holds: Holds::RowHead, small: false }
        } else {
            cell
        }
    }
}

fn one(row: &Row, column: Column) -> Cell {
    match row.get(column.key) {
        None => Cell::new("", Holds::Empty),
        Some(Value::Null) if matches!(column.kind, Kind::Code | Kind::Text) => {
            Cell::new("", Holds::Empty)
        }
        Some(Value::Null) => number(column.kind, &Value::Null),
        Some(value) if matches!(column.kind, Kind::Code | Kind::Text) => {
            // Words stay words in a suppressed row; a whole number may head a row.
            Cell::new(text(column.kind, value), Holds::Words)
        }
        Some(value @ (Value::Text(_) | Value::Texts(_))) => {
            Cell::new(text(column.kind, value), Holds::Words)
        }
        Some(value) => number(column.kind, value),
    }
}

fn number(kind: Kind, value: &Value) -> Cell {
    match value {
        Value::Withheld => Cell::new(words::SUPPRESSED, Holds::Suppressed),
        Value::Null => Cell::new(words::UNDEFINED, Holds::Undefined),
        value => Cell::new(text(kind, value), Holds::Number),
    }
}

fn interval(row: &Row, kind: Kind, low: &str, high: &str) -> Cell {
    match (row.get(low), row.get(high)) {
        (None, None) => Cell::new("", Holds::Empty),
        (Some(Value::Withheld), _) | (_, Some(Value::Withheld)) => number(kind, &Value::Withheld),
        (Some(Value::Null) | None, Some(Value::Null) | None) => number(kind, &Value::Null),
        (low, high) => {
            let (low, high) = (low.unwrap_or(&Value::Null), high.unwrap_or(&Value::Null));
            Cell::new(words::interval(kind, low, high), Holds::Number)
        }
    }
}
