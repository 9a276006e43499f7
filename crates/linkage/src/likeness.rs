//! One person held against a few others, by the weights as they come with Waymark: for whoever asks
//! of somebody new whether he is known. There is no file of which a model could be estimated; how many
//! bear names that sound like both of his, his postcode and his number is given where it was counted.

use crate::frequency::{Octaves, STEPS, turned_octave};
use crate::model::{FieldModel, Kinship, Model};
use crate::outcome::{FIELDS, Field, LEVELS, Level, compare, level};
use crate::people::{Part, People, Person, Same};
use crate::weights::{Weights, probability};

/// m and u of each level as Waymark ships them, and what kin share: rounded from the model that
/// `waymark link` estimates of 60,000 invented people. Where these are too tidy u is held to what is
/// generally so: people share telephones and postcodes, and names are not as many as ours. Of a
/// postcode and a number u is no more than what is usual: [`Bearers`] says of each value whether more
/// have it.
type Shipped = (Field, &'static [(Level, [f64; 3])]);
const SHIPPED: [Shipped; FIELDS] = {
    use Level::*;
    [
        (
            Field::Forename,
            &[
                (Same, [0.796, 4e-3, 4e-3]),
                (ShortForm, [0.010, 3e-4, 3e-4]),
                (SoundsAlike, [0.094, 1e-3, 1e-3]),
                (Close, [0.048, 5e-4, 5e-4]),
                (Somewhat, [0.013, 5e-3, 5e-3]),
                (Initial, [0.008, 5e-4, 5e-4]),
                (Swapped, [0.020, 1e-6, 1e-6]),
                (Different, [0.011, 0.988, 0.988]),
            ],
        ),
        (
            Field::Surname,
            &[
                (Same, [0.850, 2e-3, 0.86]),
                (SoundsAlike, [0.080, 5e-4, 0.07]),
                (Close, [0.050, 3e-4, 0.04]),
                (Somewhat, [0.010, 4e-3, 0.005]),
                (Initial, [0.001, 1e-4, 0.001]),
                (Different, [0.009, 0.993, 0.024]),
            ],
        ),
        (
            Field::DateOfBirth,
            &[
                (Same, [0.890, 7e-5, 0.0]),
                (DayAndMonthSwapped, [0.010, 3e-5, 0.004]),
                (OneDigit, [0.055, 2e-3, 0.009]),
                (SameYear, [0.028, 0.023, 0.09]),
                (Different, [0.017, 0.975, 0.897]),
            ],
        ),
        (
            Field::Postcode,
            &[
                (Same, [0.70, 4e-5, 0.95]),
                (OneEdit, [0.045, 6e-4, 0.01]),
                (Sector, [0.01, 1e-3, 0.01]),
                (District, [0.025, 1e-2, 0.01]),
                (Different, [0.22, 0.988, 0.02]),
            ],
        ),
        (
            Field::Phone,
            &[
                (Same, [0.70, 1e-5, 0.31]),
                (OneDigit, [0.04, 2e-6, 0.02]),
                (Different, [0.26, 1.0, 0.67]),
            ],
        ),
        (Field::Area, &[(Same, [0.89, 0.25, 0.95]), (Different, [0.11, 0.75, 0.05])]),
    ]
};

/// Of how many records each has another of the same man: of 1,074 referrals 115 were of men who had
/// been referred before. Two random records are of one man so often, times one over their number.
const KNOWN_BEFORE: f64 = 0.2;
/// The same of kin.
const OF_KIN: f64 = 0.05;
/// Fewer records are taken for so many: in a record of a dozen men the next is not likely one of
/// them.
const FEWEST: u32 = 500;

/// How many others bear the values of one person, the one who is held against them left out; none
/// where it was not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bearers {
    /// Names that sound like both of his.
    pub names: Option<u32>,
    /// His postcode: a hostel's, say.
    pub postcode: Option<u32>,
    /// His telephone number: an office's that answers for many, say.
    pub phone: Option<u32>,
}

/// By what one person is held against others.
pub struct Comparison {
    model: Model,
    weights: Weights,
}

/// How two people are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// The logarithm to base 2 of the odds that they are one.
    pub weight: f32,
    /// On what level each field agrees, in the order of [`Field::ALL`].
    pub levels: [Level; FIELDS],
}

/// A probability in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chance {
    /// One in ten and more.
    Perhaps,
    /// Three in five and more.
    Likely,
    /// Nineteen of twenty and more.
    AlmostCertainly,
}

impl Chance {
    /// The words for a probability; none below one in ten.
    pub fn of(probability: f32) -> Option<Self> {
        match probability {
            0.95.. => Some(Self::AlmostCertainly),
            0.6.. => Some(Self::Likely),
            0.1.. => Some(Self::Perhaps),
            _ => None,
        }
    }
}

