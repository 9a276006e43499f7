//! A release held against those before it, so that two cuts cannot be subtracted.

use serde_json::Value as Json;

use super::cells::{Cells, Place};
use super::cuts::{Cut, Lies};
use super::meaning::{size, stands_beside};
use super::numbers::{SMALLEST_GROUP, is_rounded, nearest, told_mean};
use super::suppress::{APART, Withheld, hide};
use super::{DisclosureError, ROUNDED};
use crate::quantity::{Quantity, Universe};
use crate::{Evaluation, Figure, Row, Value};

const SUPPRESSED: &str = "suppressed in an earlier release";
const DIFFERS: &str = "differs by 1 to 4 from an earlier release";
const DIFFERS_FROM_SUM: &str = "differs by 1 to 4 from a sum of earlier releases";
const DIFFERS_FROM_PERIOD: &str =
    "its difference from an earlier release would give a quarter back";

/// A release before this one.
pub(super) struct Earlier<'a> {
    release: &'a Json,
    cut: Cut,
    /// How its people lie to those of this release.
    lies: Lies,
    rounded: Option<u64>,
}

impl<'a> Earlier<'a> {
    /// Reads of which people each is, and sees that each is a release.
    pub fn all(
        evaluation: &Evaluation,
        releases: &'a [Json],
    ) -> Result<Vec<Self>, DisclosureError> {
        let now = Cut::of(&evaluation.scope);
        let read = |(place, release): (usize, &'a Json)| {
            let figures = release.get("figures").and_then(Json::as_object);
            let tables = |of: &Json| of.get("rows").is_some_and(Json::is_array);
            if !figures.is_some_and(|of| of.values().all(tables)) {
                return Err(DisclosureError::NotFigures { place: place + 1 });
            }
            if !release.get("release").is_some_and(Json::is_object) {
                return Err(DisclosureError::Exact { place: place + 1 });
            }
            let cut = Cut::of_release(release, &evaluation.scope);
            let lies = cut.lies_to(&now);
            let rounded = release.get("release").and_then(|of| of.get("rounded_to")?.as_u64());
            Ok(Self { release, cut, lies, rounded })
        };
        releases.iter().enumerate().map(read).collect()
    }

    fn figure(&self, key: &str) -> Option<&'a Json> {
        self.release.get("figures")?.get(key)
    }

    fn rows(&self, key: &str) -> &'a [Json] {
        let rows = self.figure(key).and_then(|of| of.get("rows")?.as_array());
        rows.map_or(&[], Vec::as_slice)
    }

    /// The row of the same words.
    fn row(&self, figure: &Figure, row: &Row) -> Option<&'a Json> {
        self.rows(figure.key).iter().find(|before| same(figure, row, before))
    }

    /// The row that says of one area what this release of it says of all that it has.
    fn row_of_area(&self, figure: &Figure, row: &Row, area: &'static str) -> Option<&'a Json> {
        let mut named = row.clone();
        let key = if row.text("by") == Some("area") { "value" } else { "area" };
        let cell = named
            .cells
            .iter_mut()
            .find(|(of, value)| *of == key && value.as_text() == Some("total"))?;
        cell.1 = Value::from(area);
        self.row(figure, &named)
    }

    /// The count of a row, where it is told and not rounded.
    fn exact(&self, figure: &Figure, row: &Row, key: &str) -> Option<u64> {
        if self.rounded.is_some() || is_rounded(figure, row, key) {
            return None;
        }
        self.row(figure, row)?.get(key)?.as_u64()
    }

    /// A number of a row as that release tells it, unless its people are others.
    pub fn told(&self, figure: &Figure, row: &Row, key: &str) -> Option<u64> {
        if self.lies == Lies::Apart {
            return None;
        }
        self.row(figure, row)?.get(key)?.as_u64()
    }

    /// How the people of a row lie to those of the same row now: of two periods that overlap, a
    /// quarter within both is of the same people.
    fn row_lies(&self, row: &Row, now: &Cut) -> Lies {
        match self.lies {
            Lies::Same => Lies::Same,
            _ => self.cut.of_row(row).lies_to(&now.of_row(row)),
        }
    }

    /// The most that any count of a universe can be in that release, as far as it tells.
    fn most(&self, quantity: &Quantity) -> Option<u64> {
        let key = match quantity.universe {
            Universe::Individuals => "individuals",
            Universe::Referrals => "referrals",
            Universe::Support => "support",
            _ => return None,
        };
        let told = self.release.get("source")?.get(key)?.as_u64().filter(|told| *told > 0)?;
        Some(told + self.rounded.unwrap_or(ROUNDED) / 2)
    }

    /// Whether an earlier release tells another number in any row of a figure, or none where
    /// this one would.
    pub fn tells_otherwise(&self, figure: &Figure) -> bool {
        self.lies != Lies::Apart
            && figure.rows.iter().any(|row| {
                self.row(figure, row).is_some_and(|before| {
                    row.counts.iter().any(|(key, _)| {
                        let (then, now) =
                            (before.get(*key).and_then(Json::as_f64), row.number(key));
                        now.is_some_and(|now| now > 0.0) && then != now
                    })
                })
            })
    }
}

