//! Distance travelled of a few informants, worked out by hand.

use dataset::codes::Point;
use dataset::{DataSet, Measure, Referral};
use jiff::civil::date;

use super::*;
use crate::Scope;

fn answer(case: &str, informant: Informant, point: Point, item: &str, value: f64) -> Measure {
    Measure {
        case_ref: case.into(),
        informant,
        instrument: "safety".into(),
        version: None,
        point,
        taken_on: None,
        item: item.into(),
        value: Some(value),
    }
}

fn figure(cases: &[&str], measures: Vec<Measure>) -> Figure {
    let referrals = cases.iter().map(|name| Referral::new(name, date(2018, 1, 1))).collect();
    let data = DataSet { referrals, measures, ..DataSet::default() };
    compute(&Cohort::new(data, Scope::as_at(date(2020, 3, 31))))
}

fn number(figure: &Figure, domain: &str, informant: &str, key: &str) -> Option<f64> {
    figure.row(&[("domain", domain), ("informant", informant)])?.number(key)
}

#[test]
fn only_items_answered_before_and_after_are_paired_and_informants_stay_apart() {
    use Informant::{Her, Him};
    let figure = figure(
        &["a", "b"],
        vec![
            answer("a", Him, Point::T0, "abuse.1", 9.0),
            answer("a", Him, Point::T1, "abuse.1", 4.0),
            answer("a", Him, Point::T2, "abuse.1", 3.0),
            answer("a", Him, Point::T3, "abuse.1", 2.0),
            answer("a", Him, Point::T1, "abuse.2", 3.0),
            answer("a", Him, Point::T1, "fear.1", 5.0),
            answer("a", Him, Point::T2, "fear.1", 5.0),
            answer("b", Him, Point::T1, "abuse.1", 4.0),
            answer("b", Her, Point::T3, "abuse.1", 4.0),
            answer("unknown", Her, Point::T3, "abuse.1", 4.0),
        ],
    );
    assert_eq!(number(&figure, "abuse", "him", "before"), Some(4.0), "T1 before T0");
    assert_eq!(number(&figure, "abuse", "him", "after"), Some(2.0), "T3 before T2");
    assert_eq!(number(&figure, "abuse", "him", "n"), Some(1.0));
    assert_eq!(number(&figure, "abuse", "him", "missing_after"), Some(1.0));
    assert_eq!(number(&figure, "abuse", "her", "missing_before"), Some(1.0), "cases in scope");
    assert_eq!(number(&figure, "fear", "him", "unchanged"), Some(1.0));
    assert_eq!(number(&figure, "total", "him", "change"), Some(-1.0), "of two items, -2 and 0");
    assert_eq!((figure.n, figure.missing), (1, 2));
    assert_eq!(number(&figure, "abuse", "him", "sd"), None, "one pair has no deviation");
}

#[test]
fn an_informant_of_several_versions_counts_once_by_his_latest_pair() {
    let on = |case: &str, version: &str, point, year, value| Measure {
        version: Some(version.into()),
        taken_on: Some(date(year, 3, 1)),
        ..answer(case, Informant::Him, point, "fear", value)
    };
    let figure = figure(
        &["a", "b", "c"],
        vec![
            // a pair on version 2, and a first answer on version 1
            on("a", "1", Point::T0, 2018, 5.0),
            on("a", "2", Point::T1, 2018, 4.0),
            on("a", "2", Point::T3, 2019, 3.0),
            // before and after, never on one version
            on("b", "2", Point::T1, 2018, 5.0),
            on("b", "1", Point::T2, 2019, 5.0),
            // two pairs, the later of them on version 1
            on("c", "1", Point::T1, 2019, 9.0),
            on("c", "1", Point::T3, 2020, 4.0),
            on("c", "2", Point::T1, 2018, 2.0),
            on("c", "2", Point::T3, 2019, 2.0),
        ],
    );
    let of = |key| number(&figure, "total", "him", key);
    assert_eq!(of("n"), Some(2.0));
    assert_eq!((of("missing_after"), of("missing_before")), (Some(1.0), Some(0.0)));
    assert_eq!(of("change"), Some(-3.0), "-1 of a, -5 of c");
}

#[test]
fn yes_or_no_is_tested_by_mcnemar_and_scores_by_wilcoxon() {
    let cases = ["a", "b", "c", "d", "e"];
    let mut measures = Vec::new();
    for (place, case) in cases.into_iter().enumerate() {
        let change = f64::from(u8::try_from(place + 1).expect("small"));
        measures.push(answer(case, Informant::Her, Point::T1, "called", 1.0));
        measures.push(answer(case, Informant::Her, Point::T3, "called", 0.0));
        measures.push(answer(case, Informant::Worker, Point::T1, "risk.1", 10.0));
        measures.push(answer(case, Informant::Worker, Point::T3, "risk.1", 10.0 - change));
    }
    let figure = figure(&cases, measures);
    let her = figure.row(&[("domain", "not_named")]).expect("there");
    assert_eq!(her.text("test"), Some("mcnemar"));
    // All five of five changed one way: twice one in thirty-two.
    assert!((her.number("p").expect("defined") - 0.0625).abs() < 1e-12);
    assert_eq!(her.number("effect"), Some(-1.0));
    let worker = figure.row(&[("domain", "risk")]).expect("there");
    assert_eq!(worker.text("test"), Some("wilcoxon_signed_rank"));
    assert_eq!(worker.text("method"), Some("exact"));
    assert!((worker.number("p").expect("defined") - 0.0625).abs() < 1e-12);
    assert_eq!(worker.number("fallen"), Some(5.0));
}

#[test]
fn nothing_given_and_nothing_changed_are_said() {
    let empty = figure(&[], Vec::new());
    assert_eq!((empty.n, empty.rows.len()), (0, 0));
    assert!(empty.notes[0].contains("--measures"));
    let same = figure(
        &["a"],
        vec![
            answer("a", Informant::Child, Point::T1, "fear", 3.0),
            answer("a", Informant::Child, Point::T3, "fear", 3.0),
        ],
    );
    assert_eq!(number(&same, "total", "child", "p"), None);
    assert!(same.notes[0].contains("nobody changed"));
}
