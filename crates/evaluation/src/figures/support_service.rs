//! The figure `iss`: how far support cases came, and which support women were given.

use dataset::codes::SupportType;
use dataset::{Code, Support};
use jiff::civil::Date;

use crate::figure::{Chart, ChartForm, Figure, Kind, Row, Value, column};
use crate::figures::rows::{PROPORTION, proportion};
use crate::figures::tally::{beside, note_small_groups, of_all};
use crate::figures::wording::{in_words, note_small_rows, number_of, thousands};
use crate::quantity::{Quantity, Universe};
use crate::{Cohort, published};

/// The date that tells of a stage.
type Told = fn(&Support) -> Option<Date>;

/// The stages after the referral, and the date that tells of each.
const STAGES: [(&str, Told); 4] = [
    ("contacted", |case| case.first_contact_on),
    ("assessed", |case| case.assessed_on),
    ("started", |case| case.started_on),
    ("closed", |case| case.closed_on),
];

const OF: &str = "support_cases";

/// The figure `iss` of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "iss",
        "The support service: cases and kinds of support",
        "How many of the women referred were reached and supported, and how?",
        "Support cases: there is no identifier of a woman across cases, so that one may count \
         twice. A case was contacted, assessed, started or closed where the date of it is \
         recorded and has come; started is receiving support. A case may be closed without \
         having started, so that every stage is a share of all cases, and not of the stage \
         before. Kinds of support are of all cases, started or not; a case may have several. \
         Wilson's 95% intervals.",
        OF,
    );
    figure.columns = vec![
        column("stage", "Stage", Kind::Code),
        column("support", "Kind of support", Kind::Code),
    ];
    figure.columns.extend(PROPORTION);
    let cases = Quantity::all(Universe::Support);
    figure.n = cohort.data.support.len() as u64;
    figure.base = Some(cases.clone());

    let counted = Counted::of(cohort);
    let first = Row::new()
        .with("stage", "referred")
        .with_count("count", figure.n, cases.clone())
        .with("of", Value::Null)
        .with_number("share", None)
        .with_number("low", None)
        .with_number("high", None);
    figure.rows.push(first);
    for ((stage, _), count) in STAGES.into_iter().zip(counted.stages) {
        let row = Row::new().with("stage", stage);
        let quantity = cases.clone().only(stage, ["yes"]);
        figure.rows.push(proportion(row, count, quantity, OF, figure.n));
    }
    for (kind, count) in SupportType::ALL.iter().zip(counted.kinds) {
        let row = Row::new().with("support", kind.code());
        let quantity = cases.clone().only(kind.code(), ["given"]);
        figure.rows.push(proportion(row, count, quantity, OF, figure.n));
    }

    note_undated(&mut figure, cohort);
    note(&mut figure, &counted);
    figure.headline = Some(headline(&counted, figure.n));
    figure.chart = Some(Chart {
        form: ChartForm::Bars,
        label: "support",
        series: None,
        value: "share",
        axis: "share of support cases, with 95% interval",
        marks: Vec::new(),
    });
    lay_beside(&mut figure, cohort);
    figure
}

/// How many cases there are of each stage and kind.
#[derive(Default)]
struct Counted {
    stages: [u64; STAGES.len()],
    kinds: [u64; SupportType::ALL.len()],
    /// Cases with a kind of support and without a start.
    kinds_without_start: u64,
    /// Cases of which no kind of support is recorded.
    no_kind: u64,
}

impl Counted {
    fn of(cohort: &Cohort) -> Self {
        let mut counted = Self::default();
        for case in &cohort.data.support {
            for (count, (_, date)) in counted.stages.iter_mut().zip(STAGES) {
                *count += u64::from(cohort.by_then(date(case)).is_some());
            }
            for kind in case.support_types.iter() {
                counted.kinds[kind.place()] += 1;
            }
            let (kinds, started) =
                (!case.support_types.is_empty(), cohort.by_then(case.started_on).is_some());
            counted.kinds_without_start += u64::from(kinds && !started);
            counted.no_kind += u64::from(!kinds);
        }
        counted
    }
    fn started(&self) -> u64 {
        self.stages[2]
    }
}

fn note_undated(figure: &mut Figure, cohort: &Cohort) {
    if cohort.left_out.support_undated > 0 {
        figure.note(
            "Cases without a date of referral are left out: nobody can tell whether they are of \
             the period asked for.",
        );
    }
}

