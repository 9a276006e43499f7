//! Files of people for linkage: some columns of each row, given on as they are.
//!
//! Nothing but the structure can be at fault here, and a row without its reference: what stands
//! under names, dates and addresses is compared and not understood. Further columns are passed
//! over.

use rayon::prelude::*;

use super::{Blocks, Cell, Header, plain, record};
use crate::advice;
use crate::fault::{Fault, Faults, ReadError, shown};
use crate::field::without_apostrophe;
use crate::read::workbook::Book;
use crate::read::{Options, Source, caps};

/// Which columns of which file are read.
#[derive(Clone, Copy, Debug)]
pub struct PeopleColumns {
    /// The sheet of a workbook that has several.
    pub sheet: &'static str,
    /// The columns that are given on, in this order; the first is the reference of a row, which
    /// every row must have. Any other may be missing, and is empty then.
    pub columns: &'static [&'static str],
    /// Columns of which the file must have one; otherwise no row of it is read. Empty for none.
    pub worthwhile: &'static [&'static str],
}

/// What was read of a file of people.
#[derive(Debug)]
pub struct PeopleReading<S> {
    /// What the rows were given to, stretch by stretch in the order of the file.
    pub stretches: Vec<S>,
    /// What is wrong with the file.
    pub faults: Faults,
    /// What a person should know although it is no fault, a sentence each.
    pub remarks: Vec<String>,
    /// The file as faults name it.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// Which of the columns the file has.
    pub has: Vec<bool>,
}

impl<S> PeopleReading<S> {
    /// A fault in the reference of a row, counted from 0: that another row has it already.
    pub fn add_repeated(&mut self, column: &str, row: u64, reference: &str, first: u64) {
        let fault = Fault {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row: row + 2,
            column: column.to_owned(),
            value: shown(reference),
            expected: format!("a reference of its own: row {} has this one already", first + 2),
        };
        self.faults.add(|| fault);
    }
}

/// Reads a file of people: `new` makes what the rows of a stretch are given to, `row` gives it the
/// cells of one.
///
/// # Errors
/// Where the file cannot be read at all. What is wrong inside is in [`PeopleReading::faults`].
pub fn read_people<S: Send>(
    source: Source,
    columns: &PeopleColumns,
    options: &Options<'_>,
    new: impl Fn() -> S + Sync,
    row: impl Fn(&mut S, &[&str]) + Sync,
) -> Result<PeopleReading<S>, ReadError> {
    let opened = source.open()?;
    let taking = Taking { new, row, options };
    if opened.is_workbook() {
        let book = Book::try_new(opened)?;
        let sheet = book.sheet_called(columns.sheet)?.to_owned();
        return taking.workbook(&book, &sheet, columns);
    }
    let file = opened.name.clone();
    let mut blocks = Blocks {
        source: opened.content,
        file: &file,
        carried: Vec::new(),
        separator: b',',
        size: options.block.max(16),
        ended: false,
        progress: options.progress,
    };
    taking.csv(&mut blocks, columns)
}

struct Taking<'a, N, R> {
    new: N,
    row: R,
    options: &'a Options<'a>,
}

