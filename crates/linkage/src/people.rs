//! The records: read in parts, put together as columns of numbers.

use std::collections::BTreeMap;

use compact_str::CompactString;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::born::{Born, Read};
use crate::frequency::Octaves;
use crate::names::{Brief, Name, Outline, folded, hash, stirred};
use crate::place::{Phone, Postcode};
use crate::sorting::{by_key, entry, record};

/// One record, as it is read. An empty text is *not recorded*.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Person<'a> {
    pub record_id: &'a str,
    pub forename: &'a str,
    pub surname: &'a str,
    pub date_of_birth: &'a str,
    pub postcode: &'a str,
    pub phone: &'a str,
    pub area: &'a str,
}

/// A stretch of the records, in their order. Parts can be filled on several threads.
#[derive(Debug, Default)]
pub struct Part {
    record_ids: String,
    /// Where each record id ends.
    ends: Vec<u32>,
    texts: [Texts; 3],
    records: Vec<Record>,
    unreadable_dates: u64,
}

/// A record of a part, half a line of the processor's cache.
#[derive(Clone, Copy, Debug)]
struct Record {
    /// The numbers of forename, surname and area among the texts of the part.
    texts: [u32; 3],
    born: Born,
    postcode: Postcode,
    phone: Phone,
}

const FORENAME: usize = 0;
const SURNAME: usize = 1;
const AREA: usize = 2;

/// Different texts, each with a number; 0 is the empty one.
#[derive(Debug, Default)]
struct Texts {
    numbers: FxHashMap<CompactString, u32>,
    texts: Vec<CompactString>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32 + 1;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }
}

impl Part {
    /// Adds a record.
    pub fn push(&mut self, person: &Person<'_>) {
        self.record_ids.push_str(person.record_id);
        self.ends.push(self.record_ids.len() as u32);
        let [forename, surname, area] = &mut self.texts;
        let texts = [
            forename.number(person.forename),
            surname.number(person.surname),
            area.number(person.area),
        ];
        let born = match Born::read(person.date_of_birth) {
            Read::Nothing => Born::NONE,
            Read::Date(born) => born,
            Read::Text(born) => {
                self.unreadable_dates += 1;
                born
            }
        };
        self.records.push(Record {
            texts,
            born,
            postcode: Postcode::read(person.postcode),
            phone: Phone::read(person.phone),
        });
    }
    /// How many records it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// What a record is compared by, but for the letters of its names: one line of the processor's
/// cache, since fetching records is what comparing costs.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(crate) struct Details {
    pub postcode: Postcode,
    pub phone: Phone,
    /// The numbers of the folded forename and surname; 0 where there is none. So of the others.
    pub names: [u32; 2],
    /// How they sound.
    pub heard: [u32; 2],
    pub outlines: [Outline; 2],
    pub born: Born,
    /// Of the forename: see [`Brief::families`].
    pub families: u16,
    pub area: u8,
    /// How many records have the value, in eighths of an octave: see `frequency`.
    pub same: Same,
    /// How many have names that sound so, in octaves.
    pub octaves: Octaves,
}

impl Details {
    /// The first letters of forename and surname; 0 where there is none.
    #[inline]
    pub fn initials(&self) -> [u8; 2] {
        self.outlines.map(Outline::initial)
    }
}

/// How frequent each value is, by field.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Same {
    pub forename: u8,
    /// Of those with the same forename, scaled to all.
    pub surname_given_forename: u8,
    pub surname: u8,
    pub born: u8,
    pub postcode: u8,
    pub phone: u8,
    pub area: u8,
}

/// All records, in the order of the file. Where another order would change what is found among
/// them, their own is taken: see [`People::order`].
#[derive(Debug, Default)]
pub struct People {
    record_ids: String,
    /// Where the record id of each ends.
    ends: Vec<u32>,
    /// The records in an order that hangs on their ids and the seed alone.
    pub(crate) order: Vec<u32>,
    seed: u64,
    pub(crate) details: Vec<Details>,
    pub(crate) names: [Vec<Name>; 2],
    /// Forenames and surnames as they were written.
    written: [Vec<CompactString>; 2],
    /// Of each record the numbers of these.
    as_written: Vec<[u32; 2]>,
    /// Areas as they were first written, by number.
    areas: Vec<CompactString>,
    unreadable_dates: u64,
    /// How many pairs of records have each other's names, forename for surname, by sound.
    pub(crate) turned_pairs: u64,
}

