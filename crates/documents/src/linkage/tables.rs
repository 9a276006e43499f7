//! `individuals.csv` and `pairs.csv`: a million rows, written in stretches on every core.

use std::io::{self, Write};

use dataset::write_text_cell;
use linkage::{Field, Linkage, Linked, probability};
use rayon::prelude::*;

/// Rows that are written at a time.
const STRETCH: usize = 1 << 15;

/// Writes `individuals.csv`: of each record, in the order of the file, whose it is.
///
/// # Errors
/// Those of the writer.
pub fn individuals(linkage: &Linkage, mut out: impl Write) -> io::Result<()> {
    out.write_all(b"record_id,individual_id\n")?;
    stretches(linkage.records(), &mut out, |row, bytes| {
        write_text_cell(bytes, linkage.record_id(row));
        bytes.push(b',');
        write_text_cell(bytes, linkage.individual_id(row));
    })
}

/// Writes `pairs.csv`: every pair at or above the threshold, its probability and what each field
/// weighs, in the order of the file.
///
/// # Errors
/// Those of the writer.
pub fn pairs(linkage: &Linkage, mut out: impl Write) -> io::Result<()> {
    let mut head = String::from("left,right,probability");
    for field in Field::ALL {
        head.push_str(&format!(",{}_weight", field.key()));
    }
    head.push_str(",kin_weight\n");
    out.write_all(head.as_bytes())?;
    stretches(linkage.pairs.len(), &mut out, |place, bytes| {
        pair(linkage, &linkage.pairs[place], bytes);
    })
}

fn pair(linkage: &Linkage, pair: &Linked, bytes: &mut Vec<u8>) {
    let (left, right) = linkage.record_ids(pair);
    write_text_cell(bytes, left);
    bytes.push(b',');
    write_text_cell(bytes, right);
    bytes.push(b',');
    decimals(bytes, probability(pair.weight).into(), 6);
    let weights = linkage.weights_of(pair);
    for weight in weights.into_iter().chain([linkage.kin_weight(pair)]) {
        bytes.push(b',');
        decimals(bytes, weight.into(), 3);
    }
}

/// Rows on every core, a few stretches at a time, so that memory does not grow with their number.
fn stretches(
    rows: usize,
    out: &mut impl Write,
    row: impl Fn(usize, &mut Vec<u8>) + Sync,
) -> io::Result<()> {
    let together = STRETCH * 2 * rayon::current_num_threads();
    for from in (0..rows).step_by(together) {
        let to = (from + together).min(rows);
        let starts: Vec<usize> = (from..to).step_by(STRETCH).collect();
        let parts: Vec<Vec<u8>> = starts
            .into_par_iter()
            .map(|start| {
                let mut bytes = Vec::with_capacity(STRETCH * 24);
                for place in start..(start + STRETCH).min(to) {
                    row(place, &mut bytes);
                    bytes.push(b'\n');
                }
                bytes
            })
            .collect();
        for part in parts {
            out.write_all(&part)?;
        }
    }
    Ok(())
}

/// Writes a number with so many decimals, rounded. The library's own writing of numbers takes
/// most of the time of a million rows.
fn decimals(bytes: &mut Vec<u8>, number: f64, places: u32) {
    let scale = 10_u64.pow(places);
    let scaled = (number.abs() * scale as f64).round() as u64;
    if number < 0.0 && scaled > 0 {
        bytes.push(b'-');
    }
    let mut digits = [b'0'; 24];
    let (mut rest, mut from) = (scaled, digits.len());
    while rest > 0 || digits.len() - from <= places as usize {
        from -= 1;
        digits[from] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let point = digits.len() - places as usize;
    bytes.extend_from_slice(&digits[from..point]);
    bytes.push(b'.');
    bytes.extend_from_slice(&digits[point..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_their_decimals() {
        for (number, places, written) in [
            (0.0, 3, "0.000"),
            (1.0, 6, "1.000000"),
            (-2.3456, 3, "-2.346"),
            (-0.0001, 3, "0.000"),
            (13.5, 3, "13.500"),
            (0.000_049, 6, "0.000049"),
        ] {
            let mut bytes = Vec::new();
            decimals(&mut bytes, number, places);
            assert_eq!(String::from_utf8(bytes).unwrap(), written);
        }
    }
}
