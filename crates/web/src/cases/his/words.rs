//! What is said of steps, people and moments on several pages.

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::codes::{Code, RiskLevel};
use pathway::crossing::{Risk, ToProgramme};
use programme::Step;
use programme::parts::{Decision, Placement, Proposer, ScreeningDecision};

use crate::coded;
use crate::furniture::{day, moment};

/// What happened, as a heading.
pub(super) fn heading(step: &Step) -> String {
    match step {
        Step::Received(_) => "Referral received".to_owned(),
        Step::RecordedBefore(_) => "Recorded before Waymark".to_owned(),
        Step::Supplemented(_) => "The referral was added to".to_owned(),
        Step::SealedPartAdded { .. } => "A further woman was named".to_owned(),
        Step::Acknowledged(_) => "Acknowledged and allocated".to_owned(),
        Step::Transferred { .. } => "Given to another facilitator or area".to_owned(),
        Step::SamePerson { .. } => "Found to be a man who is known already".to_owned(),
        Step::Compared { .. } => "Compared with another case".to_owned(),
        Step::DetailsChanged { .. } => "His details were changed".to_owned(),
        Step::NoteWritten { .. } => "Note".to_owned(),
        Step::Attempted(attempt) => format!("Contact: {}", attempt.result.words()),
        Step::AssessmentOffered(_) => "Assessment offered".to_owned(),
        Step::AssessmentKept { kept, .. } => format!("Assessment: {}", kept.words()),
        Step::Assessed(_) => "Assessed".to_owned(),
        Step::FoundUnsuitable(_) => "Found unsuitable".to_owned(),
        Step::FoundPending { .. } => "Pending: the case is to be discussed".to_owned(),
        Step::HerReferred { .. } => "The woman was referred to the support service".to_owned(),
        Step::HerNotReferred { .. } => "The woman was not referred".to_owned(),
        Step::Heard(ToProgramme::Clearance { cleared: true }) => "Cleared to start".to_owned(),
        Step::Heard(ToProgramme::Clearance { cleared: false }) => "Not cleared to start".to_owned(),
        Step::Heard(ToProgramme::ReadyToDiscuss) => {
            "The support service is ready for the case discussion".to_owned()
        }
        Step::Discussed(discussion) => match discussion.decision {
            Decision::Suitable => "Case discussed: suitable".to_owned(),
            Decision::Unsuitable { .. } => "Case discussed: unsuitable".to_owned(),
        },
        Step::Consented(consent) => format!("His consent: {}", consent.form.words()),
        Step::Placed(_) => "Given a place".to_owned(),
        Step::Unplaced { .. } => "Taken out of his group".to_owned(),
        Step::SessionOffered { .. } => "Session offered".to_owned(),
        Step::Attended(attended) => format!("Came to session {}", attended.session.number()),
        Step::Missed(missed) => format!("Missed session {}", missed.session.number()),
        Step::Cancelled { session, .. } => format!("Session {} cancelled by us", session.number()),
        Step::Noted(entry) => format!("Noted after session {}", entry.session.number()),
        Step::KeyWork { reminder: true, .. } => "Reminder".to_owned(),
        Step::KeyWork { reminder: false, .. } => "Key work".to_owned(),
        Step::Announced { session, .. } => {
            format!("Session {} announced to the support service", session.number())
        }
        Step::Measured { point, taken, .. } => {
            let what = coded::words(*point);
            format!("{what} measures {}", if *taken { "taken" } else { "tried" })
        }
        Step::ReachedMidway => "Midway".to_owned(),
        Step::Completed { .. } => "Completed the programme".to_owned(),
        Step::ReportSent { report, .. } => format!("Sent: {}", report.words()),
        Step::LeavingProposed(_) => "That he leaves was proposed".to_owned(),
        Step::LeavingSupported { .. } => "The facilitator stands by the proposal".to_owned(),
        Step::LeavingDeclined { .. } => "He stays".to_owned(),
        Step::Left(_) => "Left early".to_owned(),
        Step::ExitReviewed(_) => "Risks of his leaving reviewed".to_owned(),
        Step::ClosedBeforeAssessment { .. } => "Closed before assessment".to_owned(),
        Step::ClosedBeforeStart { .. } => "Closed before start".to_owned(),
        Step::ReturnProposed { .. } => "His return was begun".to_owned(),
        Step::Returned { .. } => "Back on the programme".to_owned(),
        Step::MergedFrom(_) => "Another case of his was united with this one".to_owned(),
        Step::MergedInto { .. } => "United with another case of his, which goes on".to_owned(),
        Step::MessagesHeld => "Messages to him are held".to_owned(),
        Step::MessagesReleased => "Messages go to him again".to_owned(),
        Step::HoldReviewed { .. } => "The hold was reviewed".to_owned(),
        Step::RiskAssessed(_) => "Risk assessed".to_owned(),
        Step::MaracDecided { referred: true, .. } => "Put to MARAC".to_owned(),
        Step::MaracDecided { referred: false, .. } => "Not put to MARAC".to_owned(),
        Step::IncidentRecorded(incident) => format!("Incident: {}", incident.kind.words()),
        Step::EscalationReviewed { escalates: true, .. } => "Reviewed: risk escalates".to_owned(),
        Step::EscalationReviewed { escalates: false, .. } => {
            "Reviewed: risk does not escalate".to_owned()
        }
        Step::JointReviewed(_) => "Joint review".to_owned(),
        Step::Corrected(_) => "Correction".to_owned(),
        Step::FlagAnswered { event, .. } => format!("Entry {event} was dealt with"),
    }
}

