//! A figure's table as it is shown: the same on a page, in the report and in the PDF.
//!
//! [`tables`] lays out a figure once. Rows that hold different things (the terms of a model and
//! the months that it was fitted to) become tables of their own; low and high become one
//! interval; a list of areas by quarters becomes a cross table; the report's own numbers stand
//! in a last column.

mod columns;
mod cross;
mod crossed;
mod csv;
mod log;
mod reported;

use evaluation::{Column, Figure, Kind, Row, Value};

pub use self::csv::csv;
pub(crate) use self::csv::{Field, fields};
pub(crate) use self::reported::Beside;
use crate::words;
use columns::Place;
pub use log::release_log;

/// A table, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What it is of; distinct where a figure has several.
    pub caption: String,
    /// The headings.
    pub heads: Vec<Head>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<Cell>>,
    /// What is said under it: the report's numbers where they have no column.
    pub remarks: Vec<String>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its words.
    pub words: String,
    /// Its column holds numbers, which are right-aligned.
    pub numeric: bool,
}

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The words by which its row is known: a heading of the row.
    RowHead,
    /// Words.
    Words,
    /// A number.
    Number,
    /// A number that is not defined.
    Undefined,
    /// A number that disclosure control has taken away.
    Suppressed,
    /// Nothing: the column does not apply to the row.
    Empty,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// As it is read.
    pub text: String,
    /// What it is.
    pub holds: Holds,
    /// A small group: said beside the number.
    pub small: bool,
}

impl Cell {
    fn new(text: impl Into<String>, holds: Holds) -> Self {
        Self { text: text.into(), holds, small: false }
    }
}

/// The tables of a figure, in the order of its rows. One without rows has a table that has
/// only headings.
pub fn tables(figure: &Figure) -> Vec<Shown> {
    if let Some(table) = cross::table(figure) {
        return vec![table];
    }
    if figure.rows.iter().any(says_a_number)
        && let Some(tables) = crossed::tables(figure)
    {
        return tables;
    }
    let parts = columns::parts(figure);
    let several = parts.len() > 1;
    let mut known: Vec<String> = Vec::new();
    parts
        .into_iter()
        .map(|(mut columns, rows)| {
            if several {
                columns::without_the_same_in_every_row(&mut columns, &rows);
            }
            let mut caption = words::name(figure);
            if several {
                let own = own(&columns, &mut known);
                caption = format!("{caption}: {own}");
            }
            table(figure, caption, &columns, &rows)
        })
        .collect()
}

/// What a table is called beside others of its figure: its first column, or where another has
/// taken that word, the first column that the others have not, else a number.
fn own(columns: &[Column], known: &mut Vec<String>) -> String {
    let labels: Vec<String> = columns.iter().map(|column| column.label.to_lowercase()).collect();
    let first = labels.first().cloned().unwrap_or_default();
    let own = labels
        .iter()
        .find(|label| !known.contains(label))
        .filter(|_| known.contains(&first))
        .cloned()
        .unwrap_or_else(|| match known.iter().filter(|label| **label == first).count() {
            0 => first.clone(),
            times => format!("{first} {}", times + 1),
        });
    known.extend(labels);
    own
}

fn table(figure: &Figure, caption: String, columns: &[Column], rows: &[&Row]) -> Shown {
    let places = columns::places(columns, rows);
    let mut beside = Beside::of(figure, rows);
    let remarks = beside.take_one_of_many(figure).into_iter().collect();
    let mut heads: Vec<Head> = places.iter().map(Place::head).collect();
    heads.extend(beside.heads());
    let rows = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let mut cells: Vec<Cell> =
                places.iter().enumerate().map(|(place, of)| of.cell(row, place == 0)).collect();
            // The mark of a small group stands beside the first number: the count.
            if row.small
                && !row.suppressed
                && let Some(cell) = cells.iter_mut().find(|cell| cell.holds == Holds::Number)
            {
                cell.small = true;
            }
            cells.extend(beside.cells(at));
            cells
        })
        .collect();
    without_a_number(Shown { caption, heads, rows, remarks })
}

fn says_a_number(row: &Row) -> bool {
    row.suppressed || row.cells.iter().any(|(_, value)| value.as_f64().is_some())
}

/// A long table in which no number is defined (there was no file for it) says so in a sentence:
/// pages of dashes tell a reader nothing. CSV, workbook and JSON have every row.
fn without_a_number(mut shown: Shown) -> Shown {
    const LONG: usize = 12;
    let says = |cell: &Cell| matches!(cell.holds, Holds::Number | Holds::Suppressed);
    if shown.rows.len() > LONG && !shown.rows.iter().flatten().any(says) {
        shown.remarks.push(format!(
            "None of the numbers of these {} rows is defined, so they are left out here.",
            shown.rows.len()
        ));
        shown.rows.clear();
    }
    shown
}

/// The words of a value at the head of a row or in it.
fn text(kind: Kind, value: &Value) -> String {
    words::value(kind, value)
}

/// Whether any row of the figure was suppressed, so that the note about `[c]` is due.
pub fn is_suppressed(figure: &Figure) -> bool {
    figure.rows.iter().any(Row::hides_numbers)
}

/// Whether any row is of a small group.
pub fn has_small(figure: &Figure) -> bool {
    figure.rows.iter().any(|row| row.small && !row.suppressed)
}

