//! From cells to rows, each held against the header. The same for every format.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::aside::{AsText, Aside, SetAside};
use super::plan::{Place, Plan};
use crate::advice;
use crate::columns::Row;
use crate::fault::{Fault, Faults};

/// Rows of a stretch of the file, counted from its beginning.
pub(crate) struct Stretch<R> {
    rows: Vec<R>,
    /// The place of each of the rows in the stretch, from 0.
    at: Vec<u32>,
    /// The text of each of the rows, where faulty rows are set aside.
    raw: Vec<String>,
    faults: Vec<Fault>,
    unlisted: u64,
    faulty: Vec<FaultyRow>,
    /// All rows, blank ones too.
    count: u32,
    /// Whether a row was not blank.
    any: bool,
    /// Blank rows before the first that is not.
    leading: u32,
    /// Blank rows at the end.
    blank: u32,
}

impl<R> Stretch<R> {
    /// How many rows without faults it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

struct FaultyRow {
    at: u32,
    reference: Option<CompactString>,
    raw: Option<String>,
}

/// Reads the cells of one row after another.
pub(crate) struct Rows<'a, R: 'static> {
    plan: &'a Plan<R>,
    keep_text: bool,
    row: R,
    next: usize,
    filled: u64,
    faulty: bool,
    /// How many faults were not listed when the row began.
    unlisted_before: u64,
    /// The row could not be split into cells, so that it has none to count.
    broken: bool,
    blank: bool,
    stretch: Stretch<R>,
}

impl<'a, R: Row> Rows<'a, R> {
    pub(crate) fn new(plan: &'a Plan<R>, keep_text: bool) -> Self {
        Self {
            plan,
            keep_text,
            row: R::blank(),
            next: 0,
            filled: 0,
            faulty: false,
            unlisted_before: 0,
            broken: false,
            blank: true,
            stretch: Stretch {
                rows: Vec::new(),
                at: Vec::new(),
                raw: Vec::new(),
                faults: Vec::new(),
                unlisted: 0,
                faulty: Vec::new(),
                count: 0,
                any: false,
                leading: 0,
                blank: 0,
            },
        }
    }

    /// The next cell of the row, without control characters.
    #[inline]
    pub(crate) fn cell(&mut self, text: &str) {
        let place = self.next;
        self.next += 1;
        if text.is_empty() {
            return;
        }
        self.blank = false;
        if let Some(Place::Kept { column, required }) = self.plan.place(place) {
            self.filled |= required;
            if !(column.read)(&mut self.row, text) {
                let expected = advice::expected(column, text);
                self.fault_of_cell(place, text, &expected);
            }
        }
    }

    /// The next cell of the row, of a block that has no control characters.
    #[inline]
    pub(crate) fn plain_cell(&mut self, text: &str) {
        if text.len() > super::caps::CELL {
            return self.cell_unchecked(text.as_bytes());
        }
        self.cell(text);
    }

