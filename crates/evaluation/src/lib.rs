//! From the data set to every figure: cohort, statistics, disclosure control, the
//! demonstration cohort.
//!
//! `DataSet` → [`Cohort`] (individuals, index referrals, groups, waits: one pass) →
//! [`figures::all`] (each a pure `&Cohort` → [`Figure`]) → `disclosure::protect` when it
//! leaves the service. Nothing here reads a file, a clock or the network.

pub mod as_at;
pub mod cohort;
pub mod contradictions;
pub mod demonstration;
pub mod disclosure;
mod evaluation;
mod figure;
pub mod figures;
pub mod findings;
pub mod published;
pub mod quantity;
mod scope;
pub mod statistics;

pub use cohort::Cohort;
pub use evaluation::*;
pub use figure::*;
pub use scope::{LeftOut, Scope};
