//! What the report prints, read from its tables, as the sums that the cohort has to meet.

use dataset::Code;
use dataset::codes::{Area, UnsuitableReason};

use super::Unsolved;
use crate::cohort::{Engagement, Quarter};
use crate::published::{self, Table};

/// A printed mean of one engagement group.
#[derive(Clone, Copy, Debug)]
pub struct PrintedMean {
    /// How many men have the number.
    pub n: u64,
    /// The mean, with one decimal.
    pub mean: f64,
}

/// Everything that the referrals have to reproduce.
#[derive(Clone, Debug)]
pub struct Constraints {
    /// Referrals by area (the places of [`Area::ALL`]) and quarter.
    pub received: Vec<Vec<u64>>,
    /// The first quarter of the table.
    pub first_quarter: Quarter,
    /// Individuals found suitable, by area.
    pub suitable: Vec<u64>,
    /// Individuals found unsuitable, by area.
    pub unsuitable: Vec<u64>,
    /// Individuals who completed, by area.
    pub completed: Vec<u64>,
    /// Individuals assessed.
    pub assessed: u64,
    /// Individuals.
    pub individuals: u64,
    /// Referrals of an individual beyond his own.
    pub duplicates: u64,
    /// Sessions delivered.
    pub sessions: u64,
    /// Men who attended sessions, whatever was decided.
    pub attended: u64,
    /// Men with sessions recorded on a duplicate too.
    pub recorded_twice: u64,
    /// Starters closed as dropped out.
    pub dropped_out: u64,
    /// Men found unsuitable by reason.
    pub reasons: Vec<(UnsuitableReason, u64)>,
    /// Figures 21, 22, 23, 26, 27: the means of the three groups.
    pub means: [[PrintedMean; 3]; 5],
    /// The means of all, where the table's own total agrees with its groups.
    pub total_means: [f64; 5],
}

/// A number that must be in a table.
pub fn number(table: &Table, key: &str, value: &str, column: &str) -> Result<f64, Unsolved> {
    table
        .number(key, value, column)
        .ok_or_else(|| Unsolved(format!("{} has no {column} where {key} is {value}", table.name)))
}

/// A count that must be in a table.
pub fn count(table: &Table, key: &str, value: &str, column: &str) -> Result<u64, Unsolved> {
    number(table, key, value, column).map(|number| number.round() as u64)
}

fn by_area(table: &Table, column: &str) -> Result<Vec<u64>, Unsolved> {
    Area::ALL.iter().map(|area| count(table, "area", area.code(), column)).collect()
}

impl Constraints {
    /// Reads the published tables.
    pub fn read() -> Result<Self, Unsolved> {
        let quarters = published::referrals_by_area_quarter();
        let names: Vec<&String> =
            quarters.columns.iter().filter(|name| name.contains('Q')).collect();
        let received = Area::ALL
            .iter()
            .map(|area| {
                names.iter().map(|name| count(&quarters, "area", area.code(), name)).collect()
            })
            .collect::<Result<_, _>>()?;
        let suitability = published::suitability_by_area();
        let outputs = published::outputs();
        let output = |name| count(&outputs, "output", name, "value");
        let records = published::session_records();
        let record = |name| count(&records, "measure", name, "value");
        Ok(Self {
            received,
            first_quarter: first_quarter(&names)?,
            suitable: by_area(&suitability, "suitable")?,
            unsuitable: by_area(&suitability, "unsuitable")?,
            completed: by_area(&published::completions_by_area(), "completed")?,
            assessed: output("individuals assessed")?,
            individuals: output("individuals referred to My Time")?,
            duplicates: output("duplicate or triplicate referrals")?,
            sessions: output("sessions delivered")?,
            attended: record("individuals with sessions after correction")?,
            recorded_twice: record("recorded on a primary and a duplicate case")?,
            dropped_out: record("dropped out after attending one session (3.6.2)")?,
            reasons: reasons()?,
            means: means()?,
            total_means: total_means()?,
        })
    }

