//! Figures and evaluations for tests: usual, empty, suppressed, full.

use evaluation::*;
use jiff::civil::date;

use crate::Stamp;

pub fn stamp() -> Stamp {
    Stamp { generated: "2026-11-23T21:00:00Z".into(), version: "0.1.0" }
}

fn mean_row(group: &'static str, n: u64, numbers: Option<[f64; 4]>) -> Row {
    let at = |place: usize| numbers.map(|numbers| numbers[place]);
    let mut row = Row::new()
        .with("group", group)
        .with("n", n)
        .with_number("mean", at(0))
        .with_number("sd", at(1))
        .with_number("low", at(2))
        .with_number("high", at(3));
    row.small = n < 30;
    row
}

fn means() -> Figure {
    let mut figure = Figure::new(
        "21",
        "Days from referral to the first assessment offered, by engagement group",
        "Did those who never came wait longer for an assessment?",
        "Whole days from the receipt of the index referral to the first assessment offered.",
        "suitable",
    );
    figure.columns = vec![
        column("group", "Engagement group", Kind::Code),
        column("n", "Men", Kind::Count),
        column("mean", "Mean days", Kind::Mean),
        column("sd", "Deviation", Kind::Mean),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
    ];
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

fn reported(row: &str, printed: &str) -> Reported {
    Reported {
        row: vec![("group", row.into())],
        column: "mean",
        printed: printed.into(),
        value: printed.parse().unwrap_or_default(),
    }
}

/// Three means, with tests and the report's numbers.
pub fn waits() -> Figure {
    let mut figure = means();
    figure.n = 256;
    figure.rows = vec![
        mean_row(
            "no_sessions",
            60,
            Some([30.716_666_666_666_665, 18.123_456_789_012_344, 26.034, 35.399]),
        ),
        mean_row("some_sessions", 172, Some([19.2, 15.3, 16.9, 21.5])),
        mean_row("completed", 24, Some([18.2, 12.5, 12.9, 23.5])),
        mean_row("total", 256, Some([21.8, 16.6, 19.8, 23.8])),
    ];
    figure.tests = vec![
        Test::new("welch_anova")
            .with_number("statistic", Some(10.4))
            .with("df", Value::Numbers(vec![2.0, 61.0]))
            .with_number("p", Some(0.0002))
            .with_number("p_holm", Some(0.001)),
        Test::new("games_howell")
            .with("groups", Value::Texts(vec!["no_sessions".into(), "completed".into()]))
            .with_number("statistic", Some(3.6))
            .with_number("df", Some(61.2))
            .with_number("p", Some(0.002)),
    ];
    figure.notes = vec!["Small group: completed (24).".into()];
    figure.headline = Some("Men who never came had waited longest for an assessment".into());
    figure.reported = vec![
        reported("no_sessions", "30.7"),
        reported("some_sessions", "19.2"),
        reported("completed", "18.2"),
    ];
    figure
}

/// Nobody: counts are nought and every mean is undefined.
pub fn empty() -> Figure {
    let mut figure = means();
    figure.rows = vec![
        mean_row("no_sessions", 0, None),
        mean_row("some_sessions", 0, None),
        mean_row("completed", 0, None),
    ];
    figure.note("Nobody in scope was found suitable, so every mean is null.");
    figure
}

/// One group withheld, and what would give it back.
pub fn suppressed() -> Figure {
    let mut figure = waits();
    for row in &mut figure.rows[1..] {
        for (_, value) in row.cells.iter_mut().filter(|(key, _)| *key != "group") {
            *value = Value::Withheld;
        }
        row.suppressed = true;
    }
    figure.tests.clear();
    figure
}

/// Areas by quarters with totals.
pub fn quarters() -> Figure {
    let mut figure = Figure::new(
        "20",
        "Referrals by area and quarter",
        "Where do referrals come from, and when?",
        "Referrals by the quarter of their receipt.",
        "referrals",
    );
    figure.columns = vec![
        column("area", "Area", Kind::Code),
        column("quarter", "Quarter", Kind::Text),
        column("count", "Referrals", Kind::Count),
    ];
    let quarters = ["2017Q3", "2017Q4", "2018Q1", "2018Q2"];
    let mut sums = [0_u64; 5];
    let push = |figure: &mut Figure, area: &'static str, quarter: &'static str, count: u64| {
        figure
            .rows
            .push(Row::new().with("area", area).with("quarter", quarter).with("count", count));
    };
    for (place, area) in ["Birmingham", "Coventry", "Dudley"].into_iter().enumerate() {
        let mut sum = 0;
        for (at, quarter) in quarters.into_iter().enumerate() {
            let count = 3
                + 7 * (at as u64) * (3 - place as u64) / 3
                + place as u64 * 6
                + u64::from(place == 2 && at == 0) * 2;
            sum += count;
            sums[at] += count;
            push(&mut figure, area, quarter, count);
        }
        sums[4] += sum;
        push(&mut figure, area, "total", sum);
    }
    for (at, quarter) in quarters.into_iter().chain(["total"]).enumerate() {
        push(&mut figure, "total", quarter, sums[at]);
    }
    figure.n = sums[4];
    figure.chart = Some(Chart {
        form: ChartForm::Line,
        label: "quarter",
        series: Some("area"),
        value: "count",
        axis: "referrals in the quarter",
        marks: vec![("2018Q1".into(), "self-referral closed".into())],
    });
    let reported = |quarter: &str, value: f64| Reported {
        row: vec![("area", "total".into()), ("quarter", quarter.into())],
        column: "count",
        printed: value.to_string(),
        value,
    };
    figure.reported = vec![reported("2017Q3", 27.0), reported("2017Q4", sums[1] as f64)];
    figure
}

/// Stages from referral to completion.
pub fn flow() -> Figure {
    let mut figure = Figure::new(
        "14",
        "From referral to completion",
        "Where are people lost?",
        "Each stage with its share of the one before.",
        "referrals",
    );
    figure.columns = vec![
        column("stage", "Stage", Kind::Code),
        column("count", "Number", Kind::Count),
        column("of", "Of", Kind::Code),
        column("share", "Share", Kind::Share),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
    ];
    let stages: [(&str, u64); 7] = [
        ("referrals", 1074),
        ("individuals", 959),
        ("assessed", 540),
        ("decided", 464),
        ("suitable", 256),
        ("started", 196),
        ("completed", 24),
    ];
    for (place, (stage, count)) in stages.into_iter().enumerate() {
        let before = place.checked_sub(1).map(|before| stages[before]);
        let share = before.map(|(_, of)| count as f64 / of as f64);
        let row = Row::new().with("stage", stage).with("count", count);
        let row = match before {
            Some((of, _)) => row.with("of", of),
            None => row.with("of", Value::Null),
        };
        figure.rows.push(
            row.with_number("share", share)
                .with_number("low", share.map(|share| share - 0.02))
                .with_number("high", share.map(|share| share + 0.02)),
        );
    }
    figure.n = 1074;
    figure.chart = Some(Chart {
        form: ChartForm::Funnel,
        label: "stage",
        series: None,
        value: "count",
        axis: "number, and share of the stage before",
        marks: Vec::new(),
    });
    figure
}

/// Starters who have not left, session by session.
pub fn survival() -> Figure {
    let mut figure = Figure::new(
        "attrition",
        "Sessions attended before leaving",
        "How long do starters stay?",
        "Kaplan–Meier.",
        "started",
    );
    figure.columns = vec![
        column("sessions", "Sessions attended", Kind::Count),
        column("at_risk", "At risk", Kind::Count),
        column("survival", "Share still there", Kind::Share),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
        column("incidence", "Left, by reason", Kind::Share),
    ];
    for session in 0..=30_u64 {
        let share = 1.0 - session as f64 * 0.025;
        figure.rows.push(
            Row::new()
                .with("sessions", session)
                .with("at_risk", 196 - 5 * session)
                .with_number("survival", Some(share))
                .with_number("low", Some((share - 0.06).max(0.0)))
                .with_number("high", Some((share + 0.06).min(1.0)))
                .with(
                    "incidence",
                    Value::Named(vec![
                        ("dropped_out".into(), Value::number(session as f64 * 0.03)),
                        ("removed".into(), Value::number(session as f64 * 0.005)),
                    ]),
                ),
        );
    }
    figure.n = 196;
    figure.chart = Some(Chart {
        form: ChartForm::Step,
        label: "sessions",
        series: None,
        value: "survival",
        axis: "share who have not left, with 95% interval",
        marks: Vec::new(),
    });
    figure
}

/// Terms of a model, then the series that it was fitted to.
pub fn model() -> Figure {
    let mut figure = Figure::new(
        "change",
        "Referrals a month",
        "Did referrals change?",
        "Ordinary least squares.",
        "months",
    );
    figure.columns = vec![
        column("term", "Term", Kind::Text),
        column("value", "Referrals a month", Kind::Number),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
        column("p", "p", Kind::Probability),
        column("month", "Month", Kind::Text),
        column("count", "Referrals", Kind::Count),
    ];
    figure.rows = vec![
        Row::new()
            .with("term", "slope")
            .with_number("value", Some(-0.81))
            .with_number("low", Some(-1.2))
            .with_number("high", Some(-0.4))
            .with_number("p", Some(0.000_02)),
        Row::new().with("term", "month").with("month", "2017-08").with("count", 12),
        Row::new().with("term", "month").with("month", "2017-09").with("count", 17),
    ];
    figure
}

/// Outcomes by area, one bar an area.
pub fn shares(form: ChartForm) -> Figure {
    let mut figure = Figure::new(
        "18",
        "Suitability by area",
        "Who is found suitable?",
        "Shares are of all decided.",
        "decided",
    );
    figure.columns = vec![
        column("area", "Area", Kind::Code),
        column("outcome", "Outcome", Kind::Code),
        column("count", "Number", Kind::Count),
        column("of", "Of", Kind::Code),
        column("share", "Share", Kind::Share),
    ];
    for (place, area) in ["Birmingham", "Coventry", "not_recorded", "total"].into_iter().enumerate()
    {
        for (at, outcome) in ["suitable", "unsuitable"].into_iter().enumerate() {
            let count = 40 - 9 * place as u64 + 4 * at as u64;
            figure.rows.push(
                Row::new()
                    .with("area", area)
                    .with("outcome", outcome)
                    .with("count", count)
                    .with("of", "decided")
                    .with_number("share", Some(count as f64 / 464.0)),
            );
        }
    }
    figure.chart = Some(Chart {
        form,
        label: "area",
        series: Some("outcome"),
        value: "count",
        axis: "men with a decision",
        marks: Vec::new(),
    });
    figure.n = 464;
    figure
}

/// An evaluation with a figure of every sort.
pub fn evaluation() -> Evaluation {
    Evaluation {
        scope: Scope::as_at(date(2020, 3, 31)),
        source: SourceCounts { referrals: Some(1074), individuals: Some(959), support: Some(376) },
        figures: vec![
            flow(), waits(), quarters(), survival(), model(),
            shares(ChartForm::Stacked),
            Figure { key: "24", ..shares(ChartForm::Grouped) },
            Figure { key: "22", ..empty() },
        ],
        findings: vec![Finding {
            sentence: "Of 256 men found suitable 60 attended nothing (23.4%), having waited 30.7 days on average.".into(),
            figure: "21",
        }],
        gaps: vec![Finding { sentence: "No measures are recorded, so distance travelled is not known.".into(), figure: "outcomes" }],
        contradictions: vec![Contradiction {
            place: "Figure 20".into(),
            printed: "27".into(),
            computed: "29".into(),
            sentence: "The first quarter of Figure 20 sums to 29, not 27.".into(),
            figure: Some("20"),
        }],
        release: None,
    }
}

/// The same, protected for release.
pub fn release() -> Evaluation {
    let mut evaluation = evaluation();
    evaluation.figures[1] = suppressed();
    evaluation.release = Some(Release {
        rounded_to: Some(5),
        log: vec![Suppression {
            figure: "21".into(),
            row: "group=some_sessions".into(),
            rule: "group under 10".into(),
        }],
    });
    evaluation
}

/// Nothing at all.
pub fn nothing() -> Evaluation {
    Evaluation {
        scope: Scope::as_at(date(2020, 3, 31)),
        source: SourceCounts { referrals: Some(0), individuals: Some(0), support: Some(0) },
        figures: vec![empty()],
        findings: Vec::new(),
        gaps: Vec::new(),
        contradictions: Vec::new(),
        release: None,
    }
}
