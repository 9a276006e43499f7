//! Who may do what: one table of grants ([`grants::GRANTS`]), from which both [`decide()`] and
//! [`scope()`] come, so that a list can never show what a page refuses.
//!
//! Everything is denied that no grant allows. Nothing here reads a database or a clock: whoever
//! asks brings the [`Facts`] of the record.

pub mod action;
pub mod grants;
pub mod matrix;

mod actor;
mod decide;
mod explained;
mod record;
mod role;
mod scope;
#[cfg(test)]
mod tests;

pub use action::{Act, Action, Effect, act};
pub use actor::{Actor, Areas, Held, RolesRefused};
pub use decide::{Denied, Permitted, Warrant, decide};
pub use explained::{Because, Explained, explained};
pub use grants::{Grant, Holder, Relation};
pub use record::{Facts, Kind};
pub use role::{Role, Side, System};
pub use scope::{Clause, Scope, may, scope};
