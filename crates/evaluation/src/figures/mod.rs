//! Every figure, a file each, and the one list of them.

pub mod activity;
mod age_band;
pub mod attrition;
pub mod change;
mod characteristics;
pub mod comparators;
pub mod completeness;
pub mod conversion;
pub mod cost;
pub mod demography;
pub mod equality;
pub mod incidents;
pub mod outcomes;
mod progress;
pub mod rows;
#[cfg(test)]
mod samples;
pub mod timeliness;
mod wording;

use rayon::prelude::*;

use crate::{Cohort, Figure};

/// A figure's key and how it is computed. Pure: the same cohort gives the same figure.
pub type Compute = fn(&Cohort) -> Figure;

/// Every figure, in the order in which a reader needs them.
pub const ALL: &[(&str, Compute)] = &[
    ("timeliness", timeliness::compute),
    ("attrition", attrition::compute),
    ("conversion", conversion::compute),
    ("equality", equality::compute),
    ("change", change::compute),
    ("activity", activity::compute),
    ("incidents", incidents::compute),
    ("outcomes", outcomes::compute),
    ("demography", demography::compute),
    ("cost", cost::compute),
    ("comparators", comparators::compute),
    ("completeness", completeness::compute),
];

/// Every figure of a cohort, in the order of [`ALL`].
pub fn all(cohort: &Cohort) -> Vec<Figure> {
    ALL.par_iter().map(|(_, compute)| compute(cohort)).collect()
}

#[cfg(test)]
mod tests {
    use super::samples::{assert_sound, degenerate};
    use super::*;

    #[test]
    fn every_figure_survives_every_cohort_however_small() {
        for (name, cohort) in degenerate() {
            for ((key, _), figure) in ALL.iter().zip(all(&cohort)) {
                assert_eq!(*key, figure.key);
                if figure.rows.is_empty() {
                    assert!(figure.n == 0 && !figure.notes.is_empty(), "{key} of {name} is unsaid");
                } else {
                    assert_sound(&figure, name);
                }
                for row in &figure.rows {
                    for (cell, _) in &row.cells {
                        let named = figure.columns.iter().any(|column| column.key == *cell);
                        assert!(named, "{key} has no column for {cell}");
                    }
                }
            }
        }
    }
}
