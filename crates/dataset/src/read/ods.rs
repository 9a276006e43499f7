//! ODS: its one XML file as a stream; rows and cells that stand for many are not multiplied
//! unless they hold something.

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::caps;
use super::source::Whole;
use super::workbook::{EachRow, damaged, far_cell, too_much, too_much_text};
use crate::fault::ReadError;

/// What the walk through the file meets.
enum Met<'a> {
    Sheet(String),
    Row { count: u32, cells: &'a [String] },
}

/// The names of the sheets.
pub(crate) fn sheets(file: &str, whole: &Whole) -> Result<Vec<String>, ReadError> {
    let mut names = Vec::new();
    walk(file, whole, &mut |met| {
        if let Met::Sheet(name) = met {
            names.push(name);
        }
        Ok(true)
    })?;
    Ok(names)
}

/// Gives every row of the sheet that has a cell.
pub(crate) fn rows(
    file: &str,
    whole: &Whole,
    sheet: &str,
    each: EachRow<'_>,
) -> Result<(), ReadError> {
    let mut next = 1_u32;
    let mut inside = false;
    walk(file, whole, &mut |met| match met {
        Met::Sheet(name) => {
            let over = inside;
            inside = name == sheet;
            Ok(!over)
        }
        Met::Row { count, cells } if inside => {
            let blank = cells.iter().all(String::is_empty);
            let first = next;
            next = next.saturating_add(count);
            if blank {
                return Ok(true);
            }
            if next > caps::SHEET_ROWS + 1 {
                return Err(far_cell(file, sheet, u64::from(next) - 1, cells.len() as u64));
            }
            let bytes = cells.iter().map(|cell| cell.len() as u64).sum::<u64>();
            if bytes * u64::from(count) > caps::TEXT {
                return Err(too_much_text(file, sheet));
            }
            Ok((first..next).all(|row| each(row, cells)))
        }
        Met::Row { .. } => Ok(true),
    })
}

type OnMet<'a> = &'a mut dyn FnMut(Met<'_>) -> Result<bool, ReadError>;

fn walk(file: &str, whole: &Whole, on: OnMet<'_>) -> Result<(), ReadError> {
    let reader = whole.reader().map_err(|cause| ReadError::of(file, cause))?;
    let mut zip = zip::ZipArchive::new(reader).map_err(|cause| damaged(file, cause))?;
    let content = zip.by_name("content.xml").map_err(|cause| damaged(file, cause))?;
    let mut xml = Reader::from_reader(BufReader::with_capacity(1 << 16, content));
    let mut buffer = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let mut count = 1;
    let mut cell: Option<Cell> = None;
    let mut notes = 0_u32;
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(|cause| damaged(file, cause))?;
        let (start, ends) = match &event {
            Event::Start(start) => (Some(start), false),
            Event::Empty(start) => (Some(start), true),
            _ => (None, false),
        };
        if let Some(start) = start {
            match start.local_name().as_ref() {
                "annotation" if !ends => notes += 1,
                _ if notes > 0 => (),
                "table" => {
                    let name = attribute(start, "name").unwrap_or_default();
                    if !on(Met::Sheet(name))? {
                        return Ok(());
                    }
                }
                "table-row" => {
                    cells.clear();
                    count = repeated(start, "number-rows-repeated");
                }
                "table-cell" | "covered-table-cell" => {
                    let new = Cell::new(start);
                    if ends {
                        new.finish(file, &mut cells)?;
                    } else {
                        cell = Some(new);
                    }
                }
                name => {
                    if let Some(cell) = &mut cell {
                        match name {
                            "p" => cell.paragraph(),
                            "s" => {
                                let spaces = repeated(start, "c").min(caps::CELL as u32);
                                cell.text.extend((0..spaces).map(|_| ' '));
                            }
                            "tab" => cell.text.push('\t'),
                            "line-break" => cell.text.push('\n'),
                            _ => (),
                        }
                    }
                }
            }
        }
        match &event {
            Event::Text(text) if notes == 0 => {
                if let Some(cell) = &mut cell {
                    cell.text.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) if notes == 0 => {
                if let Some(cell) = &mut cell {
                    let sign = match reference.resolve_char_ref() {
                        Ok(Some(sign)) => sign,
                        _ => named(&reference.xml10_content())
                            .ok_or_else(|| damaged(file, "a sign in its text is not known"))?,
                    };
                    cell.text.push(sign);
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                "annotation" => notes = notes.saturating_sub(1),
                "table-cell" | "covered-table-cell" if notes == 0 => {
                    if let Some(cell) = cell.take() {
                        cell.finish(file, &mut cells)?;
                    }
                }
                "table-row" if notes == 0 && !on(Met::Row { count, cells: &cells })? => {
                    return Ok(());
                }
                _ => (),
            },
            Event::Eof => return Ok(()),
            _ => (),
        }
    }
}

fn named(reference: &str) -> Option<char> {
    Some(match reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// A cell while it is read.
struct Cell {
    /// How often it stands there.
    count: u32,
    /// The value of a date or a number, which its text only shows.
    value: Option<String>,
    text: String,
    paragraphs: u32,
}

impl Cell {
    fn new(start: &BytesStart<'_>) -> Self {
        let value = match attribute(start, "value-type").as_deref() {
            Some("date") => attribute(start, "date-value")
                .map(|date| date.strip_suffix("T00:00:00").unwrap_or(&date).to_owned()),
            // As XLSX has it: a whole number without a point.
            Some("float" | "percentage" | "currency") => attribute(start, "value")
                .map(|value| value.parse::<f64>().map_or(value, |number| number.to_string())),
            Some("boolean") => attribute(start, "boolean-value"),
            _ => None,
        };
        let count = repeated(start, "number-columns-repeated");
        Self { count, value, text: String::new(), paragraphs: 0 }
    }
    fn paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.text.push('\n');
        }
        self.paragraphs += 1;
    }
    fn finish(self, file: &str, cells: &mut Vec<String>) -> Result<(), ReadError> {
        let text = self.value.unwrap_or(self.text);
        let end = cells.len() + self.count as usize;
        if end > caps::COLUMNS {
            // Blank cells run to the end of the sheet in every file.
            if !text.is_empty() {
                let most = caps::COLUMNS;
                let what = format!("a row of it has more than the {most} cells that are read");
                return Err(too_much(file, what));
            }
            cells.resize(caps::COLUMNS, String::new());
            return Ok(());
        }
        cells.resize(end, text);
        Ok(())
    }
}

fn repeated(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|count| count.parse().ok()).unwrap_or(1)
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(Into::into)
}
