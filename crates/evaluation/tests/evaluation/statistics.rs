//! Every statistic against SciPy and statsmodels (`oracle/statistics.py` says how), and the
//! laws that hold for any numbers.

use evaluation::statistics::{
    adjust, groups, means, paired, proportion, rate, regression, survival, table,
};
use proptest::prelude::*;
use serde_json::Value;

const AGREED: f64 = 1e-8;
const RANGE_AGREED: f64 = 1e-6;

fn oracle(part: &str) -> Vec<Value> {
    let oracle: Value = serde_json::from_str(include_str!("../../oracle/statistics.json")).unwrap();
    let cases = oracle[part].as_array().unwrap().clone();
    assert!(cases.len() >= 3 || part.ends_with("simulated"), "{part} has too few cases");
    cases
}

/// A sample, written down or by rule.
fn sample(value: &Value) -> Vec<f64> {
    if let Some(list) = value.as_array() {
        return list.iter().map(|number| number.as_f64().unwrap()).collect();
    }
    let whole = |key: &str| value[key].as_u64().unwrap();
    let real = |key: &str| value[key].as_f64().unwrap();
    (0..whole("n"))
        .map(|i| real("offset") + (i * whole("step") % whole("modulus")) as f64 / real("divisor"))
        .collect()
}

fn counts(value: &Value) -> Vec<Vec<u64>> {
    serde_json::from_value(value.clone()).unwrap()
}

#[track_caller]
fn same(name: &str, ours: Option<f64>, theirs: &Value, tolerance: f64) {
    match (ours, theirs.as_f64()) {
        (None, None) => {}
        (Some(ours), Some(theirs)) => {
            // a mean or an interval's end that is 0 but for rounding has no digits to agree on
            let apart = (ours - theirs).abs();
            let nought = !name.ends_with(" p") && theirs.abs() < 1e-5;
            assert!(
                apart <= tolerance * theirs.abs() || (nought && apart < 1e-13),
                "{name}: {ours:e} where the oracle has {theirs:e}"
            );
        }
        (ours, theirs) => panic!("{name}: {ours:?} where the oracle has {theirs:?}"),
    }
}

#[test]
fn summaries_and_quartiles_agree() {
    for case in oracle("summary") {
        let name = case["name"].as_str().unwrap();
        let mut values = sample(&case["sample"]);
        let ours = means::summary(&values);
        assert_eq!(ours.n, case["n"].as_u64().unwrap());
        same(&format!("{name} mean"), ours.mean, &case["mean"], AGREED);
        same(&format!("{name} sd"), ours.sd, &case["sd"], AGREED);
        same(&format!("{name} low"), ours.low, &case["low"], AGREED);
        same(&format!("{name} high"), ours.high, &case["high"], AGREED);
        values.sort_by(f64::total_cmp);
        match means::quartiles(&values) {
            None => assert!(case["quartiles"].is_null()),
            Some(ours) => ours.iter().enumerate().for_each(|(place, quartile)| {
                same(name, Some(*quartile), &case["quartiles"][place], AGREED);
            }),
        }
    }
}

#[test]
fn comparisons_of_groups_agree() {
    for case in oracle("groups") {
        let name = case["name"].as_str().unwrap();
        let samples: Vec<Vec<f64>> =
            case["groups"].as_array().unwrap().iter().map(sample).collect();
        let samples: Vec<&[f64]> = samples.iter().map(Vec::as_slice).collect();
        let (welch, theirs) = (groups::welch_anova(&samples), &case["welch_anova"]);
        same(&format!("{name} F"), welch.map(|w| w.statistic), &theirs["statistic"], AGREED);
        same(&format!("{name} df"), welch.map(|w| w.df[0]), &theirs["df"][0], AGREED);
        same(&format!("{name} df"), welch.map(|w| w.df[1]), &theirs["df"][1], AGREED);
        same(&format!("{name} Welch p"), welch.map(|w| w.p), &theirs["p"], AGREED);
        tested(
            &format!("{name} Kruskal"),
            groups::kruskal_wallis(&samples),
            &case["kruskal_wallis"],
            AGREED,
        );
        for pair in case["pairs"].as_array().unwrap() {
            let member = |place: usize| samples[pair["pair"][place].as_u64().unwrap() as usize];
            let (a, b) = (member(0), member(1));
            let name = format!("{name} {}", pair["pair"]);
            tested(&format!("{name} t"), groups::welch_t(a, b), &pair["welch_t"], AGREED);
            let games_howell = groups::games_howell(a, b, samples.len());
            tested(&format!("{name} range"), games_howell, &pair["games_howell"], RANGE_AGREED);
            effect(&format!("{name} g"), groups::hedges_g(a, b), &pair["hedges_g"]);
        }
    }
}

