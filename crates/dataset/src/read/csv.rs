//! CSV, in blocks: the file is read and cut at ends of records, and while one batch of
//! blocks is turned into rows on all cores, the next is read and the last one collected.
//!
//! A block without quotation marks and control characters, which is every block of a
//! usual file, is split by its separators and line ends alone.

pub(crate) mod people;

use std::borrow::Cow;
use std::io::Read;

use memchr::{memchr, memchr_iter, memchr2_iter};
use rayon::prelude::*;

use super::aside::AsText;
use super::plan::{Named, Plan, no_header};
use super::quotes::{Quoted, closing, whole_records};
use super::table::{Collector, Rows, Stretch, Table};
use super::{Given, Options, caps};
use crate::columns::Row;
use crate::fault::{Faults, ReadError};

/// Blocks that are turned into rows at a time.
const BATCH: usize = 8;

/// Reads a file of CSV.
pub(crate) fn read<R: Row>(
    source: Box<dyn Read + Send>,
    size: Option<u64>,
    file: &str,
    options: &Options<'_>,
) -> Result<Given<R>, ReadError> {
    let mut blocks = Blocks {
        source,
        file,
        carried: Vec::new(),
        separator: b',',
        size: options.block.max(16),
        ended: false,
        progress: options.progress,
    };
    let mut first = blocks.start()?;
    let named = Named { file: file.to_owned(), sheet: None };
    let header = Header::split_off(&mut first, blocks.separator);
    if header.cells.len() > caps::COLUMNS {
        return Err(ReadError::TooMuch {
            file: file.to_owned(),
            what: format!(
                "its first row has {} cells, and at most {} are read",
                header.cells.len(),
                caps::COLUMNS
            ),
            remedy: "see that the first row is the header",
        });
    }
    if header.cells.iter().all(String::is_empty) {
        let blank = first.iter().all(u8::is_ascii_whitespace);
        let what = match (blank && blocks.ended, header.raw.is_empty() && first.is_empty()) {
            (true, true) => "an empty file",
            (true, false) => "a file with nothing in it but blank lines",
            (false, _) => "a blank row",
        };
        let faults = no_header::<R>(named, what);
        return Ok(Given { table: Table::without_header(faults), remarks: Vec::new() });
    }
    let mut remarks = Vec::new();
    if blocks.separator == b';' {
        remarks.push(format!("{file} is separated by semicolons, and was read so"));
    }
    let refused = header.refused(blocks.separator);
    let (plan, mut faults) = Plan::<R>::new(named, header.cells);
    if let Some((value, expected)) = refused {
        faults = Faults::default();
        faults.add(|| plan.fault(1, "", &value, expected));
        return Ok(Given { table: Table::without_header(faults), remarks });
    }
    for expected in header.broken {
        faults.add(|| plan.fault(1, "", "the header", expected));
    }
    let separator = blocks.separator;
    let text = options.set_aside.then_some(AsText { header: header.raw, separator });
    let mut collector = Collector::new(&plan, faults, text);
    let parse = |block: &Vec<u8>| stretch(block, &plan, separator, options.set_aside);

    let mut ready = vec![first];
    let mut parsed: Vec<Stretch<R>> = Vec::new();
    let mut spare: Vec<Vec<u8>> = Vec::new();
    let mut bytes_of_rows = 0_u64;
    while !ready.is_empty() {
        bytes_of_rows += ready.iter().map(|block| block.len() as u64).sum::<u64>();
        let source = &mut blocks;
        let (stretches, next) = rayon::join(
            || ready.par_iter().map(parse).collect::<Vec<_>>(),
            || {
                let next = source.batch(&mut spare);
                for stretch in parsed.drain(..) {
                    collector.take(stretch);
                }
                next
            },
        );
        if collector.rows() == 0 {
            // The first stretches tell how many rows the whole file has room for.
            let seen = stretches.iter().map(Stretch::len).sum::<usize>() as u64;
            let rows = size.map_or(0, |size| size.saturating_mul(seen) / bytes_of_rows.max(1));
            collector.reserve(usize::try_from(rows + rows / 32).unwrap_or(0));
        }
        parsed = stretches;
        spare.append(&mut ready);
        ready = next?;
    }
    for stretch in parsed {
        collector.take(stretch);
    }
    let table = collector.finish();
    remarks.extend(table.remark_of_none(file));
    Ok(Given { table, remarks })
}

