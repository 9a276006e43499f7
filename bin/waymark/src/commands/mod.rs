//! The commands, a file each.

pub mod check;
pub mod cohort;
pub mod demo;
pub mod evaluate;
mod inputs;
pub mod link;
