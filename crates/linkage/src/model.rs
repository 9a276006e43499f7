//! The model of Fellegi and Sunter: what each agreement weighs, and how probable a match is.

use crate::outcome::{self, Code, FIELDS, Field, LEVELS, Level};

/// What is known of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldModel {
    /// The field.
    pub field: Field,
    /// Of records of one person, the share on each level where both have the field.
    pub m: [f64; LEVELS],
    /// The same of records of different people.
    pub u: [f64; LEVELS],
    /// The same of records of kin, people of one household: of forenames those of strangers, of
    /// dates of birth those of brothers; see [`Kinship`] for twins and namesakes.
    pub kin: [f64; LEVELS],
    /// Of each record, how many others that have the field are of the same person on average; 0 where
    /// frequencies are counted without these.
    pub own: f64,
    /// How many records have the field.
    pub recorded: u64,
    /// Of random pairs those where both have it: what `u` was counted on.
    pub random_pairs: u64,
}

/// How probable it is that two random records are of kin: of two people of one household. They
/// share a surname and an address, and are of three sorts.
///
/// Brothers and other kin have forenames as different as those of strangers, and birthdays of their
/// own. Twins have forenames as different, and one birthday, which is written wrongly as often as
/// that of one person. Namesakes, as father and son, have one forename, which is written otherwise
/// as often as that of one person, and birthdays as different as those of strangers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kinship {
    /// How probable kin are.
    pub prior: f64,
    /// The share of kin who are twins.
    pub twins: f64,
    /// The share of kin who are namesakes.
    pub namesakes: f64,
}

impl Kinship {
    /// The share of kin who are neither twins nor namesakes.
    pub fn brothers(&self) -> f64 {
        1.0 - self.twins - self.namesakes
    }
}

/// The whole model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The fields, in order.
    pub fields: [FieldModel; FIELDS],
    /// How probable it is that two random records are of one person.
    pub prior: f64,
    /// How probable it is that they are of kin, and of what kin.
    pub kinship: Kinship,
    /// How often m and prior were estimated again until they stood still.
    pub iterations: u32,
    /// Whether they stood still.
    pub converged: bool,
    /// Candidates on which they were estimated.
    pub training_pairs: u64,
}

impl FieldModel {
    /// The logarithm to base 2 of m over u: what agreement on the level weighs, values of every
    /// frequency together.
    pub fn weight(&self, level: Level) -> f64 {
        (self.m[level as usize] / self.u[level as usize]).log2()
    }
    /// How much likelier a code is at some shares of levels than among strangers: on a level that
    /// counts frequency, the share of these is that of others who have the very value.
    pub(crate) fn ratio(&self, shares: &[f64; LEVELS], code: Code) -> f64 {
        let level = outcome::level(code);
        if level == Level::NotCompared || !self.field.levels().contains(&level) {
            return 1.0;
        }
        shares[level as usize] / self.u_of(code, level)
    }
    /// The shares of strangers whose values are not the same.
    pub(crate) fn u_apart(&self) -> [f64; LEVELS] {
        let same = Level::Same as usize;
        let mut apart = self.u.map(|share| share / (1.0 - self.u[same]));
        apart[same] = 0.0;
        apart
    }
    /// Of the others who have a value those who are strangers: among them are his own other records,
    /// which would make a name frequent for being recorded twice.
    fn strangers_of(&self, others: f64, level: Level) -> f64 {
        let m = |level: Level| self.m[level as usize];
        let own = match level {
            Level::Same => m(Level::Same),
            Level::SoundsAlike => m(Level::Same) + m(Level::SoundsAlike),
            // Names the other way round are counted by people.
            _ => 0.0,
        };
        (others - self.own * own).max(STRANGERS_AT_LEAST * others.min(1.0))
    }
    /// The share of strangers: on a level that counts frequency, of those with the very value.
    fn u_of(&self, code: Code, level: Level) -> f64 {
        match outcome::others(code) {
            None => self.u[level as usize],
            Some(others) => {
                // Held by what the level has on average, for a few records do not tell how
                // frequent a value is.
                let average = SHARE_HELD_BY * self.u[level as usize];
                let of = (self.recorded as f64 - 1.0).max(0.0) + SHARE_HELD_BY;
                let strangers = self.strangers_of(f64::from(others), level);
                ((strangers + average) / of).min(1.0)
            }
        }
    }
}

/// Of the only other record with a value so much is taken for a stranger's at least.
const STRANGERS_AT_LEAST: f64 = 0.3;

/// How many records the average frequency weighs like against that of a value.
const SHARE_HELD_BY: f64 = 200.0;

impl Model {
    /// How probable it is that two random records are of strangers.
    pub(crate) fn strangers(&self) -> f64 {
        1.0 - self.prior - self.kinship.prior
    }
    /// The prior as a weight: the logarithm to base 2 of the odds of a match against strangers.
    pub fn prior_weight(&self) -> f64 {
        (self.prior / self.strangers()).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn his_own_other_records_do_not_make_a_name_frequent() {
        let mut of = FieldModel {
            field: Field::Surname,
            m: [0.0; LEVELS],
            u: [0.0; LEVELS],
            kin: [0.0; LEVELS],
            own: 1.0,
            recorded: 10_001,
            random_pairs: 0,
        };
        (of.m[Level::Same as usize], of.m[Level::SoundsAlike as usize]) = (0.8, 0.1);
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
        };
        near(of.strangers_of(5.0, Level::Same), 4.2);
        near(of.strangers_of(5.0, Level::SoundsAlike), 4.1);
        near(of.strangers_of(5.0, Level::Swapped), 5.0);
        // The only other may be he, and may be none.
        near(of.strangers_of(1.0, Level::Same), STRANGERS_AT_LEAST);
        // Twice as many records of the same people: as large a share of strangers has the name.
        let share = |of: &FieldModel, others: f64| of.strangers_of(others, Level::Same);
        of.m[Level::Same as usize] = 1.0;
        near(share(&of, 2.0 * 6.0 + 1.0) / 2.0, share(&FieldModel { own: 0.0, ..of }, 6.0));
    }
}