/// The file, block by block, each ending where a record ends.
struct Blocks<'a> {
    source: Box<dyn Read + Send>,
    file: &'a str,
    carried: Vec<u8>,
    separator: u8,
    size: usize,
    ended: bool,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Blocks<'_> {
    /// The first block, without a byte-order mark; settles the separator.
    fn start(&mut self) -> Result<Vec<u8>, ReadError> {
        let mut block = Vec::new();
        while !self.ended && memchr(b'\n', &block).is_none() {
            let before = block.len();
            self.fill(&mut block, before + self.size)?;
            if before == 0 {
                self.refuse_what_is_no_csv(&block)?;
            }
            self.refuse_long(&block)?;
        }
        if block.starts_with(b"\xef\xbb\xbf") {
            block.drain(..3);
        }
        self.separator = separator(&block);
        self.carried = block;
        Ok(self.next(Vec::new())?.unwrap_or_default())
    }

    /// As many blocks as are turned into rows at a time; none at the end.
    fn batch(&mut self, spare: &mut Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, ReadError> {
        let mut blocks = Vec::with_capacity(BATCH);
        while blocks.len() < BATCH {
            match self.next(spare.pop().unwrap_or_default())? {
                Some(block) => blocks.push(block),
                None => break,
            }
        }
        Ok(blocks)
    }

    fn next(&mut self, mut block: Vec<u8>) -> Result<Option<Vec<u8>>, ReadError> {
        block.clear();
        block.append(&mut self.carried);
        let mut wanted = self.size;
        loop {
            if !self.ended && block.len() < wanted {
                self.fill(&mut block, wanted)?;
            }
            if self.ended {
                return Ok((!block.is_empty()).then_some(block));
            }
            let cut = whole_records(&block, self.separator);
            self.refuse_long(&block[cut..])?;
            if cut > 0 {
                self.carried.extend_from_slice(&block[cut..]);
                block.truncate(cut);
                return Ok(Some(block));
            }
            wanted = block.len() + self.size;
        }
    }

    /// Reads until the block is as long as wanted, or the file ends.
    fn fill(&mut self, block: &mut Vec<u8>, wanted: usize) -> Result<(), ReadError> {
        let before = block.len();
        let missing = wanted.saturating_sub(before);
        block.reserve(missing);
        let source = self.source.by_ref().take(missing as u64);
        let read =
            { source }.read_to_end(block).map_err(|cause| ReadError::of(self.file, cause))?;
        self.ended = read < missing;
        (self.progress)(read as u64);
        Ok(())
    }

    /// Refuses what no line of can be read, by how it begins.
    fn refuse_what_is_no_csv(&self, block: &[u8]) -> Result<(), ReadError> {
        let file = || self.file.to_owned();
        if is_utf16(block) {
            return Err(ReadError::Utf16 { file: file() });
        }
        if is_binary(block) {
            return Err(ReadError::NoText { file: file() });
        }
        if ends_rows_with_carriage_returns(block) {
            return Err(ReadError::CarriageReturns { file: file() });
        }
        Ok(())
    }

    fn refuse_long(&self, rest: &[u8]) -> Result<(), ReadError> {
        if rest.len() > self.size.max(caps::LINE) + caps::LINE && memchr(b'\n', rest).is_none() {
            return Err(ReadError::TooMuch {
                file: self.file.to_owned(),
                what: format!("it has a line longer than {} MiB", caps::LINE >> 20),
                remedy: "see that it is CSV, with a row on each line",
            });
        }
        Ok(())
    }
}

/// Text in two bytes a character, by its mark or by the zeros of Latin letters, which are every
/// other byte: fewer are zeros that stand in a cell.
fn is_utf16(block: &[u8]) -> bool {
    let start = &block[..block.len().min(64)];
    block.starts_with(b"\xff\xfe")
        || block.starts_with(b"\xfe\xff")
        || memchr_iter(0, start).count() * 3 > start.len()
}

