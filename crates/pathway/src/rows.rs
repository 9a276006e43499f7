//! Files of rows that an installation gives, such as its rules and its clocks: read whole, every
//! fault with its row, its column, what stands there and what was expected.

use std::fmt;

/// A cell, a row or a heading that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultyRow {
    /// The line of the file, the headings being row 1.
    pub row: u64,
    /// The column; empty, where it is the row that cannot be taken.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
    /// What was expected instead.
    pub expected: String,
}

/// Everything that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct FaultyRows(pub Vec<FaultyRow>);

impl fmt::Display for FaultyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        match self.value.as_str() {
            "" => write!(f, ": expected {}", self.expected),
            value => write!(f, ": {value:?}; expected {}", self.expected),
        }
    }
}

/// A line each.
impl fmt::Display for FaultyRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, fault) in self.0.iter().enumerate() {
            let between = if place == 0 { "" } else { "\n" };
            write!(f, "{between}{fault}")?;
        }
        Ok(())
    }
}

/// One row as it is given.
pub(crate) struct Given<'a> {
    row: u64,
    columns: &'a [&'static str],
    places: &'a [Option<usize>],
    record: &'a csv::StringRecord,
    faults: &'a mut Vec<FaultyRow>,
}

impl Given<'_> {
    /// What stands in a column, without the blanks around it.
    pub fn cell(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|name| *name == column);
        let place = place.and_then(|place| self.places.get(place).copied().flatten());
        place.and_then(|place| self.record.get(place)).unwrap_or_default().trim()
    }
    /// What a cell says; where it says nothing, a fault with what was expected.
    pub fn take<T>(&mut self, column: &'static str, taken: Option<T>, expected: &str) -> Option<T> {
        if taken.is_none() {
            let (row, value) = (self.row, self.cell(column).to_owned());
            let expected = expected.to_owned();
            self.faults.push(FaultyRow { row, column, value, expected });
        }
        taken
    }
}

/// Reads a file with these columns, in any order; those that need not be there are left out of
/// `needed`. `one` reads a row, and leaves its faults with it.
pub(crate) fn read<T>(
    text: &str,
    columns: &[&'static str],
    needed: &[&'static str],
    one: impl Fn(&mut Given<'_>) -> Option<T>,
) -> Result<Vec<T>, FaultyRows> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut faults = Vec::new();
    let headings = reader.headers().cloned().unwrap_or_default();
    let places = headed(&headings, columns, needed, &mut faults);
    if !faults.is_empty() {
        return Err(FaultyRows(faults));
    }
    let mut rows = Vec::new();
    for record in reader.into_records() {
        // Of a text in memory every record can be read: it is UTF-8, and may have any length.
        let Ok(record) = record else { continue };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = line(text, &record);
        if let Some(beyond) = record.iter().skip(headings.len()).find(|cell| !cell.is_empty()) {
            faults.push(FaultyRow {
                row,
                column: "",
                value: beyond.to_owned(),
                expected: format!(
                    "{} cells: a cell with a comma in it stands between quotation marks",
                    headings.len()
                ),
            });
            continue;
        }
        let faults = &mut faults;
        rows.extend(one(&mut Given { row, columns, places: &places, record: &record, faults }));
    }
    if faults.is_empty() { Ok(rows) } else { Err(FaultyRows(faults)) }
}

/// Where each column stands.
fn headed(
    headings: &csv::StringRecord,
    columns: &[&'static str],
    needed: &[&'static str],
    faults: &mut Vec<FaultyRow>,
) -> Vec<Option<usize>> {
    let place = |column: &str| headings.iter().position(|heading| heading.trim() == column);
    let expected = || format!("the headings {}", columns.join(","));
    for heading in headings {
        if !columns.contains(&heading.trim()) {
            let (value, expected) = (heading.to_owned(), expected());
            faults.push(FaultyRow { row: 1, column: "", value, expected });
        }
    }
    for column in needed.iter().filter(|column| place(column).is_none()) {
        let expected = format!("{}; this one is not there", expected());
        faults.push(FaultyRow { row: 1, column, value: String::new(), expected });
    }
    columns.iter().map(|column| place(column)).collect()
}

/// The line on which a record begins: blank lines before it are counted, and are no records.
fn line(text: &str, record: &csv::StringRecord) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| text.get(byte..));
    let rest = rest.unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let blank = rest.get(..blank).unwrap_or_default().matches('\n').count();
    position.line() + u64::try_from(blank).unwrap_or_default()
}

/// The codes of a list as a fault names them.
pub(crate) fn codes<T: crate::codes::Code>(but: &[T]) -> String {
    let codes: Vec<&str> =
        T::ALL.iter().filter(|value| !but.contains(value)).map(|value| value.code()).collect();
    one_of(&codes)
}

/// Words as a fault names them.
pub(crate) fn one_of(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
