//! Faulty rows, set aside as a file of their own.

use super::plan::WHY;
use crate::columns::File;
use crate::write::write_text_cell;

/// Rows that were set aside, as a file of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The file from which they are.
    pub file: File,
    /// How many they are.
    pub rows: u64,
    /// CSV: the header and the rows as they were, and before each row why it stands here, in a
    /// column `why`.
    pub csv: String,
}

/// How the text of a file's rows is written, where faulty ones are set aside.
pub(crate) struct AsText {
    pub header: String,
    pub separator: u8,
}

/// Rows on their way aside.
pub(super) struct Aside {
    separator: u8,
    /// The file was set aside before: what it said then is taken out.
    again: bool,
    pub to: SetAside,
}

impl Aside {
    pub fn of(file: File, text: AsText) -> Self {
        let AsText { header, separator } = text;
        let again = without_first(&header, separator).1 == WHY;
        let mut aside =
            Self { separator, again, to: SetAside { file, rows: 0, csv: String::new() } };
        aside.line(WHY, &header);
        aside
    }

    pub fn row(&mut self, why: &str, row: &str) {
        self.to.rows += 1;
        self.line(why, row);
    }

    fn line(&mut self, why: &str, row: &str) {
        let mut cell = Vec::new();
        write_text_cell(&mut cell, why);
        self.to.csv.push_str(&String::from_utf8_lossy(&cell));
        self.to.csv.push(char::from(self.separator));
        let row = if self.again { without_first(row, self.separator).0 } else { row };
        self.to.csv.push_str(row);
        self.to.csv.push('\n');
    }
}

/// A row of CSV without its first cell, and that cell.
fn without_first(row: &str, separator: u8) -> (&str, &str) {
    let separator = char::from(separator);
    let mut quoted = false;
    let end = row.find(|sign| {
        quoted ^= sign == '"';
        sign == separator && !quoted
    });
    end.map_or(("", row), |end| (&row[end + 1..], &row[..end]))
}
