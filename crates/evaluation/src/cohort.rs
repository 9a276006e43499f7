//! Individuals out of referrals, derived always the same way (the data set's *Derived*).

use std::hash::BuildHasher;

use dataset::codes::*;
use dataset::{DataSet, Referral};
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::as_at::{self, DatedLater};
use crate::scope::{LeftOut, Scope};

/// How far a man who was found suitable came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Engagement {
    /// Attended none.
    NoSessions,
    /// Attended one or more and did not complete.
    SomeSessions,
    /// A referral of his closed as completed.
    Completed,
}

impl Engagement {
    /// The three, in the order of every figure.
    pub const ALL: [Self; 3] = [Self::NoSessions, Self::SomeSessions, Self::Completed];
    /// The spelling in figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSessions => "no_sessions",
            Self::SomeSessions => "some_sessions",
            Self::Completed => "completed",
        }
    }
}

/// One man, with what the figures ask of him, taken from his index referral unless said
/// otherwise. Small and without pointers, so that a figure is one pass over memory.
#[derive(Clone, Copy, Debug)]
pub struct Individual {
    /// His index referral, a place among the referrals of [`Cohort::data`].
    pub index: u32,
    /// The referral that carries his sessions: the latest that has any.
    pub sessions_on: Option<u32>,
    /// How many referrals he has.
    pub referrals: u16,
    /// Sessions attended, of the referral that carries them; 0 where none has any.
    pub sessions: u8,
    /// Any of his referrals has an outcome or a first assessment attended.
    pub assessed: bool,
    /// Outcome of the index referral.
    pub outcome: Option<Outcome>,
    /// Set of those found suitable.
    pub group: Option<Engagement>,
    /// Area of the index referral.
    pub area: Option<Area>,
    /// Plan of the index referral.
    pub plan: Option<Plan>,
    /// Reason of the index referral.
    pub reason: Option<UnsuitableReason>,
    /// Ethnicity of the index referral.
    pub ethnicity: Option<Ethnicity>,
    /// Religion of the index referral.
    pub religion: Option<Religion>,
    /// Needs of the index referral.
    pub needs: Several<Need>,
    /// Age at the index referral, in whole years.
    pub age: Option<u8>,
    /// Number of children at the index referral.
    pub children: Option<u8>,
    /// Days from received to first assessment offered; `None` also where negative.
    pub to_offered: Option<u16>,
    /// Days from received to first assessment attended; `None` also where negative.
    pub to_attended: Option<u16>,
    /// Days from received to first session offered; `None` also where negative.
    pub to_session: Option<u16>,
    /// Quarter in which the index referral was received.
    pub quarter: Quarter,
}

impl Individual {
    /// Found suitable or unsuitable.
    pub fn decided(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Suitable | Outcome::Unsuitable))
    }
    /// Found suitable.
    pub fn suitable(&self) -> bool {
        self.outcome == Some(Outcome::Suitable)
    }
    /// Of those found suitable, one who attended a session or completed.
    pub fn starter(&self) -> bool {
        matches!(self.group, Some(Engagement::SomeSessions | Engagement::Completed))
    }
    /// A referral of his, found suitable, closed as completed.
    pub fn completed(&self) -> bool {
        self.group == Some(Engagement::Completed)
    }
}

/// A quarter of a year, such as `2017Q3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quarter(i32);

impl Quarter {
    /// The quarter of a day.
    pub fn of(date: Date) -> Self {
        Self(i32::from(date.year()) * 4 + (i32::from(date.month()) - 1) / 3)
    }
    /// The one after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
    /// How many quarters lie between, for a place in a table.
    pub fn since(self, first: Self) -> usize {
        usize::try_from(self.0 - first.0).unwrap_or(0)
    }
    /// Its first day.
    pub fn first_day(self) -> Date {
        let month = i8::try_from(self.0.rem_euclid(4) * 3 + 1).unwrap_or(1);
        let year = i16::try_from(self.0.div_euclid(4)).unwrap_or(i16::MAX);
        Date::new(year, month, 1).unwrap_or(Date::MAX)
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}Q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }
}

