//! What a database is asked, counted: whether two questions take the same work.

use std::sync::{Arc, Mutex, PoisonError};

use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing::{Event, Metadata, Subscriber};

/// Every statement that the record is asked by the tasks of this thread, in order: whether it reads
/// one row, reads all, or writes.
///
/// It sees the spans of the library that asks, so that nothing of it is in what ships. A test that
/// watches runs all its tasks on one thread, as `#[tokio::test]` does.
#[derive(Clone, Debug, Default)]
pub struct Statements(Arc<Mutex<Vec<&'static str>>>);

impl Statements {
    /// Watches this thread for as long as the guard is kept.
    pub fn watched() -> (Self, DefaultGuard) {
        let statements = Self::default();
        let guard = set_default(statements.clone());
        (statements, guard)
    }

    /// What was asked since this was asked last.
    pub fn taken(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Subscriber for Statements {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("sea_orm::database")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let name = span.metadata().name();
        if matches!(name, "execute_raw" | "query_one_raw" | "query_all_raw") {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        }
        // Nothing is told of one span or another.
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}
    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn event(&self, _event: &Event<'_>) {}
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}
