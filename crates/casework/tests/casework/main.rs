//! What people do with the record, on both databases.
#![cfg(test)]

mod cohort;
mod groups;
mod path;
mod town;
mod walk;
mod wall;
