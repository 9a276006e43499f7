//! Completeness of small files counted by hand.

use dataset::codes::{ClosureReason, Outcome, Plan};
use dataset::{DataSet, Incident, Referral, Support};
use jiff::civil::date;

use super::*;
use crate::Scope;

fn figure(referrals: Vec<Referral>, support: Vec<Support>) -> Figure {
    let data = DataSet { referrals, support, ..DataSet::default() };
    compute(&Cohort::new(data, Scope::as_at(date(2020, 3, 31))))
}

fn count(figure: &Figure, cells: &[(&str, &str)]) -> Option<(f64, Option<f64>)> {
    let row = figure.row(cells)?;
    Some((row.number("count")?, row.number("share")))
}

#[test]
fn a_column_is_counted_of_the_rows_to_which_it_applies() {
    let mut first = Referral::new("a", date(2018, 1, 1));
    first.area = Some(Area::Dudley);
    first.assessment_outcome = Some(Outcome::Unsuitable);
    let mut second = Referral::new("b", date(2018, 1, 1));
    second.plan = Some(Plan::Unknown);
    let figure = figure(vec![first, second], Vec::new());
    let of = |column: &str, area: &str| {
        count(&figure, &[("file", "referrals"), ("column", column), ("area", area)])
    };
    assert_eq!(of("unsuitable_reason", "total"), Some((0.0, Some(0.0))));
    assert_eq!(of("unsuitable_reason", "not_recorded"), Some((0.0, None)));
    assert_eq!(of("plan", "total"), Some((1.0, Some(0.5))), "unknown is an answer");
    assert_eq!(of("plan", "Dudley"), Some((0.0, Some(0.0))));
    assert_eq!(of("area", "total"), Some((1.0, Some(0.5))));
    assert_eq!(of("received_on", "not_recorded"), Some((1.0, Some(1.0))));
}

#[test]
fn support_is_counted_by_provider_too() {
    let case = |name: &str, provider: Option<&str>, satisfaction| Support {
        support_ref: name.into(),
        provider: provider.map(Into::into),
        satisfaction,
        ..Support::default()
    };
    let cases = vec![
        case("a", Some("Haven"), Some(4)),
        case("b", Some("Haven"), None),
        case("c", None, None),
    ];
    let figure = figure(Vec::new(), cases);
    let of = |provider: &str| {
        count(&figure, &[("column", "satisfaction"), ("area", "total"), ("provider", provider)])
    };
    assert_eq!(of("total").map(|(count, _)| count), Some(1.0));
    assert_eq!(of("Haven"), Some((1.0, Some(0.5))));
    assert_eq!(of("not_recorded"), Some((0.0, Some(0.0))));
}

#[test]
fn every_contradiction_is_found_where_it_stands() {
    let mut first = Referral::new("a", date(2018, 1, 5));
    first.sessions_attended = Some(4);
    first.first_assessment_offered_on = Some(date(2018, 1, 4));
    first.plan = Some(Plan::EarlyHelp);
    let mut second = Referral::new("b", date(2019, 1, 5));
    second.assessment_outcome = Some(Outcome::Suitable);
    second.closure_reason = Some(ClosureReason::Completed);
    second.sessions_attended = Some(12);
    second.first_session_attended_on = Some(date(2020, 4, 1));
    let figure = figure(vec![first, second], Vec::new());
    let of = |code: &str| count(&figure, &[("column", code)]).map(|(count, _)| count);
    for code in [
        "sessions_without_suitable_decision",
        "assessment_offered_before_received",
        "early_help_before_the_rule",
        "completed_without_date",
        "completed_under_30_sessions",
        "sessions_without_first_date",
        "dated_after_as_at",
    ] {
        assert_eq!(of(code), Some(1.0), "{code}");
    }
    for code in ["decided_without_outcome", "completed_without_suitable", "under_18"] {
        assert_eq!(of(code), Some(0.0), "{code}");
    }
    assert!(figure.notes.iter().any(|note| note.contains("not found suitable")));
}