fn note(figure: &mut Figure, counted: &Counted) {
    if figure.n == 0 {
        figure.note("No support case is in scope, so every share is undefined.");
        return;
    }
    figure.note("The first stage is a share of nothing.");
    if counted.kinds_without_start > 0 {
        figure.note(format!(
            "Kinds of support are recorded of {} cases that have no start recorded: more were \
             supported than the starts tell.",
            thousands(counted.kinds_without_start)
        ));
    }
    if counted.no_kind > 0 {
        figure.note(format!(
            "No kind of support is recorded of {}.",
            number_of(counted.no_kind, "case", "cases")
        ));
    }
    let n = figure.n;
    note_small_groups(figure, [("support cases", n)]);
    note_small_rows(figure);
}

fn headline(counted: &Counted, n: u64) -> String {
    if n == 0 {
        return "No support case is in scope".to_owned();
    }
    let started = of_all(n, "support cases", counted.started(), "have started");
    let greatest = counted.kinds.iter().copied().max().unwrap_or(0);
    let commonest: Vec<String> = SupportType::ALL
        .iter()
        .filter(|kind| greatest > 0 && counted.kinds[kind.place()] == greatest)
        .map(|kind| in_words(kind.code()))
        .collect();
    match commonest.as_slice() {
        [kind] => format!(
            "{started}; the commonest kind of support is {kind} ({})",
            number_of(greatest, "case", "cases")
        ),
        _ => started,
    }
}

fn lay_beside(figure: &mut Figure, cohort: &Cohort) {
    let outputs = published::outputs();
    for (stage, output) in [
        ("referred", "(ex)partners referred to the ISS"),
        ("started", "(ex)partners receiving support from the ISS"),
    ] {
        let printed = outputs.text("output", output, "value").unwrap_or_default();
        beside(figure, cohort, &[("stage", stage)], "count", printed);
    }
    for line in published::iss_support_counts().iter() {
        let row = [("support", line.text("support"))];
        beside(figure, cohort, &row, "count", line.text("women"));
        beside(figure, cohort, &row, "share", &format!("{}%", line.text("percent")));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::figures::samples::{assert_sound, degenerate, support};

    fn sample() -> Figure {
        let on = Some(date(2019, 1, 1));
        let later = Some(date(2020, 4, 1));
        let kinds = |kinds: &[SupportType]| kinds.iter().copied().collect();
        compute(&support(vec![
            Support {
                first_contact_on: on,
                started_on: on,
                support_types: kinds(&[SupportType::Written]),
                ..Support::default()
            },
            Support { closed_on: on, started_on: later, ..Support::default() },
            Support {
                support_types: kinds(&[SupportType::Telephone, SupportType::DropIn]),
                ..Support::default()
            },
            Support { support_types: kinds(&[SupportType::Telephone]), ..Support::default() },
        ]))
    }

    #[test]
    fn every_stage_is_a_share_of_all_cases_by_the_day_of_the_evaluation() {
        let figure = sample();
        let stages: Vec<_> = figure
            .rows
            .iter()
            .filter_map(|row| Some((row.text("stage")?, row.number("count")?, row.number("share"))))
            .collect();
        assert_eq!(
            stages,
            [
                ("referred", 4.0, None),
                ("contacted", 1.0, Some(0.25)),
                ("assessed", 0.0, Some(0.0)),
                ("started", 1.0, Some(0.25)),
                ("closed", 1.0, Some(0.25)),
            ]
        );
    }

    #[test]
    fn kinds_of_support_are_of_all_cases_started_or_not() {
        let figure = sample();
        let kinds = figure.rows.iter().filter(|row| row.text("support").is_some());
        assert_eq!(kinds.count(), 9);
        let telephone = figure.row(&[("support", "telephone")]).unwrap();
        assert_eq!(telephone.number("share"), Some(0.5));
        assert!(
            figure.notes.iter().any(|note| note.starts_with("Kinds of support are recorded of 2"))
        );
        assert_eq!(
            figure.headline.as_deref(),
            Some(
                "Of 4 support cases, 1 has started (25.0%); the commonest kind of support is telephone (2 cases)"
            )
        );
    }

    #[test]
    fn each_number_of_the_report_finds_its_row() {
        let figure = sample();
        assert_eq!(figure.reported.len(), 2 + 9 * 2);
        for beside in &figure.reported {
            let (key, word) = &beside.row[0];
            assert!(figure.row(&[(*key, word.as_str())]).is_some(), "{beside:?}");
        }
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
