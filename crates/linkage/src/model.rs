//! The model of Fellegi and Sunter: what each agreement weighs, and how probable a match is.

use crate::outcome::{self, Code, Codes, FIELDS, Field, LEVELS, Level};

/// What is known of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldModel {
    /// The field.
    pub field: Field,
    /// Of records of one person, the share on each level where both have the field.
    pub m: [f64; LEVELS],
    /// The same of records of different people.
    pub u: [f64; LEVELS],
    /// The same of records of kin: people of one household.
    pub kin: [f64; LEVELS],
    /// How many records have the field.
    pub recorded: u64,
    /// Of random pairs those where both have it: what `u` was counted on.
    pub random_pairs: u64,
}

/// The whole model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The fields, in order.
    pub fields: [FieldModel; FIELDS],
    /// How probable it is that two random records are of one person.
    pub prior: f64,
    /// How probable it is that two random records are of kin.
    pub kin_prior: f64,
    /// Of kin with forenames alike, the share on each level of the date of birth. Two people of one
    /// name in one household are not born on one day; of other kin, twins are, and they are in the
    /// field's own `kin`.
    pub kin_born_of_namesakes: [f64; LEVELS],
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
    /// What a code weighs: on a level that counts frequency, u is the share of others who have the
    /// very value.
    /// What a code weighs for a match, and for kin: on a level that counts frequency, u is the
    /// share of others who have the very value.
    fn weights_of(&self, code: Code) -> [f32; 2] {
        let level = outcome::level(code);
        if level == Level::NotCompared || !self.field.levels().contains(&level) {
            return [0.0; 2];
        }
        let u = self.u_of(code, level);
        [self.m, self.kin].map(|shares| (shares[level as usize] / u).log2() as f32)
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
                ((f64::from(others) + average) / of).min(1.0)
            }
        }
    }
}

/// How many records the average frequency weighs like against that of a value.
const SHARE_HELD_BY: f64 = 200.0;

/// Every weight that a code can have, in a table.
pub(crate) struct Weights {
    /// For a match, and for kin.
    fields: Box<[[[f32; 2]; 256]; FIELDS]>,
    /// For kin with forenames alike, the date of birth.
    born_of_namesakes: Box<[f32; 256]>,
    /// The odds of a match and of kin against strangers.
    priors: [f32; 2],
}

/// Where the date of birth stands among the fields.
const BORN: usize = Field::DateOfBirth as usize;

impl Model {
    pub(crate) fn weights(&self) -> Weights {
        let mut fields = Box::new([[[0.0; 2]; 256]; FIELDS]);
        for (of, table) in self.fields.iter().zip(fields.iter_mut()) {
            for (code, weights) in table.iter_mut().enumerate() {
                *weights = of.weights_of(code as u8);
            }
        }
        let mut born_of_namesakes = Box::new([0.0; 256]);
        let born = &self.fields[BORN];
        for (code, weight) in born_of_namesakes.iter_mut().enumerate() {
            let level = outcome::level(code as u8);
            if level != Level::NotCompared && born.field.levels().contains(&level) {
                let share = self.kin_born_of_namesakes[level as usize];
                *weight = (share / born.u_of(code as u8, level)).log2() as f32;
            }
        }
        let strangers = 1.0 - self.prior - self.kin_prior;
        let priors = [self.prior, self.kin_prior].map(|prior| (prior / strangers).log2() as f32);
        Weights { fields, born_of_namesakes, priors }
    }
    /// The prior as a weight: the logarithm to base 2 of the odds of a match against strangers.
    pub fn prior_weight(&self) -> f64 {
        (self.prior / (1.0 - self.prior - self.kin_prior)).log2()
    }
}

impl Weights {
    /// What each field of a pair weighs.
    pub fn of_fields(&self, codes: &Codes) -> [f32; FIELDS] {
        std::array::from_fn(|field| self.fields[field][usize::from(codes[field])][0])
    }
    /// The odds of a match and of kin against strangers, as logarithms to base 2.
    #[inline]
    fn odds(&self, codes: &Codes) -> [f32; 2] {
        let fields = codes.iter().zip(self.fields.iter());
        let [matching, kin] = fields.fold(self.priors, |[a, b], (code, weights)| {
            let [x, y] = weights[usize::from(*code)];
            [a + x, b + y]
        });
        if outcome::is_namesake(codes) {
            let born = usize::from(codes[BORN]);
            return [matching, kin - self.fields[BORN][born][1] + self.born_of_namesakes[born]];
        }
        [matching, kin]
    }
    /// What all fields and the prior weigh together, less what is as well explained by kin: the
    /// logarithm to base 2 of the odds.
    #[inline]
    pub fn of(&self, codes: &Codes) -> f32 {
        let [matching, kin] = self.odds(codes);
        matching + correction(kin)
    }
    /// What kinship takes off.
    pub fn of_kin(&self, codes: &Codes) -> f32 {
        correction(self.odds(codes)[1])
    }
    /// How probable it is that a pair is a match, and that it is of kin.
    pub fn probabilities(&self, codes: &Codes) -> [f64; 2] {
        let [matching, kin] = self.odds(codes).map(|odds| f64::from(odds.min(500.0)).exp2());
        [matching, kin].map(|odds| odds / (1.0 + matching + kin))
    }
}

/// What odds of kin against strangers take off those of a match against strangers.
#[inline]
fn correction(kin: f32) -> f32 {
    if kin < -10.0 { 0.0 } else { -(1.0 + kin.min(120.0).exp2()).log2() }
}

/// The probability of a weight.
pub fn probability(weight: f32) -> f32 {
    1.0 / (1.0 + (-weight).exp2())
}

/// The weight of a probability.
pub fn weight(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}
