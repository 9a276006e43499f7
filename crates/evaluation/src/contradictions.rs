//! What the report says against itself: its printed tables held against their own rows, its
//! rates against their counts, and one quantity against itself on another page.
//!
//! Each rule takes the tables as they are given, fills its sentence with their numbers, and is
//! silent where rounding could explain the difference.

mod rates;
mod tables;

use crate::Contradiction;
use crate::figures::wording::thousands;
use crate::published::{self, Table};

/// What the published tables say against themselves, in the order of the report's figures.
pub fn contradictions() -> Vec<Contradiction> {
    among(&published::all())
}

/// What these tables say against themselves. A table that is absent is not asked.
pub fn among(tables: &[Table]) -> Vec<Contradiction> {
    let report = Report(tables);
    let rules: [Rule; 14] = [
        tables::interviews,
        tables::outputs,
        rates::suitability,
        rates::unsuitable_reasons,
        tables::quarters,
        tables::quarter_labels,
        tables::area_totals,
        tables::group_means,
        tables::completions,
        rates::benefits,
        rates::support,
        rates::stated,
        tables::men_attended,
        tables::women_supported,
    ];
    rules.iter().filter_map(|rule| rule(&report)).flatten().collect()
}

/// A rule gives what it finds; none where a table that it needs is absent.
type Rule = fn(&Report<'_>) -> Found;
type Found = Option<Vec<Contradiction>>;

/// The published tables by name.
struct Report<'a>(&'a [Table]);

impl Report<'_> {
    fn table(&self, name: &str) -> Option<&Table> {
        self.0.iter().find(|table| table.name == name)
    }
    /// A number of Figure 13 and the like.
    fn output(&self, output: &str) -> Option<f64> {
        self.table("outputs")?.number("output", output, "value")
    }
}

/// The sum of the numbers of a column; none where it holds none.
fn sum(table: &Table, column: &str) -> Option<f64> {
    let numbers: Vec<f64> = table.iter().filter_map(|line| line.number(column)).collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum())
}

/// A number as it is printed, which stands for all that would be rounded to it.
#[derive(Clone, Copy, Debug)]
struct Printed {
    value: f64,
    decimals: usize,
}

impl Printed {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('%');
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        text.parse().ok().map(|value| Self { value, decimals })
    }
    /// Half a unit of its last decimal.
    fn half(self) -> f64 {
        0.5 * 10_f64.powi(-(self.decimals as i32))
    }
    /// Whether `exact`, itself known but for `slack`, could have been printed so.
    fn stands_for(self, exact: f64, slack: f64) -> bool {
        (exact - self.value).abs() <= self.half() + slack + 1e-9
    }
}

/// A count, or a percentage or mean with one decimal: `1 074`, `52.6`.
fn written(number: f64) -> String {
    if number.fract() != 0.0 {
        return format!("{number:.1}");
    }
    let whole = thousands(number.abs() as u64);
    if number < 0.0 { format!("-{whole}") } else { whole }
}

fn percent(count: f64, of: f64) -> f64 {
    100.0 * count / of
}

/// The contradiction of a printed sum and its rows, where they differ.
fn unequal(
    place: &str,
    what: &str,
    printed: f64,
    computed: f64,
    figure: Option<&'static str>,
) -> Option<Contradiction> {
    ((printed - computed).abs() > 1e-9).then(|| Contradiction {
        place: place.to_owned(),
        printed: written(printed),
        computed: written(computed),
        sentence: format!("{what} {}, not {} as printed.", written(computed), written(printed)),
        figure,
    })
}

#[cfg(test)]
mod tests;
