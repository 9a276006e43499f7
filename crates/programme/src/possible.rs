//! Whether a step can follow from where a case stands: the order of the pathway. Asked before a
//! step is recorded, and again of every later step when an earlier one is corrected.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::codes::ConsentForm;
use pathway::london_day;

use crate::case::{Stage, Standing};
use crate::codes::*;
use crate::event::Step;
use crate::parts::*;
use crate::refusal::Refusal;

/// Whether a step recorded at a moment can follow.
pub(crate) fn possible(from: &Standing, at: Timestamp, step: &Step) -> Result<(), Refusal> {
    let stage = from.stage;
    match step {
        Step::Received(_) => return if_so(stage == Stage::Unheard, Refusal::AlreadyReceived),
        Step::RecordedBefore(before) => {
            let sessions = before.facts.sessions_attended.unwrap_or_default();
            if_so(sessions <= SessionNumber::COUNT, Refusal::TooManySessions(sessions))?;
            return if_so(stage == Stage::Unheard, Refusal::AlreadyReceived);
        }
        _ => if_so(stage != Stage::Unheard, Refusal::NotReceived)?,
    }
    match step {
        Step::Supplemented(_)
        | Step::SealedPartAdded { .. }
        | Step::Transferred { .. }
        | Step::MergedInto { .. } => live(stage),
        Step::MergedFrom(merged) => {
            live(stage)?;
            if_so(!from.merged.contains(&merged.case), Refusal::AlreadyMerged)
        }
        Step::Acknowledged(_) => acknowledgeable(from),
        Step::Attempted(attempt) => happened(at, london_day(attempt.when)),
        Step::AssessmentOffered(_) => assessable(stage),
        Step::AssessmentKept { offer, kept } => {
            let offered = from.offers.iter().find(|offered| offered.event == *offer);
            let offered = offered.ok_or(Refusal::NoOffer)?;
            if_so(offered.kept.is_none(), Refusal::OfferAnswered)?;
            match kept {
                Kept::Attended | Kept::Missed => happened(at, london_day(offered.offer.when)),
                Kept::MissedWithNotice | Kept::CancelledByUs => Ok(()),
            }
        }
        Step::Assessed(assessment) => {
            assessable(stage)?;
            happened(at, assessment.on)
        }
        Step::FoundUnsuitable(_) | Step::FoundPending { .. } => findable(stage),
        Step::HerReferred { part, .. } => {
            if_so(from.sealed.contains(part), Refusal::NoSealedPart)?;
            if_so(!from.hers.contains_key(part), Refusal::AlreadyReferred)
        }
        Step::Discussed(discussion) => {
            discussable(stage)?;
            with_support(&discussion.took_part)?;
            happened(at, discussion.on)
        }
        Step::Consented(consent) => happened(at, consent.on),
        Step::Placed(_)
        | Step::Unplaced { .. }
        | Step::SessionOffered { .. }
        | Step::Attended(_)
        | Step::Missed(_)
        | Step::Cancelled { .. }
        | Step::Noted(_)
        | Step::Announced { .. }
        | Step::ReachedMidway
        | Step::Completed { .. }
        | Step::ReportSent { .. } => on_programme(from, at, step),
        Step::LeavingProposed(_)
        | Step::LeavingSupported { .. }
        | Step::LeavingDeclined { .. }
        | Step::Left(_)
        | Step::ExitReviewed(_)
        | Step::ClosedBeforeAssessment { .. }
        | Step::ClosedBeforeStart { .. }
        | Step::ReturnProposed { .. }
        | Step::Returned { .. } => ending(from, at, step),
        Step::MessagesHeld => if_so(from.held.is_none(), Refusal::AlreadyHeld),
        Step::MessagesReleased => if_so(from.held.is_some(), Refusal::NotHeld),
        Step::HoldReviewed { .. } => if_so(from.hold_review_due, Refusal::NotHeld),
        Step::RiskAssessed(assessment) => happened(at, assessment.on),
        Step::KeyWork { on, .. } | Step::Measured { on, .. } | Step::MaracDecided { on, .. } => {
            happened(at, *on)
        }
        Step::IncidentRecorded(incident) => {
            if_so((1..=4).contains(&incident.severity), Refusal::Severity)?;
            happened(at, incident.occurred)
        }
        Step::EscalationReviewed { incident, .. } => {
            let recorded = from.incidents.iter().find(|recorded| recorded.event == *incident);
            let recorded = recorded.ok_or(Refusal::NoIncident)?;
            if_so(recorded.escalates.is_none(), Refusal::AlreadyReviewed)
        }
        Step::JointReviewed(review) => {
            with_support(&review.took_part)?;
            happened(at, review.on)
        }
        // Answered above, or asked of the whole case.
        Step::Received(_)
        | Step::RecordedBefore(_)
        | Step::SamePerson { .. }
        | Step::Compared { .. }
        | Step::DetailsChanged { .. }
        | Step::NoteWritten { .. }
        | Step::HerNotReferred { .. }
        | Step::Heard(_)
        | Step::Corrected(_)
        | Step::FlagAnswered { .. } => Ok(()),
    }
}

