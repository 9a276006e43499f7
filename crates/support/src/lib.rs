//! Her support case: what happens on the support service's side, as typed events that are decided
//! and applied by pure code. It knows nothing of his but what [`pathway::crossing`] lets pass.
//!
//! [`decide()`] turns a [`Command`] into events or a [`Refusal`]; [`apply()`] takes an event into the
//! [`Case`]; [`crossing()`] says what of an event the programme is told, and [`received`] what a
//! message of the programme becomes here.

pub mod before;
pub mod case;
pub mod codes;
pub mod crossing;
pub mod facts;

mod apply;
mod clocks;
mod command;
mod decide;
mod event;
mod next;
mod refusal;
mod risk;
mod rules;

pub use apply::apply;
pub use before::{Before, Row};
pub use case::{Case, Recipient, Step};
pub use clocks::{By, Clock, ClockKind, Due, clocks};
pub use command::Command;
pub use crossing::{Link, crosses_to, crossing, received};
pub use decide::{Context, Decided, decide};
pub use event::{Correction, Event, What};
pub use next::{Act, next_act};
pub use refusal::Refusal;
pub use rules::{Rules, RulesFault};

#[cfg(test)]
mod tests;
