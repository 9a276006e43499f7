//! Who is told of what: an inbox inside Waymark, and for whoever wants it an e-mail that carries
//! a reference and nothing else.

use access::Kind;
use pathway::codes::Code as _;
use pathway::crossing::ToSupport;
use pathway::{MessageId, OrganisationId};
use programme::Step;
use programme::codes::ClosureReason;
use store::Message;
use support::Recipient;
use support::crossing::Link;

use crate::office::Acting;
use crate::streams::Standing;

pathway::codes! {
    /// What a message is about, as stored, and in the words of an inbox. None tells anything of a
    /// person.
    MessageKind {
        // To whoever referred.
        Received = "referral_received", "Your referral has been received";
        Acknowledged = "referral_acknowledged", "Your referral has been acknowledged";
        AssessmentOffered = "assessment_offered", "An assessment has been offered";
        Assessed = "assessed", "The assessment has taken place";
        FoundUnsuitable = "found_unsuitable", "The assessment has come to ‘unsuitable’";
        Decided = "decided", "The case has been discussed and decided";
        Placed = "placed", "A place has been given";
        Midway = "midway", "Midway has been reached";
        Completed = "completed", "The programme has been completed";
        ReportSent = "report_sent", "A report has been sent to you";
        LeftEarly = "left_early", "The programme has been left early";
        Closed = "closed", "The case has been closed";
        Returned = "returned", "He is back on the programme";
        // To the provider of the programme.
        Arrived = "referral_arrived", "A referral has arrived";
        Supplemented = "referral_supplemented", "A referral has been added to";
        FurtherWoman = "further_woman_named", "A further woman has been named in a referral";
        Withdrawn = "referral_withdrawn", "A referral has been withdrawn";
        UpdateAsked = "update_asked", "Whoever referred asks for an update";
        ClearanceChanged = "clearance_changed", "Whether he may start has changed";
        ReadyToDiscuss = "ready_to_discuss", "The support service is ready for the case discussion";
        Transferred = "transferred", "A case has been transferred";
        // To the provider of support.
        SheIsReferred = "she_is_referred", "A woman has been referred to you";
        ToldMoreOfHer = "told_more_of_her", "Whoever referred has added to what they told you";
        DiscussionDue = "discussion_due", "A case discussion has been called";
        HeIsDecided = "he_is_decided", "It has been decided whether he may take part";
        HeStarts = "he_starts", "He starts on the programme";
        HeWasAbsent = "he_was_absent", "He missed a session";
        Signal = "signal", "A session gave reason to tell you today";
        HeavySession = "heavy_session", "A heavy session is two days off";
        ComingWeek = "coming_week", "What his coming week is about";
        HisRisk = "his_risk", "His risk has changed";
        HeEnded = "he_ended", "He is no longer on the programme";
        HeReturned = "he_returned", "He is back on the programme";
    }
}

/// How a kind is stored.
pub(crate) fn code(kind: MessageKind) -> &'static str {
    kind.code()
}

/// What the events that are being added tell others on his side: the referrer, and the provider
/// where there is something new to read.
pub(crate) fn of_his(acting: &Acting<'_>, standing: &Standing<programme::Case>) -> Vec<Message> {
    let state = standing.state.standing();
    let mut messages = Vec::new();
    for event in &standing.events {
        let told = to_referrer(&event.step);
        messages.extend(told.and_then(|kind| to_who_referred(acting, standing, kind)));
        if let Some((organisation, kind)) = state.organisation.zip(to_provider(&event.step)) {
            messages.push(Message {
                id: MessageId::of(acting.office.id()),
                organisation,
                worker: state.facilitator,
                audience: Kind::CaseMessage,
                area: state.area.clone(),
                record: standing.envelope.id,
                reference: standing.envelope.reference,
                kind: code(kind),
                body: String::new(),
            });
        }
    }
    messages
}

