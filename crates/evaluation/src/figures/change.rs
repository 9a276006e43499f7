//! Whether referrals changed when the rules did: an interrupted time series.

use jiff::civil::Date;

use super::wording::{note_small_rows, number_of};
use crate::Cohort;
use crate::cohort::Quarter;
use crate::figure::{Chart, ChartForm, Figure, Kind, Row, column};
use crate::quantity::{Quantity, Universe};
use crate::statistics::regression::{Term, newey_west};

/// A segment with fewer months is too short to tell a step from chance.
const SHORT: usize = 8;

/// The longest series that is fitted: fifty years. A longer one has a wrong date in it.
const MOST_MONTHS: usize = 600;

/// Lags over which the standard errors allow for correlation.
const LAG: usize = 1;

/// A month, counted from the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Month(i32);

impl Month {
    fn of(date: Date) -> Self {
        Self(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }
    /// Months from another to this one, where it is not earlier.
    fn since(self, first: Self) -> Option<usize> {
        usize::try_from(self.0 - first.0).ok()
    }
    fn after(self, months: usize) -> Self {
        Self(self.0.saturating_add(i32::try_from(months).unwrap_or(i32::MAX)))
    }
    fn quarter(self) -> String {
        let year = i16::try_from(self.0.div_euclid(12)).unwrap_or(i16::MAX);
        let month = i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1);
        Quarter::of(Date::new(year, month, 1).unwrap_or(Date::MAX)).to_string()
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// A change of the rules of intake, from `data/rules.csv`.
#[derive(Clone, Debug)]
pub struct RuleChange {
    /// The first day on which the rule holds.
    pub from: Date,
    /// What changed.
    pub change: String,
}

/// The changes of the rules, earliest first; the first row of the file opens intake and is
/// not a change.
pub fn rule_changes() -> Vec<RuleChange> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/rules.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records = reader.records().filter_map(Result::ok).skip(1);
    records
        .filter_map(|record| {
            let from = record.get(0)?.parse().ok()?;
            Some(RuleChange { from, change: record.get(1)?.to_owned() })
        })
        .collect()
}

/// Referrals a month, with a level and a slope step at each rule change.
pub fn compute(cohort: &Cohort) -> Figure {
    let changes = rule_changes();
    let mut figure = Figure::new(
        "change",
        "Referrals a month before and after each rule change",
        "Did referrals change when the rules of intake did?",
        "Referrals by month of receipt, from the month of the first to that of the last; months \
         without referrals count 0. Ordinary least squares: intercept; slope (months since the \
         first); at each rule change a level step (0 up to and in the month of the change, 1 \
         after it) and a slope step (0 up to and in the month of the change, then months since \
         it). 95% intervals and p-values are normal, with Newey–West standard errors (Bartlett \
         kernel, lag 1, no small-sample correction). Rows whose term is month are the series.",
        "months",
    );
    figure.columns = vec![
        column("term", "Term", Kind::Text),
        column("value", "Referrals a month", Kind::Number),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
        column("p", "p (normal, Newey–West)", Kind::Probability),
        column("month", "Month", Kind::Text),
        column("count", "Referrals", Kind::Count),
    ];
    let dates = || cohort.data.referrals.iter().map(|row| row.received_on);
    let span = dates().min().zip(dates().max());
    let Some((first_day, last_day)) = span else {
        figure.rows = term_rows(&changes, &[], &[]);
        figure.note("No referral is in scope, so there is no month to fit.");
        return figure;
    };
    let first = Month::of(first_day);
    let length = Month::of(last_day).since(first).unwrap_or_default() + 1;
    if length > MOST_MONTHS {
        figure.rows = term_rows(&changes, &[], &[]);
        figure.note(format!(
            "Dates of receipt run from {first_day} to {last_day}, more than {MOST_MONTHS} months: \
             one of them is surely wrong. Correct it and evaluate again."
        ));
        return figure;
    }
    let mut counts = vec![0_u64; length];
    for month in dates().filter_map(|day| Month::of(day).since(first)) {
        counts[month] += 1;
    }
    let series = Series { first, counts };
    figure.n = length as u64;
    let fitted = series.steps(&changes);
    let terms = series.fit(&fitted);
    figure.rows = term_rows(&changes, &fitted, terms.as_deref().unwrap_or_default());
    figure.rows.extend(series.rows());
    notes(&mut figure, &series, &changes, &fitted, terms.as_deref());
    figure.headline = series.headline(&fitted);
    figure.chart = Some(Chart {
        form: ChartForm::Line,
        label: "month",
        series: None,
        value: "count",
        axis: "referrals received in the month",
        marks: changes
            .iter()
            .filter(|change| Month::of(change.from).since(first).is_some_and(|at| at < length))
            .map(|change| (Month::of(change.from).to_string(), change.change.clone()))
            .collect(),
    });
    figure
}

/// Referrals a month, without a gap.
struct Series {
    first: Month,
    counts: Vec<u64>,
}

impl Series {
    /// The changes that the months can show: at which place in the series each stands. One
    /// needs two months on either side of it, or its steps are another term in disguise.
    fn steps(&self, changes: &[RuleChange]) -> Vec<(Month, usize)> {
        let mut steps: Vec<(Month, usize)> = Vec::new();
        let mut following = self.counts.len();
        for change in changes.iter().rev() {
            let month = Month::of(change.from);
            let Some(at) = month.since(self.first) else { continue };
            if at >= 1 && at + 2 < following {
                steps.push((month, at));
                following = at + 1;
            }
        }
        steps.reverse();
        steps
    }
    fn fit(&self, steps: &[(Month, usize)]) -> Option<Vec<Term>> {
        let y: Vec<f64> = self.counts.iter().map(|count| *count as f64).collect();
        let x: Vec<Vec<f64>> = (0..y.len())
            .map(|month| {
                let mut row = vec![1.0, month as f64];
                for (_, at) in steps {
                    row.push(f64::from(u8::from(month > *at)));
                    row.push(month.saturating_sub(*at) as f64);
                }
                row
            })
            .collect();
        // With no month to spare the line goes through every point and errs nowhere.
        if y.len() <= x.first().map_or(0, Vec::len) {
            return None;
        }
        newey_west(&y, &x, LAG)
    }
    fn rows(&self) -> impl Iterator<Item = Row> {
        self.counts.iter().enumerate().map(|(place, count)| {
            let month = self.first.after(place);
            let quantity = Quantity::all(Universe::Referrals)
                .only("quarter", [month.quarter()])
                .only("month", [month.to_string()]);
            let row = Row::new().with("term", "month").with("month", month.to_string());
            let mut row = row.with_count("count", *count, quantity);
            row.small = super::rows::is_small(*count, 0);
            row
        })
    }
    /// The months from one change to the next, the month of a change with those after it.
    fn segments(&self, steps: &[(Month, usize)]) -> Vec<&[u64]> {
        let mut from = 0;
        let mut segments = Vec::new();
        for to in steps.iter().map(|(_, at)| *at).chain([self.counts.len()]) {
            segments.push(&self.counts[from..to]);
            from = to;
        }
        segments
    }
    /// The average of each segment, unless one is so short that all is descriptive. The first
    /// and the last month may be partial and stay out.
    fn headline(&self, steps: &[(Month, usize)]) -> Option<String> {
        let segments = self.segments(steps);
        if segments.iter().any(|months| months.len() < SHORT) {
            return None;
        }
        let last = segments.len() - 1;
        let starts = steps.iter().map(|(month, _)| format!("from {month}"));
        let names = std::iter::once(format!("from {}", self.first.after(1))).chain(starts);
        let means: Vec<String> = names
            .zip(segments.iter().enumerate())
            .map(|(name, (place, months))| {
                let from = usize::from(place == 0);
                let whole = &months[from..months.len() - usize::from(place == last)];
                let mean = whole.iter().sum::<u64>() as f64 / whole.len().max(1) as f64;
                format!("{mean:.1} {name}")
            })
            .collect();
        Some(format!(
            "Referrals a month, on average: {} (without the first and the last month, which may \
             be partial)",
            means.join(", ")
        ))
    }
}

/// A row a term; null where it could not be fitted.
fn term_rows(changes: &[RuleChange], fitted: &[(Month, usize)], terms: &[Term]) -> Vec<Row> {
    let row = |name: String, term: Option<&Term>| {
        Row::new()
            .with("term", name)
            .with_number("value", term.map(|term| term.value))
            .with_number("low", term.and_then(|term| Some(term.doubt?.low)))
            .with_number("high", term.and_then(|term| Some(term.doubt?.high)))
            .with_number("p", term.and_then(|term| Some(term.doubt?.p)))
    };
    let mut rows =
        vec![row("intercept".to_owned(), terms.first()), row("slope".to_owned(), terms.get(1))];
    for change in changes {
        let month = Month::of(change.from);
        let place = fitted.iter().position(|(fitted, _)| *fitted == month);
        let term = |step: usize| place.and_then(|place| terms.get(2 + 2 * place + step));
        rows.push(row(format!("level_{month}"), term(0)));
        rows.push(row(format!("slope_{month}"), term(1)));
    }
    rows
}

fn notes(
    figure: &mut Figure,
    series: &Series,
    changes: &[RuleChange],
    fitted: &[(Month, usize)],
    terms: Option<&[Term]>,
) {
    if terms.is_none() {
        figure.note(format!(
            "The terms are null: {} cannot be fitted, being too few, or on the line so exactly \
             that nothing is left from which to judge.",
            number_of(series.counts.len() as u64, "month", "months")
        ));
    } else if fitted.len() < changes.len() {
        figure.note(
            "The steps of a rule change are null where there are not at least two months on \
             either side of it.",
        );
    }
    if terms.into_iter().flatten().any(|term| term.doubt.is_none()) {
        figure.note(
            "A term has no interval and no p-value where the few months that tell it lie exactly \
             on the line: nothing is left from which to judge.",
        );
    }
    if series.segments(fitted).iter().any(|months| months.len() < SHORT) {
        figure.note(format!(
            "Descriptive only: a segment between rule changes has under {SHORT} months, too few to \
             tell a step from chance."
        ));
    }
    let last = series.first.after(series.counts.len().saturating_sub(1));
    figure.note(format!(
        "The first and the last month ({} and {last}) may be partial; both are fitted as they \
         stand, and left out of the averages.",
        series.first
    ));
    figure.note(
        "Intake in an area may have begun or grown in the same months, so a step is not the \
         effect of a rule alone.",
    );
    note_small_rows(figure);
}

#[cfg(test)]
mod tests {
    use dataset::{DataSet, Referral};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    /// A cohort with so many referrals in each month from one on.
    fn cohort(first: Date, counts: &[u64]) -> Cohort {
        let mut referrals = Vec::new();
        let first = Month::of(first);
        for (place, count) in counts.iter().enumerate() {
            let month = first.after(place);
            let day: Date = format!("{month}-15").parse().expect("a month has a 15th");
            for number in 0..*count {
                referrals.push(Referral::new(&format!("{month}/{number}"), day));
            }
        }
        let data = DataSet { referrals, ..DataSet::default() };
        Cohort::new(data, Scope::as_at(date(2030, 3, 31)))
    }

