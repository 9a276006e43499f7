//! The inboxes: what each worker and organisation is told, and who read it when. A message holds a
//! code, a reference and dates, and no personal detail.

use access::{Act, Action, Clause, Facts, Kind, Permitted, Scope};
use jiff::Timestamp;
use pathway::{Area, MessageId, OrganisationId, ProgrammeId, Reference, WorkerId};
use uuid::Uuid;

use crate::database::Columns;
use crate::fault::Fault;
use crate::sql::{Sql, stamp};
use crate::{Change, Store};

/// A message as an inbox shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// Which.
    pub id: MessageId,
    /// What the policy decides by whether somebody may read it; the record is the message.
    pub facts: Facts,
    /// The record that it is about.
    pub about: Uuid,
    /// The reference of that record.
    pub reference: Reference,
    /// What kind of message, as casework named it.
    pub kind: String,
    /// What the kind needs besides, as casework wrote it: codes and dates.
    pub body: String,
    /// When it came.
    pub made: Timestamp,
    /// When it was first read, and by whom.
    pub read: Option<(Timestamp, WorkerId)>,
}

/// Where a page of an inbox ends: the next begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageKey {
    /// When the last one came.
    pub made: Timestamp,
    /// Its id.
    pub id: MessageId,
}

impl Received {
    /// Where a page that ends with it ends.
    pub const fn key(&self) -> MessageKey {
        MessageKey { made: self.made, id: self.id }
    }
}

impl Change {
    /// The message of the permitted was read now, by whom leave was given to. Who read it first
    /// stays.
    pub fn read_message<A: Act>(&mut self, permitted: &Permitted<A>) -> &mut Self {
        const { assert!(reads_messages(A::ACTION), "leave for this action reads no message") };
        let mut sql = Sql::new("UPDATE messages SET read_at = ");
        sql.bind(stamp(self.at())).push(", read_by = ").bind(permitted.worker().uuid());
        sql.push(" WHERE read_at IS NULL AND id = ").bind(permitted.record());
        sql.push(" AND audience = ").bind(permitted.kind().name());
        self.upkeep.push(sql);
        self
    }
}

impl Store {
    /// Messages in any of the scopes, newest first, at most `limit` after a key. Those about a
    /// record with which the worker has a conflict are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages(
        &self,
        scopes: &[Scope],
        after: Option<MessageKey>,
        limit: u16,
    ) -> Result<Vec<Received>, Fault> {
        let mut sql = Sql::new(SELECT);
        within(&mut sql, scopes);
        if let Some(after) = after {
            sql.push(" AND (made, id) < (").bind(stamp(after.made)).push(", ");
            sql.bind(after.id.uuid()).push(")");
        }
        sql.push(" ORDER BY made DESC, id DESC LIMIT ").bind(i64::from(limit));
        self.read(sql, received).await
    }

    /// One message, if it is in any of the scopes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message(
        &self,
        scopes: &[Scope],
        id: MessageId,
    ) -> Result<Option<Received>, Fault> {
        let mut sql = Sql::new(SELECT);
        within(&mut sql, scopes);
        sql.push(" AND id = ").bind(id.uuid());
        Ok(self.read(sql, received).await?.pop())
    }

    /// How many messages in the scopes nobody read yet, counted up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread(&self, scopes: &[Scope], most: u32) -> Result<u32, Fault> {
        let mut sql = Sql::new(
            "SELECT COUNT(*) FROM (SELECT 1 AS one FROM messages WHERE read_at IS NULL AND ",
        );
        within(&mut sql, scopes);
        sql.push(" LIMIT ").bind(i64::from(most)).push(") AS counted");
        Ok(self.read(sql, |row| row.number()).await?.pop().unwrap_or(0))
    }
}

const SELECT: &str = "SELECT id, programme, organisation, worker, audience, area, record, \
                      reference, kind, body, made, read_at, read_by FROM messages WHERE ";

/// Whether leave for an action is leave to read a message.
const fn reads_messages(action: Action) -> bool {
    matches!(
        action,
        Action::ReadMessages
            | Action::ReadReferralMessages
            | Action::ReadCaseMessages
            | Action::ReadSupportMessages
    )
}

/// Goes on with the condition that a message is in one of the scopes, for the worker or for
/// everybody, and about no record with which the worker has a conflict.
fn within(sql: &mut Sql, scopes: &[Scope]) {
    sql.push("(1 = 0");
    for scope in scopes.iter().filter(|scope| reads_messages(scope.action())) {
        for clause in scope.clauses() {
            sql.push(" OR (audience = ").bind(scope.kind().name());
            holds(sql, clause);
            sql.push(" AND (worker IS NULL OR worker = ").bind(scope.worker().uuid());
            sql.push(") AND NOT EXISTS (SELECT 1 FROM relations WHERE relations.record = ");
            sql.push("messages.record AND relations.kind = 'conflict' AND relations.worker = ");
            sql.bind(scope.worker().uuid()).push("))");
        }
    }
    sql.push(")");
}

/// A message is its organisation's, whether it refers or is responsible. Messages are assigned to
/// nobody.
fn holds(sql: &mut Sql, clause: &Clause) {
    sql.push(" AND programme = ").bind(clause.programme.uuid());
    for organisation in [clause.organisation, clause.referrer].into_iter().flatten() {
        sql.push(" AND organisation = ").bind(organisation.uuid());
    }
    for worker in [clause.owner, clause.assigned].into_iter().flatten() {
        sql.push(" AND worker = ").bind(worker.uuid());
    }
    match &clause.areas {
        access::Areas::All => {}
        access::Areas::These(these) if these.is_empty() => {
            sql.push(" AND 1 = 0");
        }
        access::Areas::These(these) => {
            sql.push(" AND area IN (").bind_all(these.iter().map(Area::name)).push(")");
        }
    }
}

fn received(row: &mut Columns<'_>) -> Result<Received, Fault> {
    let id = row.id(MessageId::of)?;
    let programme = row.id(ProgrammeId::of)?;
    let organisation = row.id(OrganisationId::of)?;
    let owner = row.id_or_none(WorkerId::of)?;
    let audience: String = row.take()?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == audience);
    let kind = kind.ok_or_else(|| Fault::Foreign(format!("a message for {audience}")))?;
    let area: Option<String> = row.take()?;
    let facts = Facts {
        kind,
        record: id.uuid(),
        programme,
        area: area.as_deref().map(Area::new),
        organisation: Some(organisation),
        referrer: (kind == Kind::ReferralMessage).then_some(organisation),
        assigned: None,
        owner,
        // The query leaves out those about a record with a conflict.
        conflict: false,
        restricted: false,
        glass_broken: false,
    };
    let about = row.take()?;
    let reference = Reference::random(row.number()?);
    let (kind, body, made) = (row.take()?, row.take()?, row.moment()?);
    let (read_at, read_by) = (row.moment_or_none()?, row.id_or_none(WorkerId::of)?);
    let read = read_at.zip(read_by);
    Ok(Received { id, facts, about, reference, kind, body, made, read })
}
