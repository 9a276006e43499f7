//! Estimating the model without labels: u from random pairs, m and the prior by
//! expectation–maximisation over the candidates.
//!
//! The prior is that of two random records, and u that of random pairs; nothing of either hangs on
//! how candidates were chosen. Whether two records are candidates follows from the fields that are
//! compared, so that the probability of a match given these is that of a candidate too, and m can
//! be counted on the candidates of all rules together: they hold nearly every match. Pairs that
//! are no candidates count as no matches.

use rayon::prelude::*;

use crate::blocking::{Blocks, Candidates, Sample};
use crate::model::{FieldModel, Model};
use crate::outcome::{Code, Codes, FIELDS, Field, LEVELS, Level, compare, level};
use crate::people::{Details, People};

/// Random pairs on which u is counted, about.
const RANDOM_PAIRS: usize = 1 << 20;
/// Candidates on which m and the prior are estimated, about.
const TRAINING_PAIRS: f64 = 400_000.0;
/// At most so many rounds.
const MOST_ROUNDS: u32 = 500;
/// A change of no parameter greater than this is standing still.
const STILL: f64 = 1e-6;
/// How many matches what is generally so weighs like: it holds the estimate where there are few.
const HELD_BY: f64 = 4.0;

/// How many random pairs what is generally so of strangers weighs like: a file of a dozen records
/// cannot say how rare a birthday is.
const U_HELD_BY: f64 = 2_000.0;

/// How often each level was met, by field.
type Counts = [[f64; LEVELS]; FIELDS];

/// Estimates the model.
pub(crate) fn estimate(people: &People, blocks: &Blocks, seed: u64) -> Model {
    let random = random_pairs(people);
    let share = TRAINING_PAIRS / (blocks.pairs() as f64).max(1.0);
    let sample = Sample::of(share, seed);
    let parts =
        Candidates { people, blocks }.fold(sample, Vec::new, |seen: &mut Vec<Codes>, pair| {
            seen.push(compare(pair.records.0, pair.records.1, &people.names));
        });
    let training: Vec<Codes> = parts.into_iter().flatten().collect();
    let recorded = recorded(&people.details);
    let count = people.len() as f64;
    maximise(&training, share.min(1.0), count * (count - 1.0) / 2.0, &random, recorded)
}

fn recorded(details: &[Details]) -> [u64; FIELDS] {
    let mut recorded = [0; FIELDS];
    for of in details {
        let has = [
            of.names[0] != 0,
            of.names[1] != 0,
            !of.born.is_none(),
            !of.postcode.is_none(),
            !of.phone.is_none(),
            of.area != 0,
        ];
        recorded.iter_mut().zip(has).for_each(|(count, has)| *count += u64::from(has));
    }
    recorded
}

/// Levels of random pairs. The records stand in an order that hangs on nothing but their ids, so
/// that each with the next few is a random pair; in a small file these are all pairs.
fn random_pairs(people: &People) -> Counts {
    let count = people.len();
    if count < 2 {
        return Counts::default();
    }
    let next = RANDOM_PAIRS.div_ceil(count).min(count - 1);
    const STRETCH: usize = 4096;
    let parts: Vec<[[u64; LEVELS]; FIELDS]> = (0..count.div_ceil(STRETCH))
        .into_par_iter()
        .map(|stretch| {
            let mut counts = [[0; LEVELS]; FIELDS];
            let from = stretch * STRETCH;
            let to = (from + STRETCH).min(count);
            let last = (to + next).min(count);
            let records = &people.details[from..last];
            for first in 0..to - from {
                for other in &records[first + 1..(first + 1 + next).min(records.len())] {
                    for (field, code) in
                        compare(&records[first], other, &people.names).into_iter().enumerate()
                    {
                        counts[field][level(code) as usize] += 1;
                    }
                }
            }
            counts
        })
        .collect();
    let mut sum = Counts::default();
    for part in parts {
        for (sum, part) in sum.iter_mut().flatten().zip(part.iter().flatten()) {
            *sum += *part as f64;
        }
    }
    sum
}

