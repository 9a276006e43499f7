//! A figure's picture, tables and notes as a page shows them: as in the report, but a table of
//! hundreds of rows is cut into parts that open, so that the notes stay in reach.

use documents::html;
use documents::table::{Cell, Holds, Shown, tables};
use evaluation::Figure;
use maud::{Markup, html as markup};

/// More rows than this are shown in parts.
const AT_ONCE: usize = 60;

/// The block of a figure, without a heading of its own.
pub(super) fn block(figure: &Figure) -> Markup {
    markup! {
        (html::picture(figure))
        @for shown in tables(figure) {
            @if shown.rows.len() > AT_ONCE {
                @let parts = parts(&shown);
                @let open = parts.iter().position(|part| part.shown.rows.len() <= AT_ONCE);
                @for (at, part) in parts.iter().enumerate() {
                    (opening(part, open == Some(at)))
                }
                (html::remarks(&shown))
            } @else {
                (html::table(&shown))
            }
        }
        (html::notes(figure, 3))
    }
}

/// The rows that share their first cell, as a table of their own without it.
struct Part {
    name: String,
    shown: Shown,
}

fn parts(whole: &Shown) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for row in &whole.rows {
        let Some((first, others)) = row.split_first() else { continue };
        let mut cells = others.to_vec();
        if let Some(head) = cells.first_mut() {
            *head = row_head(head);
        }
        match parts.iter_mut().find(|part| part.name == first.text) {
            Some(part) => part.shown.rows.push(cells),
            None => parts.push(Part {
                name: first.text.clone(),
                shown: Shown {
                    caption: format!("{}: {}", whole.caption, first.text),
                    heads: whole.heads.iter().skip(1).cloned().collect(),
                    rows: vec![cells],
                    remarks: Vec::new(),
                },
            }),
        }
    }
    parts
}

/// The cell by which a row is known once its first is gone, with a capital as the first had.
fn row_head(cell: &Cell) -> Cell {
    let mut letters = cell.text.chars();
    let text = letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    match cell.holds {
        Holds::Words => Cell { text, holds: Holds::RowHead, small: cell.small },
        _ => cell.clone(),
    }
}

/// A part. The first short one is open, so that there are numbers to see at once.
fn opening(part: &Part, open: bool) -> Markup {
    let rows = part.shown.rows.len();
    let count = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    markup! {
        details class="govuk-details figure-part" open[open] {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (part.name) ", " (count) }
            }
            (html::grid(&part.shown))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::table::Head;
    use evaluation::{Kind, Row, column};

    fn shown(rows: &[[&str; 2]]) -> Shown {
        let cell = |text: &str| Cell { text: text.to_owned(), holds: Holds::Words, small: false };
        Shown {
            caption: "Men".into(),
            heads: ["By", "Group"]
                .map(|words| Head { words: words.into(), numeric: false })
                .to_vec(),
            rows: rows.iter().map(|row| row.map(cell).to_vec()).collect(),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn rows_that_share_their_first_cell_stand_together_without_it() {
        let parts = parts(&shown(&[["Age", "under 25"], ["Needs", "none"], ["Age", "over 25"]]));
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["Age", "Needs"]);
        assert_eq!(parts[0].shown.caption, "Men: Age");
        assert_eq!(parts[0].shown.heads.len(), 1);
        let rows: Vec<&str> = parts[0].shown.rows.iter().map(|row| row[0].text.as_str()).collect();
        assert_eq!(rows, ["Under 25", "Over 25"]);
        assert_eq!(parts[0].shown.rows[0][0].holds, Holds::RowHead);
    }

    #[test]
    fn of_a_long_table_only_the_first_short_part_is_open() {
        let mut figure = Figure::new("long", "Men", "Who?", "Counted.", "men");
        figure.columns = vec![column("by", "By", Kind::Text), column("n", "Men", Kind::Count)];
        for (by, rows) in [("age", AT_ONCE + 1), ("needs", 2), ("area", 1)] {
            figure.rows.extend((0..rows).map(|_| Row::new().with("by", by).with("n", 7_u64)));
        }
        let page = block(&figure).into_string();
        let of = |name: &str| {
            let end = page.find(name).expect("its summary");
            page[..end].rfind("<details").map(|from| page[from..end].contains(" open>"))
        };
        assert_eq!(of("Age, 61 rows"), Some(false));
        assert_eq!(of("Needs, 2 rows"), Some(true));
        assert_eq!(of("Area, 1 row"), Some(false));
    }
}
