//! A release held against those before it, so that two cuts cannot be subtracted.

use serde_json::Value as Json;

use super::DisclosureError;
use super::cells::{BESIDE, Cells, Place};
use super::meaning::size;
use super::numbers::{SMALLEST_GROUP, nearest};
use super::suppress::{Withheld, hide};
use crate::{Evaluation, Figure, Row};

/// Hides what differs by 1 to 4 from an earlier release and what one suppressed, and marks
/// what one told, which protects nothing any more.
pub(super) fn compare(
    evaluation: &Evaluation,
    earlier: &[Json],
    cells: &mut Cells,
    log: &mut Vec<Withheld>,
) -> Result<(), DisclosureError> {
    for (place, release) in earlier.iter().enumerate() {
        let figures = release
            .get("figures")
            .and_then(Json::as_object)
            .ok_or(DisclosureError::NotFigures { place: place + 1 })?;
        let rounded = release.get("release").and_then(|of| of.get("rounded_to")?.as_u64());
        let then = release.get("scope").and_then(|scope| scope.get("area")?.as_str());
        let now = evaluation.scope.area.map(dataset::Code::code);
        let (same_area, areas) = (then == now, [then, now]);
        for (of, figure) in evaluation.figures.iter().enumerate() {
            let Some(before) = figures.get(figure.key) else { continue };
            let rows = before
                .get("rows")
                .and_then(Json::as_array)
                .ok_or(DisclosureError::NotFigures { place: place + 1 })?;
            for (line, row) in figure.rows.iter().enumerate() {
                let Some(before) = rows.iter().find(|before| same(figure, row, before)) else {
                    continue;
                };
                let at = Place::Row(of, line);
                if before.get("suppressed").and_then(Json::as_bool) == Some(true) {
                    // Of another area the words are the same and the people are not, unless
                    // the row names the area.
                    let area = row.text("area").or_else(|| row.text("value"));
                    if same_area || area.is_some_and(|area| areas.contains(&Some(area))) {
                        hide(cells, at, "suppressed in an earlier release", log);
                    }
                    continue;
                }
                for (key, _) in &row.counts {
                    let now = row.number(key).unwrap_or_default() as u64;
                    let Some(then) = before.get(*key).and_then(Json::as_u64) else { continue };
                    let apart = now.abs_diff(then);
                    // The size of a group with a mean is rounded in every release.
                    let rounded = rounded.or((*key == "n").then_some(5));
                    let (near, equal) = match rounded {
                        // What was rounded may be up to half the multiple from what is told.
                        Some(multiple) => {
                            (apart < 5 + multiple / 2, nearest(now, multiple) == then)
                        }
                        None => (apart < 5, apart == 0),
                    };
                    if near && !equal {
                        hide(cells, at, "differs by 1 to 4 from an earlier release", log);
                    }
                }
                withheld_alone(row, before, (of, line), cells, log);
                if rounded.is_none() {
                    pin(row, before, (of, line), cells);
                }
            }
            let told = |key: &str| before.get(key).and_then(Json::as_u64);
            if rounded.is_none()
                && (told("n"), told("missing")) == (Some(figure.n), Some(figure.missing))
            {
                pin_at(cells, Place::Base(of));
            }
        }
    }
    Ok(())
}

/// Hides alone what an earlier release hid alone: a share, or the referrals beside a count.
fn withheld_alone(
    row: &Row,
    before: &Json,
    (of, line): (usize, usize),
    cells: &mut Cells,
    log: &mut Vec<Withheld>,
) {
    for (key, at) in [("share", Place::Whole(of, line)), (BESIDE, Place::Beside(of, line))] {
        // The share of a few is withheld in every release, whatever is told of them.
        let few = key == "share" && size(row).is_some_and(|size| size < SMALLEST_GROUP);
        if row.number(key).is_some() && before.get(key).is_some_and(Json::is_null) && !few {
            hide(cells, at, "suppressed in an earlier release", log);
        }
    }
}

/// Marks what an earlier release told of a row, and this one would tell again.
fn pin(row: &Row, before: &Json, (of, line): (usize, usize), cells: &mut Cells) {
    let again = |key: &str| {
        row.number(key).is_some() && before.get(key).and_then(Json::as_f64) == row.number(key)
    };
    if row.counts.iter().filter(|(key, _)| *key != BESIDE).all(|(key, _)| again(key)) {
        pin_at(cells, Place::Row(of, line));
        if again("share") {
            pin_at(cells, Place::Whole(of, line));
        }
    }
    if again(BESIDE) {
        pin_at(cells, Place::Beside(of, line));
    }
}

fn pin_at(cells: &mut Cells, place: Place) {
    for cell in cells.at.get(&place).cloned().unwrap_or_default() {
        cells.all[cell].pinned = true;
    }
}

/// Whether an earlier release tells another number in any row of a figure, or none where this
/// one would.
pub(super) fn tells_otherwise(figure: &Figure, release: &Json) -> bool {
    let before = release.get("figures").and_then(|figures| figures.get(figure.key));
    let Some(rows) = before.and_then(|figure| figure.get("rows")).and_then(Json::as_array) else {
        return false;
    };
    figure.rows.iter().any(|row| {
        rows.iter().filter(|before| same(figure, row, before)).any(|before| {
            row.counts.iter().any(|(key, _)| {
                let (then, now) = (before.get(*key).and_then(Json::as_f64), row.number(key));
                now.is_some_and(|now| now > 0.0) && then != now
            })
        })
    })
}

/// Whether two rows are named by the same words.
fn same(figure: &Figure, row: &Row, before: &Json) -> bool {
    let mut named = false;
    for (place, (key, value)) in row.cells.iter().enumerate() {
        let is_name = super::is_label(figure, row, place);
        if !is_name {
            continue;
        }
        named = true;
        let then = before.get(*key);
        let agrees = match value.as_text() {
            Some(text) => then.and_then(Json::as_str) == Some(text),
            None => then.and_then(Json::as_f64) == value.as_f64(),
        };
        if !agrees {
            return false;
        }
    }
    named
}
