//! What one answer reads of SQLite, from the one state that the record had when it began: a page
//! agrees with itself, and the database is asked once, not at each question, whether anything has
//! changed.
//!
//! A look ends where its answer changes something, so that what is read next is what was written.

use std::cell::RefCell;

use super::sqlite::Lent;

tokio::task_local! {
    static LOOK: RefCell<Option<Lent>>;
}

/// Does what changes little or nothing, reading from one state of the record wherever a connection
/// is free for it.
pub async fn at_one_look<T>(work: impl Future<Output = T>) -> T {
    LOOK.scope(RefCell::default(), work).await
}

/// The connection of the look, for a question; `None`: this is none, and each question stands alone.
pub(super) fn taken() -> Option<Option<Lent>> {
    LOOK.try_with(RefCell::take).ok()
}

/// Has the next question read where this one did.
pub(super) fn goes_on(lent: Lent) {
    // Asked only within a look.
    let _ = LOOK.try_with(|look| look.replace(Some(lent)));
}

/// What is read from now on is what the record is now.
pub(crate) fn ends() {
    drop(taken());
}
