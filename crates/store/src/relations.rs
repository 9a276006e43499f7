//! How single workers stand to single records: conflicts of interest, glass broken with a reason;
//! and whether a record is restricted.

use access::{Act, Permitted, Scope, act};
use jiff::Timestamp;
use pathway::{NarrativeId, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::cases::{self, Among, Listed};
use crate::change::Change;
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::Narrative;
use crate::scope;
use crate::sql::{Sql, padded, stamp};
use crate::texts::NotRead;
use crate::writer::{Insert, OnConflict, Table};

/// Leave to record that a worker knows the family.
pub trait RecordsConflict: Act {}
impl RecordsConflict for act::RecordConflict {}
impl RecordsConflict for act::RecordSupportConflict {}

/// Leave to record that a conflict is over.
pub trait LiftsConflict: Act {}
impl LiftsConflict for act::LiftConflict {}
impl LiftsConflict for act::LiftSupportConflict {}

/// Leave to open a restricted record with a reason.
pub trait BreaksGlass: Act {}
impl BreaksGlass for act::BreakGlass {}
impl BreaksGlass for act::BreakSupportGlass {}
impl BreaksGlass for act::BreakReferralGlass {}

/// Leave to restrict a record, or to lift that.
pub trait Restricts: Act {
    /// The read model that shows it.
    #[doc(hidden)]
    const MODEL: &'static str;
}
impl Restricts for act::RestrictCase {
    const MODEL: &'static str = "cases";
}
impl Restricts for act::RestrictSupportCase {
    const MODEL: &'static str = "support_cases";
}

/// That somebody opened a restricted record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Who.
    pub worker: WorkerId,
    /// The text that says why, read like any of the record.
    pub reason: Option<NarrativeId>,
    /// When.
    pub at: Timestamp,
    /// Until when it is open to them.
    pub until: Timestamp,
}

static RELATIONS: Table = Table {
    name: "relations",
    columns: &["worker", "record", "kind", "made", "programme", "reason", "until"],
    key: 4,
    on_conflict: OnConflict::Keep,
};

pub(crate) const CONFLICT: &str = "conflict";
const GLASS: &str = "glass";

impl Change {
    /// A worker has a conflict of interest with the record: for them it is not there any more.
    pub fn conflict<A: RecordsConflict>(
        &mut self,
        permitted: &Permitted<A>,
        worker: WorkerId,
    ) -> &mut Self {
        self.relation(permitted, worker, CONFLICT, None, Timestamp::MAX)
    }

    /// The conflict of a worker with the record is over.
    pub fn lift<A: LiftsConflict>(
        &mut self,
        permitted: &Permitted<A>,
        worker: WorkerId,
    ) -> &mut Self {
        self.then(Sql::with(
            "DELETE FROM relations WHERE worker = ? AND record = ? AND kind = ?",
            [worker.uuid().into(), permitted.record().into(), CONFLICT.into()],
        ))
    }

    /// Opens a restricted record to whoever has the leave, for a while. The reason is a text that
    /// [`Change::text`] puts beside it.
    pub fn break_glass<A: BreaksGlass>(
        &mut self,
        permitted: &Permitted<A>,
        reason: NarrativeId,
        until: Timestamp,
    ) -> &mut Self {
        self.relation(permitted, permitted.worker(), GLASS, Some(reason), until)
    }

    /// Restricts the record, or lifts that.
    pub fn restrict<A: Restricts>(
        &mut self,
        permitted: &Permitted<A>,
        restricted: bool,
    ) -> &mut Self {
        for table in ["streams", A::MODEL] {
            let mut sql = Sql::new(&format!("UPDATE {table} SET restricted = "));
            sql.bind(restricted).push(" WHERE id = ").bind(permitted.record());
            self.then(sql);
        }
        self
    }

    fn relation<A: Act>(
        &mut self,
        permitted: &Permitted<A>,
        worker: WorkerId,
        kind: &'static str,
        reason: Option<NarrativeId>,
        until: Timestamp,
    ) -> &mut Self {
        self.row(Insert::into(
            &RELATIONS,
            [
                worker.uuid().into(),
                permitted.record().into(),
                kind.into(),
                stamp(self.at()).into(),
                permitted.programme().uuid().into(),
                reason.map(NarrativeId::uuid).into(),
                stamp(until).into(),
            ],
        ))
    }
}

