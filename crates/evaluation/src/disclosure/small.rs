//! Which rows are too small to be told, and which go with them.

use super::earlier::Earlier;
use super::is_label;
use super::numbers::{SMALLEST_GROUP, is_mean};
use crate::{Figure, Row, Value};

/// Whether a number is a small count.
fn is_small(number: f64) -> bool {
    (1.0..5.0).contains(&number)
}

/// Whether a group is too small for a mean or a rate of it to be told.
fn is_small_size(n: f64) -> bool {
    (1.0..SMALLEST_GROUP as f64).contains(&n)
}

/// Whether a count of the row that does not say what it counts is 1 to 4.
pub(super) fn has_small_count(figure: &Figure, row: &Row) -> bool {
    row.cells.iter().enumerate().any(|(place, (key, value))| {
        matches!(value, Value::Count(_))
            && *key != "target"
            && !row.counts.iter().any(|(counted, _)| counted == key)
            && !is_label(figure, row, place)
            && value.as_f64().is_some_and(is_small)
    })
}

/// The rows whose means are withheld, and by which rule: groups under 10, and the total of
/// a figure with one.
pub(super) fn withheld_means(figure: &Figure) -> Vec<(usize, &'static str)> {
    let mut withheld = Vec::new();
    for (line, row) in figure.rows.iter().enumerate().filter(|(_, row)| is_mean(figure, row)) {
        if row.number("n").is_some_and(is_small_size) {
            withheld.push((line, "group under 10"));
        }
    }
    if !withheld.is_empty() {
        for (line, row) in figure.rows.iter().enumerate().filter(|(_, row)| is_mean(figure, row)) {
            let is_total = row.cells.iter().any(|(_, value)| value.as_text() == Some("total"));
            if is_total && !withheld.iter().any(|(at, _)| *at == line) {
                withheld.push((line, "total of a figure with a group under 10"));
            }
        }
    }
    withheld
}

/// The totals of a figure of means of which another row is withheld.
pub(super) fn totals_of_means(figure: &Figure, hidden: impl Fn(usize) -> bool) -> Vec<usize> {
    let means = || figure.rows.iter().enumerate().filter(|(_, row)| is_mean(figure, row));
    if !means().any(|(line, _)| hidden(line)) {
        return Vec::new();
    }
    means()
        .filter(|(line, row)| {
            !hidden(*line) && row.cells.iter().any(|(_, value)| value.as_text() == Some("total"))
        })
        .map(|(line, _)| line)
        .collect()
}

/// Every row with a number, of a figure whose rows tell one another, where one is small.
pub(super) fn withheld_whole(
    figure: &Figure,
    earlier: &[Earlier<'_>],
) -> Vec<(usize, &'static str)> {
    let small = figure.rows.iter().any(|row| {
        has_small_count(figure, row)
            || row.counts.iter().filter_map(|(key, _)| row.number(key)).any(is_small)
            || row.number("individuals").is_some_and(is_small_size)
            || is_mean(figure, row) && row.number("n").is_some_and(is_small_size)
    });
    let rule = if small {
        "a count of 1 to 4, or a group under 10, in a figure whose rows tell one another"
    } else if earlier.iter().any(|release| release.tells_otherwise(figure)) {
        "an earlier release tells another number of a figure whose rows tell one another"
    } else {
        return Vec::new();
    };
    let told = |row: &Row| {
        row.counts.iter().filter_map(|(key, _)| row.number(key)).any(|count| count > 0.0)
    };
    let lines = figure.rows.iter().enumerate().filter(|(_, row)| told(row));
    lines.map(|(line, _)| (line, rule)).collect()
}
