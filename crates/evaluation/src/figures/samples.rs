//! Small cohorts made by hand, and the degenerate ones that every figure must survive.

use dataset::codes::*;
use dataset::{DataSet, Referral, Support};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::figure::{Figure, Value};
use crate::{Cohort, Scope};

/// The day as of which the samples are evaluated.
pub const AS_AT: Date = date(2020, 3, 31);

/// A referral received on the first day of 2018, and what can be told of it in a sentence.
pub fn referral(reference: &str) -> Referral {
    Referral::new(reference, date(2018, 1, 1))
}

/// What a test tells of a referral, in the words of the field.
pub trait Tell: Sized {
    fn of(self, individual: &str) -> Self;
    fn received(self, on: Date) -> Self;
    fn area(self, area: Area) -> Self;
    fn plan(self, plan: Plan) -> Self;
    fn found(self, outcome: Outcome) -> Self;
    fn unsuitable_for(self, reason: UnsuitableReason) -> Self;
    fn attended(self, sessions: u8) -> Self;
    fn closed(self, reason: ClosureReason) -> Self;
    fn offered_after(self, days: i32) -> Self;
    fn aged(self, years: u8) -> Self;
}

impl Tell for Referral {
    fn of(mut self, individual: &str) -> Self {
        self.individual_ref = Some(individual.into());
        self
    }
    fn received(mut self, on: Date) -> Self {
        self.received_on = on;
        self
    }
    fn area(mut self, area: Area) -> Self {
        self.area = Some(area);
        self
    }
    fn plan(mut self, plan: Plan) -> Self {
        self.plan = Some(plan);
        self
    }
    fn found(mut self, outcome: Outcome) -> Self {
        self.assessment_outcome = Some(outcome);
        self
    }
    fn unsuitable_for(mut self, reason: UnsuitableReason) -> Self {
        self.unsuitable_reason = Some(reason);
        self.found(Outcome::Unsuitable)
    }
    fn attended(mut self, sessions: u8) -> Self {
        self.sessions_attended = Some(sessions);
        self
    }
    fn closed(mut self, reason: ClosureReason) -> Self {
        self.closure_reason = Some(reason);
        self
    }
    fn offered_after(mut self, days: i32) -> Self {
        self.first_assessment_offered_on = Some(self.received_on + days.days());
        self
    }
    fn aged(mut self, years: u8) -> Self {
        self.age_at_referral = Some(years);
        self
    }
}

/// The cohort of these referrals alone.
pub fn cohort(referrals: Vec<Referral>) -> Cohort {
    whole(DataSet { referrals, ..DataSet::default() })
}

/// The cohort of these support cases alone.
pub fn support(support: Vec<Support>) -> Cohort {
    let mut data = DataSet { support, ..DataSet::default() };
    data.given.support = true;
    whole(data)
}

/// The cohort of a whole data set.
pub fn whole(data: DataSet) -> Cohort {
    Cohort::new(data, Scope::as_at(AS_AT))
}

/// Cohorts at the edge: none, one, one group, all equal, a date that cannot be meant.
pub fn degenerate() -> Vec<(&'static str, Cohort)> {
    let suitable = |reference: &str| {
        referral(reference).area(Area::Dudley).found(Outcome::Suitable).offered_after(10).aged(30)
    };
    let completed = |reference: &str| suitable(reference).closed(ClosureReason::Completed);
    let equal = ["a", "b", "c", "d", "e", "f"].map(|reference| match reference {
        "a" | "b" => suitable(reference),
        "c" | "d" => suitable(reference).attended(3),
        _ => completed(reference),
    });
    vec![
        ("no rows", cohort(Vec::new())),
        ("a single row", cohort(vec![referral("a")])),
        ("a single man found suitable", cohort(vec![suitable("a")])),
        (
            "one in each group",
            cohort(vec![suitable("a"), suitable("b").attended(1), completed("c")]),
        ),
        (
            "an empty group",
            cohort(vec![suitable("a"), suitable("b"), completed("c"), completed("d")]),
        ),
        ("all equal", cohort(equal.into())),
        ("a date of 1900", cohort(vec![suitable("a"), referral("b").received(date(1900, 1, 1))])),
        (
            "one support case",
            support(vec![Support { support_ref: "w".into(), ..Support::default() }]),
        ),
    ]
}

