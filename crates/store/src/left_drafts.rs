//! Drafts of those who left, or may do what they were for no more: who began them and when, for
//! colleagues who go on with them, and never what is in them.

use access::{Action, Facts, Kind, Permitted, Relation, Scope, act};
use jiff::Timestamp;
use pathway::{OrganisationId, ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::Store;
use crate::change::Change;
use crate::fault::Fault;
use crate::keys::Name;
use crate::left::{holding, holds_no_role};
use crate::premise::Premise;
use crate::scope::{self, LEFT_DRAFTS};
use crate::sql::Sql;
use crate::staff;

/// A draft that somebody left, in a list.
#[derive(Clone)]
pub struct LeftDraft {
    /// Which.
    pub id: Uuid,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// For which organisation it was written.
    pub referrer: OrganisationId,
    /// Whose it is until somebody takes it on.
    pub owner: WorkerId,
    /// What they are called.
    pub by: Name,
    /// When it was begun, where that is known.
    pub begun: Option<Timestamp>,
    /// When it was kept last.
    pub changed: Timestamp,
}

/// Which drafts are asked for.
#[derive(Clone, Copy, Debug)]
pub struct LeftAsked {
    /// Which form they are of, as casework names it.
    pub kind: &'static str,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// So many at the most.
    pub limit: u16,
}

/// What an account has of drafts, for whoever closes it or takes its roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftsOf {
    /// How many there are in the programme of the leave in which something was typed.
    pub count: u32,
    /// Whether somebody else of the same organisation could take them on.
    pub others: bool,
}

impl std::fmt::Debug for LeftDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LeftDraft").field("id", &self.id).finish_non_exhaustive()
    }
}

impl LeftDraft {
    /// What the policy decides by.
    pub fn facts(&self) -> Facts {
        Facts {
            kind: Kind::LeftDraft,
            record: self.id,
            programme: self.programme,
            area: None,
            organisation: None,
            referrer: Some(self.referrer),
            assigned: None,
            owner: Some(self.owner),
            conflict: false,
            restricted: false,
            glass_broken: false,
        }
    }
}

impl Change {
    /// A draft that somebody left is from now on whoever's the leave is, and nobody else's. It stays
    /// sealed as it is, for the same organisation. The change is written only while it is left: of
    /// two who take one on, the second does nothing.
    pub fn take_on_draft(
        &mut self,
        permitted: &Permitted<act::TakeOnDraft>,
        left: &LeftDraft,
        kind: &str,
    ) -> &mut Self {
        self.held(permitted, left.id);
        let (id, owner) = (permitted.record(), left.owner.uuid());
        let mut still = Sql::new("SELECT drafts.kind FROM drafts WHERE drafts.id = ");
        still.bind(id).push(" AND drafts.owner = ").bind(owner);
        still.push(" AND drafts.kind = ").bind(kind);
        still.push(" AND drafts.programme = ").bind(permitted.programme().uuid()).push(" AND ");
        refers_no_more(&mut still);
        self.upon(Premise::of(id, still, 1, vec![kind.to_owned()]));
        self.then(Sql::with(
            "UPDATE drafts SET owner = ? WHERE id = ? AND owner = ?",
            [permitted.worker().uuid().into(), id.into(), owner.into()],
        ))
    }
}

