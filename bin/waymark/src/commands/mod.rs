//! One file a command.

pub mod audit;
pub mod check;
pub mod cohort;
pub mod demo;
pub mod evaluate;
pub mod export;
pub mod import;
mod inputs;
pub mod key;
pub mod link;
pub mod migrate;
pub mod organisation;
pub mod programme;
pub mod serve;
pub mod user;
