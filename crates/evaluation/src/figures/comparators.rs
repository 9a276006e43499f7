//! This programme beside others that are published.

use super::rows::proportion;
use super::wording::{note_small_rows, number_of, per_cent, thousands};
use crate::Cohort;
use crate::figure::{Chart, ChartForm, Figure, Kind, Reported, Row, Value, column};
use crate::published;
use crate::quantity::Quantity;

/// What this programme is called beside the others.
const THIS: &str = "this programme";

/// A measure that a comparator may print, and how it is worked out here.
struct Measure {
    /// As `comparators.csv` spells it.
    printed: &'static str,
    /// As figures spell it.
    code: &'static str,
    of: &'static str,
    whole: fn(&Cohort) -> u64,
    /// The statement of `stated_rates.csv` that prints it of this programme.
    stated: &'static str,
}

const MEASURES: [Measure; 2] = [
    Measure {
        printed: "completed as a share of referrals",
        code: "completed_of_referrals",
        of: "referrals",
        whole: |cohort| cohort.data.referrals.len() as u64,
        stated: "referrals completed",
    },
    Measure {
        printed: "completed as a share of starters",
        code: "completed_of_starters",
        of: "started",
        whole: |cohort| cohort.individuals.iter().filter(|man| man.starter()).count() as u64,
        stated: "starters who completed",
    },
];

/// Completion here and in `comparators.csv`, each beside the same denominator.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "comparators",
        "This programme beside others",
        "How does completion compare with programmes elsewhere?",
        "Men found suitable who completed, of all referrals and of starters, each once, with \
         Wilson's 95% interval; beside it the share that the other programme's evaluation prints, \
         as the report quotes it. comparison says whether the denominator is the same by name; \
         difference is this programme's share less the other's. Programmes differ in whom they \
         take, how long they last and what they call a referral, a start and a completion.",
        "starters",
    );
    figure.columns = vec![
        column("measure", "Measure", Kind::Code),
        column("programme", "Programme", Kind::Text),
        column("count", "Number", Kind::Count),
        column("of", "Of", Kind::Code),
        column("share", "Share", Kind::Share),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
        column("difference", "This programme less the other", Kind::Share),
        column("comparison", "Comparison", Kind::Text),
        column("source", "Source", Kind::Text),
    ];
    figure.base = Some(Quantity::suitable().only("group", ["some_sessions", "completed"]));
    figure.n = (MEASURES[1].whole)(cohort);

    let completed = cohort.individuals.iter().filter(|man| man.completed()).count() as u64;
    let table = published::comparators();
    for measure in &MEASURES {
        let whole = (measure.whole)(cohort);
        let quantity = Quantity::suitable().only("group", ["completed"]);
        let row = Row::new().with("measure", measure.code).with("programme", THIS);
        figure.rows.push(
            proportion(row, completed, quantity, measure.of, whole)
                .with("difference", Value::Null)
                .with("comparison", "the data set evaluated")
                .with("source", "data set"),
        );
        let here = (whole > 0).then(|| completed as f64 / whole as f64);
        for line in table.iter().filter(|line| line.text("measure") == measure.printed) {
            figure.rows.push(other(
                measure.code.into(),
                measure.of.into(),
                &line,
                here,
                "same denominator",
            ));
        }
    }
    for line in table.iter() {
        let printed = line.text("measure");
        if MEASURES.iter().all(|measure| measure.printed != printed) {
            let words = "another denominator: not set beside this programme";
            let of = printed.rsplit(" of ").next().unwrap_or(printed).to_owned();
            figure.rows.push(other(printed.to_owned().into(), of.into(), &line, None, words));
        }
    }
    figure.headline = headline(&figure, completed);
    notes(&mut figure);
    figure.chart = Some(Chart {
        form: ChartForm::Grouped,
        label: "measure",
        series: Some("programme"),
        value: "share",
        axis: "share who completed, with 95% interval for this programme",
        marks: Vec::new(),
    });
    if cohort.scope.is_whole() {
        figure.reported = reported();
    }
    figure
}

/// The row of another programme.
fn other(
    measure: Value,
    of: Value,
    line: &published::Line<'_>,
    here: Option<f64>,
    comparison: &'static str,
) -> Row {
    let share = line.number("value");
    Row::new()
        .with("measure", measure)
        .with("programme", line.text("programme").to_owned())
        .with("count", Value::Null)
        .with("of", of)
        .with_number("share", share)
        .with("low", Value::Null)
        .with("high", Value::Null)
        .with_number("difference", here.zip(share).map(|(here, share)| here - share))
        .with("comparison", comparison)
        .with("source", source(line.text("source")))
}