/// Hides what differs by 1 to 4 from an earlier release and what one suppressed, and marks
/// what one told, which protects nothing any more.
pub(super) fn compare(
    evaluation: &Evaluation,
    earlier: &[Earlier<'_>],
    cells: &mut Cells,
    log: &mut Vec<Withheld>,
) {
    let now = Cut::of(&evaluation.scope);
    for release in earlier.iter().filter(|of| of.lies != Lies::Apart) {
        for (place, figure) in evaluation.figures.iter().enumerate() {
            for (line, row) in figure.rows.iter().enumerate() {
                if let Some(before) = release.row(figure, row) {
                    let at = At { figure, row, place, line };
                    at.compare(before, release, &now, cells, log);
                }
                let all = evaluation.scope.area.map(dataset::Code::code);
                if let Some(area) = all.filter(|area| release.cut.agree_in_area(&now, area))
                    && release.lies == Lies::Around
                    && let Some(before) = release.row_of_area(figure, row, area)
                {
                    let at = At { figure, row, place, line };
                    at.compare_same(before, release, cells, log);
                }
            }
            let told = |key: &str| release.figure(figure.key).and_then(|of| of.get(key)?.as_u64());
            if release.rounded.is_none()
                && release.lies != Lies::Across
                && (told("n"), told("missing")) == (Some(figure.n), Some(figure.missing))
            {
                pin_at(cells, Place::Base(place));
            }
        }
    }
    for (place, figure) in evaluation.figures.iter().enumerate() {
        for (line, row) in figure.rows.iter().enumerate() {
            for (key, _) in &row.counts {
                let at = At { figure, row, place, line };
                if leaves_a_few(&at, key, earlier, &now) || has_few_in_two(&at, key, earlier, &now)
                {
                    hide(cells, at.of(key), DIFFERS_FROM_SUM, log);
                }
            }
        }
    }
}

/// Hides each total of quarters that, held against an earlier release of another period, would
/// give back what one of them suppresses of the quarters that the other has not: what both have
/// is the same and cancels. Tells whether there was one.
pub(super) fn hide_totals_of_other_periods(
    evaluation: &Evaluation,
    earlier: &[Earlier<'_>],
    cells: &mut Cells,
    log: &mut Vec<Withheld>,
) -> bool {
    let now = Cut::of(&evaluation.scope);
    let before = log.len();
    let overlapping = |of: &&Earlier<'_>| {
        of.rounded.is_none() && matches!(of.lies, Lies::Within | Lies::Around | Lies::Across)
    };
    for release in earlier.iter().filter(overlapping) {
        for (place, figure) in evaluation.figures.iter().enumerate() {
            for (line, row) in figure.rows.iter().enumerate() {
                let at = Place::Row(place, line);
                if row.text("quarter") == Some("total")
                    && !is_hidden(log, at)
                    && gives_back_a_quarter((place, figure, row), release, &now, log)
                {
                    hide(cells, at, DIFFERS_FROM_PERIOD, log);
                }
            }
        }
    }
    log.len() > before
}

fn is_hidden(log: &[Withheld], at: Place) -> bool {
    log.iter().any(|(hidden, _)| *hidden == at)
}

/// Whether a total less that of an earlier release leaves suppressed quarters of one of them
/// alone, and bounds them closely.
fn gives_back_a_quarter(
    (place, figure, total): (usize, &Figure, &Row),
    release: &Earlier<'_>,
    now: &Cut,
    log: &[Withheld],
) -> bool {
    let count = |row: &Json| row.get("count").and_then(Json::as_i64);
    let area = total.text("area");
    let Some(then) = release.row(figure, total).and_then(count) else { return false };
    let here = total.number("count").unwrap_or_default() as i64;
    let alone = |quarter: &str| quarter != "total" && !release.cut.agree_in_quarter(now, quarter);

    let (mut hidden_here, mut left_here) = (0, here);
    for (line, row) in figure.rows.iter().enumerate() {
        if row.text("area") == area && row.text("quarter").is_some_and(alone) {
            if is_hidden(log, Place::Row(place, line)) {
                hidden_here += 1;
            } else {
                left_here -= row.number("count").unwrap_or_default() as i64;
            }
        }
    }
    let (mut hidden_then, mut left_then) = (0, then);
    for row in release.rows(figure.key) {
        let text = |key: &str| row.get(key).and_then(Json::as_str);
        if text("area") == area && text("quarter").is_some_and(alone) {
            match count(row) {
                Some(told) => left_then -= told,
                None => hidden_then += 1,
            }
        }
    }
    // One is known outright; each of several is 1 or more, and the others bound it.
    let bounded = |hidden: i64, sum: i64| hidden == 1 || (hidden > 1 && sum - hidden < APART);
    match (hidden_here, hidden_then) {
        (0, hidden) => bounded(hidden, left_then - left_here),
        (hidden, 0) => bounded(hidden, left_here - left_then),
        _ => false,
    }
}

fn is_suppressed(before: &Json) -> bool {
    before.get("suppressed").and_then(Json::as_bool) == Some(true)
}

/// A row of this release.
struct At<'a> {
    figure: &'a Figure,
    row: &'a Row,
    place: usize,
    line: usize,
}

