//! Incidents of a handful of men, counted by hand.

use dataset::codes::{ClosureReason, Outcome};
use dataset::{DataSet, Referral};
use jiff::civil::{Date, date};

use super::*;
use crate::Scope;

fn incident(referral: &str, on: Date, police: Option<Answer>, severity: u8) -> Incident {
    Incident {
        referral_ref: referral.into(),
        occurred_on: on,
        kind: Some(IncidentKind::Stalking),
        source: None,
        severity: Some(severity),
        police_called: police,
        children_present: None,
        arrested: None,
        charged: None,
    }
}

fn man(name: &str, sessions: u8) -> Referral {
    let mut row = Referral::new(name, date(2018, 1, 1));
    row.assessment_outcome = Some(Outcome::Suitable);
    row.decided_on = Some(date(2018, 2, 1));
    row.sessions_attended = Some(sessions);
    if sessions > 0 {
        row.first_session_attended_on = Some(date(2018, 3, 1));
    }
    row.closed_on = Some(date(2018, 6, 30));
    row.closure_reason = Some(ClosureReason::DroppedOut);
    row
}

fn figure(referrals: Vec<Referral>, incidents: Vec<Incident>, given: bool) -> Figure {
    let mut data = DataSet { referrals, incidents, ..DataSet::default() };
    data.given.incidents = given;
    compute(&Cohort::new(data, Scope::as_at(date(2020, 3, 31))))
}

fn number(figure: &Figure, window: &str, group: &str, value: &str, key: &str) -> Option<f64> {
    figure.row(&[("window", window), ("group", group), ("value", value)])?.number(key)
}

#[test]
fn an_incident_counts_in_the_window_in_which_it_occurred() {
    let incidents = vec![
        incident("a", date(2018, 2, 28), Some(Answer::Yes), 4),
        incident("a", date(2018, 3, 1), None, 1),
        incident("a", date(2018, 12, 30), None, 2),
        incident("a", date(2018, 12, 31), None, 2),
        incident("b", date(2018, 2, 28), None, 3),
        incident("nobody", date(2018, 2, 28), None, 3),
    ];
    let figure = figure(vec![man("a", 4), man("b", 0)], incidents, true);
    assert_eq!((figure.n, figure.missing), (2, 0));
    assert_eq!(number(&figure, "before", "some_sessions", "all", "count"), Some(1.0));
    assert_eq!(number(&figure, "before", "some_sessions", "yes", "count"), Some(1.0));
    assert_eq!(number(&figure, "before", "some_sessions", "4", "count"), Some(1.0));
    assert_eq!(number(&figure, "during", "some_sessions", "stalking", "count"), Some(1.0));
    assert_eq!(number(&figure, "after", "some_sessions", "all", "count"), Some(1.0));
    assert_eq!(
        number(&figure, "during", "no_sessions", "all", "count"),
        Some(1.0),
        "his time runs from the decision, 1 February"
    );
    assert_eq!(number(&figure, "during", "total", "all", "count"), Some(2.0));
    // 1 March to 30 June with both days: 122 days.
    let months = number(&figure, "during", "some_sessions", "all", "person_months").expect("some");
    assert!((months - 122.0 * 12.0 / 365.25).abs() < 1e-9);
    let rate = number(&figure, "during", "some_sessions", "all", "rate").expect("defined");
    assert!((rate - 1.0 / months).abs() < 1e-12);
    let low = number(&figure, "during", "some_sessions", "all", "low").expect("defined");
    // The exact interval of one event is 0.0253 to 5.5716.
    assert!((low * months - 0.025_317_8).abs() < 1e-6, "{}", low * months);
    let high = number(&figure, "during", "some_sessions", "all", "high").expect("defined");
    assert!((high * months - 5.571_643_4).abs() < 1e-6, "{}", high * months);
}

#[test]
fn the_incidents_of_his_other_referral_are_his() {
    let mut other = Referral::new("b", date(2017, 10, 1));
    other.individual_ref = Some("m".into());
    let mut index = man("a", 4);
    index.individual_ref = Some("m".into());
    let figure = figure(vec![other, index], vec![incident("b", date(2017, 10, 1), None, 1)], true);
    assert_eq!(number(&figure, "before", "total", "all", "count"), Some(1.0));
}

#[test]
fn none_given_is_null_and_none_happened_is_zero() {
    let not_given = figure(vec![man("a", 4)], Vec::new(), false);
    assert_eq!(not_given.n, 0);
    assert_eq!(number(&not_given, "before", "total", "all", "count"), None);
    assert!(not_given.notes[0].contains("not told is not none"));
    let none = figure(vec![man("a", 4)], Vec::new(), true);
    assert_eq!(number(&none, "before", "total", "all", "count"), Some(0.0));
    assert_eq!(number(&none, "before", "total", "all", "low"), Some(0.0));
    assert_eq!(figure(Vec::new(), Vec::new(), true).n, 0);
}