impl Shown {
    /// Whether any number is marked as small, so that the note about the mark is due.
    pub fn is_marked(&self) -> bool {
        self.rows.iter().flatten().any(|cell| cell.small)
    }
}

/// Beside a number of 1 to 4 or of a group under 30.
pub const SMALL: &str = "°";
/// What the mark means, after it.
pub const SMALL_MEANS: &str = " marks a count of 1 to 4 or a group under 30: read it with care.";
/// What stands for a withheld number means.
pub const SUPPRESSED_MEANS: &str =
    "[c] stands for a number withheld so that nobody can be known by it.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn texts(row: &[Cell]) -> Vec<&str> {
        row.iter().map(|cell| cell.text.as_str()).collect()
    }

    #[test]
    fn low_and_high_become_one_interval_and_the_report_stands_beside() {
        let tables = tables(&samples::waits());
        let heads: Vec<&str> = tables[0].heads.iter().map(|head| head.words.as_str()).collect();
        assert_eq!(
            heads,
            ["Engagement group", "Men", "Mean days", "Deviation", "95% interval", "The report has"]
        );
        assert_eq!(
            texts(&tables[0].rows[0]),
            ["No sessions", "60", "30.7", "18.1", "26.0 to 35.4", "30.7"]
        );
        assert!(tables[0].rows[2][1].small, "24 men are a small group");
        assert!(!tables[0].rows[0][1].small);
    }

    #[test]
    fn a_suppressed_row_shows_that_it_is_and_keeps_its_head() {
        let tables = tables(&samples::suppressed());
        assert_eq!(
            texts(&tables[0].rows[1]),
            ["Some sessions", "[c]", "[c]", "[c]", "[c]", "30.7"].map(|text| if text == "30.7" {
                "19.2"
            } else {
                text
            })
        );
        assert_eq!(tables[0].rows[1][1].holds, Holds::Suppressed);
    }

    #[test]
    fn an_undefined_number_is_a_dash() {
        let tables = tables(&samples::empty());
        assert_eq!(texts(&tables[0].rows[0]), ["No sessions", "0", "–", "–", "–"]);
        assert_eq!(tables[0].rows[0][2].holds, Holds::Undefined);
    }

    #[test]
    fn areas_by_quarters_become_a_cross_table() {
        let tables = tables(&samples::quarters());
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].heads.len(), 1 + 5);
        assert_eq!(texts(&tables[0].rows[0]), ["Birmingham", "3", "10", "17", "24", "54"]);
        assert_eq!(
            tables[0].remarks,
            [
                "The report prints 2 of these numbers; it differs in 1: all areas, 2017Q3: 27, not 29."
            ]
        );
    }

    #[test]
    fn rows_of_two_sorts_become_two_tables() {
        let tables = tables(&samples::model());
        assert_eq!(tables.len(), 2);
        assert_eq!(tables[0].heads.len(), 4);
        assert_eq!(tables[1].heads.last().map(|head| head.words.as_str()), Some("Referrals"));
    }

    #[test]
    fn tables_of_one_figure_have_captions_of_their_own() {
        let captions: Vec<String> =
            tables(&samples::model()).into_iter().map(|table| table.caption).collect();
        assert_eq!(captions.len(), 2);
        assert_ne!(captions[0], captions[1]);
    }

    #[test]
    fn a_number_of_the_report_alone_beside_many_rows_is_said_under_the_table() {
        let mut figure = samples::survival();
        figure.reported = vec![evaluation::Reported {
            row: vec![("sessions", "1".to_owned())],
            column: "at_risk",
            printed: "1103".to_owned(),
            value: 1103.0,
        }];
        let table = tables(&figure).remove(0);
        assert!(table.heads.iter().all(|head| !head.words.contains("report")));
        let said = "The report has 1\u{202f}103 as at risk, at sessions attended 1.";
        assert_eq!(table.remarks, [said]);
    }

    #[test]
    fn the_sum_of_all_areas_does_not_part_the_denominators() {
        let mut figure = Figure::new("24", "Engagement", "Who?", "Counted.", "suitable");
        figure.columns = vec![
            evaluation::column("area", "Area", Kind::Code),
            evaluation::column("of", "Of", Kind::Code),
            evaluation::column("share", "Share", Kind::Share),
        ];
        for (area, of) in [("Dudley", "suitable_of_area"), ("total", "suitable")] {
            let row = Row::new().with("area", area).with("of", of).with_number("share", Some(0.5));
            figure.rows.push(row);
        }
        let heads = |figure: &Figure| -> Vec<String> {
            tables(figure).remove(0).heads.into_iter().map(|head| head.words).collect()
        };
        assert_eq!(heads(&figure), ["Area", "Share of men of the area found suitable"]);
        figure.rows[0].cells[1].1 = "referrals".into();
        assert_eq!(heads(&figure), ["Area", "Of", "Share"]);
    }

    #[test]
    fn a_number_by_name_has_a_column_a_name() {
        let tables = tables(&samples::survival());
        let heads: Vec<&str> = tables[0].heads.iter().map(|head| head.words.as_str()).collect();
        assert_eq!(&heads[4..], ["Left: dropped out", "Left: removed"]);
        assert_eq!(tables[0].rows[1][4].text, "3.0%");
    }
}
