//! How far a referral has come, as far as that is the referrer's to know: the steps that they are
//! told of, the reasons, what comes next and by when. Nothing of sessions, and nothing of hers:
//! what waits for her side is told no otherwise than what waits for anything else.

use access::{Permitted, act};
use jiff::Timestamp;
use jiff::civil::Date;
use pathway::clocks::Clock;
use pathway::codes::Source;
use pathway::screening::Missing;
use pathway::{NarrativeId, Reference};
use programme::codes::{ClosureReason, LeavingReason, Mode, Report, UnsuitableReason};
use programme::parts::Decision;
use programme::{Case, Command, Stage, Step};
use store::Listed;
use store::audit::Outcome;
use store::keys::{Details, Narrative};

use crate::fault::Fault;
use crate::office::Acting;

/// A referral as whoever made it follows it. Names are revealed by the leave that it carries.
#[derive(Debug)]
pub struct Progress {
    /// The leave to read it.
    pub permitted: Permitted<act::ReadProgress>,
    /// What lists show of it.
    pub listed: Listed,
    /// Its version as they see it, by how much they were told: what forms are drawn from.
    pub version: u32,
    /// Who he is.
    pub him: Option<Details>,
    /// How far it has come.
    pub stage: Stage,
    /// What was told, oldest first.
    pub told: Vec<Told>,
    /// What comes next; none where it is over.
    pub next: Option<Next>,
    /// What screening misses and only whoever refers can answer.
    pub missing: Vec<Missing>,
    /// Whether he referred himself.
    pub from_himself: bool,
    /// How many women are named.
    pub women: usize,
    /// Whether it can still be added to.
    pub takes_more: bool,
    /// Whether it can still be withdrawn.
    pub withdrawable: bool,
}

/// A step that the referrer was told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its place among what was told, from 1: reports are asked for by it. The number of its entry
    /// in the case would tell how many other entries came before it.
    pub place: u32,
    /// When it was recorded.
    pub at: Timestamp,
    /// Of what.
    pub of: ToldOf,
}

/// What a referrer is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the steps of his case are")]
pub enum ToldOf {
    Received,
    AddedTo,
    FurtherWoman,
    Acknowledged,
    AssessmentOffered { when: Timestamp, mode: Mode },
    Assessed,
    FoundUnsuitable(UnsuitableReason),
    Suitable,
    Unsuitable { reason: UnsuitableReason, escalate: bool },
    Placed,
    Midway,
    Completed(Date),
    ReportSent { report: Report, written: bool },
    Left { on: Date, reason: LeavingReason },
    Closed(ClosureReason),
    Returned(Date),
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// What.
    pub what: Comes,
    /// By when, where a clock runs.
    pub by: Option<Timestamp>,
    /// Whether that has passed.
    pub late: bool,
}

/// What can come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comes {
    /// The single point of contact acknowledges.
    Acknowledgement,
    /// A first assessment is offered.
    Offer,
    /// He is to come to an appointment.
    Appointment(Timestamp),
    /// Another appointment is offered, or what came of the last is recorded.
    AfterAppointment,
    /// The outcome of the assessment.
    Outcome,
    /// Both services discuss the case.
    Discussion,
    /// He is given a place; we will write with a date.
    Place,
    /// The midway report.
    MidwayReport,
    /// The completion of the programme.
    Completion,
    /// The completion report.
    CompletionReport,
    /// He is to come back.
    Return,
}

