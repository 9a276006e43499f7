//! Counting by code, and what figures say of what they counted.

use dataset::Code;

use crate::Cohort;
use crate::figure::{Figure, Reported, Test, Value};
use crate::figures::rows::SMALL_GROUP;
use crate::figures::wording::{in_words, per_cent, thousands};
use crate::statistics::table;

/// How an empty code is written in figures.
pub const NOT_RECORDED: &str = "not_recorded";
/// How a sum over all rows is written.
pub const TOTAL: &str = "total";

/// The place of a code in a tally: its own, or the last for none.
pub fn place<C: Code>(code: Option<C>) -> usize {
    code.map_or(C::ALL.len(), C::place)
}

/// The name of each place of a tally: every code, then `not_recorded`.
pub fn names<C: Code>() -> Vec<&'static str> {
    C::ALL.iter().map(|code| code.code()).chain([NOT_RECORDED]).collect()
}

/// The Freeman–Halton test of a table, all null where it is undefined. Rows and columns
/// without anyone tell nothing and are left out.
pub fn freeman_halton(counts: &[Vec<u64>], seed: u64) -> Test {
    let width = counts.first().map_or(0, Vec::len);
    let columns: Vec<usize> =
        (0..width).filter(|column| counts.iter().any(|row| row[*column] > 0)).collect();
    let told: Vec<Vec<u64>> = counts
        .iter()
        .filter(|row| row.iter().any(|count| *count > 0))
        .map(|row| columns.iter().map(|column| row[*column]).collect())
        .collect();
    let tested =
        if told.len() > 1 && columns.len() > 1 { table::freeman_halton(&told, seed) } else { None };
    let replicates = tested.as_ref().and_then(|tested| tested.replicates);
    let method = tested.as_ref().map(|tested| tested.method);
    Test::new("freeman_halton")
        .with_number("p", tested.as_ref().map(|tested| tested.p))
        .with("method", method.map_or(Value::Null, Value::from))
        .with("replicates", replicates.map_or(Value::Null, Value::Count))
        .with_number("standard_error", tested.as_ref().and_then(|tested| tested.standard_error))
}

/// Says why the Freeman–Halton test has no number, where it has none.
pub fn note_undefined_test(figure: &mut Figure) {
    let undefined =
        figure.tests.iter().any(|test| test.name == "freeman_halton" && test.number("p").is_none());
    if undefined {
        figure.note(
            "The Freeman–Halton test is undefined: it needs two rows and two columns with someone \
             in them.",
        );
    }
}

/// Whether the test of this name shows a difference at 5%; nothing where it is undefined.
pub fn differs(figure: &Figure, name: &str) -> Option<bool> {
    let test = figure.tests.iter().find(|test| test.name == name)?;
    test.number("p").map(|p| p < 0.05)
}

/// Names every group with someone in it that is small.
pub fn note_small_groups<'a>(
    figure: &mut Figure,
    groups: impl IntoIterator<Item = (&'a str, u64)>,
) {
    for (name, count) in groups {
        if (1..SMALL_GROUP).contains(&count) {
            figure.note(format!("small group: {} ({count})", in_words(name)));
        }
    }
}

/// `Of 959 men referred, 24 completed (2.5%)`.
pub fn of_all(whole: u64, who: &str, count: u64, did: &str) -> String {
    let share = if whole == 0 { 0.0 } else { count as f64 / whole as f64 };
    let who = if whole == 1 { singular(who) } else { who.to_owned() };
    let did = match did.split_once(' ') {
        Some(("were", rest)) if count == 1 => format!("was {rest}"),
        Some(("have", rest)) if count == 1 => format!("has {rest}"),
        Some(("tell", rest)) if count == 1 => format!("tells {rest}"),
        _ => did.to_owned(),
    };
    format!("Of {} {who}, {} {did} ({})", thousands(whole), thousands(count), per_cent(share))
}

/// One of those named: `man referred`, `support case`.
fn singular(several: &str) -> String {
    let one = |word| match word {
        "men" => "man",
        "cases" => "case",
        "referrals" => "referral",
        word => word,
    };
    several.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// Lays a number of the report beside a computed one: as printed, and in the unit of the
/// column. Nothing is laid beside where the report prints none, or where the figures are of
/// a part and the report's of the whole.
pub fn beside(
    figure: &mut Figure,
    cohort: &Cohort,
    row: &[(&'static str, &str)],
    column: &'static str,
    printed: &str,
) {
    if !cohort.scope.is_whole() {
        return;
    }
    let (number, unit) = match printed.strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (printed, 1.0),
    };
    let Ok(number) = number.parse::<f64>() else { return };
    figure.reported.push(Reported {
        row: row.iter().map(|(key, word)| (*key, (*word).to_owned())).collect(),
        column,
        printed: printed.to_owned(),
        value: number / unit,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_man_is_told_of_as_one() {
        assert_eq!(
            of_all(1, "men referred", 1, "were found suitable"),
            "Of 1 man referred, 1 was found suitable (100.0%)"
        );
        assert_eq!(
            of_all(1_200, "support cases", 300, "have started"),
            "Of 1\u{202f}200 support cases, 300 have started (25.0%)"
        );
    }
}
