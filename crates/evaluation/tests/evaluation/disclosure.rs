//! Releases of whole cohorts, attacked from what they print.

use std::collections::BTreeMap;

use dataset::codes::{ActivityKind, Area};
use dataset::{Activity, DataSet};
use evaluation::disclosure::{Options, protect};
use evaluation::{Evaluation, Scope, demonstration};
use jiff::civil::date;
use serde_json::Value as Json;

use super::auditor::Auditor;

pub fn cohort(men: Option<u64>, seed: u64) -> DataSet {
    demonstration::cohort(men, seed).unwrap()
}

fn release(data: DataSet, scope: Scope) -> Evaluation {
    protect(Evaluation::of(data, scope), &Options::default()).unwrap()
}

pub fn whole() -> Scope {
    Scope::as_at(date(2020, 3, 31))
}

pub fn printed(release: &Evaluation) -> BTreeMap<String, Json> {
    let figures = release.figures.iter();
    figures.map(|of| (of.key.to_owned(), serde_json::to_value(of).unwrap())).collect()
}

/// Every law that a release has to keep.
pub fn attack(release: &Evaluation) {
    let printed = printed(release);
    for (key, figure) in &printed {
        let rows = figure["rows"].as_array().unwrap();
        let hidden = rows.iter().any(|row| row["suppressed"] == true);
        for row in rows {
            for (cell, value) in row.as_object().unwrap() {
                let labels = ["phase", "sessions", "sum", "suppressed", "target"];
                if labels.contains(&cell.as_str()) {
                    continue;
                }
                let number = value.as_f64();
                assert!(row["suppressed"] != true || number.is_none(), "{key} {row}");
                let counts = value.is_u64() || value.is_i64();
                assert!(!counts || !(1.0..5.0).contains(&number.unwrap()), "{key} {row}");
            }
        }
        if hidden {
            for test in figure["tests"].as_array().unwrap() {
                assert!(test["p"].is_null() && test["value"].is_null(), "{key} {test}");
            }
            let sentences =
                figure["notes"].as_array().unwrap().iter().chain(figure.get("headline"));
            for sentence in sentences.filter_map(Json::as_str) {
                assert!(!sentence.contains(|sign: char| sign.is_ascii_digit()), "{key} {sentence}");
            }
        }
        let (n, missing) = (figure["n"].as_u64(), figure["missing"].as_u64());
        assert_eq!(n.is_some(), missing.is_some(), "both are withheld or none: {key}");
        assert!(!missing.is_some_and(|of| (1..5).contains(&of)), "{key} misses {missing:?}");
    }
    let log = &release.release.as_ref().unwrap().log;
    assert!(!log.iter().any(|of| of.rule.starts_with("two figures")), "one set, two counts");
    let tight = tight(&Auditor::of(&printed));
    assert!(tight.is_empty(), "{tight:#?}");
}

/// Suppressed counts whose bounds are less than 3 apart.
pub fn tight(auditor: &Auditor) -> Vec<String> {
    assert_eq!(auditor.contradictions, Vec::<String>::new());
    let bounds = auditor.bounds().into_iter();
    bounds
        .filter(|of| of.high - of.low < 3.0 - 1e-6)
        .map(|of| format!("{}: {} to {}", of.name, of.low, of.high))
        .collect()
}

/// What comes into a file in a year: cells left empty, dates the wrong way round.
fn untidy(mut data: DataSet) -> DataSet {
    for (place, row) in data.referrals.iter_mut().enumerate() {
        if place % 97 == 5 {
            row.area = None;
        }
        if place % 89 == 7 {
            row.first_contact_on = Some(row.received_on.yesterday().unwrap());
        }
        if place % 101 == 9 {
            row.acknowledged_on = None;
        }
    }
    for (place, case) in data.support.iter_mut().enumerate() {
        match place % 61 {
            3 => case.age_at_referral = None,
            5 => case.area = None,
            7 => case.provider = None,
            9 => case.referred_on = None,
            _ => {}
        }
    }
    data
}

/// Sessions in three areas over some months, few of them in one.
fn with_sessions(mut data: DataSet, months: i8) -> DataSet {
    let areas = [Area::Dudley, Area::Walsall, Area::Coventry];
    for month in 1..=months {
        for (place, area) in areas.into_iter().enumerate() {
            for day in 1..=(9 - 3 * place as i8 + month % 3 - 3 * (month / 6)) {
                data.activity.push(Activity {
                    area: (day != 7).then_some(area),
                    held_on: date(2019, month, day),
                    kind: Some(if day == 2 { ActivityKind::OneToOne } else { ActivityKind::Group }),
                    content: None,
                    places: Some(12),
                    attended: Some(3 + u16::from(day.unsigned_abs())),
                });
            }
        }
    }
    data
}

