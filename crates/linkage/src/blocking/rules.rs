//! The rules by which two records become candidates, and by what a rule's key is split when too
//! many records have it.

use crate::frequency::Counts;
use crate::names::stirred;
use crate::people::Details;

/// A rule: records with the same key are candidates.
pub(crate) struct Rule {
    /// Its name in `model.json`.
    pub key: &'static str,
    /// What two records have in common by it, in words.
    pub words: &'static str,
    /// The key; 0 where what it is made of is not recorded.
    pub of: fn(&Details) -> u64,
    /// By what a key that gathers too many is split, one after the other.
    pub split_by: &'static [Splitter],
    /// What is counted while the records of each key are together.
    pub counts: Counts,
}

/// Something by which a key that gathers too many is split.
#[derive(Clone, Copy)]
pub(crate) struct Splitter {
    pub words: &'static str,
    pub of: fn(&Details) -> u64,
}

/// How many rules there are.
pub const RULES: usize = 6;

/// The rules, those first that find most for the least. None of them is all pairs: each asks for a
/// rare value, or for two that are seldom met together.
pub(crate) const ALL: [Rule; RULES] = [
    Rule {
        key: "phone",
        words: "the same phone",
        of: |of| of.phone.number(),
        split_by: &[FORENAME, YEAR, SURNAME],
        counts: Counts::Phones,
    },
    Rule {
        key: "postcode",
        words: "the same postcode, and the year of birth, the phone or a first letter of the name",
        of: |of| of.postcode.number(),
        split_by: &[YEAR, FORENAME, SURNAME],
        counts: Counts::Postcodes,
    },
    Rule {
        key: "names",
        words: "forename and surname that sound alike, in either order",
        of: |of| match of.heard.map(u64::from) {
            [0, _] | [_, 0] => 0,
            [forename, surname] => stirred(forename.min(surname) << 32 | forename.max(surname)),
        },
        split_by: &[YEAR, DISTRICT, BORN, AREA, PHONE],
        counts: Counts::Names,
    },
    Rule {
        key: "date_of_birth_and_forename",
        words: "the same date of birth, day and month in either order, and the first letter of the \
                forename",
        of: |of| born_and(of, 0),
        split_by: &[FORENAME, DISTRICT, AREA, PHONE],
        counts: Counts::Nothing,
    },
    Rule {
        key: "date_of_birth_and_surname",
        words: "the same date of birth, day and month in either order, and the first letter of the \
                surname",
        of: |of| born_and(of, 1),
        split_by: &[SURNAME, DISTRICT, AREA, PHONE],
        counts: Counts::Nothing,
    },
    Rule {
        key: "surname_year_and_initial",
        words: "a surname that sounds alike, the year of birth and the first letter of the forename",
        of: |of| match (of.heard[1], of.born.year(), of.initials()[0]) {
            (0, ..) | (_, 0, _) | (.., 0) => 0,
            (surname, year, initial) => {
                stirred(u64::from(surname) << 32 | u64::from(year) << 8 | u64::from(initial))
            }
        },
        split_by: &[FORENAME, DISTRICT, BORN, AREA, PHONE],
        counts: Counts::Nothing,
    },
];

const FORENAME: Splitter =
    Splitter { words: "the sound of the forename", of: |of| of.heard[0].into() };
const SURNAME: Splitter =
    Splitter { words: "the sound of the surname", of: |of| of.heard[1].into() };
const YEAR: Splitter = Splitter { words: "the year of birth", of: |of| of.born.year().into() };
const BORN: Splitter =
    Splitter { words: "the date of birth", of: |of| of.born.either_way().into() };
const DISTRICT: Splitter =
    Splitter { words: "the postcode's district", of: |of| of.postcode.district() };
const AREA: Splitter = Splitter { words: "the area", of: |of| of.area.into() };
const PHONE: Splitter = Splitter { words: "the phone", of: |of| of.phone.number() };

fn born_and(of: &Details, name: usize) -> u64 {
    let (born, initial) = (of.born, of.initials()[name]);
    if born.is_none() || initial == 0 {
        return 0;
    }
    stirred(u64::from(born.either_way()) << 8 | u64::from(initial))
}

/// By which rules two records meet, a bit a rule. Their keys may have met by chance in 32 bits; here
/// they are what they are made of. Without branches: it is asked of every pair.
#[inline]
pub(crate) fn met(a: &Details, b: &Details) -> u32 {
    let ([a_first, a_last], [b_first, b_last]) = (a.initials(), b.initials());
    let ([a_fore, a_sur], [b_fore, b_sur]) = (a.heard, b.heard);
    let same = |x: u8, y: u8| (x == y) & (x != 0);
    let phone = (a.phone == b.phone) & !a.phone.is_none();
    let year = (a.born.year() == b.born.year()) & (a.born.year() != 0);
    let born = (a.born.either_way() == b.born.either_way()) & !a.born.is_none();
    let (forename, surname) = (same(a_first, b_first), same(a_last, b_last));
    // Neighbours are many: those of one postcode must have something else in common.
    let besides = forename | surname | same(a_first, b_last) | same(a_last, b_first) | year | phone;
    let postcode = (a.postcode == b.postcode) & !a.postcode.is_none() & besides;
    let either_order =
        ((a_fore == b_fore) & (a_sur == b_sur)) | ((a_fore == b_sur) & (a_sur == b_fore));
    let names = either_order & (a_fore != 0) & (a_sur != 0);
    let surnames = (a_sur == b_sur) & (a_sur != 0) & year & forename;
    let rules = [phone, postcode, names, born & forename, born & surname, surnames];
    rules.iter().rev().fold(0, |bits, met| bits << 1 | u32::from(*met))
}