#[track_caller]
fn tested(name: &str, ours: Option<groups::Tested>, theirs: &Value, of_p: f64) {
    same(&format!("{name} statistic"), ours.map(|t| t.statistic), &theirs["statistic"], AGREED);
    same(&format!("{name} df"), ours.map(|t| t.df), &theirs["df"], AGREED);
    same(&format!("{name} p"), ours.map(|t| t.p), &theirs["p"], of_p);
}

#[track_caller]
fn effect(name: &str, ours: Option<groups::Effect>, theirs: &Value) {
    same(&format!("{name} value"), ours.map(|e| e.value), &theirs["value"], AGREED);
    same(&format!("{name} low"), ours.map(|e| e.low), &theirs["low"], AGREED);
    same(&format!("{name} high"), ours.map(|e| e.high), &theirs["high"], AGREED);
}

#[test]
fn two_by_two_tables_agree() {
    for case in oracle("two_by_two") {
        let table: [[u64; 2]; 2] = serde_json::from_value(case["table"].clone()).unwrap();
        let name = format!("{table:?}");
        let [[a, b], [c, d]] = table;
        same(&format!("{name} Fisher p"), proportion::fisher(table), &case["fisher"], AGREED);
        let difference = proportion::risk_difference(a, a + b, c, c + d);
        effect(&format!("{name} difference"), difference, &case["risk_difference"]);
        effect(&format!("{name} odds"), proportion::odds_ratio(table), &case["odds_ratio"]);
        if !case["wilson"].is_null() {
            let wilson = proportion::wilson(a, a + b);
            same(&format!("{name} Wilson"), wilson.map(|w| w.low), &case["wilson"]["low"], AGREED);
            same(
                &format!("{name} Wilson"),
                wilson.map(|w| w.high),
                &case["wilson"]["high"],
                AGREED,
            );
        }
    }
    assert_eq!(proportion::fisher([[0, 0], [0, 0]]), None);
    assert_eq!(proportion::wilson(0, 0), None);
}

#[test]
fn tables_that_can_be_counted_agree_exactly() {
    for case in oracle("freeman_halton") {
        let ours = table::freeman_halton(&counts(&case["table"]), 1);
        same(&format!("{} p", case["table"]), ours.map(|test| test.p), &case["p"], AGREED);
        assert!(ours.is_none_or(|test| test.method == "exact" && test.standard_error.is_none()));
    }
}

#[test]
fn tables_that_are_simulated_agree_within_the_stated_error_and_repeat_by_seed() {
    for case in oracle("freeman_halton_simulated") {
        let table = counts(&case["table"]);
        let ours = table::freeman_halton(&table, 7).unwrap();
        assert_eq!((ours.method, ours.replicates), ("simulated", Some(10_000)));
        let error = ours.standard_error.unwrap().hypot(case["standard_error"].as_f64().unwrap());
        let theirs = case["p"].as_f64().unwrap();
        assert!(
            (ours.p - theirs).abs() < 4.0 * error + 1e-4,
            "{} where {theirs} ± {error}",
            ours.p
        );
        assert_eq!(table::freeman_halton(&table, 7), Some(ours));
    }
}

