//! His case: what happens on the programme's side, as typed events that are decided and applied
//! by pure code. It knows nothing of her side but what [`pathway::crossing`] lets pass.

pub mod codes;
pub mod group;
pub mod parts;

mod acts;
mod apply;
mod case;
mod clocks;
mod command;
mod crossing;
mod decide;
mod decided;
mod event;
mod facts;
mod history;
mod narratives;
mod possible;
mod refusal;
mod risk;

#[cfg(test)]
mod tests;

pub use acts::{Act, can};
pub use apply::apply;
pub use case::{Case, Closed, Flag, Offered, Proposed, Recorded, Returning, Stage, Standing};
pub use clocks::{Due, NextAct, clocks, next_act};
pub use command::{Command, HerChoice, SaidAgain};
pub use crossing::crossing;
pub use decide::{Context, decide, screening};
pub use decided::Decided;
pub use event::{Acknowledgement, Correction, Event, Step, Supplement, Version};
pub use facts::{RecordedBefore, ReferralFacts};
pub use refusal::Refusal;
pub use risk::marac;
