//! What the template is given: one JSON file of words, and an SVG file a picture.

use std::collections::BTreeMap;

use evaluation::{Evaluation, Figure, Finding};
use serde_json::{Value, json};

use super::world::has_letter;
use crate::table::{self, Holds, Shown};
use crate::{Stamp, chart, contents, words};

/// The files of a report, by name.
pub(super) fn files(evaluation: &Evaluation, stamp: &Stamp) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let figures: Vec<Value> =
        evaluation.figures.iter().map(|of| figure(evaluation, of, &mut files)).collect();
    let flow = evaluation.figure("14").and_then(|flow| {
        Some(json!({
            "heading": words::headline(flow).unwrap_or_else(|| flow.title.to_owned()),
            "file": file_of(flow),
            "alt": alt(flow)?,
            "height": 74.0,
        }))
    });
    let method: Vec<Value> = contents::method(evaluation)
        .into_iter()
        .map(|section| json!({"heading": section.heading, "paragraphs": section.paragraphs}))
        .collect();
    let contradictions: Vec<Value> = evaluation
        .contradictions
        .iter()
        .map(|of| {
            json!([
                words::sentence(&of.place),
                words::printed(&of.printed),
                words::prose(&of.computed),
                words::prose(&of.sentence),
            ])
        })
        .collect();
    let sources: Vec<Value> = contents::sources(evaluation)
        .into_iter()
        .map(|(label, count)| json!([label, words::whole_or_withheld(count)]))
        .collect();
    let mut report = json!({
        "title": contents::TITLE,
        "as_at": contents::as_at(evaluation),
        "made": contents::made(stamp),
        "scope": contents::scope(evaluation),
        "notice": contents::disclosure_notice(evaluation),
        "sources": sources,
        "flow": flow,
        "findings": said(evaluation, &evaluation.findings),
        "no_gaps": contents::no_gaps(evaluation),
        "gaps": said(evaluation, &evaluation.gaps),
        "figures": figures,
        "contradictions": contradictions,
        "of_contradictions": contents::CONTRADICTIONS,
        "method": method,
    });
    settable(&mut report);
    files.insert("report.json".to_owned(), report.to_string().into_bytes());
    files
}

fn figure(evaluation: &Evaluation, of: &Figure, files: &mut BTreeMap<String, Vec<u8>>) -> Value {
    let picture = chart::alone(of).and_then(|svg| {
        let height = height_of(&svg);
        files.insert(file_of(of), settable_text(&svg).into_bytes());
        Some(json!({"file": file_of(of), "alt": alt(of)?, "height": height}))
    });
    let tables = table::tables(of);
    let mut remarks = Vec::new();
    if table::is_suppressed(of) {
        remarks.push(table::SUPPRESSED_MEANS.to_owned());
    }
    remarks.extend(contents::suppressed_in(evaluation, of));
    if tables.iter().any(Shown::is_marked) {
        remarks.push(format!("{}{}", table::SMALL, table::SMALL_MEANS));
    }
    json!({
        "key": of.key,
        "name": words::name(of),
        "headline": words::headline(of),
        "question": of.question,
        "picture": picture,
        "tables": tables.iter().map(shown).collect::<Vec<_>>(),
        "remarks": remarks,
        "counted": words::counted(of),
        "notes": contents::notes(of),
        "definition": words::definition(&of.definition),
        "tests": of.tests.iter().map(words::test).collect::<Vec<_>>(),
    })
}