#[test]
fn the_demonstration_can_be_released_and_still_tells_its_totals() {
    let full = Evaluation::of(cohort(None, demonstration::DEFAULT_SEED), whole());
    let release = protect(full.clone(), &Options::default()).unwrap();
    attack(&release);
    for (one, other) in full.figures.iter().zip(&release.figures) {
        for (exact, row) in one.rows.iter().zip(&other.rows) {
            let zero = exact.counts.iter().all(|(key, _)| exact.number(key) == Some(0.0));
            assert!(!row.suppressed || !zero || exact.counts.is_empty(), "{} {row:?}", one.key);
        }
    }
    for key in ["13", "14", "18", "19", "21", "22", "23", "26", "27", "cost", "comparators"] {
        let figure = release.figure(key).unwrap();
        assert!(figure.rows.iter().all(|row| !row.suppressed), "{key} has nothing small");
    }
    let hidden = release.figures.iter().flat_map(|of| &of.rows).filter(|row| row.suppressed);
    assert!(hidden.count() < 300);
}

#[test]
fn no_difference_from_a_printed_share_gives_a_share_of_a_release_back() {
    let walsall = Scope { area: Some(Area::Walsall), ..whole() };
    let rounded = Options { round: Some(5), ..Options::default() };
    for (scope, options) in
        [(whole(), Options::default()), (whole(), rounded), (walsall, Options::default())]
    {
        let full = Evaluation::of(cohort(None, demonstration::DEFAULT_SEED), scope);
        let told = |evaluation: &Evaluation| {
            let figure = evaluation.figure("comparators").unwrap();
            figure.rows.iter().filter(|row| row.number("difference").is_some()).count()
        };
        assert!(told(&full) > 0, "an exact evaluation tells it");
        assert_eq!(told(&protect(full, &options).unwrap()), 0);
    }
}

#[test]
fn rows_asked_of_an_outcome_do_not_bound_men_of_that_outcome_who_are_hidden() {
    let mut met = 0;
    for area in [None, Some(Area::Walsall), Some(Area::Wolverhampton), Some(Area::Dudley)] {
        let scope = Scope { area, ..whole() };
        let release = release(cohort(None, demonstration::DEFAULT_SEED), scope);
        attack(&release);
        let hidden = |area: &str| {
            let decided = &release.figure("18").unwrap().rows;
            decided.iter().any(|row| row.text("area") == Some(area) && row.suppressed)
        };
        for row in &release.figure("completeness").unwrap().rows {
            let asked = matches!(row.text("of"), Some("suitable" | "unsuitable" | "decided"));
            let area = row.text("area").unwrap_or("total");
            if asked && (hidden(area) || hidden("total")) {
                met += 1;
                assert!(row.number("count").is_none_or(|count| count == 0.0), "{row:?}");
                assert_eq!(row.number("share").filter(|share| *share > 0.0), None, "{row:?}");
            }
        }
    }
    assert!(met > 0);
}

#[test]
fn small_cohorts_can_be_released() {
    for (men, seed) in [(30, 1), (200, 3)] {
        attack(&release(cohort(Some(men), seed), whole()));
    }
}

#[test]
fn untidy_files_can_be_released() {
    attack(&release(untidy(cohort(Some(300), 7)), whole()));
}

#[test]
fn sessions_held_can_be_released() {
    let full = with_sessions(cohort(Some(60), 8), 12);
    let release = release(full, whole());
    attack(&release);
    let rows = &release.figure("activity").unwrap().rows;
    assert!(rows.iter().any(|row| row.suppressed));
    assert!(!rows[0].suppressed, "the total stands where its parts can be hidden");
}

#[test]
fn starters_and_those_at_risk_first_are_one_number() {
    let release = release(cohort(None, demonstration::DEFAULT_SEED), whole());
    let started = release.figure("14").unwrap().row(&[("stage", "started")]).unwrap();
    let rows = &release.figure("attrition").unwrap().rows;
    assert_eq!(rows[0].number("at_risk"), started.number("count"));
    assert_eq!(rows[0].number("left"), Some(0.0), "a zero is not suppressed");
    for row in &rows[1..3] {
        assert!(row.suppressed, "{row:?}");
        for key in ["at_risk", "left", "censored", "survival", "low", "high", "dropped_out"] {
            assert_eq!(row.number(key), None, "in a suppressed row every number is null: {key}");
        }
    }
    assert_eq!(rows[30].number("at_risk"), Some(24.0), "what is safe stays");
}

#[test]
fn a_release_says_of_its_source_what_its_figures_say() {
    let release = release(cohort(None, demonstration::DEFAULT_SEED), whole());
    let count = |key: &str, words: (&str, &str)| {
        release.figure(key).unwrap().row(&[words]).unwrap().number("count").unwrap() as u64
    };
    assert_eq!(release.source.referrals, Some(count("14", ("stage", "referrals"))));
    assert_eq!(release.source.individuals, Some(count("14", ("stage", "individuals"))));
    assert_eq!(release.source.support, Some(count("iss", ("stage", "referred"))));
    assert_eq!((release.source.referrals, release.source.individuals), (Some(1074), Some(959)));
}

