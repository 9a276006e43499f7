//! The demonstration cohort: invented men and women on whom the evaluation computes the
//! report's own numbers.
//!
//! Nothing is typed in. [`shape`] reads what the published tables ask and solves the whole
//! numbers under their percentages and means; [`men`] draws every man's waits, age and
//! children and fits them to the sums; [`calendar`] gives each a day so that Figure 20 is
//! filled; [`referrals`], [`women`] and [`interviews`] write the rows. A cohort of another
//! size is the same shape, scaled. All of it is seeded, and linear in the number of rows.

mod calendar;
mod draw;
mod interviews;
mod men;
mod referrals;
mod shape;
#[cfg(test)]
mod tests;
mod women;

use dataset::{DataSet, Given};

/// The seed of the cohort that a visitor sees first.
pub const DEFAULT_SEED: u64 = 1;

/// Why a cohort could not be made; none of it depends on the size or, in practice, the seed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsolved {
    /// A published table lacks a number.
    #[error(
        "data/published/{table}.csv has no whole number under '{column}' in the row '{row}'; restore the table as it was published"
    )]
    Published {
        /// The name of the table.
        table: &'static str,
        /// The row that was looked for.
        row: String,
        /// The column that was looked for.
        column: String,
    },
    /// The group means of a figure and its total mean belong to no whole numbers.
    #[error(
        "no whole numbers print both the group means and the total mean of Figure {figure} in data/published/engagement_means.csv; correct the table"
    )]
    Means {
        /// The figure.
        figure: String,
    },
    /// A heading of a published table is no quarter.
    #[error(
        "'{quarter}' in data/published/referrals_by_area_quarter.csv is not a quarter such as 2017Q3; correct the heading"
    )]
    Quarter {
        /// The heading.
        quarter: String,
    },
    /// No draw had the significances of the report.
    #[error("no draw of the seed {seed} has the significances of the report; take another seed")]
    Significance {
        /// The seed.
        seed: u64,
    },
}

/// Makes the demonstration cohort: of the published size where `individuals` is `None`, else
/// of the same shape with this many men.
///
/// # Errors
/// [`Unsolved`] where the published tables were altered so that no cohort has them.
pub fn cohort(individuals: Option<u64>, seed: u64) -> Result<DataSet, Unsolved> {
    let mut shape = shape::Shape::published()?;
    if let Some(individuals) = individuals {
        shape = shape.scaled(individuals);
    }
    let mut draw = draw::Draw::seeded(seed);
    let calendar = calendar::Calendar::of(&shape.quarters)?;
    let mut men = men::men(&shape, seed, &mut draw)?;
    let duplicates = calendar.place(&shape, &mut men, &mut draw);
    let (support, matched) = women::support(&shape, &calendar, &men, &mut draw);
    let referrals = referrals::referrals(&calendar, &men, &duplicates, &matched, &mut draw);
    let interviews =
        if men.is_empty() { Vec::new() } else { interviews::interviews(&calendar, &mut draw)? };
    Ok(DataSet {
        referrals,
        support,
        interviews,
        given: Given { support: true, interviews: true, ..Given::default() },
        ..DataSet::default()
    })
}
