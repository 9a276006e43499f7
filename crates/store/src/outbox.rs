//! What waits to be sent, such as an e-mail of reference and link: written with what it tells of,
//! in the same transaction, and sent afterwards, at least once.

use access::{Permitted, act};
use jiff::{SignedDuration, Timestamp};
use pathway::WorkerId;
use uuid::Uuid;

use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::Secret;
use crate::sql::{Sql, stamp};
use crate::writer::Insert;
use crate::{Change, Store, staff, tables};

/// For how long what was taken is left alone: who took it and died sent nothing by then.
const TAKEN_FOR: SignedDuration = SignedDuration::from_mins(5);
/// After the first failure it is tried again so much later, then after twice that, and so on.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// But no later than so.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);
/// Letters of a failure that are kept.
const LONGEST_FAULT: usize = 500;

/// Something to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Which.
    pub id: Uuid,
    /// What kind, as whoever sends it names it.
    pub kind: String,
    /// What is sent, as whoever sends it writes it: no personal detail.
    pub body: String,
    /// When it was written.
    pub made: Timestamp,
    /// How often sending it failed.
    pub attempts: u32,
    /// What was said when it last failed.
    pub fault: Option<String>,
    /// When it is tried next.
    pub due: Option<Timestamp>,
    /// The address that it goes to, sealed; none where it goes to that of the account.
    pub address: Option<Vec<u8>>,
}

/// What one sender took: nobody else takes it for five minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// By which the sender says what became of it.
    by: Uuid,
    /// What is to be sent, the longest due first.
    pub outgoing: Vec<Outgoing>,
}

impl Change {
    /// Something is to be sent once this change is written.
    pub fn outbox(&mut self, id: Uuid, kind: &str, body: impl Into<String>) -> &mut Self {
        self.outbox_to(id, kind, body, None)
    }

    /// The same to an address that the account has no more, sealed: it is gone once it is sent.
    pub fn outbox_to(
        &mut self,
        id: Uuid,
        kind: &str,
        body: impl Into<String>,
        address: Option<Vec<u8>>,
    ) -> &mut Self {
        let made = stamp(self.at());
        self.insert(Insert::into(
            &tables::OUTBOX,
            [
                id.into(),
                self.of_programme().uuid().into(),
                kind.into(),
                body.into().into(),
                made.into(),
                made.into(),
                0i64.into(),
                0i64.into(),
                address.into(),
            ],
        ))
    }

    /// Clears away what was sent before a moment, and what holds an address and was not sent by then.
    pub fn clear_sent(&mut self, before: Timestamp) -> &mut Self {
        let before = stamp(before);
        self.then(Sql::with(
            "DELETE FROM outbox WHERE (due IS NULL AND done <= ?) \
             OR (address IS NOT NULL AND made <= ?)",
            [before.into(), before.into()],
        ))
    }
}

