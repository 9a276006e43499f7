//! What the numbers carry, and what is missing: sentences chosen and worded by rule.
//!
//! Six questions that a commissioner asks are tried in order, and the first five that the
//! figures can answer are the findings: was the target met; where are the most people lost;
//! where is the greatest share lost; does anything go with engagement, when a test bears it;
//! what do the women say of the support; which clock is kept least.

use crate::evaluation::Finding;
use crate::figure::{Figure, Row, Value};
use crate::figures::rows::SMALL_GROUP;
use crate::figures::wording::thousands;

/// The most findings that a summary holds.
pub const MOST: usize = 5;
/// The most gaps that a summary lists.
pub const MOST_GAPS: usize = 8;

/// The findings of an evaluation's figures, most telling first.
pub fn findings(figures: &[Figure]) -> Vec<Finding> {
    let figure = |key: &str| figures.iter().find(|figure| figure.key == key);
    let losses = figure("14").map(losses).unwrap_or_default();
    let greatest = losses.iter().max_by_key(|loss| loss.lost);
    let steepest = losses
        .iter()
        .filter(|loss| loss.of >= SMALL_GROUP)
        .max_by(|one, other| one.share().total_cmp(&other.share()))
        .filter(|steepest| greatest.is_some_and(|greatest| greatest.stage != steepest.stage));
    let candidates = [
        figure("13").and_then(target),
        greatest.map(|loss| loss.finding("The most men are lost")),
        steepest.map(|loss| loss.finding("The greatest share is lost")),
        engagement(figures),
        figure("30").and_then(benefits),
        figure("timeliness").and_then(clock),
    ];
    candidates.into_iter().flatten().take(MOST).collect()
}

/// What is missing, largest gap first: columns that are hardly recorded, and figures that the
/// files given cannot answer.
pub fn gaps(figures: &[Figure]) -> Vec<Finding> {
    let mut columns: Vec<(f64, Finding)> = figures
        .iter()
        .filter(|figure| figure.key == "completeness")
        .flat_map(|figure| &figure.rows)
        .filter_map(gap)
        .collect();
    columns.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let absent = figures.iter().filter(|figure| {
        let withheld = figure.withheld || figure.rows.iter().any(|row| row.hides_numbers());
        figure.n == 0 && !withheld && figure.rows.iter().all(is_empty)
    });
    columns
        .into_iter()
        .map(|(_, gap)| gap)
        .take(MOST_GAPS)
        .chain(absent.map(|figure| Finding {
            sentence: format!("{}: {}", figure.title, why_empty(figure)),
            figure: figure.key,
        }))
        .collect()
}

/// Why a figure tells nothing, as its first note says it, to stand after a colon.
fn why_empty(figure: &Figure) -> String {
    let Some(note) = figure.notes.first() else {
        return "nothing is recorded to work it out from.".to_owned();
    };
    let mut characters = note.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

fn is_empty(row: &Row) -> bool {
    row.cells.iter().all(|(_, value)| {
        matches!(value, Value::Null | Value::Text(_) | Value::Count(0) | Value::Whole(_))
    })
}

/// A column of which less than nine in ten rows have a value.
fn gap(row: &Row) -> Option<(f64, Finding)> {
    let share = row.number("share").filter(|share| *share < 0.9)?;
    let (file, column) = (row.text("file")?, row.text("column")?);
    let whole_file = row.text("area") == Some("total")
        && row.text("provider").is_none_or(|provider| provider == "total");
    // A contradiction is counted where it occurs; that it is rare is no gap. A reference is
    // given where there is something to refer to. An interview without an area is of all.
    let is_of_all = column == "area" && file == "interviews";
    if !whole_file || row.text("problem").is_some() || column.ends_with("_ref") || is_of_all {
        return None;
    }
    let recorded = row.number("count")?;
    let column = sentence_case(&column.replace('_', " "));
    let sentence = if recorded > 0.0 {
        let rows = whole(recorded / share);
        format!(
            "{column} is recorded in {} of {rows} rows of {file} ({}).",
            whole(recorded),
            percent(share)
        )
    } else {
        format!("{column} is recorded in no row of {file}.")
    };
    Some((share, Finding { sentence, figure: "completeness" }))
}

/// How many of one stage of the flow did not reach the next.
struct Loss<'a> {
    stage: &'a str,
    lost: u64,
    of: u64,
}

