//! Workbooks: which sheets they have, and the cells of one, row by row.

use std::cell::OnceCell;
use std::sync::Mutex;

use super::aside::AsText;
use super::plan::{Named, Plan, letters, no_header};
use super::source::{Opened, Whole};
use super::table::{Collector, Rows, Table};
use super::{Given, Options, caps, ods, unpacked, xlsx};
use crate::columns::{File, Row};
use crate::fault::ReadError;
use crate::field::wants_apostrophe;

/// A workbook, checked against the caps, whose sheets are known.
pub(crate) struct Book {
    name: String,
    whole: Whole,
    format: Format,
    /// The workbook as it was opened for the names of its sheets, with its shared texts:
    /// for the first sheet that is read.
    opened: Mutex<Option<xlsx::Opened>>,
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
        let is_ods = unpacked::check(&name, &whole, &caps::Unpacking::USUAL)?;
        let (format, opened, sheets) = if is_ods {
            (Format::Ods, None, ods::sheets(&name, &whole)?)
        } else {
            let opened = xlsx::open(&name, &whole)?;
            let sheets = xlsx::sheets(&opened);
            (Format::Xlsx, Some(opened), sheets)
        };
        Ok(Self { name, whole, format, opened: Mutex::new(opened), sheets })
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
    /// The sheet of a name, in whatever case, or the only sheet of the workbook.
    pub(crate) fn sheet_called(&self, name: &'static str) -> Result<&str, ReadError> {
        let named = |sheet: &&String| sheet.trim().eq_ignore_ascii_case(name);
        match (self.sheets.iter().find(named), self.sheets.as_slice()) {
            (Some(sheet), _) => Ok(sheet),
            (None, [only]) => Ok(only),
            (None, sheets) => Err(ReadError::NoSheet {
                file: self.name.clone(),
                wanted: name,
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
        // The plan is made of the first row, in the same pass as the rows are read.
        let plan = OnceCell::new();
        let begin = |header: Vec<String>| {
            let (made, faults) = Plan::<R>::new(named.clone(), header);
            let plan = plan.get_or_init(|| made);
            let text = options
                .set_aside
                .then(|| AsText { header: as_csv(plan.header(), |_| false), separator: b',' });
            (Collector::new(plan, faults, text), Rows::new(plan, options.set_aside), plan)
        };
        let mut begun = None;
        let mut next = 2;
        let mut blank_first = false;
        let mut bytes = 0;
        self.rows(sheet, &mut |row, cells| {
            let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            // Without a header nothing can be said of the rows.
            blank_first = begun.is_none() && (row > 1 || used == 0);
            if blank_first {
                return used == 0;
            }
            let (collector, rows, plan) =
                begun.get_or_insert_with(|| begin(cells[..used].to_vec()));
            if row < next {
                return true;
            }
            rows.blank_rows(row - next);
            next = row + 1;
            for place in 0..used.max(plan.width()) {
                let cell = cells.get(place).map_or("", String::as_str);
                bytes += cell.len() as u64;
                if place < plan.width() {
                    rows.cell_unchecked(cell.as_bytes());
                } else if !cell.is_empty() {
                    rows.stray(&letters(place), cell);
                }
            }
            rows.end(|| as_csv(cells, |place| plan.is_text(place)));
            if row % STRETCH == 0 {
                let whole = std::mem::replace(rows, Rows::new(plan, options.set_aside));
                collector.take(whole.finish());
                (options.progress)(std::mem::take(&mut bytes));
            }
            true
        })?;
        let Some((mut collector, rows, _)) = begun else {
            let what = if blank_first { "a blank row" } else { "an empty sheet" };
            let faults = no_header::<R>(named.clone(), what);
            return Ok(Given { table: Table::without_header(faults), remarks: Vec::new() });
        };
        collector.take(rows.finish());
        (options.progress)(bytes);
        let table = collector.finish();
        let remarks = table.remark_of_none(&format!("{}, sheet {sheet},", self.name));
        Ok(Given { table, remarks: remarks.into_iter().collect() })
    }

    /// Gives each row that the sheet holds, with its number, until `each` says `false`.
    pub(crate) fn rows(&self, sheet: &str, each: EachRow<'_>) -> Result<(), ReadError> {
        // A row or a text may be written once and stand there a million times.
        let mut bytes = 0;
        let mut counted = |row: u32, cells: &[String]| {
            bytes += cells.iter().map(|cell| cell.len() as u64).sum::<u64>();
            bytes <= caps::TEXT && each(row, cells)
        };
        match self.format {
            Format::Xlsx => {
                let opened = self.opened.lock().ok().and_then(|mut opened| opened.take());
                let mut opened = opened.map_or_else(|| xlsx::open(&self.name, &self.whole), Ok)?;
                xlsx::rows(&self.name, &mut opened, sheet, &mut counted)?;
            }
            Format::Ods => ods::rows(&self.name, &self.whole, sheet, &mut counted)?,
        }
        if bytes > caps::TEXT {
            return Err(too_much_text(&self.name, sheet));
        }
        Ok(())
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

/// What is said of a workbook that holds more than is read.
pub(crate) fn too_much(file: &str, what: String) -> ReadError {
    let remedy = "save the sheets as CSV UTF-8 and give those";
    ReadError::TooMuch { file: file.to_owned(), what, remedy }
}

/// What is said of a sheet in which texts stand so often that nobody could have typed them.
pub(crate) fn too_much_text(file: &str, sheet: &str) -> ReadError {
    let most = caps::TEXT >> 20;
    let what = format!("sheet {sheet} has more than {most} MiB of text, repeated texts counted");
    too_much(file, what)
}

/// What is said of a sheet with a cell beyond all rows and columns that are read.
pub(crate) fn far_cell(file: &str, sheet: &str, row: u64, column: u64) -> ReadError {
    let (rows, columns) = (caps::SHEET_ROWS, caps::COLUMNS);
    let what = format!(
        "sheet {sheet} has something in row {row}, column {column}, \
         and at most {rows} rows and {columns} columns are read"
    );
    let remedy = "delete what stands apart from the table";
    ReadError::TooMuch { file: file.to_owned(), what, remedy }
}

/// A workbook that cannot be made sense of.
pub(crate) fn damaged(file: &str, cause: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged { file: file.to_owned(), cause: cause.to_string() }
}

fn is_named(sheet: &str, file: File) -> bool {
    sheet.trim().eq_ignore_ascii_case(file.name())
}
