//! What becomes of each number of a figure: suppressed, withheld or rounded.

use std::collections::BTreeSet;

use super::cells::{Cells, Set};
use super::meaning::{Meaning, size, stands_beside, whole_beside};
use super::{ROUNDED, is_label, name};
use crate::figures::engagement_means;
use crate::figures::rows::is_small as is_small_group;
use crate::figures::tally::{TOTAL, note_small_groups};
use crate::figures::wording::in_words;
use crate::quantity::Quantity;
use crate::statistics::means::{Moments, interval};
use crate::statistics::proportion::wilson;
use crate::{Figure, Kind, Row, Value};

/// Means and rates of groups under this are withheld.
pub(super) const SMALLEST_GROUP: u64 = 10;

/// The suppressed cells and their sizes: a share of one of these would give it back.
pub(super) struct Known<'a> {
    cells: &'a Cells,
    sizes: BTreeSet<u64>,
}

impl<'a> Known<'a> {
    pub fn of(cells: &'a Cells) -> Self {
        let suppressed = cells.all.iter().filter(|cell| cell.suppressed).map(|cell| cell.value);
        Self { cells, sizes: suppressed.collect() }
    }

    /// Whether what a share is of is suppressed: by whom it is of, where that is known, else by its
    /// size.
    fn is_suppressed(&self, of: Option<&Quantity>, size: u64) -> bool {
        let cell = of.and_then(|of| self.cells.cell(&Set::of(of)));
        cell.map_or_else(|| self.sizes.contains(&size), |cell| cell.suppressed)
    }
}

/// The nearest multiple; halves go up.
pub(super) fn nearest(count: u64, multiple: u64) -> u64 {
    (count + multiple / 2) / multiple * multiple
}

fn kind(figure: &Figure, key: &str) -> Option<Kind> {
    figure.columns.iter().find(|column| column.key == key).map(|column| column.kind)
}

/// Whether a row tells a mean of a group.
pub(super) fn is_mean(figure: &Figure, row: &Row) -> bool {
    row.get("n").is_some()
        && row.cells.iter().any(|(key, value)| {
            *key == "mean"
                || *key == "median"
                || (kind(figure, key) == Some(Kind::Mean) && value.as_text().is_none())
        })
}

/// Whether a count is the size of a group with a mean, which is rounded in every release.
pub(super) fn is_rounded(figure: &Figure, row: &Row, key: &str) -> bool {
    key == "n" && figure.key != "timeliness" && is_mean(figure, row)
}

/// Takes away a count that stands beside the row's own, and gives its key.
pub(super) fn withhold_beside(figure: &mut Figure, line: usize) -> Option<&'static str> {
    let counts = figure.rows[line].counts.iter().map(|(key, _)| *key);
    let beside = counts.into_iter().find(|key| stands_beside(figure, line, key))?;
    let row = &mut figure.rows[line];
    row.withheld = true;
    for (key, value) in &mut row.cells {
        if *key == beside {
            withhold(value);
        }
    }
    Some(beside)
}

/// Takes away the share of a row, with its interval and what compares it.
pub(super) fn withhold_share(figure: &mut Figure, line: usize) {
    let columns = figure.columns.clone();
    figure.rows[line].withheld = true;
    figure.rows[line].small = false;
    for (key, value) in &mut figure.rows[line].cells {
        let kind = columns.iter().find(|column| column.key == *key).map(|column| column.kind);
        let own = matches!(value, Value::Count(_) | Value::Text(_) | Value::Texts(_));
        if !own && !matches!(kind, Some(Kind::Code | Kind::Text | Kind::Count)) {
            withhold(value);
        }
    }
}

/// Takes every number of a row away.
pub(super) fn suppress(figure: &mut Figure, line: usize) {
    let labels: Vec<bool> = (0..figure.rows[line].cells.len())
        .map(|place| is_label(figure, &figure.rows[line], place))
        .collect();
    let row = &mut figure.rows[line];
    row.suppressed = true;
    row.withheld = true;
    row.small = false;
    for ((key, value), label) in row.cells.iter_mut().zip(labels) {
        // A target that was never set is no number of anybody.
        let never_set = *key == "target" && *value == Value::Null;
        if !label && !never_set {
            withhold(value);
        }
    }
}

/// Takes the numbers of a value away and leaves its words. One that is undefined goes too: that it
/// is would tell of how few it was worked out.
fn withhold(value: &mut Value) {
    match value {
        Value::Text(_) | Value::Texts(_) => {}
        Value::Named(named) => named.iter_mut().for_each(|(_, value)| withhold(value)),
        _ => *value = Value::Withheld,
    }
}

