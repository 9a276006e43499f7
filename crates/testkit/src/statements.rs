//! What a database is asked, counted: whether two questions take the same work.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::Field;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing::{Event, Metadata, Subscriber};

/// Every statement that the record is asked by the tasks of this thread, and by the writer of a record
/// that is opened while it watches, in order: whether it reads or writes.
///
/// It hears what the store tells those who trace it, which is nothing of what was asked or found. A
/// test that watches runs all its tasks on one thread, as `#[tokio::test]` does.
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
        metadata.target() == "store::asked"
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut |_field: &Field, what: &dyn Debug| {
            let what = if format!("{what:?}").contains("writes") { "writes" } else { "reads" };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what);
        });
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        // Nothing is told of one span or another.
        Id::from_u64(1)
    }
    fn record(&self, _span: &Id, _values: &Record<'_>) {}
    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}
