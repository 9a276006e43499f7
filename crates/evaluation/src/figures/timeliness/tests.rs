//! Clocks against dates worked out by hand.

use dataset::DataSet;
use jiff::civil::date;

use super::*;
use crate::Scope;

fn figure(referrals: Vec<Referral>, support: Vec<Support>) -> Figure {
    let data = DataSet { referrals, support, ..DataSet::default() };
    compute(&Cohort::new(data, Scope::as_at(date(2018, 12, 31))))
}

fn number(figure: &Figure, clock: &str, key: &str) -> Option<f64> {
    figure.row(&[("clock", clock)])?.number(key)
}

#[test]
fn a_friday_gives_until_the_monday_after() {
    // 12 January 2018 was a Friday.
    let mut kept = Referral::new("a", date(2018, 1, 12));
    kept.acknowledged_on = Some(date(2018, 1, 15));
    kept.first_contact_on = Some(date(2018, 1, 15));
    let mut late = Referral::new("b", date(2018, 1, 12));
    late.acknowledged_on = Some(date(2018, 1, 16));
    late.first_contact_on = Some(date(2018, 1, 16));
    let open = Referral::new("c", date(2018, 1, 12));
    let figure = figure(vec![kept, late, open], Vec::new());
    for clock in ["acknowledged", "contacted_by_due"] {
        assert_eq!(number(&figure, clock, "n"), Some(2.0));
        assert_eq!(number(&figure, clock, "missing"), Some(1.0));
        assert_eq!(number(&figure, clock, "within"), Some(1.0), "{clock}");
        assert_eq!(number(&figure, clock, "share"), Some(0.5));
    }
    assert_eq!(number(&figure, "contacted", "within"), Some(0.0), "three days are over 48 hours");
    assert_eq!(number(&figure, "acknowledged", "median"), Some(1.5), "in working days");
    assert_eq!(number(&figure, "contacted", "q1"), Some(3.25), "in days");
}

#[test]
fn a_negative_wait_is_in_neither_and_a_later_date_has_not_happened() {
    let mut backwards = Referral::new("a", date(2018, 6, 10));
    backwards.first_assessment_offered_on = Some(date(2018, 6, 9));
    backwards.acknowledged_on = Some(date(2018, 6, 9));
    let mut later = Referral::new("b", date(2018, 12, 30));
    later.first_assessment_offered_on = Some(date(2019, 1, 1));
    let figure = figure(vec![backwards, later], Vec::new());
    assert_eq!(number(&figure, "assessment_offered", "n"), Some(0.0));
    assert_eq!(number(&figure, "assessment_offered", "missing"), Some(1.0));
    assert_eq!(number(&figure, "acknowledged", "n"), Some(0.0), "not even on a weekend");
}

#[test]
fn sessions_and_support_are_timed_from_his_decision() {
    let mut man = Referral::new("a", date(2018, 1, 2));
    man.assessment_outcome = Some(Outcome::Suitable);
    man.first_assessment_attended_on = Some(date(2018, 2, 1));
    man.decided_on = Some(date(2018, 2, 22));
    man.first_session_offered_on = Some(date(2018, 2, 24));
    man.support_ref = Some("s".into());
    let case = Support {
        support_ref: "s".into(),
        referred_on: Some(date(2018, 1, 2)),
        first_contact_on: Some(date(2018, 1, 4)),
        started_on: Some(date(2018, 1, 10)),
        ..Support::default()
    };
    let figure = figure(vec![man], vec![case]);
    assert_eq!(number(&figure, "decided", "share"), Some(1.0), "21 days are within 21");
    assert_eq!(number(&figure, "session_offered", "median"), Some(2.0));
    assert_eq!(number(&figure, "session_offered", "share"), Some(0.0));
    assert_eq!(number(&figure, "session_attended", "missing"), Some(1.0));
    assert_eq!(number(&figure, "support_contacted", "share"), Some(1.0));
    assert_eq!(number(&figure, "support_started", "median"), Some(0.0), "already begun");
    assert_eq!(
        figure.row(&[("clock", "session_attended")]).and_then(|row| row.get("share")),
        Some(&Value::Null)
    );
}

#[test]
fn nothing_given_has_every_row_and_no_number() {
    let figure = figure(Vec::new(), Vec::new());
    assert_eq!((figure.n, figure.missing, figure.rows.len()), (0, 0, 11));
    assert_eq!(figure.headline, None);
}

#[test]
fn the_headline_speaks_of_clocks_with_thirty_cases_alone() {
    let acknowledged = |number: usize| {
        let rows = (0..number).map(|place| {
            let mut row = Referral::new(&place.to_string(), date(2018, 1, 12));
            row.acknowledged_on = Some(date(2018, 1, 15));
            row
        });
        figure(rows.collect(), Vec::new()).headline.unwrap()
    };
    assert!(acknowledged(29).contains("too small to tell"));
    assert!(acknowledged(30).starts_with("Within target: acknowledged, 30 of 30"));
}

#[test]
fn every_clock_has_its_row_of_data() {
    let targets = targets();
    for (clock, name) in Clock::ALL {
        assert!(targets.contains_key(name), "{name} is not in data/clocks.csv");
        assert_eq!(Clock::ALL[clock as usize].1, name, "the order is that of the type");
    }
}