/// The data set in scope, and the individuals in it.
#[derive(Clone, Debug)]
pub struct Cohort {
    /// What was asked for.
    pub scope: Scope,
    /// The rows in scope. Referrals keep the order of the file.
    pub data: DataSet,
    /// Every individual, in the order of his first referral in the file.
    pub individuals: Vec<Individual>,
    /// To which individual each referral belongs, in the order of the referrals.
    pub individual_of: Vec<u32>,
    /// What was left out, as far as a figure must say so.
    pub left_out: LeftOut,
    /// Rows from which something was taken that is dated after it.
    pub dated_later: DatedLater,
}

/// Whole days from one recorded date to another; negative where they are the wrong way round.
pub fn days_between(from: Date, to: Date) -> i64 {
    day_number(to) - day_number(from)
}

/// Days since 1 January 1970.
pub fn day_number(date: Date) -> i64 {
    // Days from civil, by H. Hinnant's public-domain algorithm: an order of magnitude
    // cheaper than a calendar span, and every wait of every referral goes through it.
    let (year, month, day) =
        (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl Cohort {
    /// Takes what is in scope and finds the individuals in it.
    pub fn new(mut data: DataSet, scope: Scope) -> Self {
        let left_out = scope.cut(&mut data);
        let dated_later = as_at::as_they_stood(&mut data, scope.as_at);
        let (individual_of, count) = group(&data.referrals);
        let individuals = individuals(&data.referrals, &individual_of, count, scope.as_at);
        Self { scope, data, individuals, individual_of, left_out, dated_later }
    }

    /// The individuals found suitable.
    pub fn suitable(&self) -> impl Iterator<Item = &Individual> {
        self.individuals.iter().filter(|individual| individual.suitable())
    }
    /// The index referral of an individual.
    pub fn index_of(&self, individual: &Individual) -> &Referral {
        &self.data.referrals[individual.index as usize]
    }
    /// The referral that carries his sessions, where one does.
    pub fn sessions_of(&self, individual: &Individual) -> Option<&Referral> {
        individual.sessions_on.map(|place| &self.data.referrals[place as usize])
    }
    /// Whether a date has come by the day of the evaluation.
    pub fn by_then(&self, date: Option<Date>) -> Option<Date> {
        date.filter(|date| *date <= self.scope.as_at)
    }
}

/// To which individual each referral belongs, and how many there are.
fn group(referrals: &[Referral]) -> (Vec<u32>, usize) {
    // Two halves, told apart by a bit of the hash, are looked up side by side: each gives its
    // rows the place of the first row of the same man.
    let hashes: Vec<u64> = referrals
        .par_iter()
        .map(|row| row.individual_ref.as_ref().map_or(0, |of| FxBuildHasher.hash_one(of.as_str())))
        .collect();
    let half = |bit: u64| {
        let mut known: FxHashMap<&str, u32> = FxHashMap::default();
        known.reserve(referrals.len() / 2);
        let rows = (0_u32..).zip(referrals.iter().zip(&hashes));
        rows.filter(|(_, (_, hash))| (*hash >> 32) & 1 == bit)
            .map(|(place, (row, _))| match &row.individual_ref {
                Some(individual) => (place, *known.entry(individual.as_str()).or_insert(place)),
                None => (place, place),
            })
            .collect::<Vec<_>>()
    };
    let (one, other) = rayon::join(|| half(0), || half(1));
    let mut of = vec![0; referrals.len()];
    for (place, first) in one.into_iter().chain(other) {
        of[place as usize] = first;
    }
    // Men are numbered in the order of their first rows.
    let mut count = 0_u32;
    for place in 0..of.len() {
        let first = of[place] as usize;
        of[place] = if first == place {
            count += 1;
            count - 1
        } else {
            of[first]
        };
    }
    (of, count as usize)
}

/// How early an outcome makes a referral the index referral.
fn precedence(outcome: Option<Outcome>) -> u8 {
    match outcome {
        Some(Outcome::Suitable) => 3,
        Some(Outcome::Unsuitable) => 2,
        Some(Outcome::Pending) => 1,
        None => 0,
    }
}

/// What is gathered of a man while the referrals are read once.
#[derive(Clone, Copy)]
struct Gathered {
    index: u32,
    sessions_on: u32,
    referrals: u16,
    assessed: bool,
    completed: bool,
}

const NOBODY: u32 = u32::MAX;

fn individuals(
    referrals: &[Referral],
    individual_of: &[u32],
    count: usize,
    as_at: Date,
) -> Vec<Individual> {
    let nothing = Gathered {
        index: NOBODY,
        sessions_on: NOBODY,
        referrals: 0,
        assessed: false,
        completed: false,
    };
    let mut gathered = vec![nothing; count];
    for (place, (row, of)) in (0_u32..).zip(referrals.iter().zip(individual_of)) {
        let of = &mut gathered[*of as usize];
        of.referrals = of.referrals.saturating_add(1);
        of.assessed |= row.assessment_outcome.is_some()
            || row.first_assessment_attended_on.is_some_and(|on| on <= as_at);
        of.completed |= row.closure_reason == Some(ClosureReason::Completed)
            && row.closed_on.is_none_or(|on| on <= as_at);
        let later = |than: u32| {
            let than = &referrals[than as usize];
            (row.received_on, &row.referral_ref) > (than.received_on, &than.referral_ref)
        };
        let better = of.index == NOBODY || {
            let (this, held) = (
                precedence(row.assessment_outcome),
                precedence(referrals[of.index as usize].assessment_outcome),
            );
            this > held || (this == held && later(of.index))
        };
        if better {
            of.index = place;
        }
        if row.sessions_attended.is_some_and(|sessions| sessions > 0)
            && (of.sessions_on == NOBODY || later(of.sessions_on))
        {
            of.sessions_on = place;
        }
    }
    gathered.into_iter().map(|gathered| individual(referrals, gathered, as_at)).collect()
}

fn individual(referrals: &[Referral], gathered: Gathered, as_at: Date) -> Individual {
    let row = &referrals[gathered.index as usize];
    let sessions_on = (gathered.sessions_on != NOBODY).then_some(gathered.sessions_on);
    let sessions = sessions_on
        .and_then(|place| referrals[place as usize].sessions_attended)
        .unwrap_or_default();
    let wait = |to: Option<Date>| {
        let days = days_between(row.received_on, to.filter(|to| *to <= as_at)?);
        u16::try_from(days).ok()
    };
    let group = (row.assessment_outcome == Some(Outcome::Suitable)).then_some({
        if gathered.completed {
            Engagement::Completed
        } else if sessions > 0 {
            Engagement::SomeSessions
        } else {
            Engagement::NoSessions
        }
    });
    Individual {
        index: gathered.index,
        sessions_on,
        referrals: gathered.referrals,
        sessions,
        assessed: gathered.assessed,
        outcome: row.assessment_outcome,
        group,
        area: row.area,
        plan: row.plan,
        reason: row.unsuitable_reason,
        ethnicity: row.ethnicity,
        religion: row.religion,
        needs: row.needs,
        age: row.age_at_referral,
        children: row.children,
        to_offered: wait(row.first_assessment_offered_on),
        to_attended: wait(row.first_assessment_attended_on),
        to_session: wait(row.first_session_offered_on),
        quarter: Quarter::of(row.received_on),
    }
}

#[cfg(test)]
mod tests {
    use dataset::DataSet;
    use jiff::civil::date;

    use super::*;

    fn referral(reference: &str, man: &str, on: Date, outcome: Option<Outcome>) -> Referral {
        let mut row = Referral::new(reference, on);
        row.individual_ref = (!man.is_empty()).then(|| man.into());
        row.assessment_outcome = outcome;
        row
    }

    fn cohort(referrals: Vec<Referral>) -> Cohort {
        let data = DataSet { referrals, ..DataSet::default() };
        Cohort::new(data, Scope::as_at(date(2020, 3, 31)))
    }

    #[test]
    fn the_index_referral_is_the_latest_of_the_best_outcome() {
        let cohort = cohort(vec![
            referral("a", "m", date(2018, 1, 1), Some(Outcome::Suitable)),
            referral("b", "m", date(2018, 2, 1), Some(Outcome::Suitable)),
            referral("c", "m", date(2018, 2, 1), Some(Outcome::Suitable)),
            referral("d", "m", date(2019, 1, 1), Some(Outcome::Unsuitable)),
            referral("e", "m", date(2019, 6, 1), None),
        ]);
        assert_eq!(cohort.individuals.len(), 1);
        assert_eq!(cohort.index_of(&cohort.individuals[0]).referral_ref, "c");
    }

    #[test]
    fn men_are_numbered_in_the_order_of_their_first_referrals() {
        let men = ["m", "n", "", "m", "o", "n", "p", "", "o"];
        let rows = men
            .iter()
            .zip('a'..)
            .map(|(man, reference)| referral(&reference.to_string(), man, date(2018, 1, 1), None));
        assert_eq!(cohort(rows.collect()).individual_of, [0, 1, 2, 0, 3, 1, 4, 5, 3]);
    }

    #[test]
    fn a_referral_without_an_individual_is_one_of_its_own() {
        let cohort = cohort(vec![
            referral("a", "", date(2018, 1, 1), None),
            referral("b", "", date(2018, 1, 1), None),
        ]);
        assert_eq!(cohort.individuals.len(), 2);
    }

    #[test]
    fn sessions_are_those_of_the_latest_referral_that_has_any() {
        let mut rows = vec![
            referral("a", "m", date(2018, 1, 1), Some(Outcome::Suitable)),
            referral("b", "m", date(2018, 6, 1), None),
            referral("c", "m", date(2018, 9, 1), None),
        ];
        rows[0].sessions_attended = Some(12);
        rows[1].sessions_attended = Some(7);
        rows[2].sessions_attended = Some(0);
        let cohort = cohort(rows);
        assert_eq!(cohort.individuals[0].sessions, 7);
        assert_eq!(cohort.individuals[0].group, Some(Engagement::SomeSessions));
    }

    #[test]
    fn a_negative_wait_is_left_out() {
        let mut row = referral("a", "m", date(2018, 1, 2), Some(Outcome::Suitable));
        row.first_assessment_offered_on = Some(date(2018, 1, 1));
        row.first_assessment_attended_on = Some(date(2018, 1, 2));
        let cohort = cohort(vec![row]);
        assert_eq!(cohort.individuals[0].to_offered, None);
        assert_eq!(cohort.individuals[0].to_attended, Some(0));
    }

    #[test]
    fn what_is_dated_later_has_not_happened_yet() {
        let mut row = referral("a", "m", date(2018, 1, 2), Some(Outcome::Suitable));
        row.first_assessment_attended_on = Some(date(2018, 2, 1));
        row.decided_on = Some(date(2018, 3, 1));
        row.first_session_attended_on = Some(date(2018, 4, 1));
        row.sessions_attended = Some(30);
        row.closed_on = Some(date(2018, 12, 1));
        row.closure_reason = Some(ClosureReason::Completed);
        let at = |day| {
            let data = DataSet { referrals: vec![row.clone()], ..DataSet::default() };
            let man = Cohort::new(data, Scope::as_at(day)).individuals[0];
            (man.assessed, man.group)
        };
        assert_eq!(at(date(2018, 1, 31)), (false, None));
        assert_eq!(at(date(2018, 2, 1)), (true, None));
        assert_eq!(at(date(2018, 3, 1)), (true, Some(Engagement::NoSessions)));
        assert_eq!(at(date(2018, 11, 30)), (true, Some(Engagement::SomeSessions)));
        assert_eq!(at(date(2018, 12, 1)), (true, Some(Engagement::Completed)));
    }

    #[test]
    fn quarters_and_days_agree_with_the_calendar() {
        assert_eq!(Quarter::of(date(2017, 9, 30)).to_string(), "2017Q3");
        assert_eq!(Quarter::of(date(2017, 12, 1)).next().first_day(), date(2018, 1, 1));
        assert_eq!(days_between(date(2019, 12, 31), date(2020, 3, 1)), 61);
    }
}
