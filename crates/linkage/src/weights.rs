//! What agreements weigh, in tables by code: what is asked of every pair.

use crate::model::Model;
use crate::outcome::{Codes, FIELDS, Field};

/// Every weight that a code can have.
pub(crate) struct Weights {
    /// For a match, and for kin of any sort; the fields in which their sorts differ weigh nothing
    /// for these.
    fields: Box<[[[f32; 2]; 256]; FIELDS]>,
    /// What tells the sorts of kin apart.
    sorts: Box<Sorts>,
    /// The odds of a match and of kin against strangers, as logarithms to base 2.
    priors: [f32; 2],
}

/// By code, how much likelier it is among kin of a sort than among strangers; the share of the sort
/// is in its dates of birth.
struct Sorts {
    born_of_brothers: [f32; 256],
    born_of_twins: [f32; 256],
    born_of_namesakes: [f32; 256],
    forename_of_namesakes: [f32; 256],
}

const FORENAME: usize = Field::Forename as usize;
const BORN: usize = Field::DateOfBirth as usize;

/// The kinds of pairs but strangers: a match, brothers, twins, namesakes.
pub(crate) const KINDS: usize = 4;

impl Model {
    pub(crate) fn weights(&self) -> Weights {
        let mut fields = Box::new([[[0.0; 2]; 256]; FIELDS]);
        for (place, (of, table)) in self.fields.iter().zip(fields.iter_mut()).enumerate() {
            let sorts_differ = matches!(place, FORENAME | BORN);
            for (code, weights) in table.iter_mut().enumerate() {
                let weight = |shares| of.ratio(shares, code as u8).log2() as f32;
                *weights = [weight(&of.m), if sorts_differ { 0.0 } else { weight(&of.kin) }];
            }
        }
        let (forename, born) = (&self.fields[FORENAME], &self.fields[BORN]);
        let (kin, apart) = (self.kinship, born.u_apart());
        let by_code = |ratio: &dyn Fn(u8) -> f64| -> [f32; 256] {
            std::array::from_fn(|code| ratio(code as u8) as f32)
        };
        let sorts = Box::new(Sorts {
            born_of_brothers: by_code(&|code| kin.brothers() * born.ratio(&born.kin, code)),
            born_of_twins: by_code(&|code| kin.twins * born.ratio(&born.m, code)),
            born_of_namesakes: by_code(&|code| kin.namesakes * born.ratio(&apart, code)),
            forename_of_namesakes: by_code(&|code| forename.ratio(&forename.m, code)),
        });
        let odds = |prior: f64| (prior / self.strangers()).log2() as f32;
        Weights { fields, sorts, priors: [odds(self.prior), odds(kin.prior)] }
    }
}

impl Weights {
    /// What each field of a pair weighs.
    pub fn of_fields(&self, codes: &Codes) -> [f32; FIELDS] {
        std::array::from_fn(|field| self.fields[field][usize::from(codes[field])][0])
    }
    /// The odds of a match against strangers, as logarithm to base 2, and those of kin but for what
    /// tells their sorts apart.
    #[inline]
    fn odds(&self, codes: &Codes) -> [f32; 2] {
        let fields = codes.iter().zip(self.fields.iter());
        fields.fold(self.priors, |[a, b], (code, weights)| {
            let [x, y] = weights[usize::from(*code)];
            [a + x, b + y]
        })
    }
    /// What tells the sorts of kin apart, as odds: brothers, twins, namesakes.
    #[inline]
    fn sorts(&self, codes: &Codes) -> [f32; 3] {
        let (forename, born) = (usize::from(codes[FORENAME]), usize::from(codes[BORN]));
        let of = &self.sorts;
        let namesakes = of.forename_of_namesakes[forename] * of.born_of_namesakes[born];
        [of.born_of_brothers[born], of.born_of_twins[born], namesakes]
    }
    /// What kinship takes off the odds of a match against strangers.
    #[inline]
    fn correction(&self, codes: &Codes, kin: f32) -> f32 {
        let sorts: f32 = self.sorts(codes).iter().sum();
        // The next power of 2, from the bits: most pairs are no kin, and logarithms take long.
        let at_most = (sorts.to_bits() >> 23) as f32 - 126.0;
        if kin + at_most < NEVER_KIN {
            return 0.0;
        }
        -(1.0 + (kin + sorts.log2()).min(120.0).exp2()).log2()
    }
    /// What all fields and the prior weigh together, less what is as well explained by kin: the
    /// logarithm to base 2 of the odds.
    #[inline]
    pub fn of(&self, codes: &Codes) -> f32 {
        let [matching, kin] = self.odds(codes);
        matching + self.correction(codes, kin)
    }
    /// What kinship takes off.
    pub fn of_kin(&self, codes: &Codes) -> f32 {
        self.correction(codes, self.odds(codes)[1])
    }
    /// How probable it is that a pair is a match, and that it is of each sort of kin.
    pub fn probabilities(&self, codes: &Codes) -> [f64; KINDS] {
        let [matching, kin] = self.odds(codes).map(|odds| f64::from(odds.min(500.0)).exp2());
        let [brothers, twins, namesakes] = self.sorts(codes).map(|sort| kin * f64::from(sort));
        let odds = [matching, brothers, twins, namesakes];
        let all = 1.0 + odds.iter().sum::<f64>();
        odds.map(|odds| odds / all)
    }
}

/// Under this weight of kin nothing is taken off: it would be less than a thousandth.
const NEVER_KIN: f32 = -10.0;

/// The probability of a weight.
pub fn probability(weight: f32) -> f32 {
    1.0 / (1.0 + (-weight).exp2())
}

/// The weight of a probability.
pub fn weight(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}
