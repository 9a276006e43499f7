//! Journal, people, narratives, read models, sessions, outbox and audit, on SQLite or PostgreSQL.
//!
//! [`Store::open`] opens the record; every change is a [`Change`], written whole by
//! [`Store::commit`]. What is read of a named record is read by leave of the policy alone: a
//! `Permitted` for one record, a `Scope` for a list.

pub mod audit;
pub mod change;
pub mod forms;
pub mod journal;
pub mod keys;

mod audit_rows;
mod cases;
mod fault;
mod key_rows;
mod migrations;
mod models;
mod open;
mod scope;
mod settings;
mod sql;
mod tables;
mod writer;

pub use cases::{Filter, Key, Listed};
pub use change::{Change, Committed, Message, NotCommitted};
pub use fault::Fault;
pub use journal::{Envelope, Recorded, Row, Stream};
pub use models::{Counted, State};
pub use open::{NotOpened, Store};
pub use settings::{Address, NoAddress, Settings};