/// What else there is to say of a step, in lines.
pub(super) fn lines(step: &Step) -> Vec<String> {
    match step {
        Step::Acknowledged(how) => {
            let mut lines = how.screening.in_words();
            lines.push(
                match how.decision {
                    ScreeningDecision::GoOn => "It goes on.",
                    ScreeningDecision::GoOnAlthough { .. } => "It goes on all the same.",
                    ScreeningDecision::Ineligible { .. } => "It does not go on.",
                }
                .to_owned(),
            );
            lines
        }
        Step::Compared { same, .. } => vec![format!("The same man: {}.", same.words())],
        Step::Transferred { area, .. } => vec![format!("Area: {area}.")],
        Step::Attempted(attempt) => {
            vec![format!("By {}, {}.", attempt.way.words(), moment(attempt.when))]
        }
        Step::AssessmentOffered(offer) => {
            let place = offer.place.as_deref().map(|place| format!(", {place}"));
            let place = place.unwrap_or_default();
            vec![format!("For {}, {}{place}.", moment(offer.when), offer.mode.words())]
        }
        Step::Assessed(assessment) => vec![
            format!("On {}.", day(assessment.on)),
            format!(
                "Motivated {}, takes responsibility {}, honest {}.",
                assessment.motivation.words(),
                assessment.responsibility.words(),
                assessment.honesty.words()
            ),
            format!("Risk: {}.", risk(assessment.risk)),
        ],
        Step::FoundUnsuitable(found) => vec![format!("Because {}.", found.reason.words())],
        Step::FoundPending { discuss_by } => {
            vec![format!("To be discussed by {}.", day(*discuss_by))]
        }
        Step::Discussed(discussion) => {
            let parties: Vec<&str> = discussion.took_part.iter().map(|one| one.words()).collect();
            let mut lines = vec![
                format!("On {}.", day(discussion.on)),
                format!("Took part: {}.", parties.join(", ")),
            ];
            if let Decision::Unsuitable { found, escalate, .. } = &discussion.decision {
                lines.push(format!("Because {}.", found.reason.words()));
                if *escalate {
                    lines.push("The referrer is asked to escalate.".to_owned());
                }
            }
            lines
        }
        Step::Consented(consent) => vec![format!("On {}.", day(consent.on))],
        Step::Placed(place) => vec![format!("{}.", placement(*place))],
        Step::SessionOffered { on, session } => {
            let which = session.map(|session| format!("Session {} on ", session.number()));
            vec![format!("{}{}.", which.unwrap_or_default(), day(*on))]
        }
        Step::Attended(attended) => {
            let mut lines = vec![format!("On {}: {}.", day(attended.on), attended.content.words())];
            if let Some(late) = attended.late {
                lines.push(format!("{late} minutes late."));
            }
            if attended.catch_up {
                lines.push("It makes a missed session good.".to_owned());
            }
            lines
        }
        Step::Missed(missed) => {
            let notice = if missed.with_notice { "with notice" } else { "without notice" };
            vec![format!("On {}, {notice}.", day(missed.on))]
        }
        Step::Cancelled { on, .. } => vec![format!("On {}.", day(*on))],
        Step::Noted(entry) => {
            let mut lines = Vec::new();
            if let Some(degree) = entry.engagement {
                lines.push(format!("Engaged {}.", degree.words()));
            }
            if let Some(degree) = entry.responsibility {
                lines.push(format!("Showed responsibility {}.", degree.words()));
            }
            if entry.notable_response {
                lines.push("A notable emotional response.".to_owned());
            }
            if !entry.concerns.is_empty() {
                let all: Vec<&str> = entry.concerns.iter().map(|one| one.words()).collect();
                lines.push(format!("Concern: {}.", all.join(", ")));
            }
            lines
        }
        Step::KeyWork { on, .. } | Step::Measured { on, .. } | Step::Completed { on } => {
            vec![format!("On {}.", day(*on))]
        }
        Step::LeavingProposed(proposal) => {
            let by = match proposal.by {
                Proposer::Rule => "By the rule: two sessions missed in a row without contact",
                Proposer::Facilitator(_) => "By a facilitator",
            };
            vec![format!("{by}; {}.", proposal.reason.words())]
        }
        Step::Left(leaving) => {
            vec![format!("On {}: {}.", day(leaving.on), leaving.reason.words())]
        }
        Step::ClosedBeforeAssessment { reason, .. } | Step::ClosedBeforeStart { reason, .. } => {
            vec![format!("Because {}.", reason.words())]
        }
        Step::ReturnProposed { discuss_by, .. } => {
            vec![format!("To be discussed by {}.", day(*discuss_by))]
        }
        Step::Returned { on } | Step::MaracDecided { on, .. } => vec![format!("On {}.", day(*on))],
        Step::RiskAssessed(assessment) => {
            let mut lines = vec![format!("{}, on {}.", assessment.instrument, day(assessment.on))];
            if let Some(score) = assessment.score {
                lines.push(format!("Score {score}."));
            }
            if let Some(band) = assessment.band {
                lines.push(format!("Band: {}.", risk(band)));
            }
            if let Some(judgement) = assessment.judgement {
                lines.push(format!("Professional judgement: {}.", risk(judgement)));
            }
            lines
        }
        Step::IncidentRecorded(incident) => vec![format!(
            "On {}, severity {} of 4, told by {}.",
            day(incident.occurred),
            incident.severity,
            incident.source.words()
        )],
        Step::JointReviewed(review) => vec![format!("On {}.", day(review.on))],
        _ => Vec::new(),
    }
}

