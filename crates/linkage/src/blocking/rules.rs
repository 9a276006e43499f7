//! The rules by which two records become candidates, and by what a rule's key is split when too
//! many records have it.

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
    /// Whether two records, the keys of which may have met by chance, are candidates by it.
    pub meet: fn(&Details, &Details) -> bool,
    /// By what a key that gathers too many is split, one after the other.
    pub split_by: &'static [Splitter],
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
        meet: |a, b| a.phone == b.phone && !a.phone.is_none(),
        split_by: &[FORENAME, YEAR, SURNAME],
    },
    Rule {
        key: "postcode",
        words: "the same postcode, and the year of birth, the phone or a first letter of the name",
        of: |of| of.postcode.number(),
        meet: |a, b| {
            a.postcode == b.postcode && !a.postcode.is_none() && has_more_than_the_postcode(a, b)
        },
        split_by: &[YEAR, FORENAME, SURNAME],
    },
    Rule {
        key: "names",
        words: "forename and surname that sound alike, in either order",
        of: |of| match of.heard.map(u64::from) {
            [0, _] | [_, 0] => 0,
            [forename, surname] => stirred(forename.min(surname) << 32 | forename.max(surname)),
        },
        meet: |a, b| {
            let [x, y] = [a.heard, b.heard];
            (x == y || (x[0] == y[1] && x[1] == y[0])) && x[0] != 0 && x[1] != 0
        },
        split_by: &[YEAR, DISTRICT, BORN, AREA, PHONE],
    },
    Rule {
        key: "date_of_birth_and_forename",
        words: "the same date of birth, day and month in either order, and the first letter of the \
                forename",
        of: |of| born_and(of, 0),
        meet: |a, b| born_and_met(a, b, 0),
        split_by: &[FORENAME, DISTRICT, AREA, PHONE],
    },
    Rule {
        key: "date_of_birth_and_surname",
        words: "the same date of birth, day and month in either order, and the first letter of the \
                surname",
        of: |of| born_and(of, 1),
        meet: |a, b| born_and_met(a, b, 1),
        split_by: &[SURNAME, DISTRICT, AREA, PHONE],
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
        meet: |a, b| {
            let (x, y) = (a.initials()[0], b.initials()[0]);
            let met = a.heard[1] == b.heard[1] && a.born.year() == b.born.year() && x == y;
            met && a.heard[1] != 0 && a.born.year() != 0 && x != 0
        },
        split_by: &[FORENAME, DISTRICT, BORN, AREA, PHONE],
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

fn born_and_met(a: &Details, b: &Details, name: usize) -> bool {
    let (x, y) = (a.initials()[name], b.initials()[name]);
    a.born.either_way() == b.born.either_way() && x == y && !a.born.is_none() && x != 0
}

/// Neighbours are many: those of one postcode must have something else in common.
fn has_more_than_the_postcode(a: &Details, b: &Details) -> bool {
    let initial = |x: u8, y: u8| (x == y) & (x != 0);
    let ([a_forename, a_surname], [b_forename, b_surname]) = (a.initials(), b.initials());
    initial(a_forename, b_forename)
        | initial(a_surname, b_surname)
        | initial(a_forename, b_surname)
        | (a.born.year() == b.born.year())
        | ((a.phone == b.phone) & !a.phone.is_none())
}
