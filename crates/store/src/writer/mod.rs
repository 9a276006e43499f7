//! The one writer: it takes whatever changes wait, writes them in one transaction, commits once,
//! and answers each.

mod batch;
mod rows;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use pathway::Surroundings;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;
use tracing::error;

pub(crate) use rows::{Insert, OnConflict, Table};

use crate::audit::{Chain, Head, HeadsFile};
use crate::change::{Change, Committed, NotCommitted};
use crate::database::Pen;
use crate::fault::Fault;
use crate::settings::Settings;

/// Changes taken into one transaction at most.
const BATCH: usize = 512;

type Answer = Result<Committed, NotCommitted>;

/// A change on its way, and where its answer goes.
pub(crate) struct Waiting {
    pub(crate) change: Change,
    pub(crate) answer: oneshot::Sender<Answer>,
}

/// The way to the writer's task.
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Waiting>>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

struct Desk {
    pen: Mutex<Pen>,
    chain: Mutex<Chain>,
    waiting: Mutex<mpsc::Receiver<Waiting>>,
}

impl Writer {
    pub(crate) fn start(
        pen: Pen,
        chain: Chain,
        settings: &Settings,
        surroundings: Arc<dyn Surroundings>,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(settings.queue.max(1));
        let desk = Arc::new(Desk {
            pen: Mutex::new(pen),
            chain: Mutex::new(chain),
            waiting: Mutex::new(waiting),
        });
        let heads = settings.heads.clone().map(HeadsFile::at);
        let task = tokio::spawn(keep_writing(desk, heads, surroundings));
        Self { queue: Mutex::new(Some(queue)), task: Mutex::new(Some(task)) }
    }

    /// Waits for a place in the queue, then for the commit.
    pub(crate) async fn commit(&self, change: Change) -> Answer {
        let queue = self.queue.lock().await.clone();
        let (answer, answered) = oneshot::channel();
        let queue = queue.ok_or(Fault::Stopping)?;
        queue.send(Waiting { change, answer }).await.map_err(|_| Fault::Stopping)?;
        drop(queue);
        // No answer: the writer failed in the middle, and the database took nothing or all of it.
        answered.await.unwrap_or_else(|_| {
            Err(Fault::Away("the writer failed and was started again".to_owned()).into())
        })
    }

    /// Leaves a change that nobody waits for; it is lost where the queue is full.
    pub(crate) async fn leave(&self, change: Change) {
        if let Some(queue) = self.queue.lock().await.as_ref() {
            let (answer, _) = oneshot::channel();
            let _ = queue.try_send(Waiting { change, answer });
        }
    }

    /// Takes no more, and waits until what was taken is written.
    pub(crate) async fn stop(&self) {
        drop(self.queue.lock().await.take());
        if let Some(task) = self.task.lock().await.take()
            && let Err(cause) = task.await
        {
            error!(%cause, "the writer ended badly");
        }
    }
}

/// Writes until the queue is closed. A panic drops the answers of its batch, which tells those who
/// wait, and the next batch is taken by a fresh task.
async fn keep_writing(
    desk: Arc<Desk>,
    heads: Option<HeadsFile>,
    surroundings: Arc<dyn Surroundings>,
) {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    loop {
        let writing = tokio::spawn(write_on(Arc::clone(&desk)));
        tokio::pin!(writing);
        let ended = loop {
            tokio::select! {
                ended = &mut writing => break ended,
                _ = minute.tick() => head(&desk, heads.as_ref(), surroundings.as_ref()).await,
            }
        };
        match ended {
            Ok(()) => break,
            Err(cause) => error!(%cause, "the writer failed and is started again"),
        }
    }
    head(&desk, heads.as_ref(), surroundings.as_ref()).await;
    desk.pen.lock().await.close();
}

async fn write_on(desk: Arc<Desk>) {
    let mut waiting = desk.waiting.lock().await;
    let mut pen = desk.pen.lock().await;
    let mut taken = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut taken, BATCH).await > 0 {
        let mut chain = desk.chain.lock().await;
        batch::write(&mut pen, &mut chain, std::mem::take(&mut taken)).await;
        drop(chain);
        // Whoever was answered goes on before the next batch takes this thread.
        tokio::task::yield_now().await;
    }
}

async fn head(desk: &Desk, heads: Option<&HeadsFile>, surroundings: &dyn Surroundings) {
    let Some(file) = heads else { return };
    let (key, head) = {
        let chain = desk.chain.lock().await;
        (chain.key().clone(), Head::of(&chain, surroundings.now()))
    };
    if let Err(cause) = file.append(&key, &head) {
        error!(%cause, "the head of the audit was not written");
    }
}
