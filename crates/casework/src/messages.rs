//! Who is told of what: an inbox inside Waymark, and for whoever wants it an e-mail that carries
//! a reference and nothing else.

use access::Kind;
use pathway::MessageId;
use pathway::crossing::ToSupport;
use programme::Step;
use store::Message;
use support::Recipient;
use support::crossing::Link;

use crate::office::Acting;
use crate::streams::Standing;

/// What a message is about, as stored.
pub type Code = &'static str;

/// What the events that are being added tell others on his side: the referrer, and the provider
/// where there is something new to read.
pub(crate) fn of_his(acting: &Acting<'_>, standing: &Standing<programme::Case>) -> Vec<Message> {
    let state = standing.state.standing();
    let mut messages = Vec::new();
    for event in &standing.events {
        if let Some((referrer, kind)) = state
            .referral
            .as_ref()
            .and_then(|referral| referral.referrer)
            .zip(to_referrer(&event.step))
        {
            messages.push(Message {
                id: MessageId::of(acting.office.id()),
                organisation: referrer.organisation,
                worker: Some(referrer.worker),
                audience: Kind::ReferralMessage,
                area: state.area.clone(),
                record: standing.envelope.id,
                reference: standing.envelope.reference,
                kind,
                body: String::new(),
            });
        }
        if let Some((organisation, kind)) = state.organisation.zip(to_provider(&event.step)) {
            messages.push(Message {
                id: MessageId::of(acting.office.id()),
                organisation,
                worker: state.facilitator,
                audience: Kind::CaseMessage,
                area: state.area.clone(),
                record: standing.envelope.id,
                reference: standing.envelope.reference,
                kind,
                body: String::new(),
            });
        }
    }
    messages
}

/// The steps that are the referrer's to know (seed 4.5): who heard nothing stopped referring.
fn to_referrer(step: &Step) -> Option<Code> {
    Some(match step {
        Step::Received(_) => "referral_received",
        Step::Acknowledged(_) => "referral_acknowledged",
        Step::AssessmentOffered(_) => "assessment_offered",
        Step::FoundUnsuitable(_) => "found_unsuitable",
        Step::Assessed(_) => "assessed",
        Step::Discussed(_) => "decided",
        Step::Placed(_) => "placed",
        Step::ReachedMidway => "midway",
        Step::Completed { .. } => "completed",
        Step::ReportSent { .. } => "report_sent",
        Step::Left(_) => "left_early",
        Step::ClosedBeforeAssessment { .. } | Step::ClosedBeforeStart { .. } => "closed",
        Step::Returned { .. } => "returned",
        _ => return None,
    })
}

fn to_provider(step: &Step) -> Option<Code> {
    Some(match step {
        Step::Received(_) => "referral_arrived",
        Step::Supplemented(_) => "referral_supplemented",
        Step::Heard(pathway::crossing::ToProgramme::Clearance { .. }) => "clearance_changed",
        Step::Heard(pathway::crossing::ToProgramme::ReadyToDiscuss) => "ready_to_discuss",
        Step::Transferred { .. } => "transferred",
        _ => return None,
    })
}

/// What her worker is told, or the duty manager where she has none.
pub(crate) fn to_support(
    acting: &Acting<'_>,
    standing: &Standing<support::Case>,
    crossed: &ToSupport,
    link: &Link,
) -> Message {
    let kind = match crossed {
        ToSupport::Referred { .. } => "she_is_referred",
        ToSupport::DiscussionDue { .. } => "discussion_due",
        ToSupport::Decided { .. } => "he_is_decided",
        ToSupport::Started { .. } => "he_starts",
        ToSupport::Absent { .. } => "he_was_absent",
        ToSupport::Signal { .. } => "signal",
        ToSupport::HeavySession { .. } => "heavy_session",
        ToSupport::ComingWeek { .. } => "coming_week",
        ToSupport::Risk { .. } => "his_risk",
        ToSupport::Ended { .. } => "he_ended",
        ToSupport::Returned { .. } => "he_returned",
    };
    let worker = match standing.state.recipient() {
        Recipient::Worker(worker) => Some(worker),
        Recipient::DutyManager => None,
    };
    Message {
        id: MessageId::of(acting.office.id()),
        organisation: standing.state.provider.unwrap_or(link.provider),
        worker,
        audience: Kind::SupportMessage,
        area: standing.state.area.clone(),
        record: standing.envelope.id,
        reference: standing.envelope.reference,
        kind,
        body: String::new(),
    }
}
