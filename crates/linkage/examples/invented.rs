//! Writes invented people of known truth as CSV: what `waymark link` reads, and a column `person`
//! that says whose record it is.
//!
//!     cargo run --release -p linkage --example invented -- 100000 [seed] > people.csv

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let mut words = std::env::args().skip(1);
    let records = words.next().and_then(|word| word.parse().ok()).unwrap_or(1_000);
    let seed = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(out, "record_id,forename,surname,date_of_birth,postcode,phone,area,person")?;
    for of in linkage::invented::people(records, seed) {
        writeln!(
            out,
            "{},{},{},{},{},{},{},{}",
            of.record_id,
            of.forename,
            of.surname,
            of.date_of_birth,
            of.postcode,
            of.phone,
            of.area,
            of.person
        )?;
    }
    out.flush()
}
