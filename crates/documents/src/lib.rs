//! Figures as HTML, PDF, XLSX, CSV and JSON; charts as SVG.
//!
//! Nothing here computes a figure: an [`evaluation::Evaluation`] is worded ([`words`]), laid out
//! as tables once ([`table`]) and drawn ([`chart`]), and every format takes its numbers from
//! there. Nothing here reads a clock, a file or the network: what time it is comes in a
//! [`Stamp`], fonts are part of the program.

pub mod chart;
mod contents;
pub mod html;
pub mod json;
pub mod linkage;
pub mod pdf;
#[cfg(test)]
mod samples;
pub mod table;
pub mod words;
pub mod workbook;

/// When and by what a document was made. The clock is a parameter, so that the same evaluation
/// and the same stamp give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The moment, as RFC 3339: `2026-11-23T21:00:00Z`.
    pub generated: String,
    /// The version of Waymark.
    pub version: &'static str,
}

impl Stamp {
    /// The moment, where `generated` is one.
    fn moment(&self) -> Option<jiff::Timestamp> {
        self.generated.parse().ok()
    }
}

/// A form in which an evaluation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// One page that opens from disk.
    Html,
    /// PDF/UA-1 and PDF/A-2a.
    Pdf,
    /// A workbook, a sheet a figure.
    Xlsx,
    /// One file a figure.
    Csv,
    /// The same numbers for machines.
    Json,
}

impl Format {
    /// Every format, in the order of the command line.
    pub const ALL: [Self; 5] = [Self::Html, Self::Pdf, Self::Xlsx, Self::Csv, Self::Json];

    /// The word by which the command line asks for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
    /// The name of its one file; none for CSV, which is [`csv_name`] a figure.
    pub fn file(self) -> Option<&'static str> {
        match self {
            Self::Html => Some("report.html"),
            Self::Pdf => Some("report.pdf"),
            Self::Xlsx => Some("workbook.xlsx"),
            Self::Csv => None,
            Self::Json => Some("figures.json"),
        }
    }
}

/// The name of the CSV file of a figure.
pub fn csv_name(key: &str) -> String {
    format!("figure-{key}.csv")
}
