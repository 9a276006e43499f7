//! The report as PDF/UA-1 and PDF/A-2a, set by Typst.
//!
//! What is said reaches the template as a JSON file, and pictures as SVG files; nothing is
//! pasted into the source, so no word of a data set can become a command.

mod content;
mod world;

use evaluation::Evaluation;
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::Stamp;
use world::Desk;

/// Why there is no PDF. Either is a fault of the template, not of the data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Typst could not set the report.
    #[error(
        "the report could not be set as PDF: {0}. Please report this; the other formats hold the same numbers"
    )]
    Set(String),
    /// The report was set, but does not hold to PDF/UA-1 and PDF/A-2a.
    #[error(
        "the report does not hold to PDF/UA-1 and PDF/A-2a: {0}. Please report this; the other formats hold the same numbers"
    )]
    Standard(String),
}

/// The report as PDF.
///
/// # Errors
/// Where the template and the report do not fit: see [`Error`].
pub fn report(evaluation: &Evaluation, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let desk = Desk::new(content::files(evaluation, stamp));
    let document = typst::compile(&desk).output.map_err(|errors| Error::Set(said(&errors)))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| Error::Standard(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("waymark {} {}", evaluation.scope.as_at, stamp.generated)),
        creator: Smart::Custom(Some(format!("Waymark {}", stamp.version))),
        timestamp: timestamp(stamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| Error::Standard(said(&errors)))
}

/// Forgets what Typst remembers of documents not set in the last `age` runs. A server calls it
/// after each report; a command that ends does not need to.
pub fn forget(age: usize) {
    typst::comemo::evict(age);
}

fn said(errors: &[typst::diag::SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

fn timestamp(stamp: &Stamp) -> Option<Timestamp> {
    let moment = jiff::tz::Offset::UTC.to_datetime(stamp.moment()?);
    let part = |number: i8| u8::try_from(number).ok();
    let datetime = Datetime::from_ymd_hms(
        i32::from(moment.year()),
        part(moment.month())?,
        part(moment.day())?,
        part(moment.hour())?,
        part(moment.minute())?,
        part(moment.second())?,
    )?;
    Some(Timestamp::new_utc(datetime))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn holds(pdf: &[u8], words: &str) -> usize {
        pdf.windows(words.len()).filter(|window| *window == words.as_bytes()).count()
    }

    #[test]
    fn the_report_is_tagged_speaks_its_language_and_is_the_same_twice() {
        let pdf = report(&samples::evaluation(), &samples::stamp()).expect("a report");
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert!(holds(&pdf, "/Lang") > 0, "a language");
        assert!(holds(&pdf, "/StructTreeRoot") > 0, "tags");
        assert!(holds(&pdf, "pdfuaid") > 0, "PDF/UA");
        assert!(holds(&pdf, "pdfaid") > 0, "PDF/A");
        assert!(holds(&pdf, "/Outlines") > 0, "an outline");
        assert_eq!(pdf, report(&samples::evaluation(), &samples::stamp()).expect("a report"));
    }

    #[test]
    fn every_picture_has_words_for_those_who_do_not_see_it() {
        let evaluation = samples::evaluation();
        let files = content::files(&evaluation, &samples::stamp());
        let report: serde_json::Value =
            serde_json::from_slice(&files["report.json"]).expect("json");
        let mut pictures = vec![&report["flow"]];
        pictures
            .extend(report["figures"].as_array().into_iter().flatten().map(|of| &of["picture"]));
        let pictures: Vec<_> = pictures.into_iter().filter(|of| !of.is_null()).collect();
        assert!(pictures.len() > 5);
        for picture in &pictures {
            assert!(picture["alt"].as_str().is_some_and(|alt| alt.len() > 30), "{picture}");
        }
        // The template draws no other image, and gives each its words.
        let template = include_str!("report.typ");
        assert_eq!(template.matches("image(").count(), template.matches("alt: of.alt").count());
    }

    #[test]
    fn the_same_numbers_stand_in_the_pdf() {
        let files = content::files(&samples::evaluation(), &samples::stamp());
        let report = String::from_utf8(files["report.json"].clone()).expect("text");
        assert!(report.contains("26.0 to 35.4") && report.contains("The report has"));
    }

    #[test]
    fn a_table_that_fits_when_its_words_are_set_in_shorter_lines_stays_upright() {
        let wide = |figure: &evaluation::Figure| {
            let mut evaluation = samples::evaluation();
            evaluation.figures = vec![figure.clone()];
            let files = content::files(&evaluation, &samples::stamp());
            let report: serde_json::Value =
                serde_json::from_slice(&files["report.json"]).expect("json");
            report["figures"][0]["tables"][0]["wide"].as_bool().expect("said")
        };
        let with_columns = |count: usize| {
            const KEYS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
            let mut figure = samples::waits();
            let keys = &KEYS[..count];
            figure.columns = keys
                .iter()
                .map(|key| evaluation::column(key, "Head", evaluation::Kind::Text))
                .collect();
            figure.rows = vec![keys.iter().fold(evaluation::Row::new(), |row, key| {
                row.with(key, "some words of a longer sentence")
            })];
            figure.reported.clear();
            figure
        };
        assert!(!wide(&with_columns(9)));
        assert!(wide(&with_columns(12)));
        let mut nothing = with_columns(12);
        nothing.rows.clear();
        assert!(!wide(&nothing), "a page lies on its side for nothing");
    }

    #[test]
    fn nothing_at_all_and_a_release_are_set_too() {
        assert!(report(&samples::nothing(), &samples::stamp()).is_ok());
        assert!(report(&samples::release(), &samples::stamp()).is_ok());
    }

    #[test]
    fn words_from_outside_neither_command_nor_stop_the_report() {
        let mut evaluation = samples::evaluation();
        let words = "#panic(\"x\") $ \\ @a <b> ≥ 名 ł \u{1} \u{202f}*_`";
        evaluation.findings[0].sentence = words.into();
        evaluation.figures[1].notes.push(words.into());
        evaluation.figures[1].rows[0].cells[0].1 = evaluation::Value::from(words.to_owned());
        report(&evaluation, &samples::stamp()).expect("a report");
    }
}
