//! Rows of earlier spreadsheets that are cases now: found by the references that their files gave
//! them, so that none comes in twice.

use std::collections::HashMap;

use access::{Act, Permitted, Scope, act};
use pathway::{ProgrammeId, Reference};
use uuid::Uuid;

use crate::Store;
use crate::change::Change;
use crate::fault::Fault;
use crate::journal::Stream;
use crate::keys::Side;
use crate::sql::Sql;
use crate::tables;
use crate::texts::NotRead;
use crate::writer::{Insert, OnConflict, Table};

/// References that are looked for in one query.
const TOGETHER: usize = 256;

static IMPORTED: Table = Table {
    name: "imported",
    columns: &["programme", "kind", "reference", "stream", "digest", "individual"],
    key: 3,
    on_conflict: OnConflict::Fail,
};

/// Leave to bring in cases of one side.
pub trait Imports: Act {
    /// The side.
    const SIDE: Side;
    /// The kind of stream that its cases are.
    const STREAM: &'static str;
}

impl Imports for act::ImportCase {
    const SIDE: Side = Side::Programme;
    const STREAM: &'static str = <programme::Case as Stream>::KIND;
}

impl Imports for act::ImportSupportCase {
    const SIDE: Side = Side::Support;
    const STREAM: &'static str = <support::Case as Stream>::KIND;
}

/// A row that is a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The case.
    pub stream: Uuid,
    /// Of what the row said; none of a case that began in this record and came back in a file.
    pub digest: Option<RowDigest>,
    /// By what the record knows that referrals are of one man.
    pub individual: Option<String>,
}

/// Keyed digests of what a row said and of the names in it: whoever has the database cannot try what
/// they may have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowDigest([[u8; 8]; 2]);

/// What a row says.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Its columns.
    pub row: Vec<u8>,
    /// The names in it; empty where the file has none.
    pub names: Vec<u8>,
}

impl Said {
    fn parts(&self) -> [&[u8]; 2] {
        [&self.row, &self.names]
    }
}

impl Change {
    /// The permitted case is what the row of a reference became.
    pub fn imported<A: Imports>(
        &mut self,
        permitted: &Permitted<A>,
        reference: &str,
        digest: RowDigest,
        individual: Option<&str>,
    ) -> &mut Self {
        self.row(Insert::into(
            &IMPORTED,
            [
                permitted.programme().uuid().into(),
                A::STREAM.into(),
                reference.into(),
                permitted.record().into(),
                digest.0.concat().into(),
                individual.map(str::to_owned).into(),
            ],
        ))
    }
}

impl Store {
    /// The digest of a row that is brought in.
    ///
    /// # Errors
    /// When the first key of the side cannot be written.
    pub async fn row_digest<A: Imports>(
        &self,
        permitted: &Permitted<A>,
        said: &Said,
    ) -> Result<RowDigest, NotRead> {
        Ok(RowDigest(self.ready_index(permitted, A::SIDE).await?.row(said.parts())))
    }

    /// Whether a row says something else than when it came in. A file without names says nothing
    /// of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn says_else<A: Imports>(
        &self,
        programme: ProgrammeId,
        _act: A,
        before: RowDigest,
        said: &Said,
    ) -> Result<bool, NotRead> {
        let Some(key) = self.index_key(programme, A::SIDE).await? else { return Ok(false) };
        let ([row, names], [row_before, names_before]) = (key.row(said.parts()), before.0);
        Ok(row != row_before || !said.names.is_empty() && names != names_before)
    }

    /// Which of these references the programme has cases of, for whoever may bring some in: those
    /// of rows that came in, and those of cases that began in this record.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn imported<A: Imports>(
        &self,
        scope: &Scope,
        _act: A,
        programme: ProgrammeId,
        references: &[&str],
    ) -> Result<HashMap<String, Imported>, Fault> {
        let mut there = HashMap::new();
        let within = scope.clauses().iter().any(|clause| clause.programme == programme);
        if !within || scope.action() != A::ACTION {
            return Ok(there);
        }
        for some in references.chunks(TOGETHER) {
            let mut sql =
                of(programme, A::STREAM, "reference, stream, digest, individual", IMPORTED.name);
            sql.push(" AND reference IN (").bind_all(padded(some)).push(")");
            let rows = self.read(sql, |row| {
                let (reference, stream) = (row.take::<String>()?, row.take()?);
                let (digest, individual) = (read(&row.take::<Vec<u8>>()?)?, row.take()?);
                let digest = Some(digest);
                Ok((reference, Imported { stream, digest, individual }))
            });
            there.extend(rows.await?);
            // Exactly as Waymark writes it: what a file may spell so by chance is another's.
            let own: Vec<i64> = some
                .iter()
                .filter_map(|text| {
                    let reference = text.parse::<Reference>().ok()?;
                    (reference.to_string() == *text).then(|| tables::reference(reference))
                })
                .collect();
            if own.is_empty() {
                continue;
            }
            let mut sql = of(programme, A::STREAM, "reference, id", "streams");
            sql.push(" AND reference IN (").bind_all(padded(&own)).push(")");
            let rows = self.read(sql, |row| {
                let reference = Reference::random(row.number()?).to_string();
                Ok((reference, Imported { stream: row.take()?, digest: None, individual: None }))
            });
            for (reference, began) in rows.await? {
                there.entry(reference).or_insert(began);
            }
        }
        Ok(there)
    }
}

fn read(bytes: &[u8]) -> Result<RowDigest, Fault> {
    let foreign = || Fault::Foreign("a row of the table imported".to_owned());
    let (row, names) = bytes.split_first_chunk::<8>().ok_or_else(foreign)?;
    Ok(RowDigest([*row, names.try_into().map_err(|_| foreign())?]))
}

fn of(programme: ProgrammeId, stream: &'static str, columns: &str, table: &str) -> Sql {
    let mut sql = Sql::new(&format!("SELECT {columns} FROM {table} WHERE programme = "));
    sql.bind(programme.uuid()).push(" AND kind = ").bind(stream);
    sql
}

/// To a power of two by repeating the last, so that few statements are prepared.
fn padded<T: Copy>(some: &[T]) -> impl Iterator<Item = T> + '_ {
    let more = some.len().next_power_of_two() - some.len();
    some.iter().copied().chain(some.last().copied().into_iter().cycle().take(more))
}
