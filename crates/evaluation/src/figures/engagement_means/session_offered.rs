//! Figure 23: how long men waited for the first session to be offered.

use super::{Measure, waited};
use crate::Cohort;
use crate::figure::Figure;

pub(super) const MEASURE: Measure = Measure {
    dimension: "to_session",
    of: |individual| individual.to_session.map(f64::from),
    mean: "Mean days",
    axis: "days, mean with 95% interval",
    words: waited("days to the first session offered"),
};

/// Figure 23 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "23",
        "Days from referral to the first session offered, by engagement group",
        "Did the men who stayed away wait longer for a first session?",
        "Of each man found suitable, the days from the day on which his index referral was \
         received to the day of the first session offered. Where either is not recorded, or \
         the wait is negative, he is missing. \
         Means with the deviation (n − 1) and the 95% t \
         interval; Welch's analysis of variance, its p-value also after Holm over Figures 21, 22, \
         23, 26 and 27; Games–Howell and Hedges' g of each pair; Kruskal–Wallis beside them.",
        "suitable",
    );
    figure.note(
        "Waiting may be a sign of something else: this does not show that it made men leave.",
    );
    super::compute(figure, &MEASURE, cohort)
}
