//! What is due of the cases in a scope, the soonest first: every clock that runs, not only the
//! soonest of each case.

use access::{Kind, Scope};
use jiff::Timestamp;
use pathway::WorkerId;

use crate::Store;
use crate::cases::{self, Among, Filter, Listed, Met};
use crate::fault::Fault;
use crate::sql::{Sql, stamp};
use crate::tables;

/// Something that is due of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The case as lists show it; its own `due` is the soonest of all.
    pub case: Listed,
    /// What, by the code of its side's clock.
    pub what: String,
    /// By when.
    pub by: Timestamp,
}

/// Of whose cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of this worker's own.
    Assigned(WorkerId),
    /// Of everybody's in the scope.
    Everybodys,
}

impl Store {
    /// What is due before a moment of the cases in the scope, by the codes that are asked for, the
    /// soonest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due(
        &self,
        scope: &Scope,
        whose: Whose,
        what: &[&'static str],
        before: Timestamp,
        limit: u16,
    ) -> Result<Vec<Due>, Fault> {
        let Some(sql) = asking(scope, whose, what, before, limit, self.surroundings().now()) else {
            return Ok(Vec::new());
        };
        let Some(records) = cases::records(scope.kind()) else { return Ok(Vec::new()) };
        self.read(sql, |row| {
            let case = cases::listed(row, scope.kind(), records)?;
            Ok(Due { case, by: row.moment()?, what: row.take()? })
        })
        .await
    }
}

/// The question; none where nothing can be due.
fn asking(
    scope: &Scope,
    whose: Whose,
    what: &[&'static str],
    before: Timestamp,
    limit: u16,
    now: Timestamp,
) -> Option<Sql> {
    let table = match scope.kind() {
        Kind::Case => tables::CASE_CLOCKS.name,
        Kind::SupportCase => tables::SUPPORT_CLOCKS.name,
        // Those who refer have no clocks of their own.
        _ => return None,
    };
    if what.is_empty() || scope.clauses().is_empty() {
        return None;
    }
    let records = cases::records(scope.kind())?;
    let mut met = Sql::new(&format!(
        "(SELECT record, due AS by_when, what AS clock FROM {table} WHERE programme IN ("
    ));
    met.bind_all(scope.clauses().iter().map(|clause| clause.programme.uuid()));
    met.push(") AND due < ").bind(stamp(before)).push(" AND what IN (");
    met.bind_all(what.iter().copied()).push(")) AS met");
    let met = Met { table: met, read: "met.by_when, met.clock" };
    let mut sql = cases::select_from(scope, records, now, Among::Met(met));
    if let Whose::Assigned(worker) = whose {
        let own = Filter { assigned: Some(worker), ..Filter::default() };
        cases::narrow(&mut sql, &own, records);
    }
    sql.push(&format!(" ORDER BY met.by_when, {}.id, met.clock LIMIT ", records.table));
    sql.bind(i64::from(limit));
    Some(sql)
}
