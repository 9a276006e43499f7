//! What people do with the record, on both databases.
#![cfg(test)]

mod cohort;
mod guards;
mod path;
mod town;
mod wall;
