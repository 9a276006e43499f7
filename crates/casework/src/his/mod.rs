//! His case: the programme's side of every step.

mod allocation;
mod change;
mod comparing;
mod corrections;
mod ending;
mod guards;
mod known;
mod merging;
mod people;
mod read;
mod risk;
mod sessions;
mod steps;

pub use allocation::Colleague;
pub use ending::UnsuitableWords;
pub use guards::{Guarded, OPEN_FOR, Opened};
pub use known::{Alike, Alikes, Described};
pub use linkage::{Chance, Field as AgreesIn, Level, Likeness};
pub use read::HisCase;
pub use steps::{Noted, Screening};
