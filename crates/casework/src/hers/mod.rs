//! Her support case: the support service's side of every step.

mod change;
mod consents;
mod ending;
mod guarding;
mod meetings;
mod reaching;
mod read;
mod risk;
mod steps;
mod told;

pub use crate::his::Colleague;
pub use guarding::{Guarded, Managed, Opened};
pub use meetings::OwnPart;
pub use read::{Allowed, HerCase, Texts};
pub use risk::Judged;
pub use store::keys::{Contact, ContactKind, DateOfBirth, Details, Name, Safe, Secret};
pub use told::ToldOfHer;
