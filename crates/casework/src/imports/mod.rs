//! History into the record, and the record as the data set of an evaluation.
//!
//! Rows of earlier spreadsheets come in as *recorded before Waymark*, in the name of those who answer
//! for them: his side by a manager of the programme, hers by a manager of support, each row of their
//! own provider. [`Office::plan_import`] says what becomes of each row and writes nothing;
//! [`Office::import`] does it, some rows a transaction. A row that is a case already is left as it is.

mod cohort;
mod hers;
mod his;
mod names;
mod plan;

use std::collections::HashMap;

use access::{Act, Facts, Kind};
use dataset::{Code, DataSet, Referral, Support};
use pathway::{Area, CaseId, CommandId, OrganisationId};
use store::audit::Outcome;
use store::{Change, Committed, Envelope, NotCommitted, Said, Store};
use tokio::task::JoinHandle;
use uuid::Uuid;

pub use names::{Names, Written};
pub use plan::{Becomes, Plan, There, imports};

use crate::fault::Fault;
use crate::office::{Acting, Office, Worker};

/// So many rows go into one transaction.
const TOGETHER: usize = 256;

/// Files of the data set on their way into the record.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// The rows.
    pub data: &'a DataSet,
    /// The file of referrals.
    pub referrals: FromFile<'a>,
    /// The file of support cases.
    pub support: FromFile<'a>,
    /// Who the men are.
    pub people: People<'a>,
    /// Of each referral whose it is, where that was found; none given: as the rows say.
    pub individuals: &'a [Option<String>],
}

/// Where rows are from.
#[derive(Clone, Copy, Debug)]
pub struct FromFile<'a> {
    /// The name of the file, without its folder.
    pub name: &'a str,
    /// The number of each row in it; none given: one after the other below the header.
    pub numbers: &'a [u32],
}

/// Who the men of a history are.
#[derive(Clone, Copy, Debug)]
pub enum People<'a> {
    /// The file does not say.
    Nobody,
    /// As the file says.
    Named(&'a Names),
    /// People who are invented for each row, by this seed: for the demonstration alone.
    Invented(u64),
}

impl<'a> FromFile<'a> {
    /// A whole file, row by row.
    pub const fn whole(name: &'a str) -> Self {
        Self { name, numbers: &[] }
    }
    /// The number of a row as a spreadsheet has it: the header is 1.
    pub fn number(&self, place: usize) -> u32 {
        let below = || u32::try_from(place + 2).unwrap_or(u32::MAX);
        self.numbers.get(place).copied().unwrap_or_else(below)
    }
}

impl History<'_> {
    /// Whose a referral is.
    fn individual(&self, row: &Referral, place: usize) -> Option<String> {
        match self.individuals.get(place) {
            Some(found) => found.clone(),
            None => row.individual_ref.as_deref().map(str::to_owned),
        }
    }

    /// What a row says of him, for its digest. Which case of hers it names is no part of his record,
    /// nor of what is told apart by it; whose it is may have been found, and is compared apart.
    fn said_of_him(&self, row: &Referral, place: usize) -> Said {
        let mut said = Said::default();
        let row = Referral { support_ref: None, individual_ref: None, ..row.clone() };
        dataset::write_row(&row, &mut said.row);
        if let People::Named(names) = self.people {
            let named = names.of(self.referrals.number(place));
            if !named.is_empty() {
                let Written { forename, surname, date_of_birth, postcode, phone } = named;
                said.names =
                    [forename, surname, date_of_birth, postcode, phone].join("\0").into_bytes();
            }
        }
        said
    }
}

/// What a row says of her.
fn said_of_her(row: &Support) -> Said {
    let mut said = Said::default();
    dataset::write_row(row, &mut said.row);
    said
}

/// One change is written while the next is being made.
#[derive(Default)]
struct Writing(Option<JoinHandle<Result<Committed, NotCommitted>>>);

impl Writing {
    async fn then(&mut self, store: &Store, change: Change) -> Result<(), Fault> {
        self.all().await?;
        let store = store.clone();
        self.0 = Some(tokio::spawn(async move { store.commit(change).await }));
        Ok(())
    }

    async fn all(&mut self) -> Result<(), Fault> {
        match self.0.take() {
            Some(writing) => Ok(writing.await.map_err(Fault::unavailable)?.map(drop)?),
            None => Ok(()),
        }
    }
}

