//! Screening and allocation: what the single point of contact needs to decide.

use access::{Facts, Kind, act, decide};
use pathway::screening::Verdict;
use pathway::{Area, Reference, WorkerId};
use programme::Command;
use store::OrganisationKind;

use super::HisCase;
use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// Somebody to whom a case can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: WorkerId,
    /// Their name.
    pub name: String,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// What screening says of his case by the rules of the day on which it was received.
    pub fn his_screening(&self, case: &HisCase) -> Verdict {
        programme::screening(&case.case, &self.his_context())
    }

    /// The facilitators who can be given a case of an area, or lead a group, by name.
    pub async fn facilitators(&self, area: Option<&Area>) -> Result<Vec<Colleague>, Fault> {
        let facts = Facts {
            kind: Kind::Account,
            record: uuid::Uuid::nil(),
            programme: self.worker.programme,
            area: None,
            organisation: Some(self.worker.actor.organisation()),
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        let permitted = decide(&self.worker.actor, act::ListColleagues, &facts)?;
        let role = access::Role::Facilitator;
        let workers = self.store().workers_holding(&permitted, role, area).await?;
        let name = |worker: &store::Worker| worker.name.reveal(&permitted).to_owned();
        Ok(workers.iter().map(|worker| Colleague { id: worker.id, name: name(worker) }).collect())
    }

    /// Gives the case to another facilitator, or to another area of the same provider.
    pub async fn transfer(
        &self,
        reference: Reference,
        sent: Sent,
        area: Area,
        facilitator: WorkerId,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        let provider = self.provider(&area, OrganisationKind::Programme).await?;
        let own = self.worker.actor.organisation();
        if provider.is_some_and(|provider| provider != own) {
            return Err(Fault::Refused(
                "Another provider runs the programme in that area. Agree it with them, and let \
                 him be referred there",
            ));
        }
        self.on_his(act::Transfer, reference, sent, |_, texts| {
            let why = texts.keep_some(why);
            Ok(Command::Transfer { area, organisation: own, facilitator, why })
        })
        .await
    }
}
