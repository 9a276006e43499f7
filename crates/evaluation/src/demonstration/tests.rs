//! Each published table, reproduced by plain counting of the rows.

use std::collections::HashMap;

use dataset::codes::*;
use dataset::{Code, DataSet, Referral};

use super::*;
use crate::cohort::{Cohort, Engagement, Quarter, Scope};
use crate::published;

fn report() -> DataSet {
    cohort(None, DEFAULT_SEED).unwrap()
}

fn cohort_of(seed: u64) -> DataSet {
    cohort(None, seed).unwrap()
}

fn evaluated(data: DataSet) -> Cohort {
    Cohort::new(data, Scope::as_at(LAST_DAY))
}

fn printed(table: &published::Table, key: &str, value: &str, column: &str) -> u64 {
    table.number(key, value, column).unwrap() as u64
}

#[test]
fn the_outputs_are_those_of_figure_13() {
    let cohort = evaluated(report());
    let outputs = published::outputs();
    let value = |name| printed(&outputs, "output", name, "value");
    let men = &cohort.individuals;
    let count = |of: fn(&crate::cohort::Individual) -> bool| {
        men.iter().filter(|man| of(man)).count() as u64
    };
    assert_eq!(cohort.data.referrals.len() as u64, value("referrals to My Time for assessment"));
    assert_eq!(men.len() as u64, value("individuals referred to My Time"));
    assert_eq!(count(|man| man.assessed), value("individuals assessed"));
    assert_eq!(count(|man| man.suitable()), value("men accepted onto My Time (suitable)"));
    assert_eq!(
        count(|man| man.starter()),
        value("men who started (attended at least one session)")
    );
    assert_eq!(count(|man| man.completed()), value("men completing the 30-week programme"));
    let sessions: u64 = men.iter().map(|man| u64::from(man.sessions)).sum();
    assert_eq!(sessions, value("sessions delivered"));
    assert_eq!(cohort.data.support.len() as u64, value("(ex)partners referred to the ISS"));
    let started = cohort.data.support.iter().filter(|case| case.started_on.is_some()).count();
    assert_eq!(started as u64, value("(ex)partners receiving support from the ISS"));
}

#[test]
fn suitability_and_completions_by_area_are_those_printed() {
    let cohort = evaluated(report());
    let (suitability, completions) =
        (published::suitability_by_area(), published::completions_by_area());
    for area in Area::ALL {
        let count = |of: fn(&crate::cohort::Individual) -> bool| {
            cohort.individuals.iter().filter(|man| man.area == Some(*area) && of(man)).count()
                as u64
        };
        let of = |column| printed(&suitability, "area", area.code(), column);
        assert_eq!(count(|man| man.suitable()), of("suitable"), "{}", area.code());
        let unsuitable = count(|man| man.outcome == Some(Outcome::Unsuitable));
        assert_eq!(unsuitable, of("unsuitable"), "{}", area.code());
        let completed = printed(&completions, "area", area.code(), "completed");
        assert_eq!(count(|man| man.completed()), completed, "{}", area.code());
    }
}

#[test]
fn reasons_print_the_per_cents_of_figure_19() {
    let cohort = evaluated(report());
    let mut counts: HashMap<Option<UnsuitableReason>, u64> = HashMap::new();
    for man in cohort.individuals.iter().filter(|man| man.outcome == Some(Outcome::Unsuitable)) {
        *counts.entry(man.reason).or_default() += 1;
    }
    assert_eq!(counts[&None], 12);
    let given: u64 = counts.iter().filter(|(reason, _)| reason.is_some()).map(|(_, n)| n).sum();
    assert_eq!(given, 196);
    for line in published::unsuitable_reasons().iter() {
        let code = line.text("reason").to_lowercase().replace(' ', "_");
        let count = counts[&UnsuitableReason::from_code(&code)];
        let percent = (count as f64 / given as f64 * 100.0).round();
        assert_eq!(Some(percent), line.number("percent_of_196"), "{code}");
    }
}

#[test]
fn referrals_by_area_and_quarter_are_the_rows_of_figure_20() {
    let data = report();
    let table = published::referrals_by_area_quarter();
    let mut counts: HashMap<(Area, String), u64> = HashMap::new();
    for row in &data.referrals {
        let quarter = Quarter::of(row.received_on).to_string();
        *counts.entry((row.area.unwrap(), quarter)).or_default() += 1;
    }
    for area in Area::ALL {
        for quarter in table.columns.iter().filter(|name| name.contains('Q')) {
            let count = counts.get(&(*area, quarter.clone())).copied().unwrap_or_default();
            let printed = printed(&table, "area", area.code(), quarter);
            assert_eq!(count, printed, "{} {quarter}", area.code());
        }
    }
}

