//! A file with one byte wrong is read as what it says, or at fault: never a panic, never a
//! value that stands nowhere in it. What it says is told by another reader of CSV.

use std::collections::BTreeMap;

use dataset::{Options, Source, Sources};
use proptest::prelude::*;

use crate::round_trip::data;

type Cells = BTreeMap<String, String>;

/// The rows as another reader finds them, without empty cells and without blank rows.
fn cells(bytes: &[u8]) -> Option<Vec<Cells>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().ok()?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let named = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let row: Cells = named.map(|(name, cell)| (name.to_owned(), plain(cell))).collect();
        if !row.is_empty() {
            rows.push(row);
        }
    }
    Some(rows)
}

/// The value without what may be spelled in two ways: an apostrophe before a formula, zeros
/// before a number, the order of a list.
fn plain(cell: &str) -> String {
    let formula =
        |rest: &&str| rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = cell.strip_prefix('\'').filter(formula).unwrap_or(cell);
    // A workbook's whole numbers may be written so: `1.0` is read as 1.
    let number = |part: &str| {
        let whole = part.split_once('.').filter(|(_, rest)| rest.chars().all(|c| c == '0'));
        let whole = whole.map_or(part, |(whole, _)| if whole.is_empty() { "0" } else { whole });
        let number = whole.parse::<u32>();
        number.map_or(part.to_owned(), |n| n.to_string())
    };
    let mut parts = cell.split(';').map(number).collect::<Vec<_>>();
    parts.sort();
    parts.join(";")
}

const BYTES: &[u8] = b",;\"\n\r\t '=-0719aRZ_.\xe9\xc3\0";

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_wrong_byte_is_a_fault_or_is_what_the_file_says(
        data in data(), place in any::<prop::sample::Index>(),
        byte in prop::sample::select(BYTES), how in 0..3_u8, block in 16..400_usize,
    ) {
        let mut bytes = Vec::new();
        dataset::write_csv(&data.referrals, &mut bytes).unwrap();
        let place = place.index(bytes.len());
        match how {
            0 => bytes[place] = byte,
            1 => bytes.insert(place, byte),
            _ => drop(bytes.remove(place)),
        }
        let source = Source::reader("r.csv", std::io::Cursor::new(bytes.clone()));
        let options = Options { block, ..Options::default() };
        let Ok(read) = dataset::read(Sources::referrals(source), &options) else { return Ok(()) };
        if read.faults.is_empty() {
            let mut written = Vec::new();
            dataset::write_csv(&read.data.referrals, &mut written).unwrap();
            prop_assert_eq!(cells(&bytes), cells(&written), "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
