//! Journal, people, narratives, read models, sessions, outbox and audit, on SQLite or PostgreSQL.

pub mod audit;
pub mod forms;
pub mod keys;
