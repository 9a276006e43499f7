//! The names of a named file, row by row: held while an import lasts, and kept nowhere but sealed.

use dataset::{Options, PeopleColumns, ReadError, Source};
use jiff::civil::Date;
use store::keys::{Contact, ContactKind, DateOfBirth, Details, Name, Safe, Secret};

/// The columns of a referrals file that tell who he is.
const COLUMNS: PeopleColumns = PeopleColumns {
    sheet: "referrals",
    columns: &["referral_ref", "forename", "surname", "date_of_birth", "postcode", "phone"],
    worthwhile: &["forename", "surname", "date_of_birth", "postcode", "phone"],
};
/// How many of them, the reference left out.
const CELLS: usize = 5;

/// Who a row is of, as the file has it; what is empty is not recorded.
#[derive(Clone, Copy, Default)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub struct Written<'a> {
    pub forename: &'a str,
    pub surname: &'a str,
    pub date_of_birth: &'a str,
    pub postcode: &'a str,
    pub phone: &'a str,
}

/// The names of a file, by the numbers of its rows. Nothing of them can be shown.
#[derive(Default)]
pub struct Names {
    stretches: Vec<Stretch>,
    /// The place of the first row of each stretch.
    firsts: Vec<usize>,
    /// Whether the file has a forename or a surname, by which a man can be found.
    has_names: bool,
}

#[derive(Default)]
struct Stretch {
    text: String,
    /// Where each cell ends.
    ends: Vec<u32>,
}

impl Stretch {
    fn rows(&self) -> usize {
        self.ends.len() / CELLS
    }
    fn push(&mut self, cells: &[&str]) {
        for cell in cells.iter().skip(1) {
            self.text.push_str(cell);
            // A stretch is a block of a few megabytes.
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
    }
    fn of(&self, row: usize) -> Option<Written<'_>> {
        let cell = |place: usize| {
            let at = row * CELLS + place;
            let from =
                at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
            self.text.get(from as usize..*self.ends.get(at)? as usize)
        };
        Some(Written {
            forename: cell(0)?,
            surname: cell(1)?,
            date_of_birth: cell(2)?,
            postcode: cell(3)?,
            phone: cell(4)?,
        })
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").field("stretches", &self.stretches.len()).finish_non_exhaustive()
    }
}

impl Names {
    /// Reads the names of a file of referrals, whose faults were told when its rows were read.
    /// Empty where the file has none of the columns.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn read(source: Source, options: &Options<'_>) -> Result<Self, ReadError> {
        let read =
            dataset::read_people(source, &COLUMNS, options, Stretch::default, Stretch::push)?;
        let has_names = read.has.iter().skip(1).take(2).any(|has| *has);
        let mut names = Self { has_names, ..Self::default() };
        let mut first = 0;
        for stretch in read.stretches {
            names.firsts.push(first);
            first += stretch.rows();
            names.stretches.push(stretch);
        }
        Ok(names)
    }

    /// Whether a man can be found by a name.
    pub const fn has_names(&self) -> bool {
        self.has_names
    }

    /// Who a row is of, by its number as a spreadsheet has it; nobody where the file does not say.
    pub fn of(&self, number: u32) -> Written<'_> {
        let found = || {
            let place = (number as usize).checked_sub(2)?;
            let stretch = self.firsts.partition_point(|first| *first <= place).checked_sub(1)?;
            self.stretches.get(stretch)?.of(place - self.firsts.get(stretch)?)
        };
        found().unwrap_or_default()
    }
}

impl Written<'_> {
    /// Whether nothing is recorded.
    pub const fn is_empty(&self) -> bool {
        self.forename.is_empty()
            && self.surname.is_empty()
            && self.date_of_birth.is_empty()
            && self.postcode.is_empty()
            && self.phone.is_empty()
    }

    /// The day of birth, where it is written as every date of the data set is. Nothing is guessed.
    pub fn born(&self) -> Option<Date> {
        let date = self.date_of_birth.parse::<Date>().ok();
        date.filter(|date| date.to_string() == self.date_of_birth)
    }

    /// A date of birth that is written in no way that is read.
    pub fn is_unread(&self) -> bool {
        !self.date_of_birth.is_empty() && self.born().is_none()
    }

    /// As the record keeps them.
    pub(super) fn details(&self) -> Option<Details> {
        if self.is_empty() {
            return None;
        }
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let phone = some(self.phone).map(|number| Contact {
            kind: ContactKind::Phone,
            value: Secret::new(number),
            safe_to_use: Safe::Unknown,
            when: None,
            words: None,
        });
        Some(Details {
            given: some(self.forename).map(Name::new),
            family: some(self.surname).map(Name::new),
            date_of_birth: self.born().map(DateOfBirth::new),
            contacts: phone.into_iter().collect(),
            postcode: some(self.postcode).map(Secret::new),
            ..Details::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn each_row_has_its_own_names_and_a_date_that_is_none_is_left_out() {
        let mut text = "surname,referral_ref,forename,date_of_birth,phone\n".to_owned();
        for row in 0..500 {
            text.push_str(&format!("Fell{row},R{row},Ivo,1980-01-01,\n"));
        }
        text.push_str("Last,R500,\"Ann, Lea\",1 May 1980,07700 900001\n");
        for block in [64, 1 << 20] {
            let options = Options { block, ..Options::default() };
            let names = Names::read(Source::reader("r.csv", Cursor::new(text.clone())), &options);
            let names = names.unwrap();
            assert!(names.has_names());
            for row in 0..500 {
                assert_eq!(names.of(row + 2).surname, format!("Fell{row}"));
            }
            let last = names.of(502);
            assert_eq!((last.forename, last.phone), ("Ann, Lea", "07700 900001"));
            assert!(last.is_unread() && last.details().unwrap().date_of_birth.is_none());
            assert!(names.of(503).is_empty() && names.of(1).is_empty());
        }
    }

    #[test]
    fn a_file_without_names_names_nobody() {
        let text = "referral_ref,received_on\nR1,2019-01-02\n";
        let names = Names::read(Source::reader("r.csv", text.as_bytes()), &Options::default());
        let names = names.unwrap();
        assert!(!names.has_names() && names.of(2).is_empty());
        assert!(names.of(2).details().is_none());
    }
}
