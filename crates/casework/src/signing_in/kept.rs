//! What was sent after a session had ended: kept sealed for the same person, and offered when
//! they are signed in again.

use access::{Permitted, act, decide, scope};
use store::DraftListed;
use uuid::Uuid;

use super::SignedIn;
use crate::fault::Fault;
use crate::office::Office;

/// A form that was sent too late.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where it was sent.
    pub address: String,
    /// Its fields, as they were sent.
    pub body: String,
}

/// By which drafts of this kind are known.
const KIND: &str = "sent_after_the_end";

impl Office {
    /// Keeps a form of somebody whose session has ended, over an earlier one. `false` where the
    /// account keeps no drafts: then it has no forms whose loss would hurt either.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn keep(&self, lapsed: &SignedIn, kept: &Kept) -> Result<bool, Fault> {
        let id = self.kept_draft(lapsed).await?.map_or_else(|| self.id(), |draft| draft.id);
        let Ok(permitted) = self.keeping(lapsed, id) else { return Ok(false) };
        let text = format!("{}\n{}", kept.address, kept.body);
        let mut change = self.change_of(lapsed);
        change.keep_draft(&permitted, KIND, &text, &self.store);
        change.audit(self.own(lapsed, "keep_draft"));
        self.store.commit(change).await?;
        Ok(true)
    }

    /// What was kept for somebody, if there is anything.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn kept(&self, who: &SignedIn) -> Result<Option<Kept>, Fault> {
        let Some(listed) = self.kept_draft(who).await? else { return Ok(None) };
        let permitted = decide(who.actor(), act::ReadDraft, &listed.facts())?;
        let Some(draft) = self.store.draft(&permitted).await? else { return Ok(None) };
        let text = draft.text.reveal(&permitted);
        Ok(text
            .split_once('\n')
            .map(|(address, body)| Kept { address: address.to_owned(), body: body.to_owned() }))
    }

    /// Whether something was kept for somebody.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn has_kept(&self, who: &SignedIn) -> Result<bool, Fault> {
        Ok(self.kept_draft(who).await?.is_some())
    }

    /// Throws away what was kept for somebody.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn throw_kept_away(&self, who: &SignedIn) -> Result<(), Fault> {
        let Some(listed) = self.kept_draft(who).await? else { return Ok(()) };
        let permitted = decide(who.actor(), act::KeepDraft, &listed.facts())?;
        let mut change = self.change_of(who);
        change.drop_draft(&permitted);
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    async fn kept_draft(&self, who: &SignedIn) -> Result<Option<DraftListed>, Fault> {
        let drafts = self.store.drafts(&scope(who.actor(), act::ReadDraft)).await?;
        Ok(drafts.into_iter().find(|draft| draft.kind == KIND))
    }

    fn keeping(&self, who: &SignedIn, id: Uuid) -> Result<Permitted<act::KeepDraft>, Fault> {
        let draft = DraftListed {
            id,
            programme: who.worker.programme,
            owner: who.actor().worker(),
            kind: KIND.to_owned(),
            version: 0,
            changed: self.now(),
        };
        Ok(decide(who.actor(), act::KeepDraft, &draft.facts())?)
    }
}

/// A log that meets one shows nothing of what was typed.
impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept(…)")
    }
}
