//! Every published table is reproduced, whatever the seed.

use std::collections::BTreeMap;

use dataset::codes::*;
use dataset::{Code, DataSet, Referral};
use jiff::civil::{Date, date};

use super::*;
use crate::Scope;
use crate::cohort::{Cohort, Engagement, Individual, Quarter, days_between};
use crate::published;
use crate::statistics::groups::{games_howell, welch_anova};

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

fn each(check: impl Fn(&DataSet, &Cohort)) {
    for seed in SEEDS {
        let data = cohort(None, seed).unwrap();
        check(&data, &Cohort::new(data.clone(), Scope::as_at(date(2020, 3, 31))));
    }
}

fn printed(table: &published::Table, key: &str, value: &str, column: &str) -> f64 {
    table.number(key, value, column).unwrap()
}

fn men(cohort: &Cohort, of: impl Fn(&Individual) -> bool) -> f64 {
    cohort.individuals.iter().filter(|man| of(man)).count() as f64
}

#[test]
fn outputs_are_reproduced() {
    let table = published::outputs();
    let output = |name| printed(&table, "output", name, "value");
    each(|data, cohort| {
        assert_eq!(data.referrals.len() as f64, output("referrals to My Time for assessment"));
        assert_eq!(cohort.individuals.len() as f64, output("individuals referred to My Time"));
        let duplicates = data.referrals.len() - cohort.individuals.len();
        assert_eq!(duplicates as f64, output("duplicate or triplicate referrals"));
        assert_eq!(men(cohort, |man| man.assessed), output("individuals assessed"));
        assert_eq!(
            men(cohort, Individual::suitable),
            output("men accepted onto My Time (suitable)")
        );
        assert_eq!(
            men(cohort, Individual::starter),
            output("men who started (attended at least one session)")
        );
        let sessions: u64 = cohort.individuals.iter().map(|man| u64::from(man.sessions)).sum();
        assert_eq!(sessions as f64, output("sessions delivered"));
        assert_eq!(
            men(cohort, Individual::completed),
            output("men completing the 30-week programme")
        );
        assert_eq!(data.support.len() as f64, output("(ex)partners referred to the ISS"));
        let started = data.support.iter().filter(|row| row.started_on.is_some()).count();
        assert_eq!(started as f64, output("(ex)partners receiving support from the ISS"));
    });
}

#[test]
fn suitability_and_completions_by_area_are_reproduced() {
    let (suitability, completions) =
        (published::suitability_by_area(), published::completions_by_area());
    each(|_, cohort| {
        for area in Area::ALL {
            let of = |outcome| {
                men(cohort, |man| man.area == Some(*area) && man.outcome == Some(outcome))
            };
            let code = area.code();
            assert_eq!(of(Outcome::Suitable), printed(&suitability, "area", code, "suitable"));
            assert_eq!(of(Outcome::Unsuitable), printed(&suitability, "area", code, "unsuitable"));
            assert_eq!(
                men(cohort, |man| man.area == Some(*area) && man.completed()),
                printed(&completions, "area", code, "completed")
            );
        }
    });
}

#[test]
fn unsuitable_reasons_are_those_of_the_specification() {
    each(|_, cohort| {
        let of = |reason| {
            men(cohort, |man| man.outcome == Some(Outcome::Unsuitable) && man.reason == reason)
        };
        assert_eq!(of(Some(UnsuitableReason::Denial)), 115.0);
        assert_eq!(of(Some(UnsuitableReason::Unknown)), 5.0);
        assert_eq!(of(Some(UnsuitableReason::NeedsAlternateSupport)), 21.0);
        assert_eq!(of(Some(UnsuitableReason::MentalHealth)), 7.0);
        assert_eq!(of(Some(UnsuitableReason::TooHighRisk)), 20.0);
        assert_eq!(of(Some(UnsuitableReason::UnwillingToEngage)), 28.0);
        assert_eq!(of(None), 12.0);
    });
}

#[test]
fn referrals_by_area_and_quarter_are_reproduced() {
    let table = published::referrals_by_area_quarter();
    each(|data, _| {
        let mut cells: BTreeMap<(&str, String), f64> = BTreeMap::new();
        for row in &data.referrals {
            let quarter = Quarter::of(row.received_on).to_string();
            *cells.entry((row.area.unwrap().code(), quarter)).or_default() += 1.0;
        }
        for line in table.iter() {
            for quarter in table.columns.iter().filter(|column| column.contains('Q')) {
                let counted = cells.get(&(line.text("area"), quarter.clone())).copied();
                assert_eq!(counted.unwrap_or(0.0), line.number(quarter).unwrap(), "{quarter}");
            }
        }
    });
}

