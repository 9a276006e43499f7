//! Reading her support case.

use std::collections::HashMap;

use access::{Permitted, act, decide};
use pathway::{NarrativeId, Reference, SealedPartId, WorkerId};
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

/// What somebody may do in her case beyond what everybody may who has it in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Give it to a worker.
    pub allocate: bool,
    /// Clear him to start where she could not be asked.
    pub clear_without_her: bool,
    /// Decide what something that the programme told asks for.
    pub act_on_signals: bool,
}

/// Texts of her case, with the leave to read them.
#[derive(Debug, Default)]
pub struct Texts(Option<(Permitted<act::ReadSupportNarratives>, HashMap<NarrativeId, Narrative>)>);

impl Texts {
    /// The words of one; none where it was erased, or not asked for.
    pub fn of(&self, id: NarrativeId) -> Option<&str> {
        let (permitted, texts) = self.0.as_ref()?;
        texts.get(&id).map(|text| text.reveal(permitted))
    }
}

impl Acting<'_> {
    /// Her case. Reading it is audited before it is answered.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn her_case(&self, reference: Reference) -> Result<HerCase, Fault> {
        let (permitted, listed) = self.leave(act::ReadSupportCase, reference).await?;
        // On its way to the disk while the rest is read.
        self.note::<act::ReadSupportCase>(Some(permitted.record()), Outcome::Allowed).await?;
        let (standing, happened) =
            self.standing::<support::Case, _>(&permitted, listed.envelope.clone()).await?;
        let her = match standing.state.person {
            Some(her) => self.store().people(&permitted, &[her]).await?.remove(&her),
            None => None,
        };
        let told = self.store().given_parts(&permitted, &standing.state.parts).await?;
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

    /// The texts of her case that are asked for, each found by its id.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn her_texts(
        &self,
        reference: Reference,
        ids: &[NarrativeId],
    ) -> Result<Texts, Fault> {
        let (permitted, texts) = self.her_notes(reference, ids).await?;
        Ok(Texts(Some((permitted, texts))))
    }

    /// The names of those who did something in her case, and of her worker: as far as they stand
    /// on this side.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn names_in_her_case(
        &self,
        case: &HerCase,
    ) -> Result<HashMap<WorkerId, String>, Fault> {
        let mut workers: Vec<WorkerId> = case.happened.iter().map(|entry| entry.worker).collect();
        workers.extend(case.case.worker);
        workers.extend(case.case.actions.iter().map(|(action, _)| action.owner));
        workers.sort_unstable();
        workers.dedup();
        Ok(self.store().names_of(&case.permitted, &workers).await?)
    }

    /// What the worker may do in her case beyond what everybody may who has it in scope.
    pub fn allowed_in_her_case(&self, case: &HerCase) -> Allowed {
        let (actor, facts) = (&self.worker.actor, &case.listed.facts);
        Allowed {
            allocate: decide(actor, act::AllocateSupport, facts).is_ok(),
            clear_without_her: decide(actor, act::ClearWithoutHer, facts).is_ok(),
            act_on_signals: decide(actor, act::ActOnSignal, facts).is_ok(),
        }
    }

    /// The one act that comes next in her case.
    pub fn her_next_act(&self, case: &support::Case) -> Option<support::Act> {
        support::next_act(case, &self.office.hers, self.office.now())
    }

    /// The form of her consent that his starting asks for today.
    pub fn consent_asked_of_her(&self) -> support::codes::Form {
        self.office.hers.consent_to_his_starting(pathway::london_day(self.office.now()))
    }

    /// What is due in her case.
    pub fn her_clocks(&self, case: &support::Case) -> Vec<support::Due> {
        support::clocks(case, &self.office.hers)
    }
}
