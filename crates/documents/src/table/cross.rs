//! Two lists of words and one count (areas by quarters) as a cross table.

use evaluation::{Column, Figure, Kind, Row, Value};

use super::reported::found;
use super::{Cell, Head, Holds, Shown, text};
use crate::words;

/// More columns than this do not fit a page, and the rows are listed instead.
const MOST_COLUMNS: usize = 24;

/// More differences from the report than this are counted, not named.
const MOST_NAMED: usize = 12;

/// The cross table, where the figure is one: two columns of words, one of numbers, every pair
/// once, and more than two of each.
pub(super) fn table(figure: &Figure) -> Option<Shown> {
    let [down, across, value] = figure.columns.as_slice() else { return None };
    let is_words = |column: &Column| matches!(column.kind, Kind::Code | Kind::Text);
    if !is_words(down) || !is_words(across) || is_words(value) || figure.rows.is_empty() {
        return None;
    }
    let lefts = distinct(figure, down)?;
    let tops = distinct(figure, across)?;
    let fits = lefts.len() > 2 && (3..=MOST_COLUMNS).contains(&tops.len());
    if !fits || figure.rows.len() != lefts.len() * tops.len() {
        return None;
    }
    let mut heads = vec![Head { words: down.label.into(), numeric: false }];
    heads.extend(tops.iter().map(|top| Head { words: words::head(top), numeric: true }));
    let mut rows = Vec::with_capacity(lefts.len());
    for left in &lefts {
        let mut cells = vec![Cell::new(words::head(left), Holds::RowHead)];
        for top in &tops {
            let row = figure.row(&[(down.key, left), (across.key, top)])?;
            cells.push(cell(row, value));
        }
        rows.push(cells);
    }
    let caption = format!("{}: {}", words::name(figure), value.label.to_lowercase());
    let all: Vec<&Row> = figure.rows.iter().collect();
    let remarks = remarks(figure, &all, value).into_iter().collect();
    Some(Shown { caption, heads, rows, remarks })
}

fn distinct<'a>(figure: &'a Figure, column: &Column) -> Option<Vec<&'a str>> {
    let mut distinct = Vec::new();
    for row in &figure.rows {
        let word = row.text(column.key)?;
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    Some(distinct)
}

fn cell(row: &Row, column: &Column) -> Cell {
    match row.get(column.key) {
        None => Cell::new("", Holds::Empty),
        Some(Value::Withheld) => Cell::new(words::SUPPRESSED, Holds::Suppressed),
        Some(Value::Null) => Cell::new(words::UNDEFINED, Holds::Undefined),
        Some(value) => {
            Cell { text: text(column.kind, value), holds: Holds::Number, small: row.small }
        }
    }
}

/// The report's numbers have no column here, so it is said how many agree and which do not.
pub(super) fn remarks(figure: &Figure, rows: &[&Row], value: &Column) -> Option<String> {
    let mut printed = 0_usize;
    let mut differing = Vec::new();
    for row in rows {
        for reported in found(figure, row).filter(|reported| reported.column == value.key) {
            printed += 1;
            let Some(ours) = row.number(value.key) else { continue };
            if (ours - reported.value).abs() > 1e-9 {
                let place: Vec<String> =
                    reported.row.iter().map(|(key, word)| all_or_one(key, word)).collect();
                let ours = text(value.kind, row.get(value.key).unwrap_or(&Value::Null));
                let theirs = words::printed(&reported.printed);
                differing.push(format!("{}: {theirs}, not {ours}", place.join(", ")));
            }
        }
    }
    Some(match (printed, differing.len()) {
        (0, _) => return None,
        (printed, 0) => format!("The report prints {printed} of these numbers; all agree."),
        (printed, count) => {
            let others = match count.saturating_sub(MOST_NAMED) {
                0 => String::new(),
                others => format!("; and {others} others"),
            };
            differing.truncate(MOST_NAMED);
            format!(
                "The report prints {printed} of these numbers; it differs in {count}: {}{others}.",
                differing.join("; ")
            )
        }
    })
}

/// The word of one row, or of the sum of them.
fn all_or_one(key: &str, word: &str) -> String {
    match word {
        "total" => format!("all {}s", words::code(key)),
        word => words::code(word),
    }
}
