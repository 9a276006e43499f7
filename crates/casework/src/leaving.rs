//! The open cases of somebody who has left: a manager of their own side says who gets each.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use access::{act, scope};
use pathway::{Area, WorkerId};
use store::{Filter, Listed};

use crate::fault::Fault;
use crate::his::Colleague;
use crate::lists::Caseload;
use crate::office::{Acting, Cases, Done, Sent};

/// A page of the cases that were left, with those to whom each can be given.
#[derive(Debug)]
pub struct LeftBehind {
    /// The cases.
    pub load: Caseload,
    /// Who works in an area, by name.
    pub colleagues: HashMap<Option<String>, Vec<Colleague>>,
}

impl LeftBehind {
    /// To whom a case can be given.
    pub fn colleagues_of(&self, case: &Listed) -> &[Colleague] {
        let area = case.facts.area.as_ref().map(|area| area.name().to_owned());
        self.colleagues.get(&area).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// The open cases, of the worker's own side and in their scope, of those who have left, with
    /// those to whom each can be given. [`Fault::NotFound`] for whoever gives no cases.
    pub async fn left_behind(&self) -> Result<LeftBehind, Fault> {
        let actor = &self.worker.actor;
        let empty = match self.worker.cases() {
            Some(Cases::His) => scope(actor, act::Transfer).clauses().is_empty(),
            Some(Cases::Hers) => scope(actor, act::AllocateSupport).clauses().is_empty(),
            None => true,
        };
        if empty {
            return Err(Fault::NotFound);
        }
        let mut filter = Filter::default();
        filter.left_behind = true;
        filter.open = true;
        let load = self.caseload(&filter, None).await?;
        let mut colleagues = HashMap::new();
        for case in &load.cases {
            let area = case.facts.area.as_ref();
            let name = area.map(|area| area.name().to_owned());
            if let Entry::Vacant(vacant) = colleagues.entry(name) {
                vacant.insert(self.colleagues_in(area).await?);
            }
        }
        Ok(LeftBehind { load, colleagues })
    }

    /// Gives a case that was left to a colleague of its area.
    pub async fn give_on(&self, case: &Listed, sent: Sent, to: WorkerId) -> Result<Done, Fault> {
        let reference = case.envelope.reference;
        let colleagues = self.colleagues_in(case.facts.area.as_ref()).await?;
        if !colleagues.iter().any(|colleague| colleague.id == to) {
            return Err(Fault::Refused("Choose somebody who works in that area"));
        }
        match (self.worker.cases(), case.facts.area.clone()) {
            (Some(Cases::His), Some(area)) => self.transfer(reference, sent, area, to, None).await,
            (Some(Cases::His), None) => {
                Err(Fault::Refused("This case has no area yet: give it on its own page"))
            }
            (Some(Cases::Hers), _) => self.allocate_support(reference, sent, to).await,
            (None, _) => Err(Fault::NotFound),
        }
    }

    async fn colleagues_in(&self, area: Option<&Area>) -> Result<Vec<Colleague>, Fault> {
        match self.worker.cases() {
            Some(Cases::His) => self.facilitators(area).await,
            Some(Cases::Hers) => self.support_colleagues(area).await,
            None => Err(Fault::NotFound),
        }
    }
}
