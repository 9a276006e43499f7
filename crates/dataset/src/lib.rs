//! The minimum data set: one type a row, read from CSV, XLSX and ODS, written to CSV and
//! XLSX, every fault named.

pub mod codes;
pub mod columns;
mod field;
mod rows;

pub use codes::{Code, Several};
pub use columns::{Column, File, Row};
pub use rows::*;
