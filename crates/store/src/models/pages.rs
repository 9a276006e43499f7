//! Streams read many at a time, page after page: for the evaluation, and for making the read
//! models again. Never for people at work, who read by scope or one by one.

use std::collections::HashMap;

use access::{Act, Permitted, act};
use pathway::{ProgrammeId, Reference};
use uuid::Uuid;

use crate::Store;
use crate::fault::Fault;
use crate::journal::{Envelope, Stream};
use crate::sql::Sql;

/// Streams whose events are in memory at the same time, at most.
pub(super) const PAGE: usize = 128;

/// What may be done with every case of a programme, without a name.
pub trait Counted: Act {}
impl Counted for act::ExportDataSet {}
impl Counted for act::ReadFigures {}

/// A stream as it stands.
#[derive(Clone, Debug)]
pub(super) struct Stood<S> {
    pub(super) envelope: Envelope,
    /// How many events it has.
    pub(super) version: u32,
    pub(super) state: S,
}

impl Store {
    /// His cases of the permitted programme as they stand, by their ids, after one of them: at
    /// most `limit`, and never more than 128. Fewer than asked for: there are no more.
    ///
    /// # Errors
    /// When the database fails, or holds an event in no known form.
    pub async fn case_states<A: Counted>(
        &self,
        permitted: &Permitted<A>,
        after: Option<Uuid>,
        limit: u16,
    ) -> Result<Vec<(Envelope, programme::Case)>, Fault> {
        self.states(permitted.programme(), after, limit).await
    }

    /// Her support cases, likewise.
    ///
    /// # Errors
    /// As for his.
    pub async fn support_case_states<A: Counted>(
        &self,
        permitted: &Permitted<A>,
        after: Option<Uuid>,
        limit: u16,
    ) -> Result<Vec<(Envelope, support::Case)>, Fault> {
        self.states(permitted.programme(), after, limit).await
    }

    /// Groups, likewise.
    ///
    /// # Errors
    /// As for his cases.
    pub async fn group_states<A: Counted>(
        &self,
        permitted: &Permitted<A>,
        after: Option<Uuid>,
        limit: u16,
    ) -> Result<Vec<(Envelope, programme::group::Group)>, Fault> {
        self.states(permitted.programme(), after, limit).await
    }

    async fn states<S: Stream>(
        &self,
        programme: ProgrammeId,
        after: Option<Uuid>,
        limit: u16,
    ) -> Result<Vec<(Envelope, S)>, Fault> {
        let page = self.page::<S>(programme, after, usize::from(limit).min(PAGE)).await?;
        Ok(page.into_iter().map(|stood| (stood.envelope, stood.state)).collect())
    }

    /// Streams of a kind by their ids: two queries, whatever their number.
    pub(super) async fn page<S: Stream>(
        &self,
        programme: ProgrammeId,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<Stood<S>>, Fault> {
        let mut sql = Sql::new("SELECT id, reference, restricted FROM streams WHERE programme = ");
        sql.bind(programme.uuid()).push(" AND kind = ").bind(S::KIND);
        if let Some(after) = after {
            sql.push(" AND id > ").bind(after);
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        sql.push(" ORDER BY id LIMIT ").bind(limit);
        let mut page = self
            .read(sql, |row| {
                let id = row.take()?;
                let reference = Reference::random(row.number()?);
                let restricted = row.take()?;
                let envelope = Envelope { id, programme, reference, restricted };
                Ok(Stood { envelope, version: 0, state: S::default() })
            })
            .await?;
        if page.is_empty() {
            return Ok(page);
        }
        let places: HashMap<Uuid, usize> =
            page.iter().zip(0..).map(|(stood, place)| (stood.envelope.id, place)).collect();
        let mut sql = Sql::new("SELECT stream, body FROM journal WHERE stream IN (");
        sql.bind_all(page.iter().map(|stood| stood.envelope.id)).push(") ORDER BY stream, version");
        let events = self.read(sql, |row| {
            let (stream, body): (Uuid, String) = (row.take()?, row.take()?);
            Ok((stream, S::read(&body).map_err(Fault::Foreign)?))
        });
        for (stream, event) in events.await? {
            if let Some(stood) = places.get(&stream).and_then(|place| page.get_mut(*place)) {
                stood.state.take(&event);
                stood.version += 1;
            }
        }
        Ok(page)
    }
}
