//! Releases after one another, attacked together from what both print.

use std::collections::BTreeMap;

use dataset::codes::Area;
use dataset::{Code, DataSet};
use evaluation::disclosure::{Options, protect};
use evaluation::{Evaluation, Row, Scope, demonstration};
use jiff::civil::date;
use serde_json::{Value as Json, json};

use super::auditor::Auditor;
use super::disclosure::{attack, cohort, printed, tight, whole};

fn figures(release: &Evaluation) -> Json {
    let scope = &release.scope;
    json!({
        "as_at": scope.as_at.to_string(),
        "scope": {
            "from": scope.from.map(|day| day.to_string()),
            "to": scope.to.map(|day| day.to_string()),
            "area": scope.area.map(Code::code),
        },
        "source": {
            "referrals": release.source.referrals,
            "individuals": release.source.individuals,
            "support": release.source.support,
        },
        "release": {"rounded_to": null},
        "figures": serde_json::to_value(printed(release)).unwrap(),
    })
}

fn release(data: &DataSet, scope: Scope, before: &[&Evaluation]) -> Evaluation {
    let earlier = before.iter().map(|of| figures(of)).collect();
    let options = Options { earlier, ..Options::default() };
    protect(Evaluation::of(data.clone(), scope), &options).unwrap()
}

fn of_area(area: Area) -> Scope {
    Scope { area: Some(area), ..whole() }
}

/// The rows of both that have the same words, with each count that both tell.
fn told_in_both<'a>(one: &'a Evaluation, other: &'a Evaluation) -> Vec<(String, u64, u64)> {
    let words = |row: &Row| {
        let counted = |key: &str| row.counts.iter().any(|(of, _)| *of == key);
        let cells = row.cells.iter().enumerate().filter(|(place, (key, value))| {
            !counted(key) && (value.as_text().is_some() || *place == 0 || *key == "phase")
        });
        cells.map(|(_, (key, value))| format!("{key}={value:?} ")).collect::<String>()
    };
    let mut told: BTreeMap<String, f64> = BTreeMap::new();
    for figure in &one.figures {
        for row in &figure.rows {
            for (key, _) in &row.counts {
                if let Some(number) = row.number(key) {
                    told.insert(format!("{} {}{key}", figure.key, words(row)), number);
                }
            }
        }
    }
    let mut both = Vec::new();
    for figure in
        other.figures.iter().filter(|of| !["21", "22", "23", "26", "27"].contains(&of.key))
    {
        for row in &figure.rows {
            for (key, _) in &row.counts {
                let name = format!("{} {}{key}", figure.key, words(row));
                if let (Some(then), Some(now)) = (told.get(&name), row.number(key)) {
                    both.push((name, *then as u64, now as u64));
                }
            }
        }
    }
    both
}

fn no_small_differences(one: &Evaluation, other: &Evaluation) {
    let both = told_in_both(one, other);
    assert!(!both.is_empty(), "something is told in both");
    let small: Vec<_> = both.iter().filter(|(_, a, b)| (1..5).contains(&a.abs_diff(*b))).collect();
    assert!(small.is_empty(), "{small:#?}");
}

/// The suppressed counts that a release of all areas and one of Walsall give together, and not
/// already the first of them alone.
fn given_by_the_second(all: &Evaluation, walsall: &Evaluation, all_is_first: bool) -> Vec<String> {
    let of = |release: &Evaluation| Auditor::of(&printed(release));
    let joined = |mut all: Auditor, walsall: Auditor| {
        all.beside(walsall, "Walsall");
        tight(&all).iter().map(|of| of.split(": ").take(2).collect()).collect::<Vec<String>>()
    };
    let first = if all_is_first {
        joined(of(all), of(walsall).silent())
    } else {
        joined(of(all).silent(), of(walsall))
    };
    let both = joined(of(all), of(walsall));
    both.into_iter().filter(|name| !first.contains(name)).collect()
}

#[test]
fn one_area_after_all_cannot_be_subtracted() {
    let data = cohort(None, demonstration::DEFAULT_SEED);
    let all = release(&data, whole(), &[]);
    let walsall = release(&data, of_area(Area::Walsall), &[&all]);
    attack(&walsall);
    no_small_differences(&all, &walsall);
    // That a suppressed month has somebody narrows what the first release tells of its quarter;
    // nothing but a hidden zero could help.
    let mut given = given_by_the_second(&all, &walsall, true);
    given.retain(|name| !name.starts_with("Walsallmonth"));
    assert_eq!(given, Vec::<String>::new());
}

#[test]
fn all_after_one_area_cannot_be_subtracted() {
    let data = cohort(Some(250), 2);
    let walsall = release(&data, of_area(Area::Walsall), &[]);
    let all = release(&data, whole(), &[&walsall]);
    attack(&all);
    no_small_differences(&walsall, &all);
    assert_eq!(given_by_the_second(&all, &walsall, false), Vec::<String>::new());
    let referrals = all.figure("14").unwrap().row(&[("stage", "referrals")]).unwrap();
    assert!(!referrals.suppressed, "larger numbers stay");
}

#[test]
fn areas_of_which_nobody_is_in_both_are_not_compared() {
    let data = cohort(None, demonstration::DEFAULT_SEED);
    let dudley = release(&data, of_area(Area::Dudley), &[]);
    let after = release(&data, of_area(Area::Walsall), &[&dudley]);
    let alone = release(&data, of_area(Area::Walsall), &[]);
    assert_eq!(after.figures, alone.figures);
}

