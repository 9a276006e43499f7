//! One batch: what is stale or done already is answered, the rest is written and committed once.

use std::collections::HashMap;

use tokio::sync::oneshot;
use tracing::warn;
use uuid::Uuid;

use super::meanwhile::Meanwhile;
use super::rows::{Insert, statements};
use super::spool::Spool;
use super::{Answer, Waiting};
use crate::audit::Chain;
use crate::audit_rows;
use crate::change::{Change, Committed, NotCommitted};
use crate::database::{Columns, Kind, Pen, Transaction, asked};
use crate::fault::Fault;
use crate::key_rows;
use crate::sql::{Sql, padded};

/// What the writer writes with.
pub(crate) struct Desk {
    pen: Pen,
    chain: Chain,
    /// Beside a file of SQLite, each commit to which has every reader look at it anew.
    spool: Option<Spool>,
    /// Whether the last turn did not come to its end. What the database took of it cannot be known
    /// where it was the commit whose answer was lost, so the next goes on from where that has it.
    doubted: bool,
}

/// The right to write, of nobody else at the same time.
struct Turn<'a> {
    transaction: Transaction<'a>,
    chain: &'a mut Chain,
    spool: Option<&'a mut Spool>,
    doubted: &'a mut bool,
}

impl Desk {
    pub(crate) const fn new(pen: Pen, chain: Chain, spool: Option<Spool>) -> Self {
        Self { pen, chain, spool, doubted: true }
    }

    pub(crate) const fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Writes a batch and answers each change. What fails is tried again one by one, so that a
    /// change that cannot be written fails alone, a lost connection is made anew, and what another
    /// server was quicker with is found stale.
    pub(crate) async fn write(&mut self, batch: Vec<Waiting>) {
        // What is written only while something is so looks at what is written before it: each alone.
        let (alone, batch): (Vec<Waiting>, Vec<Waiting>) =
            batch.into_iter().partition(|waiting| !waiting.change.premises.is_empty());
        let (changes, answers) = apart(batch);
        let answered = match self.attempt(&changes).await {
            Ok(answered) => answered,
            Err(cause) => {
                warn!(%cause, changes = changes.len(), "a batch was not written: one by one again");
                self.one_by_one(changes).await
            }
        };
        tell(answered, answers);
        let (changes, answers) = apart(alone);
        tell(self.one_by_one(changes).await, answers);
    }

    /// Has in the tables what of the audit is on the disk beside them.
    pub(crate) async fn settle(&mut self) -> Result<(), Fault> {
        if self.spool.is_none() {
            return Ok(());
        }
        let turn = self.begin().await?;
        match turn.spool.as_ref().is_some_and(|spool| spool.is_empty()) {
            true => turn.ends(),
            false => turn.commits(&[]).await.map(drop)?,
        }
        Ok(())
    }

    /// The same where it has waited for long, or much waits; what is only read goes on being
    /// answered meanwhile.
    pub(crate) async fn settle_what_is_due(&mut self, meanwhile: &mut Meanwhile<'_>) {
        if self.spool.as_ref().is_some_and(Spool::is_due)
            && let Err(cause) = self.settle_while(meanwhile).await
        {
            warn!(%cause, "lines of the audit stay beside the tables until the next attempt");
        }
    }

    pub(super) async fn settle_while(
        &mut self,
        meanwhile: &mut Meanwhile<'_>,
    ) -> Result<(), Fault> {
        self.begin().await?.settles(meanwhile).await?;
        if self.is_half_full() {
            // What came meanwhile, then the little that came during that: the file begins anew.
            self.begin().await?.settles(meanwhile).await?;
            self.settle().await?;
        }
        Ok(())
    }

    pub(super) fn is_half_full(&self) -> bool {
        self.spool.as_ref().is_some_and(Spool::is_half_full)
    }

    /// Lets nothing more be written.
    pub(crate) fn close(&self) {
        self.pen.close();
    }

    /// Changes after a failure, until the database cannot be reached: then the rest need not wait
    /// for that as well.
    async fn one_by_one(&mut self, changes: Vec<Change>) -> Vec<Answer> {
        let mut answered = Vec::with_capacity(changes.len());
        let mut unreached: Option<Fault> = None;
        for change in changes {
            if let Some(fault) = &unreached {
                answered.push(Err(fault.clone().into()));
                continue;
            }
            // Another that writes in the same chain may have been between two of these.
            self.doubted = true;
            let answer = match self.begin().await {
                Ok(turn) => match turn.attempts(&[change]).await {
                    Ok(mut answers) => answers.pop().unwrap_or_else(|| Err(unanswered())),
                    Err(cause) => Err(cause.into()),
                },
                Err(fault) => Err(unreached.insert(fault).clone().into()),
            };
            answered.push(answer);
        }
        answered
    }

    async fn attempt(&mut self, changes: &[Change]) -> Result<Vec<Answer>, Fault> {
        match changes {
            [] => Ok(Vec::new()),
            changes => self.begin().await?.attempts(changes).await,
        }
    }

