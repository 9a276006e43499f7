//! Each sheet of the workbook.

use evaluation::{Column, Evaluation, Figure, Kind, Row, Value};
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::{Looks, number_format};
use crate::table::{self, Field};
use crate::{Stamp, contents, words};

type Written = Result<(), XlsxError>;

const FIRST: &str = "Read first";
/// The row of the headings of a figure's table, counted from nought.
const HEADINGS: u32 = 5;

/// The name of a figure's sheet: `Figure 21`, `Attrition`.
fn sheet_name(figure: &Figure) -> String {
    let name = if figure.key.starts_with(|first: char| first.is_ascii_digit()) {
        format!("Figure {}", figure.key)
    } else if figure.key == "iss" {
        "ISS".to_owned()
    } else {
        words::sentence(figure.key)
    };
    // A workbook allows 31 letters.
    name.chars().take(31).collect()
}

fn link(sheet: &str) -> Url {
    Url::new(format!("internal:'{sheet}'!A1"))
}

/// What this is, how to read it, and where everything is.
pub(super) fn start(
    sheet: &mut Worksheet,
    evaluation: &Evaluation,
    stamp: &Stamp,
    looks: &Looks,
) -> Written {
    sheet.set_name(FIRST)?;
    sheet.set_column_width(0, 34)?.set_column_width(1, 100)?;
    sheet.write_string_with_format(0, 0, contents::TITLE, &looks.title)?;
    let mut lines = vec![contents::as_at(evaluation), contents::made(stamp)];
    lines.extend(contents::scope(evaluation));
    lines.push(contents::disclosure_notice(evaluation));
    let mut at = 1;
    for line in lines {
        sheet.write_string(at, 0, line)?;
        at += 1;
    }
    at += 1;
    for (label, count) in contents::sources(evaluation) {
        sheet.write_string_with_format(at, 0, label, &looks.row_head)?;
        let beside = rust_xlsxwriter::FormatAlign::Left;
        match count {
            Some(count) => sheet.write_number_with_format(
                at,
                1,
                count as f64,
                &number_format(Kind::Count).set_align(beside),
            )?,
            None => sheet.write_string_with_format(
                at,
                1,
                words::SUPPRESSED,
                &looks.withheld.clone().set_align(beside),
            )?,
        };
        at += 1;
    }
    at += 1;
    sheet.write_string_with_format(at, 0, "How to read it", &looks.head)?;
    for line in [
        "Each figure has a sheet. Its headings stand in row 6, its rows from row 7 on; tests and notes follow.",
        "Numbers are at full precision; only how they look is rounded. Shares are parts of 1, shown in per cent.",
        "[c] stands for a number withheld so that nobody can be known by it; an empty cell is not defined.",
        "The last columns hold what the report prints, and say where a count is 1 to 4 or a group under 30.",
    ] {
        at += 1;
        sheet.write_string(at, 0, line)?;
    }
    at += 2;
    sheet.write_string_with_format(at, 0, "Sheet", &looks.head)?;
    sheet.write_string_with_format(at, 1, "What it holds", &looks.head)?;
    for figure in &evaluation.figures {
        at += 1;
        let name = sheet_name(figure);
        sheet.write_url_with_text(at, 0, link(&name), name)?;
        sheet.write_string(at, 1, figure.title)?;
    }
    for (name, holds) in [
        (
            "Data quality",
            "What is missing from each figure, and where the report contradicts itself",
        ),
        ("Method", "How each number is worked out, and how small numbers are protected"),
    ] {
        at += 1;
        sheet.write_url_with_text(at, 0, link(name), name)?;
        sheet.write_string(at, 1, holds)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A figure's table with what is needed to read it.
pub(super) fn figure(
    sheet: &mut Worksheet,
    evaluation: &Evaluation,
    figure: &Figure,
    looks: &Looks,
) -> Written {
    sheet.set_name(sheet_name(figure))?;
    sheet.write_string_with_format(0, 0, words::name(figure), &looks.title)?;
    sheet.write_string(1, 0, figure.question)?;
    sheet.write_string(3, 0, words::counted(figure))?;
    sheet.write_url_with_text(4, 0, link(FIRST), "Back to the first sheet")?;

    let fields = table::fields(figure);
    let mut unit = Kind::Number;
    let mut kinds = Vec::with_capacity(fields.len());
    let mut end = 0_u16;
    let mut room = 0.0;
    for (place, field) in (0_u16..).zip(&fields) {
        let column = figure.columns.iter().find(|column| column.key == field.key);
        let kind = kind_of(column, &mut unit);
        let head = heading(column, field);
        let is_words = matches!(kind, Kind::Code | Kind::Text);
        let look = if is_words { &looks.head } else { &looks.number_head };
        let width = width(figure, field, kind, &head);
        sheet.set_column_width(place, width)?;
        room += width;
        sheet.write_string_with_format(HEADINGS, place, head, look)?;
        kinds.push((kind, number_format(kind)));
        end = place + 1;
    }
    definition(sheet, &words::definition(&figure.definition), (end, room), looks)?;
    let all: Vec<&Row> = figure.rows.iter().collect();
    let beside = table::Beside::of(figure, &all);
    for (place, head) in (end..).zip(beside.heads()) {
        sheet.set_column_width(place, 14)?;
        sheet.write_string_with_format(HEADINGS, place, head.words, &looks.number_head)?;
    }
    let has_small = table::has_small(figure);
    let small = end + u16::try_from(beside.columns().len()).unwrap_or_default();
    if has_small {
        sheet.set_column_width(small, 14)?;
        sheet.write_string_with_format(HEADINGS, small, "Small numbers", &looks.head)?;
    }
    let mut at = HEADINGS;
    for (which, row) in figure.rows.iter().enumerate() {
        at += 1;
        for (place, (field, (kind, format))) in (0_u16..).zip(fields.iter().zip(&kinds)) {
            let Some(value) = field.value(row) else { continue };
            cell(sheet, (at, place), *kind, format, value, looks)?;
        }
        for (place, reported) in (end..).zip(beside.row(which)) {
            if let Some(reported) = reported {
                let format = as_printed(&reported.printed);
                sheet.write_number_with_format(at, place, reported.value, &format)?;
            }
        }
        if has_small && row.small && !row.suppressed {
            sheet.write_string(at, small, "small")?;
        }
    }
    sheet.set_freeze_panes(HEADINGS + 1, 1)?;
    sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    at += 1;
    let tests = figure.tests.iter().map(words::test);
    let notes = contents::notes(figure);
    for line in tests.chain(notes).chain(contents::suppressed_in(evaluation, figure)) {
        at += 1;
        sheet.write_string(at, 0, line)?;
    }
    Ok(())
}

/// The definition over the columns of the table, as high as its lines, so that all of it is read
/// where it stands.
fn definition(
    sheet: &mut Worksheet,
    text: &str,
    (columns, room): (u16, f64),
    looks: &Looks,
) -> Written {
    /// A line of text, in points.
    const LINE: f64 = 15.0;
    if columns < 2 {
        sheet.write_string_with_format(2, 0, text, &looks.explained)?;
    } else {
        sheet.merge_range(2, 0, 2, columns - 1, text, &looks.explained)?;
    }
    // Words do not fill a line to its end.
    let lines = (text.chars().count() as f64 / (room * 0.9).max(1.0)).ceil();
    sheet.set_row_height(2, lines * LINE)?;
    Ok(())
}

/// A number of the report with as many decimals as the report prints.
fn as_printed(printed: &str) -> rust_xlsxwriter::Format {
    let decimals = printed
        .split_once('.')
        .map_or(0, |(_, after)| after.chars().take_while(char::is_ascii_digit).count());
    let mut format = if decimals == 0 { "#,##0".to_owned() } else { "#,##0.".to_owned() };
    format.push_str(&"0".repeat(decimals));
    if printed.ends_with('%') {
        format.push('%');
    }
    rust_xlsxwriter::Format::new().set_num_format(format)
}

/// The ends of an interval are in the unit of the number before them.
fn kind_of(column: Option<&Column>, unit: &mut Kind) -> Kind {
    let kind = column.map_or(Kind::Number, |column| column.kind);
    match kind {
        Kind::Low | Kind::High => *unit,
        Kind::Code | Kind::Text => kind,
        kind => {
            *unit = kind;
            kind
        }
    }
}

fn heading(column: Option<&Column>, field: &Field) -> String {
    let label = column.map_or_else(|| words::head(field.key), |column| column.label.to_owned());
    match &field.name {
        Some(name) => format!("{label}: {}", words::code(name)),
        None => label,
    }
}

fn width(figure: &Figure, field: &Field, kind: Kind, head: &str) -> f64 {
    if !matches!(kind, Kind::Code | Kind::Text) {
        return (head.chars().count() as f64 / 2.0 + 4.0).clamp(11.0, 20.0);
    }
    let longest = figure
        .rows
        .iter()
        .filter_map(|row| row.text(field.key))
        .map(|text| text.chars().count())
        .max()
        .unwrap_or_default();
    (longest.max(head.chars().count()) as f64 + 3.0).clamp(12.0, 48.0)
}

fn cell(
    sheet: &mut Worksheet,
    (row_at, place): (u32, u16),
    kind: Kind,
    format: &rust_xlsxwriter::Format,
    value: &Value,
    looks: &Looks,
) -> Written {
    match value {
        Value::Withheld => {
            sheet.write_string_with_format(row_at, place, words::SUPPRESSED, &looks.withheld)?;
        }
        Value::Null => {}
        value if is_count_among_others(kind, value) => {
            let number = value.as_f64().unwrap_or_default();
            sheet.write_number_with_format(row_at, place, number, &number_format(Kind::Count))?;
        }
        Value::Count(_) | Value::Whole(_) | Value::Number(_) => {
            if let Some(number) = value.as_f64() {
                sheet.write_number_with_format(row_at, place, number, format)?;
            }
        }
        value => {
            let text = words::value(kind, value);
            let (text, look) = if place == 0 {
                (words::sentence(&text), &looks.row_head)
            } else {
                (text, &looks.words)
            };
            sheet.write_string_with_format(row_at, place, text, look)?;
        }
    }
    Ok(())
}

/// Whether a value is a count in a column of something else, and has none of its decimals: an
/// output beside a rate, a number of sessions that heads a row.
fn is_count_among_others(kind: Kind, value: &Value) -> bool {
    matches!(value, Value::Count(_) | Value::Whole(_))
        && !matches!(kind, Kind::Count | Kind::Money | Kind::Share)
}

/// How much each figure is missing, what that comes to, and the report against itself.
pub(super) fn quality(sheet: &mut Worksheet, evaluation: &Evaluation, looks: &Looks) -> Written {
    sheet.set_name("Data quality")?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 60)?.set_column_width(2, 24)?;
    sheet.write_string_with_format(0, 0, "Data quality", &looks.title)?;
    sheet.write_url_with_text(1, 0, link(FIRST), "Back to the first sheet")?;
    let mut at = 3;
    for (place, head) in
        (0..).zip(["Figure", "What it is", "Of", "Counted", "Missing", "Share missing"])
    {
        sheet.write_string_with_format(at, place, head, &looks.head)?;
    }
    let (count, share) = (number_format(Kind::Count), number_format(Kind::Share));
    for figure in &evaluation.figures {
        at += 1;
        let name = sheet_name(figure);
        sheet.write_url_with_text(at, 0, link(&name), name)?;
        sheet.write_string(at, 1, figure.title)?;
        sheet.write_string(at, 2, words::base(figure.of))?;
        if figure.withheld {
            for place in 3..6 {
                sheet.write_string_with_format(at, place, words::SUPPRESSED, &looks.withheld)?;
            }
            continue;
        }
        sheet.write_number_with_format(at, 3, figure.n as f64, &count)?;
        sheet.write_number_with_format(at, 4, figure.missing as f64, &count)?;
        let whole = figure.n + figure.missing;
        if whole > 0 {
            sheet.write_number_with_format(at, 5, figure.missing as f64 / whole as f64, &share)?;
        }
    }
    at += 2;
    sheet.write_string_with_format(at, 0, "What is missing", &looks.head)?;
    if evaluation.gaps.is_empty() {
        at += 1;
        sheet.write_string(at, 0, contents::no_gaps(evaluation))?;
    }
    for gap in &evaluation.gaps {
        at += 1;
        sheet.write_string(at, 0, words::prose(&gap.sentence))?;
    }
    if !evaluation.contradictions.is_empty() {
        at += 2;
        for (place, head) in (0..).zip([
            "The published report against itself",
            "In words",
            "Printed",
            "Its rows give",
        ]) {
            sheet.write_string_with_format(at, place, head, &looks.head)?;
        }
    }
    for of in &evaluation.contradictions {
        at += 1;
        let cells = [
            words::sentence(&of.place),
            words::prose(&of.sentence),
            words::printed(&of.printed),
            words::prose(&of.computed),
        ];
        for (place, text) in (0..).zip(cells) {
            sheet.write_string_with_format(at, place, text, &looks.wrapped)?;
        }
    }
    Ok(())
}

/// Statistics, definitions, disclosure.
pub(super) fn method(sheet: &mut Worksheet, evaluation: &Evaluation, looks: &Looks) -> Written {
    sheet.set_name("Method")?;
    sheet.set_column_width(0, 110)?;
    sheet.write_string_with_format(0, 0, "Method", &looks.title)?;
    sheet.write_url_with_text(1, 0, link(FIRST), "Back to the first sheet")?;
    let mut at = 2;
    for section in contents::method(evaluation) {
        at += 1;
        sheet.write_string_with_format(at, 0, section.heading, &looks.row_head)?;
        for paragraph in section.paragraphs {
            at += 1;
            sheet.write_string_with_format(at, 0, paragraph, &looks.wrapped)?;
        }
        at += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_has_no_decimals_beside_a_rate() {
        assert!(is_count_among_others(Kind::Mean, &Value::Count(1_074)));
        assert!(is_count_among_others(Kind::Number, &Value::Count(1_074)));
        assert!(!is_count_among_others(Kind::Mean, &Value::Number(11.4)));
        assert!(!is_count_among_others(Kind::Money, &Value::Count(298_000)));
    }
}