/// Where the share is quoted. The published tables call the report itself the seed report.
fn source(told: &str) -> String {
    told.strip_prefix("seed report ")
        .map_or_else(|| told.to_owned(), |place| format!("report, {place}"))
}

fn notes(figure: &mut Figure) {
    figure.note(
        "Counts and intervals of other programmes are null: the report quotes their shares alone.",
    );
    figure.note(
        "Referrals here are counted each, so that a man referred twice stands twice in that \
         denominator; whether Venta counts so is not said.",
    );
    if figure.n > 0 {
        figure.note("Recent referrals have not had the thirty weeks that a completion takes.");
    } else {
        figure.note("Nobody in scope has started, so the share of starters is null.");
    }
    note_small_rows(figure);
}

fn headline(figure: &Figure, completed: u64) -> Option<String> {
    if figure.n == 0 {
        return None;
    }
    let others: Vec<String> = figure
        .rows
        .iter()
        .filter(|row| {
            row.text("measure") == Some("completed_of_starters")
                && row.text("programme") != Some(THIS)
        })
        .filter_map(|row| {
            let of = match row.text("comparison")? {
                "same denominator" => "same denominator: starters",
                _ => "another denominator",
            };
            let share = per_cent(row.number("share")?);
            Some(format!("{share} in {} ({of})", row.text("programme")?))
        })
        .collect();
    Some(format!(
        "Of {} here, {} completed ({}); {}",
        number_of(figure.n, "starter", "starters"),
        thousands(completed),
        per_cent(completed as f64 / figure.n as f64),
        others.join(", ")
    ))
}

fn reported() -> Vec<Reported> {
    let stated = published::stated_rates();
    MEASURES
        .iter()
        .filter_map(|measure| {
            Some(Reported {
                row: vec![("measure", measure.code.to_owned()), ("programme", THIS.to_owned())],
                column: "share",
                printed: stated.text("statement", measure.stated, "printed")?.to_owned(),
                value: stated.number("statement", measure.stated, "printed")? / 100.0,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use dataset::codes::{ClosureReason, Outcome};
    use dataset::{DataSet, Referral};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    fn figure(referrals: Vec<Referral>) -> Figure {
        let data = DataSet { referrals, ..DataSet::default() };
        compute(&Cohort::new(data, Scope::as_at(date(2020, 3, 31))))
    }

    #[test]
    fn each_programme_stands_beside_the_same_denominator() {
        let mut completed = Referral::new("a", date(2018, 1, 1));
        completed.assessment_outcome = Some(Outcome::Suitable);
        completed.closure_reason = Some(ClosureReason::Completed);
        let mut started = Referral::new("b", date(2018, 1, 1));
        started.assessment_outcome = Some(Outcome::Suitable);
        started.sessions_attended = Some(1);
        let figure = figure(vec![
            completed,
            started,
            Referral::new("c", date(2018, 1, 1)),
            Referral::new("d", date(2018, 1, 1)),
        ]);
        let share = |measure: &str, programme: &str, key: &str| {
            figure.row(&[("measure", measure), ("programme", programme)])?.number(key)
        };
        assert_eq!(share("completed_of_referrals", THIS, "share"), Some(0.25));
        assert_eq!(share("completed_of_starters", THIS, "share"), Some(0.5));
        assert_eq!(share("completed_of_referrals", "Venta", "difference"), Some(-0.25));
        assert_eq!(share("completed_of_starters", "Venta", "share"), Some(0.63));
        assert_eq!(figure.reported.len(), 2);
        assert!((figure.reported[1].value - 0.122).abs() < 1e-12);
        assert_eq!(figure.rows.len(), 5, "every line of the published table has its row");
    }

    #[test]
    fn without_a_starter_the_share_is_null() {
        let figure = figure(Vec::new());
        assert_eq!((figure.n, figure.headline.clone()), (0, None));
        let row = figure.row(&[("measure", "completed_of_starters"), ("programme", THIS)]);
        assert_eq!(row.and_then(|row| row.get("share")), Some(&Value::Null));
        assert!(figure.notes.iter().any(|note| note.contains("Nobody in scope has started")));
    }
}