    fn term(figure: &Figure, name: &str) -> Option<f64> {
        figure.row(&[("term", name)])?.number("value")
    }

    #[test]
    fn a_step_is_0_in_the_month_of_the_change() {
        // About 10 a month and rising by 1; after April 2018 some 5 more and rising by 1 more;
        // after December 20 fewer and nearly flat from there. Expected values are those of
        // statsmodels: OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 1,
        // "use_correction": False}, use_t=False) with steps of 0 in the month of the change.
        let counts = [
            11, 11, 11, 15, 14, 16, 14, 17, 25, 25, 28, 32, 33, 33, 36, 39, 18, 16, 19, 18, 19, 17,
            20, 18, 17, 18, 19, 19, 18, 17,
        ];
        let figure = compute(&cohort(date(2017, 9, 1), &counts));
        let expected = [
            ("intercept", 10.666_666_666_666_654),
            ("slope", 0.845_238_095_238_101),
            ("level_2018-04", 5.738_095_238_095_225),
            ("slope_2018-04", 1.166_666_666_666_658),
            ("level_2018-12", -20.493_589_743_589_745),
            ("slope_2018-12", -1.992_124_542_124_538_6),
        ];
        for (name, value) in expected {
            let found = term(&figure, name).expect("fitted");
            assert!((found / value - 1.0).abs() < 1e-10, "{name}: {found}");
        }
        let p = figure.row(&[("term", "slope_2018-12")]).and_then(|row| row.number("p"));
        assert!((p.expect("fitted") / 5.233_925_268_852_262e-59 - 1.0).abs() < 1e-8);
        assert_eq!(
            figure.headline.as_deref(),
            None,
            "a segment of seven months is descriptive only"
        );
        assert_eq!(figure.n, 30);
        assert_eq!(figure.rows[6].text("month"), Some("2017-09"));
        assert_eq!(figure.rows[6].number("count"), Some(11.0));
        assert!(
            figure.notes.iter().any(|note| note.starts_with("Descriptive only")),
            "seven months before the first change are too few"
        );
        assert_eq!(figure.chart.expect("drawn").marks.len(), 2);
    }

