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

mod accounts;
mod actors;
mod api_tokens;
mod attempts;
mod audit_rows;
mod audits;
mod called;
mod cases;
mod crossings;
mod database;
mod drafts;
mod due;
mod factors;
mod fault;
mod groups;
mod guesses;
mod identities;
mod imported;
mod invitations;
mod key_changes;
mod key_rows;
mod left;
mod left_drafts;
mod messages;
mod migrations;
mod models;
mod open;
mod organisations;
mod outbox;
mod premise;
mod receipts;
mod reindex;
mod relations;
mod scope;
mod search;
mod sessions;
mod settings;
mod sql;
mod staff;
mod suggest;
mod tables;
#[cfg(test)]
mod tests;
mod texts;
mod writer;

pub use accounts::{NewWorker, OnAccount, Worker, WorkerState};
pub use actors::{Account, Accounts, AccountsAsked, Credentials};
pub use api_tokens::{ApiToken, NewApiToken};
pub use attempts::{Beside, Bucket};
pub use audits::{AuditFilter, AuditKey, ReadsTold, Tells, ToldActions, Witnessed};
pub use called::{Named, Readdressed};
pub use cases::{Filter, Key, Listed};
pub use change::{Change, Committed, Message, NotCommitted};
pub use database::at_one_look;
pub use drafts::{Draft, DraftListed};
pub use due::{Due, Whose};
pub use factors::{Factor, FactorKind, NewFactor};
pub use fault::Fault;
pub use groups::{GroupListed, GroupSession, SessionState};
pub use guesses::Wrong;
pub use identities::Identity;
pub use imported::{Imported, Imports, RowDigest, Said};
pub use invitations::{Invitation, Reset};
pub use journal::{Envelope, Recorded, Row, Stream};
pub use key_changes::Rotated;
pub use left_drafts::{DraftsOf, LeftAsked, LeftDraft};
pub use messages::{MessageKey, Received};
pub use models::{Counted, State};
pub use open::{NotOpened, Store};
pub use organisations::{Organisation, OrganisationKind, Programme, ServedElsewhere};
pub use outbox::{Outgoing, Taken};
pub use reindex::NotIndexed;
pub use relations::{BreaksGlass, Broken, LiftsConflict, RecordsConflict, Restricts};
pub use sessions::{NewSession, ProvedSession, Session, Shown, SignedIn};
pub use settings::{Address, NoAddress, Settings};
pub use staff::Called;
pub use suggest::{MOST_OF_KEY, Newcomer, Suggested, Suggestions};
pub use texts::{NotRead, OpenedPart, SEAL};