#[test]
fn a_few_are_not_what_some_areas_leave_of_all() {
    let data = cohort(Some(60), 5);
    let mut before = vec![release(&data, whole(), &[])];
    let areas = [Area::Sandwell, Area::Birmingham, Area::Wolverhampton];
    for area in areas {
        let earlier: Vec<&Evaluation> = before.iter().collect();
        let next = release(&data, of_area(area), &earlier);
        before.push(next);
    }
    let mut left: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for of in &before[1..] {
        for (name, all, area) in told_in_both(&before[0], of) {
            let (told, sum) = left.entry(name).or_insert((0, all));
            (*told, *sum) = (*told + 1, sum.saturating_sub(area));
        }
    }
    let told = || left.iter().filter(|(_, (told, _))| *told == areas.len());
    assert!(told().count() > 0, "something is told in all of them");
    assert_eq!(told().filter(|(_, (_, left))| (1..5).contains(left)).count(), 0);
}

#[test]
fn another_period_or_day_cannot_be_subtracted() {
    let data = cohort(Some(120), 6);
    let all = release(&data, whole(), &[]);
    for scope in [
        Scope { to: Some(date(2020, 2, 29)), ..whole() },
        Scope { from: Some(date(2017, 10, 1)), ..whole() },
        Scope::as_at(date(2020, 2, 29)),
    ] {
        let other = release(&data, scope, &[&all]);
        attack(&other);
        no_small_differences(&all, &other);
    }
}

#[test]
fn quarters_that_lie_in_both_periods_are_suppressed_in_both() {
    let data = cohort(None, demonstration::DEFAULT_SEED);
    let all = release(&data, whole(), &[]);
    let part = release(&data, Scope { to: Some(date(2019, 3, 31)), ..whole() }, &[&all]);
    let hidden = |of: &Evaluation, row: &Row| {
        let words =
            [("area", row.text("area").unwrap()), ("quarter", row.text("quarter").unwrap())];
        of.figure("20").unwrap().row(&words).is_some_and(|row| row.suppressed)
    };
    let rows = || part.figure("20").unwrap().rows.iter();
    assert!(rows().any(|row| hidden(&all, row)));
    for row in rows().filter(|row| row.text("quarter") != Some("total") && hidden(&all, row)) {
        assert!(row.suppressed, "{row:?}");
    }
}

#[test]
fn a_total_less_that_of_a_shorter_period_leaves_no_quarter_alone() {
    let data = cohort(None, demonstration::DEFAULT_SEED);
    let short = Scope { to: Some(date(2019, 6, 30)), ..whole() };
    let all = release(&data, whole(), &[]);
    let then_short = release(&data, short, &[&all]);
    let first_short = release(&data, short, &[]);
    let then_all = release(&data, whole(), &[&first_short]);
    for (all, short) in [(&all, &then_short), (&then_all, &first_short)] {
        let quarters = &all.figure("20").unwrap().rows;
        for total in &short.figure("20").unwrap().rows {
            let area = total.text("area").unwrap();
            let words = [("area", area), ("quarter", "total")];
            let around = all.figure("20").unwrap().row(&words).unwrap();
            if total.text("quarter") == Some("total") && !total.suppressed && !around.suppressed {
                let alone = quarters.iter().filter(|row| {
                    let later =
                        row.text("quarter").is_some_and(|of| ("2019Q3".."total").contains(&of));
                    row.text("area") == Some(area) && later && row.suppressed
                });
                assert_ne!(alone.count(), 1, "{area}");
            }
        }
    }
}

#[test]
fn a_row_of_the_same_people_is_suppressed_in_both_of_two_periods_that_overlap() {
    let data = cohort(None, demonstration::DEFAULT_SEED);
    let until = release(&data, Scope { to: Some(date(2018, 12, 31)), ..whole() }, &[]);
    let from = Scope { from: Some(date(2018, 2, 1)), ..whole() };
    let words = |row: &Row| {
        let word = |key: &'static str| Some((key, row.text(key)?.to_owned()));
        ["area", "quarter", "month"].into_iter().filter_map(word).collect::<Vec<_>>()
    };
    // A zero of some of them is told: it bounds nobody.
    let tells = |release: &Evaluation, key: &str, words: &[(&'static str, String)]| {
        let words: Vec<(&str, &str)> = words.iter().map(|(key, of)| (*key, of.as_str())).collect();
        let row = release.figure(key).unwrap().row(&words);
        row.is_some_and(|row| !row.suppressed && row.number("count") > Some(0.0))
    };
    let mut held = 0;
    for scope in [from, Scope { area: Some(Area::Wolverhampton), ..from }] {
        let then = release(&data, scope, &[&until]);
        attack(&then);
        for key in ["20", "change"] {
            for row in until.figure(key).unwrap().rows.iter().filter(|row| row.suppressed) {
                let words = words(row);
                let of_a_time = words.iter().any(|(_, of)| of.starts_with("2018"));
                let of_area = scope.area.is_none_or(|area| {
                    words.first().is_some_and(|(key, of)| *key == "area" && of == area.code())
                });
                // A number of the same people, or of some of them, would bound the others.
                if of_a_time && of_area {
                    assert!(!tells(&then, key, &words), "{key} {words:?}");
                    held += 1;
                }
            }
        }
    }
    assert!(held > 5, "only {held} rows were suppressed in the first");
}