impl At<'_> {
    fn of(&self, key: &str) -> Place {
        if stands_beside(self.figure, self.line, key) {
            Place::Beside(self.place, self.line)
        } else {
            Place::Row(self.place, self.line)
        }
    }

    fn number(&self, key: &str) -> u64 {
        self.row.number(key).unwrap_or_default() as u64
    }

    fn compare(
        &self,
        before: &Json,
        release: &Earlier<'_>,
        now: &Cut,
        cells: &mut Cells,
        log: &mut Vec<Withheld>,
    ) {
        match release.row_lies(self.row, now) {
            Lies::Same => self.compare_same(before, release, cells, log),
            Lies::Apart => (),
            Lies::Across => self.hide_near(before, release, cells, log),
            lies if is_suppressed(before) => {
                if self.bounds(release, lies) {
                    hide(cells, Place::Row(self.place, self.line), SUPPRESSED, log);
                }
            }
            Lies::Within | Lies::Around => {
                self.hide_near(before, release, cells, log);
                if release.rounded.is_none() {
                    self.pin(before, cells);
                }
            }
        }
    }

    /// What is said of the same people.
    fn compare_same(
        &self,
        before: &Json,
        release: &Earlier<'_>,
        cells: &mut Cells,
        log: &mut Vec<Withheld>,
    ) {
        if is_suppressed(before) {
            hide(cells, Place::Row(self.place, self.line), SUPPRESSED, log);
            return;
        }
        self.hide_near(before, release, cells, log);
        self.hide_alone(before, cells, log);
        if release.rounded.is_none() {
            self.pin(before, cells);
        }
    }

    /// Whether a count here would bound one that an earlier release hid of some of these people,
    /// or of others with them. One of some cannot be more than all whom that release is of.
    fn bounds(&self, release: &Earlier<'_>, lies: Lies) -> bool {
        let beyond = |(key, of): &(&str, Quantity)| {
            lies == Lies::Within
                && release.most(of).is_some_and(|most| self.number(key) >= most + 3)
        };
        let told = |(key, _): &&(&str, Quantity)| self.number(key) > 0;
        !self.row.counts.iter().filter(told).all(beyond)
    }

    fn hide_near(
        &self,
        before: &Json,
        release: &Earlier<'_>,
        cells: &mut Cells,
        log: &mut Vec<Withheld>,
    ) {
        for (key, _) in &self.row.counts {
            let now = self.number(key);
            let Some(then) = before.get(*key).and_then(Json::as_u64) else { continue };
            let apart = now.abs_diff(then);
            // The size of a group with a mean is rounded in every release.
            let of_mean = is_rounded(self.figure, self.row, key);
            let rounded = release.rounded.or(of_mean.then_some(ROUNDED));
            let (near, equal) = match rounded {
                // What was rounded may be up to half the multiple from what is told.
                Some(multiple) => (apart < 5 + multiple / 2, nearest(now, multiple) == then),
                None => (apart < 5, apart == 0),
            };
            if near && !(equal && (!of_mean || self.has_mean_of(before))) {
                hide(cells, self.of(key), DIFFERS, log);
            }
        }
    }

    /// Whether the mean of a group is told as before: where the sizes may differ by 1 to 4, what it
    /// differs by is of as few.
    fn has_mean_of(&self, before: &Json) -> bool {
        let mut told = told_mean(self.figure, self.row);
        told.all(|(key, number)| before.get(key).and_then(Json::as_f64) == Some(number))
    }

    /// Hides alone what an earlier release hid alone: a share, or a count beside the row's own.
    fn hide_alone(&self, before: &Json, cells: &mut Cells, log: &mut Vec<Withheld>) {
        let beside = self.row.counts.iter().map(|(key, _)| *key);
        let beside = beside.filter(|key| stands_beside(self.figure, self.line, key));
        for key in beside.chain(["share"]) {
            // The share of a few is withheld in every release, whatever is told of them.
            let few = key == "share" && size(self.row).is_some_and(|size| size < SMALLEST_GROUP);
            let hidden = before.get(key).is_some_and(Json::is_null);
            if self.row.number(key).is_some() && hidden && !few {
                let at = match key {
                    "share" => Place::Whole(self.place, self.line),
                    key => self.of(key),
                };
                hide(cells, at, SUPPRESSED, log);
            }
        }
    }

    /// Marks what an earlier release told of a row, and this one would tell again.
    fn pin(&self, before: &Json, cells: &mut Cells) {
        let again = |key: &str| {
            self.row.number(key).is_some()
                && before.get(key).and_then(Json::as_f64) == self.row.number(key)
        };
        let beside = |key: &str| stands_beside(self.figure, self.line, key);
        let mut own = self.row.counts.iter().filter(|(key, _)| !beside(key));
        if own.all(|(key, _)| again(key)) {
            pin_at(cells, Place::Row(self.place, self.line));
            if again("share") {
                pin_at(cells, Place::Whole(self.place, self.line));
            }
        }
        if self.row.counts.iter().any(|(key, _)| beside(key) && again(key)) {
            pin_at(cells, Place::Beside(self.place, self.line));
        }
    }
}

