//! What people do with the record, on both databases.
#![cfg(test)]

mod cohort;
mod groups;
mod guards;
mod hers;
mod nobody_named;
mod path;
mod referrals;
mod town;
mod walk;
mod wall;