/// Expectation–maximisation. `share` is the share of the candidates that are in `training`,
/// `pairs` the number of all pairs of records.
pub(crate) fn maximise(
    training: &[Codes],
    share: f64,
    pairs: f64,
    random: &Counts,
    recorded: [u64; FIELDS],
) -> Model {
    let fields = Field::ALL.map(|field| {
        let random_pairs = field.levels().iter().map(|l| random[field as usize][*l as usize]);
        FieldModel {
            field,
            m: usual(field),
            u: [0.0; LEVELS],
            kin: usual_of_kin(field),
            recorded: recorded[field as usize],
            random_pairs: random_pairs.sum::<f64>() as u64,
        }
    });
    let records = (2.0 * pairs).sqrt();
    let mut model = Model {
        fields,
        // To begin with, one record in ten has another of the same person.
        prior: (records / 10.0 / pairs.max(1.0)).clamp(f64::MIN_POSITIVE, 0.3),
        kin_born_of_namesakes: usual_of_namesakes(),
        kin_prior: (records / 100.0 / pairs.max(1.0)).clamp(f64::MIN_POSITIVE, 0.3),
        iterations: 0,
        converged: false,
        training_pairs: training.len() as u64,
    };
    // Kin are told from matches by their birthdays, and from strangers by where they live.
    let records_with = |field: Field| recorded[field as usize] as f64 >= records / 10.0;
    let kin_can_be_told = records_with(Field::DateOfBirth)
        && (records_with(Field::Postcode) || records_with(Field::Phone));
    if !kin_can_be_told {
        model.kin_prior = f64::MIN_POSITIVE;
    }
    set_u(&mut model, random);
    let mut training = std::borrow::Cow::Borrowed(training);
    while model.iterations < MOST_ROUNDS && !model.converged {
        let before = model.clone();
        if model.iterations == STRANGERS_LEAVE {
            training = without_strangers(&model, &training).into();
        }
        let [matches, kin] = expect(&model, &training);
        for (field, of) in model.fields.iter_mut().enumerate() {
            let levels = of.field.levels();
            set(&mut of.m, levels, &usual(of.field), &matches.levels[field]);
            // Kin are different people: that their forenames and birthdays differ is what makes them
            // so, and is not learnt. Otherwise kin would become a kind of match with many slips.
            if !matches!(of.field, Field::Forename | Field::DateOfBirth) {
                set(&mut of.kin, levels, &usual_of_kin(of.field), &kin.levels[field]);
            }
        }
        let of_all = |count: f64| ((count / share).max(0.5) / pairs.max(1.0)).min(0.3);
        model.prior = of_all(matches.pairs);
        if kin_can_be_told {
            model.kin_prior = of_all(kin.pairs);
        }
        set_u(&mut model, random);
        model.iterations += 1;
        model.converged = is_still(&before, &model);
    }
    model
}

/// How many pairs of a kind are expected, and on which levels.
#[derive(Default)]
struct Expected {
    pairs: f64,
    levels: Counts,
}

/// The same of one chunk, by code: of matches and of kin.
struct OfChunk {
    pairs: [f64; 2],
    codes: Box<[[[f64; 2]; 256]; FIELDS]>,
}

/// In which round those that are certainly strangers leave the training, once the model is rough.
const STRANGERS_LEAVE: u32 = 5;

fn without_strangers(model: &Model, training: &[Codes]) -> Vec<Codes> {
    let weights = model.weights();
    let stays = |codes: &&Codes| weights.probabilities(codes).iter().sum::<f64>() > 1e-5;
    training.par_iter().filter(stays).copied().collect()
}

/// What is expected of matches and of kin.
fn expect(model: &Model, training: &[Codes]) -> [Expected; 2] {
    let weights = model.weights();
    let parts: Vec<OfChunk> = training
        .par_chunks(1 << 15)
        .map(|chunk| {
            let mut part = OfChunk { pairs: [0.0; 2], codes: Box::new([[[0.0; 2]; 256]; FIELDS]) };
            for codes in chunk {
                let probabilities = weights.probabilities(codes);
                for (kind, probability) in probabilities.into_iter().enumerate() {
                    part.pairs[kind] += probability;
                    for (counts, code) in part.codes.iter_mut().zip(codes) {
                        counts[usize::from(*code)][kind] += probability;
                    }
                }
            }
            part
        })
        .collect();
    let mut expected = [Expected::default(), Expected::default()];
    let add = |sum: &mut [f64; LEVELS], counts: &[[f64; 2]; 256], kind: usize| {
        for (code, count) in counts.iter().enumerate() {
            sum[level(code as Code) as usize] += count[kind];
        }
    };
    // In the order of the chunks, so that the sums are the same however many cores there are.
    for part in parts {
        for (kind, expected) in expected.iter_mut().enumerate() {
            expected.pairs += part.pairs[kind];
            for (sum, counts) in expected.levels.iter_mut().zip(part.codes.iter()) {
                add(sum, counts, kind);
            }
        }
    }
    expected
}

fn set(
    shares: &mut [f64; LEVELS],
    levels: &[Level],
    usual: &[f64; LEVELS],
    counts: &[f64; LEVELS],
) {
    let sum: f64 = levels.iter().map(|level| counts[*level as usize]).sum();
    for level in levels.iter().map(|level| *level as usize) {
        shares[level] = (counts[level] + HELD_BY * usual[level]) / (sum + HELD_BY);
    }
}