impl Acting<'_> {
    /// How far a referral has come. Reading it is audited before it is answered.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn progress(&self, reference: Reference) -> Result<Progress, Fault> {
        let (permitted, listed) = self.leave(act::ReadProgress, reference).await?;
        let (standing, _) = self.standing::<Case, _>(&permitted, listed.envelope.clone()).await?;
        let him = match standing.state.standing().him {
            Some(him) => self.store().people(&permitted, &[him]).await?.remove(&him),
            None => None,
        };
        self.note::<act::ReadProgress>(Some(permitted.record()), Outcome::Allowed).await?;
        let case = &standing.state;
        let context = self.his_context();
        let would = |command| programme::decide(case, command, &context).is_ok();
        let before_decision = case.standing().stage < Stage::Suitable;
        Ok(Progress {
            version: version(case),
            him,
            stage: case.standing().stage,
            told: told(case),
            next: self.next(case),
            missing: match before_decision && case.standing().referral.is_some() {
                true => programme::screening(case, &context).missing,
                false => Vec::new(),
            },
            from_himself: case
                .standing()
                .referral
                .as_ref()
                .is_some_and(|referral| referral.screening.source == Some(Source::Itself)),
            women: case.standing().sealed.len(),
            takes_more: would(Command::Supplement(Box::default())),
            withdrawable: would(Command::WithdrawReferral { why: None }),
            permitted,
            listed,
        })
    }

    /// A report that was sent, by its place among what was told.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where no such report was sent, or none that was written here.
    pub async fn report(
        &self,
        reference: Reference,
        place: u32,
    ) -> Result<(Permitted<act::ReadReport>, Report, Timestamp, Narrative), Fault> {
        let (permitted, listed) = self.leave(act::ReadReport, reference).await?;
        let (standing, _) = self.standing::<Case, _>(&permitted, listed.envelope).await?;
        let told = standing.state.as_corrected().filter(|(.., step)| told_of(step).is_some());
        let at_place = (1..).zip(told).find(|(of, _)| *of == place);
        let sent = at_place.and_then(|(_, (_, event, step))| match step {
            Step::ReportSent { report, document: Some(text) } => Some((*report, event.at, *text)),
            _ => None,
        });
        let found: Option<(Report, Timestamp, NarrativeId)> = sent;
        let read = match found {
            Some((report, at, id)) => {
                let text = self.store().narratives(&permitted, &[id]).await?.remove(&id);
                text.map(|text| (report, at, text))
            }
            None => None,
        };
        let outcome = if read.is_some() { Outcome::Allowed } else { Outcome::Hidden };
        self.note::<act::ReadReport>(Some(permitted.record()), outcome).await?;
        let (report, at, text) = read.ok_or(Fault::NotFound)?;
        Ok((permitted, report, at, text))
    }

    /// What comes next. Where he is suitable nothing tells whether he is cleared: no clock is
    /// shown that begins with it.
    fn next(&self, case: &Case) -> Option<Next> {
        let standing = case.standing();
        let began = |clock: Clock, at: Option<Timestamp>| {
            at.and_then(|at| self.office.clocks.due(clock, at))
        };
        let (what, by) = match standing.stage {
            Stage::Received => {
                (Comes::Acknowledgement, began(Clock::Acknowledge, standing.received))
            }
            Stage::Acknowledged | Stage::Contacted if standing.offers.is_empty() => {
                (Comes::Offer, began(Clock::FirstOffer, standing.received))
            }
            Stage::Acknowledged | Stage::Contacted | Stage::AssessmentOffered => {
                let waits = standing.offers.iter().rfind(|offered| offered.kept.is_none());
                match waits.map(|offered| offered.offer.when) {
                    Some(when) if when > self.office.now() => (Comes::Appointment(when), None),
                    _ => (Comes::AfterAppointment, None),
                }
            }
            Stage::Assessed => (Comes::Outcome, None),
            // The later day of the two alone: the earlier tells of the support service.
            Stage::Pending => (Comes::Discussion, began(Clock::Discuss, standing.pending)),
            Stage::Suitable => (Comes::Place, None),
            Stage::Commenced | Stage::OnProgramme => match standing.midway {
                None => (Comes::MidwayReport, None),
                Some(at) if !standing.reports.contains_key(&Report::Midway) => {
                    (Comes::MidwayReport, began(Clock::MidwayReport, Some(at)))
                }
                Some(_) => (Comes::Completion, None),
            },
            Stage::Returning => (Comes::Return, None),
            Stage::Completed if !standing.reports.contains_key(&Report::Completion) => {
                let at = standing.completed.map(|(_, at)| at);
                (Comes::CompletionReport, began(Clock::CompletionReport, at))
            }
            _ => return None,
        };
        let late = by.is_some_and(|by| by < self.office.now());
        Some(Next { what, by, late })
    }
}

/// The version of a referral for whoever made it: how many steps they were told of. That of the
/// case counts every entry of both services, such as that he is cleared: neither the number nor a
/// form that is stale may tell of those.
pub(crate) fn version(case: &Case) -> u32 {
    // As many steps as a case has entries, whose number is of this size.
    u32::try_from(told(case).len()).unwrap_or(u32::MAX)
}

fn told(case: &Case) -> Vec<Told> {
    let told = case.as_corrected().filter_map(|(_, event, step)| Some((event.at, told_of(step)?)));
    (1..).zip(told).map(|(place, (at, of))| Told { place, at, of }).collect()
}

/// What of a step is the referrer's to know.
fn told_of(step: &Step) -> Option<ToldOf> {
    Some(match step {
        Step::Received(_) | Step::RecordedBefore(_) => ToldOf::Received,
        Step::Supplemented(_) => ToldOf::AddedTo,
        Step::SealedPartAdded { .. } => ToldOf::FurtherWoman,
        Step::Acknowledged(_) => ToldOf::Acknowledged,
        Step::AssessmentOffered(offer) => {
            ToldOf::AssessmentOffered { when: offer.when, mode: offer.mode }
        }
        Step::Assessed(_) => ToldOf::Assessed,
        Step::FoundUnsuitable(found) => ToldOf::FoundUnsuitable(found.reason),
        Step::Discussed(discussion) => match &discussion.decision {
            Decision::Suitable => ToldOf::Suitable,
            Decision::Unsuitable { found, escalate, .. } => {
                ToldOf::Unsuitable { reason: found.reason, escalate: *escalate }
            }
        },
        Step::Placed(_) => ToldOf::Placed,
        Step::ReachedMidway => ToldOf::Midway,
        Step::Completed { on } => ToldOf::Completed(*on),
        Step::ReportSent { report, document } => {
            ToldOf::ReportSent { report: *report, written: document.is_some() }
        }
        Step::Left(leaving) => ToldOf::Left { on: leaving.on, reason: leaving.reason },
        Step::ClosedBeforeAssessment { reason, .. } | Step::ClosedBeforeStart { reason, .. } => {
            ToldOf::Closed(*reason)
        }
        Step::Returned { on } => ToldOf::Returned(*on),
        _ => return None,
    })
}
