//! Who may see a case beyond the table of grants: restricted cases, the glass that is broken with
//! a reason, and conflicts of interest.

use access::{act, scope};
use jiff::{SignedDuration, Timestamp};
use pathway::{NarrativeId, Reference, WorkerId};
use programme::Command;
use store::audit::Outcome;
use store::keys::{Narrative, Side, Subject};
use store::{Change, Listed};

use super::allocation::Colleague;
use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};
use crate::streams;

/// So long a restricted case stays open to whoever gave a reason: a long working day.
pub const OPEN_FOR: SignedDuration = SignedDuration::from_hours(12);

/// That somebody opened a restricted case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Their name.
    pub who: String,
    /// Why, in their words.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when it is open to them.
    pub until: Timestamp,
}

/// A case that is restricted, or was opened with a reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Guarded {
    /// The case, without names.
    pub listed: Listed,
    /// Who opened it, the latest first.
    pub opened: Vec<Opened>,
}

/// How many guarded cases one page shows.
const MOST: u16 = 50;

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Restricts his case, or lifts that. Why stands among its notes.
    pub async fn restrict_his(
        &self,
        reference: Reference,
        sent: Sent,
        restricted: bool,
        why: String,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::RestrictCase, reference).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        let (mut standing, _) =
            self.standing::<programme::Case, _>(&permitted, listed.envelope).await?;
        if standing.on != sent.version {
            return Err(Fault::Stale);
        }
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let said = if restricted { "Restricted" } else { "No longer restricted" };
        let mut texts = self.texts();
        let note = texts.keep(format!("{said}: {why}")).ok_or(Fault::Refused("Say why"))?;
        let decided =
            programme::decide(&standing.state, Command::WriteNote(note), &self.his_context())?;
        let _nothing_crosses = standing.take(streams::events(decided), programme::crossing);
        standing.append(&mut change, &permitted);
        let holder = (self.worker.actor.organisation(), Side::Programme);
        self.seal(&mut change, &permitted, texts, holder).await?;
        change.restrict(&permitted, restricted);
        change.audit(self.entry::<act::RestrictCase>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// His case as whoever guards it sees it while it is restricted: no name, nothing that
    /// happened; and whether they may lift the restriction.
    pub async fn his_closed(&self, reference: Reference) -> Result<(Listed, bool), Fault> {
        let (permitted, listed) = self.leave(act::RecordConflict, reference).await?;
        let lifts = access::decide(&self.worker.actor, act::RestrictCase, &listed.facts).is_ok();
        self.note::<act::ListCases>(Some(permitted.record()), Outcome::Allowed).await?;
        Ok((listed, lifts))
    }

    /// Opens a restricted case of his to whoever asks, for a while, with a reason that the manager
    /// sees.
    pub async fn open_his(&self, reference: Reference, reason: String) -> Result<(), Fault> {
        let (permitted, _) = self.leave(act::BreakGlass, reference).await?;
        let now = self.office.now();
        let worker = self.worker.actor.worker();
        let mut change = Change::unnumbered(worker, self.worker.programme, now);
        let id = NarrativeId::of(self.office.id());
        let holders = [(self.worker.actor.organisation(), Side::Programme)];
        let text = Narrative::new(reason);
        let (sealed, wraps) = self.store().seal_narrative(&permitted, id, &text, &holders).await?;
        change.text(&permitted, Subject::Narrative(id), &sealed, &wraps);
        let until = now.checked_add(OPEN_FOR).unwrap_or(now);
        change.break_glass(&permitted, id, until);
        change.audit(self.entry::<act::BreakGlass>(Some(permitted.record()), Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    /// Records that a worker knows the family: for them the case is not there any more.
    pub async fn record_his_conflict(
        &self,
        reference: Reference,
        sent: Sent,
        worker: WorkerId,
    ) -> Result<Done, Fault> {
        let (permitted, _) = self.leave(act::RecordConflict, reference).await?;
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        change.conflict(&permitted, worker);
        change.audit(self.entry::<act::RecordConflict>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// Lifts the conflict of a worker.
    pub async fn lift_his_conflict(
        &self,
        reference: Reference,
        sent: Sent,
        worker: WorkerId,
    ) -> Result<Done, Fault> {
        let (permitted, _) = self.leave(act::LiftConflict, reference).await?;
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        change.lift(&permitted, worker);
        change.audit(self.entry::<act::LiftConflict>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// Who has a conflict of interest with his case, by name.
    pub async fn his_conflicts(&self, reference: Reference) -> Result<Vec<Colleague>, Fault> {
        let (permitted, _) = self.leave(act::LiftConflict, reference).await?;
        let workers = self.store().conflicts(&permitted).await?;
        let mut names = self.store().names_of(&permitted, &workers).await?;
        let named = |id: &WorkerId| names.remove(id).map(|name| Colleague { id: *id, name });
        Ok(workers.iter().filter_map(named).collect())
    }

    /// The restricted cases of the worker's provider, and who opened each and why: what a manager
    /// watches over. No name of a man is in it.
    pub async fn guarded(&self) -> Result<Vec<Guarded>, Fault> {
        let scope = scope(&self.worker.actor, act::RestrictCase);
        if scope.clauses().is_empty() {
            self.note::<act::RestrictCase>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        }
        let mut guarded = Vec::new();
        for listed in self.store().guarded(&scope, MOST).await? {
            let permitted = access::decide(&self.worker.actor, act::RestrictCase, &listed.facts)?;
            let broken = self.store().opened_with_reasons(&permitted).await?;
            let workers: Vec<WorkerId> = broken.iter().map(|(one, _)| one.worker).collect();
            let names = self.store().names_of(&permitted, &workers).await?;
            let opened = broken.iter().map(|(one, reason)| Opened {
                who: names.get(&one.worker).cloned().unwrap_or_default(),
                reason: reason
                    .as_ref()
                    .map_or_else(String::new, |text| text.reveal(&permitted).to_owned()),
                at: one.at,
                until: one.until,
            });
            guarded.push(Guarded { opened: opened.collect(), listed });
        }
        self.note::<act::RestrictCase>(None, Outcome::Allowed).await?;
        Ok(guarded)
    }
}