#[test]
fn a_negative_wait_between_later_dates_is_found() {
    // Each date two days before the one that it should follow, all after he was received.
    let mut man = Referral::new("a", date(2018, 1, 1));
    man.first_assessment_offered_on = Some(date(2018, 2, 9));
    man.first_assessment_attended_on = Some(date(2018, 2, 7));
    man.decided_on = Some(date(2018, 2, 5));
    man.first_session_offered_on = Some(date(2018, 2, 3));
    man.first_session_attended_on = Some(date(2018, 2, 1));
    let mut in_order = Referral::new("b", date(2018, 1, 1));
    in_order.first_assessment_offered_on = Some(date(2018, 2, 1));
    in_order.first_assessment_attended_on = Some(date(2018, 2, 1));
    in_order.decided_on = Some(date(2018, 2, 1));
    in_order.first_session_offered_on = Some(date(2018, 2, 1));
    in_order.first_session_attended_on = Some(date(2018, 2, 1));
    let case = Support {
        support_ref: "s".into(),
        referred_on: Some(date(2018, 2, 2)),
        assessed_on: Some(date(2018, 2, 1)),
        ..Support::default()
    };
    let figure = figure(vec![man, in_order], vec![case]);
    for (file, code) in [
        ("referrals", "assessment_attended_before_offered"),
        ("referrals", "decided_before_assessed"),
        ("referrals", "session_offered_before_decided"),
        ("referrals", "session_attended_before_decided"),
        ("support", "assessed_before_referred"),
    ] {
        let found = count(&figure, &[("file", file), ("column", code)]);
        assert_eq!(found.map(|(count, _)| count), Some(1.0), "{code}");
    }
}

#[test]
fn an_outcome_is_counted_of_those_with_a_first_assessment_attended() {
    let mut with_both = Referral::new("a", date(2018, 1, 1));
    with_both.first_assessment_attended_on = Some(date(2018, 2, 1));
    with_both.assessment_outcome = Some(Outcome::Suitable);
    let mut without_outcome = Referral::new("b", date(2018, 1, 1));
    without_outcome.first_assessment_attended_on = Some(date(2018, 2, 1));
    let mut without_date = Referral::new("c", date(2018, 1, 1));
    without_date.assessment_outcome = Some(Outcome::Suitable);
    let figure = figure(vec![with_both, without_outcome, without_date], Vec::new());
    let cells = [("column", "assessment_outcome"), ("area", "total")];
    assert_eq!(count(&figure, &cells), Some((1.0, Some(0.5))));
}

#[test]
fn an_incident_of_nobody_is_a_contradiction() {
    let incident = Incident {
        referral_ref: "nobody".into(),
        occurred_on: date(2019, 1, 1),
        kind: None,
        source: None,
        severity: None,
        police_called: None,
        children_present: None,
        arrested: None,
        charged: None,
    };
    let data = DataSet {
        referrals: vec![Referral::new("a", date(2018, 1, 5))],
        incidents: vec![incident],
        ..DataSet::default()
    };
    let figure = compute(&Cohort::new(data, Scope::as_at(date(2020, 3, 31))));
    let cells = [("file", "incidents"), ("column", "referral_ref_unmatched")];
    assert_eq!(count(&figure, &cells), Some((1.0, Some(1.0))));
    let kind = [("file", "incidents"), ("column", "kind"), ("area", "total")];
    assert_eq!(count(&figure, &kind), Some((0.0, Some(0.0))));
}

#[test]
fn nothing_at_all_is_said_and_divides_nothing() {
    let figure = figure(Vec::new(), Vec::new());
    assert_eq!((figure.n, figure.missing), (0, 0));
    assert_eq!(figure.headline, None);
    assert!(figure.notes.iter().any(|note| note.contains("No referral is in scope")));
}

#[test]
fn warnings_name_the_rows_and_a_man_found_suitable_elsewhere_is_none() {
    let row = |reference: &str, sessions: Option<u8>, outcome| Referral {
        sessions_attended: sessions,
        assessment_outcome: outcome,
        first_session_attended_on: sessions.map(|_| date(2018, 5, 1)),
        ..Referral::new(reference, date(2018, 1, 1))
    };
    let mut referrals = vec![
        row("a", Some(3), None),
        row("b", None, Some(Outcome::Suitable)),
        row("c", Some(2), None),
        row("d", Some(4), Some(Outcome::Suitable)),
    ];
    for place in 0..6 {
        let mut early = Referral::new(&format!("e{place}"), date(2018, 1, 2));
        early.acknowledged_on = Some(date(2018, 1, 1));
        referrals.push(early);
    }
    let data = DataSet { referrals, ..DataSet::default() };
    // The first two are of one man, who was found suitable in the second.
    let found = warnings(&data, |place| (place < 2).then_some("M"));
    let told: Vec<_> =
        found.iter().map(|one| (one.problem, one.rows.as_slice(), one.count)).collect();
    assert_eq!(
        told,
        [
            ("acknowledged before received", &[4, 5, 6, 7, 8][..], 6),
            ("sessions attended by a man not found suitable", &[2][..], 1),
        ]
    );
    assert!(found.iter().all(|one| one.of == 10));
}
