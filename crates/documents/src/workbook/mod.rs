//! The workbook: a first sheet that explains, a sheet a figure, data quality, method. Numbers
//! are numbers at full precision; only how they look is rounded.
//!
//! Every figure's sheet is laid out alike, so that another program finds its table: row 1 the
//! title, 2 the question, 3 the definition, 4 who is counted, 5 the way back to the first sheet,
//! row 6 the headings of the table, from row 7 its rows. Tests and notes follow after an empty
//! row.

mod sheets;

use evaluation::{Evaluation, Kind};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook};

use crate::{Stamp, contents};

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be made: {0}. The other formats hold the same numbers")]
pub struct Error(#[from] rust_xlsxwriter::XlsxError);

/// The report as a workbook. The same evaluation and stamp give the same bytes.
///
/// # Errors
/// Where a sheet does not fit a workbook, such as more rows than it can have.
pub fn workbook(evaluation: &Evaluation, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    let created = match stamp.moment() {
        Some(moment) => ExcelDateTime::from_timestamp(moment.as_second())?,
        None => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    workbook.set_properties(
        &DocProperties::new()
            .set_title(format!("{}. {}", contents::TITLE, contents::as_at(evaluation)))
            .set_author(format!("Waymark {}", stamp.version))
            .set_creation_datetime(&created),
    );
    let looks = Looks::new();
    sheets::start(workbook.add_worksheet(), evaluation, stamp, &looks)?;
    for figure in &evaluation.figures {
        sheets::figure(workbook.add_worksheet(), evaluation, figure, &looks)?;
    }
    sheets::quality(workbook.add_worksheet(), evaluation, &looks)?;
    sheets::method(workbook.add_worksheet(), evaluation, &looks)?;
    Ok(workbook.save_to_buffer()?)
}

/// How cells look.
struct Looks {
    title: Format,
    head: Format,
    number_head: Format,
    explained: Format,
    wrapped: Format,
    words: Format,
    row_head: Format,
    withheld: Format,
}

impl Looks {
    fn new() -> Self {
        let head = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(14.0),
            number_head: head.clone().set_align(FormatAlign::Right),
            head,
            explained: wrapped.clone().set_font_color(0x51_605d),
            wrapped,
            words: Format::new(),
            row_head: Format::new().set_bold(),
            withheld: Format::new().set_align(FormatAlign::Right).set_font_color(0x51_605d),
        }
    }
}

/// How a number of a kind looks.
fn number_format(kind: Kind) -> Format {
    Format::new().set_num_format(match kind {
        Kind::Count => "#,##0",
        Kind::Share => "0.0%",
        Kind::Mean => "#,##0.0",
        Kind::Probability => "0.0000",
        Kind::Money => "[$£-809]#,##0.00",
        Kind::Code | Kind::Text | Kind::Low | Kind::High | Kind::Number => "#,##0.000",
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::{samples, words};

    fn opened(evaluation: &Evaluation) -> Xlsx<Cursor<Vec<u8>>> {
        let bytes = workbook(evaluation, &samples::stamp()).expect("a workbook");
        Xlsx::new(Cursor::new(bytes)).expect("opens")
    }

    #[test]
    fn numbers_are_numbers_and_stand_where_they_are_said_to() {
        let mut workbook = opened(&samples::evaluation());
        let sheet = workbook.worksheet_range("Figure 21").expect("a sheet");
        assert_eq!(sheet.get_value((5, 0)), Some(&Data::String("Engagement group".into())));
        assert_eq!(sheet.get_value((6, 0)), Some(&Data::String("No sessions".into())));
        assert_eq!(sheet.get_value((6, 1)), Some(&Data::Float(60.0)));
        assert_eq!(sheet.get_value((6, 2)), Some(&Data::Float(30.716_666_666_666_665)));
        assert_eq!(sheet.get_value((5, 6)), Some(&Data::String("The report has".into())));
    }

    #[test]
    fn a_definition_stands_over_the_table_and_no_line_of_it_runs_off_the_sheet() {
        let evaluation = samples::evaluation();
        let mut workbook = opened(&evaluation);
        let sheet = workbook.worksheet_range("Figure 21").expect("a sheet");
        let figure = evaluation.figures.iter().find(|one| one.key == "21").expect("a figure");
        let definition = words::definition(&figure.definition);
        assert_eq!(sheet.get_value((2, 0)), Some(&Data::String(definition)));
        let merged = workbook.merge_cells_by_sheet_name("Figure 21").expect("regions");
        let across: Vec<_> = merged.iter().map(|of| (of.start, of.end)).collect();
        assert_eq!(across, [((2, 0), (2, 5))]);
    }

    #[test]
    fn it_explains_itself_and_ends_with_quality_and_method() {
        let workbook = opened(&samples::evaluation());
        let names = workbook.sheet_names();
        assert_eq!(names.first().map(String::as_str), Some("Read first"));
        assert_eq!(names[names.len() - 2..], ["Data quality", "Method"]);
        assert_eq!(names.len(), 8 + 3);
    }

    #[test]
    fn what_is_withheld_is_text_that_says_so() {
        let mut workbook = opened(&samples::release());
        let sheet = workbook.worksheet_range("Figure 21").expect("a sheet");
        assert_eq!(sheet.get_value((7, 2)), Some(&Data::String("[c]".into())));
    }

    #[test]
    fn no_text_becomes_a_formula() {
        let mut evaluation = samples::evaluation();
        evaluation.figures[1].rows[0].cells[0].1 = evaluation::Value::from("=1+1".to_owned());
        let bytes = workbook(&evaluation, &samples::stamp()).expect("a workbook");
        let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("opens");
        let sheet = workbook.worksheet_range("Figure 21").expect("a sheet");
        assert_eq!(sheet.get_value((6, 0)), Some(&Data::String("=1+1".into())));
        let formulas = workbook.worksheet_formula("Figure 21").expect("a sheet");
        assert!(formulas.used_cells().next().is_none());
    }

    #[test]
    fn the_same_stamp_gives_the_same_bytes() {
        let make = || workbook(&samples::evaluation(), &samples::stamp()).expect("a workbook");
        assert_eq!(make(), make());
    }

    #[test]
    fn an_evaluation_of_nothing_is_a_workbook_too() {
        assert_eq!(opened(&samples::nothing()).sheet_names().len(), 4);
    }
}
