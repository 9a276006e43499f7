//! Figures 24 and 25: how far the men found suitable came, by something recorded of them.
//! Each is a file of its own; the computation is theirs together.

pub mod area;
pub mod plan;

use crate::Cohort;
use crate::cohort::{Engagement, Individual};
use crate::figure::{Chart, ChartForm, Column, Figure, Kind, Row, column};
use crate::figures::rows::{PROPORTION, proportion};
use crate::figures::tally::{
    TOTAL, differs, freeman_halton, note_small_groups, note_undefined_test, of_all,
};
use crate::figures::wording::{in_words, note_small_rows};
use crate::quantity::Quantity;

/// By what the men are told apart.
struct By {
    /// The key of a row, and the dimension of its quantity.
    key: &'static str,
    /// The heading of its column.
    label: &'static str,
    /// The values in order, the last for what is not recorded.
    values: Vec<&'static str>,
    /// The place of a man among the values.
    place: fn(&Individual) -> usize,
    /// The name of the denominator within one value.
    of: &'static str,
    /// The values together, in a sentence: `areas`.
    plural: &'static str,
    /// The seed of the simulation, where the test cannot be enumerated.
    seed: u64,
}

/// What is counted: the men of each group, by value.
type Counts = Vec<Vec<u64>>;

/// Fills a figure that says what it is with its rows, test, notes and chart.
fn compute(mut figure: Figure, by: &By, cohort: &Cohort) -> (Figure, Counts) {
    figure.columns = columns(by);
    let mut counts = vec![vec![0_u64; 3]; by.values.len()];
    for man in &cohort.individuals {
        if let Some(group) = man.group {
            counts[(by.place)(man)][group as usize] += 1;
        }
    }
    let all: Vec<u64> = (0..3).map(|group| counts.iter().map(|of| of[group]).sum()).collect();
    figure.n = all.iter().sum();
    figure.base = Some(Quantity::suitable());
    for (value, counts) in by.values.iter().zip(&counts) {
        push(&mut figure, by, value, counts, &Quantity::suitable().only(by.key, [*value]), by.of);
    }
    push(&mut figure, by, TOTAL, &all, &Quantity::suitable(), "suitable");

    figure.tests.push(freeman_halton(&counts, by.seed));
    if figure.n == 0 {
        figure.note("Nobody has been found suitable, so every share is undefined.");
    }
    note_undefined_test(&mut figure);
    let sums = || by.values.iter().copied().zip(counts.iter().map(|of| of.iter().sum::<u64>()));
    note_small_groups(&mut figure, sums());
    let nobody: Vec<&str> = sums().filter(|(_, sum)| *sum == 0).map(|(value, _)| value).collect();
    if !nobody.is_empty() {
        let nobody: Vec<String> = nobody.into_iter().map(in_words).collect();
        figure.note(format!("No share where nobody is found suitable: {}.", nobody.join(", ")));
    }
    note_small_rows(&mut figure);
    figure.headline = Some(headline(&figure, by, &all));
    figure.chart = Some(Chart {
        form: ChartForm::Stacked,
        label: by.key,
        series: Some("group"),
        value: "count",
        axis: "men found suitable",
        marks: Vec::new(),
    });
    (figure, counts)
}

fn columns(by: &By) -> Vec<Column> {
    let mut columns =
        vec![column(by.key, by.label, Kind::Code), column("group", "Engagement group", Kind::Code)];
    columns.extend(PROPORTION);
    columns
}

/// The rows of a value: each group and their sum, as shares of the value.
fn push(
    figure: &mut Figure,
    by: &By,
    value: &'static str,
    counts: &[u64],
    of_value: &Quantity,
    of: &'static str,
) {
    let sum = counts.iter().sum();
    for (group, count) in Engagement::ALL.iter().zip(counts) {
        let quantity = of_value.clone().only("group", [group.code()]);
        let row = Row::new().with(by.key, value).with("group", group.code());
        figure.rows.push(proportion(row, *count, quantity, of, sum));
    }
    let row = Row::new().with(by.key, value).with("group", TOTAL);
    figure.rows.push(proportion(row, sum, of_value.clone(), of, sum));
}

fn headline(figure: &Figure, by: &By, all: &[u64]) -> String {
    let completed = all.last().copied().unwrap_or(0);
    if figure.n == 0 {
        return "Nobody has been found suitable yet".to_owned();
    }
    let reached = of_all(figure.n, "men found suitable", completed, "completed");
    match differs(figure, "freeman_halton") {
        Some(true) => format!("{reached}; engagement differs between the {}", by.plural),
        Some(false) => {
            format!("{reached}; engagement does not clearly differ between the {}", by.plural)
        }
        None => reached,
    }
}
