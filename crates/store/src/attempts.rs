//! What was tried and is not known to be right, counted by what it was tried on, for every server;
//! and the browsers that somebody signed in from.

use access::Permitted;
use jiff::Timestamp;
use pathway::WorkerId;
use uuid::Uuid;

use crate::Store;
use crate::accounts::OnAccount;
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::sql::{Sql, stamp};
use crate::writer::{Insert, OnConflict, Table};

/// What an attempt counts against: a digest, of whoever exists and of whoever does not.
pub type Bucket = [u8; 32];

/// Attempts that were made on one bucket beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// On what.
    pub bucket: Bucket,
    /// How many.
    pub count: i64,
    /// When the first of them was.
    pub first: Timestamp,
}

static ATTEMPTS: Table = Table {
    name: "attempts",
    columns: &["bucket", "at", "id"],
    key: 3,
    on_conflict: OnConflict::Fail,
};
static PLACES: Table = Table {
    name: "places",
    columns: &["worker", "mark", "made", "seen"],
    key: 2,
    on_conflict: OnConflict::Replace { kept: &["made"] },
};

impl Change {
    /// Something is tried now. It counts until it is known to be right.
    pub fn attempt(&mut self, id: Uuid, buckets: &[Bucket]) -> &mut Self {
        let at = stamp(self.at());
        for bucket in buckets {
            self.row(Insert::into(&ATTEMPTS, [bucket.to_vec().into(), at.into(), id.into()]));
        }
        self
    }

    /// It was right, or was not looked at: it counts no more.
    pub fn attempt_counts_no_more(&mut self, id: Uuid) -> &mut Self {
        self.then(Sql::with("DELETE FROM attempts WHERE id = ?", [id.into()]))
    }

    /// It was right: it counts against the buckets of what is right alone.
    pub fn attempt_was_right(&mut self, id: Uuid, right: &[Bucket]) -> &mut Self {
        if right.is_empty() {
            return self.attempt_counts_no_more(id);
        }
        let mut sql = Sql::with("DELETE FROM attempts WHERE id = ?", [id.into()]);
        sql.push(" AND bucket NOT IN (").bind_all(right.iter().map(|one| one.to_vec()));
        sql.push(")");
        self.then(sql)
    }

    /// It was wrong: it counts against all but the buckets of what is right.
    pub fn attempt_was_wrong(&mut self, id: Uuid, right: &[Bucket]) -> &mut Self {
        if right.is_empty() {
            return self;
        }
        let mut sql = Sql::with("DELETE FROM attempts WHERE id = ?", [id.into()]);
        sql.push(" AND bucket IN (").bind_all(right.iter().map(|one| one.to_vec()));
        sql.push(")");
        self.then(sql)
    }

    /// Nothing counts against an account any more: whoever it is has shown it.
    pub fn attempts_over(&mut self, bucket: &Bucket) -> &mut Self {
        self.then(Sql::with("DELETE FROM attempts WHERE bucket = ?", [bucket.to_vec().into()]))
    }

    /// Clears away what was tried before a moment.
    pub fn clear_attempts(&mut self, before: Timestamp) -> &mut Self {
        self.then(Sql::with("DELETE FROM attempts WHERE at <= ?", [stamp(before).into()]))
    }

    /// Somebody signed in from a browser, by the digest of what it keeps.
    pub fn place(&mut self, worker: WorkerId, mark: &[u8; 32]) -> &mut Self {
        let now = stamp(self.at());
        let row = [worker.uuid().into(), mark.to_vec().into(), now.into(), now.into()];
        self.row(Insert::into(&PLACES, row))
    }

    /// The browsers that the owner of the account signed in from are known no more, but for one.
    pub fn forget_places<A: OnAccount>(
        &mut self,
        permitted: &Permitted<A>,
        but: Option<&[u8; 32]>,
    ) -> &mut Self {
        let mut sql = Sql::new("DELETE FROM places WHERE worker = ");
        sql.bind(permitted.record());
        if let Some(but) = but {
            sql.push(" AND mark <> ").bind(but.to_vec());
        }
        self.then(sql)
    }

    /// Nobody's browser is known that they did not sign in from since a moment.
    pub fn clear_places(&mut self, before: Timestamp) -> &mut Self {
        self.then(Sql::with("DELETE FROM places WHERE seen <= ?", [stamp(before).into()]))
    }
}

impl Store {
    /// What was tried on the buckets after a moment, beside an attempt. Of many at one time each
    /// finds the others: rather all of them wait than one too many is looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts_beside(
        &self,
        buckets: &[Bucket],
        since: Timestamp,
        id: Uuid,
    ) -> Result<Vec<Beside>, Fault> {
        let mut sql = Sql::new("SELECT bucket, COUNT(*), MIN(at) FROM attempts WHERE bucket IN (");
        sql.bind_all(buckets.iter().map(|bucket| bucket.to_vec()));
        sql.push(") AND at > ").bind(stamp(since));
        sql.push(" AND id <> ").bind(id).push(" GROUP BY bucket");
        let read = |row: &mut Columns<'_>| {
            let bucket: Vec<u8> = row.take()?;
            let bucket = Bucket::try_from(bucket)
                .map_err(|_| Fault::Foreign("a digest of attempts".to_owned()))?;
            Ok(Beside { bucket, count: row.take()?, first: row.moment()? })
        };
        self.read(sql, read).await
    }

    /// Whether somebody signed in from a browser before. Of nobody the same is asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn knows_place(&self, worker: WorkerId, mark: &[u8; 32]) -> Result<bool, Fault> {
        let sql = Sql::with(
            "SELECT COUNT(*) FROM places WHERE worker = ? AND mark = ?",
            [worker.uuid().into(), mark.to_vec().into()],
        );
        Ok(self.read(sql, |row| row.take::<i64>()).await?.pop().unwrap_or_default() > 0)
    }

    /// Whether somebody signed in from any browser that is known: the first is no news.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn knows_any_place(&self, worker: WorkerId) -> Result<bool, Fault> {
        let sql = Sql::with("SELECT COUNT(*) FROM places WHERE worker = ?", [worker.uuid().into()]);
        Ok(self.read(sql, |row| row.take::<i64>()).await?.pop().unwrap_or_default() > 0)
    }
}
