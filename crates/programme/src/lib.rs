//! His case: what happens on the programme's side, as typed events that are decided and applied
//! by pure code. It knows nothing of her side but what [`pathway::crossing`] lets pass.

pub mod codes;
pub mod group;
pub mod parts;

mod case;
mod command;
mod decided;
mod event;
mod facts;
mod refusal;

pub use case::{Case, Flag, Offered, Proposed, Recorded, Returning, Stage, Standing};
pub use command::{Command, HerChoice};
pub use decided::Decided;
pub use event::{Acknowledgement, Correction, Event, Step, Supplement, Version};
pub use facts::{RecordedBefore, ReferralFacts};
pub use refusal::Refusal;