/// Rounds and withholds what is left of a figure. Gives whether any number of it is not as it
/// was, and adds the rows and rules to be logged.
pub(super) fn finish(
    figure: &mut Figure,
    base_hidden: bool,
    (known, meaning): (&Known<'_>, &Meaning),
    round: Option<u64>,
    log: &mut Vec<(String, String)>,
) -> bool {
    let hidden = base_hidden || figure.rows.iter().any(|row| row.suppressed);
    // Of the clocks counts are told beside the quartiles, not groups of which there is a mean.
    let means = figure.key != "timeliness" && figure.rows.iter().any(|row| is_mean(figure, row));
    let shape = figure.clone();
    for row in figure.rows.iter_mut().filter(|row| !row.suppressed) {
        let words = name(&shape, row);
        if withhold_difference(row) {
            log.push((words.clone(), "difference of two shares".to_owned()));
        }
        if means && is_mean(&shape, row) {
            round_mean(&shape, row, round.unwrap_or(ROUNDED));
            work_out_interval(row);
            if shape.key == "outcomes" {
                round_pairs(row, round.unwrap_or(ROUNDED));
            }
            if hidden || round.is_some() {
                withhold_shares(&shape, row);
            }
            continue;
        }
        let few = protect_shares(&shape, row, hidden, (known, meaning), round);
        if few {
            log.push((words.clone(), "share of a suppressed count or of under 10".to_owned()));
        }
        // What compares a share that is withheld tells what it is of.
        if few || hidden || round.is_some() {
            withhold_comparisons(&shape, row);
        }
        if let Some(multiple) = round {
            let counted: Vec<&str> = row.counts.iter().map(|(key, _)| *key).collect();
            for (key, value) in &mut row.cells {
                if let Value::Count(count) = value
                    && counted.contains(key)
                {
                    *count = nearest(*count, multiple);
                }
            }
        }
    }
    if (hidden || round.is_some()) && !figure.tests.is_empty() {
        for (_, value) in figure.tests.iter_mut().flat_map(|test| &mut test.fields) {
            withhold(value);
        }
        figure.note("Tests are withheld, since they would give suppressed numbers back.");
        log.push(("tests".to_owned(), "would give another back".to_owned()));
    }
    let family = engagement_means::is_one(figure.key);
    if family && !hidden && round.is_none() {
        engagement_means::test_anew(figure);
    }
    if means {
        figure.note(
            "Sizes are rounded in a release, and intervals and tests are worked out from the \
             rounded sizes.",
        );
    }
    for (_, value) in figure.tests.iter_mut().flat_map(|test| &mut test.fields) {
        shorten(value);
    }
    let missing_small = (1..5).contains(&figure.missing);
    let by_rows =
        super::AS_ONE.contains(&figure.key) || matches!(figure.key, "completeness" | "timeliness");
    if base_hidden || (hidden && (means || by_rows)) || (missing_small && !means) {
        // Even rounded to 5 they would bound what the rows no longer tell.
        (figure.n, figure.missing, figure.withheld) = (0, 0, true);
        figure.note("How many are counted is withheld, since it would give rows back.");
        log.push(("n".to_owned(), "would give another back".to_owned()));
    } else if means || round.is_some() {
        figure.n = nearest(figure.n, round.unwrap_or(ROUNDED));
        figure.missing = nearest(figure.missing, round.unwrap_or(ROUNDED));
    }
    let of_hidden = |reported: &crate::Reported| {
        figure.rows.iter().filter(|row| row.suppressed).any(|row| {
            reported.row.iter().all(|(key, word)| match row.get(key) {
                Some(Value::Text(text)) => text == word,
                Some(value) => value.as_f64().is_some_and(|of| of.to_string() == *word),
                None => false,
            })
        })
    };
    let kept = figure.reported.iter().filter(|reported| !of_hidden(reported)).cloned().collect();
    figure.reported = kept;
    if (hidden || base_hidden || round.is_some())
        && let Some(chart) = &mut figure.chart
    {
        // A mark such as an average is worked out from rows that are gone.
        chart.marks.retain(|(at, _)| at.parse::<f64>().is_err());
    }
    say_small_groups_anew(figure);
    // What a share differs by from a printed one is said nowhere else.
    let is_whole = |row: &Row| {
        let kept = |(key, value): &(&str, Value)| *key == "difference" || *value != Value::Withheld;
        !row.suppressed && row.cells.iter().all(kept)
    };
    let is_exact = !(base_hidden || missing_small || (means && !family) || round.is_some());
    is_exact && figure.rows.iter().all(is_whole)
}

/// Which groups are small, of those whose size is told and by that: to name one whose size is
/// hidden would tell that it is under 30, and of those not named that they are not.
fn say_small_groups_anew(figure: &mut Figure) {
    let size = |group: &str| {
        let named = |(key, value): &(&str, Value)| {
            *key != "of" && value.as_text().is_some_and(|word| in_words(word) == group)
        };
        let mut rows = figure.rows.iter().filter(|row| row.cells.iter().any(named)).peekable();
        if rows.peek().is_none() {
            return (!figure.withheld).then_some(figure.n);
        }
        let is_total =
            |row: &Row| row.cells.iter().any(|(_, value)| value.as_text() == Some(TOTAL));
        rows.find_map(|row| {
            row.number("n").or_else(|| row.number("count").filter(|_| is_total(row)))
        })
        .map(|size| size as u64)
    };
    let groups = figure.notes.iter().filter_map(|note| {
        let (group, _) = note.strip_prefix("small group: ")?.rsplit_once(" (")?;
        Some((group.to_owned(), size(group)?))
    });
    let groups: Vec<(String, u64)> = groups.collect();
    let any_marked = figure.rows.iter().any(|row| row.small);
    figure.notes.retain(|note| {
        !note.starts_with("small group: ") && (any_marked || !note.starts_with("Small numbers: "))
    });
    note_small_groups(figure, groups.iter().map(|(group, n)| (group.as_str(), *n)));
}

/// Four significant figures: at full precision the degrees of freedom give group sizes back.
fn shorten(value: &mut Value) {
    let short = |number: f64| format!("{number:.3e}").parse().unwrap_or(number);
    match value {
        Value::Number(number) => *number = short(*number),
        Value::Numbers(numbers) => numbers.iter_mut().for_each(|number| *number = short(*number)),
        _ => {}
    }
}

/// Works the interval of a mean out anew from the size, the mean and the deviation that are told, so
/// that it tells no more of the size than the rounded one does.
fn work_out_interval(row: &mut Row) {
    let (Some(n), Some(sd)) = (row.number("n"), row.number("sd")) else { return };
    let Some(mean) = row.number("mean").or_else(|| row.number("change")) else { return };
    let [low, high] = interval(Moments { n, mean, variance: sd * sd });
    for (key, value) in &mut row.cells {
        match *key {
            "low" => *value = Value::number(to_one_decimal(low)),
            "high" => *value = Value::number(to_one_decimal(high)),
            _ => {}
        }
    }
    row.small = is_small_group(0, n as u64);
}

/// Rounds the counts that a size is the sum of, and withholds what follows from them alone.
fn round_pairs(row: &mut Row, multiple: u64) {
    row.withheld = true;
    for (key, value) in &mut row.cells {
        match (*key, &mut *value) {
            ("effect" | "statistic" | "p", value) => withhold(value),
            (_, Value::Count(count)) => *count = nearest(*count, multiple),
            _ => {}
        }
    }
}

/// The numbers of tests that were worked out anew, no finer than those of any other.
pub(super) fn shorten_tests(figures: &mut [Figure]) {
    let tests = figures.iter_mut().flat_map(|figure| &mut figure.tests);
    for (_, value) in tests.flat_map(|test| &mut test.fields) {
        shorten(value);
    }
}

/// Whether a number is a mean or one that goes with it. At full precision they give the size back.
fn is_measured(figure: &Figure, key: &str) -> bool {
    matches!(key, "mean" | "sd" | "q1" | "median" | "q3") || kind(figure, key) == Some(Kind::Mean)
}

fn to_one_decimal(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// The mean of a group and what goes with it, as a release tells them.
pub(super) fn told_mean<'a>(
    figure: &'a Figure,
    row: &'a Row,
) -> impl Iterator<Item = (&'static str, f64)> + 'a {
    let measured = row.cells.iter().filter(|(key, _)| is_measured(figure, key));
    measured.filter_map(|(key, value)| match value {
        Value::Number(number) => Some((*key, to_one_decimal(*number))),
        _ => None,
    })
}

/// Rounds the size of a group whose mean is told.
fn round_mean(figure: &Figure, row: &mut Row, multiple: u64) {
    for (key, value) in &mut row.cells {
        match value {
            Value::Count(count) if matches!(*key, "n" | "missing") => {
                *count = nearest(*count, multiple);
            }
            Value::Number(number) if is_measured(figure, key) || matches!(*key, "low" | "high") => {
                *number = to_one_decimal(*number);
            }
            _ => {}
        }
    }
}

fn withhold_shares(figure: &Figure, row: &mut Row) {
    let defined = |(key, value): &(&str, Value)| {
        kind(figure, key) == Some(Kind::Share) && value.as_f64().is_some()
    };
    row.withheld |= row.cells.iter().any(defined);
    for (key, value) in &mut row.cells {
        if kind(figure, key) == Some(Kind::Share) && *value != Value::Null {
            withhold(value);
        }
    }
}

/// Whether a proportion is of what the row counts, and neither a difference nor of other counts.
fn is_of_own_count(key: &str) -> bool {
    key.starts_with("share")
}

/// Withholds shares that tell a suppressed denominator, and works the others out anew from
/// rounded counts. Gives whether one was withheld.
fn protect_shares(
    figure: &Figure,
    row: &mut Row,
    hidden: bool,
    (known, meaning): (&Known<'_>, &Meaning),
    round: Option<u64>,
) -> bool {
    let own = row.counts.iter().find(|(key, _)| *key != "n" && *key != "missing").cloned();
    let counted = own.as_ref().and_then(|(key, _)| row.number(key));
    let own = own.map(|(_, of)| of);
    let count = counted.unwrap_or_default();
    let size = size(row);
    // What is solved for needs no guess: where it had to give way, the share is gone already.
    let modelled = meaning.denominator(figure, row).is_some();
    let mut withheld = false;
    // Whether the group is small, by its size as it is told.
    let mut small = None;
    // What the interval columns that follow become: kept, withheld, or anew.
    let mut interval: Option<(Value, Value)> = None;
    for (key, value) in &mut row.cells {
        match kind(figure, key) {
            Some(Kind::Share) if is_of_own_count(key) => {
                interval = None;
                let Some(share) = value.as_f64() else { continue };
                let whole = if *key == "share" {
                    size
                } else {
                    (share > 0.0 && counted.is_some()).then(|| (count / share).round() as u64)
                };
                let tells = match whole {
                    Some(whole) => {
                        whole < SMALLEST_GROUP
                            || !(modelled && *key == "share")
                                && known.is_suppressed(
                                    whole_beside(figure, key, own.as_ref()).as_ref(),
                                    whole,
                                )
                    }
                    None => hidden && counted.is_some(),
                };
                if tells {
                    withhold(value);
                    withheld = true;
                    interval = Some((Value::Withheld, Value::Withheld));
                } else if let (Some(multiple), Some(_)) = (round, counted) {
                    let whole = whole.map(|whole| nearest(whole, multiple)).unwrap_or_default();
                    let count = nearest(count as u64, multiple).min(whole);
                    *value = Value::number(count as f64 / whole as f64);
                    if *key == "share" {
                        small = Some(is_small_group(0, whole));
                    }
                    let anew = wilson(count, whole);
                    interval =
                        Some((Value::of(anew.map(|of| of.low)), Value::of(anew.map(|of| of.high))));
                }
            }
            // Of others rounding withholds what compares rows; what is left is of no count here.
            Some(Kind::Share) => {
                interval = None;
                if round.is_some() && value.as_f64().is_some() {
                    withhold(value);
                    row.withheld = true;
                }
            }
            Some(Kind::Low) => {
                if let Some((low, _)) = &interval {
                    *value = low.clone();
                }
            }
            Some(Kind::High) => {
                if let Some((_, high)) = interval.take() {
                    *value = high;
                }
            }
            _ => {}
        }
    }
    row.small = small.unwrap_or(row.small && !withheld);
    row.withheld |= withheld;
    withheld
}

/// Withholds what a share differs by from one that is printed elsewhere: it would give back the
/// share that another row withholds or rounds, and with it the count.
fn withhold_difference(row: &mut Row) -> bool {
    let mut withheld = false;
    let told = |(key, value): &&mut (&str, Value)| *key == "difference" && *value != Value::Null;
    for (_, value) in row.cells.iter_mut().filter(told) {
        withheld |= value.as_f64().is_some();
        withhold(value);
    }
    row.withheld |= withheld;
    withheld
}

/// Withholds what is worked out from other rows too.
fn withhold_comparisons(figure: &Figure, row: &mut Row) {
    let counted: Vec<&str> = row.counts.iter().map(|(key, _)| *key).collect();
    let is_curve = row.get("survival").is_some();
    let labels: Vec<bool> =
        (0..row.cells.len()).map(|place| is_label(figure, row, place)).collect();
    let mut of_share = false;
    for ((key, value), label) in row.cells.iter_mut().zip(labels) {
        let of = kind(figure, key);
        of_share = match of {
            Some(Kind::Share) => true,
            Some(Kind::Low | Kind::High) => of_share,
            _ => false,
        };
        let own = label
            || counted.contains(key)
            || matches!(*key, "target" | "q1" | "median" | "q3")
            || (of_share && !is_curve);
        let compares = key.starts_with("risk_difference") || key.starts_with("odds_ratio");
        if (!own || compares) && *value != Value::Null {
            row.withheld |= value.as_f64().is_some() || matches!(value, Value::Named(_));
            withhold(value);
        }
    }
}
