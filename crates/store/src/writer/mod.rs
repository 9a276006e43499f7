//! The one writer: it takes whatever changes wait, writes them in one transaction, commits once,
//! and answers each.
//!
//! It has a thread of its own, so that whoever waits for the disk keeps nobody from answering.
//! Beside SQLite what the audit says of reads alone waits in a [spool] for the next commit.

mod batch;
mod meanwhile;
mod pace;
mod rows;
mod spool;
#[cfg(test)]
mod tests;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use pathway::Surroundings;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tracing::{dispatcher, error, warn};

pub(crate) use batch::Desk;
use meanwhile::Meanwhile;
pub(crate) use pace::Pace;
pub(crate) use rows::{Insert, OnConflict, Table};
use spool::AT_THE_LATEST;
pub(crate) use spool::Spool;

use crate::audit::{Head, HeadsFile};
use crate::change::{Change, Committed, NotCommitted};
use crate::database::look_ends;
use crate::fault::Fault;
use crate::receipts;
use crate::settings::Settings;

/// What is taken into one transaction at most.
const BATCH: usize = 512;
/// So often the head of the audit is written outside the database.
const HEADS_EVERY: Duration = Duration::from_secs(60);

type Answer = Result<Committed, NotCommitted>;

/// A change on its way, and where its answer goes.
pub(crate) struct Waiting {
    pub(crate) change: Change,
    pub(crate) answer: oneshot::Sender<Answer>,
}

/// What the writer is asked.
enum Asked {
    Change(Box<Waiting>),
    Head,
    /// Have in the tables what has waited beside them for long.
    Settle,
    /// Have in the tables whatever waits beside them, and say when it is there.
    SettleAll(oneshot::Sender<Result<(), Fault>>),
}

/// The way to the writer's thread.
pub(crate) struct Writer {
    pace: Arc<Pace>,
    queue: Mutex<Option<mpsc::Sender<Asked>>>,
    ended: Mutex<Option<oneshot::Receiver<()>>>,
}

/// What runs in the writer's thread.
struct Office {
    desk: Desk,
    heads: Option<HeadsFile>,
    surroundings: Arc<dyn Surroundings>,
    pace: Arc<Pace>,
    waiting: mpsc::Receiver<Asked>,
}

impl Writer {
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(
        desk: Desk,
        settings: &Settings,
        surroundings: Arc<dyn Surroundings>,
    ) -> io::Result<Self> {
        let (queue, waiting) = mpsc::channel(settings.queue.max(1));
        let heads = settings.heads.clone().map(HeadsFile::at);
        let pace = Arc::new(Pace::default());
        let office = Office { desk, heads, surroundings, pace: Arc::clone(&pace), waiting };
        let (ends, ended) = oneshot::channel();
        let runtime = Handle::current();
        // Whoever listens to what this thread tells hears the writer too.
        let told = dispatcher::get_default(Clone::clone);
        let thread = thread::Builder::new().name("writer".to_owned()).spawn(move || {
            dispatcher::with_default(&told, || office.keep_writing(&runtime));
            // Whoever started it may not wait for its end.
            let _ = ends.send(());
        })?;
        pace.is_kept_by(thread.thread().clone());
        tokio::spawn(ask_now_and_then(queue.downgrade(), HEADS_EVERY, || Asked::Head));
        tokio::spawn(ask_now_and_then(queue.downgrade(), AT_THE_LATEST / 2, || Asked::Settle));
        Ok(Self { pace, queue: Mutex::new(Some(queue)), ended: Mutex::new(Some(ended)) })
    }

    /// Whose answers are under way.
    pub(crate) const fn pace(&self) -> &Arc<Pace> {
        &self.pace
    }

    /// Waits for a place in the queue, then for the commit.
    pub(crate) async fn commit(&self, change: Change) -> Answer {
        look_ends();
        receipts::came(self.send(change).await?).await
    }

    /// Waits for a place in the queue; the commit is told later.
    pub(crate) async fn send(&self, change: Change) -> Result<oneshot::Receiver<Answer>, Fault> {
        let queue = locked(&self.queue).clone().ok_or(Fault::Stopping)?;
        let (answer, answered) = oneshot::channel();
        let change = Asked::Change(Box::new(Waiting { change, answer }));
        let place = queue.reserve().await.map_err(|_| Fault::Stopping)?;
        self.pace.comes();
        place.send(change);
        self.pace.came();
        Ok(answered)
    }

