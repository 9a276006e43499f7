//! Workbooks: which sheets they have, and the cells of one, row by row.

use super::source::{Opened, Whole};
use super::table::{Collector, Named, Plan, Rows};
use super::{Given, Options, ods, unpacked, xlsx};
use crate::columns::{File, Row};
use crate::fault::ReadError;
use crate::field::wants_apostrophe;

/// A workbook, checked against the caps, whose sheets are known.
pub(crate) struct Book {
    name: String,
    whole: Whole,
    format: Format,
    sheets: Vec<String>,
}

#[derive(Clone, Copy)]
enum Format {
    Xlsx,
    Ods,
}

impl Book {
    pub(crate) fn try_new(opened: Opened) -> Result<Self, ReadError> {
        let (name, whole) = opened.whole()?;
        let is_ods = unpacked::check(&name, &whole)?;
        let (format, sheets) = match is_ods {
            true => (Format::Ods, ods::sheets(&name, &whole)?),
            false => (Format::Xlsx, xlsx::sheets(&name, &whole)?),
        };
        Ok(Self { name, whole, format, sheets })
    }
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
    /// The sheet with the file's name, in whatever case, if there is one.
    pub(crate) fn sheet_named(&self, file: File) -> Result<Option<&str>, ReadError> {
        let mut named = self.sheets.iter().filter(|sheet| is_named(sheet, file));
        match (named.next(), named.next()) {
            (_, Some(_)) => {
                Err(ReadError::SheetTwice { file: self.name.clone(), name: file.name() })
            }
            (sheet, None) => Ok(sheet.map(String::as_str)),
        }
    }
    /// The sheet with the file's name, or the only sheet of the workbook.
    pub(crate) fn sheet_of(&self, file: File) -> Result<&str, ReadError> {
        match (self.sheet_named(file)?, self.sheets.as_slice()) {
            (Some(sheet), _) => Ok(sheet),
            (None, [only]) => Ok(only),
            (None, sheets) => Err(ReadError::NoSheet {
                file: self.name.clone(),
                wanted: file.name(),
                sheets: sheets.join(", "),
            }),
        }
    }
    /// A remark on sheets that are no file of the data set.
    pub(crate) fn unread(&self) -> Option<String> {
        if self.sheets.len() < 2 {
            return None;
        }
        let is_file = |sheet: &String| File::ALL.into_iter().any(|file| is_named(sheet, file));
        let unread =
            self.sheets.iter().filter(|sheet| !is_file(sheet)).cloned().collect::<Vec<_>>();
        (!unread.is_empty()).then(|| {
            format!("{}: not read, for no file is named so: {}", self.name, unread.join(", "))
        })
    }

    /// Reads the rows of a sheet.
    pub(crate) fn read<R: Row>(
        &self,
        sheet: &str,
        options: &Options<'_>,
    ) -> Result<Given<R>, ReadError> {
        let named = Named { file: self.name.clone(), sheet: Some(sheet.to_owned()) };
        let mut header = None;
        // The first row alone, then all: the header is needed before a row is understood.
        self.rows(sheet, &mut |row, cells| {
            if row == 1 {
                header = Some(cells.to_vec());
            }
            false
        })?;
        let mut header = header.unwrap_or_default();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        let (plan, faults) = Plan::<R>::new(named, header);
        let text = options.set_aside.then(|| as_csv(plan.header(), |_| false));
        let mut collector = Collector::new(&plan, faults, text);
        let mut rows = Rows::new(&plan, options.set_aside);
        let mut next = 2;
        self.rows(sheet, &mut |row, cells| {
            if row < next {
                return true;
            }
            rows.blank_rows(row - next);
            next = row + 1;
            let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            for place in 0..used.max(plan.width()) {
                rows.cell_unchecked(cells.get(place).map_or(b"", |cell| cell.as_bytes()));
            }
            rows.end(|| as_csv(cells, |place| plan.is_text(place)));
            if row % STRETCH == 0 {
                let whole = std::mem::replace(&mut rows, Rows::new(&plan, options.set_aside));
                collector.take(whole.finish());
                (options.progress)(0);
            }
            true
        })?;
        collector.take(rows.finish());
        Ok(Given { table: collector.finish(), remarks: Vec::new() })
    }

    /// Gives each row that the sheet holds, with its number, until `each` says `false`.
    fn rows(&self, sheet: &str, each: EachRow<'_>) -> Result<(), ReadError> {
        match self.format {
            Format::Xlsx => xlsx::rows(&self.name, &self.whole, sheet, each),
            Format::Ods => ods::rows(&self.name, &self.whole, sheet, each),
        }
    }
}

/// Takes a row's number, from 1, and its cells as text; says whether to go on.
pub(crate) type EachRow<'a> = &'a mut dyn FnMut(u32, &[String]) -> bool;

/// Rows that are collected at a time.
const STRETCH: u32 = 16_384;

/// The cells as a line of CSV; texts that a spreadsheet program would take for a formula
/// get their apostrophe.
fn as_csv(cells: &[String], is_text: impl Fn(usize) -> bool) -> String {
    let mut line = String::new();
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        let quoted = cell.contains(['"', ',', '\n', '\r']);
        if quoted {
            line.push('"');
        }
        if is_text(place) && wants_apostrophe(cell) && !cell.starts_with('\'') {
            line.push('\'');
        }
        line.push_str(&cell.replace('"', "\"\""));
        if quoted {
            line.push('"');
        }
    }
    line
}

/// What is said of a sheet with more rows or columns than are read.
pub(crate) fn too_much(file: &str, what: &str, most: u64) -> ReadError {
    ReadError::TooMuch {
        file: file.to_owned(),
        what: what.to_owned(),
        most: most.to_string(),
        remedy: "keep to the rows and columns of the data set, or save the sheet as CSV UTF-8",
    }
}

/// A workbook that cannot be made sense of.
pub(crate) fn damaged(file: &str, cause: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged { file: file.to_owned(), cause: cause.to_string() }
}

fn is_named(sheet: &str, file: File) -> bool {
    sheet.trim().eq_ignore_ascii_case(file.name())
}
