//! How much of every column is recorded, and what the rows say against themselves.

mod applies;
mod contradictions;

use std::borrow::Cow;

use dataset::codes::Area;
use dataset::{Code, Column as DataColumn, Row as DataRow};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::applies::Applies;
use self::contradictions::Contradiction;
pub use self::contradictions::{Warning, warnings};
use super::characteristics::NOT_RECORDED;
use super::rows::{PROPORTION, proportion};
use super::wording::{in_words, note_small_rows, per_cent, share_of, thousands};
use crate::Cohort;
use crate::figure::{Figure, Kind, Row, Value, column};
use crate::quantity::{Quantity, Universe};

/// The seven areas, those not recorded, and all together.
const AREAS: usize = 9;
const TOTAL: usize = 8;

/// The most providers that have rows of their own: more are misspellings.
const MOST_PROVIDERS: usize = 50;

/// Share recorded of every column of referrals and support by area, of support by provider,
/// and the contradictions found.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "completeness",
        "What is recorded, and what contradicts itself",
        "How far can the numbers be trusted?",
        "Share of the rows to which a column applies that have something recorded in it; \
         “unknown” is an answer, an empty cell is not. Most columns apply to every row; others to \
         the rows named under Of: unsuitable_reason to unsuitable, decided_on to decided, \
         assessment_outcome to those with a first assessment attended, \
         first_assessment_attended_on to those with an outcome, first_session_offered_on and \
         sessions_attended to suitable, first_session_attended_on and delivery to those with \
         sessions, closed_on to those with a closure reason, closure_reason to those closed, \
         children_ages to those not said to have no children, support types and sessions to \
         support started. By area, and support by provider too. n is how many cells are recorded \
         of those that apply, missing how many are not. Rows with a problem are contradictions: \
         how many rows (or individuals) break each rule.",
        "rows to which the column applies",
    );
    figure.columns = vec![
        column("file", "File", Kind::Code),
        column("column", "Column", Kind::Code),
        column("area", "Area", Kind::Code),
        column("provider", "Provider", Kind::Text),
    ];
    figure.columns.extend(PROPORTION);
    figure.columns.push(column("problem", "Contradiction", Kind::Text));
    figure.base = Some(Quantity::all(Universe::Of("completeness")));

    let data = &cohort.data;
    let referrals = by_area(&data.referrals, |row| row.area, applies::referral);
    add_rows(&mut figure, "referrals", &referrals);
    let support = by_area(&data.support, |row| row.area, applies::support);
    add_rows(&mut figure, "support", &support);
    add_providers(&mut figure, cohort, &support);
    // The files that may be absent are counted whole, where they are given.
    add_file(&mut figure, "interviews", &data.interviews);
    add_file(&mut figure, "measures", &data.measures);
    add_file(&mut figure, "incidents", &data.incidents);
    add_file(&mut figure, "activity", &data.activity);

    figure.headline = headline(&figure);
    let found = contradictions::all(cohort);
    notes(&mut figure, cohort, &found);
    figure.rows.extend(found.iter().map(contradiction_row));
    note_small_rows(&mut figure);
    figure
}

/// Of a column: how many rows it applies to, and how many have it, by area.
struct Recorded {
    name: &'static str,
    of: &'static str,
    by: [[u64; 2]; AREAS],
}

/// One pass over the rows: rows outside, columns inside.
fn by_area<R: DataRow>(
    rows: &[R],
    area: fn(&R) -> Option<Area>,
    applies: fn(&str) -> Applies<R>,
) -> Vec<Recorded> {
    let columns: Vec<(&DataColumn<R>, Applies<R>)> =
        R::COLUMNS.iter().map(|column| (column, applies(column.name))).collect();
    let none = || vec![[[0_u64; 2]; AREAS]; columns.len()];
    let counts = rows
        .par_chunks(1 << 15)
        .map(|rows| {
            let mut counts = none();
            for row in rows {
                let place = area(row).map_or(Area::ALL.len(), Code::place);
                for (counts, (column, applies)) in counts.iter_mut().zip(&columns) {
                    let applies = applies.holds(row);
                    counts[place][0] += u64::from(applies);
                    counts[place][1] += u64::from(applies && (column.recorded)(row));
                }
            }
            counts
        })
        .reduce(none, |mut a, b| {
            for (a, b) in a.iter_mut().flatten().flatten().zip(b.iter().flatten().flatten()) {
                *a += b;
            }
            a
        });
    columns
        .iter()
        .zip(counts)
        .map(|((column, applies), mut by)| {
            by[TOTAL] = by[..TOTAL].iter().fold([0, 0], |sum, of| [sum[0] + of[0], sum[1] + of[1]]);
            Recorded { name: column.name, of: applies.to, by }
        })
        .collect()
}

fn quantity(file: &'static str, column: &'static str) -> Quantity {
    Quantity::all(Universe::Of("completeness"))
        .only("file", [file])
        .only("column", [column])
        .only("recorded", ["yes"])
}

fn area_names() -> impl Iterator<Item = &'static str> {
    Area::ALL.iter().map(|area| area.code()).chain([NOT_RECORDED, "total"])
}

fn add_rows(figure: &mut Figure, file: &'static str, recorded: &[Recorded]) {
    for column in recorded {
        for (area, [whole, count]) in area_names().zip(column.by) {
            let mut set = quantity(file, column.name);
            if area != "total" {
                set = set.only("area", [area]);
            }
            let mut row =
                Row::new().with("file", file).with("column", column.name).with("area", area);
            if file == "support" {
                row = row.with("provider", "total");
            }
            figure.rows.push(proportion(row, count, set, column.of, whole));
        }
        let [whole, count] = column.by[TOTAL];
        figure.n += count;
        figure.missing += whole - count;
    }
}

