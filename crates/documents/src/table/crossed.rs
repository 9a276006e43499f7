//! Long lists of a figure's rows, laid out as cross tables that can be read: a hundred rows of
//! areas by stages become one row an area. CSV, workbook and JSON keep every row.

use std::collections::HashMap;

use evaluation::{Figure, Kind, Row, Value};

use super::{Cell, Head, Holds, Shown, cross, text};
use crate::words;

/// How some rows of a figure are laid out.
struct Layout {
    /// The figure.
    figure: &'static str,
    /// Which of its rows.
    takes: fn(&Row) -> bool,
    /// The columns whose every pair of words has a table of its own, and their words after the
    /// name of the figure.
    apart: &'static [&'static str],
    /// What else is said in the caption.
    called: &'static str,
    /// The columns whose words head a row.
    down: &'static [&'static str],
    /// The columns whose words head a column; none where there is one number.
    across: &'static [&'static str],
    /// What a cell shows.
    shows: Shows,
    /// Under every table: what is left out here.
    remark: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Shows {
    /// How many.
    Count,
    /// The share alone.
    Share,
    /// How many, and the share after it.
    CountAndShare,
    /// The same, and in a column beside it the p-value of the comparison, where there is any.
    CountShareAndP,
    /// How many, and the rate after it.
    CountAndRate,
}

const COMPARED: &str = "Each cell is a number and its share; p is of Fisher's exact test against \
    all others, not corrected. Intervals, differences and odds ratios stand in the CSV file and \
    the workbook.";
const SHARED: &str = "Each cell is a number and its share. Intervals stand in the CSV file and \
    the workbook.";
const RECORDED: &str = "Each cell is the share of rows in which the column is recorded, of those \
    to which it applies. Numbers and intervals stand in the CSV file and the workbook.";

const LAYOUTS: [Layout; 10] = [
    Layout {
        figure: "equality",
        takes: |_| true,
        apart: &["by"],
        called: "",
        down: &["value"],
        across: &["stage", "of"],
        shows: Shows::CountShareAndP,
        remark: COMPARED,
    },
    Layout {
        figure: "conversion",
        takes: |row| row.text("by") == Some("area"),
        apart: &["by"],
        called: "",
        down: &["value"],
        across: &["stage", "of"],
        shows: Shows::CountShareAndP,
        remark: COMPARED,
    },
    Layout {
        figure: "conversion",
        takes: |row| row.text("by") != Some("area"),
        apart: &["by"],
        called: "",
        down: &["value"],
        across: &["stage", "of"],
        shows: Shows::CountAndShare,
        remark: SHARED,
    },
    Layout {
        figure: "demography",
        takes: |_| true,
        apart: &["column"],
        called: "",
        down: &["value"],
        across: &["who"],
        shows: Shows::CountAndShare,
        remark: SHARED,
    },
    Layout {
        figure: "incidents",
        takes: |_| true,
        apart: &["group"],
        called: "",
        down: &["by", "value"],
        across: &["window"],
        shows: Shows::CountAndRate,
        remark: "Each cell is a number of incidents and the rate a month at risk. Men and months \
            at risk, and intervals, stand in the CSV file and the workbook.",
    },
    Layout {
        figure: "completeness",
        takes: |row| row.text("problem").is_none() && of_any_provider(row),
        apart: &["file"],
        called: "",
        down: &["column"],
        across: &["area"],
        shows: Shows::Share,
        remark: RECORDED,
    },
    Layout {
        figure: "completeness",
        takes: |row| row.text("problem").is_none() && !of_any_provider(row),
        apart: &["file"],
        called: " by provider",
        down: &["column"],
        across: &["provider"],
        shows: Shows::Share,
        remark: RECORDED,
    },
    Layout {
        figure: "completeness",
        takes: |row| row.text("problem").is_some(),
        apart: &[],
        called: "what contradicts itself",
        down: &["file", "problem"],
        across: &[],
        shows: Shows::Count,
        remark: "",
    },
    Layout {
        figure: "6",
        takes: |row| row.text("group").is_none(),
        apart: &[],
        called: "done",
        down: &["area", "organisation"],
        across: &["phase"],
        shows: Shows::Count,
        remark: "",
    },
    Layout {
        figure: "6",
        takes: |row| row.text("group").is_some(),
        apart: &[],
        called: "every interview sought",
        down: &["group", "stage"],
        across: &["phase"],
        shows: Shows::Count,
        remark: "",
    },
];

fn of_any_provider(row: &Row) -> bool {
    row.text("provider").is_none_or(|provider| provider == "total")
}

