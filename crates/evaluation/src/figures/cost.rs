//! What a referral, a man, a start and a completion cost.

use dataset::codes::Output;

use super::wording::thousands;
use crate::Cohort;
use crate::figure::{Figure, Kind, Reported, Row, Value, column};
use crate::published;
use crate::quantity::{Quantity, Universe};

/// Money over a period, and where it is told.
#[derive(Clone, Debug, PartialEq)]
struct Funding {
    pounds: f64,
    period: String,
    source: &'static str,
}

const REPORT: &str = "report, section 3.5";
const TARGETS: &str = "targets file";

/// With fewer referrals than this the report's funding is of far more than the data set.
const FEWEST_REFERRALS: usize = 100;

/// The periods of the money that the report prints (its sections 1 and 3.5).
const THREE_YEARS: &str = "three years to September 2020";
const TWO_YEARS: &str = "two years to September 2019";

/// Money of the programme over all its years and over those for which the support service's
/// is known, and the support service's.
struct Fundings {
    whole: Option<Funding>,
    programme: Option<Funding>,
    support: Option<Funding>,
}

/// Funding per referral, individual, start and completion, and its parity with the support
/// service.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "cost",
        "Cost per referral, individual, start and completion",
        "What does the programme's funding come to for each man it reaches?",
        "Funding of the programme over its period, divided by the referrals, individuals, \
         starters (found suitable, with a session or a completion) and completions of the data \
         set. Funding is that of the targets file (outputs funding_programme and \
         funding_support, in pounds, with their period) where it has them, else that which the \
         report prints for My Time and the ISS. Parity: funding of the support service for each \
         pound of the programme's over the same period, since the guidelines of Respect ask for \
         equal funding (report, 3.5). What was paid is not what a case costs: nothing here is \
         spread over time or over cases still open.",
        "referrals",
    );
    figure.columns = vec![
        column("item", "Item", Kind::Code),
        column("value", "Value", Kind::Money),
        column("unit", "Unit", Kind::Code),
        column("period", "Funding of", Kind::Text),
        column("source", "Source", Kind::Text),
        column("count", "Divided by", Kind::Count),
        column("of", "Of", Kind::Code),
    ];
    figure.base = Some(Quantity::all(Universe::Referrals));
    if cohort.scope.area.is_some() || !cohort.scope.is_whole() {
        figure.note(
            "Funding is known for the whole programme and its whole period alone, so that a part \
             of the data set has no cost. Evaluate without an area or dates of receipt.",
        );
        return figure;
    }
    figure.n = cohort.data.referrals.len() as u64;
    let money = fundings(cohort);
    figure.rows.extend(funding_rows(&money));
    figure.rows.extend(unit_rows(cohort, &money));
    figure.headline = headline(&figure);
    figure.note(format!(
        "The funding is of the period named; the data set runs to {}. Money for time that had not \
         yet come, and cases still open, make each cost too high.",
        cohort.scope.as_at
    ));
    if figure.n > 0 && !enough_for(cohort, &money) {
        figure.note(format!(
            "Nothing is divided: the data set has fewer than {FEWEST_REFERRALS} referrals, and the \
             report's funding is of the whole programme. Give the funding of these referrals in \
             the targets file."
        ));
    }
    if money.whole.as_ref().is_some_and(|money| money.source == REPORT) {
        figure.note(
            "The funding is what the report prints of My Time: for another programme give its own \
             in the targets file.",
        );
        figure.note(
            "The support service's funding after September 2019 was not available to the \
             evaluation, so parity is of the first two years.",
        );
        figure.reported = reported();
    }
    if figure.rows.iter().any(|row| row.get("value") == Some(&Value::Null)) {
        figure.note("A cost is null where there is nobody to divide by or no funding is known.");
    }
    super::wording::note_small_rows(&mut figure);
    figure
}

