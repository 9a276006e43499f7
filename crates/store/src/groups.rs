//! Groups in lists, with their places and sessions, by scope.

use access::{Action, Facts, Kind, Scope};
use jiff::civil::Date;
use pathway::codes::Code;
use pathway::{Area, CaseId, GroupId, OrganisationId, ProgrammeId, Reference, WorkerId};
use programme::codes::Content;
use programme::parts::Meets;

use crate::database::Columns;
use crate::fault::Fault;
use crate::left::out_of_reach;
use crate::models::groups::meets_of;
use crate::scope::{self, GROUPS};
use crate::sql::Sql;
use crate::{Envelope, Store, tables};

/// A group as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupListed {
    /// What never changes of it.
    pub envelope: Envelope,
    /// What the policy decides by.
    pub facts: Facts,
    /// The version of its stream.
    pub version: u32,
    /// Where it meets.
    pub venue: String,
    /// When it meets; none of one that is not set up.
    pub meets: Option<Meets>,
    /// How many men it takes.
    pub capacity: u8,
    /// Whether it has not ended.
    pub open: bool,
    /// How many have a place.
    pub taken: u32,
    /// How many wait for one.
    pub waiting: u32,
    /// How many sessions were held.
    pub held: u32,
    /// How many men came to them, counted once a session.
    pub came: u32,
    /// How many places they offered.
    pub offered: u32,
    /// Who leads it: the man, then the woman.
    pub leaders: [Option<WorkerId>; 2],
    /// Which of the two cannot record its sessions any more: whose account is closed, or who holds no
    /// role that reaches it.
    pub gone: [bool; 2],
}

/// Where the session of a day stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// It is planned.
    Planned,
    /// It was held.
    Held,
    /// It was cancelled by us.
    Cancelled,
}

/// The session of a group on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSession {
    /// Of which group.
    pub group: GroupId,
    /// The day.
    pub on: Date,
    /// Where it stands.
    pub state: SessionState,
    /// Which of the thirty; none of one that was cancelled.
    pub number: Option<u8>,
    /// Its content; none of one that was cancelled.
    pub content: Option<Content>,
    /// Whether it is a heavy one.
    pub heavy: bool,
    /// How many came.
    pub attended: u32,
}

impl SessionState {
    const ALL: [Self; 3] = [Self::Planned, Self::Held, Self::Cancelled];

    /// Its code in the read model.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
        }
    }
}

impl GroupListed {
    /// The id by which a place in it is given.
    pub fn id(&self) -> GroupId {
        GroupId::of(self.envelope.id)
    }
    /// Its reference.
    pub fn reference(&self) -> Reference {
        self.envelope.reference
    }
    /// Its area.
    pub fn area(&self) -> Option<&Area> {
        self.facts.area.as_ref()
    }
    /// Places that are free.
    pub fn free(&self) -> u8 {
        self.capacity.saturating_sub(u8::try_from(self.taken).unwrap_or(u8::MAX))
    }
}

impl Store {
    /// The groups in the scope by area, venue and reference, those that ended last; of one area,
    /// where one is given. A programme has tens of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn groups(
        &self,
        scope: &Scope,
        area: Option<&Area>,
    ) -> Result<Vec<GroupListed>, Fault> {
        if scope.kind() != Kind::Group {
            return Ok(Vec::new());
        }
        let mut sql = select(scope);
        if let Some(area) = area {
            sql.push(" AND groups.area = ").bind(area.name());
        }
        sql.push(" ORDER BY groups.open DESC, groups.area, groups.venue, groups.reference");
        self.read(sql, listed).await
    }

    /// The group of a reference, if it is in the scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_group(
        &self,
        scope: &Scope,
        reference: Reference,
    ) -> Result<Option<GroupListed>, Fault> {
        if scope.kind() != Kind::Group {
            return Ok(None);
        }
        let mut sql = select(scope);
        sql.push(" AND groups.reference = ").bind(tables::reference(reference));
        Ok(self.read(sql, listed).await?.pop())
    }

    /// The group of an id, if it is in the scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn group_of(
        &self,
        scope: &Scope,
        group: GroupId,
    ) -> Result<Option<GroupListed>, Fault> {
        if scope.kind() != Kind::Group {
            return Ok(None);
        }
        let mut sql = select(scope);
        sql.push(" AND groups.id = ").bind(group.uuid());
        Ok(self.read(sql, listed).await?.pop())
    }

    /// The groups in the scope in which a man has a place, or waits for one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn groups_with(
        &self,
        scope: &Scope,
        case: CaseId,
    ) -> Result<Vec<GroupListed>, Fault> {
        if scope.kind() != Kind::Group {
            return Ok(Vec::new());
        }
        let mut sql = select(scope);
        sql.push(" AND groups.id IN (SELECT cohort FROM group_members WHERE record = ");
        sql.bind(case.uuid()).push(") ORDER BY groups.id");
        self.read(sql, listed).await
    }

    /// What the groups in the scope have planned, held and cancelled from one day to another, by
    /// day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn group_sessions(
        &self,
        scope: &Scope,
        from: Date,
        to: Date,
    ) -> Result<Vec<GroupSession>, Fault> {
        if scope.kind() != Kind::Group {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new(
            "SELECT group_sessions.cohort, held_on, state, number, content, heavy, attended \
             FROM group_sessions JOIN groups ON groups.id = group_sessions.cohort WHERE ",
        );
        scope::within(&mut sql, scope, GROUPS);
        sql.push(" AND group_sessions.held_on >= ").bind(from.to_string());
        sql.push(" AND group_sessions.held_on <= ").bind(to.to_string());
        sql.push(" ORDER BY held_on, group_sessions.cohort");
        self.read(sql, session).await
    }
}

