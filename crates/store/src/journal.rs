//! Streams of events: what is stored of each, and how one is read again.

use access::{Act, Permitted};
use jiff::Timestamp;
use pathway::{ProgrammeId, Reference, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::fault::Fault;
use crate::sql::Sql;
use crate::writer::Insert;

/// A kind of stream: what its events make of it, how they are written, and its read models.
pub trait Stream: Default + Clone + Send + Sync {
    /// What happens in it.
    type Event: Clone + Send + Sync;
    /// Its code in the journal.
    const KIND: &'static str;

    /// Takes an event in.
    fn take(&mut self, event: &Self::Event);
    /// An event in the newest stored form.
    fn write(event: &Self::Event) -> String;
    /// An event from whichever form it was stored in.
    ///
    /// # Errors
    /// When no form reads so.
    fn read(text: &str) -> Result<Self::Event, String>;
    /// The rows of its read models, as they stand by its events. The row itself is closed to
    /// other crates.
    #[doc(hidden)]
    fn rows(&self, envelope: &Envelope) -> Vec<Row>;
}

/// What becomes of the read models by a stream: a row as it stands now, or that the rows which the
/// stream has no more are gone.
#[derive(Clone, Debug)]
pub struct Row(pub(crate) Written);

/// How a [`Row`] is written.
#[derive(Clone, Debug)]
pub(crate) enum Written {
    /// A row as it stands.
    Row(Insert),
    /// Written after all rows of a batch: rows of earlier versions go.
    Sweep(Sql),
}

/// What never changes of a stream, and whether it is restricted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The id of the case, support case or group.
    pub id: Uuid,
    /// Its programme.
    pub programme: ProgrammeId,
    /// What people call it by.
    pub reference: Reference,
    /// Whether it is opened with a reason only.
    pub restricted: bool,
}

/// An event as the journal has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<E> {
    /// Its place in the stream, from 1 on.
    pub version: u32,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it.
    pub worker: WorkerId,
    /// What happened.
    pub event: E,
}

impl Store {
    /// How far the journal has come, as a sign that something happened since it was last asked;
    /// in what order is promised within a stream alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journal_mark(&self) -> Result<i64, Fault> {
        let sql = Sql::new("SELECT COALESCE(MAX(sequence), 0) FROM journal");
        Ok(self.read(sql, |row| row.take()).await?.pop().unwrap_or_default())
    }

    /// All events of the permitted stream, in their order.
    ///
    /// # Errors
    /// When the database fails, or holds an event in no known form.
    pub async fn events<S: Stream, A: Act>(
        &self,
        permitted: &Permitted<A>,
    ) -> Result<Vec<Recorded<S::Event>>, Fault> {
        let sql = Sql::with(
            "SELECT version, at, worker, body FROM journal WHERE stream = ? AND kind = ? \
             ORDER BY version",
            [permitted.record().into(), S::KIND.into()],
        );
        self.read(sql, |columns| {
            Ok(Recorded {
                version: columns.number()?,
                at: columns.moment()?,
                worker: columns.id(WorkerId::of)?,
                event: S::read(&columns.take::<String>()?).map_err(Fault::Foreign)?,
            })
        })
        .await
    }
}
