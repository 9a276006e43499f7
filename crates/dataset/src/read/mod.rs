//! Reading the data set: CSV, XLSX and ODS, every fault of every file in one run.

mod aside;
mod caps;
mod csv;
mod markup;
mod ods;
mod plan;
mod quotes;
mod source;
mod table;
mod unpacked;
mod workbook;
mod xlsx;

use crate::columns::{File, Row};
use crate::fault::{Faults, ReadError};
use crate::rows::{Activity, DataSet, Incident, Interview, Measure, Referral, Support, Target};
pub use aside::SetAside;
pub use csv::people::{PeopleColumns, PeopleReading, read_people};
use source::Opened;
pub use source::{Source, Sources};
use table::Table;
use workbook::Book;

/// How the files are read.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Whether rows with faults are kept as text, to be written to a file of their own, and the
    /// others numbered.
    pub set_aside: bool,
    /// Is told, from several threads, of every stretch that was read, in bytes: of CSV those
    /// of the file, of a workbook those of its cells' text.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Bytes of CSV that are turned into rows at a time. What is read does not depend on it.
    pub block: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { set_aside: false, progress: &|_| (), block: 1 << 20 }
    }
}

/// What was read. Where `faults` is not empty, `data` holds the rows without faults only.
#[derive(Debug, Default)]
pub struct Reading {
    /// The rows, in the order of the files.
    pub data: DataSet,
    /// What is wrong with the others.
    pub faults: Faults,
    /// What a person should know although it is no fault, a sentence each.
    pub remarks: Vec<String>,
    /// The rows with faults, where they were asked for.
    pub set_aside: Vec<SetAside>,
    /// The rows without faults by their numbers, where the others are set aside.
    pub numbers: Numbers,
    /// Whether the header of a file is at fault: then no row of it can be set aside for good.
    pub header_at_fault: bool,
}

/// Of each row its number as a spreadsheet has it: the header is 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the files of the specification, word for word")]
pub struct Numbers {
    pub referrals: Vec<u32>,
    pub support: Vec<u32>,
}

/// One file, read, and what is to be said of it.
pub(crate) struct Given<R> {
    pub table: Table<R>,
    pub remarks: Vec<String>,
}

/// Where a file was found: in a source of its own, in a sheet of the main workbook, or nowhere.
enum Found<'a> {
    Csv(Opened),
    Sheet { book: &'a Book, sheet: String },
    Nowhere,
}

/// Reads every file that is given.
///
/// # Errors
/// Where a file cannot be read at all. What is wrong inside the files is in
/// [`Reading::faults`].
pub fn read(sources: Sources, options: &Options<'_>) -> Result<Reading, ReadError> {
    sources.refuse_two_standard_inputs()?;
    let mut opened = Vec::new();
    let mut remarks = Vec::new();
    for (file, source) in sources.by_file() {
        opened.push((file, source.open()?));
    }
    let mut books: Vec<(File, Book)> = Vec::new();
    let mut files: Vec<(File, Opened)> = Vec::new();
    for (file, opened) in opened {
        if opened.is_workbook() {
            books.push((file, Book::try_new(opened)?));
        } else {
            files.push((file, opened));
        }
    }
    let mut found: [Found<'_>; 7] = std::array::from_fn(|_| Found::Nowhere);
    let place = |file: File| file as usize;
    for (file, opened) in files {
        found[place(file)] = Found::Csv(opened);
    }
    for (file, book) in books.iter().filter(|(file, _)| *file != File::Referrals) {
        let sheet = book.sheet_of(*file)?.to_owned();
        found[place(*file)] = Found::Sheet { book, sheet };
    }
    if let Some((_, book)) = books.iter().find(|(file, _)| *file == File::Referrals) {
        let sheet = book.sheet_of(File::Referrals)?.to_owned();
        found[place(File::Referrals)] = Found::Sheet { book, sheet };
        for file in File::ALL.into_iter().skip(1) {
            let Some(sheet) = book.sheet_named(file)? else { continue };
            match &found[place(file)] {
                Found::Nowhere => (),
                // One workbook given for both is one workbook.
                Found::Sheet { book: other, .. } if other.name() == book.name() => continue,
                Found::Sheet { book: other, .. } => {
                    return Err(given_twice(file, book.name(), other.name()));
                }
                Found::Csv(other) => return Err(given_twice(file, book.name(), &other.name)),
            }
            found[place(file)] = Found::Sheet { book, sheet: sheet.to_owned() };
        }
        remarks.extend(book.unread());
    }
    read_found(found, options, remarks)
}

fn given_twice(file: File, book: &str, other: &str) -> ReadError {
    ReadError::GivenTwice { name: file.name(), file: book.to_owned(), other: other.to_owned() }
}

/// Reads all at the same time, and puts them together in the order of the files.
fn read_found(
    found: [Found<'_>; 7],
    options: &Options<'_>,
    remarks: Vec<String>,
) -> Result<Reading, ReadError> {
    let [referrals, support, interviews, measures, incidents, activity, targets] = found;
    let given = crate::rows::Given {
        support: !matches!(support, Found::Nowhere),
        interviews: !matches!(interviews, Found::Nowhere),
        measures: !matches!(measures, Found::Nowhere),
        incidents: !matches!(incidents, Found::Nowhere),
        activity: !matches!(activity, Found::Nowhere),
        targets: !matches!(targets, Found::Nowhere),
    };
    let (referrals, (support, (measures, others))) = rayon::join(
        || one::<Referral>(referrals, options),
        || {
            rayon::join(
                || one::<Support>(support, options),
                || {
                    rayon::join(
                        || one::<Measure>(measures, options),
                        || {
                            (
                                one::<Interview>(interviews, options),
                                one::<Incident>(incidents, options),
                                one::<Activity>(activity, options),
                                one::<Target>(targets, options),
                            )
                        },
                    )
                },
            )
        },
    );
    let (interviews, incidents, activity, targets) = others;
    let mut reading = Reading { remarks, ..Reading::default() };
    let (mut referrals, mut support) = (referrals?, support?);
    reading.numbers = Numbers {
        referrals: std::mem::take(&mut referrals.table.numbers),
        support: std::mem::take(&mut support.table.numbers),
    };
    reading.data = DataSet {
        referrals: reading.take(referrals),
        support: reading.take(support),
        interviews: reading.take(interviews?),
        measures: reading.take(measures?),
        incidents: reading.take(incidents?),
        activity: reading.take(activity?),
        targets: reading.take(targets?),
        given,
    };
    Ok(reading)
}

impl Reading {
    fn take<R>(&mut self, given: Given<R>) -> Vec<R> {
        self.header_at_fault |= given.table.header_at_fault;
        self.faults.append(given.table.faults);
        self.remarks.extend(given.remarks);
        self.set_aside.extend(given.table.set_aside);
        given.table.rows
    }
}

fn one<R: Row>(found: Found<'_>, options: &Options<'_>) -> Result<Given<R>, ReadError> {
    match found {
        Found::Csv(opened) => csv::read(opened.content, opened.size, &opened.name, options),
        Found::Sheet { book, sheet } => book.read(&sheet, options),
        Found::Nowhere => {
            Ok(Given { table: Table::without_header(Faults::default()), remarks: Vec::new() })
        }
    }
}
