//! The numbers of a chart, taken from the rows of its figure.

use std::collections::HashMap;

use evaluation::{Chart, ChartForm, Column, Figure, Kind, Row, Value};

use crate::words;

/// More labels than this are too many for one picture; the table has them all.
const MOST_LABELS: usize = 60;

/// One number with its interval.
#[derive(Clone, Copy, Debug, Default)]
pub struct Point {
    /// The number, in the unit drawn: shares in per cent.
    pub value: Option<f64>,
    /// The interval, where there is one.
    pub interval: Option<(f64, f64)>,
    /// The share of the stage before, in per cent: of funnels.
    pub share: Option<f64>,
    /// Withheld by disclosure control.
    pub suppressed: bool,
    /// There is a row.
    pub known: bool,
}

/// What a chart draws.
pub struct Plot<'a> {
    /// Names on the label axis, in order.
    pub labels: Vec<String>,
    /// The same as in the data, by which marks find their place.
    pub codes: Vec<String>,
    /// Names of the series, in order; one without a name where there is no series.
    pub series: Vec<String>,
    /// By label, then by series.
    pub points: Vec<Vec<Point>>,
    /// What a share of a funnel's stage is of, by label.
    pub of: Vec<String>,
    /// What is drawn, and its unit.
    pub axis: &'a str,
    /// What the labels are: `Quarter`.
    pub along: &'static str,
    /// Marks across.
    pub marks: &'a [(String, String)],
    kind: Kind,
}

impl<'a> Plot<'a> {
    /// The rows that have the number, but totals. Nothing where no number can be drawn.
    pub fn of(figure: &Figure, chart: &'a Chart) -> Option<Self> {
        let column = figure.columns.iter().find(|column| column.key == chart.value);
        let kind = column.map_or(Kind::Number, |column| column.kind);
        let label_kind = figure
            .columns
            .iter()
            .find(|column| column.key == chart.label)
            .map_or(Kind::Code, |column| column.kind);
        let mut plot = Self {
            labels: Vec::new(),
            codes: Vec::new(),
            series: Vec::new(),
            points: Vec::new(),
            of: Vec::new(),
            axis: chart.axis,
            along: figure
                .columns
                .iter()
                .find(|column| column.key == chart.label)
                .map_or("", |column| column.label),
            marks: &chart.marks,
            kind,
        };
        let (mut label_places, mut series_places) = (HashMap::new(), HashMap::new());
        let ends = ends(&figure.columns, chart.value);
        for row in &figure.rows {
            if row.get(chart.value).is_none() {
                continue;
            }
            let Some(label) = row.get(chart.label).map(code).filter(|label| label != "total")
            else {
                continue;
            };
            let series = chart.series.and_then(|key| row.get(key)).map(code).unwrap_or_default();
            // Bars that stand beside or on one another would count a total twice.
            if series == "total" && chart.form != ChartForm::Line {
                continue;
            }
            let place = *label_places.entry(label.clone()).or_insert_with(|| {
                let words = row.get(chart.label).map(|value| words::value(label_kind, value));
                plot.labels.push(words::sentence(&words.unwrap_or_default()));
                plot.codes.push(label);
                plot.points.push(Vec::new());
                plot.of.push(row.text("of").map(words::code).unwrap_or_default());
                plot.labels.len() - 1
            });
            if place >= MOST_LABELS {
                continue;
            }
            let at = *series_places.entry(series.clone()).or_insert_with(|| {
                plot.series.push(words::head(&series));
                plot.series.len() - 1
            });
            let points = &mut plot.points[place];
            points.resize(points.len().max(at + 1), Point::default());
            points[at] = point(row, chart.value, kind, ends);
        }
        plot.labels.truncate(MOST_LABELS);
        plot.codes.truncate(MOST_LABELS);
        plot.points.truncate(MOST_LABELS);
        for points in &mut plot.points {
            points.resize(plot.series.len(), Point::default());
        }
        plot.without_the_unrecorded_of_nothing(chart.form);
        // Bars of nothing draw an empty box; nothing of so many has an interval to be seen.
        let any =
            plot.points.iter().flatten().any(|point| {
                point.value.is_some_and(|value| value != 0.0) || point.interval.is_some()
            });
        any.then_some(plot)
    }

    /// A bar for those of whom the label is not recorded says nothing where there is nobody.
    fn without_the_unrecorded_of_nothing(&mut self, form: ChartForm) {
        let is_nothing =
            |point: &Point| !point.suppressed && point.value.is_none_or(|of| of == 0.0);
        let Some(place) = self.codes.iter().position(|code| code == "not_recorded") else { return };
        if form != ChartForm::Line
            && self.points.get(place).is_some_and(|points| points.iter().all(is_nothing))
        {
            self.labels.remove(place);
            self.codes.remove(place);
            self.points.remove(place);
            self.of.remove(place);
        }
    }