impl Store {
    /// Who opened the permitted record with a reason, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn broken_glass<A: Act>(
        &self,
        permitted: &Permitted<A>,
    ) -> Result<Vec<Broken>, Fault> {
        let sql = Sql::with(
            "SELECT worker, reason, made, until FROM relations WHERE record = ? AND kind = ? \
             ORDER BY made DESC",
            [permitted.record().into(), GLASS.into()],
        );
        let read = |row: &mut Columns<'_>| {
            Ok(Broken {
                worker: row.id(WorkerId::of)?,
                reason: row.id_or_none(NarrativeId::of)?,
                at: row.moment()?,
                until: row.moment()?,
            })
        };
        self.read(sql, read).await
    }

    /// Who opened the permitted record with a reason, the latest first, and the reasons, which are
    /// opened for whoever guards the record although it may be closed to them too.
    ///
    /// # Errors
    /// When the database fails, or a reason does not open.
    pub async fn opened_with_reasons<A: Restricts>(
        &self,
        permitted: &Permitted<A>,
    ) -> Result<Vec<(Broken, Option<Narrative>)>, NotRead> {
        let broken = self.broken_glass(permitted).await?;
        let reasons: Vec<NarrativeId> = broken.iter().filter_map(|one| one.reason).collect();
        let mut texts = self.reasons(permitted, &reasons).await?;
        let with = |one: Broken| {
            let text = one.reason.and_then(|reason| texts.remove(&reason));
            (one, text)
        };
        Ok(broken.into_iter().map(with).collect())
    }

    /// The records of the scope that are restricted or were opened with a reason, the one opened
    /// last first, then those that nobody opened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn guarded(&self, scope: &Scope, limit: u16) -> Result<Vec<Listed>, Fault> {
        let Some(records) = cases::records(scope.kind()) else { return Ok(Vec::new()) };
        let table = records.table;
        let glass = format!(
            "(SELECT MAX(glass.made) FROM relations AS glass WHERE glass.record = {table}.id AND \
             glass.kind = '{GLASS}')"
        );
        let mut sql = cases::select_from(scope, records, self.surroundings().now(), Among::All);
        sql.push(&format!(" AND ({table}.restricted = ")).bind(true);
        sql.push(&format!(
            " OR {glass} IS NOT NULL) ORDER BY CASE WHEN {glass} IS NULL THEN 1 \
                           ELSE 0 END, {glass} DESC, {table}.id DESC LIMIT "
        ));
        sql.bind(i64::from(limit));
        self.read(sql, |row| cases::listed(row, scope.kind(), records)).await
    }

    /// Who has a conflict of interest with the permitted record.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conflicts<A: LiftsConflict>(
        &self,
        permitted: &Permitted<A>,
    ) -> Result<Vec<WorkerId>, Fault> {
        self.conflicts_with(permitted.record()).await
    }

    /// Who has a conflict of interest with some cases, of those in a scope of [`act::LiftConflict`] or
    /// [`act::LiftSupportConflict`]: the case, and who.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conflicts_among(
        &self,
        scope: &Scope,
        cases: &[Uuid],
    ) -> Result<Vec<(Uuid, WorkerId)>, Fault> {
        let lifts = [act::LiftConflict::ACTION, act::LiftSupportConflict::ACTION];
        let records = cases::records(scope.kind()).filter(|_| lifts.contains(&scope.action()));
        let Some(records) = records.filter(|_| !cases.is_empty()) else { return Ok(Vec::new()) };
        let table = records.table;
        let mut sql = Sql::new(&format!(
            "SELECT DISTINCT relations.record, relations.worker FROM relations \
             JOIN {table} ON {table}.id = relations.record WHERE relations.kind = "
        ));
        sql.bind(CONFLICT)
            .push(" AND relations.record IN (")
            .bind_all(padded(cases))
            .push(") AND ");
        scope::within(&mut sql, scope, records);
        self.read(sql, |row| Ok((row.take()?, row.id(WorkerId::of)?))).await
    }

    async fn conflicts_with(&self, record: Uuid) -> Result<Vec<WorkerId>, Fault> {
        let sql = Sql::with(
            "SELECT DISTINCT worker FROM relations WHERE record = ? AND kind = ?",
            [record.into(), CONFLICT.into()],
        );
        self.read(sql, |row| row.id(WorkerId::of)).await
    }
}
