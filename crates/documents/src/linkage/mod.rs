//! Who is the same person: the tables, the model and the report of a linkage.

mod json;
mod report;
mod sections;
mod tables;

pub use json::model;
pub use report::report;
pub use tables::{individuals, pairs};
