use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::figures::tally::note_small_groups;
use crate::quantity::Quantity;
use crate::{Scope, column};

const AREAS: [&str; 4] = ["Coventry", "Dudley", "Walsall", "Solihull"];
const GROUPS: [&str; 3] = ["no_sessions", "some_sessions", "completed"];
const PLANS: [&str; 5] = ["cp", "cin", "early_help", "other", "not_recorded"];

/// Figure 24's shape: area by group, with totals.
fn evaluation(table: &[[u64; 3]; 3]) -> Evaluation {
    let table: Vec<Vec<u64>> = table.iter().map(|row| row.to_vec()).collect();
    cross(&table, "group", &GROUPS)
}

/// Areas by another dimension, with totals.
fn cross(table: &[Vec<u64>], dimension: &'static str, values: &[&'static str]) -> Evaluation {
    let mut figure = Figure::new("24", "", "", "", "suitable");
    figure.columns = vec![
        column("area", "", Kind::Code),
        column(dimension, "", Kind::Code),
        column("count", "", Kind::Count),
    ];
    let values = &values[..table[0].len()];
    let areas = AREAS.iter().take(table.len()).copied().map(Some).chain([None]);
    for (of_area, area) in areas.enumerate() {
        for (of_group, group) in values.iter().copied().map(Some).chain([None]).enumerate() {
            let count = (0..table.len())
                .filter(|place| area.is_none() || *place == of_area)
                .flat_map(|place| table[place].iter().enumerate())
                .filter(|(place, _)| group.is_none() || *place == of_group)
                .map(|(_, count)| *count)
                .sum();
            let mut quantity = Quantity::suitable();
            if let Some(area) = area {
                quantity = quantity.only("area", [area]);
            }
            if let Some(group) = group {
                quantity = quantity.only(dimension, [group]);
            }
            figure.rows.push(
                Row::new()
                    .with("area", area.unwrap_or("total"))
                    .with(dimension, group.unwrap_or("total"))
                    .with_count("count", count, quantity),
            );
        }
    }
    figure.n = table.iter().flatten().sum();
    figure.base = Some(Quantity::suitable());
    let sums: Vec<(&str, u64)> =
        AREAS.into_iter().zip(table.iter().map(|of_area| of_area.iter().sum())).collect();
    note_small_groups(&mut figure, sums);
    Evaluation {
        scope: Scope::as_at(date(2020, 3, 31)),
        source: SourceCounts { referrals: Some(1074), individuals: Some(959), support: Some(376) },
        figures: vec![figure],
        findings: Vec::new(),
        gaps: Vec::new(),
        contradictions: Vec::new(),
        release: None,
    }
}

fn protected(table: &[[u64; 3]; 3]) -> Figure {
    let evaluation = protect(evaluation(table), &Options::default()).unwrap();
    evaluation.figures[0].clone()
}

