//! Figure 21: how long men waited for the first assessment to be offered.

use super::{Measure, waited};
use crate::Cohort;
use crate::figure::Figure;

pub(super) const MEASURE: Measure = Measure {
    dimension: "to_offered",
    of: |individual| individual.to_offered.map(f64::from),
    mean: "Mean days",
    axis: "days, mean with 95% interval",
    words: waited("days to the first assessment offered"),
};

/// Figure 21 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "21",
        "Days from referral to the first assessment offered, by engagement group",
        "Did the men who stayed away wait longer for an assessment to be offered?",
        "Of each man found suitable, the days from the day on which his index referral was \
         received to the day of the first assessment offered. Where either is not recorded, or \
         the wait is negative, he is missing. Means with the deviation (n − 1) and the 95% t \
         interval; Welch's analysis of variance, its p-value also after Holm over Figures 21, 22, \
         23, 26 and 27; Games–Howell and Hedges' g of each pair; Kruskal–Wallis beside them.",
        "suitable",
    );
    figure.note(
        "Waiting may be a sign of something else: this does not show that it made men leave.",
    );
    super::compute(figure, &MEASURE, cohort)
}
