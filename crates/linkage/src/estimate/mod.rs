//! Estimating the model without labels: u from random pairs, m and the prior by
//! expectation–maximisation over the candidates.
//!
//! The prior is that of two random records, and u that of random pairs; nothing of either hangs on
//! how candidates were chosen. Whether two records are candidates follows from the fields that are
//! compared, so that the probability of a match given these is that of a candidate too, and m can
//! be counted on the candidates of all rules together: they hold nearly every match. Pairs that
//! are no candidates count as no matches.

mod usual;

use rayon::prelude::*;

use crate::blocking::{Blocks, Candidates, Sample};
use crate::model::{FieldModel, Kinship, Model};
use crate::outcome::{Code, Codes, FIELDS, Field, LEVELS, Level, compare, level};
use crate::people::{Details, People};
use crate::weights::KINDS;
use usual::{MOST_OF_KIN, usual, usual_kinship, usual_of_kin, usual_of_strangers};

/// Random pairs on which u is counted, about.
const RANDOM_PAIRS: usize = 1 << 20;
/// With how many next records each is paired at least: in a large file fewer records are fetched so.
const FEWEST_NEXT: usize = 8;
/// Candidates on which m and the prior are estimated, about.
const TRAINING_PAIRS: f64 = 400_000.0;
/// At most so many rounds.
const MOST_ROUNDS: u32 = 500;
/// A change of no parameter greater than this is standing still.
const STILL: f64 = 1e-6;
/// How many matches what is generally so of them weighs like, and how many kin what is so of these.
/// That they share a surname and an address is what makes kin, and where a file has few of them that
/// is not learnt from what else looks strange; and where matches are few beside kin, namesakes and
/// twins are not to be taken for matches with a wrong birthday or a wrong forename.
const HELD_BY: f64 = 100.0;

/// How many random pairs what is generally so of strangers weighs like: a file of a dozen records
/// cannot say how rare a birthday is.
const U_HELD_BY: f64 = 2_000.0;

/// A level that was met on no random pair is taken to have been met on so much of one, unless it is
/// rarer than that in general: a million pairs do not tell what comes once in ten.
const UNSEEN: f64 = 0.5;

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
    let training = tabled(parts.into_iter().flatten().collect());
    let recorded = recorded(&people.details);
    let count = people.len() as f64;
    maximise(&training, share.min(1.0), count * (count - 1.0) / 2.0, &random, recorded)
}

/// Training: the codes of pairs, and how many pairs have them. In their own order, so that sums do
/// not hang on that of the rows.
type Table = Vec<(Codes, f64)>;

fn tabled(mut training: Vec<Codes>) -> Table {
    training.par_sort_unstable();
    training.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f64)).collect()
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

/// Levels of random pairs: records stand in an order of their own that hangs on nothing but their
/// ids, so that each with the next few is a random pair; in a small file these are all pairs.
fn random_pairs(people: &People) -> Counts {
    let count = people.len();
    if count < 2 {
        return Counts::default();
    }
    let next = RANDOM_PAIRS.div_ceil(count).clamp(FEWEST_NEXT, RANDOM_PAIRS).min(count - 1);
    let firsts = RANDOM_PAIRS.div_ceil(next).min(count);
    const STRETCH: usize = 4096;
    let parts: Vec<[[u64; LEVELS]; FIELDS]> = (0..firsts.div_ceil(STRETCH))
        .into_par_iter()
        .map(|stretch| {
            let mut counts = [[0; LEVELS]; FIELDS];
            let from = stretch * STRETCH;
            let to = (from + STRETCH).min(firsts);
            let last = (to + next).min(count);
            let records: Vec<Details> = people.order[from..last]
                .iter()
                .map(|record| people.details[*record as usize])
                .collect();
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
    // Names the other way round are too rare among random pairs, and are counted among all.
    let forename = &mut sum[Field::Forename as usize];
    let compared: f64 = Field::Forename.levels().iter().map(|l| forename[*l as usize]).sum();
    let pairs = count as f64 * (count as f64 - 1.0) / 2.0;
    forename[Level::Swapped as usize] = compared * people.turned_pairs as f64 / pairs;
    sum
}

/// Expectation–maximisation. `share` is the share of the candidates that are in `training`,
/// `pairs` the number of all pairs of records.
pub(crate) fn maximise(
    training: &[(Codes, f64)],
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
            own: 0.0,
            recorded: recorded[field as usize],
            random_pairs: random_pairs.sum::<f64>() as u64,
        }
    });
    let records = (2.0 * pairs).sqrt();
    let mut model = Model {
        fields,
        // To begin with, one record in ten has another of the same person.
        prior: (records / 10.0 / pairs.max(1.0)).clamp(f64::MIN_POSITIVE, 0.3),
        kinship: usual_kinship((records / 100.0 / pairs.max(1.0)).clamp(f64::MIN_POSITIVE, 0.3)),
        iterations: 0,
        converged: false,
        training_pairs: training.iter().map(|(_, pairs)| pairs).sum::<f64>() as u64,
    };
    // Kin are told from matches by their birthdays, and from strangers by where they live.
    let records_with = |field: Field| recorded[field as usize] as f64 >= records / 10.0;
    let kin_can_be_told = records_with(Field::DateOfBirth)
        && (records_with(Field::Postcode) || records_with(Field::Phone));
    if !kin_can_be_told {
        model.kinship.prior = f64::MIN_POSITIVE;
    }
    set_u(&mut model, random);
    let mut training = std::borrow::Cow::Borrowed(training);
    while model.iterations < MOST_ROUNDS && !model.converged {
        let before = model.clone();
        if model.iterations == STRANGERS_LEAVE {
            training = without_strangers(&model, &training).into();
        }
        let expected = expect(&model, &training);
        for (of, [one, household]) in model.fields.iter_mut().zip(&expected.levels) {
            let levels = of.field.levels();
            set(&mut of.m, levels, &usual(of.field), one, HELD_BY);
            if of.field != Field::Forename {
                set(&mut of.kin, levels, &usual_of_kin(of.field), household, HELD_BY);
            }
        }
        let of_all = |count: f64| ((count / share).max(0.5) / pairs.max(1.0)).min(0.3);
        let [matches, kin @ ..] = expected.pairs;
        model.prior = of_all(matches);
        if kin_can_be_told {
            model.kinship = kinship(kin, of_all(kin.iter().sum()));
        }
        set_u(&mut model, random);
        model.iterations += 1;
        model.converged = is_still(&before, &model);
    }
    model
}

