//! Looking people up through the blind index: within a scope, one side, one query.

use std::collections::HashSet;

use access::{Act, Permitted, Scope};
use pathway::{NarrativeId, ProgrammeId};
use uuid::Uuid;

use crate::Store;
use crate::audit::Detail;
use crate::cases::{self, Among, Listed, Met};
use crate::change::Change;
use crate::keys::index::{self, Field, Searched, Token};
use crate::keys::{Ciphertext, DataKey, Details, Narrative, Side, Subject};
use crate::sql::Sql;
use crate::tables;
use crate::texts::NotRead;

/// What one search finds at most.
const MOST: u32 = 50;
/// The least [`index::score`] that a search shows: one word that sounds alike.
const LEAST: u32 = 8;
/// The fields by which a search finds, in the order of their codes.
const FIELDS: [Field; 8] = [
    Field::FullName,
    Field::FamilyNameAndBirth,
    Field::Birth,
    Field::BirthEitherWay,
    Field::Phone,
    Field::Postcode,
    Field::Sound,
    Field::Piece,
];

impl Store {
    /// Cases in the scope whose people are like what was searched for, the likest first, 50 at
    /// most, each with its [`index::score`]. A restricted case is found only once the worker has
    /// broken its glass: to find it by a name would tell whose it is.
    ///
    /// # Errors
    /// When the database fails, or a key that another server made does not open.
    pub async fn search(
        &self,
        scope: &Scope,
        searched: &Searched,
    ) -> Result<Vec<(Listed, u32)>, NotRead> {
        let mut found = self.like(scope, |key| index::query(key, searched)).await?;
        found.retain(|(one, _)| !one.facts.restricted || one.facts.glass_broken);
        Ok(found)
    }

    /// What a person is found by on one side of the permitted record's programme, for
    /// [`Change::index`](crate::Change::index).
    ///
    /// # Errors
    /// When the first key of an index cannot be written.
    pub async fn tokens<A: Act>(
        &self,
        permitted: &Permitted<A>,
        side: Side,
        details: &Details,
    ) -> Result<Vec<Token>, NotRead> {
        Ok(index::tokens(&self.ready_index(permitted, side).await?, details))
    }

    /// What somebody searched for, sealed for the side of their organisation, for the audit. The
    /// key is wrapped apart, so that it is wrapped anew with all others and erased like them.
    ///
    /// # Errors
    /// When the side has no key yet.
    pub fn seal_searched(
        &self,
        change: &mut Change,
        scope: &Scope,
        words: &str,
    ) -> Result<Option<Detail>, NotRead> {
        let Some(side) = scope.kind().side().and_then(Side::of) else { return Ok(None) };
        let (id, key) =
            (NarrativeId::of(self.surroundings().id()), DataKey::random(self.surroundings()));
        let subject = Subject::Narrative(id);
        let holder = (scope.organisation(), side);
        let wrap = self.keys().wrap(&key, subject, id.uuid(), holder, self.surroundings())?;
        let sealed = Narrative::new(words).seal(&key, id, self.surroundings());
        change.row(tables::wrap(&wrap));
        // The id goes before the sealed words, by which the wrap is found again.
        let bytes = [id.uuid().as_bytes().as_slice(), sealed.bytes()].concat();
        Ok(Some(Detail::of(Ciphertext::of(bytes))))
    }

    async fn like(
        &self,
        scope: &Scope,
        tokens: impl Fn(&index::IndexKey) -> Vec<Token>,
    ) -> Result<Vec<(Listed, u32)>, NotRead> {
        let Some(records) = cases::records(scope.kind()) else { return Ok(Vec::new()) };
        let Some(side) = scope.kind().side().and_then(Side::of) else { return Ok(Vec::new()) };
        let mut programmes: Vec<ProgrammeId> =
            scope.clauses().iter().map(|clause| clause.programme).collect();
        programmes.sort_unstable();
        programmes.dedup();
        let mut wanted = Vec::new();
        for programme in programmes {
            if let Some(key) = self.index_key(programme, side).await? {
                wanted.extend(tokens(&key).into_iter().map(|token| (programme, token)));
            }
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let table = records.table;
        let met = Met { table: met(&wanted, side), read: "met.score" };
        let mut sql =
            cases::select_from(scope, records, self.surroundings().now(), Among::Met(met));
        sql.push(&format!(
            " ORDER BY met.score DESC, {table}.received DESC, {table}.id DESC LIMIT "
        ));
        // A case of several people who are alike is there several times.
        sql.bind(i64::from(2 * MOST));
        let mut found: Vec<(Listed, u32)> = self
            .read(sql, |row| {
                let one = cases::listed(row, scope.kind(), records)?;
                Ok((one, row.number()?))
            })
            .await?;
        let mut seen: HashSet<Uuid> = HashSet::with_capacity(found.len());
        found.retain(|(one, score)| *score >= LEAST && seen.insert(one.envelope.id));
        found.truncate(MOST as usize);
        Ok(found)
    }
}

/// A table `met` of the records and people whose tokens met, each with the score.
fn met(wanted: &[(ProgrammeId, Token)], side: Side) -> Sql {
    let mut sql = Sql::new("(SELECT counted.record, ");
    sql.push(&index::score_as_sql(|field| format!("counted.f{}", field.code())));
    sql.push(" AS score FROM (SELECT record");
    for field in FIELDS {
        let code = field.code();
        sql.push(&format!(", SUM(CASE WHEN field = {code} THEN 1 ELSE 0 END) AS f{code}"));
    }
    sql.push(" FROM blind_index WHERE ");
    let mut place = 0;
    for (start, (programme, token)) in wanted.iter().enumerate() {
        // Tokens come by programme and field: each of both once.
        let same =
            |other: &(ProgrammeId, Token)| other.0 == *programme && other.1.field == token.field;
        if start < place {
            continue;
        }
        let end = wanted.iter().skip(start).take_while(|other| same(other)).count() + start;
        sql.push(if start == 0 { "(programme = " } else { " OR (programme = " });
        sql.bind(programme.uuid()).push(" AND side = ").bind(i64::from(side.code()));
        sql.push(" AND field = ").bind(i64::from(token.field.code())).push(" AND token IN (");
        let tokens = wanted.get(start..end).unwrap_or_default().iter();
        sql.bind_all(tokens.map(|(_, token)| token.bytes.to_vec())).push("))");
        place = end;
    }
    sql.push(" GROUP BY record, person) AS counted) AS met");
    sql
}