    /// The next cell of the row, whatever bytes it has.
    pub(crate) fn cell_unchecked(&mut self, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) if text.chars().any(char::is_control) => {
                self.refuse(text, without_control(text));
            }
            Ok(text) if text.len() > super::caps::CELL => {
                self.refuse(
                    text,
                    "at most 32,767 bytes, what a spreadsheet's cell holds: shorten it",
                );
            }
            Ok(text) => self.cell(text),
            Err(_) => {
                // Most likely Windows-1252, which is Latin-1 but for 32 signs.
                let latin = |byte: &u8| match byte {
                    0x80..=0x9f => char::REPLACEMENT_CHARACTER,
                    byte => char::from(*byte),
                };
                let text = bytes.iter().map(latin).collect::<String>();
                self.refuse(
                    &text,
                    "UTF-8 text, and this looks like Windows-1252: \
                     save the file as “CSV UTF-8 (comma delimited)”",
                );
            }
        }
    }

    /// A cell that is at fault whatever its column.
    pub(crate) fn refuse(&mut self, text: &str, expected: &str) {
        let place = self.next;
        self.next += 1;
        self.blank = false;
        if let Some(Place::Kept { required, .. }) = self.plan.place(place) {
            self.filled |= required;
        }
        self.fault_of_cell(place, text, expected);
    }

    /// A cell that is none of CSV.
    pub(crate) fn broken(&mut self, text: &str, expected: &str) {
        self.broken = true;
        self.refuse(text, expected);
    }

    #[cold]
    fn fault_of_cell(&mut self, place: usize, text: &str, expected: &str) {
        let column = self.plan.header().get(place).map_or("", String::as_str);
        // What stands under names and addresses is nobody's business.
        let value = match self.plan.place(place) {
            Some(Place::PassedOver) => "",
            _ => text,
        };
        self.fault(column, value, expected);
    }

    #[cold]
    fn fault(&mut self, column: &str, value: &str, expected: &str) {
        self.faulty = true;
        // A row that is set aside says why, however many do.
        if self.stretch.faults.len() < Faults::LISTED || self.keep_text {
            let row = u64::from(self.stretch.count);
            self.stretch.faults.push(self.plan.fault(row, column, value, expected));
        } else {
            self.stretch.unlisted += 1;
        }
    }

    /// A cell to the right of the header's last column, under no name: it is at fault alone, and
    /// a row that has nothing else is blank.
    #[cold]
    pub(crate) fn stray(&mut self, column: &str, text: &str) {
        let before = self.faulty;
        let expected = "nothing to the right of the header: delete it, or name its column";
        self.fault(column, text, expected);
        self.faulty = before || !self.blank;
    }

    /// The row is at an end; `raw` is its text as it would stand in a file of its own.
    #[inline]
    pub(crate) fn end(&mut self, raw: impl FnOnce() -> String) {
        let cells = std::mem::take(&mut self.next);
        let filled = std::mem::take(&mut self.filled);
        if std::mem::replace(&mut self.blank, true) {
            self.stretch.blank += 1;
            self.stretch.count += 1;
            return;
        }
        if self.stretch.blank > 0 {
            self.blanks_were_between();
        }
        if std::mem::take(&mut self.broken) {
            // Its fault is told already; what follows from it is none of its own.
        } else if cells != self.plan.width() {
            let why = match cells > self.plan.width() {
                true => "a text with a separator in it stands in quotation marks",
                false => "an empty cell keeps its separator",
            };
            let expected = format!("{}, as in the header: {why}", counted(self.plan.width()));
            self.forget_faults();
            self.fault("", &counted(cells), &expected);
        } else if filled != self.plan.required() {
            self.missing(filled);
        }
        let row = std::mem::replace(&mut self.row, R::blank());
        let at = self.stretch.count;
        let raw = self.keep_text.then(raw);
        if std::mem::take(&mut self.faulty) {
            let reference = R::REFERENCE.and_then(|(_, of)| of(&row).cloned());
            let reference = reference.filter(|reference| !reference.is_empty());
            self.stretch.faulty.push(FaultyRow { at, reference, raw });
        } else {
            self.stretch.rows.push(row);
            self.stretch.at.push(at);
            self.stretch.raw.extend(raw);
        }
        self.stretch.any = true;
        self.stretch.count += 1;
        self.unlisted_before = self.stretch.unlisted;
    }

    /// Drops the faults of the row's cells, which may all stand under the wrong columns.
    #[cold]
    fn forget_faults(&mut self) {
        let row = u64::from(self.stretch.count);
        let faults = &mut self.stretch.faults;
        faults.truncate(faults.iter().take_while(|fault| fault.row < row).count());
        self.stretch.unlisted = self.unlisted_before;
    }

    #[cold]
    fn missing(&mut self, filled: u64) {
        let plan = self.plan;
        for (place, name) in plan.places().iter().zip(plan.header()) {
            if let Place::Kept { column, required } = place
                && *required != 0
                && filled & required == 0
            {
                let general = if column.is_text { "text".to_owned() } else { (column.expected)() };
                let expected = format!("{general}; every row needs one, and here is none");
                self.fault(name, "", &expected);
            }
        }
    }

    /// Blank rows after which another row came: they were not the end.
    #[cold]
    fn blanks_were_between(&mut self) {
        let blank = std::mem::take(&mut self.stretch.blank);
        let faulty = self.faulty;
        let count = self.stretch.count;
        // The faults of the row that came were found before those of the blank rows.
        let of_row = self.stretch.faults.iter().take_while(|f| f.row < u64::from(count)).count();
        let of_row = self.stretch.faults.split_off(of_row);
        if self.stretch.any {
            self.stretch.count = count - blank;
            self.fault("", &blank_rows(blank.into()), NO_BLANK);
            self.stretch.count = count;
        } else {
            // Those at the end of the stretch before may be of the same run.
            self.stretch.leading = blank;
        }
        self.stretch.faults.extend(of_row);
        self.faulty = faulty;
    }

    /// Blank rows that a workbook does not even hold.
    pub(crate) fn blank_rows(&mut self, count: u32) {
        self.stretch.blank = self.stretch.blank.saturating_add(count);
        self.stretch.count = self.stretch.count.saturating_add(count);
    }

    pub(crate) fn finish(self) -> Stretch<R> {
        self.stretch
    }
}

