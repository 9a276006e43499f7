//! Referrals that colleagues had begun who left, or refer nobody any more: who began them and when,
//! for whoever refers for the same organisation. What is in one is read by nobody until somebody
//! takes it on; from then on it is theirs alone, as if they had written it.

use access::grants::GRANTS;
use access::{Action, Held, Holder, act, decide, may, scope};
use jiff::Timestamp;
pub use store::DraftsOf;
use store::audit::Outcome;
use store::{LeftAsked, NotCommitted};

use super::DraftId;
use super::drafts::KIND;
use crate::accounts::AccountListed;
use crate::fault::Fault;
use crate::office::Acting;

/// A referral that was left half-written.
#[derive(Clone, PartialEq, Eq)]
pub struct HalfWritten {
    /// Which draft.
    pub id: DraftId,
    /// Who began it.
    pub by: String,
    /// When it was begun, where that is known.
    pub begun: Option<Timestamp>,
    /// When it was kept last.
    pub changed: Timestamp,
}

/// Those that wait for somebody to take them on, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HalfWrittens {
    /// The first of them.
    pub first: Vec<HalfWritten>,
    /// Whether there are more.
    pub more: bool,
}

/// What came of taking one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenOn {
    /// It is the worker's own now, or was so by a press before.
    Yours,
    /// There is none to take on: a colleague was quicker, whoever began it refers again, or there
    /// never was any.
    Gone,
}

/// So many are listed.
const MOST_LISTED: u16 = 20;

impl std::fmt::Debug for HalfWritten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HalfWritten").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Whether any of these roles refers families.
fn refers(held: &[Held]) -> bool {
    let by = |role| {
        let holder = Holder::Role(role);
        GRANTS.iter().any(|one| one.holder == holder && one.action == Action::MakeReferral)
    };
    held.iter().any(|one| by(one.role))
}

/// What becomes of referrals that somebody has begun who refers no more: how many there are, and
/// nothing of them.
pub fn left_in_words(left: DraftsOf) -> String {
    let (begun, found) = match left.count {
        1 => ("1 half-written referral is".to_owned(), "it"),
        many => (format!("{many} half-written referrals are"), "them"),
    };
    match left.others {
        true => format!(
            "{begun} left to colleagues who refer: they find {found} under Referrals, and one of \
             them goes on with {found}."
        ),
        false => format!(
            "{begun} left, and nobody else of their organisation refers: until somebody does, \
             nobody goes on with {found}."
        ),
    }
}

impl Acting<'_> {
    /// The referrals that colleagues left half-written: none for whoever works on cases too, since
    /// what is typed of her is nothing for them.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for whoever refers nobody.
    pub async fn half_written(&self) -> Result<HalfWrittens, Fault> {
        let scope = scope(&self.worker.actor, act::ListLeftDrafts);
        if scope.clauses().is_empty() && may(&self.worker.actor, act::MakeReferral) {
            return Ok(HalfWrittens::default());
        }
        if scope.clauses().is_empty() {
            self.note::<act::ListLeftDrafts>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        }
        let mut left = self.store().left_drafts(&scope, self.left_here(MOST_LISTED + 1)).await?;
        let more = left.len() > usize::from(MOST_LISTED);
        left.truncate(MOST_LISTED.into());
        self.note::<act::ListLeftDrafts>(None, Outcome::Allowed).await?;
        let listed = left.into_iter().map(|draft| HalfWritten {
            id: DraftId::of(draft.id),
            by: draft.by.reveal_listed(&scope).to_owned(),
            begun: draft.begun,
            changed: draft.changed,
        });
        Ok(HalfWrittens { first: listed.collect(), more })
    }

    /// Takes one of them on. What is not there to be taken on answers alike, whether it is another
    /// organisation's, was taken by a colleague, or never was.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for whoever refers nobody, [`Fault::Refused`] where they write too many
    /// already.
    pub async fn take_on_draft(&self, id: DraftId) -> Result<TakenOn, Fault> {
        let within = scope(&self.worker.actor, act::TakeOnDraft);
        let found = self.store().find_left_draft(&within, self.left_here(1), id.uuid()).await?;
        let own = scope(&self.worker.actor, act::ReadDraft);
        let own = self.store().find_draft(&own, id.uuid()).await?;
        if own.is_some_and(|draft| self.is_referral(&draft)) && found.is_none() {
            return Ok(TakenOn::Yours);
        }
        let Some(left) = found else {
            self.note::<act::TakeOnDraft>(None, Outcome::Hidden).await?;
            return match within.clauses().is_empty() {
                true => Err(Fault::NotFound),
                false => Ok(TakenOn::Gone),
            };
        };
        self.has_room_for_a_draft().await?;
        let permitted = decide(&self.worker.actor, act::TakeOnDraft, &left.facts())?;
        let mut change = self.unnumbered();
        change.take_on_draft(&permitted, &left, KIND);
        change.audit(self.entry::<act::TakeOnDraft>(Some(left.id), Outcome::Allowed));
        match self.store().commit(change).await {
            Ok(_) => Ok(TakenOn::Yours),
            // A colleague was quicker by a moment.
            Err(NotCommitted::NotAsRead) => {
                self.note::<act::TakeOnDraft>(None, Outcome::Hidden).await?;
                Ok(TakenOn::Gone)
            }
            Err(why) => Err(why.into()),
        }
    }

    /// How many half-written referrals somebody would leave to colleagues who refers, once they hold
    /// these roles in the programme and no other; none where they go on referring, or refer nobody
    /// now, or have none. A number alone.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn would_leave(
        &self,
        account: &AccountListed,
        held: &[Held],
    ) -> Result<Option<DraftsOf>, Fault> {
        if !account.open || !refers(&account.held) || refers(held) {
            return Ok(None);
        }
        let permitted = self.leave_to_manage(account.id, account.organisation)?;
        let drafts = self.store().drafts_of(&permitted, KIND).await?;
        Ok(Some(drafts).filter(|drafts| drafts.count > 0))
    }

    fn left_here(&self, limit: u16) -> LeftAsked {
        LeftAsked { kind: KIND, programme: self.worker.programme, limit }
    }
}
