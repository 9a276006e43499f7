//! What the rows say against themselves or against the pathway: warnings, by rule.

use dataset::codes::{Outcome, Plan};
use dataset::{Activity, DataSet, File, Referral, Support};
use jiff::civil::{Date, date};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::applies::{completed, decided};
use crate::Cohort;

/// A contradiction, and how often it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The file that it is found in.
    pub file: &'static str,
    /// Its code, under `column`.
    pub code: &'static str,
    /// What is wrong, in words.
    pub problem: &'static str,
    /// How often.
    pub count: u64,
    /// The name of the denominator.
    pub of: &'static str,
    /// The denominator.
    pub whole: u64,
}

/// A rule that a row breaks by itself.
type Rule<R> = (&'static str, &'static str, fn(&R) -> bool);

/// Children in Early Help are within the rules from this day on (`data/rules.csv`).
const EARLY_HELP_FROM: Date = date(2018, 12, 1);

fn before_received(row: &Referral, on: Option<Date>) -> bool {
    on.is_some_and(|on| on < row.received_on)
}

const REFERRALS: &[Rule<Referral>] = &[
    ("acknowledged_before_received", "acknowledged before received", |row| {
        before_received(row, row.acknowledged_on)
    }),
    ("contacted_before_received", "first contact before received", |row| {
        before_received(row, row.first_contact_on)
    }),
    ("assessment_offered_before_received", "first assessment offered before received", |row| {
        before_received(row, row.first_assessment_offered_on)
    }),
    ("assessment_attended_before_received", "first assessment attended before received", |row| {
        before_received(row, row.first_assessment_attended_on)
    }),
    ("decided_before_received", "decided before received", |row| {
        before_received(row, row.decided_on)
    }),
    ("session_offered_before_received", "first session offered before received", |row| {
        before_received(row, row.first_session_offered_on)
    }),
    ("session_attended_before_received", "first session attended before received", |row| {
        before_received(row, row.first_session_attended_on)
    }),
    ("closed_before_received", "closed before received", |row| before_received(row, row.closed_on)),
    (
        "assessment_attended_before_offered",
        "first assessment attended before it was offered",
        |row| reversed(row.first_assessment_offered_on, row.first_assessment_attended_on),
    ),
    ("decided_before_assessed", "decided before the first assessment attended", |row| {
        reversed(row.first_assessment_attended_on, row.decided_on)
    }),
    ("session_offered_before_decided", "first session offered before decided", |row| {
        reversed(row.decided_on, row.first_session_offered_on)
    }),
    ("session_attended_before_decided", "first session attended before decided", |row| {
        reversed(row.decided_on, row.first_session_attended_on)
    }),
    ("decided_without_outcome", "a date of decision without a decision", |row| {
        row.decided_on.is_some() && !decided(row)
    }),
    ("reason_without_unsuitable", "a reason for unsuitable without that outcome", |row| {
        row.unsuitable_reason.is_some() && row.assessment_outcome != Some(Outcome::Unsuitable)
    }),
    ("completed_without_suitable", "completed without being found suitable", |row| {
        completed(row) && row.assessment_outcome != Some(Outcome::Suitable)
    }),
    ("completed_without_date", "completed without a date of closure", |row| {
        completed(row) && row.closed_on.is_none()
    }),
    ("completed_under_30_sessions", "completed with fewer than 30 sessions recorded", |row| {
        completed(row) && row.sessions_attended.is_none_or(|sessions| sessions < 30)
    }),
    ("sessions_without_first_date", "sessions without the date of the first", |row| {
        row.sessions_attended > Some(0) && row.first_session_attended_on.is_none()
    }),
    ("first_date_without_sessions", "a first session attended but no number of them", |row| {
        row.first_session_attended_on.is_some() && row.sessions_attended.unwrap_or(0) == 0
    }),
    ("early_help_before_the_rule", "an Early Help plan before the rules admitted it", |row| {
        row.plan == Some(Plan::EarlyHelp) && row.received_on < EARLY_HELP_FROM
    }),
    ("under_18", "a man under 18", |row| row.age_at_referral.is_some_and(|age| age < 18)),
    ("more_ages_than_children", "more children's ages than children", |row| {
        row.children.is_some_and(|number| row.children_ages.as_slice().len() > usize::from(number))
    }),
];