impl Likeness {
    /// How probable it is that they are one.
    pub fn probability(&self) -> f32 {
        probability(self.weight)
    }
    /// The same in words; none where it is hardly so.
    pub fn chance(&self) -> Option<Chance> {
        Chance::of(self.probability())
    }
    /// The fields that were compared, each with its level.
    pub fn compared(&self) -> impl Iterator<Item = (Field, Level)> + '_ {
        let fields = Field::ALL.into_iter().zip(self.levels);
        fields.filter(|(_, level)| *level != Level::NotCompared)
    }
}

impl Comparison {
    /// Among so many records, by the weights as they are shipped.
    pub fn shipped(records: u32) -> Self {
        let records = f64::from(records.max(FEWEST));
        let model = model(records);
        Self { weights: model.weights(), model }
    }

    /// Holds one against each of the others.
    pub fn of(&self, one: &Person<'_>, others: &[Person<'_>], bearers: Bearers) -> Vec<Likeness> {
        let mut part = Part::default();
        for (row, person) in std::iter::once(one).chain(others).enumerate() {
            let id = row.to_string();
            part.push(&Person { record_id: &id, ..*person });
        }
        // The ids are the places in the list: none is there twice.
        let Ok(mut people) = People::gather(vec![part], 0) else { return Vec::new() };
        self.set_frequencies(&mut people, bearers);
        let codes = (1..people.len())
            .map(|other| compare(&people.details[0], &people.details[other], &people.names));
        codes
            .map(|codes| Likeness { weight: self.weights.of(&codes), levels: codes.map(level) })
            .collect()
    }

    /// Every value is as frequent as values usually are, or as it was counted where that is more.
    /// One that few have says no more than a usual one: whoever is referred next is in no count.
    fn set_frequencies(&self, people: &mut People, bearers: Bearers) {
        let Bearers { names: bearers, postcode, phone } = bearers;
        let share =
            |field: Field, level: Level| self.model.fields[field as usize].u[level as usize];
        let others = |field: Field, level: Level| share(field, level) * self.records();
        let step =
            |others: f64| (f64::from(STEPS) * others.max(1.0).log2()).round().min(191.0) as u8;
        let octave = |others: f64| others.max(1.0).log2().round() as u8;
        let counted = |field: Field, bearers: Option<u32>| {
            others(field, Level::Same).max(bearers.map_or(0.0, f64::from))
        };
        let surname = others(Field::Surname, Level::Same);
        // Of all who bear his forename, so many bear his surname; the forename has its average.
        let forename = share(Field::Forename, Level::Same);
        let given = bearers.map_or(surname, |bearers| (f64::from(bearers) / forename).max(surname));
        let turned =
            others(Field::Forename, Level::Swapped).max(bearers.map_or(0.0, f64::from) / 2.0);
        let same = Same {
            forename: step(others(Field::Forename, Level::Same)),
            surname_given_forename: step(given),
            surname: step(surname),
            born: step(others(Field::DateOfBirth, Level::Same)),
            postcode: step(counted(Field::Postcode, postcode)),
            phone: step(counted(Field::Phone, phone)),
            area: step(others(Field::Area, Level::Same)),
        };
        let sounds = [Field::Forename, Field::Surname]
            .map(|field| octave(others(field, Level::SoundsAlike)));
        let octaves = Octaves::new(sounds, turned_octave(turned as f32));
        for details in &mut people.details {
            details.same = same;
            details.octaves = octaves;
        }
    }

    fn records(&self) -> f64 {
        self.model.fields[0].recorded as f64
    }
}

fn model(records: f64) -> Model {
    let fields = SHIPPED.map(|(field, levels)| {
        let mut of = FieldModel {
            field,
            m: [0.0; LEVELS],
            u: [0.0; LEVELS],
            kin: [0.0; LEVELS],
            own: 0.0,
            recorded: records as u64,
            random_pairs: 0,
        };
        for (column, shares) in [&mut of.m, &mut of.u, &mut of.kin].into_iter().enumerate() {
            let sum: f64 = levels.iter().map(|(_, shares)| shares[column]).sum();
            for (level, share) in levels {
                shares[*level as usize] = share[column] / sum;
            }
        }
        of
    });
    Model {
        fields,
        prior: KNOWN_BEFORE / records,
        kinship: Kinship { prior: OF_KIN / records, twins: 0.05, namesakes: 0.15 },
        iterations: 0,
        converged: true,
        training_pairs: 0,
    }
}

