//! Which records are one person: comparison, Fellegi–Sunter, expectation–maximisation, blocking,
//! clusters. Pure: it sees the fields that it compares and nothing else, and neither a file nor a
//! clock.

mod blocking;
mod born;
mod clusters;
mod estimate;
mod frequency;
pub mod invented;
mod known;
mod likeness;
mod link;
mod model;
mod names;
mod outcome;
mod people;
mod place;
mod sorting;
mod weights;

pub use blocking::{Cost, MOST as MOST_OF_A_KEY};
pub use known::{Individuals, individuals};
pub use likeness::{Bearers, Chance, Comparison, Likeness};
pub use link::{
    FROM, Linkage, Linked, Missed, Options, Review, RuleCost, STEPS, ShownRecord, Step, link,
};
pub use model::{FieldModel, Kinship, Model};
pub use names::{folded, sound};
pub use outcome::{FIELDS, Field, LEVELS, Level};
pub use people::{Part, People, Person, Repeated};
pub use weights::probability;