fn select(scope: &Scope) -> Sql {
    let mut sql = Sql::new(
        "SELECT id, programme, reference, version, area, organisation, venue, meets, capacity, \
         open, \
         (SELECT COUNT(*) FROM group_members WHERE cohort = groups.id AND NOT waits), \
         (SELECT COUNT(*) FROM group_members WHERE cohort = groups.id AND waits), \
         (SELECT COUNT(*) FROM group_sessions WHERE cohort = groups.id AND state = 'held'), \
         (SELECT CAST(COALESCE(SUM(attended), 0) AS BIGINT) FROM group_sessions \
          WHERE cohort = groups.id AND state = 'held'), \
         (SELECT CAST(COALESCE(SUM(places), 0) AS BIGINT) FROM group_sessions \
          WHERE cohort = groups.id AND state = 'held'), man, woman",
    );
    for leader in ["man", "woman"] {
        sql.push(", ");
        out_of_reach(&mut sql, Action::RecordSession, ("groups", leader));
    }
    sql.push(" FROM groups WHERE ");
    scope::within(&mut sql, scope, GROUPS);
    sql
}

fn listed(row: &mut Columns<'_>) -> Result<GroupListed, Fault> {
    let record = row.take()?;
    let programme = row.id(ProgrammeId::of)?;
    let reference = Reference::random(row.number()?);
    let version = row.number()?;
    let area: String = row.take()?;
    let organisation = row.id_or_none(OrganisationId::of)?;
    let venue = row.take()?;
    let meets = meets_of(&row.take::<String>()?);
    let facts = Facts {
        kind: Kind::Group,
        record,
        programme,
        area: (!area.is_empty()).then(|| Area::new(&area)),
        organisation,
        referrer: None,
        assigned: None,
        owner: None,
        conflict: false,
        restricted: false,
        glass_broken: false,
    };
    Ok(GroupListed {
        envelope: Envelope { id: record, programme, reference, restricted: false },
        facts,
        version,
        venue,
        meets,
        capacity: row.number()?,
        open: row.take()?,
        taken: row.number()?,
        waiting: row.number()?,
        held: row.number()?,
        came: row.number()?,
        offered: row.number()?,
        leaders: [row.id_or_none(WorkerId::of)?, row.id_or_none(WorkerId::of)?],
        gone: [row.take()?, row.take()?],
    })
}

fn session(row: &mut Columns<'_>) -> Result<GroupSession, Fault> {
    let group = row.id(GroupId::of)?;
    let on: String = row.take()?;
    let on = on.parse().map_err(|_| Fault::Foreign(format!("the day {on} of a session")))?;
    let state: String = row.take()?;
    let known = SessionState::ALL.into_iter().find(|known| known.code() == state);
    let state = known.ok_or_else(|| Fault::Foreign(format!("a session that is {state}")))?;
    let number = row.take::<Option<i64>>()?.and_then(|number| u8::try_from(number).ok());
    let content = row.take::<Option<String>>()?;
    Ok(GroupSession {
        group,
        on,
        state,
        number,
        content: content.as_deref().and_then(Content::from_code),
        heavy: row.take()?,
        attended: row.number()?,
    })
}