fn shown(table: &Shown) -> Value {
    let heads: Vec<Value> =
        table.heads.iter().map(|head| json!([head.words, head.numeric])).collect();
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<Value> = row
                .iter()
                .map(|cell| {
                    let holds = match cell.holds {
                        Holds::RowHead => "head",
                        Holds::Words | Holds::Empty => "words",
                        Holds::Number | Holds::Undefined | Holds::Suppressed => "number",
                    };
                    let small = if cell.small { table::SMALL } else { "" };
                    json!([format!("{small}{}", cell.text), holds])
                })
                .collect();
            Value::Array(cells)
        })
        .collect();
    // Where a table does not fit an upright page, its words are set in shorter lines before the
    // page is laid on its side.
    let (widths, (size, wide)) = [20, 14, 10]
        .into_iter()
        .map(|line| widths(table, line))
        .map(|widths| (fit(widths.iter().sum()), widths))
        .find(|((_, wide), _)| !wide)
        .map_or_else(
            || {
                let widths = widths(table, 20);
                let fit = fit(widths.iter().sum());
                (widths, fit)
            },
            |(fit, widths)| (widths, fit),
        );
    json!({
        "caption": table.caption,
        "heads": heads,
        "rows": rows,
        "remarks": table.remarks,
        "size": size,
        "widths": widths,
        "wide": wide && !table.rows.is_empty(),
    })
}

/// How wide each column must be, in letters: its longest number, or its longest word that
/// cannot be broken, where words stand in lines of about so many letters.
fn widths(table: &Shown, line: usize) -> Vec<usize> {
    let longest_word =
        |text: &str| text.split(' ').map(|word| word.chars().count()).max().unwrap_or_default();
    let width = |place: usize, head: &str| {
        let cells = table.rows.iter().filter_map(|row| row.get(place));
        let widest = cells
            .map(|cell| match cell.holds {
                Holds::Number | Holds::Undefined | Holds::Suppressed => {
                    cell.text.chars().count().min(34) + usize::from(cell.small)
                }
                Holds::RowHead | Holds::Words | Holds::Empty => {
                    cell.text.chars().count().min(longest_word(&cell.text).max(line))
                }
            })
            .max();
        widest.unwrap_or_default().max(longest_word(head)) + 2
    };
    table.heads.iter().enumerate().map(|(place, head)| width(place, &head.words)).collect()
}

/// The size of letters, in points, in which a table of so many letters fits the width of a
/// page, and whether the page must lie on its side for it.
fn fit(letters: usize) -> (f64, bool) {
    match letters {
        0..=84 => (9.5, false),
        85..=96 => (8.5, false),
        97..=112 => (7.5, false),
        113..=124 => (7.0, false),
        125..=150 => (8.5, true),
        _ => (7.5, true),
    }
}

/// How high a picture stands on the page, in millimetres.
fn height_of(svg: &str) -> f64 {
    let units = svg
        .split(" height=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .and_then(|height| height.parse::<f64>().ok())
        .unwrap_or(chart::WIDTH);
    (units / chart::WIDTH * 150.0).min(150.0)
}

fn said(evaluation: &Evaluation, findings: &[Finding]) -> Vec<Value> {
    findings
        .iter()
        .map(|finding| {
            let figure = evaluation.figure(finding.figure);
            json!({
                "sentence": words::prose(&finding.sentence),
                "figure": figure.map(|_| finding.figure),
                "name": figure.map(words::short_name),
            })
        })
        .collect()
}

fn file_of(figure: &Figure) -> String {
    format!("chart-{}.svg", figure.key)
}

fn alt(figure: &Figure) -> Option<String> {
    Some(format!("{}. {}", figure.title, chart::description(figure)?))
}

/// PDF/A refuses a text with a letter that no face of the report has. Such a letter is replaced
/// by the nearest that there is; the other formats keep it.
fn settable(value: &mut Value) {
    match value {
        Value::String(text) => {
            if !text.chars().all(has_letter) {
                *text = settable_text(text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(settable),
        Value::Object(values) => values.values_mut().for_each(settable),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn settable_text(text: &str) -> String {
    let mut settable = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if has_letter(letter) || letter == '\n' => settable.push(letter),
            '\u{202f}' => settable.push('\u{a0}'),
            '\u{2007}' | '\u{2008}' => settable.push('\u{2009}'),
            '\u{2010}' | '\u{2011}' => settable.push('-'),
            '≥' => settable.push_str("at least "),
            '≤' => settable.push_str("at most "),
            '→' => settable.push('–'),
            control if control.is_control() => settable.push(' '),
            _ => settable.push('?'),
        }
    }
    settable
}