const SUPPORT: &[Rule<Support>] = &[
    ("contacted_before_referred", "first contact before referred", |row| {
        reversed(row.referred_on, row.first_contact_on)
    }),
    ("assessed_before_referred", "support assessed before referred", |row| {
        reversed(row.referred_on, row.assessed_on)
    }),
    ("started_before_referred", "support started before referred", |row| {
        reversed(row.referred_on, row.started_on)
    }),
    ("closed_before_started", "closed before support started", |row| {
        reversed(row.started_on, row.closed_on)
    }),
];

const ACTIVITY: &[Rule<Activity>] =
    &[("attended_over_places", "more attended than there were places", |row| {
        row.places.zip(row.attended).is_some_and(|(places, attended)| attended > places)
    })];

/// Whether the later of two dates comes first: a negative wait.
fn reversed(from: Option<Date>, to: Option<Date>) -> bool {
    from.zip(to).is_some_and(|(from, to)| to < from)
}

/// Every rule, whether broken or not.
pub fn all(cohort: &Cohort) -> Vec<Contradiction> {
    let data = &cohort.data;
    let mut found = vec![individuals(cohort)];
    found.extend(broken("referrals", "referrals", &data.referrals, REFERRALS));
    found.extend(broken("support", "support_cases", &data.support, SUPPORT));
    found.extend(dated_later(cohort));
    found.extend(broken("activity", "sessions", &data.activity, ACTIVITY));
    found.extend(unmatched(cohort));
    found
}

/// A rule that rows of an earlier practice broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The file that it is found in.
    pub file: File,
    /// What is wrong, in words.
    pub problem: &'static str,
    /// The places of the first rows that broke it, from 0.
    pub rows: Vec<usize>,
    /// How many did.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

/// Places of rows that a warning names.
const NAMED: usize = 5;

/// What rows break of the pathway, before they are brought into the record: the rules of the
/// completeness figure, each with its rows. `man` tells whose a referral is, by its place.
pub fn warnings<'a>(data: &'a DataSet, man: impl Fn(usize) -> Option<&'a str>) -> Vec<Warning> {
    let mut found = Vec::new();
    warn(&mut found, File::Referrals, &data.referrals, REFERRALS);
    let suitable = |row: &Referral| row.assessment_outcome == Some(Outcome::Suitable);
    let men: FxHashSet<&str> = data
        .referrals
        .iter()
        .enumerate()
        .filter(|(_, row)| suitable(row))
        .filter_map(|(place, _)| man(place))
        .collect();
    let unfound = data.referrals.iter().enumerate().filter(|(place, row)| {
        let known = man(*place).is_some_and(|man| men.contains(man));
        row.sessions_attended > Some(0) && !suitable(row) && !known
    });
    let problem = "sessions attended by a man not found suitable";
    add(
        &mut found,
        (File::Referrals, problem),
        unfound.map(|(place, _)| place),
        data.referrals.len(),
    );
    warn(&mut found, File::Support, &data.support, SUPPORT);
    found
}

fn warn<R>(found: &mut Vec<Warning>, file: File, rows: &[R], rules: &[Rule<R>]) {
    for (_, problem, breaks) in rules {
        let broken = rows.iter().enumerate().filter(|(_, row)| breaks(row));
        add(found, (file, problem), broken.map(|(place, _)| place), rows.len());
    }
}