/// What is expected of the training: how many pairs of each kind, and on which levels those are that
/// agree as records of one person do, and those that agree as records of one household do. The
/// birthdays of twins and the forenames of namesakes are as those of one person.
#[derive(Default)]
struct Expected {
    pairs: [f64; KINDS],
    levels: [[[f64; LEVELS]; 2]; FIELDS],
}

/// The same of one chunk, by code.
struct OfChunk {
    pairs: [f64; KINDS],
    codes: Box<[[[f64; 2]; 256]; FIELDS]>,
}

/// In which round those that are certainly strangers leave the training, once the model is rough.
const STRANGERS_LEAVE: u32 = 5;

fn without_strangers(model: &Model, training: &[(Codes, f64)]) -> Table {
    let weights = model.weights();
    let stays =
        |(codes, _): &&(Codes, f64)| weights.probabilities(codes).iter().sum::<f64>() > 1e-5;
    training.par_iter().filter(stays).copied().collect()
}

fn expect(model: &Model, training: &[(Codes, f64)]) -> Expected {
    let weights = model.weights();
    let parts: Vec<OfChunk> = training
        .par_chunks(1 << 13)
        .map(|chunk| {
            let mut part =
                OfChunk { pairs: [0.0; KINDS], codes: Box::new([[[0.0; 2]; 256]; FIELDS]) };
            for (codes, pairs) in chunk {
                let kinds = weights.probabilities(codes).map(|kind| kind * pairs);
                part.pairs.iter_mut().zip(kinds).for_each(|(sum, kind)| *sum += kind);
                let [one, brothers, twins, namesakes] = kinds;
                let others = [one, brothers + twins + namesakes];
                for (field, (counts, code)) in part.codes.iter_mut().zip(codes).enumerate() {
                    let kinds = match Field::ALL[field] {
                        Field::Forename => [one + namesakes, 0.0],
                        Field::DateOfBirth => [one + twins, brothers],
                        _ => others,
                    };
                    let count = &mut counts[usize::from(*code)];
                    count.iter_mut().zip(kinds).for_each(|(count, kind)| *count += kind);
                }
            }
            part
        })
        .collect();
    let mut expected = Expected::default();
    // In the order of the chunks, so that the sums are the same however many cores there are.
    for part in parts {
        expected.pairs.iter_mut().zip(part.pairs).for_each(|(sum, pairs)| *sum += pairs);
        for (sums, counts) in expected.levels.iter_mut().zip(part.codes.iter()) {
            for (code, count) in counts.iter().enumerate() {
                let level = level(code as Code) as usize;
                sums.iter_mut().zip(count).for_each(|(sum, count)| sum[level] += count);
            }
        }
    }
    expected
}

/// The sorts of kin by how many are expected of each.
fn kinship([brothers, twins, namesakes]: [f64; 3], prior: f64) -> Kinship {
    let usual = usual_kinship(prior);
    let all = brothers + twins + namesakes + HELD_BY;
    let share = |count: f64, usual: f64| ((count + HELD_BY * usual) / all).min(MOST_OF_KIN);
    Kinship {
        prior,
        twins: share(twins, usual.twins),
        namesakes: share(namesakes, usual.namesakes),
    }
}

fn set(
    shares: &mut [f64; LEVELS],
    levels: &[Level],
    usual: &[f64; LEVELS],
    counts: &[f64; LEVELS],
    held_by: f64,
) {
    let sum: f64 = levels.iter().map(|level| counts[*level as usize]).sum();
    for level in levels.iter().map(|level| *level as usize) {
        shares[level] = (counts[level] + held_by * usual[level]) / (sum + held_by);
    }
}