fn samples(cohort: &Cohort, value: impl Fn(&Individual) -> Option<f64>) -> [Vec<f64>; 3] {
    Engagement::ALL.map(|group| {
        cohort
            .individuals
            .iter()
            .filter(|man| man.group == Some(group))
            .filter_map(&value)
            .collect()
    })
}

fn mean(sample: &[f64]) -> f64 {
    let mean = sample.iter().sum::<f64>() / sample.len() as f64;
    (mean * 10.0).round() / 10.0
}

#[test]
fn engagement_means_are_reproduced() {
    let table = published::engagement_means();
    each(|_, cohort| {
        for line in table.iter() {
            let figure = line.text("figure");
            let samples = samples(cohort, |man| match figure {
                "21" => man.to_offered.map(f64::from),
                "22" => man.to_attended.map(f64::from),
                "23" => man.to_session.map(f64::from),
                "26" => man.age.map(f64::from),
                _ => man.children.map(f64::from),
            });
            for (sample, group) in samples.iter().zip(Engagement::ALL) {
                let of = |column| line.number(&format!("{}_{column}", group.code())).unwrap();
                assert_eq!(sample.len() as f64, of("n"), "{figure}");
                assert_eq!(mean(sample), of("mean"), "{figure}");
            }
            let all = samples.concat();
            if figure == "23" {
                assert_eq!((all.len(), mean(&all)), (210, 93.3), "the groups are followed");
            } else {
                assert_eq!(all.len() as f64, line.number("total_n").unwrap());
                assert_eq!(mean(&all), line.number("total_mean").unwrap(), "{figure}");
            }
        }
    });
}

#[test]
fn significance_is_as_the_text_reports_it() {
    each(|_, cohort| {
        let age = samples(cohort, |man| man.age.map(f64::from));
        assert!(games_howell(&age[1], &age[2], 3).unwrap().p < 0.05);
        for sample in [
            samples(cohort, |man| man.to_session.map(f64::from)),
            samples(cohort, |man| man.children.map(f64::from)),
        ] {
            assert!(welch_anova(&[&sample[0], &sample[1], &sample[2]]).unwrap().p > 0.05);
            for (a, b) in [(0, 1), (0, 2), (1, 2)] {
                assert!(games_howell(&sample[a], &sample[b], 3).unwrap().p > 0.05);
            }
        }
    });
}

#[test]
fn session_records_are_reproduced() {
    let table = published::session_records();
    let record = |name| printed(&table, "measure", name, "value");
    each(|data, cohort| {
        let with = |row: &&Referral| row.sessions_attended.is_some_and(|sessions| sessions > 0);
        let rows = data.referrals.iter().filter(with).count() as f64;
        assert_eq!(rows, record("records with sessions as first counted"));
        let individuals = men(cohort, |man| man.sessions > 0);
        assert_eq!(individuals, record("individuals with sessions after correction"));
        assert_eq!(rows - individuals, record("recorded on a primary and a duplicate case"));
        let undecided = men(cohort, |man| man.sessions > 0 && !man.decided());
        assert_eq!(
            individuals - undecided,
            record("suitable individuals with sessions (172 + 24)")
        );
        let dropped = men(cohort, |man| {
            let reason = cohort.index_of(man).closure_reason;
            man.starter() && reason == Some(ClosureReason::DroppedOut)
        });
        assert_eq!(dropped, record("dropped out after attending one session (3.6.2)"));
    });
}

#[test]
fn support_counts_and_the_sum_of_benefits_are_reproduced() {
    let (types, benefits) = (published::iss_support_counts(), published::sum_of_benefits());
    let providers = published::providers_areas();
    each(|data, _| {
        for line in types.iter() {
            let of = SupportType::from_code(line.text("support")).unwrap();
            let count = data.support.iter().filter(|row| row.support_types.contains(of)).count();
            assert_eq!(count as f64, line.number("women").unwrap());
        }
        for line in benefits.iter() {
            let asked: Option<i8> = line.text("sum_of_benefits").parse().ok();
            let count = data
                .support
                .iter()
                .filter(|row| {
                    let changes = [row.health, row.everyday_life, row.safety];
                    let satisfaction = row.satisfaction.map(|of| (of.cast_signed() - 3).signum());
                    let parts = satisfaction
                        .into_iter()
                        .chain(changes.into_iter().flatten().map(Change::value));
                    parts.reduce(|sum, part| sum + part) == asked
                })
                .count();
            assert_eq!(count as f64, line.number("women").unwrap(), "{asked:?}");
        }
        for row in &data.support {
            let provider = providers.text("area", row.area.unwrap().code(), "provider");
            assert_eq!(row.provider.as_deref(), provider);
        }
    });
}

