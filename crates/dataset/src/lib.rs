//! The minimum data set: one type a row, read from CSV, XLSX and ODS, written to CSV and
//! XLSX, every fault named.

pub mod codes;
mod rows;

pub use codes::{Code, Several};
pub use rows::*;
