//! The demonstration cohort: men and women invented from the report's aggregates alone, on
//! whom the evaluation reproduces its published tables.
//!
//! It is solved, not typed in. The published tables give sums ([`constraints`]); men are made
//! class by class so that they meet them ([`men`]), with waits, ages and sessions drawn and then
//! moved by single steps to the sums that print as the report prints ([`fit`]); each is received
//! on a day of a quarter that still has room in his area ([`places`]). Where the report
//! contradicts itself its rows are followed, not its totals. Whole cohorts are drawn until the
//! tests come out as the text reports them.

mod constraints;
mod draw;
mod fit;
mod interviews;
mod men;
mod people;
mod places;
mod referrals;
mod scaled;
#[cfg(test)]
mod tests;
mod women;

use dataset::{DataSet, Given};
use jiff::civil::Date;

use crate::statistics::groups::{games_howell, welch_anova};
use constraints::Constraints;
use draw::Draw;
use men::Man;

/// The seed of the cohort that the program shows.
pub const DEFAULT_SEED: u64 = 959;

/// The day on which intake closed, and as of which the cohort speaks.
pub const LAST_DAY: Date = jiff::civil::date(2020, 3, 31);

/// How many cohorts are drawn at most until the tests come out as the text reports them. About
/// one in two does.
const TRIES: u64 = 200;

/// Why no cohort meets the published tables: they have been changed into something that no
/// cohort can meet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the published tables cannot be met: {0}")]
pub struct Unsolved(pub(crate) String);

/// A cohort: without `individuals` the one that reproduces the report, otherwise one of that
/// many men, of the same shape, in time and memory that grow with their number.
///
/// # Errors
/// [`Unsolved`], when the published tables have been changed into something that cannot be met.
pub fn cohort(individuals: Option<u64>, seed: u64) -> Result<DataSet, Unsolved> {
    let report = reproduce(seed)?;
    Ok(match individuals {
        None => report,
        Some(individuals) => scaled::scale(&report, individuals, &mut Draw::new(seed)),
    })
}

fn reproduce(seed: u64) -> Result<DataSet, Unsolved> {
    let constraints = Constraints::read()?;
    let mut why = Unsolved("no cohort was tried".to_owned());
    for attempt in 0..TRIES {
        let mut draw = Draw::new(seed.wrapping_add(attempt.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let mut men = match men::make(&constraints, &mut draw) {
            Ok(men) if as_the_text_reports(&men) => men,
            Ok(_) => {
                why = Unsolved("the tests do not come out as the text reports them".to_owned());
                continue;
            }
            Err(cause) => {
                why = cause;
                continue;
            }
        };
        let slots = match places::receive(&constraints, &mut men, &mut draw) {
            Ok(slots) => slots,
            Err(cause) => {
                why = cause;
                continue;
            }
        };
        let mut referrals = referrals::write(&constraints, &men, &slots, &mut draw)?;
        let support = women::write(&mut referrals, &mut draw)?;
        let interviews = interviews::write(&mut draw)?;
        let given = Given { support: true, interviews: true, ..Given::default() };
        return Ok(DataSet { referrals, support, interviews, given, ..DataSet::default() });
    }
    Err(why)
}

/// Significance as the text has it: age tells those who completed from those who attended some
/// (4.6.1), while nothing in days to the first session or number of children does.
fn as_the_text_reports(men: &[Man]) -> bool {
    let samples = |of: fn(&Man) -> Option<i64>| -> [Vec<f64>; 3] {
        let mut samples = [const { Vec::new() }; 3];
        for man in men {
            if let (Some(group), Some(number)) = (man.group(), of(man)) {
                samples[group as usize].push(number as f64);
            }
        }
        samples
    };
    let quiet = |samples: &[Vec<f64>; 3]| {
        let [none, some, completed] = samples;
        let pairs = [(none, some), (none, completed), (some, completed)];
        welch_anova(&[none, some, completed]).is_some_and(|test| test.p > 0.05)
            && pairs
                .iter()
                .all(|(one, other)| games_howell(one, other, 3).is_some_and(|test| test.p > 0.05))
    };
    let [_, some, completed] = samples(|man| Some(man.age));
    games_howell(&some, &completed, 3).is_some_and(|test| test.p < 0.05)
        && quiet(&samples(|man| man.session_offered))
        && quiet(&samples(|man| man.children))
}
