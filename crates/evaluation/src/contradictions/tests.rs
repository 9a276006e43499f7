use dataset::DataSet;
use dataset::codes::Area;

use super::*;
use crate::{Evaluation, Scope};

/// The sentences of the report as it is.
fn sentences() -> Vec<String> {
    contradictions().into_iter().map(|found| found.sentence).collect()
}

#[track_caller]
fn says(parts: &[&str]) {
    let sentences = sentences();
    assert!(
        sentences.iter().any(|sentence| parts.iter().all(|part| sentence.contains(part))),
        "no sentence has {parts:?} among {sentences:#?}"
    );
}

/// The contradictions that are left when a cell of a table is put right.
fn corrected(table: &str, key: &str, value: &str, column: &str, to: &str) -> Vec<String> {
    let mut tables = published::all();
    let table = tables.iter_mut().find(|one| one.name == table).unwrap();
    let (key, column) = (table.column(key).unwrap(), table.column(column).unwrap());
    table.rows.iter_mut().find(|row| row[key] == value).unwrap()[column] = to.to_owned();
    among(&tables).into_iter().map(|found| found.sentence).collect()
}

#[track_caller]
fn vanishes(parts: &[&str], left: &[String]) {
    says(parts);
    let still = left.iter().find(|sentence| parts.iter().all(|part| sentence.contains(part)));
    assert_eq!(still, None, "is said still");
    assert!(left.len() < contradictions().len(), "something else came in its place: {left:#?}");
}

#[test]
fn the_report_says_these_things_against_itself_and_no_other() {
    says(&["Figure 20", "2017Q3", "29, not 27"]);
    says(&["Figure 20", "1\u{202f}074, not 1\u{202f}072"]);
    says(&["Figure 20", "Y3Q4, not Y4Q4"]);
    says(&["Figure 23", "210, not 207"]);
    says(&["Figure 23", "93.3, not 92.9"]);
    says(&["Figure 18", "Walsall", "4.7%", "256", "464"]);
    says(&["Figure 19", "101% of 196", "208"]);
    says(&["46%", "49.7%", "43.7%"]);
    says(&["55%", "103 of 196 is 52.6%", "107"]);
    says(&["24%", "60 of 256 is 23.4%"]);
    says(&["24 of 432 is 5.6%", "5.5%"]);
    says(&["130", "330", "320", "ISS"]);
    says(&["196", "210", "men"]);
    assert_eq!(contradictions().len(), 13, "{:#?}", sentences());
}

#[test]
fn each_vanishes_when_its_table_is_put_right() {
    let totals = "quarter_totals_printed";
    vanishes(&["29, not 27"], &corrected(totals, "quarter", "2017Q3", "printed_total", "29"));
    vanishes(&["1\u{202f}072"], &corrected(totals, "quarter", "total", "printed_total", "1074"));
    vanishes(&["Y4Q4"], &corrected(totals, "quarter", "2020Q1", "label", "Y3Q4"));
    let means = "engagement_means";
    vanishes(&["210, not 207"], &corrected(means, "figure", "23", "total_n", "210"));
    vanishes(&["92.9"], &corrected(means, "figure", "23", "total_mean", "93.3"));
    let shares = "suitability_percent_printed";
    vanishes(&["Walsall"], &corrected(shares, "area", "Walsall", "suitable_percent", "3"));
    let rates = "stated_rates";
    for (statement, printed, right) in [
        ("referrals closed without assessment", "46%", "50%"),
        ("starters who dropped out", "55%", "53%"),
        ("suitable who attended nothing", "24%", "23%"),
        ("share of the completion target", "5.5%", "5.6%"),
    ] {
        let left = corrected(rates, "statement", statement, "printed", right);
        vanishes(&[printed, &statement[1..]], &left);
    }
    let started = "men who started (attended at least one session)";
    vanishes(&["196", "men"], &corrected("outputs", "output", started, "value", "210"));
    let supported = "(ex)partners receiving support from the ISS";
    vanishes(&["130"], &corrected("outputs", "output", supported, "value", "330"));
}

#[test]
fn what_is_altered_to_be_wrong_is_found() {
    for (table, key, value, column, to, part) in [
        ("iss_support_counts", "support", "advocacy", "women", "200", "53.2%, not 44.7%"),
        ("iss_support_types", "support", "advocacy", "percent_of_women", "45", "44.7%"),
        ("benefits_percent_printed", "sum_of_benefits", "2", "percent", "11.7", "18 of 169"),
        ("referrals_by_area_quarter", "area", "Solihull", "total", "66", "65, not 66"),
        ("completions_by_area", "area", "Solihull", "completed", "1", "25, not 24"),
        ("stated_rates", "statement", "referrals completed", "computed", "2.4%", "2.2, not 2.4"),
        ("interviews", "area", "Coventry", "phase_two", "8", "16, not 17"),
        ("outputs", "output", "duplicate or triplicate referrals", "value", "114", "960, not 959"),
        (
            "session_records",
            "measure",
            "records with sessions as first counted",
            "value",
            "245",
            "211",
        ),
    ] {
        let found = corrected(table, key, value, column, to);
        assert!(found.iter().any(|sentence| sentence.contains(part)), "{table}: {found:#?}");
    }
}

#[test]
fn shares_of_all_the_unsuitable_are_no_contradiction_for_adding_to_101_by_rounding() {
    let mut tables = published::all();
    let reasons = tables.iter_mut().find(|one| one.name == "unsuitable_reasons").unwrap();
    reasons.columns[1] = "percent_of_208".to_owned();
    assert!(!among(&tables).iter().any(|found| found.place == "Figure 19"));
}

#[test]
fn a_number_that_rounding_explains_is_not_a_contradiction() {
    for (text, exact) in [("12", 11.853), ("2.5", 2.503), ("0.5", 0.45)] {
        assert!(Printed::parse(text).unwrap().stands_for(exact, 0.0), "{text} {exact}");
    }
    assert!(!Printed::parse("24%").unwrap().stands_for(23.4375, 0.0));
}

#[test]
fn without_tables_nothing_is_said() {
    assert_eq!(among(&[]), []);
}

#[test]
fn an_evaluation_of_a_part_does_not_speak_of_the_report() {
    let whole = Scope::as_at(jiff::civil::date(2020, 3, 31));
    let part = Scope { area: Some(Area::Dudley), ..whole };
    assert_eq!(Evaluation::of(DataSet::default(), whole).contradictions, contradictions());
    assert_eq!(Evaluation::of(DataSet::default(), part).contradictions, []);
}