#[test]
fn large_cohorts_can_be_released() {
    attack(&release(cohort(Some(3_000), 4), whole()));
}

#[test]
fn a_release_of_one_area_is_protected() {
    let scope = Scope { area: Some(Area::Dudley), ..whole() };
    attack(&release(cohort(None, demonstration::DEFAULT_SEED), scope));
}

#[test]
fn the_attacker_finds_a_count_that_a_sum_gives_back() {
    // As if only small counts were suppressed, and nothing with them.
    let mut evaluation = Evaluation::of(cohort(None, demonstration::DEFAULT_SEED), whole());
    for figure in &mut evaluation.figures {
        for row in &mut figure.rows {
            if row.number("count").is_some_and(|count| (1.0..5.0).contains(&count)) {
                row.suppressed = true;
                for (key, value) in &mut row.cells {
                    if ["count", "share"].contains(key) {
                        *value = evaluation::Value::Null;
                    }
                }
            }
        }
    }
    let bounds = Auditor::of(&printed(&evaluation)).bounds();
    assert!(bounds.iter().any(|of| of.high - of.low < 1e-6));
}

#[test]
fn the_attacker_finds_who_left_from_who_is_still_at_risk() {
    // As if only the rows of small counts were suppressed, and not who is at risk after them.
    let mut evaluation = Evaluation::of(cohort(None, demonstration::DEFAULT_SEED), whole());
    for row in
        evaluation.figures.iter_mut().filter(|of| of.key == "attrition").flat_map(|of| &mut of.rows)
    {
        let small = row.counts.iter().filter_map(|(key, _)| row.number(key));
        row.suppressed = small.into_iter().any(|count| (1.0..5.0).contains(&count));
        let counts: Vec<&str> = row.counts.iter().map(|(key, _)| *key).collect();
        for (key, value) in row.cells.iter_mut().filter(|_| row.suppressed) {
            if counts.contains(key) {
                *value = evaluation::Value::Null;
            }
        }
    }
    let bounds = Auditor::of(&printed(&evaluation)).bounds();
    assert!(bounds.iter().any(|of| of.name.starts_with("exits") && of.high - of.low < 1e-6));
}

#[test]
fn a_second_release_of_the_same_data_tells_no_more_than_the_first() {
    let data = cohort(Some(200), 5);
    let first = release(data.clone(), whole());
    let second = protect(Evaluation::of(data, whole()), &after(&first)).unwrap();
    for (one, other) in first.figures.iter().zip(&second.figures) {
        for (before, now) in one.rows.iter().zip(&other.rows) {
            assert!(now.suppressed || !before.suppressed, "{} {now:?}", one.key);
        }
    }
    attack(&second);
}

#[test]
fn one_man_more_cannot_be_subtracted() {
    let mut data = cohort(Some(200), 5);
    let all = Evaluation::of(data.clone(), whole());
    data.referrals.truncate(data.referrals.len() - 2);
    let first = release(data, whole());
    let second = protect(all, &after(&first)).unwrap();
    for (one, other) in first.figures.iter().zip(&second.figures) {
        for (before, now) in one.rows.iter().zip(&other.rows).filter(|(one, _)| !one.suppressed) {
            let count = |row: &evaluation::Row| row.number("count").unwrap_or_default();
            assert!(
                now.suppressed || !(1.0..5.0).contains(&(count(now) - count(before)).abs()),
                "{} {before:?} {now:?}",
                one.key
            );
        }
    }
    attack(&second);
}

fn after(release: &Evaluation) -> Options {
    let figures = serde_json::to_value(printed(release)).unwrap();
    let earlier = serde_json::json!({"figures": figures, "release": {}, "scope": {"area": null}});
    Options { earlier: vec![earlier], ..Options::default() }
}

#[test]
fn rounding_leaves_multiples_of_five_alone() {
    let options = Options { round: Some(5), ..Options::default() };
    let evaluation = Evaluation::of(cohort(None, demonstration::DEFAULT_SEED), whole());
    let release = protect(evaluation.clone(), &options).unwrap();
    for figure in &release.figures {
        assert!(figure.n.is_multiple_of(5) && figure.missing.is_multiple_of(5), "{}", figure.key);
        for row in &figure.rows {
            for (key, _) in &row.counts {
                assert_eq!(
                    row.number(key).unwrap_or_default() % 5.0,
                    0.0,
                    "{} {row:?}",
                    figure.key
                );
            }
        }
    }
    for finer in [0, 1, 3, 7] {
        let options = Options { round: Some(finer), ..Options::default() };
        assert!(protect(evaluation.clone(), &options).is_err());
    }
}