impl Store {
    /// Takes what is due, `limit` at most. Several servers take different ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_due(
        &self,
        permitted: &Permitted<act::SendMessages>,
        limit: u16,
    ) -> Result<Taken, Fault> {
        let now = self.surroundings().now();
        let by = self.surroundings().id();
        let mut sql = Sql::new("UPDATE outbox SET taken_by = ");
        sql.bind(by).push(", taken = ").bind(stamp(later(now, TAKEN_FOR)));
        sql.push(" WHERE id IN (SELECT id FROM outbox WHERE programme = ");
        sql.bind(permitted.programme().uuid());
        sql.push(" AND due <= ").bind(stamp(now)).push(" AND taken <= ").bind(stamp(now));
        sql.push(" ORDER BY due, id LIMIT ").bind(i64::from(limit));
        sql.push(if self.is_shared() { " FOR UPDATE SKIP LOCKED)" } else { ")" });
        self.keep_up(permitted, sql).await?;
        let mut sql = Sql::new(SELECT);
        sql.push("taken_by = ").bind(by).push(" ORDER BY due, id");
        Ok(Taken { by, outgoing: self.read(sql, outgoing).await? })
    }

    /// It was sent, and is never taken again.
    ///
    /// # Errors
    /// When the database fails: it will be sent once more.
    pub async fn sent(
        &self,
        permitted: &Permitted<act::SendMessages>,
        taken: &Taken,
        id: Uuid,
    ) -> Result<(), Fault> {
        let mut sql =
            Sql::new("UPDATE outbox SET taken_by = NULL, due = NULL, address = NULL, done = ");
        sql.bind(stamp(self.surroundings().now()));
        sql.push(" WHERE id = ").bind(id).push(" AND taken_by = ").bind(taken.by);
        self.keep_up(permitted, sql).await
    }

    /// It was not sent, and is tried again after a minute, two, four, at last every six hours.
    /// What is said of the failure holds no personal detail.
    ///
    /// # Errors
    /// When the database fails: it is tried again after five minutes, and not counted.
    pub async fn not_sent(
        &self,
        permitted: &Permitted<act::SendMessages>,
        taken: &Taken,
        failed: &Outgoing,
        fault: &str,
    ) -> Result<(), Fault> {
        let due = later(self.surroundings().now(), wait(failed.attempts));
        let fault: String = fault.chars().take(LONGEST_FAULT).collect();
        let mut sql = Sql::new("UPDATE outbox SET taken_by = NULL, taken = 0, due = ");
        sql.bind(stamp(due)).push(", attempts = attempts + 1, fault = ").bind(fault);
        sql.push(" WHERE id = ").bind(failed.id).push(" AND taken_by = ").bind(taken.by);
        self.keep_up(permitted, sql).await
    }

    /// What failed and was not sent since, the oldest first, `limit` at most: to be shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures(
        &self,
        permitted: &Permitted<act::SendMessages>,
        limit: u16,
    ) -> Result<Vec<Outgoing>, Fault> {
        let mut sql = Sql::new(SELECT);
        sql.push("programme = ").bind(permitted.programme().uuid());
        sql.push(" AND due IS NOT NULL AND attempts > 0 ORDER BY made, id LIMIT ");
        sql.bind(i64::from(limit));
        self.read(sql, outgoing).await
    }

    /// To which address of mail something goes that somebody is told; none whose account is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn address_of(
        &self,
        _permitted: &Permitted<act::SendMessages>,
        worker: WorkerId,
        closed: bool,
    ) -> Result<Option<Secret>, Fault> {
        let mut sql = Sql::new("SELECT ");
        sql.push(staff::COLUMNS).push(" FROM workers");
        staff::joined(&mut sql);
        sql.push(" WHERE workers.id = ").bind(worker.uuid());
        if !closed {
            sql.push(" AND workers.state = 'active'");
        }
        let read =
            |row: &mut Columns<'_>| Ok(Secret::new(staff::open(self.keys(), worker, row)?.email));
        Ok(self.read_staff(sql, read).await?.pop())
    }

    async fn keep_up(
        &self,
        permitted: &Permitted<act::SendMessages>,
        sql: Sql,
    ) -> Result<(), Fault> {
        let now = self.surroundings().now();
        let mut change = Change::unnumbered(permitted.worker(), permitted.programme(), now);
        change.upkeep.push(sql);
        self.keep(change).await
    }
}

const SELECT: &str =
    "SELECT id, kind, body, made, attempts, fault, due, address FROM outbox WHERE ";

fn outgoing(row: &mut Columns<'_>) -> Result<Outgoing, Fault> {
    Ok(Outgoing {
        id: row.take()?,
        kind: row.take()?,
        body: row.take()?,
        made: row.moment()?,
        attempts: row.number()?,
        fault: row.take()?,
        due: row.moment_or_none()?,
        address: row.take()?,
    })
}

/// How long it waits after so many failures before this one.
fn wait(attempts: u32) -> SignedDuration {
    let doubled = 2i32.checked_pow(attempts).and_then(|times| FIRST_WAIT.checked_mul(times));
    doubled.map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

/// So much later; at the end of all time, then.
fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}
