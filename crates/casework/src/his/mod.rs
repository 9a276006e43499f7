//! His case: the programme's side of every step.

mod allocation;
mod change;
mod corrections;
mod ending;
mod guards;
mod people;
mod read;
mod risk;
mod sessions;
mod steps;

pub use allocation::{Alike, Alikes, Colleague};
pub use ending::UnsuitableWords;
pub use guards::{Guarded, OPEN_FOR, Opened};
pub use read::HisCase;
pub use steps::{Noted, Screening};
pub use store::keys::index::Field as AgreesBy;
