//! Figures as HTML: the block that pages and report share, and the report in one file.

mod figure;
mod report;
mod sections;

pub use figure::{figure, grid, notes, picture, remarks, table};
pub use report::report;
pub(crate) use report::style;
