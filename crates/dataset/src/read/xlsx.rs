//! XLSX: cells as a stream, so that two cells far apart cost no more than two.

use calamine::{DataRef, Reader, Xlsx};

use super::caps;
use super::plan::letters;
use super::source::{Seekable, Whole};
use super::workbook::{EachRow, damaged, far_cell};
use crate::fault::ReadError;

/// A workbook with its shared texts in memory.
pub(crate) type Opened = Xlsx<Box<dyn Seekable>>;

pub(crate) fn open(file: &str, whole: &Whole) -> Result<Opened, ReadError> {
    let reader = whole.reader().map_err(|cause| ReadError::of(file, cause))?;
    Xlsx::new(reader).map_err(|cause| damaged(file, cause))
}

/// The names of the sheets.
pub(crate) fn sheets(book: &Opened) -> Vec<String> {
    book.sheet_names()
}

/// Gives every row of the sheet that has a cell.
pub(crate) fn rows(
    file: &str,
    book: &mut Opened,
    sheet: &str,
    each: EachRow<'_>,
) -> Result<(), ReadError> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|cause| damaged(file, cause))?;
    let mut row: Vec<String> = Vec::new();
    let mut number = 0;
    let mut blank: Vec<(u32, u32)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|cause| damaged(file, cause))? {
        let (at, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            if blank.len() < caps::BLANK_CELLS {
                blank.push((at, column));
            }
            continue;
        }
        if at >= caps::SHEET_ROWS || column as usize >= caps::COLUMNS {
            return Err(far_cell(file, sheet, u64::from(at) + 1, u64::from(column) + 1));
        }
        let at = at + 1;
        if at != number {
            if at < number {
                return Err(damaged(file, "its rows are out of order"));
            }
            if number > 0 && !each(number, &row) {
                return Ok(());
            }
            row.clear();
            number = at;
        }
        let column = column as usize;
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text;
    }
    if number > 0 {
        each(number, &row);
    }
    drop(cells);
    calculated(file, book, sheet, blank)
}

/// Sees that no cell that came without a value has a formula: a program that writes workbooks, and
/// calculates nothing, leaves its value out, which is not *not recorded*.
fn calculated(
    file: &str,
    book: &mut Opened,
    sheet: &str,
    mut blank: Vec<(u32, u32)>,
) -> Result<(), ReadError> {
    if blank.is_empty() {
        return Ok(());
    }
    blank.sort_unstable();
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|cause| damaged(file, cause))?;
    while let Some(cell) = cells.next_formula().map_err(|cause| damaged(file, cause))? {
        let (row, column) = cell.get_position();
        if !cell.get_value().is_empty() && blank.binary_search(&(row, column)).is_ok() {
            let at = format!("{}{}", letters(column as usize), u64::from(row) + 1);
            return Err(ReadError::NotCalculated {
                file: file.to_owned(),
                sheet: sheet.to_owned(),
                cell: at,
            });
        }
    }
    Ok(())
}

/// The value of a cell, spelled as in CSV.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // `Display` writes whole numbers without a point.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (moment.is_duration(), hour, minute, second) {
                (false, 0, 0, 0) => date,
                _ => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()
        }
        DataRef::Error(error) => error.to_string(),
    }
}
