//! Rules as a file gives them, a row each.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Change, Intake, Rule, Strangulation, WhenHers};
use crate::Area;
use crate::codes::{Code, ConsentForm, Plan, RiskLevel, Source};
use crate::rows::{self, FaultyRows, Given};

const COLUMNS: [&str; 5] = ["from", "area", "rule", "value", "note"];
const NEEDED: [&str; 3] = ["from", "rule", "value"];
/// Every rule that there is.
const RULES: [&str; 13] = [
    "intake",
    "minimum_age",
    "risk",
    "heterosexual",
    "father",
    "plans",
    "takes_responsibility",
    "open_and_honest",
    "willing_to_change",
    "strangulation",
    "her_referral",
    "consent_to_start",
    "sources",
];

/// Reads every row, in the order of the file.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, FaultyRows> {
    rows::read(text, &COLUMNS, &NEEDED, |given| {
        // Each is read, whatever is wrong with the others, so that all faults are told at once.
        let (from, change) = (from(given), change(given));
        let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let area = named(given.cell("area")).map(|name| Area::new(&name));
        Some(Rule { from: from?, area, change: change?, note: named(given.cell("note")) })
    })
}

fn from(given: &mut Given<'_>) -> Option<Date> {
    let cell = given.cell("from");
    let day = cell.parse::<Date>().ok().filter(|day| day.to_string() == cell);
    given.take("from", day, "a day of the calendar as YYYY-MM-DD, such as 2018-04-01")
}

fn change(given: &mut Given<'_>) -> Option<Change> {
    let name = given.cell("rule");
    let rule = RULES.into_iter().find(|rule| *rule == name);
    let rule = given.take("rule", rule, &format!("one of: {}", RULES.join(", ")))?;
    let value = given.cell("value");
    let required = match value {
        "required" => Some(true),
        "not_required" => Some(false),
        _ => None,
    };
    let change = match rule {
        "intake" => intake(value).map(Change::Intake),
        "minimum_age" => value.parse().ok().map(Change::MinimumAge),
        "risk" => list(value, |code| RiskLevel::from_code(code)?.known()).map(Change::Risk),
        "heterosexual" => required.map(Change::Heterosexual),
        "father" => required.map(Change::Father),
        "plans" => list(value, Plan::from_code).map(Change::Plans),
        "takes_responsibility" => required.map(Change::TakesResponsibility),
        "open_and_honest" => required.map(Change::OpenAndHonest),
        "willing_to_change" => required.map(Change::WillingToChange),
        "strangulation" => strangulation(value).map(Change::Strangulation),
        "her_referral" => her_referral(value).map(Change::HerReferral),
        "consent_to_start" => ConsentForm::from_code(value).map(Change::ConsentToStart),
        "sources" => list(value, Source::from_code).map(Change::Sources),
        _ => None,
    };
    given.take("value", change, &expected(rule))
}

/// What a rule may say, for whoever wrote something else.
fn expected(rule: &str) -> String {
    let any_of = |codes: String| format!("one or more, separated by ;, of {codes}; nothing: any");
    match rule {
        "intake" => "open or closed".to_owned(),
        "minimum_age" => "a whole number of years, such as 18".to_owned(),
        "risk" => any_of(rows::codes(&[RiskLevel::Unknown])),
        "plans" => any_of(rows::codes::<Plan>(&[])),
        "sources" => any_of(rows::codes::<Source>(&[])),
        "strangulation" => "excludes, judged_safe or not_asked".to_owned(),
        "her_referral" => "with_his or after_assessment".to_owned(),
        "consent_to_start" => rows::codes::<ConsentForm>(&[]),
        _ => "required or not_required".to_owned(),
    }
}

fn intake(value: &str) -> Option<Intake> {
    match value {
        "open" => Some(Intake::Open),
        "closed" => Some(Intake::Closed),
        _ => None,
    }
}

fn strangulation(value: &str) -> Option<Strangulation> {
    match value {
        "excludes" => Some(Strangulation::Excludes),
        "judged_safe" => Some(Strangulation::JudgedSafe),
        "not_asked" => Some(Strangulation::NotAsked),
        _ => None,
    }
}

fn her_referral(value: &str) -> Option<WhenHers> {
    match value {
        "with_his" => Some(WhenHers::WithHis),
        "after_assessment" => Some(WhenHers::AfterAssessment),
        _ => None,
    }
}

fn list<T: Ord>(value: &str, one: impl Fn(&str) -> Option<T>) -> Option<BTreeSet<T>> {
    value.split(';').map(str::trim).filter(|part| !part.is_empty()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const HEADINGS: &str = "from,area,rule,value,note\n";

    fn faults(text: &str) -> Vec<String> {
        let FaultyRows(faults) = rules(text).unwrap_err();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_wrong_cell_is_told_with_its_row_its_column_and_what_was_expected() {
        let text = format!(
            "{HEADINGS}2026-11-01,,intake,open,\n2026-13-01,Dudley,intake,ajar,\n\n\
             1 May 2026,,intke,open,\n2026-11-01,,plans,cp;cpp,\n2026-11-01,,risk,unknown,\n\
             2026-11-01,,minimum_age,eighteen,\n2026-11-01,,father,yes,\n\
             2026-11-01,,intake,open,a note, with a comma\n"
        );
        let expected = [
            "row 3, column from: \"2026-13-01\"; expected a day of the calendar as YYYY-MM-DD, such as 2018-04-01",
            "row 3, column value: \"ajar\"; expected open or closed",
            "row 5, column from: \"1 May 2026\"; expected a day of the calendar as YYYY-MM-DD, such as 2018-04-01",
            "row 5, column rule: \"intke\"; expected one of: intake, minimum_age, risk, heterosexual, father, plans, takes_responsibility, open_and_honest, willing_to_change, strangulation, her_referral, consent_to_start, sources",
            "row 6, column value: \"cp;cpp\"; expected one or more, separated by ;, of cp, cin, early_help, none or unknown; nothing: any",
            "row 7, column value: \"unknown\"; expected one or more, separated by ;, of standard, medium or high; nothing: any",
            "row 8, column value: \"eighteen\"; expected a whole number of years, such as 18",
            "row 9, column value: \"yes\"; expected required or not_required",
            "row 10: \" with a comma\"; expected 5 cells: a cell with a comma in it stands between quotation marks",
        ];
        assert_eq!(faults(&text), expected);
    }

    #[test]
    fn headings_that_are_not_there_or_not_known_are_named() {
        assert_eq!(
            faults("from,aera,rule,value\n2026-11-01,,intake,open\n"),
            ["row 1: \"aera\"; expected the headings from,area,rule,value,note"]
        );
        let none = faults("");
        assert_eq!(none.len(), 3, "{none:?}");
        assert!(
            none[0].contains("row 1, column from: expected the headings from,area"),
            "{none:?}"
        );
    }

    #[test]
    fn a_file_from_a_spreadsheet_is_read_with_its_mark_its_line_ends_and_its_empty_rows() {
        let text = "\u{feff}rule,from,value,area\r\nintake,2026-11-01,open, Dudley \r\n,,,\r\n";
        let rule = Rule {
            from: date(2026, 11, 1),
            area: Some(Area::new("Dudley")),
            change: Change::Intake(Intake::Open),
            note: None,
        };
        assert_eq!(rules(text), Ok(vec![rule]));
    }
}