fn add(
    found: &mut Vec<Warning>,
    (file, problem): (File, &'static str),
    broken: impl Iterator<Item = usize>,
    of: usize,
) {
    let (mut rows, mut count) = (Vec::new(), 0);
    for place in broken {
        count += 1;
        if rows.len() < NAMED {
            rows.push(place);
        }
    }
    if count > 0 {
        found.push(Warning { file, problem, rows, count, of });
    }
}

/// Rows with a date after the day of the evaluation, which the cohort has set aside.
fn dated_later(cohort: &Cohort) -> [Contradiction; 2] {
    let rows = |file, of, count, whole: usize| Contradiction {
        file,
        code: "dated_after_as_at",
        problem: "a date after the day of the evaluation",
        count,
        of,
        whole: whole as u64,
    };
    let (data, later) = (&cohort.data, cohort.dated_later);
    [
        rows("referrals", "referrals", later.referrals, data.referrals.len()),
        rows("support", "support_cases", later.support, data.support.len()),
    ]
}

/// Men with sessions who were not found suitable: 14 in the report (210 against 196).
fn individuals(cohort: &Cohort) -> Contradiction {
    let men = cohort.individuals.iter().filter(|man| man.sessions > 0 && !man.suitable());
    Contradiction {
        file: "referrals",
        code: "sessions_without_suitable_decision",
        problem: "sessions attended by a man not found suitable",
        count: men.count() as u64,
        of: "individuals",
        whole: cohort.individuals.len() as u64,
    }
}

fn broken<R: Sync>(
    file: &'static str,
    of: &'static str,
    rows: &[R],
    rules: &'static [Rule<R>],
) -> Vec<Contradiction> {
    let none = || vec![0_u64; rules.len()];
    let counts = rows
        .par_chunks(1 << 15)
        .map(|rows| {
            let mut counts = none();
            for row in rows {
                for (count, (_, _, breaks)) in counts.iter_mut().zip(rules) {
                    *count += u64::from(breaks(row));
                }
            }
            counts
        })
        .reduce(none, |a, b| a.iter().zip(b).map(|(a, b)| a + b).collect());
    let whole = rows.len() as u64;
    rules
        .iter()
        .zip(counts)
        .map(|((code, problem, _), count)| Contradiction { file, code, problem, count, of, whole })
        .collect()
}

/// References that lead nowhere. Asked only where both sides are there and the whole data
/// set is in scope: a cut by area or date parts rows that belong together.
fn unmatched(cohort: &Cohort) -> Vec<Contradiction> {
    let data = &cohort.data;
    let mut found = Vec::new();
    if !cohort.scope.is_whole() {
        return found;
    }
    let mut add = |file, code, problem, count: usize, of, whole: usize| {
        let (count, whole) = (count as u64, whole as u64);
        found.push(Contradiction { file, code, problem, count, of, whole });
    };
    let cases = || data.support.iter().map(|case| case.support_ref.as_str());
    let men = || data.referrals.iter().map(|row| row.referral_ref.as_str());
    let named = data.referrals.iter().filter_map(|row| row.support_ref.as_deref());
    let whole = named.clone().count();
    if whole > 0 && !data.support.is_empty() {
        let known: FxHashSet<&str> = cases().collect();
        let count = named.filter(|case| !known.contains(case)).count();
        let problem = "a support case that is not in the support file";
        add("referrals", "support_ref_unmatched", problem, count, "with_support_ref", whole);
    }
    if !data.incidents.is_empty() {
        let known: FxHashSet<&str> = men().collect();
        let rows = data.incidents.iter();
        let count = rows.filter(|row| !known.contains(row.referral_ref.as_str())).count();
        let problem = "an incident of a referral that is not in the referrals file";
        let whole = data.incidents.len();
        add("incidents", "referral_ref_unmatched", problem, count, "incidents", whole);
    }
    if !data.measures.is_empty() {
        let known: FxHashSet<&str> = men().chain(cases()).collect();
        let rows = data.measures.iter();
        let count = rows.filter(|row| !known.contains(row.case_ref.as_str())).count();
        let problem = "an answer of a case that is in neither file";
        add("measures", "case_ref_unmatched", problem, count, "answers", data.measures.len());
    }
    found
}
