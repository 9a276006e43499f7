//! What becomes of each row, before anything is written.

use std::collections::HashMap;

use access::{Kind, act, decide, may, scope};
use dataset::{Referral, Support};
use pathway::{Area, OrganisationId};
use store::audit::Outcome;
use store::{Imported, Imports, OrganisationKind, Said};
use uuid::Uuid;

use super::{History, TOGETHER};
use crate::fault::Fault;
use crate::office::{Acting, Cases, Office, Worker};

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A case.
    Case {
        /// Who brings it in: the place among those who import.
        by: usize,
        /// The provider that answers for it.
        provider: Option<OrganisationId>,
    },
    /// Nothing: it is a case already.
    There(There),
    /// Nothing: none of those who import may bring it in.
    Refused,
}

/// A row that is a case already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct There {
    /// Which.
    pub stream: Uuid,
    /// By what the record knows that referrals are of one man.
    pub individual: Option<String>,
    /// Whether the row says something else than when it came in.
    pub changed: bool,
    /// Whether the case began in this record, and came back in a file.
    pub began_here: bool,
}

/// What becomes of every row of a history, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Of the referrals.
    pub his: Vec<Becomes>,
    /// Of the support cases.
    pub hers: Vec<Becomes>,
}

/// Who answers for what.
pub(super) struct Providers {
    /// By area, of the programme and of support.
    areas: HashMap<Area, (Option<OrganisationId>, Option<OrganisationId>)>,
    /// Providers of support by their names.
    named: HashMap<String, OrganisationId>,
}

impl Providers {
    /// For his case: who serves the area, or whoever brings it in.
    fn of_his(&self, area: Option<&Area>, by: &Worker) -> Option<OrganisationId> {
        let serving = area.and_then(|area| self.areas.get(area)).and_then(|both| both.0);
        serving.or_else(|| own(by))
    }

    /// For hers: who serves the area, whoever the row names, or whoever brings it in. The
    /// demonstration, which is of no provider, gives what is left to the first that there is.
    fn of_hers(
        &self,
        area: Option<&Area>,
        named: Option<&str>,
        by: &Worker,
    ) -> Option<OrganisationId> {
        let serving = area.and_then(|area| self.areas.get(area)).and_then(|both| both.1);
        let named = || named.and_then(|name| self.named.get(name)).copied();
        let any = || self.areas.values().find_map(|both| both.1);
        serving.or_else(named).or_else(|| if by.actor.is_system() { any() } else { own(by) })
    }
}

/// The organisation of a worker; none of a part of Waymark.
fn own(by: &Worker) -> Option<OrganisationId> {
    (!by.actor.is_system()).then(|| by.actor.organisation())
}

