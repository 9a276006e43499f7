//! Finding one case, or listing them: by scope, in one query each.

use access::{Action, Facts, Kind, Scope};
use jiff::Timestamp;
use pathway::{Area, GroupId, OrganisationId, PersonId, ProgrammeId, Reference, WorkerId};
use uuid::Uuid;

use crate::database::Columns;
use crate::fault::Fault;
use crate::left::{in_conflict, out_of_reach};
use crate::scope::{self, Records};
use crate::sql::{Sql, padded, stamp};
use crate::{Envelope, Store, tables};

/// A case of his or hers as lists show it. It holds no name: those of a restricted case are not
/// to be fetched without leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// What never changes of it, and whether it is restricted.
    pub envelope: Envelope,
    /// What the policy decides by.
    pub facts: Facts,
    /// The version of its stream.
    pub version: u32,
    /// Where it stands, by the code of the side.
    pub state: String,
    /// When it was received.
    pub received: Timestamp,
    /// When the next thing is due.
    pub due: Option<Timestamp>,
    /// What is due then.
    pub due_what: Option<String>,
    /// The person whose case it is.
    pub person: Option<PersonId>,
}

/// Where a page of a list ends: the next begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// When the last one was received.
    pub received: Timestamp,
    /// Its id.
    pub id: Uuid,
}

/// Which of the cases in scope are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// In these states; none given: in any.
    pub states: Vec<&'static str>,
    /// Those alone that still go on.
    pub open: bool,
    /// Of this area.
    pub area: Option<Area>,
    /// Assigned to this worker.
    pub assigned: Option<WorkerId>,
    /// Assigned to somebody whose account is closed, or who holds no role any more that reaches
    /// them: to be given to others.
    pub left_behind: bool,
    /// With those: assigned to somebody who has a conflict of interest with them, in these programmes.
    /// That somebody has one is told to whoever may lift it alone.
    pub conflicts_in: Vec<ProgrammeId>,
    /// With something due before this moment.
    pub due_before: Option<Timestamp>,
    /// With a place in this group, or waiting for one.
    pub group: Option<GroupId>,
    /// Answering this case of the other side: asked by what crosses the wall alone.
    pub(crate) linked_to: Option<Uuid>,
    /// This one.
    pub(crate) only: Option<Uuid>,
}

impl Listed {
    /// Where a page that ends with it ends.
    pub fn key(&self) -> Key {
        Key { received: self.received, id: self.envelope.id }
    }
}

impl Store {
    /// The case of that reference with what the policy decides by, if it is in the scope and the
    /// worker has no conflict with it. The scope says whether his or hers is looked for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, scope: &Scope, reference: Reference) -> Result<Option<Listed>, Fault> {
        let Some(records) = records(scope.kind()) else { return Ok(None) };
        let sql = finding(scope, records, reference, self.surroundings().now());
        Ok(self.read(sql, |row| listed(row, scope.kind(), records)).await?.pop())
    }

    /// Cases in the scope, newest first, at most `limit` after a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        scope: &Scope,
        filter: &Filter,
        after: Option<Key>,
        limit: u16,
    ) -> Result<Vec<Listed>, Fault> {
        let Some(records) = records(scope.kind()) else { return Ok(Vec::new()) };
        let sql = listing(scope, records, filter, after, limit, self.surroundings().now());
        self.read(sql, |row| listed(row, scope.kind(), records)).await
    }

    /// How many cases in the scope there are, counted up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, scope: &Scope, filter: &Filter, most: u32) -> Result<u32, Fault> {
        let Some(records) = records(scope.kind()) else { return Ok(0) };
        let sql = counting(scope, records, filter, most);
        Ok(self.read(sql, |row| row.number()).await?.pop().unwrap_or(0))
    }
}

fn finding(scope: &Scope, records: Records, reference: Reference, now: Timestamp) -> Sql {
    let mut sql = select(scope, records, now);
    sql.push(&format!(" AND {}.reference = ", records.table));
    sql.bind(tables::reference(reference));
    sql
}

fn listing(
    scope: &Scope,
    records: Records,
    filter: &Filter,
    after: Option<Key>,
    limit: u16,
    now: Timestamp,
) -> Sql {
    let table = records.table;
    let mut sql = select(scope, records, now);
    narrow(&mut sql, filter, records);
    if let Some(after) = after {
        sql.push(&format!(" AND ({table}.received, {table}.id) < ("));
        sql.bind(stamp(after.received)).push(", ").bind(after.id).push(")");
    }
    sql.push(&format!(" ORDER BY {table}.received DESC, {table}.id DESC LIMIT "));
    sql.bind(i64::from(limit));
    sql
}

