//! Reading her support case.

use std::collections::HashMap;

use access::{Permitted, act};
use pathway::{NarrativeId, Reference, SealedPartId};
use store::Listed;
use store::audit::Outcome;
use store::journal::Recorded;
use store::keys::{Details, Narrative};
use support::Event;

use crate::fault::Fault;
use crate::office::Acting;

/// Her case as a page needs it. Names and texts are revealed by the leave that it carries.
#[derive(Debug)]
pub struct HerCase {
    /// The leave to read it.
    pub permitted: Permitted<act::ReadSupportCase>,
    /// What lists show of it.
    pub listed: Listed,
    /// Its version: what forms are drawn from.
    pub version: u32,
    /// Where it stands.
    pub case: support::Case,
    /// Every event, oldest first.
    pub happened: Vec<Recorded<Event>>,
    /// Who she is, where that is known.
    pub her: Option<Details>,
    /// What the referrals said of her.
    pub told: HashMap<SealedPartId, Narrative>,
}

impl Acting<'_> {
    /// Her case. Reading it is audited before it is answered.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn her_case(&self, reference: Reference) -> Result<HerCase, Fault> {
        let (permitted, listed) = self.leave(act::ReadSupportCase, reference).await?;
        let (standing, happened) =
            self.standing::<support::Case, _>(&permitted, listed.envelope.clone()).await?;
        let her = match standing.state.person {
            Some(her) => self.store().people(&permitted, &[her]).await?.remove(&her),
            None => None,
        };
        let told = self.store().given_parts(&permitted, &standing.state.parts).await?;
        self.note::<act::ReadSupportCase>(Some(permitted.record()), Outcome::Allowed).await?;
        let (version, case) = (standing.on, standing.state);
        Ok(HerCase { permitted, listed, version, case, happened, her, told })
    }

    /// The notes of her case that are asked for.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn her_notes(
        &self,
        reference: Reference,
        notes: &[NarrativeId],
    ) -> Result<(Permitted<act::ReadSupportNarratives>, HashMap<NarrativeId, Narrative>), Fault>
    {
        let (permitted, _) = self.leave(act::ReadSupportNarratives, reference).await?;
        let notes = self.store().narratives(&permitted, notes).await?;
        self.note::<act::ReadSupportNarratives>(Some(permitted.record()), Outcome::Allowed).await?;
        Ok((permitted, notes))
    }

    /// What is due in her case.
    pub fn her_clocks(&self, case: &support::Case) -> Vec<support::Due> {
        support::clocks(case, &self.office.hers)
    }
}
