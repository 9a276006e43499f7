use dataset::codes::{ClosureReason, Outcome};

use super::*;
use crate::figures::samples::{AS_AT, Tell, assert_sound, cohort, degenerate, referral};

/// Men found suitable who waited so many days: those who never came, who came to some
/// sessions, who completed.
fn waits(never: &[i32], some: &[i32], completed: &[i32]) -> Cohort {
    let groups = [never, some, completed];
    let men = groups.iter().enumerate().flat_map(|(group, days)| {
        days.iter().enumerate().map(move |(place, days)| {
            let man = referral(&format!("{group}-{place}")).found(Outcome::Suitable);
            let man = if group > 0 { man.attended(4) } else { man };
            let man = if group > 1 { man.closed(ClosureReason::Completed) } else { man };
            if *days < 0 { man } else { man.offered_after(*days) }
        })
    });
    cohort(men.collect())
}

fn adjusted(cohort: &Cohort) -> Figure {
    let mut figures = [assessment_offered::compute(cohort)];
    adjust_together(&mut figures);
    let [figure] = figures;
    figure
}

#[test]
fn each_group_and_the_total_have_their_mean_of_those_recorded() {
    let figure = assessment_offered::compute(&waits(&[10, 21, -1], &[4, 6], &[1, 3]));
    assert_eq!((figure.n, figure.missing), (6, 1));
    let groups: Vec<_> = figure.rows.iter().filter_map(|row| row.text("group")).collect();
    assert_eq!(groups, ["no_sessions", "some_sessions", "completed", "total"]);
    let means: Vec<_> = figure.rows.iter().filter_map(|row| row.number("mean")).collect();
    assert_eq!(means, [15.5, 5.0, 2.0, 7.5]);
    let keys: Vec<_> = figure.rows[0].cells.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, ["group", "n", "mean", "sd", "low", "high"]);
    assert!(figure.notes.contains(&"small group: completed (2)".to_owned()));
}

#[test]
fn the_tests_stand_in_the_order_of_the_specification() {
    let figure = assessment_offered::compute(&waits(&[10, 20], &[4, 6], &[1, 3]));
    let names: Vec<_> = figure.tests.iter().map(|test| test.name).collect();
    let expected = [
        ["welch_anova", "games_howell", "games_howell", "games_howell"],
        ["kruskal_wallis", "hedges_g", "hedges_g", "hedges_g"],
    ];
    assert_eq!(names, expected.concat());
    let pairs: Vec<_> = figure.tests.iter().filter_map(|test| test.get("groups")).collect();
    assert_eq!(*pairs[1], compared([Engagement::NoSessions, Engagement::Completed]));
    assert_eq!(pairs[..3], pairs[3..], "the same three pairs, in the same order");
    let json = serde_json::to_string(&figure.tests[0]).unwrap();
    let places = ["name", "statistic", "df", "\"p\"", "p_holm"].map(|key| json.find(key).unwrap());
    assert!(places.is_sorted(), "{json}");
}

#[test]
fn a_test_that_is_undefined_is_listed_with_nulls_and_a_note() {
    let figure = adjusted(&waits(&[10, 20], &[4], &[]));
    assert_eq!(figure.tests.len(), 8);
    assert_eq!(figure.tests[0].get("p_holm"), Some(&Value::Null));
    assert_eq!(figure.tests[2].get("df"), Some(&Value::Null));
    assert!(figure.notes.iter().any(|note| note.starts_with("Undefined, since")));
    assert!(figure.notes.iter().any(|note| note.starts_with("No mean of the group completed")));
    assert!(figure.headline.unwrap().starts_with("Too few men"));
}

#[test]
fn holm_runs_over_the_defined_welch_tests_alone() {
    let clear = waits(&[50, 55, 60, 52, 58], &[10, 12, 11, 9, 13], &[10, 14, 9, 12, 11]);
    let mut figures = [assessment_offered::compute(&clear), age::compute(&clear)];
    adjust_together(&mut figures);
    let welch = &figures[0].tests[0];
    assert_eq!(welch.number("p_holm"), welch.number("p"), "age, which nobody has, does not count");
    assert_eq!(figures[1].tests[0].get("p_holm"), Some(&Value::Null));
}

#[test]
fn the_headline_says_who_stands_apart_and_no_more() {
    let words = |cohort: &Cohort| adjusted(cohort).headline.unwrap();
    assert_eq!(
        words(&waits(&[50, 55, 60, 52, 58], &[10, 12, 11, 9, 13], &[10, 14, 9, 12, 11])),
        "Men who attended no session had waited longest: 55.0 days on average, against 11.2 for those who completed and 11.0 for those who attended some"
    );
    assert_eq!(
        words(&waits(&[50, 55, 60, 52, 58], &[51, 56, 57, 52, 58], &[10, 14, 9, 12, 11])),
        "Men who completed had waited least: 11.2 days on average, against 55.0 for those who attended none and 54.8 for those who attended some"
    );
    assert_eq!(
        words(&waits(&[10, 90, 55, 20, 80], &[50, 52, 54, 51, 53], &[10, 14, 9, 12, 11])),
        "Men who attended some sessions had waited longer than men who completed: 52.0 days on \
         average, against 11.2"
    );
    assert_eq!(
        words(&waits(&[10, 20, 30], &[12, 19, 31], &[11, 22, 28])),
        "No clear difference between the groups in days to the first assessment offered"
    );
}

#[test]
fn the_report_stands_beside_the_whole_and_not_beside_a_part() {
    let mut cohort = waits(&[10, 20], &[4], &[]);
    let figure = session_offered::compute(&cohort);
    let total =
        figure.reported.iter().find(|beside| beside.row[0].1 == "total" && beside.column == "n");
    assert_eq!(total.unwrap().value, 207.0);
    cohort.scope.from = Some(AS_AT);
    assert!(session_offered::compute(&cohort).reported.is_empty());
}

#[test]
fn the_smallest_cohorts_do_not_break_it() {
    for (name, cohort) in degenerate() {
        let mut figures = [
            assessment_offered::compute(&cohort),
            assessment_attended::compute(&cohort),
            session_offered::compute(&cohort),
            age::compute(&cohort),
            children::compute(&cohort),
        ];
        adjust_together(&mut figures);
        for figure in &figures {
            assert_sound(figure, name);
            assert_eq!(figure.tests.len(), 8);
            assert!(figure.headline.is_some());
        }
    }
}