/// What is expected of blank rows with rows after them.
const NO_BLANK: &str = "no blank row before the last: delete it, or fill it where data are missing";

/// A run of blank rows, which is one fault.
fn blank_rows(count: u64) -> String {
    if count == 1 { "a blank row".to_owned() } else { format!("{count} blank rows from here") }
}

/// What is wrong with a cell that has control characters, and what to do.
fn without_control(text: &str) -> &'static str {
    if text.contains(['\n', '\r']) {
        "text on one line: put a space in place of each line break in the cell"
    } else if text.contains('\t') {
        "text without tabs: put a space in place of each"
    } else {
        "text without control characters, shown here as \\u{…}: delete them, or type it anew"
    }
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

/// A file, read.
pub(crate) struct Table<R> {
    pub rows: Vec<R>,
    /// Of each row its number in the file, where faulty ones are set aside.
    pub numbers: Vec<u32>,
    pub faults: Faults,
    /// Whether the header is among what is at fault.
    pub header_at_fault: bool,
    pub set_aside: Option<SetAside>,
}

impl<R> Table<R> {
    /// A file of which no row can be read.
    pub(crate) fn without_header(faults: Faults) -> Self {
        let (rows, numbers) = (Vec::new(), Vec::new());
        Self { rows, numbers, header_at_fault: !faults.is_empty(), faults, set_aside: None }
    }
    /// A remark on a file that has a header and nothing else.
    pub(crate) fn remark_of_none(&self, named: &str) -> Option<String> {
        let none = self.rows.is_empty() && self.faults.is_empty();
        none.then(|| format!("{named} has a header and no rows below it"))
    }
}

/// Puts the stretches of a file together, in their order.
pub(crate) struct Collector<'a, R: 'static> {
    plan: &'a Plan<R>,
    rows: Vec<R>,
    numbers: Vec<u32>,
    faults: Faults,
    header_at_fault: bool,
    set_aside: Option<Aside>,
    references: FxHashMap<CompactString, u64>,
    /// The spreadsheet's number of the next row.
    next: u64,
    /// Blank rows before it.
    blank: u64,
}

impl<'a, R: Row> Collector<'a, R> {
    /// `text` is the header's text, where faulty rows are set aside.
    pub(crate) fn new(plan: &'a Plan<R>, faults: Faults, text: Option<AsText>) -> Self {
        Self {
            plan,
            rows: Vec::new(),
            numbers: Vec::new(),
            header_at_fault: !faults.is_empty(),
            faults,
            set_aside: text.map(|text| Aside::of(R::FILE, text)),
            references: FxHashMap::default(),
            next: 2,
            blank: 0,
        }
    }

