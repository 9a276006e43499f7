//! Caseloads and inboxes: what is in somebody's scope, a page at a time.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Areas, Kind, Scope, act, scope};
use pathway::{Area, PersonId};
use store::audit::Outcome;
use store::keys::Details;
use store::{Filter, Key, Listed, MessageKey, Received};

use crate::fault::Fault;
use crate::office::Acting;

/// A page of cases. Names are revealed by the scope that it carries.
#[derive(Debug)]
pub struct Caseload {
    /// By which names are revealed.
    pub scope: Scope,
    /// The cases, newest first.
    pub cases: Vec<Listed>,
    /// Who they are of; none of a restricted case.
    pub people: HashMap<PersonId, Arc<Details>>,
    /// How many there are in all, counted up to [`MOST_COUNTED`].
    pub count: u32,
    /// Where the next page begins; none after the last.
    pub next: Option<Key>,
}

/// How many cases a page holds.
pub const PAGE: u16 = 25;
/// From here on a count says *or more*.
pub const MOST_COUNTED: u32 = 500;

impl Acting<'_> {
    /// The cases of the worker's own side, or the referrals of those who refer.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn caseload(&self, filter: &Filter, after: Option<Key>) -> Result<Caseload, Fault> {
        let scope = self.cases();
        let filter = &self.as_known(filter);
        let mut cases = self.store().list(&scope, filter, after, PAGE + 1).await?;
        let more = cases.len() > usize::from(PAGE);
        cases.truncate(PAGE.into());
        let next = if more { cases.last().map(Listed::key) } else { None };
        // On its way to the disk while the rest is read.
        match scope.kind() {
            Kind::SupportCase => self.note::<act::ListSupportCases>(None, Outcome::Allowed).await?,
            Kind::Referral => self.note::<act::ListReferrals>(None, Outcome::Allowed).await?,
            _ => self.note::<act::ListCases>(None, Outcome::Allowed).await?,
        }
        let count = self.store().count(&scope, filter, MOST_COUNTED).await?;
        let people = self.store().people_of(&scope, &cases).await?;
        Ok(Caseload { scope, cases, people, count, next })
    }

    /// Which cases somebody lists.
    pub(crate) fn cases(&self) -> Scope {
        let actor = &self.worker.actor;
        let scopes = [
            scope(actor, act::ListCases),
            scope(actor, act::ListSupportCases),
            scope(actor, act::ListReferrals),
        ];
        // Nobody holds two sides; who holds none has an empty list.
        let [his, hers, referrals] = scopes;
        let scope = [his, hers].into_iter().find(|scope| !scope.clauses().is_empty());
        scope.unwrap_or(referrals)
    }

    /// The areas of which the worker's own list can hold a case: those of the role, and of a whole
    /// provider those that it serves. What they refer may come from any.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn own_areas(&self) -> Result<Vec<Area>, Fault> {
        let scope = self.cases();
        let mut areas = Vec::new();
        for clause in scope.clauses() {
            areas.extend(match (&clause.areas, clause.organisation) {
                (Areas::These(these), _) => these.clone(),
                (Areas::All, Some(provider)) => {
                    self.store().areas_of(clause.programme, provider).await?
                }
                (Areas::All, None) => self.store().areas(clause.programme).await?,
            });
        }
        areas.sort();
        areas.dedup();
        Ok(areas)
    }

    /// The areas of the programme, from which everybody chooses.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn areas(&self) -> Result<Vec<Area>, Fault> {
        Ok(self.store().areas(self.worker.programme).await?)
    }

    /// What came for the worker, newest first.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn inbox(&self, after: Option<MessageKey>) -> Result<Vec<Received>, Fault> {
        let scopes = self.inboxes();
        let received = self.store().messages(&scopes, after, PAGE).await?;
        self.note::<act::ReadMessages>(None, Outcome::Allowed).await?;
        Ok(received)
    }
}