/// Figures 21, 22, 23, 26 and 27 of a cohort: n and mean of the three groups and of all.
fn means(cohort: &Cohort, figure: &str) -> [(u64, f64); 4] {
    let number = |man: &crate::cohort::Individual| match figure {
        "21" => man.to_offered.map(f64::from),
        "22" => man.to_attended.map(f64::from),
        "23" => man.to_session.map(f64::from),
        "26" => man.age.map(f64::from),
        _ => man.children.map(f64::from),
    };
    let of = |group: Option<Engagement>| {
        let numbers: Vec<f64> = cohort
            .suitable()
            .filter(|man| group.is_none() || man.group == group)
            .filter_map(number)
            .collect();
        (numbers.len() as u64, numbers.iter().sum::<f64>() / numbers.len() as f64)
    };
    [
        of(Some(Engagement::NoSessions)),
        of(Some(Engagement::SomeSessions)),
        of(Some(Engagement::Completed)),
        of(None),
    ]
}

#[test]
fn means_of_the_engagement_groups_print_as_the_report_prints_them() {
    for seed in [DEFAULT_SEED, 1, 2, 3] {
        let cohort = evaluated(cohort_of(seed));
        let table = published::engagement_means();
        for figure in ["21", "22", "23", "26", "27"] {
            let names = ["no_sessions", "some_sessions", "completed", "total"];
            for (name, (n, mean)) in names.iter().zip(means(&cohort, figure)) {
                let column =
                    |what: &str| table.number("figure", figure, &format!("{name}_{what}")).unwrap();
                // Figure 23's rows are followed: they sum to 210 with a mean of 93.3.
                let (printed_n, printed) = if (figure, *name) == ("23", "total") {
                    (210.0, 93.3)
                } else {
                    (column("n"), column("mean"))
                };
                assert_eq!(n as f64, printed_n, "{figure} {name} of seed {seed}");
                assert_eq!((mean * 10.0).round() / 10.0, printed, "{figure} {name} of seed {seed}");
            }
        }
    }
}

#[test]
fn sessions_are_recorded_as_the_note_to_figure_21_says() {
    let data = report();
    let with: Vec<&Referral> =
        data.referrals.iter().filter(|row| row.sessions_attended.unwrap_or(0) > 0).collect();
    let men: std::collections::HashSet<_> = with.iter().map(|row| &row.individual_ref).collect();
    let table = published::session_records();
    let value = |name| printed(&table, "measure", name, "value") as usize;
    assert_eq!(with.len(), value("records with sessions as first counted"));
    assert_eq!(with.len() - men.len(), value("recorded on a primary and a duplicate case"));
    assert_eq!(men.len(), value("individuals with sessions after correction"));
    let cohort = evaluated(data);
    let dropped = cohort
        .individuals
        .iter()
        .filter(|man| man.starter())
        .filter(|man| {
            cohort.sessions_of(man).unwrap().closure_reason == Some(ClosureReason::DroppedOut)
        })
        .count();
    assert_eq!(dropped, value("dropped out after attending one session (3.6.2)"));
}

#[test]
fn support_and_benefits_are_those_printed() {
    let data = report();
    let kinds = published::iss_support_counts();
    for kind in SupportType::ALL {
        let count = data.support.iter().filter(|case| case.support_types.contains(*kind)).count();
        assert_eq!(
            count as u64,
            printed(&kinds, "support", kind.code(), "women"),
            "{}",
            kind.code()
        );
    }
    let sums = published::sum_of_benefits();
    for sum in -4..=4_i8 {
        let count = data.support.iter().filter(|case| benefit(case) == Some(sum)).count();
        let printed = sums.number("sum_of_benefits", &sum.to_string(), "women").unwrap_or(0.0);
        assert_eq!(count as f64, printed, "sum {sum}");
    }
    let missing = data.support.iter().filter(|case| benefit(case).is_none()).count();
    assert_eq!(missing as u64, printed(&sums, "sum_of_benefits", "missing", "women"));
}

