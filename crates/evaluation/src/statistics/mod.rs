//! Statistics, each as the specification defines it and held against SciPy and statsmodels.
//!
//! Every function takes numbers and gives numbers; where a statistic is undefined (one
//! observation has no deviation) it gives `None`, never NaN. Small p-values are worked out
//! as upper tails, never as one less something, so that they keep their digits.

pub mod adjust;
mod distribution;
pub mod groups;
pub mod means;
pub mod paired;
pub mod proportion;
pub mod rate;
pub mod regression;
mod studentised_range;
pub mod survival;
pub mod table;
