//! The data set as other crates use it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod csv;
mod every_file;
mod mutated;
mod round_trip;
mod sources;
mod workbooks;

use dataset::{Options, Reading, Source, Sources};

/// The referrals of a text, read.
fn referrals(text: impl Into<Vec<u8>>) -> Reading {
    let source = Source::reader("r.csv", std::io::Cursor::new(text.into()));
    dataset::read(Sources::referrals(source), &Options::default()).unwrap()
}

/// Its faults, a line each.
fn faults(text: impl Into<Vec<u8>>) -> Vec<String> {
    referrals(text).faults.listed().iter().map(ToString::to_string).collect()
}