fn benefit(case: &dataset::Support) -> Option<i8> {
    let satisfaction = case.satisfaction.map(|of| i8::from(of > 3) - i8::from(of < 3));
    let parts = [
        satisfaction,
        case.health.map(Change::value),
        case.everyday_life.map(Change::value),
        case.safety.map(Change::value),
    ];
    parts.iter().any(Option::is_some).then(|| parts.into_iter().flatten().sum())
}

#[test]
fn interviews_done_are_those_of_figures_5_and_6() {
    let data = report();
    let table = published::interviews();
    let done = |area: &str, phase| {
        let of = |row: &&dataset::Interview| {
            row.area.is_some_and(|of| of.code() == area)
                && row.phase == Some(phase)
                && row.outcome == Some(InterviewOutcome::Done)
        };
        data.interviews.iter().filter(of).count() as u64
    };
    for line in table.iter() {
        let area = line.text("area");
        assert_eq!(done(area, 2) as f64, line.number("phase_two").unwrap(), "{area}");
        assert_eq!(done(area, 3) as f64, line.number("phase_three").unwrap(), "{area}");
    }
    for line in published::consultation().iter() {
        let group = InterviewGroup::ALL.iter().find(|group| {
            group.code()[..4] == line.text("group").replace([' ', '(', ')'], "")[..4].to_lowercase()
                || (line.text("group") == "(ex)partners" && **group == InterviewGroup::ExPartner)
                || (line.text("group") == "social workers"
                    && **group == InterviewGroup::SocialWorker)
        });
        let rows = data.interviews.iter().filter(|row| {
            row.group == group.copied() && row.phase == line.number("phase").map(|of| of as u8)
        });
        let counts = rows.fold([0.0; 3], |[contacted, arranged, done], row| {
            [
                contacted + 1.0,
                arranged + f64::from(u8::from(row.arranged_on.is_some())),
                done + f64::from(u8::from(row.done_on.is_some())),
            ]
        });
        for (count, column) in counts.iter().zip(["contacted", "arranged", "done"]) {
            if let Some(printed) = line.number(column) {
                assert_eq!(*count, printed, "{} {column}", line.text("group"));
            }
        }
    }
}

fn days_are_in_order(row: &Referral) -> bool {
    let days = [
        Some(row.received_on),
        row.first_assessment_offered_on,
        row.first_assessment_attended_on,
        row.decided_on,
        row.first_session_offered_on,
        row.first_session_attended_on,
        row.closed_on,
    ];
    let known: Vec<Date> = days.into_iter().flatten().collect();
    let early = [row.acknowledged_on, row.first_contact_on].into_iter().flatten();
    known.is_sorted()
        && known.iter().all(|day| *day <= LAST_DAY)
        && early.into_iter().all(|day| day >= row.received_on && day <= LAST_DAY)
}

#[test]
fn every_life_is_in_order_and_ends_by_the_last_day() {
    let data = report();
    for row in &data.referrals {
        assert!(days_are_in_order(row), "{row:?}");
        if row.closure_reason == Some(ClosureReason::Completed) {
            assert_eq!(row.sessions_attended, Some(30));
        }
    }
    let latest = data.referrals.iter().filter_map(|row| row.closed_on).max();
    assert_eq!(latest, Some(LAST_DAY));
    for case in &data.support {
        let days = [
            case.referred_on,
            case.first_contact_on,
            case.assessed_on,
            case.started_on,
            case.closed_on,
        ];
        let known: Vec<Date> = days.into_iter().flatten().collect();
        assert!(known.is_sorted() && known.iter().all(|day| *day <= LAST_DAY), "{case:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_cohort_and_another_gives_another() {
    assert_eq!(report(), report());
    assert_ne!(report(), cohort(None, 1).unwrap());
}

#[test]
fn a_cohort_of_any_size_has_so_many_men_of_the_same_shape() {
    for individuals in [0, 1, 2, 10, 3000] {
        let data = cohort(Some(individuals), 7).unwrap();
        assert!(data.referrals.iter().all(days_are_in_order));
        let references: std::collections::HashSet<_> =
            data.referrals.iter().map(|row| &row.referral_ref).collect();
        assert_eq!(references.len(), data.referrals.len());
        let cohort = evaluated(data);
        assert_eq!(cohort.individuals.len() as u64, individuals);
        if individuals == 3000 {
            let suitable = cohort.suitable().count() as f64 / 3000.0;
            assert!((suitable - 256.0 / 959.0).abs() < 0.04, "{suitable}");
        }
    }
}
