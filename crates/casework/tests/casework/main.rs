//! What people do with the record, on both databases.
#![cfg(test)]

mod at_rest;
mod cohort;
mod corrections;
mod groups;
mod guards;
mod hers;
mod known;
mod leaving;
mod needles;
mod nobody_named;
mod organisations;
mod over;
mod path;
mod referrals;
mod resets;
mod town;
mod walk;
mod wall;