impl std::fmt::Debug for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Comparison").field("records", &self.records()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person<'a>(of: [&'a str; 5]) -> Person<'a> {
        let [forename, surname, date_of_birth, postcode, phone] = of;
        Person { forename, surname, date_of_birth, postcode, phone, ..Person::default() }
    }

    fn held(one: [&str; 5], other: [&str; 5]) -> Likeness {
        Comparison::shipped(100_000).of(&person(one), &[person(other)], Bearers::default())[0]
    }

    const DARREN: [&str; 5] = ["Darren", "Quillfeather", "1985-02-01", "DY1 1AA", "07700 900111"];

    #[test]
    fn what_agrees_and_how_probable_it_is_is_said() {
        let same = held(DARREN, DARREN);
        assert_eq!(same.chance(), Some(Chance::AlmostCertainly));
        let spelt = ["Daren", "Quilfeather", "1985-01-02", "DY1 1AB", ""];
        let alike = held(DARREN, spelt);
        assert!(alike.chance() >= Some(Chance::Likely), "{alike:?}");
        assert_eq!(alike.levels[Field::Forename as usize], Level::SoundsAlike);
        assert_eq!(alike.levels[Field::DateOfBirth as usize], Level::DayAndMonthSwapped);
        assert_eq!(alike.levels[Field::Phone as usize], Level::NotCompared);
        let turned = held(DARREN, ["Quillfeather", "Darren", "1985-02-01", "", ""]);
        assert_eq!(turned.levels[Field::Forename as usize], Level::Swapped);
        assert_eq!(turned.chance(), Some(Chance::AlmostCertainly));
        let stranger = held(DARREN, ["Adeel", "Hussain", "1985-09-30", "WS1 4AB", "07700 900999"]);
        assert_eq!(stranger.chance(), None);
    }

    #[test]
    fn a_brother_a_twin_and_a_father_of_one_name_are_no_certainty() {
        for kin in [
            ["Kevin", "Quillfeather", "1988-07-19", "DY1 1AA", "07700 900111"],
            ["Kevin", "Quillfeather", "1985-02-01", "DY1 1AA", "07700 900111"],
            ["Darren", "Quillfeather", "1957-11-23", "DY1 1AA", ""],
        ] {
            let likeness = held(DARREN, kin);
            assert!(likeness.chance() < Some(Chance::AlmostCertainly), "{kin:?} {likeness:?}");
        }
    }

    #[test]
    fn a_name_that_many_bear_says_less() {
        let (one, other) = (["Ali", "Khan", "", "", ""], ["Ali", "Khan", "", "", ""]);
        let comparison = Comparison::shipped(100_000);
        let weight = |names| {
            let bearers = Bearers { names, ..Bearers::default() };
            comparison.of(&person(one), &[person(other)], bearers)[0].weight
        };
        assert!(weight(Some(800)) < weight(Some(80)) && weight(Some(80)) < weight(None));
        assert!(weight(Some(1)) <= weight(None), "one bearer is no rarer than an average name");
    }

    #[test]
    fn a_number_or_a_postcode_that_many_share_says_less() {
        let comparison = Comparison::shipped(1_000);
        type Of = fn(u32) -> Bearers;
        let of_phone: Of = |count| Bearers { phone: Some(count), ..Bearers::default() };
        let of_postcode: Of = |count| Bearers { postcode: Some(count), ..Bearers::default() };
        // Whoever shares the surname too may be a father or a son of one name, which bounds them.
        let by_phone = person(["Darren", "", "", "", "07700 900111"]);
        let by_postcode = person(["Darren", "", "", "DY1 1AA", ""]);
        for (one, of) in [(by_phone, of_phone), (by_postcode, of_postcode)] {
            let weight = |bearers| comparison.of(&one, &[one], bearers)[0].weight;
            let usual = weight(Bearers::default());
            assert!(weight(of(300)) < weight(of(30)) && weight(of(30)) < usual);
            assert!(
                (weight(of(0)) - usual).abs() < 1e-6,
                "a rare one says no more than a usual one"
            );
            let bits = weight(of(16)) - weight(of(64));
            assert!((bits - 2.0).abs() < 0.2, "four times as many take two bits: {bits}");
        }
    }

    #[test]
    fn the_shares_of_each_field_are_of_its_own_levels_and_sum_to_one() {
        for of in &model(10_000.0).fields {
            for shares in [&of.m, &of.u, &of.kin] {
                assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{:?}", of.field);
            }
            for level in Level::ALL.into_iter().filter(|level| *level != Level::NotCompared) {
                assert_eq!(of.m[level as usize] > 0.0, of.field.levels().contains(&level));
            }
        }
    }

    proptest! {
        #[test]
        fn it_is_the_same_either_way_and_nobody_makes_the_others_likelier(
            names in prop::collection::vec("[a-d]{1,4}", 4),
            years in prop::collection::vec(1970_u16..1974, 2),
        ) {
            let born: Vec<String> = years.iter().map(|year| format!("{year}-03-04")).collect();
            let one = person([&names[0], &names[1], &born[0], "", ""]);
            let other = person([&names[2], &names[3], &born[1], "", ""]);
            let comparison = Comparison::shipped(2_000);
            let there = comparison.of(&one, &[other], Bearers::default());
            let back = comparison.of(&other, &[one], Bearers::default());
            prop_assert!((there[0].weight - back[0].weight).abs() < 1e-3);
            let among = comparison.of(&one, &[one, other], Bearers::default());
            prop_assert_eq!(among[1], there[0]);
        }
    }
}