fn on_programme(from: &Standing, at: Timestamp, step: &Step) -> Result<(), Refusal> {
    let stage = from.stage;
    match step {
        Step::Placed(placement) => {
            placeable(from)?;
            if_so(from.placement != Some(*placement), Refusal::AlreadyPlaced)
        }
        Step::Unplaced { group } => {
            let his = from.placement.and_then(Placement::group);
            if_so(his == Some(*group), Refusal::NotInGroup)
        }
        Step::SessionOffered { .. } | Step::Announced { .. } => placed(stage),
        Step::Attended(attended) => {
            placed(stage)?;
            if stage == Stage::Commenced {
                ready_to_start(from)?;
            }
            happened(at, attended.on)?;
            undone(from, attended.session)?;
            unrecorded(from, attended.on, attended.session)
        }
        Step::Missed(missed) => {
            placed(stage)?;
            happened(at, missed.on)?;
            undone(from, missed.session)?;
            unrecorded(from, missed.on, missed.session)
        }
        Step::Cancelled { on, session } => {
            placed(stage)?;
            undone(from, *session)?;
            unrecorded(from, *on, *session)
        }
        Step::Noted(entry) => {
            let came = from.sessions.get(&entry.session) == Some(&entry.on);
            if_so(came, Refusal::NotAttended(entry.session.number()))
        }
        Step::ReachedMidway => {
            let done = from.sessions_done();
            if_so(done >= SessionNumber::MIDWAY, Refusal::NotMidway { done })
        }
        Step::Completed { on } => {
            completable(from)?;
            happened(at, *on)
        }
        Step::ReportSent { report, .. } => match report {
            Report::Assessment => if_so(
                from.assessment.is_some() || from.first_assessed.is_some(),
                Refusal::NothingToReport("the assessment"),
            ),
            Report::Midway => {
                if_so(from.midway.is_some(), Refusal::NothingToReport("midway"))?;
                if_so(!from.reports.contains_key(report), Refusal::ReportSent)
            }
            Report::Completion => {
                if_so(from.completed.is_some(), Refusal::NothingToReport("completion"))?;
                if_so(!from.reports.contains_key(report), Refusal::ReportSent)
            }
        },
        _ => Ok(()),
    }
}

fn ending(from: &Standing, at: Timestamp, step: &Step) -> Result<(), Refusal> {
    let stage = from.stage;
    match step {
        Step::LeavingProposed(_) => proposable(from),
        Step::LeavingSupported { .. } => {
            let proposed = from.proposal.as_ref().ok_or(Refusal::NothingProposed)?;
            if_so(proposed.facilitator.is_none(), Refusal::AlreadyProposed)
        }
        Step::LeavingDeclined { .. } => if_so(from.proposal.is_some(), Refusal::NothingProposed),
        Step::Left(leaving) => {
            leavable(from)?;
            happened(at, leaving.on)
        }
        Step::ExitReviewed(_) => if_so(stage == Stage::LeftEarly, Refusal::NotLeft),
        Step::ClosedBeforeAssessment { .. } => {
            closable(from)?;
            if_so(stage < Stage::Assessed, Refusal::AlreadyFound)
        }
        Step::ClosedBeforeStart { .. } => {
            closable(from)?;
            if_so(stage >= Stage::Assessed, Refusal::NotAssessed)
        }
        Step::ReturnProposed { .. } => may_return(from),
        Step::Returned { on } => {
            returnable(from)?;
            happened(at, *on)
        }
        _ => Ok(()),
    }
}

/// Whether all that his return needs afresh is held.
pub(crate) fn returnable(from: &Standing) -> Result<(), Refusal> {
    let returning = from.returning.ok_or(Refusal::NotLeft)?;
    let consented = from.consented(ConsentForm::Verbal);
    let missing: Vec<&'static str> = [
        (returning.risk_assessed, "a risk assessment"),
        (returning.found_suitable, "a case discussion that finds him suitable"),
        (from.cleared.is_some(), "the clearance to start"),
        (consented, "his consent"),
    ]
    .into_iter()
    .filter_map(|(held, what)| (!held).then_some(what))
    .collect();
    if_so(missing.is_empty(), Refusal::ReturnIncomplete(missing))
}

pub(crate) fn acknowledgeable(from: &Standing) -> Result<(), Refusal> {
    live(from.stage)?;
    let waits = from.stage == Stage::Received && from.acknowledged.is_none();
    if_so(waits, Refusal::AlreadyAcknowledged)
}

pub(crate) fn findable(stage: Stage) -> Result<(), Refusal> {
    match stage {
        Stage::Assessed => Ok(()),
        stage if stage < Stage::Assessed => Err(Refusal::NotAssessed),
        _ => Err(Refusal::AlreadyFound),
    }
}

