//! Work in the hands of somebody who cannot open it any more: whose account is closed, who holds no
//! role there that reaches it, or who has a conflict of interest with it. Which roles reach it, the
//! policy says.

use access::grants::GRANTS;
use access::{Action, Holder, Relation};
use pathway::ProgrammeId;

use crate::relations::CONFLICT;
use crate::sql::Sql;

/// Goes on with whether a record is given to somebody, by a column of its table, who cannot do this
/// to it any more.
pub(crate) fn out_of_reach(sql: &mut Sql, action: Action, (table, column): (&str, &str)) {
    sql.push(&format!(
        "({table}.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM workers \
         JOIN roles ON roles.worker = workers.id AND roles.programme = {table}.programme \
         WHERE workers.id = {table}.{column} AND workers.state = 'active' \
         AND workers.organisation = {table}.organisation AND (roles.role IN ("
    ));
    sql.bind_all(holding(action, Relation::OwnProvider));
    sql.push(") OR (roles.role IN (").bind_all(holding(action, Relation::OwnAreas));
    sql.push(&format!(") AND roles.area IN ('', {table}.area)))))"));
}

/// Goes on with the records of some programmes that are given to somebody, by a column of their table,
/// who has a conflict of interest with them. They are few, and found before any record is looked at.
pub(crate) fn in_conflict(sql: &mut Sql, (table, column): (&str, &str), of: &[ProgrammeId]) {
    if of.is_empty() {
        return;
    }
    sql.push(&format!(
        " OR {table}.id IN (SELECT relations.record FROM relations JOIN {table} AS given \
         ON given.id = relations.record AND given.{column} = relations.worker \
         WHERE relations.kind = "
    ));
    sql.bind(CONFLICT).push(" AND relations.programme IN (");
    sql.bind_all(of.iter().map(|programme| programme.uuid())).push("))");
}

/// Goes on with whether somebody, by a column of a table, has a closed account, or holds no role in
/// the programme of its records by which this is done.
pub(crate) fn holds_no_role(
    sql: &mut Sql,
    (action, relation): (Action, Relation),
    (table, column): (&str, &str),
) {
    sql.push(&format!(
        "NOT EXISTS (SELECT 1 FROM workers \
         JOIN roles ON roles.worker = workers.id AND roles.programme = {table}.programme \
         WHERE workers.id = {table}.{column} AND workers.state = 'active' AND roles.role IN ("
    ));
    sql.bind_all(holding(action, relation)).push("))");
}

/// The roles by which something is done to such records.
pub(crate) fn holding(action: Action, relation: Relation) -> impl Iterator<Item = &'static str> {
    let grants =
        GRANTS.iter().filter(move |grant| grant.action == action && grant.relation == relation);
    grants.filter_map(|grant| match grant.holder {
        Holder::Role(role) => Some(role.name()),
        Holder::Owner | Holder::System(_) => None,
    })
}