/// The cross tables of a figure that has a layout; nothing where its rows do not fit one, so
/// that they are listed.
pub(super) fn tables(figure: &Figure) -> Option<Vec<Shown>> {
    let mut tables = Vec::new();
    let mut taken = 0;
    for layout in LAYOUTS.iter().filter(|layout| layout.figure == figure.key) {
        let mut parts: Vec<(String, Vec<&Row>)> = Vec::new();
        for row in figure.rows.iter().filter(|row| (layout.takes)(row)) {
            taken += 1;
            let name = named(row, layout.apart, ", ");
            match parts.iter_mut().find(|(part, _)| *part == name) {
                Some((_, rows)) => rows.push(row),
                None => parts.push((name, vec![row])),
            }
        }
        for (name, rows) in parts {
            tables.push(table(figure, layout, &name, &rows)?);
        }
    }
    (taken > 0 && taken == figure.rows.len()).then_some(tables)
}

/// The words of a row under some columns.
fn named(row: &Row, keys: &[&str], between: &str) -> String {
    let mut said: Vec<String> = Vec::new();
    for key in keys {
        let Some(value @ (Value::Text(_) | Value::Count(_) | Value::Whole(_))) = row.get(key)
        else {
            continue;
        };
        let word = text(Kind::Code, value);
        if !said.contains(&word) {
            said.push(word);
        }
    }
    said.join(between)
}

fn table(figure: &Figure, layout: &Layout, name: &str, rows: &[&Row]) -> Option<Shown> {
    let (mut lefts, mut tops): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut found: HashMap<(usize, usize), &Row> = HashMap::with_capacity(rows.len());
    for row in rows {
        let left = place(&mut lefts, named(row, layout.down, ", "));
        let top = place(&mut tops, named(row, layout.across, ", of "));
        // Two rows for one cell: not a cross table.
        if found.insert((left, top), row).is_some() {
            return None;
        }
    }
    let says = |top: &usize| (0..lefts.len()).any(|left| has_number(found.get(&(left, *top))));
    let shown: Vec<usize> = (0..tops.len()).filter(says).collect();
    let with_p = layout.shows == Shows::CountShareAndP;
    let mut heads = vec![Head { words: row_head(figure, layout, name), numeric: false }];
    for top in &shown {
        heads.push(Head { words: head(figure, layout, &tops[*top]), numeric: true });
        if with_p {
            heads.push(Head { words: "p".into(), numeric: true });
        }
    }
    let cells = (0..lefts.len())
        .map(|left| {
            let mut cells = vec![Cell::new(words::sentence(&lefts[left]), Holds::RowHead)];
            for top in &shown {
                let row = found.get(&(left, *top));
                cells.push(cell(row.copied(), layout.shows));
                if with_p {
                    cells.push(p(row.copied()));
                }
            }
            cells
        })
        .collect();
    let apart = if name.is_empty() || layout.called.is_empty() { "" } else { "," };
    let caption = match format!("{name}{apart}{}", layout.called) {
        nothing if nothing.is_empty() => words::name(figure),
        of => format!("{}: {of}", words::name(figure)),
    };
    if shown.is_empty() {
        // The names of rows beside nothing tell a reader nothing.
        let said = format!("Nobody and nothing is counted in these {} rows.", lefts.len());
        return Some(Shown { caption, heads, rows: Vec::new(), remarks: vec![said] });
    }
    let mut remarks = Vec::new();
    if !layout.remark.is_empty() {
        remarks.push(layout.remark.to_owned());
    }
    if let Some(column) = figure.columns.iter().find(|column| column.key == "count") {
        remarks.extend(cross::remarks(figure, rows, column));
    }
    Some(Shown { caption, heads, rows: cells, remarks })
}

fn place(words: &mut Vec<String>, word: String) -> usize {
    words.iter().position(|known| *known == word).unwrap_or_else(|| {
        words.push(word);
        words.len() - 1
    })
}

fn has_number(row: Option<&&Row>) -> bool {
    row.is_some_and(|row| {
        row.suppressed || ["count", "share"].iter().any(|key| row.number(key) > Some(0.0))
    })
}

/// Over the heads of the rows stands what they are: the word that sets the table apart says it
/// where it is no name of a file or a group.
fn row_head(figure: &Figure, layout: &Layout, name: &str) -> String {
    if matches!(layout.apart, ["by" | "column"]) {
        return words::sentence(name);
    }
    let label = |key: &&str| {
        let column = figure.columns.iter().find(|column| column.key == *key);
        column.map_or_else(|| words::code(key), |column| column.label.to_lowercase())
    };
    let labels: Vec<String> = layout.down.iter().map(label).collect();
    words::sentence(&labels.join(" or "))
}

fn head(figure: &Figure, layout: &Layout, top: &str) -> String {
    if layout.across.is_empty() {
        return "Rows".into();
    }
    // A number alone says nothing: *Phase 2*.
    if top.chars().all(|letter| letter.is_ascii_digit())
        && let [key] = layout.across
        && let Some(column) = figure.columns.iter().find(|column| column.key == *key)
    {
        return format!("{} {top}", column.label);
    }
    words::sentence(top)
}

