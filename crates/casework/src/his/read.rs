//! Reading his case: where it stands, what happened, who he is.

use std::collections::HashMap;

use access::{Act, Permitted, act};
use pathway::{NarrativeId, Reference, WorkerId};
use programme::{Due, Event};
use store::Listed;
use store::journal::Recorded;
use store::keys::{Details, Narrative};

use crate::fault::Fault;
use crate::office::Acting;

/// His case as a page needs it. Names and texts are revealed by the leave that it carries.
#[derive(Debug)]
pub struct HisCase {
    /// The leave to read it, by which names are revealed.
    pub permitted: Permitted<act::ReadCase>,
    /// What lists show of it.
    pub listed: Listed,
    /// Its version: what forms are drawn from.
    pub version: u32,
    /// Where it stands.
    pub case: programme::Case,
    /// Every event, oldest first.
    pub happened: Vec<Recorded<Event>>,
    /// Who he is, where the leave opens it.
    pub him: Option<Details>,
}

impl Acting<'_> {
    /// His case. Reading it is audited before it is answered.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn his_case(&self, reference: Reference) -> Result<HisCase, Fault> {
        let (permitted, listed) = self.leave(act::ReadCase, reference).await?;
        // On its way to the disk while the rest is read.
        self.note::<act::ReadCase>(Some(permitted.record()), store::audit::Outcome::Allowed)
            .await?;
        let (standing, happened) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope.clone()).await?;
        let him = match standing.state.standing().him {
            Some(him) => self.store().people(&permitted, &[him]).await?.remove(&him),
            None => None,
        };
        let (version, case) = (standing.on, standing.state);
        Ok(HisCase { permitted, listed, version, case, happened, him })
    }

    /// The notes of his case that are asked for.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn his_notes(
        &self,
        reference: Reference,
        notes: &[NarrativeId],
    ) -> Result<(Permitted<act::ReadCaseNarratives>, HashMap<NarrativeId, Narrative>), Fault> {
        let (permitted, _) = self.leave(act::ReadCaseNarratives, reference).await?;
        let notes = self.store().narratives(&permitted, notes).await?;
        let record = Some(permitted.record());
        self.note::<act::ReadCaseNarratives>(record, store::audit::Outcome::Allowed).await?;
        Ok((permitted, notes))
    }

    /// Whether the worker may do something to this case, by the grants.
    pub fn may_to_his<A: Act>(&self, act: A, case: &HisCase) -> bool {
        access::decide(&self.worker.actor, act, &case.listed.facts).is_ok()
    }

    /// The names of workers, as far as they are on the side of whoever reads.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn his_workers(
        &self,
        case: &HisCase,
        workers: &[WorkerId],
    ) -> Result<HashMap<WorkerId, String>, Fault> {
        Ok(self.store().names_of(&case.permitted, workers).await?)
    }

    /// The organisation that referred him, by name; none where nobody of another did.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn referrer_of(&self, case: &HisCase) -> Result<Option<String>, Fault> {
        let standing = case.case.standing();
        let referrer = standing.referral.as_ref().and_then(|referral| referral.referrer);
        let Some(referrer) = referrer else { return Ok(None) };
        let programme = self.worker.programme;
        Ok(self.store().organisation_name(programme, referrer.organisation).await?)
    }

    /// What is due in his case, most pressing first.
    pub fn his_clocks(&self, case: &programme::Case) -> Vec<Due> {
        programme::clocks(case, &self.office.clocks, self.office.now())
    }
}