/// Of random pairs some are matches and some of kin; those that are expected are taken off again,
/// so that u is of strangers alone.
fn set_u(model: &mut Model, random: &Counts) {
    let (prior, kinship) = (model.prior, model.kinship);
    for (of, counts) in model.fields.iter_mut().zip(random) {
        of.own = prior * of.recorded.saturating_sub(1) as f64;
        let levels = of.field.levels();
        let sum: f64 = levels.iter().map(|level| counts[*level as usize]).sum();
        let usual = usual_of_strangers(of.field);
        let mut left = [0.0; LEVELS];
        for level in levels.iter().map(|level| *level as usize) {
            let of_kin = match of.field {
                // Those of other kin are as those of strangers, and stay.
                Field::Forename => kinship.namesakes * of.m[level],
                Field::DateOfBirth => {
                    kinship.brothers() * of.kin[level] + kinship.twins * of.m[level]
                }
                _ => of.kin[level],
            };
            let known = prior * of.m[level] + kinship.prior * of_kin;
            let counted = (counts[level] - sum * known).max(0.0) + U_HELD_BY * usual[level];
            let least = UNSEEN.min((sum + U_HELD_BY) * usual[level]);
            // Names the other way round were counted among all pairs, and are as rare as they are.
            left[level] =
                if level == Level::Swapped as usize { counted } else { counted.max(least) };
        }
        let sum: f64 = left.iter().sum();
        for level in levels.iter().map(|level| *level as usize) {
            of.u[level] = left[level] / sum;
        }
        if of.field == Field::Forename {
            of.kin = of.u;
        }
    }
}

fn is_still(before: &Model, after: &Model) -> bool {
    let still = |a: f64, b: f64| (a - b).abs() < STILL;
    let fields = before.fields.iter().zip(&after.fields);
    still(before.prior / after.prior, 1.0)
        && still(before.kinship.twins, after.kinship.twins)
        && still(before.kinship.namesakes, after.kinship.namesakes)
        && fields.into_iter().all(|(a, b)| a.m.iter().zip(&b.m).all(|(a, b)| still(*a, *b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of `oracle/em.py`: forename, surname, and how many pairs agree so.
    const PAIRS: [(Level, Level, f64); 4] = [
        (Level::Same, Level::Same, 190.0),
        (Level::Same, Level::Different, 60.0),
        (Level::Different, Level::Same, 70.0),
        (Level::Different, Level::Different, 500.0),
    ];

    #[test]
    fn the_estimate_is_that_of_an_independent_program() {
        let training: Table = PAIRS
            .iter()
            .map(|(forename, surname, count)| {
                let mut codes = [Level::NotCompared as u8; FIELDS];
                codes[..2].copy_from_slice(&[*forename as u8, *surname as u8]);
                (codes, *count)
            })
            .collect();
        let mut random = Counts::default();
        let (same, different) = (Level::Same as usize, Level::Different as usize);
        (random[0][same], random[0][different]) = (250.0, 19_650.0);
        (random[1][same], random[1][different]) = (260.0, 19_640.0);
        let model = maximise(&training, 1.0, 19_900.0, &random, [200, 200, 0, 0, 0, 0]);
        assert!(model.converged);
        // The program goes on until nothing changes at all.
        let near = |found: f64, expected: f64| {
            assert!((found / expected - 1.0).abs() < 2e-3, "{found}, expected {expected}");
        };
        near(model.prior, 0.009_848_725);
        let [forename, surname, ..] = &model.fields;
        near(forename.m[same], 0.939_509_091);
        near(forename.m[different], 0.017_053_094);
        near(forename.u[same], 0.003_401_998);
        near(forename.u[different], 0.995_999_177);
        near(surname.m[same], 0.937_975_269);
        near(surname.m[different], 0.021_482_771);
        near(surname.u[same], 0.003_692_278);
    }

    #[test]
    fn what_no_random_pair_shows_is_not_taken_for_all_but_impossible() {
        let mut random = Counts::default();
        random[Field::Phone as usize][Level::Different as usize] = 1e6;
        let model = maximise(&[], 1.0, 5e9, &random, [100_000; FIELDS]);
        let u = model.fields[Field::Phone as usize].u;
        // A pair in two million; what is rarer in general, or counted on all pairs, is not held so.
        assert!((u[Level::OneDigit as usize] * 1e6 - 0.5).abs() < 0.01, "{u:?}");
        let few = maximise(&[], 1.0, 45.0, &Counts::default(), [10; FIELDS]);
        let u = few.fields[Field::Phone as usize].u;
        assert!((u[Level::OneDigit as usize] - 2e-6).abs() < 1e-9, "{u:?}");
        let u = few.fields[Field::Forename as usize].u;
        assert!((u[Level::Swapped as usize] - 1e-6).abs() < 1e-9, "{u:?}");
    }

    #[test]
    fn what_is_usual_of_a_field_sums_to_one() {
        for field in Field::ALL {
            for usual in [usual(field), usual_of_kin(field), usual_of_strangers(field)] {
                assert!((usual.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{field:?}");
            }
        }
    }
}