/// Of random pairs some are matches and some of kin; those that are expected are taken off again,
/// so that u is of strangers alone.
fn set_u(model: &mut Model, random: &Counts) {
    let (prior, kin_prior) = (model.prior, model.kin_prior);
    for (of, counts) in model.fields.iter_mut().zip(random) {
        let levels = of.field.levels();
        let sum: f64 = levels.iter().map(|level| counts[*level as usize]).sum();
        let usual = usual_of_strangers(of.field);
        let mut left = [0.0; LEVELS];
        for level in levels.iter().map(|level| *level as usize) {
            let known = prior * of.m[level] + kin_prior * of.kin[level];
            left[level] = (counts[level] - sum * known).max(0.0) + U_HELD_BY * usual[level];
        }
        let sum: f64 = left.iter().sum();
        for level in levels.iter().map(|level| *level as usize) {
            of.u[level] = left[level] / sum;
        }
    }
}

fn is_still(before: &Model, after: &Model) -> bool {
    let still = |a: f64, b: f64| (a - b).abs() < STILL;
    let fields = before.fields.iter().zip(&after.fields);
    still(before.prior / after.prior, 1.0)
        && fields.into_iter().all(|(a, b)| a.m.iter().zip(&b.m).all(|(a, b)| still(*a, *b)))
}

/// What is generally so of records of one person: where the estimate begins, and what holds it
/// where a file has few matches.
fn usual(field: Field) -> [f64; LEVELS] {
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
fn usual_of_strangers(field: Field) -> [f64; LEVELS] {
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

/// The same of kin: they share a surname and an address, and seldom a forename or a birthday.
fn usual_of_kin(field: Field) -> [f64; LEVELS] {
    let same = match field {
        Field::Forename => NAMED_ALIKE,
        Field::DateOfBirth => TWINS,
        Field::Surname | Field::Postcode | Field::Area => 0.9,
        Field::Phone => 0.3,
    };
    let levels = field.levels();
    let between = 0.06 / (levels.len() as f64 - 1.0);
    let mut usual = [0.0; LEVELS];
    for level in levels {
        usual[*level as usize] = match level {
            Level::Same => same,
            Level::Different => 1.0 - same - between * (levels.len() as f64 - 2.0),
            _ => between,
        };
    }
    usual
}

/// Of kin, fathers and sons of one name.
const NAMED_ALIKE: f64 = 0.15;

/// Of kin, those born on one day.
const TWINS: f64 = 0.05;

/// On which levels kin with forenames alike have their dates of birth: never on the same.
fn usual_of_namesakes() -> [f64; LEVELS] {
    let mut usual = usual_of_kin(Field::DateOfBirth);
    usual[Level::Different as usize] += std::mem::take(&mut usual[Level::Same as usize]);
    usual
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of `oracle/em.py`: forename, surname, and how many pairs agree so.
    const PAIRS: [(Level, Level, usize); 4] = [
        (Level::Close, Level::Close, 190),
        (Level::Close, Level::Different, 60),
        (Level::Different, Level::Close, 70),
        (Level::Different, Level::Different, 500),
    ];

    #[test]
    fn the_estimate_is_that_of_an_independent_program() {
        let training: Vec<Codes> = PAIRS
            .iter()
            .flat_map(|(forename, surname, count)| {
                let mut codes = [Level::NotCompared as u8; FIELDS];
                codes[..2].copy_from_slice(&[*forename as u8, *surname as u8]);
                std::iter::repeat_n(codes, *count)
            })
            .collect();
        let mut random = Counts::default();
        let (close, different) = (Level::Close as usize, Level::Different as usize);
        (random[0][close], random[0][different]) = (250.0, 19_650.0);
        (random[1][close], random[1][different]) = (260.0, 19_640.0);
        let model = maximise(&training, 1.0, 19_900.0, &random, [200, 200, 0, 0, 0, 0]);
        assert!(model.converged);
        // The program goes on until nothing changes at all; the last steps are long and small.
        let near = |found: f64, expected: f64| {
            assert!((found / expected - 1.0).abs() < 2e-2, "{found}, expected {expected}");
        };
        near(model.prior, 0.009_855_324);
        let [forename, surname, ..] = &model.fields;
        near(forename.m[close], 0.963_898_364);
        near(forename.m[different], 0.016_970_347);
        near(forename.u[close], 0.002_854_266);
        near(forename.u[different], 0.996_224_307);
        near(surname.m[close], 0.965_596_680);
        near(surname.m[different], 0.015_614_682);
        near(surname.u[close], 0.003_299_600);
    }

    #[test]
    fn what_is_usual_of_a_field_sums_to_one() {
        for field in Field::ALL {
            for usual in [usual(field), usual_of_kin(field), usual_of_strangers(field)] {
                assert!((usual.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{field:?}");
                assert!(field.levels().iter().all(|level| usual[*level as usize] > 0.0));
            }
        }
        assert_eq!(usual_of_namesakes()[Level::Same as usize], 0.0);
        assert!((usual_of_namesakes().iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
