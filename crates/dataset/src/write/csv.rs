//! CSV: UTF-8 with a header, lines ended by a line feed.

use std::io::{self, Write};

use jiff::civil::Date;

use crate::columns::Row;
use crate::field::{Pen, wants_apostrophe};

/// Bytes that are written at a time.
const BLOCK: usize = 1 << 16;

/// Writes the rows of one file. A text that a spreadsheet program would take for a formula
/// gets an apostrophe before it, which reading takes off.
///
/// # Errors
/// Those of the writer.
pub fn write_csv<R: Row>(rows: &[R], out: impl Write) -> io::Result<()> {
    write_csv_with(rows, [], |_| [], out)
}

/// The same with further columns of text behind those of the specification, such as the names of a
/// named file.
///
/// # Errors
/// Those of the writer.
pub fn write_csv_with<R: Row, const N: usize>(
    rows: &[R],
    names: [&str; N],
    mut further: impl FnMut(&R) -> [String; N],
    mut out: impl Write,
) -> io::Result<()> {
    let mut line = Line { bytes: Vec::with_capacity(2 * BLOCK) };
    let columns = R::COLUMNS.iter().map(|column| column.name).chain(names);
    line.bytes.extend_from_slice(columns.collect::<Vec<_>>().join(",").as_bytes());
    line.bytes.push(b'\n');
    for row in rows {
        line.row(row);
        for text in further(row) {
            line.bytes.push(b',');
            line.text(&text);
        }
        line.bytes.push(b'\n');
        if line.bytes.len() > BLOCK {
            out.write_all(&line.bytes)?;
            line.bytes.clear();
        }
    }
    out.write_all(&line.bytes)?;
    out.flush()
}

/// Writes one text as a cell of CSV: in quotation marks where it needs them, with an apostrophe
/// where a spreadsheet program would take it for a formula.
pub fn write_text_cell(bytes: &mut Vec<u8>, text: &str) {
    let mut line = Line { bytes: std::mem::take(bytes) };
    line.text(text);
    *bytes = line.bytes;
}

/// Writes one row as a line of CSV, without its end: the same text for the same row, however it was
/// spelled where it was read.
pub fn write_row<R: Row>(row: &R, bytes: &mut Vec<u8>) {
    let mut line = Line { bytes: std::mem::take(bytes) };
    line.row(row);
    *bytes = line.bytes;
}

struct Line {
    bytes: Vec<u8>,
}

impl Line {
    fn row<R: Row>(&mut self, row: &R) {
        for (place, column) in R::COLUMNS.iter().enumerate() {
            if place > 0 {
                self.bytes.push(b',');
            }
            (column.write)(row, self);
        }
    }
    fn digits(&mut self, number: u32) {
        if number >= 10 {
            self.digits(number / 10);
        }
        self.bytes.push(b'0' + u8::try_from(number % 10).unwrap_or(0));
    }
    fn two(&mut self, number: i8) {
        let number = number.unsigned_abs();
        self.bytes.extend([b'0' + number / 10 % 10, b'0' + number % 10]);
    }
}

impl Pen for Line {
    fn text(&mut self, text: &str) {
        let quoted = text.bytes().any(|byte| matches!(byte, b'"' | b',' | b';' | b'\n' | b'\r'));
        if quoted {
            self.bytes.push(b'"');
        }
        if wants_apostrophe(text) {
            self.bytes.push(b'\'');
        }
        for byte in text.bytes() {
            if byte == b'"' {
                self.bytes.push(b'"');
            }
            self.bytes.push(byte);
        }
        if quoted {
            self.bytes.push(b'"');
        }
    }
    fn codes(&mut self, codes: &mut dyn Iterator<Item = &'static str>) {
        for (place, code) in codes.enumerate() {
            if place > 0 {
                self.bytes.push(b';');
            }
            self.bytes.extend_from_slice(code.as_bytes());
        }
    }
    fn ages(&mut self, ages: &[u8]) {
        for (place, age) in ages.iter().enumerate() {
            if place > 0 {
                self.bytes.push(b';');
            }
            self.digits((*age).into());
        }
    }
    fn date(&mut self, date: Date) {
        let year = u32::try_from(date.year()).unwrap_or(0);
        self.digits(year);
        self.bytes.push(b'-');
        self.two(date.month());
        self.bytes.push(b'-');
        self.two(date.day());
    }
    fn whole(&mut self, number: u32) {
        self.digits(number);
    }
    fn number(&mut self, number: f64) {
        self.bytes.extend_from_slice(number.to_string().as_bytes());
    }
}
