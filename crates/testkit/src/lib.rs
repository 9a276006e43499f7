//! For tests alone: both databases, and the house's own rules.

mod databases;

pub use databases::Database;