/// The bounds of every suppressed cell, in whole numbers, by the printed rows alone: of so many
/// lines and columns, totals among them.
fn bounds(figure: &Figure, lines: usize, across: usize) -> Vec<(f64, f64)> {
    use microlp::{ComparisonOp, OptimizationDirection, Problem};
    let solve = |direction, target: usize| {
        let mut problem = Problem::new(direction);
        let cells: Vec<_> = figure
            .rows
            .iter()
            .enumerate()
            .map(|(place, row)| {
                let range = match row.number("count") {
                    Some(count) => (count as i32, count as i32),
                    None => (1, 1_000),
                };
                // In whole numbers, so that the bounds are exact.
                problem.add_integer_var(f64::from(u8::from(place == target)), range)
            })
            .collect();
        let sign = |at: usize, last: usize| if at == last { -1.0 } else { 1.0 };
        for line in 0..lines {
            let sum = (0..across).map(|at| (cells[line * across + at], sign(at, across - 1)));
            problem.add_constraint(sum.collect::<Vec<_>>(), ComparisonOp::Eq, 0.0);
        }
        for at in 0..across {
            let sum = (0..lines).map(|line| (cells[line * across + at], sign(line, lines - 1)));
            problem.add_constraint(sum.collect::<Vec<_>>(), ComparisonOp::Eq, 0.0);
        }
        problem.solve().unwrap().into_solution().unwrap().var_value(cells[target])
    };
    (0..figure.rows.len())
        .filter(|place| figure.rows[*place].suppressed)
        .map(|place| {
            (
                solve(OptimizationDirection::Minimize, place),
                solve(OptimizationDirection::Maximize, place),
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_small_count_is_left_and_no_suppressed_one_is_given_back(
        table in proptest::array::uniform3(proptest::array::uniform3(0_u64..15)),
    ) {
        let figure = protected(&table);
        for row in &figure.rows {
            prop_assert!(row.number("count").is_none_or(|count| !(1.0..5.0).contains(&count)));
            prop_assert_eq!(row.suppressed, row.number("count").is_none());
        }
        for (low, high) in bounds(&figure, 4, 4) {
            prop_assert!(high - low >= 3.0 - 1e-6, "{} to {}", low, high);
        }
    }

    #[test]
    fn nor_in_tables_of_other_shapes_most_of_which_is_empty(
        few in proptest::collection::vec((0_usize..16, 1_u64..9), 1..6),
        wide in any::<bool>(),
    ) {
        let (lines, across) = if wide { (2, 5) } else { (4, 4) };
        let mut table = vec![vec![0; across]; lines];
        for (place, count) in few {
            table[place / across % lines][place % across] = count;
        }
        let released = protect(cross(&table, "plan", &PLANS), &Options::default()).unwrap();
        let figure = &released.figures[0];
        for row in &figure.rows {
            prop_assert!(row.number("count").is_none_or(|count| !(1.0..5.0).contains(&count)));
        }
        let total = figure.rows.last().unwrap();
        for (low, high) in bounds(figure, lines + 1, across + 1) {
            // Of a table with one count alone, that and its totals are one number.
            prop_assert!(high - low >= 3.0 - 1e-6, "{} to {} of {:?} {:?}", low, high, table, total);
        }
    }
}

#[test]
fn a_zero_stays_and_a_table_of_large_counts_is_whole() {
    let figure = protected(&[[0, 20, 5], [30, 40, 60], [10, 20, 30]]);
    assert!(figure.rows.iter().all(|row| !row.suppressed));
    assert_eq!(figure.notes, ["small group: Coventry (25)"]);
}

#[test]
fn one_small_count_takes_three_more_with_it() {
    let figure = protected(&[[3, 50, 20], [30, 40, 60], [10, 20, 30]]);
    assert_eq!(figure.rows.iter().filter(|row| row.suppressed).count(), 4);
}

#[test]
fn a_count_of_nearly_all_does_not_take_the_total_with_it() {
    let mut one = evaluation(&[[0; 3]; 3]);
    let figure = &mut one.figures[0];
    let needing = |value| Quantity::suitable().only("needs_not_recorded", [value]);
    figure.rows.truncate(1);
    figure.rows[0] = Row::new().with("area", "total").with_count("count", 40, Quantity::suitable());
    for (name, count, of) in [("some", 38, needing("no")), ("none", 2, needing("yes"))] {
        figure.rows.push(Row::new().with("area", name).with_count("count", count, of));
    }
    let released = protect(one, &Options::default()).unwrap();
    let told = released.figures[0].rows.iter().map(|row| row.number("count"));
    // Three more of the 38 would be more than there are, but there may be three fewer.
    assert_eq!(Vec::from_iter(told), [Some(40.0), None, None]);
}

#[test]
fn another_figure_does_not_tell_what_the_first_suppressed() {
    let mut two = evaluation(&[[3, 50, 20], [30, 40, 60], [10, 20, 30]]);
    let mut other = Figure::new("conversion", "", "", "", "suitable");
    other.columns = vec![column("value", "", Kind::Code), column("count", "", Kind::Count)];
    let started = Quantity::suitable()
        .only("group", ["some_sessions", "completed"])
        .only("area", ["Coventry"]);
    other.rows.push(Row::new().with("value", "Coventry").with_count("count", 70, started));
    two.figures.push(other);
    let released = protect(two, &Options::default()).unwrap();
    let total = released.figures[0].row(&[("area", "Coventry"), ("group", "total")]).unwrap();
    assert!(total.suppressed || released.figures[1].rows[0].suppressed);
}

#[test]
fn counts_are_rounded_to_five_where_asked() {
    let options = Options { round: Some(5), ..Options::default() };
    let table = [[8, 51, 22], [33, 44, 66], [12, 23, 31]];
    let released = protect(evaluation(&table), &options).unwrap();
    for row in &released.figures[0].rows {
        assert_eq!(row.number("count").unwrap() % 5.0, 0.0);
    }
    assert_eq!(released.source.individuals, Some(960));
}

#[test]
fn an_earlier_release_cannot_be_subtracted() {
    let before =
        protect(evaluation(&[[10, 50, 20], [30, 40, 60], [10, 20, 30]]), &Options::default())
            .unwrap();
    let earlier = serde_json::json!({"figures": {"24": before.figures[0]}, "release": {}});
    let options = Options { earlier: vec![earlier], ..Options::default() };
    let now = evaluation(&[[12, 50, 20], [30, 40, 60], [10, 20, 30]]);
    let released = protect(now, &options).unwrap();
    let newcomers = &released.figures[0].rows[0];
    assert!(newcomers.suppressed);
    // Which of the counts differ by so few is not told: what went with them shares their rule.
    let log = released.release.unwrap().log;
    let rows = log.iter().filter(|of| of.row != "n");
    let rules: BTreeSet<&str> = rows.map(|of| of.rule.as_str()).collect();
    assert_eq!(Vec::from_iter(rules), [SMALL_OR_COMPLEMENT], "{log:?}");
    let wrong = Options { earlier: vec![serde_json::json!([])], ..Options::default() };
    assert_eq!(
        protect(evaluation(&[[0; 3]; 3]), &wrong).unwrap_err(),
        DisclosureError::NotFigures { place: 1 }
    );
}

#[test]
fn an_exact_evaluation_is_no_earlier_release() {
    let exact = evaluation(&[[10, 50, 20], [30, 40, 60], [10, 20, 30]]);
    let exact = serde_json::json!({"figures": {"24": exact.figures[0]}, "release": null});
    let release = serde_json::json!({"figures": {}, "release": {"rounded_to": null}});
    let options = Options { earlier: vec![release, exact], ..Options::default() };
    let refused = protect(evaluation(&[[0; 3]; 3]), &options).unwrap_err();
    assert_eq!(refused, DisclosureError::Exact { place: 2 });
}

#[test]
fn what_the_areas_published_leave_of_all_is_a_difference_too() {
    use dataset::codes::Area;

    let of = |area: Option<Area>, count: u64| {
        let mut evaluation = evaluation(&[[count, 0, 0], [0; 3], [0; 3]]);
        evaluation.scope.area = area;
        evaluation.figures[0].rows.retain(|row| row.text("area") == Some("total"));
        evaluation
    };
    let told = |of: &Evaluation| of.figures[0].rows[0].number("count");
    let earlier = |of: &Evaluation| {
        serde_json::json!({
            "figures": {"24": of.figures[0]},
            "release": {"rounded_to": null},
            "scope": {"area": of.scope.area.map(dataset::Code::code)},
        })
    };
    let all = protect(of(None, 40), &Options::default()).unwrap();
    let first = Options { earlier: vec![earlier(&all)], ..Options::default() };
    let coventry = protect(of(Some(Area::Coventry), 20), &first).unwrap();
    assert_eq!((told(&all), told(&coventry)), (Some(40.0), Some(20.0)));
    let both = Options { earlier: vec![earlier(&all), earlier(&coventry)], ..Options::default() };
    // 40 less 20 less 12 leave 8, less 17 they leave 3: those of the other areas.
    assert_eq!(told(&protect(of(Some(Area::Dudley), 12), &both).unwrap()), Some(12.0));
    assert_eq!(told(&protect(of(Some(Area::Dudley), 17), &both).unwrap()), None);
    // And all of them after two areas.
    let dudley = protect(of(Some(Area::Dudley), 17), &Options::default()).unwrap();
    let areas =
        Options { earlier: vec![earlier(&coventry), earlier(&dudley)], ..Options::default() };
    assert_eq!(told(&protect(of(None, 40), &areas).unwrap()), None);
}

/// As the `figures.json` of a release says it.
fn as_earlier(of: &Evaluation) -> serde_json::Value {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let figures = of.figures.iter().map(|of| (of.key, serde_json::to_value(of).unwrap()));
    serde_json::json!({
        "figures": std::collections::BTreeMap::from_iter(figures),
        "release": {"rounded_to": null},
        "scope": {"from": day(of.scope.from), "to": day(of.scope.to)},
    })
}

#[test]
fn two_periods_that_overlap_and_both_together_do_not_tell_who_is_in_both() {
    let of = |(from, to), count: u64| {
        let mut evaluation = evaluation(&[[count, 0, 0], [0; 3], [0; 3]]);
        evaluation.scope.from = from;
        evaluation.scope.to = to;
        evaluation.figures[0].rows.retain(|row| row.text("area") == Some("total"));
        evaluation
    };
    let told = |of: &Evaluation| of.figures[0].rows[0].number("count");
    let (first, second) = ((None, Some(date(2018, 9, 30))), (Some(date(2018, 8, 1)), None));
    let both = (None, None);
    // 30 in the first, 40 in the second: with 67 in both together there are 3 in the two months.
    for (together, hidden) in [(67, true), (62, false)] {
        let all = [(first, 30), (second, 40), (both, together)];
        for last in 0..3 {
            let mut earlier = Vec::new();
            for place in (0..3).filter(|place| *place != last) {
                let released = protect(of(all[place].0, all[place].1), &Options::default());
                earlier.push(as_earlier(&released.unwrap()));
            }
            let options = Options { earlier, ..Options::default() };
            let released = protect(of(all[last].0, all[last].1), &options).unwrap();
            assert_eq!(told(&released).is_none(), hidden, "{together}, the last {last}");
        }
    }
}

#[test]
fn a_mean_that_differs_between_releases_by_a_few_men_is_withheld() {
    let of = |n: u64, mean: f64| {
        let mut figure = Figure::new("27", "", "", "", "suitable");
        let columns = [("n", Kind::Count), ("mean", Kind::Mean), ("sd", Kind::Mean)];
        figure.columns = vec![column("group", "", Kind::Code)];
        figure.columns.extend(columns.map(|(key, kind)| column(key, "", kind)));
        let row = Row::new().with("group", "completed").with_count("n", n, Quantity::suitable());
        figure.rows.push(row.with_number("mean", Some(mean)).with_number("sd", Some(0.91)));
        Evaluation { figures: vec![figure], ..evaluation(&[[0; 3]; 3]) }
    };
    let before = as_earlier(&protect(of(23, 2.01), &Options::default()).unwrap());
    let options = Options { earlier: vec![before], ..Options::default() };
    let told = |n, mean| {
        protect(of(n, mean), &options).unwrap().figures[0].rows[0].number("mean").is_some()
    };
    // Of 25 men as rounded, one more with 9 children; then the same, and many more.
    assert_eq!((told(24, 2.3), told(23, 2.01), told(60, 2.3)), (false, true, true));
}

#[test]
fn a_target_and_words_that_were_never_known_are_not_said_to_be_withheld() {
    let mut figure = Figure::new("13", "", "", "", "referrals");
    figure.columns = vec![
        column("output", "", Kind::Code),
        column("value", "", Kind::Count),
        column("rate", "", Kind::Number),
        column("target", "", Kind::Number),
        column("period", "", Kind::Text),
    ];
    let row =
        || Row::new().with("output", "completed").with_count("value", 3, Quantity::suitable());
    let unset = row().with_number("rate", None).with("target", Value::Null);
    let set = row().with_number("rate", Some(0.1)).with("target", Value::Whole(12));
    figure.rows = vec![unset.with("period", Value::Null), set.with("period", "a week")];
    for line in 0..2 {
        numbers::suppress(&mut figure, line);
    }
    let said = |line: usize, key| figure.rows[line].get(key).unwrap();
    let withheld = Value::Withheld;
    assert_eq!([said(0, "target"), said(0, "period")], [&Value::Null; 2]);
    assert_eq!([said(1, "target"), said(1, "period")], [&withheld, &Value::from("a week")]);
    // That a rate is undefined would tell that there was nobody.
    for line in 0..2 {
        assert_eq!([said(line, "value"), said(line, "rate")], [&withheld; 2]);
    }
    let json = serde_json::to_value(&figure).unwrap();
    assert_eq!(json["rows"][1]["value"], serde_json::Value::Null);
}

#[test]
fn a_difference_of_shares_is_no_share_of_a_count() {
    let mut two = evaluation(&[[0, 20, 20], [30, 40, 60], [10, 20, 30]]);
    let mut other = completed_of(20, 40);
    other.columns.push(column("risk_difference", "", Kind::Share));
    // As if they were 20 of 7.
    let row = other.rows[0].clone();
    other.rows[0] = row.with_number("risk_difference", Some(20.0 / 7.0));
    two.figures.push(other);
    let released = protect(two, &Options::default()).unwrap();
    assert_eq!(released.figures[1].rows[0].number("risk_difference"), Some(20.0 / 7.0));
    assert!(released.release.unwrap().log.is_empty());
}

#[test]
fn a_share_of_as_many_as_others_who_are_hidden_stays() {
    let decided = |outcomes: &[&'static str]| {
        let assessed = Quantity::all(Universe::Individuals).only("assessed", ["yes"]);
        assessed.only("outcome", outcomes.iter().copied()).only("area", ["Coventry"])
    };
    let mut figure = Figure::new("18", "", "", "", "decided");
    figure.columns = vec![
        column("outcome", "", Kind::Code),
        column("count", "", Kind::Count),
        column("share_of_area", "", Kind::Share),
    ];
    let outcomes = ["suitable", "unsuitable"];
    for (name, count, of) in [
        ("suitable", 13, decided(&outcomes[..1])),
        ("unsuitable", 10, decided(&outcomes[1..])),
        ("total", 23, decided(&outcomes)),
    ] {
        let row = Row::new().with("outcome", name).with_count("count", count, of);
        figure.rows.push(row.with_number("share_of_area", Some(count as f64 / 23.0)));
    }
    figure.headline = Some("13 of 23".to_owned());
    // Of 25 women 2 are hidden, and with them 23.
    let mut women = Figure::new("iss", "", "", "", "support_cases");
    women.columns = figure.columns[..2].to_vec();
    for (name, count, of) in [("recorded", 23, "no"), ("not_recorded", 2, "yes")] {
        let of = Quantity::all(Universe::Support).only("needs_not_recorded", [of]);
        women.rows.push(Row::new().with("outcome", name).with_count("count", count, of));
    }
    let all = Row::new().with("outcome", "total");
    women.rows.push(all.with_count("count", 25, Quantity::all(Universe::Support)));
    let mut two = evaluation(&[[0; 3]; 3]);
    two.figures = vec![figure, women];
    let released = protect(two, &Options::default()).unwrap();
    assert!(released.figures[1].rows[0].suppressed);
    assert!(released.figures[0].rows.iter().all(|row| !row.hides_numbers()));
    assert!(released.figures[0].headline.is_some());
}

#[test]
fn a_small_group_is_named_only_where_its_size_is_told() {
    // Coventry is under 30 and hidden, Dudley hidden with it, Walsall under 30 and told.
    let figure = protected(&[[2, 0, 0], [30, 0, 0], [0, 8, 17]]);
    let told = |area| figure.row(&[("area", area), ("group", "total")]).unwrap().number("count");
    assert_eq!((told("Coventry"), told("Dudley"), told("Walsall")), (None, None, Some(25.0)));
    let small: Vec<_> = figure.notes.iter().filter(|note| note.starts_with("small")).collect();
    assert_eq!(small, ["small group: Walsall"]);
}

/// A figure of one row: how many of so many suitable men of Coventry completed.
fn completed_of(count: u64, whole: u64) -> Figure {
    use crate::figures::rows::{PROPORTION, proportion};

    let mut figure = Figure::new("equality", "", "", "", "suitable");
    figure.columns = vec![column("value", "", Kind::Code)];
    figure.columns.extend(PROPORTION);
    figure.columns.push(column("fisher_p", "", Kind::Probability));
    let completed = Quantity::suitable().only("group", ["completed"]).only("area", ["Coventry"]);
    let row = Row::new().with("value", "Coventry");
    let row = proportion(row, count, completed, "suitable", whole);
    figure.rows.push(row.with_number("fisher_p", Some(0.25)));
    figure.headline = Some("None of 60 comparisons survives".to_owned());
    figure.note("Small numbers: the rows marked have a cell under 5 or a group under 30");
    figure
}

#[test]
fn nothing_is_said_of_a_share_that_is_withheld() {
    for (whole, told) in [(7, false), (40, true)] {
        let mut evaluation = evaluation(&[[0, whole, 0], [30, 40, 60], [10, 20, 30]]);
        evaluation.figures = vec![completed_of(0, whole)];
        let released = protect(evaluation, &Options::default()).unwrap();
        let figure = &released.figures[0];
        let row = &figure.rows[0];
        assert_eq!((row.suppressed, row.number("count")), (false, Some(0.0)));
        assert_eq!((row.withheld, row.small), (!told, false));
        assert_eq!(row.number("share").is_some(), told);
        assert_eq!(row.number("fisher_p").is_some(), told, "it compares the share");
        assert_eq!(figure.headline.is_some(), told, "{:?}", figure.headline);
        assert!(figure.notes.is_empty(), "no row is marked");
    }
}
