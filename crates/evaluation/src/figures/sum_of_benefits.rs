//! Figure 30: what women say has become of their lives, in one sum.

use dataset::Support;

use crate::Cohort;
use crate::figure::{Chart, ChartForm, Figure, Kind, Row, Value, column};
use crate::figures::rows::{PROPORTION, proportion};
use crate::figures::tally::{beside, note_small_groups, of_all};
use crate::figures::wording::{note_small_rows, share_of, thousands};
use crate::published;
use crate::quantity::{Quantity, Universe};
use crate::statistics::proportion::wilson;

/// The sums that four answers of -1, 0 or 1 can come to, as text and number.
const SUMS: [(&str, i8); 9] = [
    ("-4", -4),
    ("-3", -3),
    ("-2", -2),
    ("-1", -1),
    ("0", 0),
    ("1", 1),
    ("2", 2),
    ("3", 3),
    ("4", 4),
];

const OF: &str = "rated_support_cases";

/// Figure 30 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "30",
        "Sum of benefits",
        "Do the women who were supported say that life has got better?",
        "Of each support case, started or not: satisfaction (1 and 2 as -1, 3 as 0, 4 and 5 as 1) \
         plus health, everyday life and safety (-1, 0 or 1 each), over those recorded (5.4 of the \
         report). A case with none of the four is missing. A woman may have several cases; rows \
         are cases. Shares are of rated cases, with Wilson's 95% interval.",
        OF,
    );
    figure.columns = vec![column("sum", "Sum of benefits", Kind::Text)];
    figure.columns.extend(PROPORTION);
    figure.base = Some(Quantity::all(Universe::Support));

    let mut counts = [0_u64; SUMS.len()];
    for case in &cohort.data.support {
        match sum_of_benefits(case).and_then(|sum| usize::try_from(sum + 4).ok()) {
            Some(place) => counts[place] += 1,
            None => figure.missing += 1,
        }
    }
    figure.n = counts.iter().sum();
    for ((name, sum), count) in SUMS.into_iter().zip(counts) {
        let quantity = Quantity::all(Universe::Support).only("sum_of_benefits", [name]);
        let row = Row::new().with("sum", Value::Whole(i64::from(sum)));
        figure.rows.push(proportion(row, count, quantity, OF, figure.n));
    }

    if cohort.data.support.is_empty() {
        figure.note("No support case is in scope, so there is nothing to sum.");
    } else if figure.n == 0 {
        figure.note("No support case has a benefit recorded, so every share is undefined.");
    }
    if figure.missing > 0 {
        let (all, missing) = (figure.n + figure.missing, figure.missing);
        let none = of_all(all, "support cases", missing, "have no benefit recorded");
        figure.note(format!("{none}."));
    }
    let n = figure.n;
    note_small_groups(&mut figure, [("rated support cases", n)]);
    note_small_rows(&mut figure);
    figure.headline = Some(headline(counts, figure.missing));
    figure.chart = Some(Chart {
        form: ChartForm::Bars,
        label: "sum",
        series: None,
        value: "count",
        axis: "rated support cases",
        marks: Vec::new(),
    });
    let printed = published::sum_of_benefits();
    for line in printed.iter().filter(|line| line.text("sum_of_benefits") != "missing") {
        let row = [("sum", line.text("sum_of_benefits"))];
        beside(&mut figure, cohort, &row, "count", line.text("women"));
    }
    for line in published::benefits_percent_printed().iter() {
        let row = [("sum", line.text("sum_of_benefits"))];
        beside(&mut figure, cohort, &row, "share", &format!("{}%", line.text("percent")));
    }
    figure
}

/// Satisfaction as -1, 0 or 1, plus health, everyday life and safety, over those recorded;
/// nothing where none is.
pub fn sum_of_benefits(case: &Support) -> Option<i8> {
    let satisfaction = case.satisfaction.map(|satisfaction| match satisfaction {
        ..=2 => -1,
        3 => 0,
        4.. => 1,
    });
    let changes = [case.health, case.everyday_life, case.safety];
    changes
        .into_iter()
        .map(|change| change.map(|change| change.value()))
        .chain([satisfaction])
        .flatten()
        .reduce(|sum, value| sum + value)
}

/// Which way the sums lean: by the interval of the share above nought, and no further.
fn headline(counts: [u64; SUMS.len()], missing: u64) -> String {
    let n: u64 = counts.iter().sum();
    if n == 0 {
        return "No support case is rated".to_owned();
    }
    let (worse, better): (u64, u64) = (counts[..4].iter().sum(), counts[5..].iter().sum());
    let leans = |count| wilson(count, n).is_some_and(|interval| interval.low > 0.5);
    let found = if leans(better) {
        format!("Most rated cases tell of benefit: {}", share_of(better, n))
    } else if leans(worse) {
        format!("Most rated cases tell of harm: {}", share_of(worse, n))
    } else {
        let better = of_all(n, "rated cases", better, "tell of benefit");
        format!("{better} and {} of harm", thousands(worse))
    };
    if missing > n { format!("{found}, but more cases are unrated than rated") } else { found }
}

#[cfg(test)]
mod tests {
    use dataset::codes::Change;

    use super::*;
    use crate::figures::samples::{assert_sound, degenerate, support};

    fn case(satisfaction: Option<u8>, changes: [Option<Change>; 3]) -> Support {
        let [health, everyday_life, safety] = changes;
        Support { satisfaction, health, everyday_life, safety, ..Support::default() }
    }

    #[test]
    fn a_sum_is_over_what_is_recorded() {
        use Change::{Deteriorated, Improved, NoChange};
        let sum = |satisfaction, changes| sum_of_benefits(&case(satisfaction, changes));
        assert_eq!(sum(Some(5), [Some(Improved); 3]), Some(4));
        assert_eq!(sum(Some(1), [Some(Deteriorated); 3]), Some(-4));
        assert_eq!(sum(Some(2), [Some(Improved), None, None]), Some(0));
        assert_eq!(sum(Some(3), [None; 3]), Some(0), "neither is an answer");
        assert_eq!(sum(None, [None, Some(NoChange), None]), Some(0));
        assert_eq!(sum(None, [None; 3]), None);
        let told = Support { informed: Some(Improved), ..Support::default() };
        assert_eq!(sum_of_benefits(&told), None, "being informed is not one of the four");
    }

    #[test]
    fn every_sum_has_a_row_and_the_unrated_are_missing() {
        let figure = compute(&support(vec![
            case(Some(4), [None; 3]),
            case(Some(4), [Some(Change::Deteriorated), None, None]),
            case(None, [None; 3]),
        ]));
        assert_eq!((figure.n, figure.missing), (2, 1));
        let sums: Vec<_> = figure.rows.iter().filter_map(|row| row.get("sum").cloned()).collect();
        assert_eq!(sums, (-4..=4).map(Value::Whole).collect::<Vec<_>>());
        assert_eq!(figure.rows[5].number("share"), Some(0.5));
        assert_eq!(figure.rows[0].number("count"), Some(0.0));
    }

    #[test]
    fn the_headline_leans_only_where_the_interval_does() {
        assert!(headline([0, 0, 0, 2, 30, 55, 18, 23, 41], 207).starts_with(
            "Most rated cases tell of benefit: 137 of 169 (81.1%), but more cases are unrated"
        ));
        assert_eq!(
            headline([0, 0, 0, 1, 1, 2, 0, 0, 0], 0),
            "Of 4 rated cases, 2 tell of benefit (50.0%) and 1 of harm"
        );
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