fn fundings(cohort: &Cohort) -> Fundings {
    let given = |output: Output| {
        let targets = cohort.data.targets.iter();
        let mut targets = targets.filter(|row| row.output == output && row.area.is_none());
        targets.next().map(|row| Funding {
            pounds: row.target,
            period: row.period.as_deref().unwrap_or("period not stated").to_owned(),
            source: TARGETS,
        })
    };
    if let Some(programme) = given(Output::FundingProgramme) {
        let support = given(Output::FundingSupport);
        return Fundings { whole: Some(programme.clone()), programme: Some(programme), support };
    }
    let table = published::inputs_and_context();
    let printed = |item: &str, times: f64, period: &str| {
        let pounds = table.number("item", item, "value")? * times;
        Some(Funding { pounds, period: period.to_owned(), source: REPORT })
    };
    Fundings {
        whole: printed("My Time funding in all (three years)", 1.0, THREE_YEARS),
        programme: printed("My Time funding per year", 2.0, TWO_YEARS),
        support: printed("ISS funding (first two years)", 1.0, TWO_YEARS),
    }
}

/// A row of an item, in pounds.
fn row(item: &'static str, pounds: Option<f64>, funding: Option<&Funding>) -> Row {
    Row::new()
        .with("item", item)
        .with_number("value", pounds)
        .with("unit", "GBP")
        .with("period", funding.map_or(Value::Null, |funding| funding.period.clone().into()))
        .with("source", funding.map_or(Value::Null, |funding| funding.source.into()))
}

fn funding_rows(money: &Fundings) -> Vec<Row> {
    let funding =
        |item, funding: Option<&Funding>| row(item, funding.map(|funding| funding.pounds), funding);
    let mut rows = vec![funding("funding_programme", money.whole.as_ref())];
    if money.programme != money.whole {
        rows.push(funding("funding_programme_first_two_years", money.programme.as_ref()));
    }
    rows.push(funding("funding_support", money.support.as_ref()));
    let comparable =
        money.programme.as_ref().zip(money.support.as_ref()).filter(|(programme, support)| {
            programme.period == support.period && programme.pounds > 0.0
        });
    let parity = comparable.map(|(programme, support)| support.pounds / programme.pounds);
    rows.push(row("support_for_each_pound_of_programme", parity, money.support.as_ref()));
    rows
}

fn unit_rows(cohort: &Cohort, money: &Fundings) -> Vec<Row> {
    let count = |holds: fn(&crate::cohort::Individual) -> bool| {
        cohort.individuals.iter().filter(|man| holds(man)).count() as u64
    };
    let started = Quantity::suitable().only("group", ["some_sessions", "completed"]);
    let completed = Quantity::suitable().only("group", ["completed"]);
    let programme = [
        (
            "per_referral",
            "referrals",
            cohort.data.referrals.len() as u64,
            Quantity::all(Universe::Referrals),
        ),
        (
            "per_individual",
            "individuals",
            cohort.individuals.len() as u64,
            Quantity::all(Universe::Individuals),
        ),
        ("per_start", "started", count(|man| man.starter()), started),
        ("per_completion", "completed", count(|man| man.completed()), completed),
    ];
    let case = (
        "support_per_case",
        "support_cases",
        cohort.data.support.len() as u64,
        Quantity::all(Universe::Support),
    );
    // The money of the whole programme says nothing of a handful of its referrals.
    let enough = enough_for(cohort, money);
    let of_programme = programme.into_iter().map(|unit| (unit, money.whole.as_ref()));
    of_programme
        .chain([(case, money.support.as_ref())])
        .map(|((item, of, count, quantity), funding)| {
            let pounds = funding
                .filter(|_| count > 0 && enough)
                .map(|funding| funding.pounds / count as f64);
            let mut row =
                row(item, pounds, funding).with_count("count", count, quantity).with("of", of);
            row.small = super::rows::is_small(0, count);
            row
        })
        .collect()
}

/// Whether the referrals are enough to be those of the programme whose funding the report
/// prints. A programme's own funding is given for its own referrals, however few.
fn enough_for(cohort: &Cohort, money: &Fundings) -> bool {
    let printed = money.whole.as_ref().is_some_and(|money| money.source == REPORT);
    !printed || cohort.data.referrals.len() >= FEWEST_REFERRALS
}

fn headline(figure: &Figure) -> Option<String> {
    let pounds = |item: &str| {
        let value = figure.row(&[("item", item)])?.number("value")?;
        Some(format!("£{}", thousands(value.round() as u64)))
    };
    let period = figure.row(&[("item", "per_referral")])?.text("period")?.to_owned();
    let said = [
        ("per_referral", "a referral"),
        ("per_start", "a start"),
        ("per_completion", "a completion"),
    ];
    pounds("per_referral")?;
    let costs: Vec<String> =
        said.into_iter().filter_map(|(item, of)| Some(format!("{} {of}", pounds(item)?))).collect();
    Some(format!("The funding of {period} comes to {}", costs.join(", ")))
}

