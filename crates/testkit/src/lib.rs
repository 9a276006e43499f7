//! For tests alone: both databases, and the house's own rules.

mod databases;
mod statements;

pub use databases::Database;
pub use statements::Statements;
