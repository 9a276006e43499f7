//! His case: the programme's side of every step.

mod change;
mod read;
mod steps;

pub use read::HisCase;
pub use steps::{Noted, Screening};