    /// A number as it stands beside its bar.
    pub fn number(&self, value: f64) -> String {
        match self.kind {
            Kind::Share => format!("{}%", words::decimals(value, 1)),
            Kind::Count => words::decimals(value, 0),
            Kind::Money => format!("£{}", words::decimals(value, 0)),
            _ => words::decimals(value, 1),
        }
    }

    /// A number on the axis.
    pub fn tick(&self, value: f64, step: f64) -> String {
        let places = if step < 1.0 { 1 } else { 0 };
        let number = words::decimals(value, places);
        match self.kind {
            Kind::Share => format!("{number}%"),
            Kind::Money => format!("£{number}"),
            _ => number,
        }
    }

    /// Shares are of a whole, so their axis may end at it.
    pub fn is_share(&self) -> bool {
        self.kind == Kind::Share
    }

    /// The smallest and greatest number drawn, its interval with it, and nought.
    pub fn range(&self) -> (f64, f64) {
        let mut range = (0.0_f64, 0.0_f64);
        for point in self.points.iter().flatten() {
            let ends = point.interval.map_or([None; 2], |(low, high)| [Some(low), Some(high)]);
            for value in ends.into_iter().flatten().chain(point.value) {
                range = (range.0.min(value), range.1.max(value));
            }
        }
        range
    }

    /// What a label's bars come to when they are stacked.
    pub fn stacked(&self) -> f64 {
        let sum = |points: &Vec<Point>| {
            points.iter().filter_map(|point| point.value).map(|value| value.max(0.0)).sum()
        };
        self.points.iter().map(sum).fold(0.0, f64::max)
    }

    /// The picture in words.
    pub fn description(&self, form: ChartForm) -> String {
        let form = match form {
            ChartForm::Bars => "A bar chart",
            ChartForm::Stacked => "A chart of stacked bars",
            ChartForm::Grouped => "A chart of grouped bars",
            ChartForm::Line => "A line chart",
            ChartForm::Step => "A step chart",
            ChartForm::Funnel => "A funnel of stages",
        };
        let axis = words::sentence(self.axis);
        let mut words = format!("{form}. {axis}. ");
        if self.series.len() == 1 && self.labels.len() <= 12 {
            let said: Vec<String> = self
                .labels
                .iter()
                .zip(&self.points)
                .map(|(label, points)| format!("{label} {}", self.said(points[0])))
                .collect();
            words.push_str(&said.join("; "));
            words.push('.');
        } else {
            let (first, last) = (self.labels.first(), self.labels.last());
            words.push_str(&format!(
                "{} from {} to {}",
                self.labels.len(),
                first.map_or("", String::as_str),
                last.map_or("", String::as_str)
            ));
            if self.series.len() > 1 {
                words.push_str(&format!(", each for {}", self.series.join(", ")));
            }
            words.push_str(". The table has every number.");
        }
        for (at, mark) in self.marks {
            let at = words::code(at);
            words.push_str(&format!(" Marked at {at}: {}.", words::prose(mark)));
        }
        words
    }

    fn said(&self, point: Point) -> String {
        match (point.value, point.suppressed) {
            (Some(value), _) => self.number(value),
            (None, true) => "withheld".into(),
            (None, false) => "not defined".into(),
        }
    }

    /// What stands in the place of a number that is not drawn.
    pub fn absent(point: Point) -> &'static str {
        if point.suppressed {
            words::SUPPRESSED
        } else if point.known {
            words::UNDEFINED
        } else {
            ""
        }
    }
}

/// The keys of the interval that follows a column.
fn ends(columns: &[Column], value: &str) -> Option<(&'static str, &'static str)> {
    let place = columns.iter().position(|column| column.key == value)?;
    let rest = &columns[place + 1..];
    // A deviation may stand between a mean and its interval.
    let low = rest.iter().position(|column| column.kind == Kind::Low)?;
    let between_is_plain = rest[..low].iter().all(|column| column.key == "sd");
    let high = rest.get(low + 1).filter(|column| column.kind == Kind::High)?;
    between_is_plain.then_some((rest[low].key, high.key))
}

fn point(row: &Row, value: &str, kind: Kind, ends: Option<(&str, &str)>) -> Point {
    let scale = if kind == Kind::Share { 100.0 } else { 1.0 };
    let interval = ends.and_then(|(low, high)| Some((row.number(low)?, row.number(high)?)));
    Point {
        value: row.number(value).map(|value| value * scale),
        interval: interval.map(|(low, high)| (low * scale, high * scale)),
        share: row.number("share").map(|share| share * 100.0),
        suppressed: row.get(value) == Some(&Value::Withheld),
        known: true,
    }
}

fn code(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone().into_owned(),
        Value::Count(count) => count.to_string(),
        Value::Whole(whole) => whole.to_string(),
        other => words::value(Kind::Number, other),
    }
}
