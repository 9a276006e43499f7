//! Entries of the audit as rows.

use pathway::{OrganisationId, WorkerId};
use uuid::Uuid;

use crate::audit::{Linked, Mac};
use crate::sql::{Value, stamp};
use crate::writer::{Insert, OnConflict, Table};

const AUDIT: Table = Table {
    name: "audit",
    columns: &[
        "server",
        "number",
        "at",
        "worker",
        "organisation",
        "action",
        "kind",
        "record",
        "outcome",
        "address",
        "digest",
        "sealed",
        "mac",
    ],
    key: 2,
    on_conflict: OnConflict::Fail,
};

static ROWS: Table = AUDIT;
/// The same for what was on the disk beside the tables first: a line twice is there once.
static AUDIT_BESIDE: Table = Table { on_conflict: OnConflict::Keep, ..AUDIT };

/// How many columns an entry has.
pub(crate) const COLUMNS: usize = 13;

/// The row of these values, in the order of the columns.
pub(crate) fn of(values: Vec<Value>) -> Insert {
    Insert::into(&AUDIT_BESIDE, values)
}

/// Which server wrote the entry of a row, as which number, and the mac that it ends in; none for a
/// row that is no entry.
pub(crate) fn place(row: &Insert) -> Option<(Uuid, u64, Mac)> {
    let [Value::Id(Some(server)), Value::Number(Some(number)), .., Value::Bytes(Some(mac))] =
        row.values.as_slice()
    else {
        return None;
    };
    let mac = <[u8; 32]>::try_from(mac.as_slice()).ok()?;
    Some((*server, u64::try_from(*number).ok()?, Mac::of(mac)))
}

/// An entry in its place as its row.
pub(crate) fn row(linked: Linked) -> Insert {
    let entry = linked.entry;
    let (digest, sealed) = match entry.detail {
        None => (None, None),
        Some(detail) => {
            (Some(detail.digest.to_vec()), detail.sealed.map(|sealed| sealed.into_bytes()))
        }
    };
    // A chain of 2^63 entries is never written.
    let number = i64::try_from(linked.number).unwrap_or(i64::MAX);
    Insert::into(
        &ROWS,
        [
            linked.server.into(),
            number.into(),
            stamp(entry.at).into(),
            entry.worker.map(WorkerId::uuid).into(),
            entry.organisation.map(OrganisationId::uuid).into(),
            entry.action.into_owned().into(),
            entry.kind.into_owned().into(),
            entry.record.into(),
            i64::from(entry.outcome.code()).into(),
            entry.address.map(|address| address.to_string()).into(),
            Value::from(digest),
            sealed.into(),
            linked.mac.bytes().to_vec().into(),
        ],
    )
}