pub(crate) fn discussable(stage: Stage) -> Result<(), Refusal> {
    let due = matches!(stage, Stage::Pending | Stage::Returning);
    if_so(due, Refusal::NothingToDiscuss(stage))
}

pub(crate) fn placeable(from: &Standing) -> Result<(), Refusal> {
    live(from.stage)?;
    match from.stage {
        Stage::Suitable | Stage::Commenced => ready_to_start(from),
        Stage::OnProgramme => Ok(()),
        _ => Err(Refusal::NotSuitable),
    }
}

pub(crate) fn completable(from: &Standing) -> Result<(), Refusal> {
    live(from.stage)?;
    if_so(from.stage == Stage::OnProgramme, Refusal::NotOnProgramme(from.stage))?;
    let done = from.sessions_done();
    if_so(done >= SessionNumber::COUNT, Refusal::SessionsMissing { done })
}

pub(crate) fn proposable(from: &Standing) -> Result<(), Refusal> {
    let on_it = matches!(from.stage, Stage::Commenced | Stage::OnProgramme);
    if_so(on_it, Refusal::NotOnProgramme(from.stage))?;
    if_so(from.proposal.is_none(), Refusal::AlreadyProposed)
}

pub(crate) fn leavable(from: &Standing) -> Result<(), Refusal> {
    live(from.stage)?;
    if_so(from.has_started(), Refusal::NotStarted)
}

pub(crate) fn closable(from: &Standing) -> Result<(), Refusal> {
    live(from.stage)?;
    if_so(!from.has_started(), Refusal::HasStarted)
}

pub(crate) fn may_return(from: &Standing) -> Result<(), Refusal> {
    let reason = from.closed.and_then(|closed| closed.reason);
    match (from.stage, reason) {
        (Stage::LeftEarly, Some(RecordedClosure::Died)) => Err(Refusal::NoReturn("he died")),
        (Stage::LeftEarly, Some(RecordedClosure::Duplicate)) | (Stage::Merged, _) => {
            Err(Refusal::NoReturn("it is a duplicate"))
        }
        (Stage::LeftEarly, _) => Ok(()),
        (Stage::Completed, _) => Err(Refusal::NoReturn("he completed the programme")),
        (Stage::Unsuitable, _) => Err(Refusal::NoReturn("he was found unsuitable")),
        (Stage::ClosedBeforeAssessment | Stage::ClosedBeforeStart, _) => {
            Err(Refusal::NoReturn("he never started"))
        }
        _ => Err(Refusal::NotLeft),
    }
}

/// Whether he may come to a first session: suitable, his consent, and the clearance.
fn ready_to_start(from: &Standing) -> Result<(), Refusal> {
    if_so(from.suitable.is_some(), Refusal::NotSuitable)?;
    if_so(from.consented(ConsentForm::Verbal), Refusal::NoConsent("consent"))?;
    if_so(from.cleared.is_some(), Refusal::NotCleared)
}

pub(crate) fn placed(stage: Stage) -> Result<(), Refusal> {
    live(stage)?;
    match stage {
        Stage::Commenced | Stage::OnProgramme => Ok(()),
        Stage::Suitable => Err(Refusal::NotPlaced),
        Stage::Returning => Err(Refusal::NotOnProgramme(stage)),
        _ => Err(Refusal::NotSuitable),
    }
}

fn undone(from: &Standing, session: SessionNumber) -> Result<(), Refusal> {
    match from.sessions.get(&session) {
        Some(on) => Err(Refusal::SessionDone { session: session.number(), on: *on }),
        None => Ok(()),
    }
}

fn unrecorded(from: &Standing, on: Date, session: SessionNumber) -> Result<(), Refusal> {
    let recorded =
        from.missed.contains_key(&(on, session)) || from.cancelled.contains(&(on, session));
    if_so(!recorded, Refusal::SessionRecorded { session: session.number(), on })
}

pub(crate) fn assessable(stage: Stage) -> Result<(), Refusal> {
    live(stage)?;
    match stage {
        Stage::Received => Err(Refusal::NotAcknowledged),
        stage if stage <= Stage::Pending => Ok(()),
        _ => Err(Refusal::AlreadyFound),
    }
}

fn with_support(took_part: &[Party]) -> Result<(), Refusal> {
    if_so(took_part.contains(&Party::Support), Refusal::WithoutSupport)
}

pub(crate) fn live(stage: Stage) -> Result<(), Refusal> {
    if_so(!stage.is_over(), Refusal::Over(stage))
}

/// Nothing can be recorded as having happened on a day that is yet to come.
fn happened(at: Timestamp, on: Date) -> Result<(), Refusal> {
    if_so(on <= london_day(at), Refusal::InFuture(on))
}

pub(crate) fn if_so(holds: bool, refusal: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(refusal) }
}