fn counting(scope: &Scope, records: Records, filter: &Filter, most: u32) -> Sql {
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 AS one FROM ");
    sql.push(records.table).push(" WHERE ");
    scope::within(&mut sql, scope, records);
    narrow(&mut sql, filter, records);
    sql.push(" LIMIT ").bind(i64::from(most)).push(") AS counted");
    sql
}

fn select(scope: &Scope, records: Records, now: Timestamp) -> Sql {
    select_from(scope, records, now, Among::All)
}

/// A table `met` of records, of which each is listed as often as it is there.
pub(crate) struct Met {
    /// The table, with its name.
    pub(crate) table: Sql,
    /// Its columns that are read after those of [`listed`].
    pub(crate) read: &'static str,
}

/// What a list is made of, within its scope.
pub(crate) enum Among<'a> {
    /// All.
    All,
    /// What a table holds, with what is read of it.
    Met(Met),
    /// These alone. They are found by their ids before the scope is held against them: left to
    /// choose, SQLite would look through all cases of an organisation for them.
    These(&'a [Uuid]),
}

/// The columns of [`listed`], of what is in the scope.
pub(crate) fn select_from(
    scope: &Scope,
    records: Records,
    now: Timestamp,
    among: Among<'_>,
) -> Sql {
    let table = records.table;
    let columns = match records.referrer {
        true => {
            "id, programme, reference, version, area, organisation, assigned, person, \
             state, received, due, due_what, restricted, referrer, owner, "
        }
        false => {
            "id, programme, reference, version, area, organisation, assigned, person, \
             state, received, due, due_what, restricted, "
        }
    };
    let mut sql = Sql::new("SELECT ");
    sql.push(columns);
    scope::glass_broken(&mut sql, scope, records, now);
    match among {
        Among::All => sql.push(&format!(" FROM {table} WHERE ")),
        Among::These(ids) => sql
            .push(&format!(" FROM (SELECT * FROM {table} WHERE {table}.id IN ("))
            .bind_all(padded(ids))
            // The limit keeps it a step of its own.
            .push(&format!(") LIMIT {}) AS {table} WHERE ", ids.len().next_power_of_two())),
        Among::Met(Met { table: met, read }) => sql
            .push(&format!(", {read} FROM {table} JOIN "))
            .push_sql(met)
            .push(&format!(" ON met.record = {table}.id WHERE ")),
    };
    scope::within(&mut sql, scope, records);
    sql
}

pub(crate) fn records(kind: Kind) -> Option<Records> {
    match kind {
        Kind::Case | Kind::Referral => Some(scope::CASES),
        Kind::SupportCase => Some(scope::SUPPORT_CASES),
        _ => None,
    }
}

pub(crate) fn narrow(sql: &mut Sql, filter: &Filter, records: Records) {
    let table = records.table;
    if !filter.states.is_empty() {
        sql.push(&format!(" AND {table}.state IN (")).bind_all(filter.states.iter().copied());
        sql.push(")");
    }
    if filter.open {
        sql.push(&format!(" AND {table}.open = ")).bind(true);
    }
    if let Some(area) = &filter.area {
        sql.push(&format!(" AND {table}.area = ")).bind(area.name());
    }
    if let Some(worker) = filter.assigned {
        sql.push(&format!(" AND {table}.assigned = ")).bind(worker.uuid());
    }
    if filter.left_behind {
        let reads = if records.referrer { Action::ReadCase } else { Action::ReadSupportCase };
        sql.push(" AND (");
        out_of_reach(sql, reads, (table, "assigned"));
        in_conflict(sql, (table, "assigned"), &filter.conflicts_in);
        sql.push(")");
    }
    if let Some(only) = filter.only {
        sql.push(&format!(" AND {table}.id = ")).bind(only);
    }
    if let Some(other) = filter.linked_to {
        let (own, others) = if records.referrer { ("his", "hers") } else { ("hers", "his") };
        sql.push(&format!(
            " AND {table}.id IN (SELECT crossings.{own} FROM crossings WHERE crossings.{others} = "
        ));
        sql.bind(other).push(")");
    }
    if let Some(group) = filter.group {
        sql.push(&format!(" AND {table}.id IN (SELECT record FROM group_members WHERE cohort = "));
        sql.bind(group.uuid()).push(")");
    }
    if let Some(before) = filter.due_before {
        sql.push(&format!(" AND {table}.due < ")).bind(stamp(before));
    }
}

