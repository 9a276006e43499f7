//! For tests alone: both databases, and the house's own rules.

mod databases;
mod past;
mod statements;

pub use databases::Database;
pub use past::{Cell, Past};
pub use statements::Statements;
