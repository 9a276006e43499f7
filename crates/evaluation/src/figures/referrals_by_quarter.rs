//! Figure 20: referrals by area and quarter.

use dataset::Code;
use dataset::codes::Area;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::cohort::Quarter;
use crate::figure::{Chart, ChartForm, Figure, Kind, Row, column};
use crate::figures::change::{RuleChange, rule_changes};
use crate::figures::rows::is_small;
use crate::figures::tally::{TOTAL, beside, names, place};
use crate::figures::wording::{note_small_rows, number_of, thousands};
use crate::quantity::{Quantity, Universe};
use crate::{Cohort, Scope, published};

/// Quarters are columns of a table that somebody reads: beyond twenty years, the earliest
/// are taken together, since their dates are surely wrong.
const MOST_QUARTERS: usize = 80;

/// The name of the quarters before those shown, taken together.
const EARLIER: &str = "earlier";

/// Referrals of each area, the last without one.
type ByArea = [u64; Area::ALL.len() + 1];

/// Figure 20 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "20",
        "Referrals by area and quarter",
        "From where and when did referrals come?",
        "Every referral, those of a man referred before too, by its own area and the quarter in \
         which it was received, from the first quarter to the last. The average is over complete \
         quarters: the first and the last are partial, since the data do not say on which day \
         recording began and ended, unless the evaluation was asked to begin on the first day of \
         the one or to end on the last day of the other.",
        "referrals",
    );
    figure.columns = vec![
        column("area", "Area", Kind::Code),
        column("quarter", "Quarter", Kind::Text),
        column("count", "Referrals", Kind::Count),
    ];
    figure.n = cohort.data.referrals.len() as u64;
    figure.base = Some(Quantity::all(Universe::Referrals));

    let table = Quarters::of(cohort);
    let areas = names::<Area>();
    for (place, area) in areas.iter().enumerate() {
        push(&mut figure, area, &table, |counts| counts[place]);
    }
    push(&mut figure, TOTAL, &table, |counts| counts.iter().sum());
    note_small_rows(&mut figure);
    figure.chart = Some(Chart {
        form: ChartForm::Line,
        label: "quarter",
        series: None,
        value: "count",
        axis: "referrals of all areas in the quarter",
        marks: marks(&table),
    });
    for (quarter, rule) in marks(&table) {
        figure.note(format!("The rules changed in {quarter}: {rule}."));
    }
    say_average(&mut figure, &table, &cohort.scope);
    lay_beside(&mut figure, cohort);
    figure
}

/// What was received in each quarter.
struct Quarters {
    /// The quarters shown, without gaps, and what was received in each.
    shown: Vec<(Quarter, ByArea)>,
    /// What was received before them.
    earlier: ByArea,
}

impl Quarters {
    /// One pass over the referrals.
    fn of(cohort: &Cohort) -> Self {
        let mut received: FxHashMap<Quarter, ByArea> = FxHashMap::default();
        for row in &cohort.data.referrals {
            received.entry(Quarter::of(row.received_on)).or_default()[place(row.area)] += 1;
        }
        let mut table = Self { shown: Vec::new(), earlier: ByArea::default() };
        let (Some(first), Some(last)) =
            (received.keys().min().copied(), received.keys().max().copied())
        else {
            return table;
        };
        let hidden = (last.since(first) + 1).saturating_sub(MOST_QUARTERS);
        let mut quarter = first;
        for place in 0..=last.since(first) {
            let counts = received.get(&quarter).copied().unwrap_or_default();
            if place < hidden {
                for (sum, count) in table.earlier.iter_mut().zip(counts) {
                    *sum += count;
                }
            } else {
                table.shown.push((quarter, counts));
            }
            quarter = quarter.next();
        }
        table
    }

    /// The quarters shown of which the first and the last are left out where they are
    /// partial, each with its referrals.
    fn complete(&self, scope: &Scope) -> Vec<(Quarter, u64)> {
        let last = self.shown.len().saturating_sub(1);
        let sums = self.shown.iter().map(|(quarter, counts)| (*quarter, counts.iter().sum()));
        sums.enumerate()
            .filter(|(place, (quarter, _))| {
                (*place > 0 || begins(scope.from, *quarter))
                    && (*place < last || ends(scope, *quarter))
            })
            .map(|(_, quarter)| quarter)
            .collect()
    }
}

/// Whether the evaluation was asked to begin on the first day of the quarter.
fn begins(from: Option<Date>, quarter: Quarter) -> bool {
    from == Some(quarter.first_day())
}

/// Whether the evaluation was asked to end on the last day of the quarter, which has come.
fn ends(scope: &Scope, quarter: Quarter) -> bool {
    let last_day = quarter.next().first_day().yesterday().ok();
    scope.to.is_some() && scope.to == last_day && last_day <= Some(scope.as_at)
}

