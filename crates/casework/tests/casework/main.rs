//! What people do with the record, on both databases.
#![cfg(test)]

mod cohort;
mod hers;
mod guards;
mod path;
mod referrals;
mod town;
mod wall;