#[test]
fn interviews_stakeholders_and_consultation_are_reproduced() {
    let (areas, organisations) =
        (published::interviews(), published::stakeholders_by_organisation());
    each(|data, _| {
        let done = |group, phase, of: &dyn Fn(&dataset::Interview) -> bool| {
            let rows = data.interviews.iter();
            rows.filter(|row| row.done_on.is_some() && row.group == Some(group))
                .filter(|row| row.phase == Some(phase) && of(row))
                .count() as f64
        };
        for line in areas.iter() {
            let area = InterviewArea::from_code(line.text("area"));
            for (phase, column) in [(2, "phase_two"), (3, "phase_three")] {
                let count = done(InterviewGroup::SocialWorker, phase, &|row| row.area == area);
                assert_eq!(count, line.number(column).unwrap());
            }
        }
        for line in organisations.iter() {
            let of = line.text("organisation");
            for (phase, column) in [(1, "phase_one"), (2, "phase_two"), (3, "phase_three")] {
                let count = done(InterviewGroup::Stakeholder, phase, &|row| {
                    row.organisation.as_deref() == Some(of)
                });
                assert_eq!(count, line.number(column).unwrap());
            }
        }
        for line in published::consultation().iter() {
            let rows: Vec<_> = data
                .interviews
                .iter()
                .filter(|row| {
                    let group = match line.text("group") {
                        "stakeholders" => InterviewGroup::Stakeholder,
                        "social workers" => InterviewGroup::SocialWorker,
                        "(ex)partners" => InterviewGroup::ExPartner,
                        _ => InterviewGroup::Perpetrator,
                    };
                    row.group == Some(group) && row.phase.map(f64::from) == line.number("phase")
                })
                .collect();
            let count = |of: &dyn Fn(&dataset::Interview) -> Option<Date>| {
                rows.iter().filter(|row| of(row).is_some()).count() as f64
            };
            assert_eq!(count(&|row| row.done_on), line.number("done").unwrap());
            assert_eq!(
                line.number("arranged").unwrap_or(count(&|row| row.arranged_on)),
                count(&|row| row.arranged_on)
            );
            assert_eq!(
                line.number("contacted").unwrap_or(count(&|row| row.contacted_on)),
                count(&|row| row.contacted_on)
            );
        }
    });
}

fn dates(row: &Referral) -> [Option<Date>; 9] {
    [
        Some(row.received_on),
        row.acknowledged_on,
        row.first_contact_on,
        row.first_assessment_offered_on,
        row.first_assessment_attended_on,
        row.decided_on,
        row.first_session_offered_on,
        row.first_session_attended_on,
        row.closed_on,
    ]
}

#[test]
fn dates_follow_one_another_up_to_the_last_day() {
    each(|data, _| {
        let mut last = Date::MIN;
        for row in &data.referrals {
            let recorded: Vec<Date> = dates(row).into_iter().flatten().collect();
            assert!(recorded.is_sorted(), "{row:?}");
            last = last.max(recorded.into_iter().max().unwrap());
            if row.closure_reason == Some(ClosureReason::Completed) {
                let from = row.first_session_attended_on.unwrap();
                assert!(days_between(from, row.closed_on.unwrap()) >= 30 * 7);
                assert_eq!(row.sessions_attended, Some(30));
            }
        }
        for row in &data.support {
            let recorded = [
                row.referred_on,
                row.first_contact_on,
                row.assessed_on,
                row.started_on,
                row.closed_on,
            ];
            assert!(recorded.into_iter().flatten().is_sorted(), "{row:?}");
            last = last.max(recorded.into_iter().flatten().max().unwrap());
        }
        for row in &data.interviews {
            last = last.max(row.done_on.or(row.contacted_on).unwrap());
        }
        assert_eq!(last, date(2020, 3, 31));
    });
}

#[test]
fn the_same_seed_gives_the_same_cohort_and_another_another() {
    assert_eq!(cohort(None, 7), cohort(None, 7));
    assert_ne!(cohort(None, 7), cohort(None, 8));
    assert_eq!(cohort(None, 7), cohort(Some(959), 7), "the published size is the published cohort");
}

#[test]
fn a_cohort_of_any_size_has_the_same_shape() {
    for individuals in [0, 1, 2, 10, 5_000] {
        let data = cohort(Some(individuals), 1).unwrap();
        for row in &data.referrals {
            assert!(dates(row).into_iter().flatten().is_sorted(), "{row:?}");
        }
        let scope = Scope::as_at(date(2020, 3, 31));
        let rows = data.referrals.len();
        let cohort = Cohort::new(data, scope);
        assert_eq!(cohort.individuals.len() as u64, individuals);
        if individuals == 5_000 {
            assert_eq!(rows, 5_600);
            assert_eq!(men(&cohort, Individual::suitable), 1_335.0);
            assert_eq!(men(&cohort, Individual::completed), 125.0);
            let offered = samples(&cohort, |man| man.to_offered.map(f64::from));
            assert_eq!(offered.each_ref().map(|sample| mean(sample)), [30.7, 19.2, 18.2]);
        }
    }
}