#[test]
fn survival_and_incidence_agree() {
    for case in oracle("survival") {
        let exits: Vec<(u32, usize)> = serde_json::from_value(case["exits"].clone()).unwrap();
        let name = case["name"].as_str().unwrap();
        let exits: Vec<(u32, Option<usize>)> =
            exits.into_iter().map(|(time, cause)| (time, cause.checked_sub(1))).collect();
        let steps = survival::survival(&exits, 3);
        let last = exits.iter().map(|(time, _)| *time as usize + 1).max().unwrap_or(0);
        assert_eq!(steps.len(), last, "{name}: one step a time");
        for theirs in case["steps"].as_array().unwrap() {
            let ours = &steps[theirs["time"].as_u64().unwrap() as usize];
            assert_eq!(ours.at_risk, theirs["at_risk"].as_u64().unwrap(), "{name}");
            assert_eq!(ours.left, theirs["left"].as_u64().unwrap(), "{name}");
            same(name, Some(ours.survival), &theirs["survival"], AGREED);
            same(name, ours.low, &theirs["low"], AGREED);
            same(name, ours.high, &theirs["high"], AGREED);
        }
        for theirs in case["incidence"].as_array().unwrap() {
            let ours = &steps[theirs["time"].as_u64().unwrap() as usize];
            for (cause, incidence) in ours.incidence.iter().enumerate() {
                same(name, Some(*incidence), &theirs["incidence"][cause], AGREED);
            }
        }
    }
}

#[test]
fn regressions_agree() {
    for case in oracle("newey_west") {
        let name = case["name"].as_str().unwrap();
        let y = sample(&case["y"]);
        let x: Vec<Vec<f64>> = serde_json::from_value(case["x"].clone()).unwrap();
        let ours = regression::newey_west(&y, &x, case["lag"].as_u64().unwrap() as usize);
        assert_eq!(ours.is_none(), case["terms"].is_null(), "{name}");
        for (place, term) in ours.into_iter().flatten().enumerate() {
            let theirs = &case["terms"][place];
            same(name, Some(term.value), &theirs["value"], AGREED);
            let doubt = term.doubt;
            same(name, doubt.map(|of| of.standard_error), &theirs["standard_error"], AGREED);
            same(name, doubt.map(|of| of.low), &theirs["low"], AGREED);
            same(name, doubt.map(|of| of.high), &theirs["high"], AGREED);
            same(&format!("{name} p"), doubt.map(|of| of.p), &theirs["p"], AGREED);
        }
    }
}

#[test]
fn paired_comparisons_agree() {
    for case in oracle("wilcoxon") {
        let name = case["name"].as_str().unwrap();
        let ours = paired::wilcoxon(&sample(&case["differences"]));
        let theirs = &case["expected"];
        assert_eq!(ours.map(|test| test.method), theirs["method"].as_str(), "{name}");
        same(name, ours.map(|test| test.statistic), &theirs["statistic"], AGREED);
        same(&format!("{name} p"), ours.map(|test| test.p), &theirs["p"], AGREED);
        same(name, ours.map(|test| test.effect), &theirs["effect"], AGREED);
    }
    for case in oracle("mcnemar") {
        let ours = paired::mcnemar(case["b"].as_u64().unwrap(), case["c"].as_u64().unwrap());
        same(&format!("{case} p"), ours, &case["p"], AGREED);
    }
    assert_eq!(paired::mcnemar(0, 0), None);
}

#[test]
fn the_poisson_interval_agrees_at_any_count() {
    for case in oracle("poisson") {
        let ours = rate::poisson(case["count"].as_u64().unwrap());
        same(&format!("{case} low"), Some(ours.low), &case["low"], AGREED);
        same(&format!("{case} high"), Some(ours.high), &case["high"], AGREED);
    }
}

#[test]
fn holm_agrees() {
    for case in oracle("holm") {
        for (place, ours) in adjust::holm(&sample(&case["p"])).into_iter().enumerate() {
            same("Holm p", Some(ours), &case["adjusted"][place], AGREED);
        }
    }
}

#[test]
fn a_great_table_is_simulated_without_walking_its_counts() {
    let table: Vec<Vec<u64>> =
        (0..7).map(|area| vec![9_000 + 700 * area, 20_000 - 300 * area, 12_000]).collect();
    let ours = table::freeman_halton(&table, 3).unwrap();
    assert!(ours.p < 0.001 && ours.method == "simulated");
}