/// Whether a count, those of earlier releases taken away, leaves 1 to 4: all areas less each
/// area published, or a release around this one less this one and the others within it.
fn leaves_a_few(at: &At<'_>, key: &str, earlier: &[Earlier<'_>], now: &Cut) -> bool {
    let count = at.number(key);
    let of_day: Vec<_> = earlier.iter().filter(|of| of.cut.same_day(now)).collect();
    let told = |of: &Earlier<'_>| of.exact(at.figure, at.row, key);
    // What is left of a whole when parts of it are taken away of which none has people of another.
    let left = |whole: u64, around: &Cut, own: Option<&Cut>| {
        let mut parts: Vec<&Cut> = own.into_iter().collect();
        let mut left = whole.checked_sub(if own.is_some() { count } else { 0 })?;
        for part in of_day.iter().filter(|of| of.cut.lies_to(around) == Lies::Within) {
            if parts.iter().all(|of| part.cut.lies_to(of) == Lies::Apart)
                && let Some(then) = told(part)
            {
                parts.push(&part.cut);
                left = left.checked_sub(then)?;
            }
        }
        (parts.len() > 1).then_some(left)
    };
    let few = |left: Option<u64>| left.is_some_and(|left| (1..5).contains(&left));
    few(left(count, now, None))
        || of_day
            .iter()
            .filter(|of| of.lies == Lies::Around)
            .any(|of| told(of).is_some_and(|whole| few(left(whole, &of.cut, Some(now)))))
}

/// Whether a count and those of two earlier releases, two of them of periods that overlap and one of
/// both together, tell of 1 to 4 who are in both.
fn has_few_in_two(at: &At<'_>, key: &str, earlier: &[Earlier<'_>], now: &Cut) -> bool {
    let of_day = earlier.iter().filter(|of| of.cut.same_day(now));
    let told: Vec<(Cut, u64)> = of_day
        .filter_map(|of| Some((of.cut.of_row(at.row), of.exact(at.figure, at.row, key)?)))
        .collect();
    let here = (now.of_row(at.row), at.number(key));
    let few = |whole: &(Cut, u64), one: &(Cut, u64), other: &(Cut, u64)| {
        let in_both = (one.1 + other.1).checked_sub(whole.1);
        in_both.is_some_and(|count| (1..5).contains(&count)) && whole.0.joins(&one.0, &other.0)
    };
    told.iter().enumerate().any(|(place, one)| {
        told[..place]
            .iter()
            .any(|other| few(&here, one, other) || few(one, &here, other) || few(other, one, &here))
    })
}

fn pin_at(cells: &mut Cells, place: Place) {
    for cell in cells.at.get(&place).cloned().unwrap_or_default() {
        cells.all[cell].pinned = true;
    }
}

/// Whether a row has every word of another: of two forms in one figure, such as rows by area and
/// rows by provider, the same one.
fn is_of_form(row: &Row, before: &Json) -> bool {
    let mut words = before.as_object().into_iter().flatten().filter(|(_, value)| value.is_string());
    words.all(|(key, _)| row.get(key).is_some())
}

/// Whether two rows are named by the same words.
fn same(figure: &Figure, row: &Row, before: &Json) -> bool {
    if !is_of_form(row, before) {
        return false;
    }
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
            None => {
                then.and_then(Json::as_str).is_none()
                    && then.and_then(Json::as_f64) == value.as_f64()
            }
        };
        if !agrees {
            return false;
        }
    }
    named
}

#[cfg(test)]
mod tests;
