//! How long a file of referrals takes to read and to write: CSV, or XLSX by its name.
//!
//! `cargo run --release -p dataset --example timing -- write FILE ROWS`, then `read FILE`,
//! and the support cases after it where they are to be read at the same time.

use std::time::Instant;

use dataset::codes::*;
use dataset::{DataSet, Options, Referral, Source, Sources};
use jiff::civil::Date;

/// Rows of every code in turn: the same at each run.
fn referral(place: usize) -> Referral {
    fn turn<C: Code>(place: usize) -> Option<C> {
        C::ALL.get(place % (C::ALL.len() + 1)).copied()
    }
    let day = |later: usize| {
        let place = place / 7 + later;
        let (year, month) = (2017 + place % 3, 1 + place / 3 % 12);
        let date = (i16::try_from(year), i8::try_from(month), i8::try_from(1 + place % 28));
        (place % 5 < 3 || later == 0).then(|| match date {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or(Date::ZERO),
            _ => Date::ZERO,
        })
    };
    let mut row = Referral::new(&format!("R{place:07}"), day(0).unwrap_or(Date::ZERO));
    row.individual_ref = Some(format!("P{:07}", place * 9 / 10).into());
    row.support_ref = place.is_multiple_of(3).then(|| format!("S{place:07}").into());
    row.area = turn(place);
    row.source = turn(place);
    row.plan = turn(place);
    row.acknowledged_on = day(1);
    row.first_contact_on = day(2);
    row.first_assessment_offered_on = day(3);
    row.first_assessment_attended_on = day(4);
    row.decided_on = day(5);
    row.first_session_offered_on = day(6);
    row.closed_on = day(8);
    row.assessment_outcome = turn(place);
    row.unsuitable_reason = turn(place);
    row.sessions_attended = u8::try_from(place % 31).ok();
    row.closure_reason = turn(place);
    row.age_at_referral = u8::try_from(18 + place % 60).ok();
    row.ethnicity = turn(place);
    row.religion = turn(place);
    row.relationship = turn(place);
    row.needs = turn(place).into_iter().collect();
    row.risk_level = turn(place);
    row.children = u8::try_from(place % 6).ok();
    row
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::io::Write as _;
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let started = Instant::now();
    let mut out = std::io::stdout();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", file, rows] => {
            let rows = (0..rows.parse()?).map(referral).collect::<Vec<_>>();
            let started = Instant::now();
            let to = std::io::BufWriter::new(std::fs::File::create(file)?);
            if file.ends_with(".xlsx") {
                let data = DataSet { referrals: rows.clone(), ..DataSet::default() };
                dataset::write_workbook(&data, to, &std::env::temp_dir())?;
            } else {
                dataset::write_csv(&rows, to)?;
            }
            writeln!(out, "{} rows written in {:?}", rows.len(), started.elapsed())?;
        }
        ["read", file, support @ ..] => {
            let mut sources = Sources::referrals(Source::path(file));
            sources.support = support.first().map(Source::path);
            let read = dataset::read(sources, &Options::default())?;
            let (rows, faults) = (read.data.referrals.len(), read.faults.count());
            let size = size_of::<Referral>();
            writeln!(out, "{rows} rows of {size} bytes, {faults} faults: {:?}", started.elapsed())?;
        }
        _ => writeln!(out, "write FILE ROWS | read FILE [SUPPORT]")?,
    }
    Ok(())
}