/// The steps that are the referrer's to know (seed 4.5): who heard nothing stopped referring.
fn to_referrer(step: &Step) -> Option<MessageKind> {
    Some(match step {
        Step::Received(_) => MessageKind::Received,
        Step::Acknowledged(_) => MessageKind::Acknowledged,
        Step::AssessmentOffered(_) => MessageKind::AssessmentOffered,
        Step::FoundUnsuitable(_) => MessageKind::FoundUnsuitable,
        Step::Assessed(_) => MessageKind::Assessed,
        Step::Discussed(_) => MessageKind::Decided,
        Step::Placed(_) => MessageKind::Placed,
        Step::ReachedMidway => MessageKind::Midway,
        Step::Completed { .. } => MessageKind::Completed,
        Step::ReportSent { .. } => MessageKind::ReportSent,
        Step::Left(_) => MessageKind::LeftEarly,
        Step::ClosedBeforeAssessment { .. } | Step::ClosedBeforeStart { .. } => MessageKind::Closed,
        Step::Returned { .. } => MessageKind::Returned,
        // That two cases are of one man is no news for whoever refers: they would learn that he is known.
        _ => return None,
    })
}

fn to_who_referred(
    acting: &Acting<'_>,
    standing: &Standing<programme::Case>,
    kind: MessageKind,
) -> Option<Message> {
    let state = standing.state.standing();
    let referrer = state.referral.as_ref()?.referrer?;
    Some(Message {
        id: MessageId::of(acting.office.id()),
        organisation: referrer.organisation,
        worker: Some(referrer.worker),
        audience: Kind::ReferralMessage,
        area: state.area.clone(),
        record: standing.envelope.id,
        reference: standing.envelope.reference,
        kind: code(kind),
        body: String::new(),
    })
}

fn to_provider(step: &Step) -> Option<MessageKind> {
    Some(match step {
        Step::Received(_) => MessageKind::Arrived,
        Step::Supplemented(_) => MessageKind::Supplemented,
        Step::Heard(pathway::crossing::ToProgramme::Clearance { .. }) => {
            MessageKind::ClearanceChanged
        }
        Step::Heard(pathway::crossing::ToProgramme::ReadyToDiscuss) => MessageKind::ReadyToDiscuss,
        Step::SealedPartAdded { .. } => MessageKind::FurtherWoman,
        Step::ClosedBeforeAssessment { reason: ClosureReason::WithdrawnByReferrer, .. }
        | Step::ClosedBeforeStart { reason: ClosureReason::WithdrawnByReferrer, .. } => {
            MessageKind::Withdrawn
        }
        Step::Transferred { .. } => MessageKind::Transferred,
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
        ToSupport::Referred { .. } => MessageKind::SheIsReferred,
        ToSupport::DiscussionDue { .. } => MessageKind::DiscussionDue,
        ToSupport::Decided { .. } => MessageKind::HeIsDecided,
        ToSupport::Started { .. } => MessageKind::HeStarts,
        ToSupport::Absent { .. } => MessageKind::HeWasAbsent,
        ToSupport::Signal { .. } => MessageKind::Signal,
        ToSupport::HeavySession { .. } => MessageKind::HeavySession,
        ToSupport::ComingWeek { .. } => MessageKind::ComingWeek,
        ToSupport::Risk { .. } => MessageKind::HisRisk,
        ToSupport::Ended { .. } => MessageKind::HeEnded,
        ToSupport::Returned { .. } => MessageKind::HeReturned,
    };
    to_her_worker(acting, standing, kind, Some(link.provider))
}

/// Her worker is told that whoever referred has added to what was said of her.
pub(crate) fn more_of_her(acting: &Acting<'_>, standing: &Standing<support::Case>) -> Message {
    to_her_worker(acting, standing, MessageKind::ToldMoreOfHer, None)
}

fn to_her_worker(
    acting: &Acting<'_>,
    standing: &Standing<support::Case>,
    kind: MessageKind,
    provider: Option<OrganisationId>,
) -> Message {
    let worker = match standing.state.recipient() {
        Recipient::Worker(worker) => Some(worker),
        Recipient::DutyManager => None,
    };
    let nobody = OrganisationId::of(uuid::Uuid::nil());
    Message {
        id: MessageId::of(acting.office.id()),
        organisation: standing.state.provider.or(provider).unwrap_or(nobody),
        worker,
        audience: Kind::SupportMessage,
        area: standing.state.area.clone(),
        record: standing.envelope.id,
        reference: standing.envelope.reference,
        kind: code(kind),
        body: String::new(),
    }
}