/// A hundred referrals of some seventy men in which every code comes up, and forty support
/// cases.
pub fn varied() -> Cohort {
    const OUTCOMES: [Option<Outcome>; 4] =
        [Some(Outcome::Suitable), Some(Outcome::Unsuitable), Some(Outcome::Pending), None];
    let some = |place: usize, every: usize| !place.is_multiple_of(every);
    let referrals = (0..100_usize).map(|place| {
        let mut row = referral(&place.to_string())
            .of(&(place * 7 % 71).to_string())
            .received(date(2017, 9, 1) + (9 * place as i64).days())
            .aged(18 + (place * 5 % 47) as u8);
        row.area = some(place, 6).then(|| Area::ALL[place % 7]);
        row.plan = some(place, 9).then(|| Plan::ALL[place % 5]);
        row.ethnicity = some(place, 8).then(|| Ethnicity::ALL[place % 25]);
        row.religion = some(place, 7).then(|| Religion::ALL[place % 10]);
        row.assessment_outcome = OUTCOMES[place / 3 % 4];
        row.unsuitable_reason = (row.assessment_outcome == Some(Outcome::Unsuitable)
            && some(place, 4))
        .then(|| UnsuitableReason::ALL[place % 7]);
        row.sessions_attended = some(place, 3).then_some((place % 31) as u8);
        row.closure_reason = some(place, 5).then(|| ClosureReason::ALL[place % 16]);
        if some(place, 5) { row.offered_after((place % 40) as i32) } else { row }
    });
    let support = (0..40_usize).map(|place| Support {
        support_ref: place.to_string().as_str().into(),
        area: some(place, 6).then(|| Area::ALL[place % 7]),
        started_on: some(place, 3).then_some(date(2019, 1, 1)),
        support_types: SupportType::ALL.iter().copied().skip(place % 9).collect(),
        satisfaction: some(place, 2).then_some((place % 5) as u8 + 1),
        ethnicity: some(place, 8).then(|| Ethnicity::ALL[place % 25]),
        ..Support::default()
    });
    let mut data = DataSet {
        referrals: referrals.collect(),
        support: support.collect(),
        ..DataSet::default()
    };
    data.given.support = true;
    whole(data)
}

/// Holds what every figure promises, of a cohort however small: numbers are numbers, shares
/// are shares, and what is null or empty is explained.
pub fn assert_sound(figure: &Figure, cohort: &str) {
    let name = format!("figure {} of {cohort}", figure.key);
    assert!(!figure.rows.is_empty(), "{name} has rows");
    assert!(figure.n > 0 || !figure.notes.is_empty(), "{name} says why it is empty");
    for row in &figure.rows {
        let mut null = false;
        for (key, value) in &row.cells {
            if let Value::Number(number) = value {
                assert!(number.is_finite(), "{name}: {key} is {number}");
            }
            if matches!(*key, "share" | "low" | "high") && row.get("share").is_some() {
                let share = row.number(key).unwrap_or_default();
                assert!((0.0..=1.0).contains(&share), "{name}: {key} is {share}");
            }
            null |= matches!((key, value), (&("share" | "mean" | "sd" | "low"), Value::Null));
            let counted = row.counts.iter().any(|(counted, _)| counted == key);
            assert!(counted || !matches!(value, Value::Count(_)), "{name}: {key} counts nobody");
        }
        assert!(!null || !figure.notes.is_empty(), "{name} says why {row:?} is null");
    }
}