    #[test]
    fn eight_months_a_segment_are_enough() {
        let figure = compute(&cohort(date(2017, 8, 1), &[3; 40]));
        assert!(!figure.notes.iter().any(|note| note.starts_with("Descriptive only")));
        assert_eq!(
            figure.headline.as_deref(),
            Some(
                "Referrals a month, on average: 3.0 from 2017-09, 3.0 from 2018-04, 3.0 from 2018-12 (without the first and the last month, which may be partial)"
            )
        );
    }

    #[test]
    fn months_without_referrals_count_0_and_a_change_out_of_sight_is_null() {
        let figure = compute(&cohort(date(2018, 6, 1), &[4, 0, 2, 3, 1, 6, 2, 4, 5, 3, 2, 4]));
        assert_eq!(
            figure.row(&[("month", "2018-07")]).and_then(|row| row.number("count")),
            Some(0.0)
        );
        assert_eq!(term(&figure, "level_2018-04"), None);
        assert!(term(&figure, "level_2018-12").is_some());
    }

    #[test]
    fn months_that_lie_exactly_on_the_line_tell_no_doubt() {
        // Two months before the change, through which any line goes.
        let figure = compute(&cohort(date(2018, 3, 1), &[7, 4, 9, 2, 8, 6, 3, 5]));
        let intercept = figure.row(&[("term", "intercept")]).expect("there");
        assert!((intercept.number("value").unwrap_or_default() - 7.0).abs() < 1e-9);
        assert_eq!((intercept.number("low"), intercept.number("p")), (None, None));
        let step = figure.row(&[("term", "level_2018-04")]).expect("there");
        assert!(step.number("low").is_some() && step.number("p").is_some());
        assert!(figure.notes.iter().any(|note| note.contains("exactly on the line")));
    }

    #[test]
    fn too_few_months_and_absurd_ones_are_said() {
        assert_eq!(compute(&cohort(date(2018, 1, 1), &[])).n, 0);
        let one = compute(&cohort(date(2018, 1, 1), &[1]));
        assert_eq!((one.n, term(&one, "intercept")), (1, None));
        let referrals =
            vec![Referral::new("a", date(118, 1, 1)), Referral::new("b", date(2018, 1, 1))];
        let data = DataSet { referrals, ..DataSet::default() };
        let figure = compute(&Cohort::new(data, Scope::as_at(date(2020, 1, 1))));
        assert_eq!((figure.n, figure.rows.len()), (0, 6));
        assert!(figure.notes[0].contains("surely wrong"));
    }
}
