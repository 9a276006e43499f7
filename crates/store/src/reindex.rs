//! The blind index made again: people indexed by an earlier version are found by what this one
//! looks for.

use access::{Permitted, act};
use pathway::{PersonId, ProgrammeId};
use uuid::Uuid;

use crate::change::{Append, Change, NotCommitted};
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::index::{self, IndexKey, Token};
use crate::keys::{Ciphertext, Details, KeyFault, Side, Subject, Wrap};
use crate::sql::{Sql, padded};
use crate::texts::NotRead;
use crate::{Store, tables};

/// Cases whose people are indexed again in one transaction: short, so that nobody waits.
const PAGE: i64 = 64;

/// The sides that people are found on, with the streams of their cases.
const SIDES: [(Side, &str); 2] = [(Side::Programme, "case"), (Side::Support, "support_case")];

/// Why the index was not made again. What was made stays.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotIndexed {
    /// Somebody's details could not be opened.
    #[error(transparent)]
    NotRead(#[from] NotRead),
    /// A page could not be written.
    #[error(transparent)]
    NotCommitted(#[from] NotCommitted),
}

/// The people of some cases, with the versions of these.
struct Page {
    versions: Vec<(Uuid, u32)>,
    people: Vec<(Uuid, PersonId, Vec<Token>)>,
}

impl Store {
    /// Makes again by what people of the permitted programme are found, and says of how many.
    /// Details are opened in memory alone, and nothing of them is given out; whoever has no key
    /// any more, because they were erased, is found no more.
    ///
    /// # Errors
    /// See [`NotIndexed`].
    pub async fn reindex(
        &self,
        permitted: &Permitted<act::RebuildModels>,
    ) -> Result<u64, NotIndexed> {
        let mut people = 0;
        for (side, kind) in SIDES {
            // A side on which nobody was ever indexed has no key, and needs none.
            let programme = permitted.programme();
            let Some(key) = self.index_key(programme, side).await? else { continue };
            let (mut after, mut size) = (None, PAGE);
            loop {
                let page = self.page_of(permitted, (side, kind), &key, (after, size)).await?;
                let Some((last, _)) = page.versions.last().copied() else { break };
                let count = page.people.len();
                match self.commit(self.indexed_again(permitted, side, page)).await {
                    Ok(_) => {
                        people += u64::try_from(count).unwrap_or(u64::MAX);
                        (after, size) = (Some(last), PAGE);
                    }
                    // Somebody worked on one of the cases meanwhile: it is read again.
                    Err(NotCommitted::Stale { .. }) => size = (size / 2).max(1),
                    Err(other) => return Err(other.into()),
                }
            }
        }
        Ok(people)
    }

    async fn page_of(
        &self,
        permitted: &Permitted<act::RebuildModels>,
        (side, kind): (Side, &str),
        key: &IndexKey,
        (after, size): (Option<Uuid>, i64),
    ) -> Result<Page, NotRead> {
        let versions = self.versions(permitted.programme(), kind, after, size).await?;
        let mut people: Vec<(Uuid, PersonId, Vec<Token>)> = Vec::new();
        if versions.is_empty() {
            return Ok(Page { versions, people });
        }
        let records: Vec<Uuid> = versions.iter().map(|(record, _)| *record).collect();
        let mut sql = Sql::new(
            "SELECT wraps.subject, wraps.kind, wraps.record, wraps.version, wraps.wrapped, \
             wraps.organisation, texts.ciphertext FROM wraps \
             JOIN texts ON texts.id = wraps.subject WHERE wraps.side = ",
        );
        sql.bind(i64::from(side.code()));
        sql.push(" AND wraps.kind = ")
            .bind(i64::from(Subject::Person(PersonId::of(Uuid::nil())).code()));
        sql.push(" AND wraps.record IN (").bind_all(padded(&records)).push(")");
        for (wrap, sealed) in self.read(sql, |row| sealed(row, side)).await? {
            let Subject::Person(person) = wrap.subject else { continue };
            // After a transfer two providers have a key to the same details.
            if people.iter().any(|(record, one, _)| (*record, *one) == (wrap.record, person)) {
                continue;
            }
            let unwrap = || self.keys().unwrap_to_index(permitted, &wrap);
            let data_key = self.with_fresh_keys(unwrap).await?;
            let details = Details::open(&data_key, person, &sealed).map_err(KeyFault::from)?;
            people.push((wrap.record, person, index::tokens(key, &details)));
        }
        Ok(Page { versions, people })
    }

    /// The streams of a kind by their ids, each with its version.
    async fn versions(
        &self,
        programme: ProgrammeId,
        kind: &str,
        after: Option<Uuid>,
        size: i64,
    ) -> Result<Vec<(Uuid, u32)>, Fault> {
        let mut sql = Sql::new(
            "SELECT streams.id, (SELECT MAX(journal.version) FROM journal \
             WHERE journal.stream = streams.id) FROM streams WHERE streams.programme = ",
        );
        sql.bind(programme.uuid()).push(" AND streams.kind = ").bind(kind);
        if let Some(after) = after {
            sql.push(" AND streams.id > ").bind(after);
        }
        sql.push(" ORDER BY streams.id LIMIT ").bind(size);
        let version = |row: &mut Columns<'_>| {
            let id = row.take()?;
            let version: Option<i64> = row.take()?;
            Ok((id, version.and_then(|version| u32::try_from(version).ok()).unwrap_or(0)))
        };
        self.read(sql, version).await
    }

    fn indexed_again(
        &self,
        permitted: &Permitted<act::RebuildModels>,
        side: Side,
        page: Page,
    ) -> Change {
        let (programme, now) = (permitted.programme(), self.surroundings().now());
        let mut change = Change::unnumbered(permitted.worker(), programme, now);
        let people: Vec<Uuid> = page.people.iter().map(|(_, person, _)| person.uuid()).collect();
        let records: Vec<Uuid> = page.people.iter().map(|(record, ..)| *record).collect();
        if !people.is_empty() {
            let mut gone = Sql::new("DELETE FROM blind_index WHERE person IN (");
            gone.bind_all(padded(&people)).push(") AND record IN (");
            gone.bind_all(padded(&records)).push(")");
            change.clearing.push(gone);
        }
        // As it was read, or not at all.
        let as_read = page.versions.iter();
        change.appends.extend(as_read.map(|(stream, on)| Append {
            stream: *stream,
            on: *on,
            events: 0,
        }));
        for (record, person, tokens) in &page.people {
            let rows = tokens.iter();
            let rows = rows.map(|token| tables::token(programme, side, token, *record, *person));
            change.rows.extend(rows);
        }
        change
    }
}

fn sealed(row: &mut Columns<'_>, side: Side) -> Result<(Wrap, Ciphertext), Fault> {
    let id: Uuid = row.take()?;
    let subject = Subject::stored(row.number()?, id)
        .ok_or_else(|| Fault::Foreign("a row of the table wraps".to_owned()))?;
    let (record, version) = (row.take()?, row.number()?);
    let wrapped = Ciphertext::of(row.take()?);
    let organisation = row.id(pathway::OrganisationId::of)?;
    let wrap = Wrap { subject, record, organisation, side, version, wrapped };
    Ok((wrap, Ciphertext::of(row.take()?)))
}
