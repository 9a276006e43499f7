//! Opening a restricted referral, with a reason that the programme's manager sees.

use access::act;
use jiff::SignedDuration;
use pathway::{NarrativeId, Reference};
use store::Change;
use store::audit::Outcome;
use store::keys::{Narrative, Side, Subject};

use crate::fault::Fault;
use crate::office::Acting;

/// So long a restricted referral stays open to whoever gave a reason: a long working day.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(12);

impl Acting<'_> {
    /// Opens a restricted referral to whoever asks, for a while. Why is read by the provider of
    /// the programme that has the case.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn open_referral(&self, reference: Reference, reason: String) -> Result<(), Fault> {
        let (permitted, listed) = self.leave(act::BreakReferralGlass, reference).await?;
        let now = self.office.now();
        let worker = self.worker.actor.worker();
        let mut change = Change::unnumbered(worker, self.worker.programme, now);
        let id = NarrativeId::of(self.office.id());
        let reads = listed.facts.organisation.unwrap_or_else(|| self.worker.actor.organisation());
        let (text, holders) = (Narrative::new(reason), [(reads, Side::Programme)]);
        let (sealed, wraps) = self.store().seal_narrative(&permitted, id, &text, &holders).await?;
        change.text(&permitted, Subject::Narrative(id), &sealed, &wraps);
        change.break_glass(&permitted, id, now.checked_add(OPEN_FOR).unwrap_or(now));
        let opened = Some(permitted.record());
        change.audit(self.entry::<act::BreakReferralGlass>(opened, Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }
}
