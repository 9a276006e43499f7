//! The demonstration: an invented cohort as imported history, and invented workers.

pub mod door;
pub mod names;
