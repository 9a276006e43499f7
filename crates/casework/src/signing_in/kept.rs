//! What was sent after a session had ended, or too long after somebody showed who they are: kept
//! sealed for the same person, and offered when they are signed in again, or have shown it.

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

/// By which a form that was kept is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptId(Uuid);

impl KeptId {
    /// As it stands in a form.
    pub fn text(self) -> String {
        self.0.to_string()
    }
    /// What a form says, where it is one.
    pub fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

/// By which drafts of this kind are known.
pub(super) const KIND: &str = "sent_after_the_end";
/// So many are kept of one person: of each page the last, and of more the newest.
const MOST: usize = 5;

impl Office {
    /// Keeps a form of somebody, over an earlier one of the same address: their session has ended, or
    /// they have to show again who they are before it is done.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn keep(&self, who: &SignedIn, kept: &Kept) -> Result<(), Fault> {
        let id = self.place_for(who, &kept.address).await?;
        let permitted = self.keeping(who, id)?;
        let text = format!("{}\n{}", kept.address, kept.body);
        let mut change = self.change_of(who);
        change.keep_draft(&permitted, KIND, &text, &self.store);
        change.audit(self.own(who, "keep_draft"));
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Where a form is kept: over the one of the same address, or where there are many the oldest.
    async fn place_for(&self, who: &SignedIn, address: &str) -> Result<Uuid, Fault> {
        let all = self.kept_drafts(who).await?;
        for listed in &all {
            if self.opened(who, listed).await?.is_some_and(|kept| kept.address == address) {
                return Ok(listed.id);
            }
        }
        let oldest = all.last().filter(|_| all.len() >= MOST);
        Ok(oldest.map_or_else(|| self.id(), |oldest| oldest.id))
    }

    /// What was kept for somebody last, if there is anything, and by which id.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn kept(&self, who: &SignedIn) -> Result<Option<(KeptId, Kept)>, Fault> {
        let all = self.kept_drafts(who).await?;
        let Some(listed) = all.first() else { return Ok(None) };
        Ok(self.opened(who, listed).await?.map(|kept| (KeptId(listed.id), kept)))
    }

    async fn opened(&self, who: &SignedIn, listed: &DraftListed) -> Result<Option<Kept>, Fault> {
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
        Ok(!self.kept_drafts(who).await?.is_empty())
    }

    /// Throws away what was kept for somebody by this id; nothing where it is gone.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn throw_kept_away(&self, who: &SignedIn, id: KeptId) -> Result<(), Fault> {
        let all = self.kept_drafts(who).await?;
        let Some(listed) = all.iter().find(|draft| draft.id == id.0) else { return Ok(()) };
        let permitted = decide(who.actor(), act::KeepDraft, &listed.facts())?;
        let mut change = self.change_of(who);
        change.drop_draft(&permitted);
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }

    /// The newest first.
    async fn kept_drafts(&self, who: &SignedIn) -> Result<Vec<DraftListed>, Fault> {
        let mut drafts = self.store.drafts(&scope(who.actor(), act::ReadDraft)).await?;
        drafts.retain(|draft| draft.kind == KIND);
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.changed));
        Ok(drafts)
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