/// A picture or a program, say: text has hardly a control character but tabs and line ends.
fn is_binary(block: &[u8]) -> bool {
    let start = &block[..block.len().min(512)];
    let is_strange = |byte: &&u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r');
    start.iter().filter(is_strange).count() * 20 > start.len()
}

/// Rows ended as old programs for the Macintosh do, and newer ones when asked to.
fn ends_rows_with_carriage_returns(block: &[u8]) -> bool {
    memchr(b'\n', block).is_none()
        && memchr(b'\r', block).is_some_and(|first| first + 1 < block.len())
}

/// What separates the cells of the first line: a comma if there is one.
fn separator(block: &[u8]) -> u8 {
    let line = &block[..memchr(b'\n', block).unwrap_or(block.len())];
    let found = [b',', b';', b'\t'].into_iter().find(|byte| memchr(*byte, line).is_some());
    found.unwrap_or(b',')
}

/// The first record.
struct Header {
    cells: Vec<String>,
    /// As it stands in the file.
    raw: String,
    /// What was expected where the record is broken.
    broken: Vec<&'static str>,
}

impl Header {
    /// Takes the header off the block's beginning.
    fn split_off(block: &mut Vec<u8>, separator: u8) -> Self {
        let mut header = Self { cells: Vec::new(), raw: String::new(), broken: Vec::new() };
        let end = record(block, 0, separator, |cell| match cell {
            Cell::Text(bytes) => header.cells.push(String::from_utf8_lossy(&bytes).into_owned()),
            Cell::Broken(bytes, expected) => {
                header.cells.push(String::from_utf8_lossy(bytes).into_owned());
                header.broken.push(expected);
            }
        });
        header.raw = raw(&block[..end]);
        block.drain(..end);
        header
    }

    /// What it is instead of a header, with what was expected: another separator, or the line
    /// `sep=;` that some spreadsheets write before it.
    fn refused(&self, separator: u8) -> Option<(String, &'static str)> {
        let line = self.raw.trim_matches('"');
        let word = line.as_bytes().get(..4);
        if line.len() <= 5 && word.is_some_and(|word| word.eq_ignore_ascii_case(b"sep=")) {
            let expected = "the header: delete this line, the separator is found without it";
            return Some((format!("the line “{line}”"), expected));
        }
        (separator == b'\t').then(|| {
            let expected = "commas: save the file as “CSV UTF-8 (comma delimited)”";
            ("cells separated by tabs".to_owned(), expected)
        })
    }
}

/// The text of a record, without its line end.
fn raw(record: &[u8]) -> String {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    let record = record.strip_suffix(b"\r").unwrap_or(record);
    String::from_utf8_lossy(record).into_owned()
}

/// The rows of a block.
fn stretch<R: Row>(block: &[u8], plan: &Plan<R>, separator: u8, keep_text: bool) -> Stretch<R> {
    let mut rows = Rows::new(plan, keep_text);
    match plain(block) {
        Some(text) => plain_records(text, separator, &mut rows),
        None => records(block, separator, &mut rows),
    }
    rows.finish()
}

/// The block as text, if neither a quotation mark nor a control character is in it but
/// the line ends.
fn plain(block: &[u8]) -> Option<&str> {
    if memchr(b'"', block).is_some() {
        return None;
    }
    // Without a branch, so that many bytes are looked at in one step.
    let control = block.iter().fold(false, |found, byte| {
        found | ((*byte < b' ') & (*byte != b'\n') & (*byte != b'\r')) | (*byte == 0x7f)
    });
    if control || memchr_iter(b'\r', block).any(|at| block.get(at + 1) != Some(&b'\n')) {
        return None;
    }
    // U+0080 to U+009F are control characters too: two bytes, the first of them C2.
    let high = || memchr_iter(0xc2, block).any(|at| matches!(block.get(at + 1), Some(..0xa0)));
    if high() {
        return None;
    }
    std::str::from_utf8(block).ok()
}

