//! Disclosure control: what may leave the service. `docs/disclosure.md` says what is proven
//! and what is not.

mod cells;
mod cuts;
mod earlier;
mod meaning;
mod needs;
mod numbers;
mod relations;
mod sessions;
mod small;
mod suppress;
mod words;

use std::collections::BTreeSet;

use crate::figures::engagement_means;
use crate::findings;
use crate::quantity::{Quantity, Universe};
use crate::{Evaluation, Figure, Kind, Release, Row, Scope, SourceCounts, Suppression, Value};
use cells::{Cells, Place, Set};
use meaning::Meaning;

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
    /// A file is of an evaluation that was not protected.
    #[error(
        "Earlier release {place} is an exact evaluation and no release: it was written without \
         --release, and must not have left the service. Give the figures.json of what was \
         released, or leave it out if nothing was."
    )]
    Exact {
        /// Which of those given, from 1.
        place: usize,
    },
    /// The multiple to round to is not usable.
    #[error(
        "Counts cannot be rounded to a multiple of {round}: it has to be a multiple of 5, since a \
         finer one would tell more than the suppression allows. Use --round 5."
    )]
    Round {
        /// The multiple asked for.
        round: u64,
    },
}

impl DisclosureError {
    /// Which of the earlier releases given is at fault, from 1.
    pub fn earlier(&self) -> Option<usize> {
        match self {
            Self::NotFigures { place } | Self::Exact { place } => Some(*place),
            Self::Round { .. } => None,
        }
    }
}

/// Which of the earlier releases, from 0, are of some of the people of this one but not of all the
/// same: what two such releases tell together is held apart count by count, and is not bounded as
/// what each tells alone. Whoever releases should know.
pub fn overlapping(scope: &Scope, earlier: &[serde_json::Value]) -> Vec<usize> {
    let now = cuts::Cut::of(scope);
    let overlaps = |release: &serde_json::Value| {
        let lies = cuts::Cut::of_release(release, scope).lies_to(&now);
        !matches!(lies, cuts::Lies::Same | cuts::Lies::Apart)
    };
    (0..earlier.len()).filter(|place| overlaps(&earlier[*place])).collect()
}

/// Figures of which most rows hold several counts, each of which tells the others: where one of
/// their counts is suppressed, so is every row that has any.
const AS_ONE: [&str; 2] = ["incidents", "outcomes"];

/// The rules of primary and complementary suppression together, and of earlier releases.
const SMALL_OR_COMPLEMENT: &str = "a count of 1 to 4, a difference of as few from earlier releases, \
                                   a mean of a group under 10, or what would give one of these back";

/// What `n` and `missing` are rounded to where a mean or a suppressed row stands beside.
const ROUNDED: u64 = 5;

