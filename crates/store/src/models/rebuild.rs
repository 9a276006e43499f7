//! The read models made again from the journal.

use access::{Permitted, act};
use programme::group::Group;
use uuid::Uuid;

use super::pages::{PAGE, Stood};
use crate::change::{Change, NotCommitted};
use crate::journal::Stream;
use crate::sql::Sql;
use crate::{Store, tables};

/// The tables of one kind of stream: with the column that holds the stream's id.
pub(super) const OF_CASES: [(&str, &str); 2] =
    [(tables::CASES.name, "id"), (tables::CASE_CLOCKS.name, "record")];
const OF_SUPPORT_CASES: [(&str, &str); 3] = [
    (tables::SUPPORT_CASES.name, "id"),
    (tables::CROSSINGS.name, "hers"),
    (tables::SUPPORT_CLOCKS.name, "record"),
];
const OF_GROUPS: [(&str, &str); 3] = [
    (tables::GROUPS.name, "id"),
    (tables::GROUP_MEMBERS.name, "cohort"),
    (tables::GROUP_SESSIONS.name, "cohort"),
];

impl Store {
    /// Makes the read models of the permitted programme again from the journal, and says from how
    /// many streams. A page of streams is one change: whoever works meanwhile sees each case as it
    /// was or as it is, and a page that somebody changed is read again.
    ///
    /// # Errors
    /// When the database fails, or holds an event in no known form. The pages before stay made.
    pub async fn rebuild(
        &self,
        permitted: &Permitted<act::RebuildModels>,
    ) -> Result<u64, NotCommitted> {
        let cases = self.remake::<programme::Case>(permitted, &OF_CASES).await?;
        let support_cases = self.remake::<support::Case>(permitted, &OF_SUPPORT_CASES).await?;
        let groups = self.remake::<Group>(permitted, &OF_GROUPS).await?;
        Ok(cases + support_cases + groups)
    }

    /// Makes the read models of groups again where one that goes on lacks its leaders, since it was
    /// set up before they were kept, and says of how many groups: of none where none lacks them.
    ///
    /// # Errors
    /// As [`Store::rebuild`].
    pub async fn keep_leaders(
        &self,
        permitted: &Permitted<act::RebuildModels>,
    ) -> Result<u64, NotCommitted> {
        let mut lacking = Sql::new("SELECT 1 FROM groups WHERE programme = ");
        lacking.bind(permitted.programme().uuid()).push(" AND open = ").bind(true);
        lacking.push(" AND man IS NULL LIMIT 1");
        match self.read(lacking, |_| Ok(())).await?.is_empty() {
            true => Ok(0),
            false => self.remake::<Group>(permitted, &OF_GROUPS).await,
        }
    }

    async fn remake<S: Stream>(
        &self,
        permitted: &Permitted<act::RebuildModels>,
        tables: &[(&'static str, &'static str)],
    ) -> Result<u64, NotCommitted> {
        let programme = permitted.programme();
        // What stands for no stream goes first: it may hold what is another's.
        self.commit(self.without_stray::<S>(permitted, tables)).await?;
        let (mut made, mut after, mut size) = (0, None, PAGE);
        loop {
            let page = self.page::<S>(programme, after, size).await?;
            let Some(last) = page.last().map(|stood| stood.envelope.id) else { break };
            let count = page.len();
            match self.commit(self.made_again(permitted, tables, page)).await {
                Ok(_) => {
                    made += u64::try_from(count).unwrap_or(u64::MAX);
                    (after, size) = (Some(last), PAGE);
                }
                // Fewer at a time come through sooner where much is written.
                Err(NotCommitted::Stale { .. }) => size = (size / 2).max(1),
                Err(other) => return Err(other),
            }
        }
        Ok(made)
    }

    fn without_stray<S: Stream>(
        &self,
        permitted: &Permitted<act::RebuildModels>,
        tables: &[(&'static str, &'static str)],
    ) -> Change {
        let (programme, now) = (permitted.programme(), self.surroundings().now());
        let mut change = Change::unnumbered(permitted.worker(), programme, now);
        change.clearing.extend(tables.iter().map(|(table, id)| {
            Sql::with(
                &format!(
                    "DELETE FROM {table} WHERE programme = ? AND NOT EXISTS (SELECT 1 FROM streams \
                     WHERE streams.id = {table}.{id} AND streams.kind = ?)"
                ),
                [programme.uuid().into(), S::KIND.into()],
            )
        }));
        change
    }

    /// A page as one change: what stands of it goes, and comes anew.
    pub(super) fn made_again<S: Stream>(
        &self,
        permitted: &Permitted<act::RebuildModels>,
        tables: &[(&'static str, &'static str)],
        page: Vec<Stood<S>>,
    ) -> Change {
        let now = self.surroundings().now();
        let mut change = Change::unnumbered(permitted.worker(), permitted.programme(), now);
        let ids: Vec<Uuid> = page.iter().map(|stood| stood.envelope.id).collect();
        let of_page = |text: String| {
            let mut sql = Sql::new(&text);
            sql.push(" IN (").bind_all(ids.iter().copied()).push(")");
            sql
        };
        for (table, id) in tables {
            change.clearing.push(of_page(format!("DELETE FROM {table} WHERE {id}")));
        }
        // Restricting is no event: it may have happened since the page was read.
        let restricts = [tables::CASES.name, tables::SUPPORT_CASES.name];
        for (table, _) in tables.iter().filter(|(table, _)| restricts.contains(table)) {
            change.upkeep.push(of_page(format!(
                "UPDATE {table} SET restricted = (SELECT streams.restricted FROM streams \
                 WHERE streams.id = {table}.id) WHERE id"
            )));
        }
        for stood in page {
            change.stands(&stood.envelope, stood.version, &stood.state);
        }
        change
    }
}
