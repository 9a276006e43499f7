//! One batch: what is stale or done already is answered, the rest is written and committed once.

use std::collections::HashMap;

use tracing::warn;
use uuid::Uuid;

use super::rows::{Insert, statements};
use super::{Answer, Waiting};
use crate::audit::Chain;
use crate::audit_rows;
use crate::change::{Change, Committed, NotCommitted};
use crate::database::{Columns, Kind, Pen, Transaction};
use crate::fault::Fault;
use crate::key_rows;
use crate::sql::{Sql, padded};

/// Writes a batch and answers each change. What fails is tried again one by one, so that a change
/// that cannot be written fails alone, a lost connection is made anew, and what another server was
/// quicker with is found stale.
pub(crate) async fn write(pen: &mut Pen, chain: &mut Chain, batch: Vec<Waiting>) {
    let (changes, answers): (Vec<Change>, Vec<_>) =
        batch.into_iter().map(|waiting| (waiting.change, waiting.answer)).unzip();
    let together = match begin(pen, chain.server()).await {
        Ok(transaction) => attempt(transaction, chain, &changes).await,
        Err(cause) => Err(cause),
    };
    let answered = match together {
        Ok(answered) => answered,
        Err(cause) => {
            warn!(%cause, changes = changes.len(), "a batch was not written: one by one again");
            one_by_one(pen, chain, changes).await
        }
    };
    for (answer, to) in answered.into_iter().zip(answers) {
        // Whoever waited may have gone; what is written stays written.
        let _ = to.send(answer);
    }
}

/// Changes after a failure, until the database cannot be reached: then the rest need not wait for
/// that as well.
async fn one_by_one(pen: &mut Pen, chain: &mut Chain, changes: Vec<Change>) -> Vec<Answer> {
    let mut answered = Vec::with_capacity(changes.len());
    let mut unreached: Option<Fault> = None;
    for change in changes {
        if let Some(fault) = &unreached {
            answered.push(Err(fault.clone().into()));
            continue;
        }
        let answer = match begin_again(pen, chain).await {
            Ok(transaction) => match attempt(transaction, chain, &[change]).await {
                Ok(mut answers) => answers.pop().unwrap_or_else(|| Err(unanswered())),
                Err(cause) => Err(cause.into()),
            },
            Err(fault) => Err(unreached.insert(fault).clone().into()),
        };
        answered.push(answer);
    }
    answered
}

fn unanswered() -> NotCommitted {
    Fault::Away("the writer gave no answer".to_owned()).into()
}

/// Begins as the only one who writes in a chain of the audit: a command beside the server that it
/// is run for, say. Whoever waited finds the chain longer than it was, and tries again by
/// [`begin_again`], which nobody can then be quicker than.
async fn begin(pen: &mut Pen, server: Uuid) -> Result<Transaction<'_>, Fault> {
    let mut transaction = pen.begin().await?;
    if transaction.kind() == Kind::Postgres {
        // Servers of other chains do not wait: half of an id is as good as unique among them.
        let (half, _) = server.as_u64_pair();
        let turn = Sql::with("SELECT pg_advisory_xact_lock(?)", [half.cast_signed().into()]);
        transaction.execute(turn).await?;
    }
    Ok(transaction)
}

/// Begins after a failure. Whether the database took what failed cannot be known where it was the
/// commit whose answer was lost, so the chain goes on from where the database has it.
async fn begin_again<'a>(pen: &'a mut Pen, chain: &mut Chain) -> Result<Transaction<'a>, Fault> {
    let mut transaction = begin(pen, chain.server()).await?;
    *chain = key_rows::chain(&mut transaction, chain.key().clone(), chain.server()).await?;
    Ok(transaction)
}

async fn attempt(
    mut transaction: Transaction<'_>,
    chain: &mut Chain,
    changes: &[Change],
) -> Result<Vec<Answer>, Fault> {
    let mut stands = Stands::read(&mut transaction, changes).await?;
    let mut next = chain.clone();
    let mut rows: Vec<Insert> = Vec::new();
    let (mut clearing, mut upkeep): (Vec<Sql>, Vec<Sql>) = (Vec::new(), Vec::new());
    let mut answers = Vec::with_capacity(changes.len());
    for change in changes {
        let answer = stands.admit(change);
        if answer.is_ok() {
            rows.extend(change.rows());
            clearing.extend(change.clearing.iter().cloned());
            upkeep.extend(change.upkeep.iter().cloned());
            let linked = change.audit.iter().map(|entry| next.next(entry.clone()));
            rows.extend(linked.map(audit_rows::row));
        }
        answers.push(answer);
    }
    for sql in clearing.into_iter().chain(statements(rows)).chain(upkeep) {
        transaction.execute(sql).await?;
    }
    transaction.commit().await?;
    *chain = next;
    Ok(answers)
}

/// How the streams and commands that a batch names stand.
#[derive(Default)]
struct Stands {
    versions: HashMap<Uuid, u32>,
    done: HashMap<Uuid, String>,
}

impl Stands {
    async fn read(transaction: &mut Transaction<'_>, changes: &[Change]) -> Result<Self, Fault> {
        let mut stands = Self::default();
        let streams: Vec<Uuid> =
            changes.iter().flat_map(|change| &change.appends).map(|append| append.stream).collect();
        for some in streams.chunks(500) {
            let mut sql = Sql::new("SELECT stream, MAX(version) FROM journal WHERE stream IN (");
            sql.bind_all(padded(some)).push(") GROUP BY stream");
            let found = |row: &mut Columns<'_>| Ok((row.take::<Uuid>()?, row.number::<u32>()?));
            stands.versions.extend(transaction.read(sql, found).await?);
        }
        let commands: Vec<Uuid> = changes.iter().filter_map(|change| change.command()).collect();
        for some in commands.chunks(500) {
            let mut sql = Sql::new("SELECT id, outcome FROM commands WHERE id IN (");
            sql.bind_all(padded(some)).push(")");
            let found = |row: &mut Columns<'_>| Ok((row.take::<Uuid>()?, row.take::<String>()?));
            stands.done.extend(transaction.read(sql, found).await?);
        }
        Ok(stands)
    }

    /// Whether a change may be written; then the next of the batch finds it written.
    fn admit(&mut self, change: &Change) -> Answer {
        if let Some(done) = change.command().and_then(|command| self.done.get(&command)) {
            return Err(NotCommitted::AlreadyDone { outcome: done.clone() });
        }
        for append in &change.appends {
            let now_at = self.versions.get(&append.stream).copied().unwrap_or(0);
            if now_at != append.on {
                return Err(NotCommitted::Stale { stream: append.stream, now_at });
            }
        }
        for append in &change.appends {
            self.versions.insert(append.stream, append.then_at());
        }
        if let Some(command) = change.command() {
            self.done.insert(command, change.outcome.clone());
        }
        Ok(Committed {
            versions: change.appends.iter().map(|one| (one.stream, one.then_at())).collect(),
        })
    }
}