fn cell(row: Option<&Row>, shows: Shows) -> Cell {
    let Some(row) = row else { return Cell::new("", Holds::Empty) };
    if row.suppressed {
        return Cell::new(words::SUPPRESSED, Holds::Suppressed);
    }
    let share = row.number("share").map(words::share);
    let count = row.get("count").filter(|count| !matches!(count, Value::Null | Value::Withheld));
    let count = count.map(|count| text(Kind::Count, count));
    let said = match (shows, count, share) {
        (Shows::Share, _, share) => share,
        (Shows::Count, count, _) => count,
        (Shows::CountAndRate, count, _) => {
            let rate = row.number("rate").map(words::significant);
            joined(count, rate)
        }
        (_, count, share) => joined(count, share),
    };
    match said {
        Some(said) => Cell { text: said, holds: Holds::Number, small: row.small },
        None if row.withheld => Cell::new(words::SUPPRESSED, Holds::Suppressed),
        None => Cell::new(words::UNDEFINED, Holds::Undefined),
    }
}

fn joined(count: Option<String>, part: Option<String>) -> Option<String> {
    match (count, part) {
        (Some(count), Some(part)) => Some(format!("{count} ({part})")),
        (count, part) => count.or(part),
    }
}

fn p(row: Option<&Row>) -> Cell {
    match row.and_then(|row| row.get("fisher_p")) {
        Some(Value::Number(p)) => Cell::new(words::number(Kind::Probability, *p), Holds::Number),
        Some(Value::Withheld) => Cell::new(words::SUPPRESSED, Holds::Suppressed),
        Some(_) => Cell::new(words::UNDEFINED, Holds::Undefined),
        None => Cell::new("", Holds::Empty),
    }
}

#[cfg(test)]
mod tests {
    use evaluation::column;

    use super::*;

    fn equality() -> Figure {
        let mut figure = Figure::new("equality", "Who comes", "Who?", "Shares.", "named per row");
        figure.columns = vec![
            column("by", "By", Kind::Code),
            column("value", "Group", Kind::Code),
            column("stage", "Stage", Kind::Code),
            column("count", "Number", Kind::Count),
        ];
        for (by, value) in
            [("ethnicity", "asian_indian"), ("religion", "sikh"), ("religion", "none")]
        {
            for (stage, of, count) in
                [("suitable", "assessed", 18_u64), ("completed", "suitable", 3)]
            {
                let mut row = Row::new()
                    .with("by", by)
                    .with("value", value)
                    .with("stage", stage)
                    .with("count", count)
                    .with("of", of)
                    .with_number("share", Some(0.6))
                    .with_number("fisher_p", Some(0.188));
                row.small = count < 5;
                figure.rows.push(row);
            }
        }
        figure
    }

    fn texts(row: &[Cell]) -> Vec<&str> {
        row.iter().map(|cell| cell.text.as_str()).collect()
    }

    #[test]
    fn each_characteristic_has_a_table_with_a_row_a_group() {
        let tables = tables(&equality()).expect("crossed");
        assert_eq!(tables.len(), 2);
        let heads: Vec<&str> = tables[1].heads.iter().map(|head| head.words.as_str()).collect();
        assert_eq!(
            heads,
            ["Religion", "Suitable, of assessed", "p", "Completed, of suitable", "p"]
        );
        assert_eq!(
            texts(&tables[0].rows[0]),
            ["Asian Indian", "18 (60.0%)", "0.19", "3 (60.0%)", "0.19"]
        );
        assert!(tables[0].rows[0][3].small && !tables[0].rows[0][1].small);
        assert_eq!(tables[1].rows.len(), 2);
        assert_eq!(tables[1].caption, "Who comes: religion");
    }

    #[test]
    fn rows_in_which_nothing_is_counted_are_a_sentence() {
        let mut figure = equality();
        for row in &mut figure.rows {
            row.cells.retain(|(key, _)| !matches!(*key, "count" | "share" | "fisher_p"));
        }
        let table = tables(&figure).expect("crossed").remove(1);
        assert!(table.rows.is_empty());
        assert_eq!(table.remarks, ["Nobody and nothing is counted in these 2 rows."]);
    }

    #[test]
    fn what_is_withheld_stays_so() {
        let mut figure = equality();
        figure.rows[0].suppressed = true;
        figure.rows[0].cells.retain(|(key, _)| !matches!(*key, "count" | "share" | "fisher_p"));
        let row = tables(&figure).expect("crossed").remove(0).rows.remove(0);
        assert_eq!(row[1].holds, Holds::Suppressed);
    }

    #[test]
    fn rows_that_do_not_cross_are_listed() {
        let mut figure = equality();
        figure.rows.push(figure.rows[0].clone());
        assert!(tables(&figure).is_none());
        assert!(tables(&crate::samples::waits()).is_none());
    }
}
