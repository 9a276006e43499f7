//! A scope as SQL: the one place where it is turned into one.

use access::{Areas, Clause, Scope};
use jiff::Timestamp;
use pathway::{Area, OrganisationId, ProgrammeId, WorkerId};

use crate::sql::{Sql, stamp};

/// Which columns a table of records has for what a clause asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Records {
    /// The name of the table in the query.
    pub(crate) table: &'static str,
    pub(crate) referrer: bool,
    pub(crate) assigned: bool,
    pub(crate) owner: bool,
}

/// His cases.
pub(crate) const CASES: Records =
    Records { table: "cases", referrer: true, assigned: true, owner: true };
/// Her support cases.
pub(crate) const SUPPORT_CASES: Records =
    Records { table: "support_cases", referrer: false, assigned: true, owner: false };

/// Groups.
pub(crate) const GROUPS: Records =
    Records { table: "groups", referrer: false, assigned: false, owner: false };

/// What is typed and not sent.
pub(crate) const DRAFTS: Records =
    Records { table: "drafts", referrer: false, assigned: false, owner: true };
/// The same of those who left, as a query names what it found of them.
pub(crate) const LEFT_DRAFTS: Records =
    Records { table: "left_drafts", referrer: true, assigned: false, owner: true };

/// Goes on with the condition that a record is in the scope and the worker in no conflict with it.
pub(crate) fn within(sql: &mut Sql, scope: &Scope, records: Records) {
    let table = records.table;
    sql.push("(");
    for (place, clause) in scope.clauses().iter().enumerate() {
        if place > 0 {
            sql.push(" OR ");
        }
        holds(sql, clause, records);
    }
    if scope.clauses().is_empty() {
        sql.push("1 = 0");
    }
    sql.push(&format!(
        ") AND {table}.id NOT IN (SELECT relations.record FROM relations \
         WHERE relations.kind = 'conflict' AND relations.worker = "
    ));
    sql.bind(scope.worker().uuid()).push(")");
}

fn holds(sql: &mut Sql, clause: &Clause, records: Records) {
    let table = records.table;
    sql.push(&format!("({table}.programme = ")).bind(ProgrammeId::uuid(clause.programme));
    let organisations = [
        ("organisation", clause.organisation, true),
        ("referrer", clause.referrer, records.referrer),
    ];
    for (column, wanted, known) in organisations {
        equals(sql, table, column, wanted.map(OrganisationId::uuid), known);
    }
    let workers =
        [("assigned", clause.assigned, records.assigned), ("owner", clause.owner, records.owner)];
    for (column, wanted, known) in workers {
        equals(sql, table, column, wanted.map(WorkerId::uuid), known);
    }
    match &clause.areas {
        Areas::All => {}
        Areas::These(these) if these.is_empty() => {
            sql.push(" AND 1 = 0");
        }
        Areas::These(these) => {
            sql.push(&format!(" AND {table}.area IN ("));
            sql.bind_all(these.iter().map(Area::name)).push(")");
        }
    }
    sql.push(")");
}

/// A table without the column holds no record for which it would be equal.
fn equals(sql: &mut Sql, table: &str, column: &str, wanted: Option<uuid::Uuid>, known: bool) {
    match wanted {
        None => {}
        Some(_) if !known => {
            sql.push(" AND 1 = 0");
        }
        Some(wanted) => {
            sql.push(&format!(" AND {table}.{column} = ")).bind(wanted);
        }
    }
}

/// Goes on with whether the worker has broken the glass of a record and may still look.
pub(crate) fn glass_broken(sql: &mut Sql, scope: &Scope, records: Records, now: Timestamp) {
    let table = records.table;
    sql.push(&format!(
        "EXISTS (SELECT 1 FROM relations WHERE relations.record = {table}.id \
         AND relations.kind = 'glass' AND relations.worker = "
    ));
    sql.bind(scope.worker().uuid()).push(" AND relations.until > ").bind(stamp(now)).push(")");
}