    /// Room for as many rows as the file is likely to have.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
        if R::REFERENCE.is_some() {
            self.references.reserve(rows);
        }
    }
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The next stretch.
    pub(crate) fn take(&mut self, mut stretch: Stretch<R>) {
        let first = self.next;
        self.next += u64::from(stretch.count);
        if stretch.any {
            let before = std::mem::take(&mut self.blank);
            let blank = before + u64::from(stretch.leading);
            if blank > 0 {
                let (plan, row) = (self.plan, first - before);
                self.faults.add(|| plan.fault(row, "", &blank_rows(blank), NO_BLANK));
            }
        }
        self.blank += u64::from(stretch.blank);
        for fault in &mut stretch.faults {
            fault.row += first;
        }
        self.find_repeated(&mut stretch, first);
        // Of blank rows is told when the next row comes.
        stretch.faults.sort_by_key(|fault| fault.row);
        if let Some(set_aside) = &mut self.set_aside {
            stretch.faulty.sort_by_key(|row| row.at);
            let mut faults = stretch.faults.as_slice();
            for FaultyRow { at, raw, .. } in &stretch.faulty {
                let row = first + u64::from(*at);
                faults = &faults[faults.partition_point(|fault| fault.row < row)..];
                let (own, rest) = faults.split_at(faults.partition_point(|of| of.row == row));
                faults = rest;
                let why: Vec<String> = own.iter().map(Fault::of_row).collect();
                set_aside.row(&why.join(" | "), raw.as_deref().unwrap_or_default());
            }
            let number = |at: &u32| u32::try_from(first).unwrap_or(u32::MAX).saturating_add(*at);
            self.numbers.extend(stretch.at.iter().map(number));
        }
        for fault in stretch.faults {
            self.faults.add(|| fault);
        }
        self.faults.add_uncounted_for(stretch.unlisted);
        self.rows.append(&mut stretch.rows);
    }

    /// Takes the rows whose reference another row has already out of the stretch.
    fn find_repeated(&mut self, stretch: &mut Stretch<R>, first: u64) {
        let Some((column, of)) = R::REFERENCE else { return };
        let mut repeated: Vec<(u64, CompactString, u64)> = Vec::new();
        let mut bad: Vec<usize> = Vec::new();
        // Rows with faults hold their references too: the two are merged by place.
        let mut faulty = stretch.faulty.iter().peekable();
        let mut see = |reference: &CompactString, at: u32| {
            // That there is no reference is told already: once, where the whole column is missing.
            if reference.is_empty() {
                return true;
            }
            let row = first + u64::from(at);
            match self.references.entry(reference.clone()) {
                std::collections::hash_map::Entry::Occupied(held) => {
                    repeated.push((row, reference.clone(), *held.get()));
                    false
                }
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(row);
                    true
                }
            }
        };
        for (place, (row, at)) in stretch.rows.iter().zip(&stretch.at).enumerate() {
            while let Some(before) = faulty.next_if(|before| before.at < *at) {
                if let Some(reference) = &before.reference {
                    see(reference, before.at);
                }
            }
            if let Some(reference) = of(row)
                && !see(reference, *at)
            {
                bad.push(place);
            }
        }
        for rest in faulty {
            if let Some(reference) = &rest.reference {
                see(reference, rest.at);
            }
        }
        if repeated.is_empty() {
            return;
        }
        for (row, reference, held) in repeated {
            let expected = format!("a reference of its own: row {held} has this one already");
            stretch.faults.push(self.plan.fault(row, column, &reference, &expected));
        }
        stretch.faults.sort_by_key(|fault| fault.row);
        for place in &bad {
            let raw = stretch.raw.get_mut(*place).map(std::mem::take);
            stretch.faulty.push(FaultyRow { at: stretch.at[*place], reference: None, raw });
        }
        without(&mut stretch.rows, &bad);
        without(&mut stretch.at, &bad);
    }

    pub(crate) fn finish(self) -> Table<R> {
        let set_aside = self.set_aside.map(|aside| aside.to).filter(|aside| aside.rows > 0);
        let Self { rows, numbers, faults, header_at_fault, .. } = self;
        Table { rows, numbers, faults, header_at_fault, set_aside }
    }
}

/// Takes out what stands at these places, which are in order.
fn without<T>(of: &mut Vec<T>, places: &[usize]) {
    let (mut place, mut out) = (0, places.iter().copied().peekable());
    of.retain(|_| {
        place += 1;
        out.next_if_eq(&(place - 1)).is_none()
    });
}