impl Loss<'_> {
    fn share(&self) -> f64 {
        self.lost as f64 / self.of as f64
    }
    fn finding(&self, opening: &str) -> Finding {
        let (place, who) = match self.stage {
            "assessed" => ("before assessment", "men referred had not been assessed"),
            "decided" => ("before a decision", "men assessed have no decision"),
            "suitable" => ("at the decision", "men decided on were found unsuitable"),
            "started" => ("before the first session", "men found suitable attended none"),
            _ => (
                "on the programme",
                "men who started have not completed it, some of them still open",
            ),
        };
        let sentence = format!(
            "{opening} {place}: {} of {} {who} ({}).",
            whole(self.lost as f64),
            whole(self.of as f64),
            percent(self.share())
        );
        Finding { sentence, figure: "14" }
    }
}

fn losses(flow: &Figure) -> Vec<Loss<'_>> {
    let pairs = flow.rows.iter().zip(flow.rows.iter().skip(1));
    pairs
        .filter_map(|(before, after)| {
            let (of, stage) = (before.number("count")? as u64, after.text("stage")?);
            let lost = of.checked_sub(after.number("count")? as u64)?;
            // Fewer individuals than referrals are second referrals, not people lost.
            (stage != "individuals" && lost > 0).then_some(Loss { stage, lost, of })
        })
        .collect()
}

fn target(outputs: &Figure) -> Option<Finding> {
    let row = outputs.row(&[("output", "completed")]).filter(|_| outputs.n > 0)?;
    let (value, target) = (row.number("value")?, row.number("target").filter(|to| *to > 0.0)?);
    let men = if value == 1.0 { "man has" } else { "men have" };
    let sentence = format!(
        "{} {men} completed the programme: {} of the target of {}{}.",
        whole(value),
        percent(value / target),
        whole(target),
        row.text("period").map(|period| format!(" for {period}")).unwrap_or_default()
    );
    Some(Finding { sentence, figure: "13" })
}

/// The difference between engagement groups that a test bears best.
fn engagement(figures: &[Figure]) -> Option<Finding> {
    let borne = |figure: &&Figure| {
        let tests = figure.tests.iter().filter(|test| test.name == "welch_anova");
        tests.filter_map(|test| test.number("p_holm")).next().filter(|p| *p < 0.05)
    };
    let (figure, p) = ["21", "22", "23", "26", "27"]
        .iter()
        .filter_map(|key| figures.iter().find(|figure| figure.key == *key))
        .filter_map(|figure| borne(&figure).map(|p| (figure, p)))
        .min_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let mean = |group| figure.row(&[("group", group)]).and_then(|row| row.number("mean"));
    let sentence = format!(
        "{}: {:.1} on average among men who attended no session, {:.1} among those who attended \
         some, {:.1} among those who completed (Welch\u{2019}s test, p {} after Holm). What goes \
         with engagement need not cause it.",
        figure.title,
        mean("no_sessions")?,
        mean("some_sessions")?,
        mean("completed")?,
        probability(p)
    );
    Some(Finding { sentence, figure: figure.key })
}

fn benefits(sums: &Figure) -> Option<Finding> {
    let count = |of: fn(i64) -> bool| -> Option<f64> {
        sums.rows
            .iter()
            .filter(|row| matches!(row.get("sum"), Some(Value::Whole(sum)) if of(*sum)))
            .map(|row| row.number("count"))
            .sum()
    };
    let (better, worse) = (count(|sum| sum > 0)?, count(|sum| sum < 0)?);
    let rated = sums.n as f64;
    (sums.n > 0).then(|| Finding {
        sentence: format!(
            "Of {} support cases rated, {} ({}) benefited on balance and {} ({}) were left worse; \
             {} were not rated.",
            whole(rated),
            whole(better),
            percent(better / rated),
            whole(worse),
            percent(worse / rated),
            whole(sums.missing as f64)
        ),
        figure: "30",
    })
}

