//! What a figure is: a title, the question that it answers, a definition, its base, a table,
//! tests, doubts, and how it is drawn.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::quantity::Quantity;

/// One number, word or list in a row or in a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Undefined or never known: `null` in JSON, with a note in the figure.
    Null,
    /// Taken away by disclosure control: `null` in JSON too, and `[c]` where it is read.
    Withheld,
    /// How many.
    Count(u64),
    /// A whole number that may be negative, such as a sum of benefits.
    Whole(i64),
    /// A measured number at full precision. Never NaN or infinite: see [`Value::number`].
    Number(f64),
    /// A code of the data set or words.
    Text(Cow<'static, str>),
    /// Degrees of freedom.
    Numbers(Vec<f64>),
    /// Groups that a test compares.
    Texts(Vec<Cow<'static, str>>),
    /// Numbers by name, such as the incidence of each reason.
    Named(Vec<(Cow<'static, str>, Value)>),
}

impl Value {
    /// The number, or [`Value::Null`] where it is undefined (NaN or infinite).
    pub fn number(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Null }
    }
    /// The number where there is one.
    pub fn of(number: Option<f64>) -> Self {
        number.map_or(Self::Null, Self::number)
    }
    /// The number as a float, of whatever kind it is.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Whole(whole) => Some(*whole as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
    /// The words, where it is words.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::Withheld => serializer.serialize_none(),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Whole(whole) => serializer.serialize_i64(*whole),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Numbers(numbers) => numbers.serialize(serializer),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Named(named) => {
                let mut map = serializer.serialize_map(Some(named.len()))?;
                for (name, value) in named {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// What a column holds, and so how it is written on a page and in a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code of the data set (`some_sessions`), shown in words (`some sessions`).
    Code,
    /// Words as they are.
    Text,
    /// How many: a whole number.
    Count,
    /// A proportion from 0 to 1, shown in per cent with one decimal.
    Share,
    /// The lower end of the 95% interval of the column before it, in that column's unit.
    Low,
    /// The upper end of that interval.
    High,
    /// A mean or other measured number, shown with one decimal.
    Mean,
    /// A number shown with three significant figures.
    Number,
    /// A p-value.
    Probability,
    /// Pounds.
    Money,
}

/// A column of a figure's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key of the number in a row.
    pub key: &'static str,
    /// The heading.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// Shorthand for a [`Column`], so that a figure's table reads as a list.
pub const fn column(key: &'static str, label: &'static str, kind: Kind) -> Column {
    Column { key, label, kind }
}

/// A row of a figure's table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Keys and values, in the order of the specification.
    pub cells: Vec<(&'static str, Value)>,
    /// What each count of the row counts, for disclosure control: the key of the cell, and
    /// the set. Every [`Value::Count`] cell that counts people or cases has one.
    pub counts: Vec<(&'static str, Quantity)>,
    /// Disclosure control has taken the row's numbers away.
    pub suppressed: bool,
    /// Disclosure control has taken some of the row's numbers away and left others, such as a
    /// share beside its count.
    pub withheld: bool,
    /// A cell under 5 or a group under 30: said beside the number.
    pub small: bool,
}

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a cell.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.cells.push((key, value.into()));
        self
    }
    /// Adds a number, or null where it is undefined.
    #[must_use]
    pub fn with_number(self, key: &'static str, number: Option<f64>) -> Self {
        self.with(key, Value::of(number))
    }
    /// Adds a count and says what it counts.
    #[must_use]
    pub fn with_count(mut self, key: &'static str, count: u64, quantity: Quantity) -> Self {
        self.cells.push((key, Value::Count(count)));
        self.counts.push((key, quantity));
        self
    }
    /// Whether a number that is not there was taken away by disclosure control.
    pub fn hides_numbers(&self) -> bool {
        self.suppressed || self.withheld
    }
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.cells.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }
    /// The words under a key, or nothing.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::as_text)
    }
    /// The number under a key.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.get(key).and_then(Value::as_f64)
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in &self.cells {
            map.serialize_entry(key, value)?;
        }
        if self.suppressed {
            map.serialize_entry("suppressed", &true)?;
        } else if self.withheld {
            map.serialize_entry("withheld", &true)?;
        }
        map.end()
    }
}

/// A test or an effect size, with the keys that the specification gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// `welch_anova`, `games_howell`, `fisher` …
    pub name: &'static str,
    /// Its keys and values, in order.
    pub fields: Vec<(&'static str, Value)>,
}

