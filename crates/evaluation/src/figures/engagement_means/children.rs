//! Figure 27: the children of men who stayed and men who left.

use super::{Measure, Words};
use crate::Cohort;
use crate::figure::Figure;

pub(super) const MEASURE: Measure = Measure {
    dimension: "children",
    of: |individual| individual.children.map(f64::from),
    mean: "Mean number of children",
    axis: "children, mean with 95% interval",
    words: Words {
        subject: "number of children",
        unit: "children",
        most: "had most children",
        least: "had fewest children",
        more: "had more children than",
    },
};

/// Figure 27 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let figure = Figure::new(
        "27",
        "Number of children, by engagement group",
        "Do the men who complete have more children than those who leave?",
        "Of each man found suitable, the number of children recorded on his index referral; where it \
         is not recorded he is missing. \
         Means with the deviation (n − 1) and the 95% t \
         interval; Welch's analysis of variance, its p-value also after Holm over Figures 21, 22, \
         23, 26 and 27; Games–Howell and Hedges' g of each pair; Kruskal–Wallis beside them.",
        "suitable",
    );
    super::compute(figure, &MEASURE, cohort)
}