fn clock(clocks: &Figure) -> Option<Finding> {
    let ran = |row: &&Row| row.number("n").is_some_and(|n| n >= SMALL_GROUP as f64);
    let least = clocks
        .rows
        .iter()
        .filter(ran)
        .filter_map(|row| Some((row, row.number("share")?)))
        .min_by(|(_, one), (_, other)| one.total_cmp(other));
    let (row, share) = least?;
    let sentence = format!(
        "The clock kept least is {}: within its time in {} of {} cases ({}).",
        row.text("clock")?.replace('_', " "),
        whole(row.number("within")?),
        whole(row.number("n")?),
        percent(share)
    );
    Some(Finding { sentence, figure: "timeliness" })
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn probability(p: f64) -> String {
    if p < 0.0001 { "under 0.0001".to_owned() } else { format!("= {p:.4}") }
}

/// A whole number, its thousands apart: `1 074`.
fn whole(number: f64) -> String {
    thousands(number.abs().round() as u64)
}

fn sentence_case(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Test;
    use crate::quantity::{Quantity, Universe};

    fn flow(counts: &[(&'static str, u64)]) -> Figure {
        let mut figure = Figure::new("14", "The flow", "?", "", "individuals");
        for (stage, count) in counts {
            let quantity = Quantity::all(Universe::Individuals);
            figure
                .rows
                .push(Row::new().with("stage", *stage).with_count("count", *count, quantity));
        }
        figure
    }

    #[test]
    fn the_greatest_loss_and_the_steepest_are_told_apart() {
        let figure = flow(&[
            ("referrals", 1074),
            ("individuals", 959),
            ("assessed", 540),
            ("suitable", 256),
            ("started", 196),
            ("completed", 24),
        ]);
        let found: Vec<_> = findings(&[figure]).into_iter().map(|found| found.sentence).collect();
        assert_eq!(
            found,
            [
                "The most men are lost before assessment: 419 of 959 men referred had not \
                 been assessed (43.7%).",
                "The greatest share is lost on the programme: 172 of 196 men who started have not \
                 completed it, some of them still open (87.8%).",
            ]
        );
    }

    #[test]
    fn a_fault_that_no_row_has_is_not_missing() {
        let mut figure = Figure::new("completeness", "What is recorded", "?", "", "cells");
        figure.n = 1;
        let row = |column| {
            let row = Row::new().with("file", "referrals").with("column", column);
            row.with("area", "total").with("count", 0_u64).with("share", Value::number(0.0))
        };
        figure.rows = vec![row("area"), row("decided_before_received").with("problem", "decided")];
        let found: Vec<_> = gaps(&[figure]).into_iter().map(|found| found.sentence).collect();
        assert_eq!(found, ["Area is recorded in no row of referrals."]);
    }

    #[test]
    fn nothing_is_claimed_of_no_rows() {
        assert_eq!(findings(&[flow(&[("referrals", 0), ("individuals", 0), ("assessed", 0)])]), []);
        assert_eq!(findings(&[]), []);
    }

    #[test]
    fn a_difference_that_no_test_bears_is_no_finding() {
        let mut figure = Figure::new("21", "Days", "?", "", "suitable");
        for group in ["no_sessions", "some_sessions", "completed"] {
            figure.rows.push(Row::new().with("group", group).with_number("mean", Some(20.0)));
        }
        figure.tests.push(Test::new("welch_anova").with_number("p_holm", Some(0.06)));
        assert_eq!(engagement(&[figure.clone()]), None);
        figure.tests[0] = Test::new("welch_anova").with_number("p_holm", Some(0.01));
        assert!(engagement(&[figure]).is_some());
    }

    #[test]
    fn numbers_are_written_in_thousands() {
        assert_eq!(
            [0.0, 24.0, 959.0, 1074.0, 1_000_000.0].map(whole),
            ["0", "24", "959", "1\u{202f}074", "1\u{202f}000\u{202f}000"]
        );
    }
}
