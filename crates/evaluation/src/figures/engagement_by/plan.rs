//! Figure 25: how far the men found suitable came, by the plan that the children are on.

use dataset::codes::Plan;

use super::By;
use crate::Cohort;
use crate::cohort::Individual;
use crate::figure::Figure;
use crate::figures::tally::NOT_RECORDED;

/// Figure 25 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let figure = Figure::new(
        "25",
        "Engagement of the men found suitable, by the children's plan",
        "Do men whose children are on a plan come further?",
        "Individuals found suitable, by the plan on the index referral and by engagement group: \
         a share of those found suitable with the plan, with Wilson's 95% interval. Child \
         protection (cp), child in need (cin), early help, other (an answer of none or unknown), \
         and not recorded. The Freeman–Halton test is of the plans by the group, those without \
         a record among them.",
        "suitable",
    );
    let by = By {
        key: "plan",
        label: "Plan",
        values: vec!["cp", "cin", "early_help", "other", NOT_RECORDED],
        place,
        of: "suitable_of_plan",
        plural: "plans",
        seed: 25,
    };
    super::compute(figure, &by, cohort).0
}

fn place(man: &Individual) -> usize {
    match man.plan {
        Some(Plan::Cp) => 0,
        Some(Plan::Cin) => 1,
        Some(Plan::EarlyHelp) => 2,
        Some(Plan::None | Plan::Unknown) => 3,
        None => 4,
    }
}

#[cfg(test)]
mod tests {
    use dataset::codes::Outcome;

    use super::*;
    use crate::figures::samples::{Tell, assert_sound, cohort, degenerate, referral};

    #[test]
    fn none_and_unknown_are_other_and_empty_is_not_recorded() {
        let suitable = |reference: &str| referral(reference).found(Outcome::Suitable);
        let figure = compute(&cohort(vec![
            suitable("a").plan(Plan::None),
            suitable("b").plan(Plan::Unknown).attended(1),
            suitable("c"),
            suitable("d").plan(Plan::Cin),
            referral("e").plan(Plan::Cp),
        ]));
        assert_eq!(figure.rows.len(), (5 + 1) * (3 + 1));
        let count = |plan, group| {
            figure.row(&[("plan", plan), ("group", group)]).unwrap().number("count").unwrap()
        };
        assert_eq!(count("other", "total"), 2.0);
        assert_eq!(count("other", "some_sessions"), 1.0);
        assert_eq!(count("not_recorded", "no_sessions"), 1.0);
        assert_eq!(count("cp", "total"), 0.0, "he was not found suitable");
        assert_eq!(count("total", "total"), 4.0);
        let keys: Vec<_> = figure.rows[0].cells.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["plan", "group", "count", "of", "share", "low", "high"]);
    }

    #[test]
    fn the_headline_speaks_of_a_difference_only_where_the_test_shows_one() {
        let man = |place: usize, plan: Plan, sessions: u8| {
            referral(&format!("{plan:?}{place}"))
                .found(Outcome::Suitable)
                .plan(plan)
                .attended(sessions)
        };
        let apart = cohort(
            (0..12).flat_map(|place| [man(place, Plan::Cp, 4), man(place, Plan::Cin, 0)]).collect(),
        );
        assert!(compute(&apart).headline.unwrap().ends_with("differs between the plans"));
        let alike = cohort(
            (0..12)
                .flat_map(|place| {
                    [Plan::Cp, Plan::Cin].map(|plan| man(place, plan, place as u8 % 2))
                })
                .collect(),
        );
        assert!(compute(&alike).headline.unwrap().contains("does not clearly differ"));
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
