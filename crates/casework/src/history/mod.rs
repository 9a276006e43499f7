//! Rows of the minimum data set as history of the record, and the record as such rows.
//!
//! The two sides and the data set spell their closed lists alike, and know nothing of each
//! other: a value goes from one to the other by its spelling. The tests hold that every value
//! of the data set has its like.

mod hers;
mod his;

pub use hers::{before, support};
pub use his::{recorded_before, referral};
