//! One change to his case, from leave to commit.

use access::Act;
use pathway::{CaseId, OrganisationId, Reference, SealedPartId};
use programme::{Command, Step};
use store::OrganisationKind;
use store::audit::Outcome;
use store::journal::Recorded;
use store::keys::Side;
use support::codes::GivenBy;

use crate::crossing::FromHis;
use crate::fault::Fault;
use crate::groups::Seat;
use crate::messages;
use crate::office::{Acting, Busy, Done, MOST_TRIES, Sent};
use crate::referrals;
use crate::streams::{self, Standing};
use crate::texts::Texts;

impl Acting<'_> {
    /// Does something to his case: leave, decision, events, what crosses, who is told, audit, in
    /// one transaction. `make` puts the form into a command, with its texts kept apart.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where the case is not theirs; a refusal that says what is missing;
    /// [`Fault::Stale`] where somebody else changed it since the form was drawn.
    pub(crate) async fn on_his<A: Act>(
        &self,
        act: A,
        reference: Reference,
        sent: Sent,
        make: impl FnOnce(&programme::Case, &mut Texts) -> Result<Command, Fault>,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            return Box::pin(self.office.acting(&there).on_his(act, reference, sent, make)).await;
        }
        let (mut standing, happened) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let mut texts = self.texts();
        let command = make(&standing.state, &mut texts)?;
        let decided = match programme::decide(&standing.state, command, &self.his_context()) {
            Ok(decided) => streams::events(decided),
            Err(refusal) => {
                // The same form sent twice finds its own step taken, and that is no refusal.
                if let Some(done) = self.done_before(sent, reference).await? {
                    return Ok(done);
                }
                self.note::<A>(Some(permitted.record()), Outcome::Refused).await?;
                return Err(refusal.into());
            }
        };
        if decided.is_empty() {
            self.note::<A>(Some(permitted.record()), Outcome::Allowed).await?;
            return Ok(Done { reference, already: true });
        }
        let as_drawn = match permitted.side() {
            Some(access::Side::Referring) => referrals::version(&standing.state) == sent.version,
            _ => is_as_drawn(&happened, sent.version),
        };
        if !as_drawn {
            return self.done_before(sent, reference).await?.ok_or(Fault::Stale);
        }
        // What whoever refers writes is for the provider that has the case, and not for themselves.
        let provider = standing.state.standing().organisation;
        let provider = provider.unwrap_or_else(|| self.worker.actor.organisation());
        let before = Seat::of(&standing.state);
        let crossed = standing.take(decided, programme::crossing);
        standing.append(&mut change, &permitted);
        let holder = (provider, Side::Programme);
        self.seal(&mut change, &permitted, texts, holder).await?;
        for message in messages::of_his(self, &standing) {
            change.message(&message);
        }
        change.audit(self.entry::<A>(Some(permitted.record()), Outcome::Allowed));
        for _ in 0..MOST_TRIES {
            let mut change = change.clone();
            self.change_places(&mut change, &standing, before).await?;
            self.cross(&mut change, &standing, crossed.clone()).await?;
            let own = [standing.envelope.id];
            if let Some(done) = self.commit_to(&own, change, reference).await? {
                return Ok(done);
            }
        }
        Err(Fault::unavailable(Busy))
    }

    /// Sends what crosses from his case, where anything does.
    pub(super) async fn cross(
        &self,
        change: &mut store::Change,
        standing: &Standing<programme::Case>,
        crossed: Vec<pathway::crossing::ToSupport>,
    ) -> Result<(), Fault> {
        if crossed.is_empty() {
            return Ok(());
        }
        match self.leaving_his(standing, crossed).await? {
            Some(from) => self.cross_to_support(change, from).await,
            None => Ok(()),
        }
    }

    /// What is needed to send what crosses.
    pub(crate) async fn leaving_his<'s>(
        &self,
        standing: &'s Standing<programme::Case>,
        crossed: Vec<pathway::crossing::ToSupport>,
    ) -> Result<Option<FromHis<'s>>, Fault> {
        let state = standing.state.standing();
        let Some(area) = state.area.as_ref() else { return Ok(None) };
        let contacts = match state.referral.as_ref().and_then(|referral| referral.screening.source)
        {
            Some(pathway::codes::Source::Itself) => GivenBy::Him,
            _ => GivenBy::Referrer,
        };
        Ok(Some(FromHis {
            his: CaseId::of(standing.envelope.id),
            area,
            crossed,
            given: given(standing),
            contacts,
            provider: self.provider(area, OrganisationKind::Support).await?,
            parted: standing.state.parted(),
        }))
    }
}

/// Whether nobody has changed the case since a form was drawn from its version. That a session
/// was announced meanwhile is the service's own doing, and shown in no form.
pub(super) fn is_as_drawn(happened: &[Recorded<programme::Event>], version: u32) -> bool {
    let last = happened.last().map_or(0, |entry| entry.version);
    let since = happened.iter().filter(|entry| entry.version > version);
    version <= last && since.map(|entry| &entry.event.step).all(is_announcement)
}

fn is_announcement(step: &Step) -> bool {
    matches!(step, Step::Announced { .. })
}

/// Which sealed part goes to which provider, by the events that are being added.
fn given(standing: &Standing<programme::Case>) -> Vec<(SealedPartId, OrganisationId)> {
    let given = |event: &programme::Event| match &event.step {
        Step::HerReferred { part, provider, .. } => Some((*part, *provider)),
        _ => None,
    };
    standing.events.iter().filter_map(given).collect()
}
