//! Lines of the audit on their way to the disk while what they are of is still being made.
//!
//! A page that shows a name is not answered before its line is on the disk. It need not stand idle
//! either: within [`Store::audited`] such a line is sent and the page goes on being drawn, and only
//! at the end is the disk waited for. What was made is given out with every line durable, or not at all.

use std::cell::RefCell;

use tokio::sync::oneshot;

use crate::Store;
use crate::change::{Committed, NotCommitted};
use crate::database::look_ends;
use crate::fault::Fault;

type Answer = Result<Committed, NotCommitted>;

tokio::task_local! {
    static SENT: RefCell<Vec<oneshot::Receiver<Answer>>>;
}

impl Store {
    /// Does something, and gives what came of it once every line of the audit that it sent without
    /// a change is durable. Changes are waited for where they are made, as anywhere.
    ///
    /// # Errors
    /// When a line could not be written: what came of it is then to be shown to nobody.
    pub async fn audited<T>(&self, work: impl Future<Output = T>) -> Result<T, NotCommitted> {
        let _under_way = self.inside.writer.pace().begins();
        SENT.scope(RefCell::default(), async {
            let done = work.await;
            all_came().await?;
            Ok(done)
        })
        .await
    }
}

/// Waits for what was sent until now, where somebody would wait at the end.
pub(crate) async fn all_came() -> Result<(), NotCommitted> {
    look_ends();
    for sent in SENT.try_with(RefCell::take).unwrap_or_default() {
        came(sent).await?;
    }
    Ok(())
}

/// Whether somebody waits at the end.
pub(crate) fn are_waited_for() -> bool {
    SENT.try_with(|_| ()).is_ok()
}

/// Has the answer waited for at the end.
pub(crate) fn keep(sent: oneshot::Receiver<Answer>) {
    // Asked only where somebody waits.
    let _ = SENT.try_with(|kept| kept.borrow_mut().push(sent));
}

/// What the writer answers. None: it failed in the middle, and the database took nothing or all of
/// it.
pub(crate) async fn came(sent: oneshot::Receiver<Answer>) -> Answer {
    sent.await.unwrap_or_else(|_| {
        Err(Fault::Away("the writer failed and was started again".to_owned()).into())
    })
}