impl<S: Send, N: Fn() -> S + Sync, R: Fn(&mut S, &[&str]) + Sync> Taking<'_, N, R> {
    fn csv(
        &self,
        blocks: &mut Blocks<'_>,
        columns: &PeopleColumns,
    ) -> Result<PeopleReading<S>, ReadError> {
        let mut first = blocks.start()?;
        let header = Header::split_off(&mut first, blocks.separator);
        if header.cells.len() > caps::COLUMNS {
            let what = format!("its first row has {} cells", header.cells.len());
            let remedy = "see that the first row is the header";
            return Err(ReadError::TooMuch { file: blocks.file.to_owned(), what, remedy });
        }
        let refused = header.refused(blocks.separator);
        let (plan, mut faults) = Plan::new(blocks.file, None, header.cells, columns);
        for expected in header.broken {
            faults.add(|| plan.fault(1, "", "the header", expected));
        }
        let mut remarks = plan.remarks(columns);
        if let Some((value, expected)) = refused {
            faults = Faults::default();
            faults.add(|| plan.fault(1, "", &value, expected));
            return Ok(Collected::new(self, &plan, faults).finish(Vec::new()));
        }
        if blocks.separator == b';' {
            let file = blocks.file;
            remarks.push(format!("{file} is separated by semicolons, and was read so"));
        }
        let mut collected = Collected::new(self, &plan, faults);
        if !plan.is_worthwhile(columns) {
            return Ok(collected.finish(remarks));
        }
        let separator = blocks.separator;
        let parse = |block: &Vec<u8>| self.stretch(block, &plan, separator);
        let mut ready = vec![first];
        let mut spare = Vec::new();
        while !ready.is_empty() {
            let (parsed, next) = rayon::join(
                || ready.par_iter().map(parse).collect::<Vec<_>>(),
                || blocks.batch(&mut spare),
            );
            parsed.into_iter().for_each(|stretch| collected.take(stretch));
            spare.append(&mut ready);
            ready = next?;
        }
        Ok(collected.finish(remarks))
    }

    fn workbook(
        &self,
        book: &Book,
        sheet: &str,
        columns: &PeopleColumns,
    ) -> Result<PeopleReading<S>, ReadError> {
        let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
        book.rows(sheet, &mut |row, cells| {
            let used = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            rows.push((row, cells[..used].to_vec()));
            true
        })?;
        let header = match rows.first_mut() {
            Some((1, cells)) => std::mem::take(cells),
            _ => Vec::new(),
        };
        let (plan, faults) = Plan::new(book.name(), Some(sheet), header, columns);
        if !plan.is_worthwhile(columns) {
            return Ok(Collected::new(self, &plan, faults).finish(Vec::new()));
        }
        let mut stretch = Stretch::new(self, &plan);
        let mut next = 2;
        for (row, cells) in rows.iter().filter(|(row, _)| *row > 1) {
            stretch.blank += row - next;
            next = row + 1;
            for place in 0..cells.len().max(plan.slots.len()) {
                stretch.bytes(cells.get(place).map_or(b"", |cell| cell.as_bytes()));
            }
            stretch.end();
        }
        (self.options.progress)(rows.iter().flat_map(|(_, row)| row).map(|c| c.len() as u64).sum());
        let mut collected = Collected::new(self, &plan, faults);
        collected.take(stretch);
        Ok(collected.finish(plan.remarks(columns)))
    }

    fn stretch<'b>(&'b self, block: &[u8], plan: &'b Plan, separator: u8) -> Stretch<'b, S, N, R> {
        let mut stretch = Stretch::new(self, plan);
        let Some(text) = plain(block) else {
            let mut from = 0;
            while from < block.len() {
                from = record(block, from, separator, |cell| match cell {
                    Cell::Text(bytes) => stretch.bytes(&bytes),
                    Cell::Broken(_, expected) => {
                        stretch.broken = true;
                        stretch.refuse(expected);
                    }
                });
                stretch.end();
            }
            return stretch;
        };
        let mut cell = 0;
        for end in memchr::memchr2_iter(separator, b'\n', block) {
            let ended = &text[cell..end];
            cell = end + 1;
            if block[end] == separator {
                stretch.text(ended);
            } else {
                stretch.text(ended.strip_suffix('\r').unwrap_or(ended));
                stretch.end();
            }
        }
        if !block.is_empty() && !block.ends_with(b"\n") {
            stretch.text(&text[cell..]);
            stretch.end();
        }
        stretch
    }
}

/// The header, held against the columns that are wanted.
struct Plan {
    file: String,
    sheet: Option<String>,
    header: Vec<String>,
    /// Of each column of the file which of those that are given on it is.
    slots: Vec<Option<usize>>,
    wanted: usize,
}

/// The most columns that are given on.
const MOST: usize = 12;

