//! Every figure, a file each, and the one list of them.

pub mod rows;
#[cfg(test)]
mod samples;

use rayon::prelude::*;

use crate::{Cohort, Figure};

/// A figure's key and how it is computed. Pure: the same cohort gives the same figure.
pub type Compute = fn(&Cohort) -> Figure;

/// Every figure, in the order in which a reader needs them.
pub const ALL: &[(&str, Compute)] = &[];

/// Every figure of a cohort, in the order of [`ALL`].
pub fn all(cohort: &Cohort) -> Vec<Figure> {
    ALL.par_iter().map(|(_, compute)| compute(cohort)).collect()
}
