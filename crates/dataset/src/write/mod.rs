//! Writing the data set: CSV and XLSX, in the order of the specification's columns.

mod csv;
mod workbook;

pub use csv::{write_csv, write_csv_with, write_row, write_text_cell};
pub use workbook::{WriteError, write_workbook};
