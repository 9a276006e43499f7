//! Page furniture and form fields, typed; the styles, script and font that they need.
//!
//! Each part is a function with a typed argument that gives [`maud::Markup`]. The markup is
//! govuk-frontend's, held to the fixtures that it ships (`fixtures.rs`); the look is our own.

pub mod assets;
pub mod layout;

mod banners;
#[cfg(test)]
mod fixtures;
mod links;
mod rows;
mod table;

pub use banners::{Notification, Phase, notification, phase};
pub use layout::{Furniture, Page, page};
pub use links::{
    Breadcrumb, Link, Pagination, acts, breadcrumbs, details, link, pagination, skip_link,
};
pub use rows::{Row, Summary, rows, summary_list};
pub use table::{Cell, Heading, Table, table};
