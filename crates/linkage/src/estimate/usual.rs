//! What is generally so: where the estimate begins, and what holds it where a file says little.

use crate::model::Kinship;
use crate::outcome::{Field, LEVELS, Level};

/// What is generally so of records of one person: where the estimate begins, and what holds it
/// where a file has few matches.
pub(super) fn usual(field: Field) -> [f64; LEVELS] {
    let same = match field {
        Field::Forename | Field::Surname | Field::DateOfBirth => 0.85,
        Field::Postcode | Field::Phone => 0.6,
        Field::Area => 0.8,
    };
    let levels = field.levels();
    let rest = (1.0 - same) / (levels.len() as f64 - 1.0);
    let mut usual = [0.0; LEVELS];
    for level in levels {
        usual[*level as usize] = if *level == Level::Same { same } else { rest };
    }
    usual
}

/// What is generally so of strangers: what holds u where a file has few pairs.
pub(super) fn usual_of_strangers(field: Field) -> [f64; LEVELS] {
    let mut usual = [0.0; LEVELS];
    for level in field.levels() {
        usual[*level as usize] = match (field, level) {
            (Field::Forename, Level::Same) => 4e-3,
            (Field::Surname, Level::Same) => 2e-3,
            (Field::DateOfBirth, Level::Same) => 7e-5,
            (Field::Postcode, Level::Same) => 1e-4,
            (Field::Phone, Level::Same) => 1e-5,
            (Field::Area, Level::Same) => 0.25,
            (_, Level::SoundsAlike) => 1e-3,
            (_, Level::Somewhat) => 4e-3,
            (Field::Phone, Level::OneDigit) => 2e-6,
            (_, Level::OneDigit) => 2e-3,
            (_, Level::DayAndMonthSwapped) => 2e-5,
            (_, Level::SameYear) => 2e-2,
            (_, Level::District) => 1e-2,
            (_, Level::Swapped) => 1e-6,
            _ => 5e-4,
        };
    }
    let rest: f64 = usual.iter().sum::<f64>() - usual[Level::Different as usize];
    usual[Level::Different as usize] = 1.0 - rest;
    usual
}

/// The same of kin: they share a surname and an address. Of dates of birth those of brothers, who
/// were born in one year sooner than strangers and never on one day; of forenames those of
/// strangers.
pub(super) fn usual_of_kin(field: Field) -> [f64; LEVELS] {
    let (same, different) = match field {
        Field::Forename => return usual_of_strangers(field),
        Field::DateOfBirth => (0.0, 0.92),
        Field::Surname | Field::Postcode => (0.9, 0.04),
        Field::Phone => (0.3, 0.65),
        Field::Area => (0.9, 0.1),
    };
    let levels = field.levels();
    let between = (1.0 - same - different) / (levels.len() as f64 - 2.0).max(1.0);
    let mut usual = [0.0; LEVELS];
    for level in levels {
        usual[*level as usize] = match level {
            Level::Same => same,
            Level::Different => different,
            _ => between,
        };
    }
    usual
}

/// What sorts of kin there usually are.
pub(super) fn usual_kinship(prior: f64) -> Kinship {
    Kinship { prior, twins: 0.03, namesakes: 0.1 }
}

/// The most of kin that can be twins, and as many namesakes: among any people most brothers are
/// born apart and have names of their own. Without a bound, a file without kin would take its
/// matches with a wrong birthday for namesakes.
pub(super) const MOST_OF_KIN: f64 = 0.25;