impl Store {
    /// The drafts in a scope of [`act::ListLeftDrafts`] in which something was typed, the latest
    /// first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left_drafts(
        &self,
        scope: &Scope,
        asked: LeftAsked,
    ) -> Result<Vec<LeftDraft>, Fault> {
        self.left_drafts_where(scope, asked, None).await
    }

    /// One of those in a scope of [`act::TakeOnDraft`], to decide by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_left_draft(
        &self,
        scope: &Scope,
        asked: LeftAsked,
        id: Uuid,
    ) -> Result<Option<LeftDraft>, Fault> {
        Ok(self.left_drafts_where(scope, asked, Some(id)).await?.pop())
    }

    /// How many drafts of a form an account has: a number, and nothing of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drafts_of(
        &self,
        permitted: &Permitted<act::ManageAccounts>,
        kind: &str,
    ) -> Result<DraftsOf, Fault> {
        let (worker, programme) = (permitted.record(), permitted.programme().uuid());
        let mut sql = Sql::new("SELECT (SELECT COUNT(*) FROM drafts WHERE owner = ");
        sql.bind(worker).push(" AND programme = ").bind(programme);
        sql.push(" AND kind = ")
            .bind(kind)
            .push(" AND version > 1), EXISTS (SELECT 1 FROM workers");
        sql.push(" JOIN roles ON roles.worker = workers.id WHERE workers.organisation = (SELECT");
        sql.push(" organisation FROM workers WHERE id = ").bind(worker);
        sql.push(") AND workers.id <> ").bind(worker);
        sql.push(" AND workers.state = 'active' AND roles.programme = ").bind(programme);
        sql.push(" AND roles.role IN (");
        sql.bind_all(holding(Action::TakeOnDraft, Relation::OwnReferrals));
        // Whoever works on cases too takes none on.
        sql.push(") AND NOT EXISTS (SELECT 1 FROM roles AS more WHERE more.worker = workers.id");
        sql.push(" AND more.role NOT IN (");
        sql.bind_all(holding(Action::TakeOnDraft, Relation::OwnReferrals)).push(")))");
        let read = self.read(sql, |row| Ok(DraftsOf { count: row.number()?, others: row.take()? }));
        Ok(read.await?.pop().unwrap_or(DraftsOf { count: 0, others: false }))
    }

    async fn left_drafts_where(
        &self,
        scope: &Scope,
        asked: LeftAsked,
        id: Option<Uuid>,
    ) -> Result<Vec<LeftDraft>, Fault> {
        if scope.kind() != Kind::LeftDraft {
            return Ok(Vec::new());
        }
        self.read_staff(listing(scope, asked, id), |row| {
            let (id, programme) = (row.take()?, row.id(ProgrammeId::of)?);
            let (owner, referrer) = (row.id(WorkerId::of)?, row.id(OrganisationId::of)?);
            let (begun, changed) = (row.moment_or_none()?, row.moment()?);
            let by = Name::new(staff::open(self.keys(), owner, row)?.name);
            Ok(LeftDraft { id, programme, referrer, owner, by, begun, changed })
        })
        .await
    }
}

/// What was begun and left empty is nothing to go on with. Who began them is read of those that are
/// listed alone: left to choose, SQLite would look through the names of everybody.
fn listing(scope: &Scope, asked: LeftAsked, id: Option<Uuid>) -> Sql {
    let mut sql = Sql::new(
        "SELECT listed.id, listed.programme, listed.owner, listed.referrer, listed.begun, \
         listed.changed, ",
    );
    sql.push(staff::COLUMNS).push(
        " FROM (SELECT * FROM (SELECT drafts.id, drafts.programme, drafts.owner, \
         workers.organisation AS referrer, drafts.begun, drafts.changed FROM drafts \
         JOIN workers ON workers.id = drafts.owner WHERE drafts.version > 1 AND drafts.kind = ",
    );
    sql.bind(asked.kind);
    sql.push(" AND drafts.programme = ").bind(asked.programme.uuid()).push(" AND ");
    refers_no_more(&mut sql);
    sql.push(") AS left_drafts WHERE ");
    scope::within(&mut sql, scope, LEFT_DRAFTS);
    if let Some(id) = id {
        sql.push(" AND left_drafts.id = ").bind(id);
    }
    sql.push(" ORDER BY changed DESC, id LIMIT ").bind(i64::from(asked.limit));
    sql.push(") AS listed JOIN workers ON workers.id = listed.owner");
    staff::joined(&mut sql);
    sql.push(" ORDER BY listed.changed DESC, listed.id");
    sql
}

/// Goes on with whether the owner of a draft may make no referral of it any more.
fn refers_no_more(sql: &mut Sql) {
    let may = (Action::MakeReferral, Relation::OwnReferrals);
    holds_no_role(sql, may, ("drafts", "owner"));
}
