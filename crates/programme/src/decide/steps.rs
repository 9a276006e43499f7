//! The steps that a command asks for, before the order of the pathway is held against them.

use pathway::codes::{Answer, Code, ConsentForm};
use pathway::crossing::ToProgramme;

use super::{Context, intake};
use crate::case::{Case, Stage};
use crate::codes::{ClosureReason, HerReferral};
use crate::command::{Command, HerChoice};
use crate::event::{Acknowledgement, Step};
use crate::parts::{Entry, Leaving, Proposal, Proposer};
use crate::refusal::Refusal;

pub(super) fn of(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Step>, Refusal> {
    let standing = case.standing();
    Ok(match command {
        Command::Receive(referral) => vec![Step::Received(referral)],
        Command::RecordBefore(before) => vec![Step::RecordedBefore(before)],
        Command::Supplement(supplement) => vec![Step::Supplemented(supplement)],
        Command::AddSealedPart(part) => vec![Step::SealedPartAdded { part }],
        Command::Acknowledge {
            decision,
            duplicates,
            organisation,
            facilitator,
            support_provider,
        } => {
            if standing.stage == Stage::Unheard {
                return Err(Refusal::NotReceived);
            }
            let screening = intake::screening(case, context);
            let how =
                Acknowledgement { screening, decision, duplicates, organisation, facilitator };
            intake::acknowledge(case, how, support_provider, context)?
        }
        Command::Transfer { area, organisation, facilitator, why } => {
            vec![Step::Transferred { area, organisation, facilitator, why }]
        }
        Command::LinkPerson(person) => vec![Step::SamePerson { person }],
        Command::Compare { case, .. } if standing.compared.contains_key(&case) => {
            return Err(Refusal::AlreadyCompared);
        }
        Command::Compare { case, same, person } => {
            let mut steps = vec![Step::Compared { case, same }];
            if let Some(person) = person.filter(|_| same == Answer::Yes) {
                steps.push(Step::SamePerson { person });
            }
            steps
        }
        Command::ChangeDetails(person) => vec![Step::DetailsChanged { person }],
        Command::WriteNote(note) => vec![Step::NoteWritten { note }],
        Command::RecordAttempt(attempt) => vec![Step::Attempted(attempt)],
        Command::OfferAssessment(offer) => vec![Step::AssessmentOffered(offer)],
        Command::RecordOffer { offer, kept } => vec![Step::AssessmentKept { offer, kept }],
        Command::RecordAssessment(assessment) => vec![Step::Assessed(assessment)],
        Command::FindUnsuitable { found, her } => {
            let unreferred = intake::unreferred(case);
            let mut steps: Vec<Step> = match her {
                HerChoice::Refer { provider } => {
                    intake::refer(unreferred, provider, HerReferral::AtUnsuitable).collect()
                }
                HerChoice::Not { why } => vec![Step::HerNotReferred { why }],
                HerChoice::NothingToDecide if unreferred.is_empty() => Vec::new(),
                HerChoice::NothingToDecide => return Err(Refusal::HerChoiceMissing),
            };
            steps.push(Step::FoundUnsuitable(found));
            steps
        }
        Command::FindPending { support_provider } => {
            let unreferred = intake::unreferred(case);
            let mut steps: Vec<Step> =
                intake::refer(unreferred, support_provider, HerReferral::AtPending).collect();
            steps.push(Step::FoundPending { discuss_by: context.discuss_by() });
            steps
        }
        Command::ReferHer { part, provider } => {
            vec![Step::HerReferred { part, provider, occasion: HerReferral::OnRisk }]
        }
        Command::Hear(heard) => vec![Step::Heard(heard)],
        Command::Discuss(discussion) => vec![Step::Discussed(discussion)],
        Command::RecordConsent(consent) => vec![Step::Consented(consent)],
        Command::Place(placement) => {
            let form = context.rules_of(case).consent_to_start;
            let starts = matches!(standing.stage, Stage::Suitable | Stage::Commenced);
            if starts && form != ConsentForm::None && !standing.consented(form) {
                return Err(Refusal::NoConsent(form.words()));
            }
            vec![Step::Placed(placement)]
        }
        Command::Unplace(group) => vec![Step::Unplaced { group }],
        Command::OfferSession { on, session } => vec![Step::SessionOffered { on, session }],
        Command::RecordAttended { attended, entry } => {
            let mut steps = vec![Step::Attended(attended)];
            steps.extend(entry.into_iter().flat_map(noted));
            steps
        }
        Command::RecordMissed(missed) => vec![Step::Missed(missed)],
        Command::RecordCancelled { on, session } => vec![Step::Cancelled { on, session }],
        Command::Note(entry) => noted(entry),
        Command::RecordKeyWork { on, reminder, note } => {
            vec![Step::KeyWork { on, reminder, note }]
        }
        Command::Announce { on, session, content, heavy } => {
            vec![Step::Announced { on, session, content, heavy }]
        }
        Command::RecordMeasures { point, on, taken } => vec![Step::Measured { point, on, taken }],
        Command::Complete { on } => vec![Step::Completed { on }],
        Command::SendReport { report, document } => vec![Step::ReportSent { report, document }],
        Command::ProposeLeaving { reason, facilitator, why } => {
            let by = Proposer::Facilitator(facilitator);
            vec![Step::LeavingProposed(Proposal { reason, by, why })]
        }
        Command::SupportLeaving { facilitator } => vec![Step::LeavingSupported { facilitator }],
        Command::Leave { on, reason, manager, why } => {
            let facilitator = standing.proposal.as_ref().and_then(|proposed| proposed.facilitator);
            vec![Step::Left(Leaving { on, reason, manager, facilitator, why })]
        }
        Command::DeclineLeaving { by, why } => vec![Step::LeavingDeclined { by, why }],
        Command::ReviewExit(review) => vec![Step::ExitReviewed(review)],
        Command::Close { reason, why } => vec![closed(standing.stage, reason, why)],
        Command::WithdrawReferral { why } => {
            vec![closed(standing.stage, ClosureReason::WithdrawnByReferrer, why)]
        }
        Command::ProposeReturn { by } => {
            vec![Step::ReturnProposed { by, discuss_by: context.discuss_by() }]
        }
        Command::Return { on } => vec![Step::Returned { on }],
        Command::MergeFrom(merged) => vec![Step::MergedFrom(merged)],
        Command::MergeInto(case) => vec![Step::MergedInto { case }],
        // Decided apart: each corrects what was recorded.
        Command::CompareAgain(_) => return Err(Refusal::NotCompared),
        Command::ReverseMergeFrom { .. } | Command::ReverseMergeInto { .. } => {
            return Err(Refusal::NotMerged);
        }
        Command::HoldMessages => vec![Step::MessagesHeld],
        Command::ReleaseMessages => vec![Step::MessagesReleased],
        Command::ReviewHold(note) => vec![Step::HoldReviewed { note }],
        Command::AssessRisk(assessment) => vec![Step::RiskAssessed(assessment)],
        Command::DecideMarac { referred, on, why } => {
            vec![Step::MaracDecided { referred, on, why }]
        }
        Command::RecordIncident(incident) => vec![Step::IncidentRecorded(incident)],
        Command::ReviewEscalation { incident, escalates, why } => {
            vec![Step::EscalationReviewed { incident, escalates, why }]
        }
        Command::ReviewJointly(review) => vec![Step::JointReviewed(review)],
        // Decided apart: it is asked of the whole case.
        Command::Correct(correction) => vec![Step::Corrected(correction)],
        Command::AnswerFlag { event, why } => {
            if !case.flags().any(|flag| flag.event == event) {
                return Err(Refusal::NoFlag(event));
            }
            vec![Step::FlagAnswered { event, why }]
        }
    })
}

fn closed(stage: Stage, reason: ClosureReason, why: Option<pathway::NarrativeId>) -> Step {
    if stage < Stage::Assessed {
        Step::ClosedBeforeAssessment { reason, why }
    } else {
        Step::ClosedBeforeStart { reason, why }
    }
}

/// What was noted of him. A notable response and a concern are two signals to her worker, and
/// one event carries one.
fn noted(entry: Box<Entry>) -> Vec<Step> {
    if !entry.notable_response || entry.concerns.is_empty() {
        return vec![Step::Noted(entry)];
    }
    let concern = Entry {
        engagement: None,
        responsibility: None,
        notable_response: false,
        note: None,
        ..(*entry).clone()
    };
    let response = Entry { concerns: Vec::new(), ..*entry };
    vec![Step::Noted(Box::new(response)), Step::Noted(Box::new(concern))]
}

/// Whether where the case stands is what the command asks for.
pub(super) fn already_so(case: &Case, command: &Command) -> bool {
    let standing = case.standing();
    match command {
        Command::Transfer { area, organisation, facilitator, .. } => {
            standing.area.as_ref() == Some(area)
                && standing.organisation == Some(*organisation)
                && standing.facilitator == Some(*facilitator)
        }
        Command::AddSealedPart(part) => standing.sealed.contains(part),
        Command::LinkPerson(person) => standing.individual() == Some(*person),
        Command::Compare { case, same, .. } => standing.compared.get(case) == Some(same),
        Command::Hear(ToProgramme::Clearance { cleared }) => {
            standing.stage != Stage::Unheard && standing.cleared.is_some() == *cleared
        }
        Command::Hear(ToProgramme::ReadyToDiscuss) => standing.ready.is_some(),
        Command::RecordConsent(consent) => standing.consent.as_ref() == Some(consent),
        Command::Place(placement) => standing.placement == Some(*placement),
        Command::HoldMessages => standing.held.is_some(),
        _ => false,
    }
}

/// Whether these very steps stand in the record: each says when it happened, or was the last
/// thing recorded.
pub(super) fn recorded(case: &Case, steps: &[Step]) -> bool {
    let last = || {
        let tail = case.history.len().checked_sub(steps.len());
        tail.and_then(|tail| case.history.get(tail..))
            .is_some_and(|tail| tail.iter().map(|event| &event.step).eq(steps))
    };
    let dated = |step: &Step| match step {
        Step::Received(_)
        | Step::RecordedBefore(_)
        | Step::Acknowledged(_)
        | Step::Attempted(_)
        | Step::AssessmentOffered(_)
        | Step::AssessmentKept { .. }
        | Step::Assessed(_)
        | Step::Discussed(_)
        | Step::SessionOffered { .. }
        | Step::Attended(_)
        | Step::Missed(_)
        | Step::Cancelled { .. }
        | Step::Noted(_)
        | Step::KeyWork { .. }
        | Step::Announced { .. }
        | Step::Measured { .. }
        | Step::Completed { .. }
        | Step::Left(_)
        | Step::MergedFrom(_)
        | Step::MergedInto { .. }
        | Step::RiskAssessed(_)
        | Step::MaracDecided { .. }
        | Step::IncidentRecorded(_)
        | Step::EscalationReviewed { .. }
        | Step::JointReviewed(_)
        | Step::FlagAnswered { .. } => case.as_corrected().any(|(_, _, recorded)| recorded == step),
        _ => false,
    };
    // What the details are now is not in the step: two in a row are two changes.
    let change = steps.iter().any(|step| matches!(step, Step::DetailsChanged { .. }));
    !steps.is_empty() && !change && (last() || steps.iter().all(dated))
}