pub(crate) fn listed(row: &mut Columns<'_>, kind: Kind, records: Records) -> Result<Listed, Fault> {
    let record: Uuid = row.take()?;
    let programme = row.id(ProgrammeId::of)?;
    let reference = Reference::random(row.number()?);
    let version = row.number()?;
    let area: String = row.take()?;
    let organisation = row.id_or_none(OrganisationId::of)?;
    let assigned = row.id_or_none(WorkerId::of)?;
    let person = row.id_or_none(PersonId::of)?;
    let (state, received) = (row.take()?, row.moment()?);
    let (due, due_what) = (row.moment_or_none()?, row.take()?);
    let restricted = row.take()?;
    let (referrer, owner) = match records.referrer {
        true => (row.id_or_none(OrganisationId::of)?, row.id_or_none(WorkerId::of)?),
        false => (None, None),
    };
    let facts = Facts {
        kind,
        record,
        programme,
        area: (!area.is_empty()).then(|| Area::new(&area)),
        organisation,
        referrer,
        assigned,
        owner,
        // The query leaves out those with a conflict.
        conflict: false,
        restricted,
        glass_broken: row.take()?,
    };
    let envelope = Envelope { id: record, programme, reference, restricted };
    Ok(Listed { envelope, facts, version, state, received, due, due_what, person })
}

#[cfg(test)]
mod tests {
    use access::{Actor, Areas, Held, Role, act, scope};

    use super::*;
    use crate::database::Kind;

    fn facilitator(areas: Areas) -> Actor {
        holds(Role::Facilitator, areas)
    }

    fn holds(role: Role, areas: Areas) -> Actor {
        let programme = ProgrammeId::of(Uuid::from_u128(1));
        let held = vec![Held { role, programme, areas }];
        let (worker, organisation) = (Uuid::from_u128(2), Uuid::from_u128(3));
        Actor::try_new(WorkerId::of(worker), OrganisationId::of(organisation), held).unwrap()
    }

    #[test]
    fn a_scope_asks_for_programme_organisation_and_areas_and_leaves_out_conflicts() {
        let areas = Areas::These(vec![Area::new("Dudley"), Area::new("Walsall")]);
        let mut sql = Sql::new("");
        scope::within(&mut sql, &scope(&facilitator(areas), act::ListCases), scope::CASES);
        assert_eq!(
            sql.text(),
            "((cases.programme = ? AND cases.organisation = ? AND cases.area IN (?, ?))) AND \
             cases.id NOT IN (SELECT relations.record FROM relations WHERE \
             relations.kind = 'conflict' AND relations.worker = ?)"
        );
    }

    #[test]
    fn a_scope_of_no_area_or_no_grant_holds_nothing() {
        let nobody = facilitator(Areas::These(Vec::new()));
        for scope in [scope(&nobody, act::ListCases), scope(&nobody, act::ListSupportCases)] {
            let mut sql = Sql::new("");
            scope::within(&mut sql, &scope, scope::SUPPORT_CASES);
            assert!(sql.text().contains("1 = 0"), "{}", sql.text());
        }
    }

    /// A statement as each database is asked it, a line a condition.
    fn asked(sql: &Sql) -> String {
        [("SQLite", Kind::Sqlite), ("PostgreSQL", Kind::Postgres)]
            .map(|(name, kind)| {
                let mut text = sql.clone().into_parts(kind).0;
                for word in ["FROM", "WHERE", "AND NOT", "AND cases.", "AND (", "ORDER"] {
                    text = text.replace(&format!(" {word}"), &format!("\n  {word}"));
                }
                format!("-- {name}\n{text}\n")
            })
            .join("\n")
    }

    #[test]
    fn a_case_is_found_by_scope_and_reference() {
        let areas = Areas::These(vec![Area::new("Dudley"), Area::new("Walsall")]);
        let scope = scope(&facilitator(areas), act::ListCases);
        let sql = finding(&scope, scope::CASES, Reference::random(1), Timestamp::UNIX_EPOCH);
        insta::assert_snapshot!(asked(&sql));
    }

    #[test]
    fn a_page_of_cases_is_listed_by_scope_filter_and_key() {
        let scope = scope(&facilitator(Areas::All), act::ListCases);
        let filter = Filter {
            states: vec!["acknowledged", "allocated"],
            area: Some(Area::new("Dudley")),
            assigned: Some(WorkerId::of(Uuid::from_u128(2))),
            due_before: Some(Timestamp::UNIX_EPOCH),
            ..Filter::default()
        };
        let after = Some(Key { received: Timestamp::UNIX_EPOCH, id: Uuid::from_u128(9) });
        let sql = listing(&scope, scope::CASES, &filter, after, 50, Timestamp::UNIX_EPOCH);
        insta::assert_snapshot!(asked(&sql));
    }

    #[test]
    fn her_cases_are_counted_up_to_a_limit() {
        let scope = scope(&holds(Role::SupportManager, Areas::All), act::ListSupportCases);
        let sql = counting(&scope, scope::SUPPORT_CASES, &Filter::default(), 1000);
        insta::assert_snapshot!(asked(&sql));
    }
}
