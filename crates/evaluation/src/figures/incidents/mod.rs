//! Incidents before, during and after the programme.

mod windows;

use dataset::codes::{Answer, IncidentKind, IncidentSource};
use dataset::{Code, Incident};
use rustc_hash::FxHashMap;

use self::windows::{WINDOWS, Windows};
use super::characteristics::NOT_RECORDED;
use super::rows::is_small;
use super::wording::{note_small_rows, thousands};
use crate::Cohort;
use crate::cohort::Engagement;
use crate::figure::{Figure, Kind, Row, Value, column};
use crate::quantity::{Quantity, Universe};
use crate::statistics::rate::poisson;

/// The engagement groups, those without one, and all together.
const GROUPS: [&str; 5] = ["no_sessions", "some_sessions", "completed", NOT_RECORDED, "total"];
const TOTAL: usize = 4;

/// What incidents are counted by.
const BY: [&str; 5] = ["all", "kind", "source", "severity", "police_called"];

/// Severity from 1 to 4.
const SEVERITIES: [&str; 4] = ["1", "2", "3", "4"];

/// More than the values of anything that incidents are counted by.
const MOST_VALUES: usize = 12;

/// The values of each, `not_recorded` last.
fn values(by: usize) -> Vec<&'static str> {
    let mut values: Vec<&'static str> = match by {
        0 => return vec!["all"],
        1 => IncidentKind::ALL.iter().map(|kind| kind.code()).collect(),
        2 => IncidentSource::ALL.iter().map(|source| source.code()).collect(),
        3 => SEVERITIES.to_vec(),
        _ => Answer::ALL.iter().map(|answer| answer.code()).collect(),
    };
    values.push(NOT_RECORDED);
    values
}

/// The place of an incident among the values of each.
fn places(incident: &Incident) -> [usize; BY.len()] {
    let severity = incident
        .severity
        .map_or(SEVERITIES.len(), |of| usize::from(of).saturating_sub(1).min(SEVERITIES.len()));
    [
        0,
        incident.kind.map_or(IncidentKind::ALL.len(), Code::place),
        incident.source.map_or(IncidentSource::ALL.len(), Code::place),
        severity,
        incident.police_called.map_or(Answer::ALL.len(), Code::place),
    ]
}

/// What befell one group in one window.
#[derive(Clone, Copy, Default)]
struct Cell {
    men: u64,
    months: f64,
    by: [[u64; MOST_VALUES]; BY.len()],
}

/// Frequency, kind, source, severity and police call-outs by window and engagement group.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "incidents",
        "Incidents before, during and after the programme",
        "Do incidents become fewer or less grave, and for whom?",
        "Men with a first session attended (the date of the index referral or, where it has \
         none, of the referral that carries his sessions), and men found suitable who attended \
         none from the decision on; by engagement group, not recorded being those who attended without a \
         suitable decision. before: the six months up to the start. during: from the start (first \
         session attended, or decision) to the closure of that referral, or to the day of the \
         evaluation where it is open or its closure is before the start, which is passed over as \
         a contradiction. after: the six months from the day after closure, as far as they had come. \
         Incidents are those of any referral of the man, by the day on which they occurred. Rate: \
         incidents for each month that a man was at risk (a month being 30.44 days), with an \
         exact Poisson 95% interval (Garwood's), which takes incidents to be independent of one another.",
        "individuals with a start",
    );
    figure.columns = vec![
        column("window", "Window", Kind::Code),
        column("group", "Engagement group", Kind::Code),
        column("by", "By", Kind::Code),
        column("value", "Value", Kind::Code),
        column("count", "Incidents", Kind::Count),
        column("individuals", "Men at risk", Kind::Count),
        column("person_months", "Months at risk", Kind::Mean),
        column("rate", "Incidents a month at risk", Kind::Number),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
    ];
    figure.base = Some(Quantity::all(Universe::Of("incidents: individuals")));
    let data = &cohort.data;
    let given = data.given.incidents || !data.incidents.is_empty();
    let mut cells = [[Cell::default(); GROUPS.len()]; WINDOWS.len()];
    if given {
        (figure.n, figure.missing) = fill(cohort, &mut cells);
    }
    for (window, groups) in WINDOWS.into_iter().zip(&cells) {
        for (group, cell) in GROUPS.into_iter().zip(groups) {
            figure.rows.extend(rows(window, group, cell, given));
        }
    }
    notes(&mut figure, cohort, given);
    if given {
        figure.headline = headline(&cells);
    }
    figure
}