/// A record id that two rows have, each counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The row that had it first.
    pub first: usize,
    /// A later one.
    pub again: usize,
    /// The id.
    pub record_id: String,
}

/// Texts of all parts, and of each part its numbers in them.
struct Gathered {
    texts: Vec<CompactString>,
    numbers: Vec<Vec<u32>>,
}

impl Gathered {
    fn of(parts: &mut [Vec<CompactString>]) -> Self {
        let mut texts: Vec<CompactString> = vec![CompactString::default()];
        let mut known: FxHashMap<CompactString, u32> = FxHashMap::default();
        let mut numbers = Vec::with_capacity(parts.len());
        for part in parts {
            let mut of_part = vec![0];
            for text in std::mem::take(part) {
                let next = texts.len() as u32;
                let number = *known.entry(text).or_insert_with_key(|text| {
                    texts.push(text.clone());
                    next
                });
                of_part.push(number);
            }
            numbers.push(of_part);
        }
        Self { texts, numbers }
    }
}

/// Folds different texts: of each the number of its folded form, and the names of these.
fn fold(texts: &[CompactString], are_forenames: bool) -> (Vec<u32>, Vec<Name>) {
    let folded: Vec<Vec<String>> = texts.par_iter().map(|text| folded(text)).collect();
    let mut known: FxHashMap<&[String], u32> = FxHashMap::default();
    let mut different: Vec<&[String]> = vec![&[]];
    known.insert(&[], 0);
    let mut numbers = Vec::with_capacity(folded.len());
    for words in &folded {
        let next = different.len() as u32;
        numbers.push(*known.entry(words).or_insert_with(|| {
            different.push(words);
            next
        }));
    }
    let names = different.par_iter().map(|words| Name::of(words, are_forenames)).collect();
    (numbers, names)
}

impl People {
    /// Puts parts together. Where record ids are repeated, every one after the first is told.
    ///
    /// # Errors
    /// Record ids that are not unique.
    pub fn gather(mut parts: Vec<Part>, seed: u64) -> Result<Self, Vec<Repeated>> {
        let mut of = |field: usize| -> Vec<Vec<CompactString>> {
            let texts = parts.iter_mut().map(|part| std::mem::take(&mut part.texts[field]).texts);
            texts.collect()
        };
        let (mut forenames, mut surnames, mut areas) = (of(FORENAME), of(SURNAME), of(AREA));
        let (forenames, (surnames, areas)) = rayon::join(
            || Gathered::of(&mut forenames),
            || (Gathered::of(&mut surnames), Gathered::of(&mut areas)),
        );
        let ((forename_of, forename_names), (surname_of, surname_names)) =
            rayon::join(|| fold(&forenames.texts, true), || fold(&surnames.texts, false));

        let mut people = Self {
            names: [forename_names, surname_names],
            unreadable_dates: parts.iter().map(|part| part.unreadable_dates).sum(),
            ..Self::default()
        };
        for part in &parts {
            let before = people.record_ids.len() as u32;
            people.record_ids.push_str(&part.record_ids);
            people.ends.extend(part.ends.iter().map(|end| before + end));
        }
        people.seed = stirred(seed);
        people.order = people.ordered()?;
        let (area_of, areas_written) = numbered_areas(&areas.texts);
        let briefs = [0, 1]
            .map(|which| -> Vec<Brief> { people.names[which].iter().map(Name::brief).collect() });
        let record_of = |part: usize, of: &Record| {
            let [forename, surname, area] = of.texts;
            let forename = forenames.numbers[part][forename as usize];
            let surname = surnames.numbers[part][surname as usize];
            let names = [forename_of[forename as usize], surname_of[surname as usize]];
            let brief = [0, 1].map(|which| briefs[which][names[which] as usize]);
            let details = Details {
                names,
                heard: brief.map(|name| name.sound),
                outlines: brief.map(|name| name.outline),
                families: brief[FORENAME].families,
                postcode: of.postcode,
                phone: of.phone,
                born: of.born,
                area: area_of[areas.numbers[part][area as usize] as usize],
                ..Details::default()
            };
            (details, [forename, surname])
        };
        people.details = Vec::with_capacity(people.len());
        people.as_written = Vec::with_capacity(people.len());
        // A few parts at a time, each gone when its records stand: never all of them twice.
        let mut parts = parts.into_iter().enumerate().peekable();
        while parts.peek().is_some() {
            let together: Vec<_> = parts.by_ref().take(rayon::current_num_threads()).collect();
            let made = together.into_par_iter().map(|(part, of)| -> (Vec<_>, Vec<_>) {
                of.records.iter().map(|of| record_of(part, of)).unzip()
            });
            for (details, as_written) in made.collect::<Vec<_>>() {
                people.details.extend(details);
                people.as_written.extend(as_written);
            }
        }
        people.written = [forenames.texts, surnames.texts];
        people.areas = areas_written;
        Ok(people)
    }

