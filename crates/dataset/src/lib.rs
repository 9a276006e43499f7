//! The minimum data set: one type a row, read from CSV, XLSX and ODS, written to CSV and
//! XLSX, every fault named.

mod advice;
pub mod codes;
pub mod columns;
mod fault;
mod field;
mod read;
mod rows;
mod write;

pub use codes::{Code, Several};
pub use columns::{Column, File, Row};
pub use fault::{Fault, Faults, ReadError};
pub use read::{
    Numbers, Options, PeopleColumns, PeopleReading, Reading, SetAside, Source, Sources, read,
    read_people,
};
pub use rows::*;
pub use write::{
    WriteError, write_csv, write_csv_with, write_row, write_text_cell, write_workbook,
};
