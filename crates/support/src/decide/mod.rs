//! From a command to what happens, or to why not.

mod already;
mod follows;
mod permits;

use jiff::Timestamp;
use pathway::london_day;

pub(crate) use permits::permits;

use crate::case::Case;
use crate::codes::*;
use crate::command::Command;
use crate::event::{Event, What};
use crate::facts::*;
use crate::refusal::Refusal;
use crate::rules::Rules;

/// What a decision is given beside the case.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// The rules of the programme's support side.
    pub rules: &'a Rules,
}

/// What a command comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Decided<E> {
    /// These happen, in this order.
    Events(Vec<E>),
    /// It is so already: nothing more happens.
    AlreadySo,
}

/// Decides what a command comes to. Whether this worker may ask it is not decided here.
pub fn decide(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Decided<Event>, Refusal> {
    if already::is_so(case, &command) {
        return Ok(Decided::AlreadySo);
    }
    let asked = context.rules.consent_to_his_starting(london_day(context.now));
    let what = what_of(command, asked);
    not_to_come(&what, context.now)?;
    within_bounds(&what, context)?;
    permits(case, &what)?;
    let event = Event { at: context.now, what };
    let mut events = follows::from(case, &event, context);
    events.insert(0, event);
    Ok(Decided::Events(events))
}

/// What a command asks for, with the form of consent that a clearance asks for now.
fn what_of(command: Command, asked: Form) -> What {
    match command {
        Command::Refer(referral) => What::Referred(referral),
        Command::Open(opening) => What::Opened(opening),
        Command::RecordBefore(before) => What::RecordedBefore(before),
        Command::RecordPerson(person) => What::PersonRecorded(person),
        Command::ChangeDetails(person) => What::DetailsChanged(person),
        Command::Allocate(worker) => What::Allocated(worker),
        Command::Transfer(transfer) => What::Transferred(transfer),
        Command::MergeInto(into) => What::MergedInto(into),
        Command::TakeIn(from, his) => What::TookIn(from, his),
        Command::RecordAttempt(attempt) => What::Attempted(attempt),
        Command::VerifySafeContact(ways) => What::VerifiedSafeContact(ways),
        Command::RecordContact(contact) => What::Contacted(contact),
        Command::RecordProfile(profile) => What::ProfileRecorded(profile),
        Command::Assess(assessment) => What::Assessed(assessment),
        Command::DeclineSupport { when } => What::SupportDeclined { when },
        Command::StartSupport { when } => What::SupportStarted { when },
        Command::PlanSafety(plan) => What::SafetyPlanned(plan),
        Command::SetAction(action) => What::ActionSet(action),
        Command::FinishAction(action) => What::ActionDone(action),
        Command::RecordMeeting(meeting) => What::MeetingAttended(meeting),
        Command::WriteNote(note) => What::NoteWritten(note),
        Command::RecordMeasure(measure) => What::MeasureTaken(measure),
        Command::MissMeasure(missed) => What::MeasureMissed(missed),
        Command::RecordBenefits(benefits) => What::BenefitsRecorded(benefits),
        Command::RecordConsent(consent) => What::ConsentRecorded(consent),
        Command::WithdrawConsent(withdrawal) => What::ConsentWithdrawn(withdrawal),
        Command::Clear { his, ground } => What::Cleared { his, ground, asked },
        Command::NotYet { his, why } => What::NotYetCleared { his, why },
        Command::ReadyToDiscuss(his) => What::ReadyToDiscuss(his),
        Command::AssessRisk(risk) => What::RiskAssessed(risk),
        Command::RecordIncident(incident) => What::IncidentRecorded(incident),
        Command::ReferToMarac(on) => What::MaracReferred(on),
        Command::ReviewEscalation(review) => What::EscalationReviewed(review),
        Command::WritePart(part) => What::PartWritten(part),
        Command::ReleasePart(release) => What::PartReleased(release),
        Command::WithholdPart(part, why) => What::PartWithheld(part, why),
        Command::WithdrawRelease(part, why) => What::ReleaseWithdrawn(part, why),
        Command::TellOfStart(told) => What::ToldOfStart(told),
        Command::TellOfAbsence(told) => What::ToldOfAbsence(told),
        Command::TellOfSignal(told) => What::SignalReceived(told),
        Command::TellOfHisRisk(told) => What::RiskOfHisChanged(told),
        Command::AnnounceHeavySession(told) => What::HeavySessionAnnounced(told),
        Command::TellOfComingWeek(told) => What::ComingWeek(told),
        Command::TellOfEnd(told) => What::ToldOfEnd(told),
        Command::TellOfReturn(told) => What::ToldOfReturn(told),
        Command::CallDiscussion(told) => What::DiscussionCalled(told),
        Command::TellOfDecision(told) => What::DecisionTold(told),
        Command::ActUpon(acted) => What::SignalActedUpon(acted),
        Command::Close(reason, note) => What::Closed(reason, note),
        Command::Reopen(why) => What::Reopened(why),
        Command::RecordDeath(on) => What::DeathRecorded(on),
        Command::SetLegalHold(why) => What::LegalHoldSet(why),
        Command::LiftLegalHold(why) => What::LegalHoldLifted(why),
        Command::Correct(correction) => What::Corrected(correction),
        Command::ResolveFlag(flag, note) => What::FlagResolved(flag, note),
    }
}

/// What has happened has happened by now: a moment to come is a slip of the pen.
fn not_to_come(what: &What, now: Timestamp) -> Result<(), Refusal> {
    let (moment, day) = match what {
        What::Attempted(Attempt { when, .. })
        | What::Contacted(Contact { when, .. })
        | What::Assessed(Assessment { when, .. })
        | What::SupportDeclined { when }
        | What::SupportStarted { when }
        | What::SafetyPlanned(SafetyPlan { when, .. })
        | What::ConsentRecorded(Consent { when, .. })
        | What::ConsentWithdrawn(Withdrawal { when, .. })
        | What::RiskAssessed(RiskAssessment { when, .. })
        | What::EscalationReviewed(EscalationReview { when, .. })
        | What::SignalActedUpon(ActedUpon { when, .. }) => (Some(*when), None),
        What::MeetingAttended(Attended { on, .. })
        | What::MeasureTaken(Measure { on, .. })
        | What::MeasureMissed(MissedMeasure { on, .. })
        | What::IncidentRecorded(Incident { on, .. })
        | What::MaracReferred(on)
        | What::DeathRecorded(Some(on)) => (None, Some(*on)),
        What::Corrected(correction) => {
            return correction.to.as_deref().map_or(Ok(()), |what| not_to_come(what, now));
        }
        _ => (None, None),
    };
    let to_come =
        moment.is_some_and(|when| when > now) || day.is_some_and(|day| day > london_day(now));
    if to_come { Err(Refusal::StillToCome { now }) } else { Ok(()) }
}

/// A number that the thing cannot have is a slip of the pen too.
fn within_bounds(what: &What, context: &Context<'_>) -> Result<(), Refusal> {
    match what {
        What::RiskAssessed(RiskAssessment { instrument, score: Some(score), when, .. }) => {
            match context.rules.most_score(london_day(*when), instrument) {
                Some(most) if *score > most => Err(Refusal::ScoreTooHigh {
                    instrument: instrument.clone(),
                    score: *score,
                    most,
                }),
                _ => Ok(()),
            }
        }
        What::RiskAssessed(RiskAssessment { band: None, judgement: None, .. }) => {
            Err(Refusal::NothingAssessed)
        }
        What::IncidentRecorded(incident) if !(1..=4).contains(&incident.severity) => {
            Err(Refusal::NoSeverity)
        }
        What::BenefitsRecorded(Benefits { satisfaction: Some(satisfaction), .. })
            if !(1..=5).contains(satisfaction) =>
        {
            Err(Refusal::NoSatisfaction)
        }
        What::VerifiedSafeContact(ways) if ways.is_empty() => Err(Refusal::NoWay),
        What::SignalActedUpon(acted) if acted.done.is_empty() => Err(Refusal::NothingDone),
        What::Corrected(correction) => {
            correction.to.as_deref().map_or(Ok(()), |what| within_bounds(what, context))
        }
        _ => Ok(()),
    }
}
