//! Who may see her case beyond the rule: restricted with a reason to open it, and workers who know
//! the family.

use access::{Facts, Kind, Permitted, Role, act, decide};
use jiff::Timestamp;
use pathway::{Reference, WorkerId};
use store::audit::Outcome;
use store::keys::Side;
use store::{Change, Listed};

use crate::fault::Fault;
use crate::his::{Colleague, OPEN_FOR};
use crate::office::{Acting, Done, Sent};
use crate::streams;

/// How her case is guarded.
pub struct Guarded {
    /// What lists show of it.
    pub listed: Listed,
    /// What the manager sees besides.
    pub managed: Option<Managed>,
}

/// What the manager sees of how a case is guarded.
pub struct Managed {
    /// Who gave a reason to open it, when, and until when it was open to them; the latest first.
    pub opened: Vec<Opened>,
    /// Who knows the family.
    pub conflicts: Vec<Colleague>,
    /// The others of the service.
    pub colleagues: Vec<Colleague>,
}

/// That somebody opened a restricted case.
pub struct Opened {
    /// Who, by name; none whose name is kept no more.
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Until when it was open to them.
    pub until: Timestamp,
    /// Why, in their words.
    pub reason: Option<String>,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// How her case is guarded: for whoever has it in scope, be it restricted or not.
    pub async fn how_she_is_guarded(&self, reference: Reference) -> Result<Guarded, Fault> {
        let (permitted, listed) = self.leave(act::RecordSupportConflict, reference).await?;
        let record = Some(permitted.record());
        let actor = &self.worker.actor;
        let restricts = decide(actor, act::RestrictSupportCase, &listed.facts);
        let lifts = decide(actor, act::LiftSupportConflict, &listed.facts);
        let managed = match (restricts, lifts) {
            (Ok(restricts), Ok(lifts)) => Some(self.managed(&restricts, &lifts).await?),
            _ => None,
        };
        self.note::<act::ListSupportCases>(record, Outcome::Allowed).await?;
        Ok(Guarded { listed, managed })
    }

    async fn managed(
        &self,
        restricts: &Permitted<act::RestrictSupportCase>,
        lifts: &Permitted<act::LiftSupportConflict>,
    ) -> Result<Managed, Fault> {
        let broken = self.store().opened_with_reasons(restricts).await?;
        let knows = self.store().conflicts(lifts).await?;
        let mut who: Vec<WorkerId> = broken.iter().map(|(broken, _)| broken.worker).collect();
        who.extend(&knows);
        let names = self.store().names_of(restricts, &who).await?;
        let opened = broken.into_iter().map(|(broken, reason)| Opened {
            who: names.get(&broken.worker).cloned(),
            at: broken.at,
            until: broken.until,
            reason: reason.map(|reason| reason.reveal(restricts).to_owned()),
        });
        let named = |id: WorkerId| Some(Colleague { id, name: names.get(&id)?.clone() });
        let mut colleagues = self.support_colleagues(None).await?;
        colleagues.retain(|colleague| !knows.contains(&colleague.id));
        Ok(Managed {
            opened: opened.collect(),
            conflicts: knows.iter().copied().filter_map(named).collect(),
            colleagues,
        })
    }

    /// Those of the worker's own service to whom a case can be given: who supports in its area, or
    /// in any where none is said. By name.
    pub async fn support_colleagues(
        &self,
        area: Option<&pathway::Area>,
    ) -> Result<Vec<Colleague>, Fault> {
        let actor = &self.worker.actor;
        let facts = Facts {
            kind: Kind::Account,
            record: actor.worker().uuid(),
            programme: self.worker.programme,
            area: None,
            organisation: Some(actor.organisation()),
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        let leave = decide(actor, act::ListColleagues, &facts)?;
        let mut colleagues: Vec<Colleague> = Vec::new();
        for role in [Role::SupportWorker, Role::SupportManager] {
            for worker in self.store().workers_holding(&leave, role, area).await? {
                let name = worker.name.reveal(&leave).to_owned();
                if colleagues.iter().all(|known| known.id != worker.id) {
                    colleagues.push(Colleague { id: worker.id, name });
                }
            }
        }
        colleagues.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(colleagues)
    }

    /// Restricts her case, or lifts that. Why stands among its notes.
    pub async fn restrict_support(
        &self,
        reference: Reference,
        sent: Sent,
        restricted: bool,
        why: String,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.leave(act::RestrictSupportCase, reference).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        let (mut standing, _) =
            self.standing::<support::Case, _>(&permitted, listed.envelope).await?;
        if standing.on != sent.version {
            return Err(Fault::Stale);
        }
        let said = if restricted { "Restricted" } else { "No longer restricted" };
        let mut texts = self.texts();
        let note = texts.keep(format!("{said}: {why}")).ok_or(Fault::Refused("Say why"))?;
        let command = support::Command::WriteNote(note);
        let decided = support::decide(&standing.state, command, &self.hers_context())?;
        let _nothing_crosses = standing.take(streams::hers(decided), support::crossing);
        let mut change = self.guarding(sent, reference);
        standing.append(&mut change, &permitted);
        let holder = (self.worker.actor.organisation(), Side::Support);
        self.seal(&mut change, &permitted, texts, holder).await?;
        change.restrict(&permitted, restricted);
        let record = Some(permitted.record());
        change.audit(self.entry::<act::RestrictSupportCase>(record, Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// Opens a restricted case of hers to whoever asks, for a while, with a reason that the manager
    /// sees.
    pub async fn open_hers(&self, reference: Reference, reason: String) -> Result<(), Fault> {
        let (permitted, _) = self.leave(act::BreakSupportGlass, reference).await?;
        let (now, worker) = (self.office.now(), self.worker.actor.worker());
        let mut change = Change::unnumbered(worker, self.worker.programme, now);
        let mut texts = self.texts();
        let reason = texts.keep(reason).ok_or(Fault::Refused("Say why you need to see it"))?;
        let until = now.checked_add(OPEN_FOR).unwrap_or(now);
        change.break_glass(&permitted, reason, until);
        let holder = (self.worker.actor.organisation(), Side::Support);
        self.seal(&mut change, &permitted, texts, holder).await?;
        let record = Some(permitted.record());
        change.audit(self.entry::<act::BreakSupportGlass>(record, Outcome::Allowed));
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    /// A worker knows the family: for them the case is not there any more.
    pub async fn record_support_conflict(
        &self,
        reference: Reference,
        sent: Sent,
        worker: WorkerId,
    ) -> Result<Done, Fault> {
        let (permitted, _) = self.leave(act::RecordSupportConflict, reference).await?;
        let mut change = self.guarding(sent, reference);
        change.conflict(&permitted, worker);
        let record = Some(permitted.record());
        change.audit(self.entry::<act::RecordSupportConflict>(record, Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// The conflict of a worker is over.
    pub async fn lift_support_conflict(
        &self,
        reference: Reference,
        sent: Sent,
        worker: WorkerId,
    ) -> Result<Done, Fault> {
        let (permitted, _) = self.leave(act::LiftSupportConflict, reference).await?;
        let mut change = self.guarding(sent, reference);
        change.lift(&permitted, worker);
        let record = Some(permitted.record());
        change.audit(self.entry::<act::LiftSupportConflict>(record, Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// The worker's own id: who *I* am in a form that says *I know the family*.
    pub fn myself(&self) -> WorkerId {
        self.worker.actor.worker()
    }

    fn guarding(&self, sent: Sent, reference: Reference) -> Change {
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        change
    }
}