impl Office {
    /// Brings in the rows that the plan makes cases of, as *recorded before Waymark*, each by whom
    /// the plan says. `told` hears on the way of how many rows it was seen to.
    ///
    /// # Errors
    /// See [`Fault`]. What was written before a fault stays, and is there when the import is asked
    /// for again.
    pub async fn import(
        &self,
        by: &[Worker],
        history: &History<'_>,
        plan: &Plan,
        told: &(dyn Fn(usize) + Sync),
    ) -> Result<(), Fault> {
        let mut his_of: HashMap<&str, CaseId> = HashMap::new();
        let mut writing = Writing::default();
        let known = joined_to_known(history, plan);
        let rows = &history.data.referrals;
        for (rows, from) in rows.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            let mut changes = Changes::new(self, by);
            for (row, place) in rows.iter().zip(from..) {
                let his = match plan.his.get(place) {
                    Some(Becomes::Case { by: who, provider }) => {
                        let Some((acting, change)) = changes.of::<access::act::ImportCase>(*who)
                        else {
                            continue;
                        };
                        let individual = history.individual(row, place);
                        let individual =
                            individual.map(|name| known.get(&name).cloned().unwrap_or(name));
                        acting
                            .import_his(change, history, (row, place), *provider, individual)
                            .await?
                    }
                    Some(Becomes::There(there)) => CaseId::of(there.stream),
                    _ => continue,
                };
                if let Some(support) = row.support_ref.as_deref() {
                    his_of.entry(support).or_insert(his);
                }
            }
            for change in changes.written() {
                writing.then(&self.store, change).await?;
            }
            told(from + rows.len());
        }
        let rows = &history.data.support;
        for (rows, from) in rows.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            let mut changes = Changes::new(self, by);
            for (row, place) in rows.iter().zip(from..) {
                let Some(Becomes::Case { by: who, provider: Some(provider) }) =
                    plan.hers.get(place)
                else {
                    continue;
                };
                let Some((acting, change)) = changes.of::<access::act::ImportSupportCase>(*who)
                else {
                    continue;
                };
                let his = his_of.get(row.support_ref.as_str()).copied();
                acting.import_hers(change, history, (row, place), *provider, his).await?;
            }
            for change in changes.written() {
                writing.then(&self.store, change).await?;
            }
            told(history.data.referrals.len() + from + rows.len());
        }
        writing.all().await
    }
}

/// By what the record knows men who were found in these rows and have a case already: whoever is
/// joined to them is known by the same.
fn joined_to_known(history: &History<'_>, plan: &Plan) -> HashMap<String, String> {
    let mut known = HashMap::new();
    let rows = history.data.referrals.iter().zip(&plan.his).enumerate();
    for (place, (row, becomes)) in rows {
        if let Becomes::There(There { individual: Some(by), .. }) = becomes
            && let Some(found) = history.individual(row, place)
        {
            known.entry(found).or_insert_with(|| by.clone());
        }
    }
    known
}

/// The changes of some rows, one for each who brings any in.
struct Changes<'a> {
    of: Vec<(Acting<'a>, Option<Change>)>,
}

impl<'a> Changes<'a> {
    fn new(office: &'a Office, by: &'a [Worker]) -> Self {
        Self { of: by.iter().map(|worker| (office.acting(worker), None)).collect() }
    }

    fn of<A: Act>(&mut self, place: usize) -> Option<(Acting<'a>, &mut Change)> {
        let (acting, change) = self.of.get_mut(place)?;
        let acting = *acting;
        Some((acting, change.get_or_insert_with(|| acting.importing::<A>())))
    }

    fn written(self) -> impl Iterator<Item = Change> {
        self.of.into_iter().filter_map(|(_, change)| change)
    }
}

impl Acting<'_> {
    fn importing<A: Act>(&self) -> Change {
        let command = CommandId::of(self.office.id());
        let (worker, programme) = (self.worker.actor.worker(), self.worker.programme);
        let mut change = Change::of(command, worker, programme, self.office.now());
        change.audit(self.entry::<A>(None, Outcome::Allowed));
        change
    }

    fn begun(&self, id: Uuid) -> Envelope {
        Envelope {
            id,
            programme: self.worker.programme,
            reference: self.store().surroundings().reference(),
            restricted: false,
        }
    }
}

fn area(code: dataset::codes::Area) -> Area {
    Area::new(code.code())
}

/// What the policy decides by: of a case that is brought in, or of the programme's data set.
fn facts(
    worker: &Worker,
    kind: Kind,
    record: Uuid,
    area: Option<&Area>,
    organisation: Option<OrganisationId>,
) -> Facts {
    Facts {
        kind,
        record,
        programme: worker.programme,
        area: area.cloned(),
        organisation,
        referrer: None,
        assigned: None,
        owner: None,
        conflict: false,
        restricted: false,
        glass_broken: false,
    }
}