    /// The records in an order that hangs on their ids and the seed alone.
    fn ordered(&self) -> Result<Vec<u32>, Vec<Repeated>> {
        let rows = 0..self.ends.len() as u32;
        let mut order: Vec<u64> =
            rows.into_par_iter().map(|row| entry(self.place(row), row)).collect();
        by_key(&mut order);
        let mut repeated = Vec::new();
        for run in order.chunk_by_mut(|a, b| *a >> 32 == *b >> 32).filter(|run| run.len() > 1) {
            self.sort_run(run, &mut repeated);
        }
        if repeated.is_empty() {
            return Ok(order.into_iter().map(record).collect());
        }
        repeated.sort_by_key(|of| of.again);
        Err(repeated)
    }

    /// The place of a record in its own order, roughly: two may have one.
    pub(crate) fn place(&self, record: u32) -> u64 {
        stirred(hash(self.record_id(record).as_bytes()) ^ self.seed)
    }

    /// Rows whose places begin alike: those of one record id are repeated, others stand by the
    /// rest of their places, and by their ids.
    fn sort_run(&self, run: &mut [u64], repeated: &mut Vec<Repeated>) {
        run.sort_by_key(|entry| {
            let row = record(*entry);
            (self.place(row), self.record_id(row), row)
        });
        let mut first = record(run[0]);
        for entry in &run[1..] {
            let row = record(*entry);
            let record_id = self.record_id(row);
            if record_id != self.record_id(first) {
                first = row;
                continue;
            }
            repeated.push(Repeated {
                first: first as usize,
                again: row as usize,
                record_id: record_id.to_owned(),
            });
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
    /// How many dates of birth could not be read as dates.
    pub fn unreadable_dates(&self) -> u64 {
        self.unreadable_dates
    }
    /// The record id of a row of the file, from 0.
    pub fn record_id(&self, row: u32) -> &str {
        let row = row as usize;
        let from = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.record_ids[from as usize..self.ends[row] as usize]
    }
    /// The fields of a record as they are shown to a person: forename, surname, date of birth,
    /// postcode, phone, area.
    pub(crate) fn shown(&self, record: u32) -> [String; 6] {
        let details = &self.details[record as usize];
        let [forename, surname] = self.as_written[record as usize];
        [
            self.written[FORENAME][forename as usize].to_string(),
            self.written[SURNAME][surname as usize].to_string(),
            details.born.shown(),
            details.postcode.shown(),
            details.phone.shown(),
            self.areas.get(usize::from(details.area)).map(ToString::to_string).unwrap_or_default(),
        ]
    }
}

/// Of each text the number of its area, and the areas by number. Texts that are the same but for
/// case and spaces are of one area; 0 is none. The numbers are in the order of the areas' names, so
/// that they do not hang on which stands first in the file.
fn numbered_areas(texts: &[CompactString]) -> (Vec<u8>, Vec<CompactString>) {
    let mut known: BTreeMap<String, (u8, &CompactString)> = BTreeMap::new();
    for text in texts {
        known.entry(text.trim().to_lowercase()).or_insert((0, text));
    }
    for (place, (number, _)) in known.values_mut().enumerate() {
        // The empty text is always there, and first. More areas than fit are none.
        *number = u8::try_from(place).unwrap_or(0);
    }
    let numbers = texts.iter().map(|text| known[&text.trim().to_lowercase()].0).collect();
    (numbers, known.into_values().map(|(_, text)| text.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_record_is_compared_by_fits_into_a_line_of_the_cache() {
        assert_eq!(size_of::<Details>(), 64);
    }
}