/// The rows of an area: every quarter and their sum.
fn push(figure: &mut Figure, area: &'static str, table: &Quarters, count: impl Fn(&ByArea) -> u64) {
    let all = Quantity::all(Universe::Referrals);
    let of_area = if area == TOTAL { all } else { all.only("area", [area]) };
    let mut sum = 0;
    let earlier =
        (table.earlier != ByArea::default()).then(|| (EARLIER.to_owned(), count(&table.earlier)));
    let shown = table.shown.iter().map(|(quarter, counts)| (quarter.to_string(), count(counts)));
    for (quarter, count) in earlier.into_iter().chain(shown) {
        sum += count;
        let quantity = of_area.clone().only("quarter", [quarter.clone()]);
        figure.rows.push(row(area, quarter, count, quantity));
    }
    figure.rows.push(row(area, TOTAL.to_owned(), sum, of_area));
}

fn row(area: &'static str, quarter: String, count: u64, quantity: Quantity) -> Row {
    let row = Row::new().with("area", area).with("quarter", quarter);
    let mut row = row.with_count("count", count, quantity);
    // An area that nobody fails to record is not a small group.
    row.small = is_small(count, 0);
    row
}

/// Which quarters are partial, the average line, and the headline.
fn say_average(figure: &mut Figure, table: &Quarters, scope: &Scope) {
    let (Some((first, _)), Some((last, _))) = (table.shown.first(), table.shown.last()) else {
        figure.note("No referral is in scope, so there is no quarter to show.");
        figure.headline = Some("No referral is in scope".to_owned());
        return;
    };
    if table.earlier != ByArea::default() {
        let sum: u64 = table.earlier.iter().sum();
        figure.note(format!(
            "{} referrals are dated before {first} and are taken together as {EARLIER}: their \
             dates are surely wrong.",
            thousands(sum)
        ));
    }
    let complete = table.complete(scope);
    let is_complete = |quarter: Quarter| complete.iter().any(|(of, _)| *of == quarter);
    let mut partial: Vec<String> = [*first, *last]
        .into_iter()
        .filter(|of| !is_complete(*of))
        .map(|of| of.to_string())
        .collect();
    partial.dedup();
    if !partial.is_empty() {
        figure.note(format!("Partial, and left out of the average: {}.", partial.join(", ")));
    }
    figure.headline = Some(headline(figure.n, &complete));
    let Some(average) = average(&complete) else {
        figure.note("No quarter is complete, so there is no average.");
        return;
    };
    let words = format!(
        "average of {}: {average:.1}",
        number_of(complete.len() as u64, "complete quarter", "complete quarters")
    );
    figure.note(format!("The {words} referrals."));
    if let Some(chart) = &mut figure.chart {
        chart.marks.push((format!("{average:.1}"), words));
    }
}

fn average(complete: &[(Quarter, u64)]) -> Option<f64> {
    let sum: u64 = complete.iter().map(|(_, count)| count).sum();
    (!complete.is_empty()).then(|| sum as f64 / complete.len() as f64)
}

/// The average, and the busiest quarter where one alone is.
fn headline(referrals: u64, complete: &[(Quarter, u64)]) -> String {
    let Some(average) = average(complete) else {
        let referrals = match referrals {
            1 => "1 referral".to_owned(),
            _ => format!("{} referrals", thousands(referrals)),
        };
        return format!("{referrals}, in no complete quarter");
    };
    // Of few referrals the part of one is a good part of the average.
    let average = if average < 10.0 { format!("{average:.1}") } else { format!("{average:.0}") };
    let brought = format!("A complete quarter brought {average} referrals on average");
    let most = complete.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let mut busiest = complete.iter().filter(|(_, count)| *count == most);
    match (busiest.next(), busiest.next()) {
        (Some((quarter, _)), None) if complete.len() > 1 => {
            format!("{brought}; the busiest, {quarter}, brought {}", thousands(most))
        }
        _ => brought,
    }
}

/// The rule changes in the quarters shown.
fn marks(table: &Quarters) -> Vec<(String, String)> {
    let shown = |rule: &RuleChange| {
        table.shown.iter().any(|(quarter, _)| *quarter == Quarter::of(rule.from))
    };
    let mark = |rule: RuleChange| {
        (Quarter::of(rule.from).to_string(), format!("{}: {}", rule.from, rule.change))
    };
    rule_changes().into_iter().filter(shown).map(mark).collect()
}