impl Office {
    /// What becomes of each row, when these workers bring the history in: nothing is written. That
    /// they ask is audited.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn plan_import(&self, by: &[Worker], history: &History<'_>) -> Result<Plan, Fault> {
        let Some(first) = by.first() else { return Ok(Plan::default()) };
        for worker in by {
            let acting = self.acting(worker);
            match imports(worker) {
                Some(Cases::His) => acting.note::<act::ImportCase>(None, Outcome::Allowed).await?,
                Some(Cases::Hers) => {
                    acting.note::<act::ImportSupportCase>(None, Outcome::Allowed).await?;
                }
                None => acting.note::<act::ImportCase>(None, Outcome::Hidden).await?,
            }
        }
        let providers = self.acting(first).providers().await?;
        let mut plan = Plan::default();
        let rows = &history.data.referrals;
        for (rows, from) in rows.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            let refs: Vec<&str> = rows.iter().map(|row| row.referral_ref.as_str()).collect();
            let there = self.there(by, act::ImportCase, &refs).await?;
            for (row, place) in rows.iter().zip(from..) {
                let becomes = match there.get(row.referral_ref.as_str()) {
                    Some(imported) => {
                        let said = history.said_of_him(row, place);
                        let mut there =
                            self.is_there(first, act::ImportCase, imported, &said).await?;
                        let individual = row.individual_ref.as_deref();
                        there.changed |= !there.began_here
                            && individual.is_some()
                            && individual != there.individual.as_deref();
                        Becomes::There(there)
                    }
                    None => new_of_his(by, row, &providers),
                };
                plan.his.push(becomes);
            }
        }
        let rows = &history.data.support;
        for rows in rows.chunks(TOGETHER) {
            let refs: Vec<&str> = rows.iter().map(|row| row.support_ref.as_str()).collect();
            let there = self.there(by, act::ImportSupportCase, &refs).await?;
            for row in rows {
                let becomes = match there.get(row.support_ref.as_str()) {
                    Some(imported) => {
                        let said = super::said_of_her(row);
                        let act = act::ImportSupportCase;
                        Becomes::There(self.is_there(first, act, imported, &said).await?)
                    }
                    None => new_of_hers(by, row, &providers),
                };
                plan.hers.push(becomes);
            }
        }
        Ok(plan)
    }

    /// Which of the references are cases already, as far as those who import may bring such cases in.
    async fn there<A: Imports>(
        &self,
        by: &[Worker],
        act: A,
        references: &[&str],
    ) -> Result<HashMap<String, Imported>, Fault> {
        let mut there = HashMap::new();
        for worker in by {
            let scope = scope(&worker.actor, act);
            let found = self.store.imported(&scope, act, worker.programme, references).await?;
            there.extend(found);
        }
        Ok(there)
    }

    async fn is_there<A: Imports>(
        &self,
        by: &Worker,
        act: A,
        imported: &Imported,
        said: &Said,
    ) -> Result<There, Fault> {
        let changed = match imported.digest {
            None => false,
            Some(before) => self.store.says_else(by.programme, act, before, said).await?,
        };
        Ok(There {
            stream: imported.stream,
            individual: imported.individual.clone(),
            changed,
            began_here: imported.digest.is_none(),
        })
    }
}

impl Acting<'_> {
    pub(super) async fn providers(&self) -> Result<Providers, Fault> {
        let mut areas = HashMap::new();
        // Seven areas or so.
        for area in self.store().areas(self.worker.programme).await? {
            let his = self.provider(&area, OrganisationKind::Programme).await?;
            let hers = self.provider(&area, OrganisationKind::Support).await?;
            areas.insert(area, (his, hers));
        }
        let organisations = self.store().organisations(self.worker.programme).await?;
        let named = organisations
            .into_iter()
            .filter(|one| one.kind == OrganisationKind::Support)
            .map(|one| (one.name, one.id))
            .collect();
        Ok(Providers { areas, named })
    }
}

/// Whose cases somebody may bring in; of the demonstration, which brings in both, his.
pub fn imports(worker: &Worker) -> Option<Cases> {
    let his = may(&worker.actor, act::ImportCase).then_some(Cases::His);
    his.or_else(|| may(&worker.actor, act::ImportSupportCase).then_some(Cases::Hers))
}

fn new_of_his(by: &[Worker], row: &Referral, providers: &Providers) -> Becomes {
    let area = row.area.map(super::area);
    for (place, worker) in by.iter().enumerate() {
        let provider = providers.of_his(area.as_ref(), worker);
        let facts = super::facts(worker, Kind::Case, Uuid::nil(), area.as_ref(), provider);
        if decide(&worker.actor, act::ImportCase, &facts).is_ok() {
            return Becomes::Case { by: place, provider };
        }
    }
    Becomes::Refused
}

fn new_of_hers(by: &[Worker], row: &Support, providers: &Providers) -> Becomes {
    let area = row.area.map(super::area);
    for (place, worker) in by.iter().enumerate() {
        let provider = providers.of_hers(area.as_ref(), row.provider.as_deref(), worker);
        let (kind, none) = (Kind::SupportCase, Uuid::nil());
        let facts = super::facts(worker, kind, none, area.as_ref(), provider);
        if decide(&worker.actor, act::ImportSupportCase, &facts).is_ok() {
            return Becomes::Case { by: place, provider };
        }
    }
    Becomes::Refused
}