fn plain_records<R: Row>(text: &str, separator: u8, rows: &mut Rows<'_, R>) {
    let bytes = text.as_bytes();
    let mut record = 0;
    let mut cell = 0;
    for end in memchr2_iter(separator, b'\n', bytes) {
        if bytes[end] == separator {
            rows.plain_cell(&text[cell..end]);
        } else {
            let last = &text[cell..end];
            rows.plain_cell(last.strip_suffix('\r').unwrap_or(last));
            rows.end(|| raw(&bytes[record..end]));
            record = end + 1;
        }
        cell = end + 1;
    }
    if record < bytes.len() {
        let last = &text[cell..];
        rows.plain_cell(last.strip_suffix('\r').unwrap_or(last));
        rows.end(|| raw(&bytes[record..]));
    }
}

fn records<R: Row>(block: &[u8], separator: u8, rows: &mut Rows<'_, R>) {
    let mut from = 0;
    while from < block.len() {
        let end = record(block, from, separator, |cell| match cell {
            Cell::Text(bytes) => rows.cell_unchecked(&bytes),
            Cell::Broken(bytes, expected) => {
                rows.broken(&String::from_utf8_lossy(bytes), expected);
            }
        });
        rows.end(|| raw(&block[from..end]));
        from = end;
    }
}

/// A cell as it stands in a record.
enum Cell<'a> {
    Text(Cow<'a, [u8]>),
    /// No cell of CSV, and what was expected.
    Broken(&'a [u8], &'static str),
}

/// Splits the record that begins at `from`; gives back where the next one begins.
fn record<'a>(
    block: &'a [u8],
    from: usize,
    separator: u8,
    mut each: impl FnMut(Cell<'a>),
) -> usize {
    let mut cell = from;
    loop {
        if block.get(cell) == Some(&b'"') {
            let line_end = memchr(b'\n', &block[cell..]).map(|place| cell + place);
            let next = match closing(block, cell, separator, true) {
                Quoted::Closed(place) => {
                    each(Cell::Text(unquoted(&block[cell + 1..place])));
                    place + 1
                }
                broken => {
                    let end = line_end.unwrap_or(block.len());
                    let same_line = matches!(broken, Quoted::Stray(place) if place < end);
                    each(Cell::Broken(
                        &block[cell..end],
                        if same_line {
                            "nothing between a closing quotation mark and the separator \
                             (a quotation mark inside a cell is written twice)"
                        } else {
                            "a closing quotation mark: the one at its beginning is never closed"
                        },
                    ));
                    return line_end.map_or(block.len(), |end| end + 1);
                }
            };
            match block.get(next) {
                Some(byte) if *byte == separator => cell = next + 1,
                Some(b'\r') => return block.len().min(next + 2),
                _ => return block.len().min(next + 1),
            }
            continue;
        }
        let ends = memchr::memchr2(separator, b'\n', &block[cell..]);
        let end = ends.map_or(block.len(), |place| cell + place);
        let line_ends = block.get(end) != Some(&separator);
        let text = &block[cell..end];
        let text = if line_ends { text.strip_suffix(b"\r").unwrap_or(text) } else { text };
        if memchr(b'"', text).is_some() {
            let expected = "a cell with a quotation mark in quotation marks, \
                            and the mark inside written twice";
            each(Cell::Broken(text, expected));
        } else {
            each(Cell::Text(Cow::Borrowed(text)));
        }
        if line_ends {
            return block.len().min(end + 1);
        }
        cell = end + 1;
    }
}

/// The inside of a quoted cell, with each doubled mark as one.
fn unquoted(inside: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'"', inside).is_none() {
        return Cow::Borrowed(inside);
    }
    let mut text = Vec::with_capacity(inside.len());
    let mut from = 0;
    while let Some(place) = memchr(b'"', &inside[from..]) {
        text.extend_from_slice(&inside[from..=from + place]);
        from += place + 2;
    }
    text.extend_from_slice(inside.get(from..).unwrap_or_default());
    Cow::Owned(text)
}