fn group() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((0_i32..200).prop_map(f64::from), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tests_of_groups_give_probabilities_whatever_the_order(a in group(), b in group(), c in group()) {
        let one = groups::kruskal_wallis(&[&a, &b, &c]).map(|test| test.p);
        let mut reversed = a.clone();
        reversed.reverse();
        let other = groups::kruskal_wallis(&[&c, &reversed, &b]).map(|test| test.p);
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert!((0.0..=1.0).contains(&one));
            prop_assert!((one - other).abs() <= 1e-9 * one);
        }
        if let Some(welch) = groups::welch_anova(&[&a, &b, &c]) {
            prop_assert!((0.0..=1.0).contains(&welch.p) && welch.statistic >= 0.0);
        }
        if let (Some(forth), Some(back)) = (groups::games_howell(&a, &b, 3), groups::games_howell(&b, &a, 3)) {
            prop_assert!((0.0..=1.0).contains(&forth.p) && forth.statistic >= 0.0);
            prop_assert!((forth.p - back.p).abs() <= 1e-9);
            // three means differ by chance more often than two
            prop_assert!(forth.p >= groups::welch_t(&a, &b).unwrap().p * (1.0 - 1e-9));
        }
    }

    #[test]
    fn two_groups_are_tested_alike_by_t_by_the_range_and_by_analysis_of_variance(a in group(), b in group()) {
        if let (Some(t), Some(welch)) = (groups::welch_t(&a, &b), groups::welch_anova(&[&a, &b])) {
            prop_assert!((t.p - welch.p).abs() <= 1e-9 * t.p);
            prop_assert!((t.p - groups::games_howell(&a, &b, 2).unwrap().p).abs() <= 1e-6 * t.p);
        }
    }

    #[test]
    fn wilson_holds_the_share(count in 0_u64..500, more in 0_u64..500) {
        if let Some(interval) = proportion::wilson(count, count + more) {
            let share = count as f64 / (count + more) as f64;
            prop_assert!(0.0 <= interval.low && interval.low <= share);
            prop_assert!(share <= interval.high && interval.high <= 1.0);
        }
    }

    #[test]
    fn fisher_turns_with_its_table_and_equals_freeman_and_halton(a in 0_u64..20, b in 0_u64..20, c in 0_u64..20, d in 0_u64..20) {
        if let Some(p) = proportion::fisher([[a, b], [c, d]]) {
            prop_assert!(p > 0.0 && p <= 1.0);
            let turned = proportion::fisher([[a, c], [b, d]]).unwrap();
            let swapped = proportion::fisher([[c, d], [a, b]]).unwrap();
            prop_assert!((p - turned).abs() <= 1e-9 * p && (p - swapped).abs() <= 1e-9 * p);
            if let Some(general) = table::freeman_halton(&[vec![a, b], vec![c, d]], 1) {
                prop_assert!((p - general.p).abs() <= 1e-9 * p);
            }
        }
    }

    #[test]
    fn holm_only_raises_and_keeps_the_order(p in prop::collection::vec(0.0_f64..1.0, 0..8)) {
        let adjusted = adjust::holm(&p);
        for (one, raised) in p.iter().zip(&adjusted) {
            prop_assert!(raised >= one && *raised <= 1.0);
            for (other, theirs) in p.iter().zip(&adjusted) {
                prop_assert!(one >= other || raised <= theirs);
            }
        }
    }

    #[test]
    fn survival_only_falls_and_what_left_by_cause_is_what_left(
        exits in prop::collection::vec((0_u32..=30, prop::option::of(0_usize..3)), 0..60)
    ) {
        let mut before = 1.0;
        for step in survival::survival(&exits, 3) {
            prop_assert!(step.survival <= before && step.survival >= 0.0);
            prop_assert!((step.incidence.iter().sum::<f64>() + step.survival - 1.0).abs() < 1e-12);
            before = step.survival;
        }
    }
}

#[test]
fn what_does_not_vary_is_not_compared_even_where_it_cannot_be_written_exactly() {
    let (third, tenth) = ([1.0 / 3.0; 7], [0.1; 11]);
    assert_eq!(means::summary(&tenth).sd, Some(0.0));
    assert_eq!(groups::welch_t(&third, &tenth), None);
    assert_eq!(groups::hedges_g(&third, &tenth), None);
    let tiny = [1e-170, 2e-170, 4e-170];
    assert_eq!(groups::games_howell(&tiny, &third, 3), None, "no degrees of freedom are left");
}
