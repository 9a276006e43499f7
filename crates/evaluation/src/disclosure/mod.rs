//! Disclosure control: what may leave the service. `docs/disclosure.md` says what is proven
//! and what is not.

mod cells;
mod earlier;
mod numbers;
mod relations;
mod suppress;
mod words;

use crate::{Evaluation, Figure, Kind, Release, Row, SourceCounts, Suppression};
use cells::{Cells, Place};

/// What is asked of a release beside the rules that always hold.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Round the remaining counts to a multiple of this.
    pub round: Option<u64>,
    /// The `figures.json` of earlier releases, parsed.
    pub earlier: Vec<serde_json::Value>,
}

/// Why a release was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// A file of an earlier release is of another form.
    #[error(
        "Earlier release {place} is not a figures.json: it has no table of figures. \
         Give the figures.json that was written with that release."
    )]
    NotFigures {
        /// Which of those given, from 1.
        place: usize,
    },
    /// The multiple to round to is not usable.
    #[error("Counts cannot be rounded to a multiple of 0. Use --round 5.")]
    RoundToZero,
}

/// What `n` and `missing` are rounded to where a mean or a suppressed row stands beside.
const ROUNDED: u64 = 5;

/// Protects an evaluation for release.
///
/// # Errors
/// Where an earlier release is not a `figures.json`, or the multiple to round to is 0.
pub fn protect(
    mut evaluation: Evaluation,
    options: &Options,
) -> Result<Evaluation, DisclosureError> {
    if options.round == Some(0) {
        return Err(DisclosureError::RoundToZero);
    }
    let mut cells = Cells::of(&evaluation);
    let mut log = Vec::new();
    earlier::compare(&evaluation, &options.earlier, &mut cells, &mut log)?;
    for (place, figure) in evaluation.figures.iter().enumerate() {
        for (line, row) in figure.rows.iter().enumerate() {
            let at = Place::Row(place, line);
            if numbers::has_small_count(figure, row) {
                suppress::hide(&mut cells, at, "count of 1 to 4", &mut log);
            }
        }
        for (line, rule) in numbers::withheld_means(figure) {
            suppress::hide(&mut cells, Place::Row(place, line), rule, &mut log);
        }
        if figure.missing == 0 && (1..5).contains(&figure.n) {
            suppress::hide(&mut cells, Place::Base(place), "count of 1 to 4", &mut log);
        }
    }
    suppress::complete(&mut cells, &mut log);

    let mut entries: Vec<(usize, Suppression)> = Vec::new();
    for (place, rule) in &log {
        let (Place::Row(figure, _) | Place::Base(figure)) = *place;
        let of = &evaluation.figures[figure];
        let row = match *place {
            Place::Row(_, line) => name(of, &of.rows[line]),
            Place::Base(_) => "n".to_owned(),
        };
        let entry = Suppression { figure: of.key.to_owned(), row, rule: (*rule).to_owned() };
        entries.push((figure, entry));
    }
    for (place, _) in &log {
        if let Place::Row(figure, line) = *place {
            numbers::suppress(&mut evaluation.figures[figure], line);
        }
    }
    let known = numbers::Known::of(&cells);
    let mut touched = Vec::new();
    for (place, figure) in evaluation.figures.iter_mut().enumerate() {
        let base_hidden = log.iter().any(|(at, _)| *at == Place::Base(place));
        let mut rules = Vec::new();
        if numbers::finish(figure, base_hidden, &known, options.round, &mut rules) {
            touched.push(figure.key);
        }
        entries.extend(
            rules.into_iter().map(|(row, rule)| {
                (place, Suppression { figure: figure.key.to_owned(), row, rule })
            }),
        );
        words::of_figure(figure);
    }
    words::of_summary(&mut evaluation, &touched);
    let round = |count: u64| numbers::nearest(count, options.round.unwrap_or(ROUNDED));
    evaluation.source = SourceCounts {
        referrals: round(evaluation.source.referrals),
        individuals: round(evaluation.source.individuals),
        support: round(evaluation.source.support),
    };
    entries.sort_by_key(|(place, _)| *place);
    let log = entries.into_iter().map(|(_, entry)| entry).collect();
    evaluation.release = Some(Release { rounded_to: options.round, log });
    Ok(evaluation)
}

/// Whether a cell names its row: words, or the number in its first cell.
fn is_label(figure: &Figure, row: &Row, place: usize) -> bool {
    let (key, value) = &row.cells[place];
    if row.counts.iter().any(|(counted, _)| counted == key) || *key == "of" {
        return false;
    }
    value.as_text().is_some()
        || (place == 0 && value.as_f64().is_some())
        || figure
            .columns
            .iter()
            .any(|column| column.key == *key && matches!(column.kind, Kind::Code | Kind::Text))
}

/// The words of a row: `area=Coventry, group=completed`.
fn name(figure: &Figure, row: &Row) -> String {
    let words: Vec<String> = row
        .cells
        .iter()
        .enumerate()
        .filter(|(place, _)| is_label(figure, row, *place))
        .map(|(_, (key, value))| match value.as_text() {
            Some(text) => format!("{key}={text}"),
            None => format!("{key}={}", value.as_f64().unwrap_or_default()),
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests;
