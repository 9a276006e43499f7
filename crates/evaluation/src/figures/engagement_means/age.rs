//! Figure 26: the age of men who stayed and men who left.

use super::{Measure, Words};
use crate::Cohort;
use crate::figure::Figure;

pub(super) const MEASURE: Measure = Measure {
    dimension: "age",
    of: |individual| individual.age.map(f64::from),
    mean: "Mean age",
    axis: "years, mean with 95% interval",
    words: Words {
        subject: "age",
        unit: "years",
        most: "were oldest",
        least: "were youngest",
        more: "were older than",
    },
};

/// Figure 26 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let figure = Figure::new(
        "26",
        "Age, by engagement group",
        "Are the men who complete older than those who leave?",
        "Of each man found suitable, his age in whole years at his index referral; where it is not \
         recorded he is missing. \
         Means with the deviation (n − 1) and the 95% t \
         interval; Welch's analysis of variance, its p-value also after Holm over Figures 21, 22, \
         23, 26 and 27; Games–Howell and Hedges' g of each pair; Kruskal–Wallis beside them.",
        "suitable",
    );
    super::compute(figure, &MEASURE, cohort)
}
