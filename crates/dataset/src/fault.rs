//! What is wrong with a file, cell by cell, and what kept it from being read at all.

use std::fmt;

/// Something in a file that the data set does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it was named; `standard input` where it was that.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The row as a spreadsheet numbers it: the header is 1.
    pub row: u64,
    /// The column's name; empty where the fault is of the whole row.
    pub column: String,
    /// What stands there, shortened and without control characters; empty where nothing
    /// does, and of columns with names and addresses, which are never shown.
    pub value: String,
    /// What was expected, to follow that word.
    pub expected: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(formatter, ", sheet {sheet}")?;
        }
        write!(formatter, ", row {}", self.row)?;
        if !self.column.is_empty() {
            write!(formatter, ", column {}", self.column)?;
        }
        write!(formatter, ": {}", self.what())
    }
}

impl Fault {
    /// What stands there and what was expected.
    fn what(&self) -> String {
        match (self.value.as_str(), self.column.as_str()) {
            ("", _) => format!("expected {}", self.expected),
            (value, "") => format!("{value}; expected {}", self.expected),
            (value, _) => format!("“{value}”; expected {}", self.expected),
        }
    }
    /// The same with the column, to stand beside the row itself.
    pub(crate) fn of_row(&self) -> String {
        match self.column.as_str() {
            "" => self.what(),
            column => format!("{column}: {}", self.what()),
        }
    }
}

/// How much of a value a fault shows, in characters.
const SHOWN: usize = 60;

/// The value as a fault shows it: one line, shortened.
pub(crate) fn shown(value: &str) -> String {
    let mut shown = String::new();
    for (place, character) in value.chars().enumerate() {
        if place == SHOWN {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Every fault of a run: the first are listed, all are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    listed: Vec<Fault>,
    count: u64,
}

impl Faults {
    /// How many are listed.
    pub const LISTED: usize = 1_000;

    /// The first 1,000, in the order of the files and their rows.
    pub fn listed(&self) -> &[Fault] {
        &self.listed
    }
    /// All, also those that are not listed.
    pub fn count(&self) -> u64 {
        self.count
    }
    /// Those that are only counted.
    pub fn unlisted(&self) -> u64 {
        self.count - self.listed.len() as u64
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
    pub(crate) fn add(&mut self, fault: impl FnOnce() -> Fault) {
        if self.listed.len() < Self::LISTED {
            self.listed.push(fault());
        }
        self.count += 1;
    }
    pub(crate) fn add_uncounted_for(&mut self, unlisted: u64) {
        self.count += unlisted;
    }
    /// Moves rows that were counted from the beginning of a stretch to where it begins.
    pub(crate) fn move_down(&mut self, rows: u64) {
        self.listed.iter_mut().for_each(|fault| fault.row += rows);
    }
    pub(crate) fn append(&mut self, others: Self) {
        let room = Self::LISTED - self.listed.len();
        self.listed.extend(others.listed.into_iter().take(room));
        self.count += others.count;
    }
}

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each says what it is")]
pub enum ReadError {
    #[error("there is no file {file}; check the path")]
    Missing { file: String },
    #[error("{file} is a folder; name a file in it")]
    Folder { file: String },
    #[error("{file} may not be read; ask for the right to read it, or copy it where you may")]
    Forbidden { file: String },
    #[error("{file} cannot be read: {cause}")]
    Unreadable { file: String, cause: std::io::Error },
    #[error("standard input can be one of the files only; give the others as paths")]
    StandardInputTwice,
    #[error("{file} is UTF-16 text; save it as “CSV UTF-8 (comma delimited)” and try again")]
    Utf16 { file: String },
    #[error("{file} is neither text nor a workbook; give a file of CSV, XLSX or ODS")]
    NoText { file: String },
    #[error(
        "{file} ends its rows with carriage returns alone; \
         save it as “CSV UTF-8 (comma delimited)” and try again"
    )]
    CarriageReturns { file: String },
    #[error(
        "{file} is an old Excel workbook, or one with a password; \
         save it without a password as .xlsx or as CSV UTF-8"
    )]
    OldWorkbook { file: String },
    #[error("{file} is not a workbook, whatever its name says; save it again as .xlsx or .ods")]
    NotAWorkbook { file: String },
    #[error("{file} is a damaged workbook ({cause}); open it and save it again")]
    Damaged { file: String, cause: String },
    #[error(
        "{file}, sheet {sheet}, cell {cell} has a formula that was never worked out; open the \
         workbook in a spreadsheet program and save it, or give values instead of formulas"
    )]
    NotCalculated { file: String, sheet: String, cell: String },
    #[error(
        "{file} has no sheet named {wanted} (its sheets: {sheets}); \
         name the sheet so, or save it as CSV"
    )]
    NoSheet { file: String, wanted: &'static str, sheets: String },
    #[error("{file} has two sheets named {name}; leave one")]
    SheetTwice { file: String, name: &'static str },
    #[error("{name} is given twice, as a sheet of {file} and as {other}; leave one out")]
    GivenTwice { name: &'static str, file: String, other: String },
    #[error("{file} was refused: {what}; {remedy}")]
    TooMuch { file: String, what: String, remedy: &'static str },
}

impl ReadError {
    /// The sentence for a failure of the system to open or read the file.
    pub(crate) fn of(file: &str, cause: std::io::Error) -> Self {
        let file = file.to_owned();
        match cause.kind() {
            std::io::ErrorKind::NotFound => Self::Missing { file },
            std::io::ErrorKind::IsADirectory => Self::Folder { file },
            std::io::ErrorKind::PermissionDenied => Self::Forbidden { file },
            _ => Self::Unreadable { file, cause },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(row: u64) -> Fault {
        Fault {
            file: "r.csv".into(),
            sheet: None,
            row,
            column: "area".into(),
            value: "walsall".into(),
            expected: "one of Walsall".into(),
        }
    }

    #[test]
    fn a_fault_is_one_plain_line() {
        assert_eq!(
            fault(12).to_string(),
            "r.csv, row 12, column area: “walsall”; expected one of Walsall"
        );
        assert_eq!(shown("a\nb\u{0}"), "a\\nb\\u{0}");
        assert_eq!(shown(&"x".repeat(70)).chars().count(), 61);
    }

    #[test]
    fn the_first_thousand_are_listed_and_the_rest_counted() {
        let mut faults = Faults::default();
        for row in 0..1_500 {
            faults.add(|| fault(row));
        }
        let mut all = Faults::default();
        all.add(|| fault(0));
        all.append(faults);
        assert_eq!((all.listed().len(), all.count(), all.unlisted()), (1_000, 1_501, 501));
    }
}
