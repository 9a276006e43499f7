//! Uniting two live cases of one man, and separating two that were united by mistake. Cases of hers
//! are merged by her service alone.

use access::act;
use pathway::{CaseId, Reference};
use programme::Command;
use programme::parts::{Merged, Placement, SessionNumber};
use store::Change;
use store::audit::Outcome;
use store::keys::Side;

use super::known::of_one_programme;
use crate::fault::Fault;
use crate::groups::Seat;
use crate::messages;
use crate::office::{Acting, Busy, Done, MOST_TRIES, Sent};
use crate::streams::{self, Standing};

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Unites another live case of the same man with this one: its sessions count here, its
    /// history stays readable there, and it ends. A woman who was referred from it is referred
    /// from here too, so that her service hears of him further; her cases are merged by her
    /// service alone.
    pub async fn merge(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        why: String,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::MergeCases, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            return Box::pin(self.office.acting(&there).merge(reference, sent, other, why)).await;
        }
        let (leave_other, listed_other) = self.leave(act::MergeCases, other).await?;
        of_one_programme(&listed, &listed_other)?;
        let (mut goes_on, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let (mut ends, _) =
            self.standing::<programme::Case, _>(&leave_other, listed_other.envelope).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        if goes_on.on != sent.version {
            return Err(Fault::Stale);
        }
        if goes_on.envelope.id == ends.envelope.id {
            return Err(programme::Refusal::AlreadyMerged.into());
        }
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let mut texts = self.texts();
        let why = texts.keep(why).ok_or(Fault::Refused("Say why they are one man"))?;
        let merged = merged(&ends, why);
        let referred = ends.state.standing().hers.clone();
        let mut crossed = self.take_in(&mut goes_on, Command::MergeFrom(Box::new(merged)))?;
        for (part, (provider, _)) in referred {
            if !goes_on.state.standing().hers.contains_key(&part) {
                crossed.extend(self.take_in(&mut goes_on, Command::ReferHer { part, provider })?);
            }
        }
        let goes_on_in = CaseId::of(goes_on.envelope.id);
        // That one of two cases of one man ends is nothing to anybody of her side.
        let before = Seat::of(&ends.state);
        let _none = self.take_in(&mut ends, Command::MergeInto(goes_on_in))?;
        goes_on.append(&mut change, &permitted);
        ends.append(&mut change, &leave_other);
        let holder = (self.worker.actor.organisation(), Side::Programme);
        self.seal(&mut change, &permitted, texts, holder).await?;
        for message in messages::of_his(self, &goes_on).iter().chain(&messages::of_his(self, &ends))
        {
            change.message(message);
        }
        for record in [permitted.record(), leave_other.record()] {
            change.audit(self.entry::<act::MergeCases>(Some(record), Outcome::Allowed));
        }
        let own = [goes_on.envelope.id, ends.envelope.id];
        for _ in 0..MOST_TRIES {
            let mut change = change.clone();
            self.change_places(&mut change, &ends, before).await?;
            self.cross(&mut change, &goes_on, crossed.clone()).await?;
            if let Some(done) = self.commit_to(&own, change, reference).await? {
                return Ok(done);
            }
        }
        Err(Fault::unavailable(Busy))
    }

    /// Separates a case that was united with this one by mistake: both stand as before, with what
    /// was entered since in the one in which it was entered. The women who were referred from here
    /// for the other case's sake are his no longer: nothing of their cases is changed, and nothing
    /// crosses between them and this one any more.
    pub async fn separate(
        &self,
        reference: Reference,
        sent: Sent,
        other: Reference,
        why: String,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::MergeCases, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            return Box::pin(self.office.acting(&there).separate(reference, sent, other, why))
                .await;
        }
        let (leave_other, listed_other) = self.leave(act::MergeCases, other).await?;
        of_one_programme(&listed, &listed_other)?;
        let (mut went_on, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let (mut ended, _) =
            self.standing::<programme::Case, _>(&leave_other, listed_other.envelope).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        if went_on.on != sent.version {
            return Err(Fault::Stale);
        }
        const REASON: Fault = Fault::Refused("Say why they are not one man");
        if why.trim().is_empty() {
            return Err(REASON);
        }
        // Each case keeps the reason for itself: neither opens a text of the other.
        let (mut texts, mut other_texts) = (self.texts(), self.texts());
        let reason = texts.keep(why.clone()).ok_or(REASON)?;
        let other_reason = other_texts.keep(why).ok_or(REASON)?;
        let case = CaseId::of(ended.envelope.id);
        let from = Command::ReverseMergeFrom { case, why: reason };
        let _nothing_crosses = self.take_in(&mut went_on, from)?;
        let case = CaseId::of(went_on.envelope.id);
        let before = Seat::of(&ended.state);
        let into = Command::ReverseMergeInto { case, why: other_reason };
        let _nothing_crosses = self.take_in(&mut ended, into)?;
        self.give_place_back(&mut ended, before).await?;
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        went_on.append(&mut change, &permitted);
        ended.append(&mut change, &leave_other);
        let holder = (self.worker.actor.organisation(), Side::Programme);
        self.seal(&mut change, &permitted, texts, holder).await?;
        self.seal(&mut change, &leave_other, other_texts, holder).await?;
        for record in [permitted.record(), leave_other.record()] {
            change.audit(self.entry::<act::MergeCases>(Some(record), Outcome::Allowed));
        }
        let own = [went_on.envelope.id, ended.envelope.id];
        for _ in 0..MOST_TRIES {
            let mut change = change.clone();
            self.change_places(&mut change, &ended, before).await?;
            if let Some(done) = self.commit_to(&own, change, reference).await? {
                return Ok(done);
            }
        }
        Err(Fault::unavailable(Busy))
    }

    /// His place in a group may be another's by now, or the group closed: then he has none, and is
    /// given one anew.
    async fn give_place_back(
        &self,
        ended: &mut Standing<programme::Case>,
        before: Seat,
    ) -> Result<(), Fault> {
        let mut tried = Change::unnumbered(
            self.worker.actor.worker(),
            self.worker.programme,
            self.office.now(),
        );
        match self.change_places(&mut tried, ended, before).await {
            Err(Fault::RefusedGroup(_) | Fault::Refused(_)) => {
                let group = ended.state.standing().placement.and_then(Placement::group);
                if let Some(group) = group {
                    let _none = self.take_in(ended, Command::Unplace(group))?;
                }
                Ok(())
            }
            tried => tried,
        }
    }

    /// Takes what a command comes to into a case, and gives what crosses.
    fn take_in(
        &self,
        standing: &mut Standing<programme::Case>,
        command: Command,
    ) -> Result<Vec<pathway::crossing::ToSupport>, Fault> {
        let decided = programme::decide(&standing.state, command, &self.his_context())?;
        Ok(standing.take(streams::events(decided), programme::crossing))
    }
}

/// What another case brings into the one that goes on.
fn merged(ends: &Standing<programme::Case>, why: pathway::NarrativeId) -> Merged {
    let from = ends.state.standing();
    let sessions: Vec<SessionNumber> = from.sessions.keys().copied().collect();
    Merged {
        case: CaseId::of(ends.envelope.id),
        sessions,
        counted_before: from.counted_before,
        sealed: from.sealed.iter().copied().collect(),
        why,
    }
}