impl Plan {
    fn new(
        file: &str,
        sheet: Option<&str>,
        header: Vec<String>,
        columns: &PeopleColumns,
    ) -> (Self, Faults) {
        let slot = |name: &String| columns.columns.iter().position(|column| column == name);
        let plan = Self {
            file: file.to_owned(),
            sheet: sheet.map(str::to_owned),
            slots: header.iter().map(slot).collect(),
            header,
            wanted: columns.columns.len().min(MOST),
        };
        let mut faults = Faults::default();
        for (place, name) in plan.header.iter().enumerate() {
            if plan.header[..place].contains(name) {
                faults.add(|| plan.fault(1, name, name, "each column once"));
            }
        }
        let reference = columns.columns[0];
        if !plan.slots.contains(&Some(0)) {
            let expected = "this column, which is required: see that the first row is the header";
            faults.add(|| plan.fault(1, reference, "", expected));
        }
        (plan, faults)
    }
    fn is_worthwhile(&self, columns: &PeopleColumns) -> bool {
        let has = |name: &&str| self.header.iter().any(|column| column == *name);
        columns.worthwhile.is_empty() || columns.worthwhile.iter().any(has)
    }
    /// Columns that are passed over by a slip of their names would be missed in silence.
    fn remarks(&self, columns: &PeopleColumns) -> Vec<String> {
        let wanted = columns.columns.iter().copied();
        let further = self.header.iter().zip(&self.slots).filter(|(_, slot)| slot.is_none());
        let meant = further.filter_map(|(name, _)| {
            let meant = advice::column_meant(name, wanted.clone())?;
            let (file, name) = (&self.file, shown(name));
            Some(format!("{file}: column “{name}” is passed over; for “{meant}”, spell it so"))
        });
        meant.collect()
    }
    fn fault(&self, row: u64, column: &str, value: &str, expected: &str) -> Fault {
        Fault {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row,
            column: shown(column),
            value: shown(value),
            expected: expected.to_owned(),
        }
    }
}

/// The rows of a stretch, given on one after the other. Rows with faults are given on too, so that
/// the place of a row among those given on is its place in the file.
struct Stretch<'b, S, N, R> {
    taking: &'b Taking<'b, N, R>,
    plan: &'b Plan,
    taken: S,
    /// The texts of the row that are given on, and where each stands.
    texts: String,
    places: [(usize, usize); MOST],
    next: usize,
    filled: bool,
    broken: bool,
    /// Rows that were given on.
    rows: u64,
    /// Blank rows since.
    blank: u32,
    /// Their rows counted from the beginning of the stretch.
    faults: Faults,
}

/// What a blank row with rows after it is told.
const BLANK: (&str, &str) =
    ("a blank row", "no blank row before the last: delete it, or fill it where data are missing");

impl<'b, S: Send, N: Fn() -> S + Sync, R: Fn(&mut S, &[&str]) + Sync> Stretch<'b, S, N, R> {
    fn new(taking: &'b Taking<'b, N, R>, plan: &'b Plan) -> Self {
        Self {
            taking,
            plan,
            taken: (taking.new)(),
            texts: String::new(),
            places: [(0, 0); MOST],
            next: 0,
            filled: false,
            broken: false,
            rows: 0,
            blank: 0,
            faults: Faults::default(),
        }
    }

    /// The next cell, without control characters.
    #[inline]
    fn text(&mut self, text: &str) {
        if text.len() > caps::CELL {
            return self.bytes(text.as_bytes());
        }
        let slot = self.plan.slots.get(self.next).copied().flatten();
        self.next += 1;
        if text.is_empty() {
            return;
        }
        self.filled = true;
        if let Some(place) = slot.and_then(|slot| self.places.get_mut(slot)) {
            let from = self.texts.len();
            self.texts.push_str(without_apostrophe(text));
            *place = (from, self.texts.len());
        }
    }

