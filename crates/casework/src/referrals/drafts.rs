//! Referrals that are being written: kept on the server as they are typed, for the writer alone.

use std::fmt;
use std::str::FromStr;

use access::{Permitted, act, decide, scope};
use jiff::Timestamp;
use pathway::CommandId;
use store::audit::Outcome;
use store::{Change, DraftListed};
use uuid::Uuid;

use crate::fault::Fault;
use crate::office::{Acting, Sent};

/// By which drafts of this kind are known.
pub(super) const KIND: &str = "referral";

/// Which draft; the last part of its address but one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DraftId(Uuid);

/// A referral that is being written.
#[derive(Clone, PartialEq, Eq)]
pub struct ReferralDraft {
    /// Which.
    pub id: DraftId,
    /// When it was kept last.
    pub changed: Timestamp,
    /// What was typed, as the form writes it.
    pub text: String,
}

impl DraftId {
    /// By which the referral that it becomes is made: once, however often it is sent.
    pub fn command(self) -> CommandId {
        CommandId::of(self.0)
    }
    pub(super) const fn of(id: Uuid) -> Self {
        Self(id)
    }
    pub(super) const fn uuid(self) -> Uuid {
        self.0
    }
}

impl From<Sent> for DraftId {
    /// The draft that a form begins: the same however often the form is sent.
    fn from(sent: Sent) -> Self {
        Self(sent.command.uuid())
    }
}

impl fmt::Display for DraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DraftId {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        text.parse().map(Self).map_err(|_no_id| Fault::NotFound)
    }
}

/// A log that meets one shows nothing of what was typed.
impl fmt::Debug for ReferralDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReferralDraft").field("id", &self.id).finish_non_exhaustive()
    }
}

/// So many referrals somebody may be writing.
const MOST_DRAFTS: usize = 50;
const TOO_MANY: &str = "You have 50 referrals that are not sent. Send one, or throw one away, under \
                        Referrals: then begin another, or take it on";

impl Acting<'_> {
    /// The worker's own referrals that are being written, opened, the latest first.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn referral_drafts(&self) -> Result<Vec<ReferralDraft>, Fault> {
        let listed = self.store().drafts(&scope(&self.worker.actor, act::ReadDraft)).await?;
        let mut drafts = Vec::new();
        for draft in listed.iter().filter(|draft| self.is_referral(draft)) {
            drafts.extend(self.opened_draft(draft).await?);
        }
        self.note::<act::ReadDraft>(None, Outcome::Allowed).await?;
        Ok(drafts)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where there is none of the worker's own.
    pub async fn referral_draft(&self, id: DraftId) -> Result<ReferralDraft, Fault> {
        let scope = scope(&self.worker.actor, act::ReadDraft);
        let listed = self.store().find_draft(&scope, id.0).await?;
        let opened = match listed.filter(|draft| self.is_referral(draft)) {
            Some(draft) => self.opened_draft(&draft).await?,
            None => None,
        };
        let outcome = if opened.is_some() { Outcome::Allowed } else { Outcome::Hidden };
        self.note::<act::ReadDraft>(opened.as_ref().map(|draft| draft.id.0), outcome).await?;
        opened.ok_or(Fault::NotFound)
    }

    /// Begins a draft; one that stands is left as it is.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where the worker refers nobody, [`Fault::Refused`] where they write too many
    /// already.
    pub async fn begin_draft(&self, id: DraftId, text: &str) -> Result<(), Fault> {
        if scope(&self.worker.actor, act::MakeReferral).clauses().is_empty() {
            self.note::<act::MakeReferral>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        }
        let scope = scope(&self.worker.actor, act::ReadDraft);
        if self.store().find_draft(&scope, id.0).await?.is_some() {
            return Ok(());
        }
        self.has_room_for_a_draft().await?;
        let permitted = self.keeping(id)?;
        let mut change = self.unnumbered();
        change.keep_draft(&permitted, KIND, text, self.store());
        change.audit(self.entry::<act::KeepDraft>(Some(id.0), Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Refuses one more where somebody writes so many.
    pub(super) async fn has_room_for_a_draft(&self) -> Result<(), Fault> {
        let drafts = self.store().drafts(&scope(&self.worker.actor, act::ReadDraft)).await?;
        match drafts.iter().filter(|draft| self.is_referral(draft)).count() {
            MOST_DRAFTS.. => Err(Fault::Refused(TOO_MANY)),
            _ => Ok(()),
        }
    }

    /// Keeps what has been typed of a draft, over what was kept before. One that was sent or
    /// thrown away meanwhile stays gone.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn keep_draft(&self, id: DraftId, text: &str) -> Result<(), Fault> {
        let permitted = self.keeping(id)?;
        let mut change = self.unnumbered();
        change.keep_on_draft(&permitted, text, self.store());
        change.audit(self.entry::<act::KeepDraft>(Some(id.0), Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Throws a draft away. It cannot be brought back.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn throw_draft_away(&self, id: DraftId) -> Result<(), Fault> {
        let permitted = self.keeping(id)?;
        let mut change = self.unnumbered();
        change.drop_draft(&permitted);
        change.audit(self.entry::<act::KeepDraft>(Some(id.0), Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    /// The referral that a draft has become, where it was sent.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn made_of(&self, draft: DraftId) -> Result<Option<pathway::Reference>, Fault> {
        let outcome = self.store().outcome_of(draft.command()).await?;
        Ok(outcome.and_then(|reference| reference.parse().ok()))
    }

    /// Leave to keep or throw away a draft of the worker's own.
    pub(super) fn keeping(&self, id: DraftId) -> Result<Permitted<act::KeepDraft>, Fault> {
        let draft = DraftListed {
            id: id.0,
            programme: self.worker.programme,
            owner: self.worker.actor.worker(),
            kind: KIND.to_owned(),
            version: 0,
            changed: self.office.now(),
        };
        Ok(decide(&self.worker.actor, act::KeepDraft, &draft.facts())?)
    }

    async fn opened_draft(&self, listed: &DraftListed) -> Result<Option<ReferralDraft>, Fault> {
        let permitted = decide(&self.worker.actor, act::ReadDraft, &listed.facts())?;
        let draft = self.store().draft(&permitted).await?;
        Ok(draft.map(|draft| ReferralDraft {
            id: DraftId(draft.id),
            changed: draft.changed,
            text: draft.text.reveal(&permitted).to_owned(),
        }))
    }

    pub(super) fn is_referral(&self, draft: &DraftListed) -> bool {
        draft.kind == KIND && draft.programme == self.worker.programme
    }

    pub(super) fn unnumbered(&self) -> Change {
        let worker = self.worker.actor.worker();
        Change::unnumbered(worker, self.worker.programme, self.office.now())
    }
}
