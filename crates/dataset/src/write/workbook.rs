//! XLSX: a sheet a file, dates as dates, numbers as numbers, everything else as text.

use std::io::{Seek, Write};
use std::path::Path;

use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::columns::Row;
use crate::field::{Pen, wants_apostrophe};
use crate::rows::DataSet;

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each says what it is")]
pub enum WriteError {
    #[error("{file} has {rows} rows, and a sheet holds 1,048,575; write CSV instead")]
    TooManyRows { file: &'static str, rows: usize },
    #[error("the workbook cannot be written: {0}")]
    Failed(#[from] XlsxError),
}

/// Writes the referrals, and every other file that was given, each as a sheet of its name.
///
/// A row is held in memory until the next is begun. The sheets stand meanwhile in files of
/// `folder` that have no name and are gone with the program: name the folder into which the
/// workbook goes, so that the rows lie nowhere else.
///
/// # Errors
/// Where a file has more rows than a sheet holds, where nothing can be written into the folder,
/// and those of the writer.
pub fn write_workbook(
    data: &DataSet,
    out: impl Write + Seek + Send,
    folder: &Path,
) -> Result<(), WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(folder)?;
    sheet(&mut workbook, &data.referrals)?;
    let given = data.given;
    if given.support {
        sheet(&mut workbook, &data.support)?;
    }
    if given.interviews {
        sheet(&mut workbook, &data.interviews)?;
    }
    if given.measures {
        sheet(&mut workbook, &data.measures)?;
    }
    if given.incidents {
        sheet(&mut workbook, &data.incidents)?;
    }
    if given.activity {
        sheet(&mut workbook, &data.activity)?;
    }
    if given.targets {
        sheet(&mut workbook, &data.targets)?;
    }
    workbook.save_to_writer(out)?;
    Ok(())
}

fn sheet<R: Row>(workbook: &mut Workbook, rows: &[R]) -> Result<(), WriteError> {
    let too_many = WriteError::TooManyRows { file: R::FILE.name(), rows: rows.len() };
    if rows.len() >= 1_048_576 {
        return Err(too_many);
    }
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(R::FILE.name())?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, name) in (0..).zip(R::COLUMNS.iter().map(|column| column.name)) {
        sheet.write_string(0, column, name)?;
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut cell = Cell { sheet, day: &day, row: 0, column: 0, failed: None };
    for (place, row) in (1..).zip(rows) {
        cell.row = place;
        for (place, column) in (0..).zip(R::COLUMNS) {
            cell.column = place;
            (column.write)(row, &mut cell);
        }
        if let Some(failed) = cell.failed.take() {
            return Err(failed.into());
        }
    }
    Ok(())
}

struct Cell<'a> {
    sheet: &'a mut Worksheet,
    day: &'a Format,
    row: u32,
    column: u16,
    /// The first failure of the row.
    failed: Option<XlsxError>,
}

impl Cell<'_> {
    fn string(&mut self, text: String) {
        let written = self.sheet.write_string(self.row, self.column, text).err();
        self.failed = self.failed.take().or(written);
    }
}

impl Pen for Cell<'_> {
    fn text(&mut self, text: &str) {
        let mut written = String::from(if wants_apostrophe(text) { "'" } else { "" });
        written.push_str(text);
        self.string(written);
    }
    fn codes(&mut self, codes: &mut dyn Iterator<Item = &'static str>) {
        self.string(codes.collect::<Vec<_>>().join(";"));
    }
    fn ages(&mut self, ages: &[u8]) {
        self.string(ages.iter().map(u8::to_string).collect::<Vec<_>>().join(";"));
    }
    fn date(&mut self, date: Date) {
        let year = u16::try_from(date.year()).unwrap_or(0);
        let written =
            ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs())
                .and_then(|day| {
                    self.sheet.write_datetime_with_format(self.row, self.column, &day, self.day)?;
                    Ok(())
                });
        self.failed = self.failed.take().or(written.err());
    }
    fn whole(&mut self, number: u32) {
        let written = self.sheet.write_number(self.row, self.column, number).err();
        self.failed = self.failed.take().or(written);
    }
    fn number(&mut self, number: f64) {
        let written = self.sheet.write_number(self.row, self.column, number).err();
        self.failed = self.failed.take().or(written);
    }
}