    /// The next cell, whatever bytes it has.
    fn bytes(&mut self, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.chars().any(char::is_control) => {
                self.refuse("text on one line, without tabs and other control characters");
            }
            Ok(text) if text.len() > caps::CELL => {
                self.refuse("at most 32,767 bytes, what a spreadsheet's cell holds: shorten it");
            }
            Ok(text) => self.text(text),
            Err(_) => self.refuse(
                "UTF-8 text, and this looks like Windows-1252: \
                 save the file as “CSV UTF-8 (comma delimited)”",
            ),
        }
    }

    /// A cell that is at fault. What stands in it is nobody's business.
    #[cold]
    fn refuse(&mut self, expected: &str) {
        let column = self.plan.header.get(self.next).map_or("", String::as_str);
        self.next += 1;
        self.filled = true;
        self.blanks_were_between();
        let (plan, row) = (self.plan, self.rows);
        self.faults.add(|| plan.fault(row, column, "", expected));
    }

    /// The row is at an end.
    #[inline]
    fn end(&mut self) {
        let cells = std::mem::take(&mut self.next);
        if !std::mem::take(&mut self.filled) {
            self.blank += 1;
            return;
        }
        self.blanks_were_between();
        let (plan, row) = (self.plan, self.rows);
        if !std::mem::take(&mut self.broken) && cells != plan.slots.len() {
            let why = match cells > plan.slots.len() {
                true => "a text with a separator in it stands in quotation marks",
                false => "an empty cell keeps its separator",
            };
            let counted =
                |cells| if cells == 1 { "1 cell".into() } else { format!("{cells} cells") };
            let expected = format!("{}, as in the header: {why}", counted(plan.slots.len()));
            self.faults.add(|| plan.fault(row, "", &counted(cells), &expected));
        } else if self.places[0] == (0, 0) && plan.slots.contains(&Some(0)) {
            let column = plan.slots.iter().position(|slot| *slot == Some(0));
            let name = column.map_or("", |place| plan.header[place].as_str());
            let expected = "text; every row needs one, and here is none";
            self.faults.add(|| plan.fault(row, name, "", expected));
        }
        self.give();
    }

    /// Gives the row on and begins the next.
    fn give(&mut self) {
        let mut cells = [""; MOST];
        for (cell, (from, to)) in cells.iter_mut().zip(self.places) {
            *cell = &self.texts[from..to];
        }
        (self.taking.row)(&mut self.taken, &cells[..self.plan.wanted]);
        self.texts.clear();
        self.places = [(0, 0); MOST];
        self.rows += 1;
    }

    /// Blank rows after which another row came: they were not the end.
    #[inline]
    fn blanks_were_between(&mut self) {
        if self.blank == 0 {
            return;
        }
        let (texts, places) = (std::mem::take(&mut self.texts), self.places);
        self.places = [(0, 0); MOST];
        for _ in 0..std::mem::take(&mut self.blank) {
            let (plan, row) = (self.plan, self.rows);
            self.faults.add(|| plan.fault(row, "", BLANK.0, BLANK.1));
            self.give();
        }
        (self.texts, self.places) = (texts, places);
    }
}

/// The stretches of a file, put together in their order.
struct Collected<'b, S, N, R> {
    taking: &'b Taking<'b, N, R>,
    plan: &'b Plan,
    stretches: Vec<S>,
    faults: Faults,
    rows: u64,
    blank: u32,
}

impl<'b, S: Send, N: Fn() -> S + Sync, R: Fn(&mut S, &[&str]) + Sync> Collected<'b, S, N, R> {
    fn new(taking: &'b Taking<'b, N, R>, plan: &'b Plan, faults: Faults) -> Self {
        Self { taking, plan, stretches: Vec::new(), faults, rows: 0, blank: 0 }
    }

    fn take(&mut self, stretch: Stretch<'_, S, N, R>) {
        if stretch.rows > 0 && self.blank > 0 {
            let mut between = Stretch::new(self.taking, self.plan);
            between.blank = std::mem::take(&mut self.blank);
            between.blanks_were_between();
            self.add(between);
        }
        self.blank += stretch.blank;
        self.add(stretch);
    }

    fn add(&mut self, mut stretch: Stretch<'_, S, N, R>) {
        stretch.faults.move_down(self.rows + 2);
        self.faults.append(stretch.faults);
        self.rows += stretch.rows;
        self.stretches.push(stretch.taken);
    }

    fn finish(self, remarks: Vec<String>) -> PeopleReading<S> {
        let has = |slot| self.plan.slots.contains(&Some(slot));
        PeopleReading {
            has: (0..self.plan.wanted).map(has).collect(),
            stretches: self.stretches,
            faults: self.faults,
            remarks,
            file: self.plan.file.clone(),
            sheet: self.plan.sheet.clone(),
        }
    }
}
