//! What a person is, as demography and equality count it: age, ethnicity, religion, needs.

use dataset::codes::{Ethnicity, Need, Religion};
use dataset::{Code, Several};

use super::age_band::{AGE_BANDS, age_band};
use crate::quantity::Quantity;

/// The value of an empty cell, in every figure.
pub const NOT_RECORDED: &str = "not_recorded";

/// A characteristic by which people are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characteristic {
    /// Age in the bands of [`AGE_BANDS`].
    Age,
    /// Ethnicity, every code of the data set.
    Ethnicity,
    /// Ethnicity in the five groups of the census.
    EthnicityGroup,
    /// Religion.
    Religion,
    /// Needs. A person has several, so that these do not sum to everyone.
    Needs,
}

/// The characteristics of one person, whichever file they come from.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Years.
    pub age: Option<u8>,
    /// Ethnicity.
    pub ethnicity: Option<Ethnicity>,
    /// Religion.
    pub religion: Option<Religion>,
    /// Needs; empty is not recorded.
    pub needs: Several<Need>,
}

const ETHNICITY_GROUPS: [&str; 7] =
    ["asian", "black", "mixed", "white", "other", "prefer_not_to_say", "unknown"];

impl Characteristic {
    /// Its values as figures write them, `not_recorded` last.
    pub fn values(self) -> Vec<&'static str> {
        let mut values: Vec<&'static str> = match self {
            Self::Age => AGE_BANDS.to_vec(),
            Self::Ethnicity => Ethnicity::ALL.iter().map(|value| value.code()).collect(),
            Self::EthnicityGroup => ETHNICITY_GROUPS.to_vec(),
            Self::Religion => Religion::ALL.iter().map(|value| value.code()).collect(),
            Self::Needs => Need::ALL.iter().map(|value| value.code()).collect(),
        };
        values.push(NOT_RECORDED);
        values
    }

    /// Calls `count` with the place in [`Characteristic::values`] of each value that the
    /// person has: one, but for needs.
    pub fn each(self, person: &Person, mut count: impl FnMut(usize)) {
        match self {
            Self::Age => count(person.age.map_or(AGE_BANDS.len(), age_band)),
            Self::Ethnicity => count(person.ethnicity.map_or(Ethnicity::ALL.len(), Code::place)),
            Self::EthnicityGroup => count(person.ethnicity.map_or(ETHNICITY_GROUPS.len(), |of| {
                let group = of.group();
                ETHNICITY_GROUPS.iter().position(|name| *name == group).unwrap_or(6)
            })),
            Self::Religion => count(person.religion.map_or(Religion::ALL.len(), Code::place)),
            Self::Needs if person.needs.is_empty() => count(Need::ALL.len()),
            Self::Needs => person.needs.iter().for_each(|need| count(need.place())),
        }
    }

    /// Restricts a quantity to those who have the value.
    pub fn restrict(self, quantity: Quantity, value: &'static str) -> Quantity {
        match self {
            Self::Age => quantity.only("age_band", [value]),
            Self::Ethnicity => quantity.only("ethnicity", [value]),
            Self::EthnicityGroup if value == NOT_RECORDED => quantity.only("ethnicity", [value]),
            Self::EthnicityGroup => quantity.only(
                "ethnicity",
                Ethnicity::ALL.iter().filter(|code| code.group() == value).map(|code| code.code()),
            ),
            Self::Religion => quantity.only("religion", [value]),
            // A dimension each, since one man may have several.
            Self::Needs => quantity.only(need_dimension(value), ["yes"]),
        }
    }
}

fn need_dimension(value: &str) -> &'static str {
    match Need::from_code(value) {
        Some(Need::Interpreter) => "need_interpreter",
        Some(Need::Disability) => "need_disability",
        Some(Need::MentalHealth) => "need_mental_health",
        Some(Need::SubstanceUse) => "need_substance_use",
        Some(Need::Learning) => "need_learning",
        Some(Need::Other) => "need_other",
        None => "needs_not_recorded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(of: Characteristic, person: &Person) -> Vec<&'static str> {
        let mut found = Vec::new();
        of.each(person, |place| found.push(of.values()[place]));
        found
    }

    #[test]
    fn each_person_is_counted_under_every_value_that_he_has() {
        let person = Person {
            age: Some(34),
            ethnicity: Some(Ethnicity::WhiteIrish),
            religion: None,
            needs: [Need::Learning, Need::Interpreter].into_iter().collect(),
        };
        assert_eq!(places(Characteristic::Age, &person), ["25_to_34"]);
        assert_eq!(places(Characteristic::Ethnicity, &person), ["white_irish"]);
        assert_eq!(places(Characteristic::EthnicityGroup, &person), ["white"]);
        assert_eq!(places(Characteristic::Religion, &person), ["not_recorded"]);
        assert_eq!(places(Characteristic::Needs, &person), ["interpreter", "learning"]);
    }

    #[test]
    fn a_group_of_ethnicities_is_the_set_of_its_codes() {
        let group = Characteristic::EthnicityGroup.restrict(Quantity::suitable(), "other");
        assert_eq!(
            group.only["ethnicity"].iter().map(AsRef::as_ref).collect::<Vec<_>>(),
            ["arab", "other"]
        );
    }
}