/// The report's money, beside what was read of it.
fn reported() -> Vec<Reported> {
    let table = published::inputs_and_context();
    [
        ("funding_programme", "My Time funding in all (three years)", "£1.05 million"),
        ("funding_support", "ISS funding (first two years)", "£298,000"),
    ]
    .into_iter()
    .filter_map(|(item, printed_item, printed)| {
        Some(Reported {
            row: vec![("item", item.to_owned())],
            column: "value",
            printed: printed.to_owned(),
            value: table.number("item", printed_item, "value")?,
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use dataset::codes::{Area, ClosureReason, Outcome};
    use dataset::{DataSet, Referral, Target};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    fn data() -> DataSet {
        let mut started = Referral::new("a", date(2018, 1, 1));
        started.assessment_outcome = Some(Outcome::Suitable);
        started.sessions_attended = Some(3);
        let mut completed = started.clone();
        completed.referral_ref = "b".into();
        completed.closure_reason = Some(ClosureReason::Completed);
        let mut again = Referral::new("c", date(2018, 2, 1));
        again.individual_ref = Some("m".into());
        completed.individual_ref = Some("m".into());
        let other = Referral::new("d", date(2018, 2, 1));
        DataSet { referrals: vec![started, completed, again, other], ..DataSet::default() }
    }

    fn value(figure: &Figure, item: &str) -> Option<f64> {
        figure.row(&[("item", item)])?.number("value")
    }

    #[test]
    fn the_reports_funding_is_divided_by_what_the_data_set_has() {
        let as_at = Scope::as_at(date(2020, 3, 31));
        let few = compute(&Cohort::new(data(), as_at));
        assert_eq!((value(&few, "per_referral"), &few.headline), (None, &None));
        assert!(few.notes.iter().any(|note| note.contains("fewer than 100 referrals")));
        let mut enough = data();
        let more = (0..97).map(|place| Referral::new(&format!("more {place}"), date(2018, 3, 1)));
        enough.referrals.extend(more);
        let figure = compute(&Cohort::new(enough, as_at));
        assert_eq!(value(&figure, "funding_programme"), Some(1_050_000.0));
        assert_eq!(value(&figure, "per_referral"), Some(1_050_000.0 / 101.0));
        assert_eq!(value(&figure, "per_individual"), Some(10_500.0));
        assert_eq!(value(&figure, "per_start"), Some(525_000.0));
        assert_eq!(value(&figure, "per_completion"), Some(1_050_000.0));
        let parity = value(&figure, "support_for_each_pound_of_programme").expect("known");
        assert!((parity - 298.0 / 700.0).abs() < 1e-12);
        assert_eq!(value(&figure, "support_per_case"), None, "there is no case");
        assert!(figure.headline.expect("worded").starts_with(
            "The funding of three years to September 2020 comes to £10\u{202f}396 a referral"
        ));
    }

    #[test]
    fn a_programmes_own_funding_is_used_where_it_is_given() {
        let mut data = data();
        data.targets.push(Target {
            output: Output::FundingProgramme,
            target: 8000.0,
            period: Some("2024".into()),
            area: None,
        });
        let figure = compute(&Cohort::new(data, Scope::as_at(date(2020, 3, 31))));
        assert_eq!(value(&figure, "per_referral"), Some(2000.0));
        assert_eq!(value(&figure, "support_for_each_pound_of_programme"), None);
        assert!(figure.reported.is_empty());
    }

    #[test]
    fn a_part_of_the_data_set_and_an_empty_one_have_no_cost() {
        let mut scope = Scope::as_at(date(2020, 3, 31));
        let empty = compute(&Cohort::new(DataSet::default(), scope));
        assert_eq!((empty.n, value(&empty, "per_referral")), (0, None));
        assert_eq!(empty.headline, None);
        scope.area = Some(Area::Dudley);
        let part = compute(&Cohort::new(data(), scope));
        assert_eq!((part.n, part.rows.len(), part.notes.len()), (0, 0, 1));
    }
}