    /// Has the tables hold every line of the audit that is on the disk, and waits for it.
    pub(crate) async fn settle(&self) -> Result<(), Fault> {
        look_ends();
        let queue = locked(&self.queue).clone().ok_or(Fault::Stopping)?;
        let (answer, answered) = oneshot::channel();
        queue.send(Asked::SettleAll(answer)).await.map_err(|_| Fault::Stopping)?;
        drop(queue);
        answered.await.unwrap_or_else(|_| {
            Err(Fault::Away("the writer failed and was started again".to_owned()))
        })
    }

    /// Leaves a change that nobody waits for; it is lost where the queue is full.
    pub(crate) fn leave(&self, change: Change) {
        if let Some(queue) = locked(&self.queue).as_ref() {
            let (answer, _) = oneshot::channel();
            if let Ok(place) = queue.try_reserve() {
                self.pace.comes();
                place.send(Asked::Change(Box::new(Waiting { change, answer })));
                self.pace.came();
            }
        }
    }

    /// Takes no more, and waits until what was taken is written.
    pub(crate) async fn stop(&self) {
        drop(locked(&self.queue).take());
        let ended = locked(&self.ended).take();
        if let Some(ended) = ended
            && ended.await.is_err()
        {
            error!("the writer ended badly");
        }
    }
}

fn locked<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks for something now and then, as long as there is a writer.
async fn ask_now_and_then(queue: mpsc::WeakSender<Asked>, every: Duration, what: fn() -> Asked) {
    let mut every = tokio::time::interval(every);
    loop {
        every.tick().await;
        let Some(queue) = queue.upgrade() else { break };
        // A queue that is full is asked again the next time.
        let _ = queue.try_send(what());
    }
}

impl Office {
    /// Writes until the queue is closed. A panic drops the answers of its batch, which tells those
    /// who wait, and the next batch is taken afresh.
    fn keep_writing(mut self, runtime: &Handle) {
        while catch_unwind(AssertUnwindSafe(|| runtime.block_on(self.write_on()))).is_err() {
            error!("the writer failed and is started again");
        }
        if let Err(cause) = runtime.block_on(self.desk.settle()) {
            warn!(%cause, "lines of the audit stay beside the tables until the record is opened");
        }
        self.head();
        runtime.block_on(async { self.desk.close() });
    }

    async fn write_on(&mut self) {
        let mut taken = Vec::with_capacity(BATCH);
        // What came while the tables took the audit goes first.
        let mut waited = Vec::new();
        while !waited.is_empty() || self.waiting.recv_many(&mut taken, BATCH).await > 0 {
            self.pace.lingers();
            while taken.len() + waited.len() < BATCH
                && let Ok(another) = self.waiting.try_recv()
            {
                taken.push(another);
            }
            self.pace.went(taken.iter().filter(|asked| matches!(asked, Asked::Change(_))).count());
            let mut changes = Vec::with_capacity(waited.len() + taken.len());
            let (mut head, mut settled) = (false, Vec::new());
            for asked in waited.drain(..).chain(taken.drain(..)) {
                match asked {
                    Asked::Change(waiting) => changes.push(*waiting),
                    Asked::Head => head = true,
                    Asked::SettleAll(answer) => settled.push(answer),
                    Asked::Settle => {}
                }
            }
            if !changes.is_empty() {
                self.desk.write(changes).await;
            }
            if settled.is_empty() {
                let Self { desk, waiting, pace, .. } = &mut *self;
                let mut meanwhile = Meanwhile { queue: waiting, pace, waits: &mut waited };
                desk.settle_what_is_due(&mut meanwhile).await;
            } else {
                let done = self.desk.settle().await;
                for answer in settled {
                    // Whoever asked may have gone.
                    let _ = answer.send(done.clone());
                }
            }
            if head {
                self.head();
            }
        }
    }

    fn head(&self) {
        let Some(file) = &self.heads else { return };
        let head = Head::of(self.desk.chain(), self.surroundings.now());
        if let Err(cause) = file.append(self.desk.chain().key(), &head) {
            error!(%cause, "the head of the audit was not written");
        }
    }
}