/// Protects an evaluation for release.
///
/// # Errors
/// Where an earlier release is not a `figures.json` or no release, or the multiple to round to is
/// none of 5.
pub fn protect(
    mut evaluation: Evaluation,
    options: &Options,
) -> Result<Evaluation, DisclosureError> {
    if let Some(round) = options.round.filter(|round| *round == 0 || round % ROUNDED != 0) {
        return Err(DisclosureError::Round { round });
    }
    let earlier = earlier::Earlier::all(&evaluation, &options.earlier)?;
    let mut log: Vec<(Place, &'static str)> = Vec::new();
    // Of clocks counts stand beside the quartiles, and others can be solved for from them.
    let mut clocks = Vec::new();
    for (place, figure) in evaluation.figures.iter().enumerate() {
        let means = small::withheld_means(figure);
        if figure.key == "timeliness" {
            clocks.extend(means.into_iter().map(|(line, _)| Place::Row(place, line)));
            continue;
        }
        log.extend(means.into_iter().map(|(line, rule)| (Place::Row(place, line), rule)));
        if AS_ONE.contains(&figure.key) {
            let whole = small::withheld_whole(figure, &earlier);
            log.extend(whole.into_iter().map(|(line, rule)| (Place::Row(place, line), rule)));
        }
    }
    let meaning = Meaning::of(&evaluation);
    let mut cells = Cells::of(&evaluation, &meaning, |figure, line| {
        log.iter().any(|(place, _)| *place == Place::Row(figure, line))
    });
    earlier::compare(&evaluation, &earlier, &mut cells, &mut log);
    for cell in 0..cells.all.len() {
        if (1..5).contains(&cells.all[cell].value) {
            for place in cells.all[cell].places.clone() {
                suppress::hide(&mut cells, place, "count of 1 to 4", &mut log);
            }
        }
    }
    for (place, figure) in evaluation.figures.iter().enumerate() {
        for (line, row) in figure.rows.iter().enumerate() {
            if small::has_small_count(figure, row) {
                let at = Place::Row(place, line);
                suppress::hide(&mut cells, at, "count of 1 to 4", &mut log);
            }
        }
    }
    for clock in clocks {
        suppress::hide(&mut cells, clock, "group under 10", &mut log);
    }
    suppress::complete(&mut cells, &mut log);
    // What gives way may leave another total that does not stand beside an earlier release.
    while earlier::hide_totals_of_other_periods(&evaluation, &earlier, &mut cells, &mut log) {
        suppress::complete(&mut cells, &mut log);
    }
    if let Some(attrition) = withhold_exits(&evaluation, &cells) {
        for place in attrition {
            suppress::hide(&mut cells, place, "would give another back", &mut log);
        }
        suppress::complete(&mut cells, &mut log);
    }
    loop {
        let rows = rows_of_hidden_men(&evaluation, &log);
        let narrow = needs::hide_narrow(&mut cells, &mut log);
        if rows.is_empty() && !narrow {
            break;
        }
        for place in rows {
            suppress::hide(&mut cells, place, "would give another back", &mut log);
        }
        suppress::complete(&mut cells, &mut log);
    }
    if let Some(place) = sessions::that_tell(&evaluation, &cells, &earlier, &log) {
        suppress::hide(&mut cells, place, "would give another back", &mut log);
    }
    for place in incidents_of_hidden_men(&evaluation, &log) {
        suppress::hide(&mut cells, place, "would give another back", &mut log);
    }
    suppress::complete(&mut cells, &mut log);
    // A mean that gave way takes its figure's total with it.
    for (place, figure) in evaluation.figures.iter().enumerate() {
        for line in small::totals_of_means(figure, |line| {
            log.iter().any(|(at, _)| *at == Place::Row(place, line))
        }) {
            log.push((Place::Row(place, line), "total of a figure with a group withheld"));
        }
    }

    let mut entries: Vec<((usize, usize), Suppression)> = Vec::new();
    for (place, rule) in &log {
        // What is withheld of a base is logged with the other numbers of its figure.
        let (Place::Row(figure, line) | Place::Beside(figure, line) | Place::Whole(figure, line)) =
            *place
        else {
            continue;
        };
        let of = &mut evaluation.figures[figure];
        let mut row = name(of, &of.rows[line]);
        match place {
            Place::Beside(..) => {
                if let Some(key) = numbers::withhold_beside(of, line) {
                    row.push_str(", ");
                    row.push_str(key);
                }
            }
            Place::Whole(..) => {
                row.push_str(", share");
                numbers::withhold_share(of, line);
            }
            _ => numbers::suppress(of, line),
        }
        let rule = published(rule);
        entries.push(((figure, line), Suppression { figure: of.key.to_owned(), row, rule }));
    }
    let known = numbers::Known::of(&cells);
    let tested = |figures: &[Figure]| {
        let of = figures.iter().filter(|of| engagement_means::is_one(of.key));
        of.filter(|of| of.tests.iter().any(|test| test.number("p_holm").is_some())).count()
    };
    let tested_before = tested(&evaluation.figures);
    for (place, figure) in evaluation.figures.iter_mut().enumerate() {
        let base_hidden = log.iter().any(|(at, _)| *at == Place::Base(place));
        let mut rules = Vec::new();
        let whole =
            numbers::finish(figure, base_hidden, (&known, &meaning), options.round, &mut rules);
        entries.extend(rules.into_iter().map(|(row, rule)| {
            let entry = Suppression { figure: figure.key.to_owned(), row, rule };
            ((place, usize::MAX), entry)
        }));
        words::of_figure(figure, whole);
    }
    if options.round.is_none() {
        let welch = |of: &&Figure| {
            engagement_means::is_one(of.key)
                && of
                    .tests
                    .iter()
                    .any(|test| test.name == "welch_anova" && test.number("p").is_some())
        };
        let told = evaluation.figures.iter().filter(welch).count();
        engagement_means::adjust_with(&mut evaluation.figures, tested_before.saturating_sub(told));
        numbers::shorten_tests(&mut evaluation.figures);
    }
    // Said of what the release tells, they tell nothing else.
    evaluation.findings = findings::findings(&evaluation.figures);
    evaluation.gaps = findings::gaps(&evaluation.figures);
    words::of_summary(&mut evaluation);
    let source = |count: Option<u64>, universe: Universe| {
        let all = cells.cell(&Set::all(universe));
        let told = all.is_some_and(|cell| !cell.untold && !cell.suppressed);
        let count = count?;
        match options.round {
            _ if all.is_some_and(|cell| cell.suppressed) => None,
            // Exact where a figure tells it, so that the two are one number.
            None if told || count == 0 => Some(count),
            round => Some(numbers::nearest(count, round.unwrap_or(ROUNDED))),
        }
    };
    evaluation.source = SourceCounts {
        referrals: source(evaluation.source.referrals, Universe::Referrals),
        individuals: source(evaluation.source.individuals, Universe::Individuals),
        support: source(evaluation.source.support, Universe::Support),
    };
    entries.sort_by_key(|(place, _)| *place);
    let log = entries.into_iter().map(|(_, entry)| entry).collect();
    evaluation.release = Some(Release { rounded_to: options.round, log });
    Ok(evaluation)
}

/// How starters left, where their number or that of those who completed is hidden, which the
/// exits would tell.
fn withhold_exits(evaluation: &Evaluation, cells: &Cells) -> Option<Vec<Place>> {
    let starters = Quantity::suitable().only("group", ["some_sessions", "completed"]);
    let completed = Quantity::suitable().only("group", ["completed"]);
    let hidden = |of| cells.cell(&Set::of(&of)).is_some_and(|cell| cell.suppressed);
    if !hidden(starters) && !hidden(completed) {
        return None;
    }
    let place = evaluation.figures.iter().position(|of| of.key == "attrition")?;
    let told = |row: &Row| row.counts.iter().any(|(key, _)| row.number(key) > Some(0.0));
    let rows = evaluation.figures[place].rows.iter().enumerate();
    Some(
        rows.filter(|(line, row)| *line > 0 && told(row))
            .map(|(line, _)| Place::Row(place, line))
            .collect(),
    )
}

/// What completeness and timeliness tell of referrals by how far they came, where men who came as
/// far are hidden: each has one such referral at least, so that their number is no greater, and of
/// men whose sum is told often the same.
fn rows_of_hidden_men(evaluation: &Evaluation, log: &[(Place, &'static str)]) -> Vec<Place> {
    const WHOLE: &str = "total";
    let hidden = |place| log.iter().any(|(at, _)| *at == place);
    // The areas of which men are hidden by how they were decided, and by how they went on.
    let (mut decided, mut went_on) = (BTreeSet::new(), BTreeSet::new());
    for (place, figure) in evaluation.figures.iter().enumerate() {
        if figure.key == "19" && hidden(Place::Base(place)) {
            decided.insert(WHOLE);
        }
        for (line, row) in figure.rows.iter().enumerate() {
            let area = || row.text("area").unwrap_or(WHOLE);
            let (stage, area) = match figure.key {
                "14" => (row.text("stage"), WHOLE),
                "18" => (Some("decided"), area()),
                "24" if row.text("group") == Some(WHOLE) => (Some("suitable"), area()),
                "24" => (Some("started"), area()),
                "conversion" if row.text("by") == Some("area") => {
                    (row.text("stage"), row.text("value").unwrap_or(WHOLE))
                }
                _ => continue,
            };
            let areas = match stage {
                Some("assessed" | "decided" | "suitable") => &mut decided,
                Some("started" | "completed") => &mut went_on,
                _ => continue,
            };
            if hidden(Place::Row(place, line)) {
                areas.insert(area);
            }
        }
    }
    let mut rows = Vec::new();
    for (place, figure) in evaluation.figures.iter().enumerate() {
        for (line, row) in figure.rows.iter().enumerate() {
            let told = row.counts.iter().any(|(key, _)| row.number(key) > Some(0.0));
            let (asked, area) = match figure.key {
                "completeness" => (row.text("of"), row.text("area").unwrap_or(WHOLE)),
                "timeliness" => (row.text("clock"), WHOLE),
                _ => continue,
            };
            let of_decided = matches!(
                asked,
                Some(
                    "suitable"
                        | "unsuitable"
                        | "decided"
                        | "with_outcome"
                        | "assessment_attended"
                        | "session_offered"
                )
            );
            let of_went_on = matches!(asked, Some("with_sessions" | "session_attended"));
            let any = |areas: &BTreeSet<&str>| areas.contains(area) || areas.contains(WHOLE);
            let of_hidden =
                of_decided && any(&decided) || of_went_on && (any(&went_on) || any(&decided));
            if told && of_hidden && !hidden(Place::Row(place, line)) {
                rows.push(Place::Row(place, line));
            }
        }
    }
    rows
}

/// Every row of incidents that tells a number, where the men at risk would tell how many men a group
/// has: where that is hidden, or all but a few of them are at risk.
fn incidents_of_hidden_men(evaluation: &Evaluation, log: &[(Place, &'static str)]) -> Vec<Place> {
    let hidden = |place, line| log.iter().any(|(at, _)| *at == Place::Row(place, line));
    let Some(place) = evaluation.figures.iter().position(|of| of.key == "incidents") else {
        return Vec::new();
    };
    let figure = &evaluation.figures[place];
    let at_risk = |group: &str| {
        let of = figure.rows.iter().filter(|row| row.text("group") == Some(group));
        of.filter_map(|row| row.number("individuals")).fold(0.0, f64::max)
    };
    let mut tells = false;
    for (of, men) in evaluation.figures.iter().enumerate() {
        for (line, row) in men.rows.iter().enumerate() {
            match men.key {
                "14" if matches!(row.text("stage"), Some("suitable" | "started" | "completed")) => {
                    tells |= hidden(of, line);
                }
                "24" if row.text("area") == Some("total") => {
                    let group = row.text("group").unwrap_or_default();
                    let left = row.number("count").unwrap_or_default() - at_risk(group);
                    tells |= hidden(of, line) || (group != "total" && (1.0..5.0).contains(&left));
                }
                _ => {}
            }
        }
    }
    let told = |row: &Row| {
        let counts = || row.counts.iter().filter_map(|(key, _)| row.number(key));
        counts().any(|count| count > 0.0)
    };
    let rows = figure.rows.iter().enumerate();
    rows.filter(|(line, row)| tells && told(row) && !hidden(place, *line))
        .map(|(line, _)| Place::Row(place, line))
        .collect()
}

/// The rule as the log says it. Which of the counts are the small ones would itself tell that they
/// are 4 at most and that the others are not, of a group with a mean that it is under 10, and of a
/// count that an earlier release told that this one is 1 to 4 from it: all share one rule, but for
/// a fault of the figures.
fn published(rule: &str) -> String {
    let rule = if rule == suppress::CONTRADICTED { rule } else { SMALL_OR_COMPLEMENT };
    rule.to_owned()
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
        .filter(|(place, (_, value))| is_label(figure, row, *place) && *value != Value::Null)
        .map(|(_, (key, value))| match value.as_text() {
            Some(text) => format!("{key}={text}"),
            None => format!("{key}={}", value.as_f64().unwrap_or_default()),
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests;
