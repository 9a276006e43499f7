//! What people do with the record, on both databases.
#![cfg(test)]

mod path;
mod town;
mod wall;