/// Counts men, months and incidents; gives how many men have a start, and how many lack one.
fn fill(cohort: &Cohort, cells: &mut [[Cell; GROUPS.len()]; WINDOWS.len()]) -> (u64, u64) {
    let watched: Vec<Option<(usize, Windows)>> = cohort
        .individuals
        .iter()
        .map(|man| {
            let group = man.group.map_or(Engagement::ALL.len(), |group| group as usize);
            Some((group, Windows::of(cohort, man)?))
        })
        .collect();
    for (group, windows) in watched.iter().flatten() {
        for (window, groups) in cells.iter_mut().enumerate() {
            let months = windows.months(window);
            for place in [*group, TOTAL] {
                groups[place].men += u64::from(months > 0.0);
                groups[place].months += months;
            }
        }
    }
    if !cohort.data.incidents.is_empty() {
        let men: FxHashMap<&str, u32> = cohort
            .data
            .referrals
            .iter()
            .zip(&cohort.individual_of)
            .map(|(row, man)| (row.referral_ref.as_str(), *man))
            .collect();
        for incident in &cohort.data.incidents {
            let man = men.get(incident.referral_ref.as_str());
            let Some((group, windows)) = man.and_then(|man| watched[*man as usize]) else {
                continue;
            };
            let Some(window) = windows.window(incident.occurred_on) else { continue };
            for place in [group, TOTAL] {
                for (by, value) in places(incident).into_iter().enumerate() {
                    cells[window][place].by[by][value] += 1;
                }
            }
        }
    }
    let without = cohort
        .individuals
        .iter()
        .zip(&watched)
        .filter(|(man, windows)| windows.is_none() && (man.suitable() || man.sessions > 0));
    (watched.iter().flatten().count() as u64, without.count() as u64)
}

fn rows(window: &'static str, group: &'static str, cell: &Cell, given: bool) -> Vec<Row> {
    let in_group = |quantity: Quantity| {
        if group == "total" { quantity } else { quantity.only("group", [group]) }
    };
    let at_risk = match window {
        "before" => "at_risk_before",
        "during" => "at_risk_during",
        _ => "at_risk_after",
    };
    let mut rows = Vec::new();
    for (place, by) in BY.into_iter().enumerate() {
        for (value, count) in values(place).into_iter().zip(cell.by[place]) {
            let mut set =
                in_group(Quantity::all(Universe::Of("incidents"))).only("window", [window]);
            if by != "all" {
                set = set.only(by, [value]);
            }
            let mut row = Row::new()
                .with("window", window)
                .with("group", group)
                .with("by", by)
                .with("value", value);
            if !given {
                let keys = ["count", "individuals", "person_months", "rate", "low", "high"];
                rows.push(keys.into_iter().fold(row, |row, key| row.with(key, Value::Null)));
                continue;
            }
            // An incident lies in one window; a man is at risk in several.
            let men = in_group(Quantity::all(Universe::Of("incidents: individuals")))
                .only(at_risk, ["yes"]);
            let rate = (cell.months > 0.0).then(|| count as f64 / cell.months);
            let interval = rate.map(|_| poisson(count));
            row = row
                .with_count("count", count, set)
                .with_count("individuals", cell.men, men)
                .with_number("person_months", Some(cell.months))
                .with_number("rate", rate)
                .with_number("low", interval.map(|of| of.low / cell.months))
                .with_number("high", interval.map(|of| of.high / cell.months));
            row.small = is_small(count, cell.men);
            rows.push(row);
        }
    }
    rows
}

/// The rates of everyone in the three windows.
fn headline(cells: &[[Cell; GROUPS.len()]; WINDOWS.len()]) -> Option<String> {
    let said: Vec<String> = WINDOWS
        .into_iter()
        .zip(cells)
        .filter_map(|(window, groups)| {
            let cell = &groups[TOTAL];
            let count = cell.by[0][0];
            (cell.months > 0.0).then(|| {
                format!("{:.2} {window} ({})", count as f64 / cell.months, thousands(count))
            })
        })
        .collect();
    (!said.is_empty()).then(|| format!("Incidents for each month at risk: {}.", said.join(", ")))
}

fn notes(figure: &mut Figure, cohort: &Cohort, given: bool) {
    if !given {
        figure.note(
            "No incidents file was given, so no number is defined: not told is not none. Give one \
             with --incidents.",
        );
        return;
    }
    if figure.n == 0 {
        figure.note("Nobody in scope has a first session attended, or a decision, with its date.");
    }
    if figure.missing > 0 {
        figure.note(
            "Missing are men found suitable or with sessions whose first session (or decision, \
             where none was attended) has no date by the day of the evaluation.",
        );
    }
    if figure.rows.iter().any(|row| row.get("rate") == Some(&Value::Null)) {
        figure.note("A rate is null where nobody was at risk.");
    }
    let known: u64 = figure
        .rows
        .iter()
        .filter(|row| row.text("by") == Some("all") && row.text("group") == Some("total"))
        .filter_map(|row| row.number("count"))
        .sum::<f64>() as u64;
    if known < cohort.data.incidents.len() as u64 {
        figure.note("Some incidents lie outside every window, or are of men who have none.");
    }
    figure.note(
        "Incidents come to be known through the programme itself, so that more may be recorded \
         during it without more having happened.",
    );
    note_small_rows(figure);
}

#[cfg(test)]
mod tests;
