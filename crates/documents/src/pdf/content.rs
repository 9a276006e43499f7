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
            "heading": flow.headline.as_deref().unwrap_or(flow.title),
            "file": file_of(flow),
            "alt": alt(flow)?,
        }))
    });
    let method: Vec<Value> = contents::method(evaluation)
        .into_iter()
        .map(|section| json!({"heading": section.heading, "paragraphs": section.paragraphs}))
        .collect();
    let contradictions: Vec<Value> = evaluation
        .contradictions
        .iter()
        .map(|of| json!([of.place, of.printed, of.computed, of.sentence]))
        .collect();
    let sources: Vec<Value> = contents::sources(evaluation)
        .into_iter()
        .map(|(label, count)| json!([label, words::whole(i128::from(count))]))
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
        "gaps": said(evaluation, &evaluation.gaps),
        "figures": figures,
        "contradictions": contradictions,
        "method": method,
    });
    settable(&mut report);
    files.insert("report.json".to_owned(), report.to_string().into_bytes());
    files
}

fn figure(evaluation: &Evaluation, of: &Figure, files: &mut BTreeMap<String, Vec<u8>>) -> Value {
    let picture = chart::alone(of).and_then(|svg| {
        files.insert(file_of(of), settable_text(&svg).into_bytes());
        Some(json!({"file": file_of(of), "alt": alt(of)?}))
    });
    let tables: Vec<Value> = table::tables(of).iter().map(shown).collect();
    let mut remarks = Vec::new();
    if table::is_suppressed(of) {
        remarks
            .push("[c] stands for a number withheld so that nobody can be known by it.".to_owned());
    }
    remarks.extend(contents::suppressed_in(evaluation, of));
    if table::has_small(of) {
        remarks.push("° marks a cell under 5 or a group under 30: read it with care.".to_owned());
    }
    json!({
        "key": of.key,
        "name": words::name(of),
        "headline": of.headline.as_deref().map(|line| line.trim_end_matches('.')),
        "question": of.question,
        "picture": picture,
        "tables": tables,
        "remarks": remarks,
        "counted": words::counted(of),
        "notes": of.notes,
        "definition": of.definition,
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
                    let small = if cell.small { "° " } else { "" };
                    json!([format!("{small}{}", cell.text), holds])
                })
                .collect();
            Value::Array(cells)
        })
        .collect();
    json!({"caption": table.caption, "heads": heads, "rows": rows, "remarks": table.remarks})
}

fn said(evaluation: &Evaluation, findings: &[Finding]) -> Vec<Value> {
    findings
        .iter()
        .map(|finding| {
            let figure = evaluation.figure(finding.figure);
            json!({
                "sentence": finding.sentence,
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
            '\u{202f}' | '\u{2007}' | '\u{2008}' => settable.push('\u{2009}'),
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
