//! Evaluations for the tests: usual, empty, suppressed.

use std::sync::Arc;

use documents::Stamp;
use evaluation::{
    Chart, ChartForm, Contradiction, Evaluation, Figure, Finding, Kind, Release, Reported, Row,
    Scope, SourceCounts, Test, Value, column,
};
use jiff::civil::date;

use crate::Site;

fn waiting() -> Figure {
    let mut figure = Figure::new(
        "21",
        "Days from referral to the first assessment offered, by engagement group",
        "Did those who never came wait longer?",
        "Whole days from the referral received to the first assessment offered.",
        "suitable",
    );
    (figure.n, figure.missing) = (256, 3);
    figure.columns = vec![
        column("group", "Engagement group", Kind::Code),
        column("n", "Men", Kind::Count),
        column("mean", "Mean days", Kind::Mean),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
    ];
    for (group, n, mean) in
        [("no_sessions", 60, 30.7), ("some_sessions", 172, 19.2), ("completed", 24, 18.2)]
    {
        let row = Row::new()
            .with("group", group)
            .with("n", Value::Count(n))
            .with_number("mean", Some(mean))
            .with_number("low", Some(mean - 3.0))
            .with_number("high", Some(mean + 3.0));
        figure.rows.push(row);
        figure.reported.push(Reported {
            row: vec![("group", group.to_owned())],
            column: "mean",
            printed: mean.to_string(),
            value: mean,
        });
    }
    figure.tests.push(
        Test::new("welch_anova").with_number("statistic", Some(10.4)).with_number("p", Some(0.02)),
    );
    figure.note("small group: completed (24)");
    figure.headline = Some("The men who never came had waited longest".to_owned());
    figure.chart = Some(Chart {
        form: ChartForm::Bars,
        label: "group",
        series: None,
        value: "mean",
        axis: "days, mean with 95% interval",
        marks: Vec::new(),
    });
    figure
}

fn flow() -> Figure {
    let mut figure = Figure::new(
        "14",
        "From referral to completion",
        "How many of those referred came how far?",
        "Each stage with its share of the one before.",
        "individuals",
    );
    figure.n = 959;
    figure.columns = vec![
        column("stage", "Stage", Kind::Code),
        column("count", "Number", Kind::Count),
        column("share", "Share", Kind::Share),
    ];
    for (stage, count, share) in
        [("referrals", 1074, 1.0), ("individuals", 959, 0.893), ("assessed", 540, 0.563)]
    {
        let row = Row::new()
            .with("stage", stage)
            .with("count", Value::Count(count))
            .with_number("share", Some(share));
        figure.rows.push(row);
    }
    figure.headline = Some("24 of 1,074 referrals ended in a completed programme".to_owned());
    figure.chart = Some(Chart {
        form: ChartForm::Funnel,
        label: "stage",
        series: None,
        value: "count",
        axis: "referrals and men",
        marks: Vec::new(),
    });
    figure
}

/// A figure that cannot be computed: no rows, no headline, no picture.
fn incidents() -> Figure {
    let mut figure = Figure::new(
        "incidents",
        "Incidents before, during and after",
        "Did what the police recorded change?",
        "Incidents a person-month at risk.",
        "individuals",
    );
    figure.columns = vec![column("period", "Period", Kind::Code)];
    figure.note("no incidents file was given");
    figure
}

fn site(figures: Vec<Figure>) -> Evaluation {
    Evaluation {
        scope: Scope::as_at(date(2020, 3, 31)),
        source: SourceCounts { referrals: Some(1074), individuals: Some(959), support: Some(376) },
        figures,
        findings: Vec::new(),
        gaps: Vec::new(),
        contradictions: Vec::new(),
        release: None,
    }
}

pub(crate) fn served(evaluation: Evaluation) -> Arc<Site> {
    let stamp = Stamp { generated: "2026-11-23T09:00:00Z".to_owned(), version: "0.1.0" };
    Arc::new(Site::new(evaluation, stamp))
}

/// Three figures, findings, many gaps and a contradiction.
pub(crate) fn usual() -> Evaluation {
    let mut evaluation = site(vec![flow(), waiting(), incidents()]);
    evaluation.findings.push(Finding {
        sentence: "Those who never came had waited 30.7 days, those who finished 18.2.".to_owned(),
        figure: "21",
    });
    for gap in 1..=8 {
        let sentence = format!("Gap {gap}: nothing is recorded.");
        evaluation.gaps.push(Finding { sentence, figure: "incidents" });
    }
    evaluation.contradictions.push(Contradiction {
        place: "Figure 20".to_owned(),
        printed: "27".to_owned(),
        computed: "29".to_owned(),
        sentence: "The first quarter’s areas sum to 29 where 27 is printed.".to_owned(),
        figure: None,
    });
    evaluation
}

/// What a data set without rows gives.
pub(super) fn empty() -> Evaluation {
    let mut evaluation = site(vec![flow(), waiting(), incidents()]);
    evaluation.source = SourceCounts { referrals: Some(0), individuals: Some(0), support: Some(0) };
    for figure in &mut evaluation.figures {
        (figure.n, figure.missing) = (0, 0);
        figure.rows.clear();
        figure.tests.clear();
        figure.reported.clear();
        figure.headline = None;
        figure.note("there is nobody to count");
    }
    evaluation
}

/// As it leaves the service: a row's numbers are taken away.
pub(super) fn suppressed() -> Evaluation {
    let mut evaluation = usual();
    evaluation.release = Some(Release::default());
    for figure in &mut evaluation.figures {
        if let Some(row) = figure.rows.last_mut() {
            row.suppressed = true;
            for (_, value) in row.cells.iter_mut().filter(|(_, value)| value.as_f64().is_some()) {
                *value = Value::Withheld;
            }
        }
    }
    evaluation
}