impl Test {
    /// A test of which nothing is said yet.
    pub fn new(name: &'static str) -> Self {
        Self { name, fields: Vec::new() }
    }
    /// Adds a field.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((key, value.into()));
        self
    }
    /// Adds a number, or null where it is undefined.
    #[must_use]
    pub fn with_number(self, key: &'static str, number: Option<f64>) -> Self {
        self.with(key, Value::of(number))
    }
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.fields.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }
    /// The number under a key.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.get(key).and_then(Value::as_f64)
    }
}

impl Serialize for Test {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.fields.len()))?;
        map.serialize_entry("name", self.name)?;
        for (key, value) in &self.fields {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// How a figure is drawn. Rows whose label or series is `total` are not drawn, nor are rows
/// without the label. Of rows that share label and series the last is drawn: where totals
/// stand last, the total.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The form.
    pub form: ChartForm,
    /// The key that names each bar, step or place on the horizontal axis.
    pub label: &'static str,
    /// The key that tells series apart, where there are several.
    pub series: Option<&'static str>,
    /// The key of the number drawn; its interval is `low` and `high` where the row has them.
    pub value: &'static str,
    /// What the axis measures, with its unit: `days, mean with 95% interval`.
    pub axis: &'static str,
    /// Marks across the drawing: the label value at which each stands, and its words. A number
    /// that is no label is a level in the unit of the value, such as an average.
    pub marks: Vec<(String, String)>,
}

/// The forms of charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartForm {
    /// Bars side by side, with an interval where there is one.
    Bars,
    /// One bar a label, its series stacked.
    Stacked,
    /// Bars grouped by label, one a series.
    Grouped,
    /// A line over ordered labels, one a series.
    Line,
    /// A step function with a band, for survival.
    Step,
    /// Stages, each beside the share of the one before.
    Funnel,
}

/// A number of the report that stands beside a computed one.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// The cells by which its row is found.
    pub row: Vec<(&'static str, String)>,
    /// The key of the number beside which it stands.
    pub column: &'static str,
    /// As printed in the report, such as `18.2` or `12%`.
    pub printed: String,
    /// The number printed, in the unit of the column.
    pub value: f64,
}

/// A figure of the evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The report's number or the name: `21`, `iss`.
    pub key: &'static str,
    /// What it is.
    pub title: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// How each number of it is worked out.
    pub definition: Cow<'static, str>,
    /// The base by name: `suitable`, `referrals` …
    pub of: &'static str,
    /// How many of the base are counted.
    pub n: u64,
    /// How many of the base are not, for want of a record.
    pub missing: u64,
    /// Disclosure control has taken `n` and `missing` away: they are 0 and stand for nothing.
    pub withheld: bool,
    /// The set of whom `n` are counted and `missing` are not, for disclosure control: its size
    /// is the sum of the two.
    pub base: Option<Quantity>,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Tests and effect sizes, in order.
    pub tests: Vec<Test>,
    /// Doubts, small groups, why a number is null.
    pub notes: Vec<String>,
    /// What the figure shows, in a sentence worded by rule from its numbers.
    pub headline: Option<String>,
    /// How it is drawn, where a drawing says more than the table.
    pub chart: Option<Chart>,
    /// The report's own numbers.
    pub reported: Vec<Reported>,
}

impl Figure {
    /// A figure without numbers yet.
    pub fn new(
        key: &'static str,
        title: &'static str,
        question: &'static str,
        definition: impl Into<Cow<'static, str>>,
        of: &'static str,
    ) -> Self {
        Self {
            key,
            title,
            question,
            definition: definition.into(),
            of,
            n: 0,
            missing: 0,
            withheld: false,
            base: None,
            columns: Vec::new(),
            rows: Vec::new(),
            tests: Vec::new(),
            notes: Vec::new(),
            headline: None,
            chart: None,
            reported: Vec::new(),
        }
    }
    /// Adds a doubt, once.
    pub fn note(&mut self, words: impl Into<String>) {
        let words = words.into();
        if !self.notes.contains(&words) {
            self.notes.push(words);
        }
    }
    /// The first row whose cells are these words.
    pub fn row(&self, cells: &[(&str, &str)]) -> Option<&Row> {
        self.rows.iter().find(|row| cells.iter().all(|(key, word)| row.text(key) == Some(word)))
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", self.title)?;
        map.serialize_entry("question", self.question)?;
        map.serialize_entry("definition", &self.definition)?;
        if let Some(headline) = &self.headline {
            map.serialize_entry("headline", headline)?;
        }
        map.serialize_entry("of", self.of)?;
        let told = |count: u64| (!self.withheld).then_some(count);
        map.serialize_entry("n", &told(self.n))?;
        map.serialize_entry("missing", &told(self.missing))?;
        map.serialize_entry("rows", &self.rows)?;
        map.serialize_entry("tests", &self.tests)?;
        map.serialize_entry("notes", &self.notes)?;
        map.end()
    }
}
