//! Every figure, a file each, and the one list of them.

pub mod activity;
pub(crate) mod age_band;
pub mod attrition;
pub mod change;
pub(crate) mod characteristics;
pub mod comparators;
pub mod completeness;
pub mod conversion;
pub mod cost;
pub mod demography;
pub mod engagement_by;
pub mod engagement_means;
pub mod equality;
pub mod flow;
pub mod incidents;
pub mod interviews;
pub mod outcomes;
pub mod outputs;
mod progress;
pub mod referrals_by_quarter;
pub mod rows;
#[cfg(test)]
mod samples;
pub mod suitability;
pub mod sum_of_benefits;
pub mod support_service;
pub mod tally;
pub mod timeliness;
pub mod unsuitable_reasons;
pub mod wording;

use engagement_means::{age, assessment_attended, assessment_offered, children, session_offered};
use rayon::prelude::*;

use crate::{Cohort, Figure};

/// A figure's key and how it is computed. Pure: the same cohort gives the same figure.
pub type Compute = fn(&Cohort) -> Figure;

/// Every figure, in the order in which a reader needs them.
pub const ALL: &[(&str, Compute)] = &[
    ("14", flow::compute),
    ("13", outputs::compute),
    ("20", referrals_by_quarter::compute),
    ("timeliness", timeliness::compute),
    ("18", suitability::compute),
    ("19", unsuitable_reasons::compute),
    ("21", assessment_offered::compute),
    ("22", assessment_attended::compute),
    ("23", session_offered::compute),
    ("24", engagement_by::area::compute),
    ("25", engagement_by::plan::compute),
    ("26", age::compute),
    ("27", children::compute),
    ("attrition", attrition::compute),
    ("conversion", conversion::compute),
    ("equality", equality::compute),
    ("change", change::compute),
    ("activity", activity::compute),
    ("incidents", incidents::compute),
    ("iss", support_service::compute),
    ("30", sum_of_benefits::compute),
    ("outcomes", outcomes::compute),
    ("demography", demography::compute),
    ("6", interviews::compute),
    ("cost", cost::compute),
    ("comparators", comparators::compute),
    ("completeness", completeness::compute),
];

/// Every figure of a cohort, in the order of [`ALL`], with what figures have together: Holm's
/// adjustment.
pub fn all(cohort: &Cohort) -> Vec<Figure> {
    let mut figures: Vec<Figure> = ALL.par_iter().map(|(_, compute)| compute(cohort)).collect();
    engagement_means::adjust_together(&mut figures);
    for headline in figures.iter_mut().filter_map(|figure| figure.headline.as_mut()) {
        // A headline stands over a page: it ends without a stop.
        if headline.ends_with('.') {
            headline.pop();
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::samples::{assert_sound, degenerate, varied};
    use super::*;

    #[test]
    fn every_figure_survives_every_cohort_however_small() {
        for (name, cohort) in degenerate() {
            for ((key, _), figure) in ALL.iter().zip(all(&cohort)) {
                assert_eq!(*key, figure.key);
                assert!(figure.question.ends_with('?'), "{key} asks: {}", figure.question);
                assert!(!figure.definition.is_empty() && !figure.of.is_empty(), "{key}");
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

    #[test]
    fn each_number_of_the_report_stands_in_a_column_of_its_figure() {
        for figure in all(&varied()) {
            let named = |key: &str| figure.columns.iter().any(|column| column.key == key);
            for beside in &figure.reported {
                assert!(named(beside.column), "{} has no column for {beside:?}", figure.key);
                let row = beside.row.iter().all(|(key, _)| named(key));
                assert!(row, "{} has no key for {beside:?}", figure.key);
                assert!(beside.value.is_finite() && !beside.printed.is_empty(), "{beside:?}");
            }
        }
    }

    #[test]
    fn a_set_that_two_figures_count_is_counted_alike() {
        let mut known = rustc_hash::FxHashMap::default();
        let mut shared = 0;
        for figure in all(&varied()) {
            for row in &figure.rows {
                for (key, quantity) in &row.counts {
                    let count = row.number(key);
                    let (first, by) = *known.entry(quantity.clone()).or_insert((count, figure.key));
                    shared += u64::from(by != figure.key);
                    assert_eq!(first, count, "{by} and {} count {quantity:?}", figure.key);
                }
            }
        }
        assert!(shared > 20, "figures share {shared} counts");
    }
}