fn lay_beside(figure: &mut Figure, cohort: &Cohort) {
    let table = published::referrals_by_area_quarter();
    for line in table.iter() {
        for quarter in &table.columns[1..] {
            let row = [("area", line.text("area")), ("quarter", quarter.as_str())];
            beside(figure, cohort, &row, "count", line.text(quarter));
        }
    }
    for line in published::quarter_totals_printed().iter() {
        let row = [("area", TOTAL), ("quarter", line.text("quarter"))];
        beside(figure, cohort, &row, "count", line.text("printed_total"));
    }
}

#[cfg(test)]
mod tests {
    use dataset::DataSet;
    use jiff::civil::date;

    use super::*;
    use crate::figures::samples::{AS_AT, Tell, assert_sound, cohort, degenerate, referral};

    fn received(days: &[Date]) -> Vec<dataset::Referral> {
        days.iter()
            .enumerate()
            .map(|(place, day)| {
                referral(&place.to_string()).received(*day).area(Area::ALL[place % 2])
            })
            .collect()
    }

    fn sample() -> Vec<dataset::Referral> {
        received(&[
            date(2017, 11, 1),
            date(2018, 1, 1),
            date(2018, 3, 31),
            date(2018, 12, 31),
            date(2019, 1, 1),
        ])
    }

    #[test]
    fn every_area_has_every_quarter_without_gaps() {
        let figure = compute(&cohort(sample()));
        assert_eq!(figure.rows.len(), (8 + 1) * (6 + 1));
        let count = |area, quarter| {
            figure.row(&[("area", area), ("quarter", quarter)]).unwrap().number("count").unwrap()
        };
        assert_eq!(count("total", "2018Q1"), 2.0);
        assert_eq!(count("Coventry", "2018Q1"), 1.0);
        assert_eq!(count("total", "2018Q2"), 0.0, "a quarter without referrals has its rows");
        assert_eq!(count("not_recorded", "total"), 0.0);
        assert_eq!(count("total", "total"), 5.0);
    }

    #[test]
    fn the_average_is_over_complete_quarters_and_rule_changes_are_marked() {
        let figure = compute(&cohort(sample()));
        assert!(figure.notes.iter().any(|note| note.ends_with("2017Q4, 2019Q1.")));
        let marks = figure.chart.unwrap().marks;
        let quarters: Vec<_> = marks.iter().map(|(quarter, _)| quarter.as_str()).collect();
        assert_eq!(quarters, ["2018Q2", "2018Q4", "0.8"], "2017Q4 and 2019Q1 are partial");
    }

    #[test]
    fn the_busiest_quarter_is_named_where_one_alone_is() {
        let quarter = |month| Quarter::of(date(2018, month, 1));
        assert_eq!(
            headline(40, &[(quarter(1), 10), (quarter(4), 20)]),
            "A complete quarter brought 15 referrals on average; the busiest, 2018Q2, brought 20"
        );
        assert_eq!(
            headline(40, &[(quarter(1), 20), (quarter(4), 20)]),
            "A complete quarter brought 20 referrals on average"
        );
        assert_eq!(
            headline(7, &[(quarter(1), 3), (quarter(4), 4)]),
            "A complete quarter brought 3.5 referrals on average; the busiest, 2018Q2, brought 4"
        );
        assert_eq!(headline(1, &[]), "1 referral, in no complete quarter");
    }

    #[test]
    fn a_quarter_that_was_asked_for_from_its_first_day_to_its_last_is_complete() {
        let data = DataSet { referrals: sample(), ..DataSet::default() };
        let scope = Scope {
            from: Some(date(2018, 1, 1)),
            to: Some(date(2018, 3, 31)),
            ..Scope::as_at(AS_AT)
        };
        let figure = compute(&Cohort::new(data.clone(), scope));
        let average = |figure: Figure| {
            let marks = figure.chart.unwrap().marks;
            marks.into_iter().find(|(_, words)| words.starts_with("average"))
        };
        assert_eq!(average(figure).unwrap().0, "2.0");
        let too_early = Scope { as_at: date(2018, 3, 30), ..scope };
        let unfinished = compute(&Cohort::new(data, too_early));
        assert_eq!(average(unfinished), None, "the quarter is not over");
    }

    #[test]
    fn a_date_that_cannot_be_meant_does_not_make_a_table_of_centuries() {
        let mut days = vec![date(1066, 10, 14)];
        days.push(date(2019, 5, 5));
        let figure = compute(&cohort(received(&days)));
        assert_eq!(figure.rows.len(), (8 + 1) * (1 + MOST_QUARTERS + 1));
        let row = figure.row(&[("area", "Birmingham"), ("quarter", "earlier")]).unwrap();
        assert_eq!(row.number("count"), Some(1.0));
        let total = figure.row(&[("area", "total"), ("quarter", "total")]).unwrap();
        assert_eq!(total.number("count"), Some(2.0), "nobody is lost");
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
