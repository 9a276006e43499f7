//! Read models: what lists, clocks and figures need of each stream, made from its events alone.

mod cases;
pub(crate) mod groups;
mod pages;
mod rebuild;
mod state;
mod support_cases;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use jiff::Timestamp;
use pathway::Clocks;
use uuid::Uuid;

use crate::journal::{Envelope, Row, Written};
use crate::sql::{Sql, stamp};
use crate::writer::{Insert, Table};

pub use pages::Counted;
pub use state::State;

/// By which targets the next thing due is found that lists sort and filter by: those that come
/// with Waymark, which tests hold to be readable. They are no parameter of an append, so that a
/// row depends on the events of its stream alone and the models can always be made again; whoever
/// ships other targets rebuilds the models.
static CLOCKS: LazyLock<Option<Clocks>> = LazyLock::new(|| Clocks::shipped().ok());
/// The same on her side.
static RULES: LazyLock<Option<support::Rules>> = LazyLock::new(|| support::Rules::shipped().ok());

/// Something that is due: when, and what by its code.
type Due = (Timestamp, &'static str);

fn row(table: &'static Table, values: impl IntoIterator<Item = crate::sql::Value>) -> Row {
    Row(Written::Row(Insert::into(table, values)))
}

/// What a stream no longer has: rows that an earlier version of it left. They go after all rows of
/// the batch are written, so that of two appends in one batch the later says what is left.
fn sweep(text: &str, stream: Uuid, version: u32) -> Row {
    Row(Written::Sweep(Sql::with(text, [stream.into(), i64::from(version).into()])))
}

/// Both columns of what is due first.
fn due_columns(due: &[Due]) -> [crate::sql::Value; 2] {
    let due = due.first();
    [due.map(|(by, _)| stamp(*by)).into(), due.map(|(_, what)| (*what).to_owned()).into()]
}

/// A row for each thing that is due of a stream, the soonest first, and that earlier ones are
/// gone.
fn clock_rows(
    table: &'static Table,
    envelope: &Envelope,
    version: u32,
    due: &[Due],
) -> impl Iterator<Item = Row> {
    let rows = (0_i64..).zip(due).map(|(place, (by, what))| {
        let values = [
            envelope.id.into(),
            place.into(),
            envelope.programme.uuid().into(),
            i64::from(version).into(),
            (*what).into(),
            stamp(*by).into(),
        ];
        row(table, values)
    });
    let swept = format!("DELETE FROM {} WHERE record = ? AND version < ?", table.name);
    let rows: Vec<Row> = rows.chain([sweep(&swept, envelope.id, version)]).collect();
    rows.into_iter()
}
