//! Every question and every change, asked by a worker.
//!
//! [`Office::acting`] is the one way in: each question and each change is a method of it, which
//! asks the policy, decides, appends and audits. What crosses the wall goes with the change that
//! gave rise to it ([`crossing`]).

pub mod account_acts;
mod account_changes;
pub mod accounts;
pub mod corrections;
pub mod demonstration;
pub mod figures;
pub mod groups;
pub mod hers;
pub mod his;
pub mod history;
pub mod imports;
pub mod inbox;
pub mod invitations;
pub mod leaving;
pub mod mail;
pub mod messages;
pub mod organisations;
pub mod passwords;
pub mod people;
pub mod programmes;
pub mod programs;
pub mod referrals;
pub mod resets;
pub mod signing_in;
pub mod today;
pub mod upkeep;

mod crossing;
mod fault;
mod fitting;
mod lists;
mod office;
mod search;
mod states;
mod streams;
mod texts;

pub use fault::Fault;
pub use fitting::Misfit;
pub use lists::{Caseload, MOST_COUNTED, PAGE};
pub use office::{Acting, Cases, Done, Office, Sent, Worker};
pub use search::{Found, Sought};
pub use states::{due_words, state_words, states};
pub use store::{Filter, Key, Listed, at_one_look};
pub use texts::Texts;
