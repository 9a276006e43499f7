//! Figure 18: who was found suitable, by area.

use dataset::codes::{Area, Outcome};

use crate::figure::{Chart, ChartForm, Figure, Kind, Row, column};
use crate::figures::rows::{PROPORTION, SMALL_GROUP, proportion};
use crate::figures::tally::{
    TOTAL, beside, freeman_halton, names, note_small_groups, note_undefined_test, of_all, place,
};
use crate::figures::wording::{in_words, note_small_rows, p_value};
use crate::quantity::{Quantity, Universe};
use crate::{Cohort, published};

/// The seed of the simulation, where the test cannot be enumerated.
const SEED: u64 = 18;

const OUTCOMES: [&str; 2] = ["suitable", "unsuitable"];

/// Figure 18 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "18",
        "Suitability decisions, by area",
        "How many of those decided were found suitable, and does it depend on the area?",
        "Individuals whose index referral is suitable or unsuitable, by its area. As in the \
         report, each number is a share of all decided, with Wilson's 95% interval; the share \
         within the area stands beside it. The Freeman–Halton test is of the areas by the \
         outcome, those without an area among them.",
        "decided",
    );
    figure.columns =
        vec![column("area", "Area", Kind::Code), column("outcome", "Outcome", Kind::Code)];
    figure.columns.extend(PROPORTION);
    figure.columns.push(column("share_of_area", "Share of the area", Kind::Share));

    let areas = names::<Area>();
    let mut counts = vec![vec![0_u64; 2]; areas.len()];
    for man in &cohort.individuals {
        match man.outcome {
            Some(Outcome::Suitable) => counts[place(man.area)][0] += 1,
            Some(Outcome::Unsuitable) => counts[place(man.area)][1] += 1,
            Some(Outcome::Pending) | None => {}
        }
    }
    let all = [0, 1].map(|outcome| counts.iter().map(|area| area[outcome]).sum::<u64>());
    figure.n = all.iter().sum();
    figure.base = Some(decided(&OUTCOMES));
    for (area, counts) in areas.iter().zip(&counts) {
        let of_area = decided(&OUTCOMES).only("area", [*area]);
        push(&mut figure, area, [counts[0], counts[1]], &of_area);
    }
    push(&mut figure, TOTAL, all, &decided(&OUTCOMES));

    figure.tests.push(freeman_halton(&counts, SEED));
    if figure.n == 0 {
        figure.note("Nobody is decided, so every share is undefined.");
    }
    note_undefined_test(&mut figure);
    let sums = || areas.iter().copied().zip(counts.iter().map(|area| area.iter().sum::<u64>()));
    note_small_groups(&mut figure, sums());
    let nobody: Vec<&str> = sums().filter(|(_, sum)| *sum == 0).map(|(area, _)| area).collect();
    if !nobody.is_empty() {
        figure.note(format!(
            "No share within an area where nobody is decided: {}.",
            in_words(&nobody.join(", "))
        ));
    }
    note_small_rows(&mut figure);
    figure.headline = Some(headline(&figure, all));
    figure.chart = Some(Chart {
        form: ChartForm::Stacked,
        label: "area",
        series: Some("outcome"),
        value: "count",
        axis: "men decided",
        marks: Vec::new(),
    });
    lay_beside(&mut figure, cohort);
    figure
}