/// Support by provider, all areas together.
fn add_providers(figure: &mut Figure, cohort: &Cohort, columns: &[Recorded]) {
    let rules: Vec<_> = columns.iter().map(|column| applies::support(column.name)).collect();
    let mut providers: FxHashMap<&str, (u64, Vec<[u64; 2]>)> = FxHashMap::default();
    for case in &cohort.data.support {
        let name = case.provider.as_deref().unwrap_or(NOT_RECORDED);
        let (cases, counts) =
            providers.entry(name).or_insert_with(|| (0, vec![[0, 0]; columns.len()]));
        *cases += 1;
        let table = <dataset::Support as DataRow>::COLUMNS;
        for ((count, applies), column) in counts.iter_mut().zip(&rules).zip(table) {
            let applies = applies.holds(case);
            count[0] += u64::from(applies);
            count[1] += u64::from(applies && (column.recorded)(case));
        }
    }
    let mut providers: Vec<_> = providers.into_iter().collect();
    providers.sort_by(|(a, (x, _)), (b, (y, _))| y.cmp(x).then(a.cmp(b)));
    if providers.len() > MOST_PROVIDERS {
        figure.note(format!(
            "{} names of providers are recorded, surely not all of them apart: only the \
             {MOST_PROVIDERS} commonest have rows.",
            thousands(providers.len() as u64)
        ));
        providers.truncate(MOST_PROVIDERS);
    }
    providers.sort_by_key(|(name, _)| *name);
    for (place, column) in columns.iter().enumerate() {
        for (name, (_, counts)) in &providers {
            let [whole, count] = counts[place];
            let set = quantity("support", column.name).only("provider", [(*name).to_owned()]);
            let row = Row::new()
                .with("file", "support")
                .with("column", column.name)
                .with("area", "total")
                .with("provider", (*name).to_owned());
            figure.rows.push(proportion(row, count, set, column.of, whole));
        }
    }
}

fn add_file<R: DataRow>(figure: &mut Figure, file: &'static str, rows: &[R]) {
    if rows.is_empty() {
        return;
    }
    for column in R::COLUMNS {
        let count = rows.iter().filter(|row| (column.recorded)(row)).count() as u64;
        let row = Row::new().with("file", file).with("column", column.name).with("area", "total");
        let set = quantity(file, column.name);
        figure.rows.push(proportion(row, count, set, "rows", rows.len() as u64));
        figure.n += count;
        figure.missing += rows.len() as u64 - count;
    }
}

fn contradiction_row(found: &Contradiction) -> Row {
    let quantity = Quantity::all(Universe::Of("completeness: contradictions"))
        .only("file", [found.file])
        .only(found.code, ["yes"]);
    let row = Row::new().with("file", found.file).with("column", found.code).with("area", "total");
    let mut row = proportion(row, found.count, quantity, found.of, found.whole)
        .with("problem", Value::Text(Cow::Borrowed(found.problem)));
    // A rule that is seldom broken is no small group.
    row.small = false;
    row
}

/// How much is recorded, and the column of referrals with the greatest gap.
fn headline(figure: &Figure) -> Option<String> {
    let all = figure.n + figure.missing;
    if all == 0 {
        return None;
    }
    let worst = figure
        .rows
        .iter()
        .filter(|row| row.text("file") == Some("referrals") && row.text("area") == Some("total"))
        // Links to her case are in evaluators' files alone: their absence is no gap.
        .filter(|row| row.text("column") != Some("support_ref"))
        .filter_map(|row| Some((row, row.number("share")?)))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let recorded = format!("{} cells that apply are recorded", share_of(figure.n, all));
    Some(match worst {
        Some((row, share)) if share < 1.0 => format!(
            "{recorded}; the widest gap in referrals is {}, recorded for {} of {}.",
            in_words(row.text("column")?),
            per_cent(share),
            in_words(row.text("of")?)
        ),
        _ => format!("{recorded}."),
    })
}

fn notes(figure: &mut Figure, cohort: &Cohort, found: &[Contradiction]) {
    let given = &cohort.data.given;
    if cohort.data.referrals.is_empty() {
        figure.note("No referral is in scope, so shares of referrals are null.");
    }
    if cohort.data.support.is_empty() {
        figure.note("No support case is in scope, so shares of support cases are null.");
    }
    if figure.rows.iter().any(|row| row.get("share") == Some(&Value::Null)) {
        figure.note("A share is null where the column applies to no row.");
    }
    let absent: Vec<&str> = [
        ("support", given.support || !cohort.data.support.is_empty()),
        ("interviews", given.interviews || !cohort.data.interviews.is_empty()),
        ("measures", given.measures || !cohort.data.measures.is_empty()),
        ("incidents", given.incidents || !cohort.data.incidents.is_empty()),
        ("activity", given.activity || !cohort.data.activity.is_empty()),
    ]
    .into_iter()
    .filter_map(|(file, given)| (!given).then_some(file))
    .collect();
    if !absent.is_empty() {
        figure.note(format!("Not given: {}.", absent.join(", ")));
    }
    if cohort.left_out.referrals_received_later > 0 {
        figure.note("Referrals received after the day of the evaluation are left out.");
    }
    // Their counts stand in rows, where disclosure control sees them.
    for contradiction in found.iter().filter(|found| found.count > 0) {
        figure.note(format!("Contradiction in {}: {}.", contradiction.file, contradiction.problem));
    }
}

#[cfg(test)]
mod tests;