/// The words of a risk level.
pub(super) fn risk(risk: Risk) -> &'static str {
    RiskLevel::from(risk).words()
}

/// Where his place is.
pub(super) fn placement(placement: Placement) -> String {
    coded::words(placement.delivery())
}

/// A day, or a dash that is read out as nothing being known.
pub(super) fn day_or_none(on: Option<Date>) -> Markup {
    html! {
        @match on {
            Some(on) => (day(on)),
            None => "Not yet",
        }
    }
}

/// How long until a moment, or since, in whole days.
pub(super) fn due(by: Timestamp, now: Timestamp) -> (String, bool) {
    due_on(by, now, day)
}

/// The same under a step, where there is little room.
pub(super) fn due_in_short(by: Timestamp, now: Timestamp) -> (String, bool) {
    due_on(by, now, short)
}

/// *4 Mar 2019*.
pub(super) fn short(on: Date) -> String {
    on.strftime("%-d %b %Y").to_string()
}

fn due_on(by: Timestamp, now: Timestamp, on: fn(Date) -> String) -> (String, bool) {
    let last = by.checked_sub(jiff::Span::new().microseconds(1)).unwrap_or(by);
    let (last_day, today) = (pathway::london_day(last), pathway::london_day(now));
    let days = last_day.since(today).map(|span| span.get_days()).unwrap_or_default();
    match (now > by, days) {
        (true, 0) => ("Late since today".to_owned(), true),
        (true, -1) => ("1 day late".to_owned(), true),
        (true, days) => (format!("{} days late", days.abs()), true),
        (false, 0) => ("Due today".to_owned(), false),
        (false, 1) => ("Due tomorrow".to_owned(), false),
        (false, _) => (format!("Due {}", on(last_day)), false),
    }
}

/// Reads a level of risk.
pub(super) fn level<'r, 'a>(
    read: &'r mut components::Reader<'a>,
    field: impl components::Field,
) -> components::ReadChoice<'r, 'a, Risk> {
    let levels = [Risk::Standard, Risk::Medium, Risk::High];
    read.choice_among(field, levels.map(|risk| (RiskLevel::from(risk).code(), risk)))
}