/// The individuals found to be one of these.
fn decided(outcomes: &[&'static str]) -> Quantity {
    Quantity::all(Universe::Individuals)
        .only("assessed", ["yes"])
        .only("outcome", outcomes.iter().copied())
}

/// The rows of an area: each outcome and their sum.
fn push(figure: &mut Figure, area: &'static str, counts: [u64; 2], of_area: &Quantity) {
    let sum = counts[0] + counts[1];
    let named = [(OUTCOMES[0], counts[0]), (OUTCOMES[1], counts[1]), (TOTAL, sum)];
    for (outcome, count) in named {
        let quantity = match outcome {
            TOTAL => of_area.clone(),
            _ => of_area.clone().only("outcome", [outcome]),
        };
        let row = Row::new().with("area", area).with("outcome", outcome);
        let row = proportion(row, count, quantity, "decided", figure.n);
        let share = (sum > 0).then(|| count as f64 / sum as f64);
        figure.rows.push(row.with_number("share_of_area", share));
    }
}

fn headline(figure: &Figure, [suitable, unsuitable]: [u64; 2]) -> String {
    let decided = suitable + unsuitable;
    if decided == 0 {
        return "No suitability decision is recorded".to_owned();
    }
    let found = of_all(decided, "men decided", suitable, "were found suitable");
    let test = figure.tests.iter().find(|test| test.name == "freeman_halton");
    match test.and_then(|test| test.number("p")).filter(|_| decided >= SMALL_GROUP) {
        Some(p) if p < 0.05 => format!("{found}, and the areas differ ({})", p_value(p)),
        Some(_) => format!("{found}; the areas do not clearly differ"),
        None => found,
    }
}

fn lay_beside(figure: &mut Figure, cohort: &Cohort) {
    let (counts, shares) =
        (published::suitability_by_area(), published::suitability_percent_printed());
    for outcome in OUTCOMES {
        for line in counts.iter() {
            let row = [("area", line.text("area")), ("outcome", outcome)];
            beside(figure, cohort, &row, "count", line.text(outcome));
        }
        for line in shares.iter() {
            let row = [("area", line.text("area")), ("outcome", outcome)];
            let printed = format!("{}%", line.text(&format!("{outcome}_percent")));
            beside(figure, cohort, &row, "share", &printed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::samples::{Tell, assert_sound, cohort, degenerate, referral};

    fn sample() -> Figure {
        compute(&cohort(vec![
            referral("a").area(Area::Coventry).found(Outcome::Suitable),
            referral("b").area(Area::Coventry).found(Outcome::Unsuitable),
            referral("c").area(Area::Coventry).found(Outcome::Unsuitable),
            referral("d").area(Area::Dudley).found(Outcome::Suitable),
            referral("e").found(Outcome::Suitable),
            referral("f").area(Area::Dudley).found(Outcome::Pending),
            referral("g").area(Area::Dudley),
        ]))
    }

    #[test]
    fn every_area_has_both_outcomes_and_their_sum_zeros_included() {
        let figure = sample();
        assert_eq!(figure.n, 5);
        assert_eq!(figure.rows.len(), 3 * (7 + 1 + 1));
        let row = figure.row(&[("area", "Coventry"), ("outcome", "unsuitable")]).unwrap();
        assert_eq!(row.number("count"), Some(2.0));
        assert_eq!(row.number("share"), Some(0.4), "of all decided, as in the report");
        assert_eq!(row.number("share_of_area"), Some(2.0 / 3.0));
        assert_eq!(row.text("of"), Some("decided"));
        let keys: Vec<_> = row.cells.iter().map(|(key, _)| *key).collect();
        assert_eq!(
            keys,
            ["area", "outcome", "count", "of", "share", "low", "high", "share_of_area"]
        );
        let count = |area, outcome| {
            figure.row(&[("area", area), ("outcome", outcome)]).unwrap().number("count").unwrap()
        };
        assert_eq!(count("not_recorded", "suitable"), 1.0);
        assert_eq!(count("Walsall", "total"), 0.0);
        assert_eq!(count("total", "suitable"), 3.0);
        assert_eq!(count("total", "total"), 5.0);
    }

    #[test]
    fn the_suitable_of_an_area_are_the_same_set_as_in_figure_24() {
        let figure = sample();
        let row = figure.row(&[("area", "Dudley"), ("outcome", "suitable")]).unwrap();
        assert_eq!(row.counts, [("count", Quantity::suitable().only("area", ["Dudley"]))]);
    }

    #[test]
    fn the_report_prints_walsall_as_a_share_of_another_base() {
        let figure = sample();
        let beside = figure.reported.iter().find(|beside| {
            beside.column == "share"
                && beside.row
                    == [("area", "Walsall".to_owned()), ("outcome", "suitable".to_owned())]
        });
        assert_eq!(beside.unwrap().printed, "4.7%");
        assert!((beside.unwrap().value - 0.047).abs() < 1e-12);
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