    /// Begins as the only one who writes, where the chain of the audit ends: where the last turn
    /// left it, or where a command beside the server did, say.
    async fn begin(&mut self) -> Result<Turn<'_>, Fault> {
        let Self { pen, chain, spool, doubted } = self;
        let mut transaction = pen.begin().await?;
        if transaction.kind() == Kind::Postgres {
            // Servers of other chains do not wait: half of an id is as good as unique among them.
            let (half, _) = chain.server().as_u64_pair();
            let turn = Sql::with("SELECT pg_advisory_xact_lock(?)", [half.cast_signed().into()]);
            transaction.execute(turn).await?;
        }
        let mut spool = spool.as_mut();
        let as_left = match &mut spool {
            Some(spool) => spool.is_as_left()?,
            None => true,
        };
        // Doubted until this turn has come to its end.
        let doubts = std::mem::replace(doubted, true);
        if doubts || !as_left {
            let (key, server) = (chain.key().clone(), chain.server());
            *chain = key_rows::chain(&mut transaction, key.clone(), server).await?;
            if let Some(spool) = &mut spool {
                let learnt = spool.learn(&mut transaction, server, chain.number()).await?;
                if let Some((number, mac)) = learnt.last {
                    *chain = Chain::after(key, server, number, mac);
                } else if learnt.taken > chain.number() {
                    // Lines that the tables once had are gone. The gap shows for good, and is not
                    // filled by those that come next.
                    *chain = Chain::after(key, server, learnt.taken, chain.mac());
                }
            }
        }
        Ok(Turn { transaction, chain, spool, doubted })
    }
}

impl Turn<'_> {
    async fn attempts(mut self, changes: &[Change]) -> Result<Vec<Answer>, Fault> {
        if changes.iter().all(Change::is_audit_alone) && self.leaves(changes)? {
            self.ends();
            return Ok(read_alone(changes.len()));
        }
        self.commits(changes).await
    }

    /// Has the lines of what was only read on the disk beside the tables; false where they have no
    /// place there.
    fn leaves(&mut self, changes: &[Change]) -> Result<bool, Fault> {
        let Some(spool) = self.spool.as_mut().filter(|spool| spool.takes()) else {
            return Ok(false);
        };
        let mut next = self.chain.clone();
        let entries = changes.iter().flat_map(|change| &change.audit);
        let lines = entries.map(|entry| audit_rows::row(next.next(entry.clone()))).collect();
        spool.take_turn()?;
        let left = spool.append(lines)?;
        if left {
            entries_asked(changes);
            *self.chain = next;
        }
        Ok(left)
    }

    /// Has the tables take the lines beside them, statement by statement. What is only read comes
    /// in between: its lines are left beside the tables behind those, and are taken the next time.
    async fn settles(mut self, meanwhile: &mut Meanwhile<'_>) -> Result<(), Fault> {
        for sql in self.owed()? {
            self.transaction.execute_late(sql).await?;
            let (reads, answers) = apart(meanwhile.reads());
            if reads.is_empty() {
                continue;
            }
            match self.leaves(&reads) {
                Ok(true) => tell(read_alone(reads.len()), answers),
                // They are written with the next changes, where the tables can take them.
                Ok(false) => meanwhile.wait(together(reads, answers)),
                Err(cause) => {
                    meanwhile.wait(together(reads, answers));
                    return Err(cause);
                }
            }
        }
        self.transaction.commit().await?;
        if let Some(spool) = self.spool {
            spool.is_settled();
        }
        *self.doubted = false;
        Ok(())
    }

    /// What the tables are to take before anything else, and the note that they have it.
    fn owed(&mut self) -> Result<Vec<Sql>, Fault> {
        let Some(spool) = &mut self.spool else { return Ok(Vec::new()) };
        spool.take_turn()?;
        let (lines, notes) = spool.owed();
        Ok(statements(lines).into_iter().chain(notes).collect())
    }

    async fn commits(mut self, changes: &[Change]) -> Result<Vec<Answer>, Fault> {
        let mut stands = Stands::read(&mut self.transaction, changes).await?;
        let mut next = self.chain.clone();
        let mut rows: Vec<Insert> = Vec::new();
        let (mut clearing, mut upkeep): (Vec<Sql>, Vec<Sql>) = (Vec::new(), Vec::new());
        for sql in self.owed()? {
            self.transaction.execute_late(sql).await?;
        }
        let mut answers = Vec::with_capacity(changes.len());
        for change in changes {
            let mut answer = stands.admit(change);
            for premise in &change.premises {
                if answer.is_ok() && !premise.holds(&mut self.transaction).await? {
                    answer = Err(NotCommitted::NotAsRead);
                }
            }
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
            self.transaction.execute(sql).await?;
        }
        self.transaction.commit().await?;
        if let Some(spool) = self.spool {
            spool.is_settled();
        }
        *self.chain = next;
        *self.doubted = false;
        Ok(answers)
    }

    /// Nothing was to be written in the tables, or all of it beside them.
    fn ends(self) {
        *self.doubted = false;
    }
}

fn apart(waiting: Vec<Waiting>) -> (Vec<Change>, Vec<oneshot::Sender<Answer>>) {
    waiting.into_iter().map(|one| (one.change, one.answer)).unzip()
}

fn together(changes: Vec<Change>, answers: Vec<oneshot::Sender<Answer>>) -> Vec<Waiting> {
    let both = changes.into_iter().zip(answers);
    both.map(|(change, answer)| Waiting { change, answer }).collect()
}

/// The answers to what changes nothing.
fn read_alone(changes: usize) -> Vec<Answer> {
    (0..changes).map(|_| Ok(Committed { versions: Vec::new() })).collect()
}

fn tell(answered: Vec<Answer>, waiting: Vec<oneshot::Sender<Answer>>) {
    for (answer, to) in answered.into_iter().zip(waiting) {
        // Whoever waited may have gone; what is written stays written.
        let _ = to.send(answer);
    }
}

/// Each line is one question, wherever it goes.
fn entries_asked(changes: &[Change]) {
    changes.iter().flat_map(|change| &change.audit).for_each(|_| asked("writes"));
}

fn unanswered() -> NotCommitted {
    Fault::Away("the writer gave no answer".to_owned()).into()
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