    /// How many of an engagement group there are: the `n` of a figure in which none is missing.
    pub fn group(&self, group: Engagement) -> u64 {
        self.means[0][group as usize].n
    }
}

fn first_quarter(names: &[&String]) -> Result<Quarter, Unsolved> {
    let read = |name: &str| {
        let (year, quarter) = name.split_once('Q')?;
        let month = (quarter.parse::<i8>().ok()? - 1) * 3 + 1;
        Some(Quarter::of(jiff::civil::Date::new(year.parse().ok()?, month, 1).ok()?))
    };
    names
        .first()
        .and_then(|name| read(name))
        .ok_or_else(|| Unsolved("Figure 20 has no quarters".to_owned()))
}

const FIGURES: [&str; 5] = ["21", "22", "23", "26", "27"];

fn means() -> Result<[[PrintedMean; 3]; 5], Unsolved> {
    let table = published::engagement_means();
    let mut means = [[PrintedMean { n: 0, mean: 0.0 }; 3]; 5];
    for (figure, means) in FIGURES.iter().zip(&mut means) {
        for (group, mean) in Engagement::ALL.iter().zip(means.iter_mut()) {
            let of =
                |what: &str| number(&table, "figure", figure, &format!("{}_{what}", group.code()));
            *mean = PrintedMean { n: of("n")?.round() as u64, mean: of("mean")? };
        }
    }
    Ok(means)
}

/// The printed means of all; where the printed `n` is not that of the rows, the rows' own mean
/// takes its place, since rows are followed and not totals.
fn total_means() -> Result<[f64; 5], Unsolved> {
    let table = published::engagement_means();
    let means = means()?;
    let mut totals = [0.0; 5];
    for ((figure, groups), total) in FIGURES.iter().zip(&means).zip(&mut totals) {
        let n: u64 = groups.iter().map(|group| group.n).sum();
        *total = if count(&table, "figure", figure, "total_n")? == n {
            number(&table, "figure", figure, "total_mean")?
        } else {
            let sum: f64 = groups.iter().map(|group| group.n as f64 * group.mean).sum();
            (sum / n as f64 * 10.0).round() / 10.0
        };
    }
    Ok(totals)
}

/// The counts behind Figure 19's whole per cents: the smallest that print so, raised from the
/// last row up until they sum to the base.
fn reasons() -> Result<Vec<(UnsuitableReason, u64)>, Unsolved> {
    let table = published::unsuitable_reasons();
    let column = table.columns.iter().find_map(|name| name.strip_prefix("percent_of_"));
    let base: u64 = column
        .and_then(|base| base.parse().ok())
        .ok_or_else(|| Unsolved("Figure 19 names no base".to_owned()))?;
    let prints = |count: u64, percent: f64| (count as f64 / base as f64 * 100.0).round() == percent;
    let mut rows = Vec::new();
    for line in table.iter() {
        let code = line.text("reason").to_lowercase().replace(' ', "_");
        let reason = UnsuitableReason::from_code(&code)
            .ok_or_else(|| Unsolved(format!("Figure 19 has a reason {code}")))?;
        let percent = line
            .number(&format!("percent_of_{base}"))
            .ok_or_else(|| Unsolved(format!("Figure 19 has no per cent of {code}")))?;
        let least = (0..=base).find(|count| prints(*count, percent));
        let least = least.ok_or_else(|| Unsolved(format!("no count of {base} is {percent}%")))?;
        rows.push((reason, percent, least));
    }
    let mut short = base.saturating_sub(rows.iter().map(|(.., count)| count).sum());
    for (_, percent, count) in rows.iter_mut().rev() {
        while short > 0 && prints(*count + 1, *percent) {
            *count += 1;
            short -= 1;
        }
    }
    if short > 0 {
        return Err(Unsolved(format!("Figure 19 falls {short} short of {base}")));
    }
    Ok(rows.into_iter().map(|(reason, _, count)| (reason, count)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reasons_are_the_counts_that_print_the_per_cents() {
        let counts: Vec<_> =
            Constraints::read().unwrap().reasons.into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [115, 5, 21, 7, 20, 28]);
    }
}
