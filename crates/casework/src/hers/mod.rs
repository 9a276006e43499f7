//! Her support case: the support service's side of every step.

mod change;
mod read;
mod steps;

pub use read::HerCase;
