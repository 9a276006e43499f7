//! What happened in her case, in words.

use jiff::civil::Date;
use pathway::NarrativeId;
use pathway::codes::Code;
use pathway::crossing::{Ending, Risk, Signal};
use support::codes::{ConsentTo, Form};
use support::facts::{Ground, Transfer};
use support::{Case, What};

use super::super::CasePage;
use super::shown::Shown;
use crate::coded::words as begin;
use crate::furniture::{day, moment};

/// A risk, as the start of a line.
pub(super) const fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::Standard => "Standard risk",
        Risk::Medium => "Medium risk",
        Risk::High => "High risk",
    }
}

/// How it ended for him.
pub(super) const fn ending(how: Ending) -> &'static str {
    match how {
        Ending::Completed => "he completed the programme",
        Ending::LeftEarly => "he left before its end",
        Ending::Unsuitable => "he was found unsuitable",
        Ending::ClosedBeforeStart => "his file was closed before he started",
    }
}

/// Why her worker is told of a session.
pub(super) const fn signal(kind: Signal) -> &'static str {
    match kind {
        Signal::NotableResponse => "a notable emotional response",
        Signal::Concern => "a concern of the facilitators",
    }
}

/// A consent, as the subject of a sentence.
pub(super) const fn consent(to: ConsentTo) -> &'static str {
    match to {
        ConsentTo::BeContacted => "Consent to be contacted",
        ConsentTo::HisStarting => "Consent to his starting",
        ConsentTo::Support => "Consent to support",
    }
}

/// What happened, as a heading.
pub(super) fn heading(shown: &Shown, what: &What) -> String {
    match what {
        What::Referred(_) => "The programme referred her".to_owned(),
        What::Opened(_) => "The case was opened".to_owned(),
        What::RecordedBefore(_) => "Recorded before Waymark".to_owned(),
        What::PersonRecorded(_) => "Her name and contacts were given".to_owned(),
        What::DetailsChanged(_) => "Her name or contacts were changed".to_owned(),
        What::Allocated(worker) => format!("Given to {}", shown.who(*worker)),
        What::Transferred(Transfer::Worker(worker)) => format!("Moved to {}", shown.who(*worker)),
        What::Transferred(Transfer::Area(area, _)) => format!("Moved to {}", area.name()),
        What::Transferred(Transfer::Provider(..)) => "Moved to another service".to_owned(),
        What::MergedInto(_) => "Goes on in another case of hers".to_owned(),
        What::TookIn(..) => "Another case of hers goes on here".to_owned(),
        What::Attempted(attempt) => format!("Tried to reach her: {}", attempt.result.words()),
        What::VerifiedSafeContact(_) => "Safe ways to reach her were verified".to_owned(),
        What::Contacted(contact) => format!("Contact: {}", contact.kind.words()),
        What::ProfileRecorded(_) => "Who she is was recorded".to_owned(),
        What::Assessed(_) => "She was assessed".to_owned(),
        What::SupportDeclined { .. } => "She declined support".to_owned(),
        What::SupportStarted { .. } => "Support started".to_owned(),
        What::SafetyPlanned(_) => "A safety plan was agreed".to_owned(),
        What::ActionSet(_) => "Something is to be done".to_owned(),
        What::ActionDone(_) => "Something was done".to_owned(),
        What::MeetingAttended(attended) => begin(attended.meeting),
        What::NoteWritten(_) => "Note".to_owned(),
        What::MeasureTaken(measure) => format!("Measure taken {}", measure.point.words()),
        What::MeasureMissed(missed) => format!("Measure {} not taken", missed.point.words()),
        What::BenefitsRecorded(_) => "What she says that support has done".to_owned(),
        What::ConsentRecorded(given) => format!("{}: {}", consent(given.to), given.form.words()),
        What::ConsentWithdrawn(taken) => format!("{}: taken back", consent(taken.to)),
        What::Cleared { his, .. } => format!("Cleared {} to start", shown.called(*his)),
        What::NotYetCleared { his, .. } => format!("Not yet cleared {}", shown.called(*his)),
        What::ReadyToDiscuss(_) => "Ready for the case discussion".to_owned(),
        What::RiskAssessed(_) => "Her risk was assessed".to_owned(),
        What::IncidentRecorded(incident) => format!("Incident: {}", incident.kind.words()),
        What::MaracFound(_) => "The case belongs at the MARAC".to_owned(),
        What::MaracReferred(_) => "Referred to the MARAC".to_owned(),
        What::EscalationReviewed(_) => "Escalation was reviewed".to_owned(),
        What::JointReviewDue(_, cause) => format!("A joint review is due: {}", cause.words()),
        What::PartWritten(part) => format!("Our part of {}", part.of.words()),
        What::PartReleased(_) => "Our part was released to the programme".to_owned(),
        What::PartWithheld(..) => "Decided not to share our part".to_owned(),
        What::ReleaseWithdrawn(..) => "A release was withdrawn".to_owned(),
        What::SignalActedUpon(_) => "What the programme told was acted upon".to_owned(),
        What::Closed(reason, _) => format!("Closed: {}", reason.words()),
        What::Reopened(_) => "Opened again".to_owned(),
        What::DeathRecorded(_) => "Her death was recorded".to_owned(),
        What::LegalHoldSet(_) => "Legal hold: nothing may be erased".to_owned(),
        What::LegalHoldLifted(_) => "The legal hold was lifted".to_owned(),
        What::Corrected(_) => "An entry was corrected".to_owned(),
        What::FlagResolved(..) => "A doubtful step was looked at".to_owned(),
        told => news(shown, told).unwrap_or_default(),
    }
}

/// What the programme told, as a heading; none of what it did not tell.
pub(super) fn news(shown: &Shown, what: &What) -> Option<String> {
    Some(match what {
        What::ToldOfStart(told) => {
            format!("{} came to his first session", named(shown, told.his))
        }
        What::ToldOfAbsence(told) => format!("{} missed a session", named(shown, told.his)),
        What::SignalReceived(told) => {
            format!("After a session of {}: {}", shown.called(told.his), signal(told.what.kind))
        }
        What::RiskOfHisChanged(told) => {
            format!("{}: {}", named(shown, told.his), risk(told.what).to_lowercase())
        }
        What::HeavySessionAnnounced(told) => {
            format!("A heavy session of {} is near", shown.called(told.his))
        }
        What::ComingWeek(told) => format!("The coming week of {}", shown.called(told.his)),
        What::ToldOfEnd(told) => {
            format!("{}: {}", named(shown, told.his), ending(told.what.how))
        }
        What::ToldOfReturn(told) => {
            format!("{} is back on the programme", named(shown, told.his))
        }
        What::DiscussionCalled(_) => "A case discussion was called".to_owned(),
        What::DecisionTold(told) if told.what => {
            format!("{} was found suitable", named(shown, told.his))
        }
        What::DecisionTold(told) => format!("{} was found unsuitable", named(shown, told.his)),
        _ => return None,
    })
}

fn named(shown: &Shown, his: pathway::CaseId) -> String {
    shown.his_name(his).unwrap_or_else(|| "He".to_owned())
}

/// What else is known of it, a line each.
pub(super) fn lines(shown: &Shown, what: &What) -> Vec<String> {
    let on = |date: Date| format!("On {}.", day(date));
    match what {
        What::Referred(referral) => referral
            .his_risk
            .map(|his| format!("His risk, as the programme has it: {}.", risk(his).to_lowercase()))
            .into_iter()
            .collect(),
        What::Attempted(attempt) => vec![format!(
            "{}, {}. Safe: {}.",
            moment(attempt.when),
            attempt.how.words(),
            attempt.safe.words()
        )],
        What::VerifiedSafeContact(ways) => {
            let ways: Vec<&str> = ways.iter().map(|way| way.words()).collect();
            vec![format!("{}.", ways.join(", "))]
        }
        What::Contacted(contact) => vec![format!("{}.", moment(contact.when))],
        What::Assessed(assessment) => {
            let needs: Vec<&str> = assessment.needs.iter().map(|need| need.words()).collect();
            let household = &assessment.household;
            let mut lines = vec![format!("{}.", moment(assessment.when))];
            lines.extend((!needs.is_empty()).then(|| format!("Needs: {}.", needs.join(", "))));
            lines.push(format!(
                "Domestic abuse: {}. Mental ill health: {}. Substance misuse: {}.",
                household.domestic_abuse.words(),
                household.mental_ill_health.words(),
                household.substance_misuse.words()
            ));
            lines
        }
        What::SupportDeclined { when } | What::SupportStarted { when } => {
            vec![format!("{}.", moment(*when))]
        }
        What::SafetyPlanned(plan) => plan
            .review_on
            .map(|date| format!("To be looked at again on {}.", day(date)))
            .into_iter()
            .collect(),
        What::ActionSet(action) => {
            vec![format!("{}, by {}.", shown.who(action.owner), day(action.due))]
        }
        What::MeetingAttended(attended) => vec![on(attended.on)],
        What::ConsentRecorded(given) => {
            let mut line = moment(given.when);
            if let Some(his) = given.his {
                line.push_str(&format!(", of {}", shown.called(his)));
            }
            vec![format!("{line}.")]
        }
        What::ConsentWithdrawn(taken) => vec![format!("{}.", moment(taken.when))],
        What::Cleared { ground, .. } => vec![format!("{}.", clearance(ground))],
        What::RiskAssessed(assessed) => {
            let mut lines = vec![moment(assessed.when) + "."];
            lines.extend(
                assessed
                    .score
                    .map(|score| format!("{} score: {score}.", instrument(&assessed.instrument))),
            );
            lines.extend(assessed.band.map(|band| format!("Band: {}.", risk(band).to_lowercase())));
            lines.extend(assessed.judgement.as_ref().map(|judged| {
                let marac = if judged.marac { ", for the MARAC" } else { "" };
                format!("Judged: {}{marac}.", risk(judged.risk).to_lowercase())
            }));
            lines
        }
        What::IncidentRecorded(incident) => vec![
            on(incident.on),
            format!(
                "Severity {} of 4, told by {}. Children there: {}. Police called: {}. Arrested: {}. \
                 Charged: {}.",
                incident.severity,
                incident.source.words(),
                incident.children_present.words(),
                incident.police_called.words(),
                incident.arrested.words(),
                incident.charged.words()
            ),
        ],
        What::MaracFound(grounds) => {
            let grounds: Vec<&str> = grounds.iter().map(|ground| ground.words()).collect();
            vec![format!("By {}.", grounds.join(", "))]
        }
        What::MaracReferred(date) => vec![on(*date)],
        What::EscalationReviewed(review) => {
            let marac = if review.marac { ", for the MARAC" } else { "" };
            vec![format!("{}{marac}.", risk(review.risk))]
        }
        What::PartWritten(part) => {
            let mut line = on(part.on);
            let took: Vec<&str> = part.took_part.iter().map(|who| shown.who(*who)).collect();
            if !took.is_empty() {
                line.push_str(&format!(" {} took part.", took.join(", ")));
            }
            if part.shares.is_none() {
                line.push_str(" Nothing to share.");
            }
            vec![line]
        }
        What::ToldOfStart(told) | What::ToldOfReturn(told) => vec![on(told.what)],
        What::ToldOfAbsence(told) => {
            let notice = if told.what.with_notice { "with notice" } else { "without notice" };
            vec![format!("On {}, {notice}.", day(told.what.on))]
        }
        What::SignalReceived(told) => {
            vec![format!("Session of {}: {}.", day(told.what.on), told.what.content)]
        }
        What::HeavySessionAnnounced(told) | What::ComingWeek(told) => {
            vec![format!("{}: {}.", day(told.what.on), told.what.content)]
        }
        What::ToldOfEnd(told) => vec![on(told.what.on)],
        What::DiscussionCalled(told) => vec![format!("By {} at the latest.", day(told.what))],
        What::SignalActedUpon(acted) => {
            let done: Vec<&str> = acted.done.iter().map(|done| done.words()).collect();
            let mut lines = Vec::new();
            lines.extend(
                shown.her.case.entry(acted.told).and_then(|entry| news(shown, &entry.made.what)),
            );
            lines.push(format!("{}.", first_large(&done.join(", "))));
            lines
        }
        What::DeathRecorded(date) => vec![date.map_or("The day is not known.".to_owned(), on)],
        _ => Vec::new(),
    }
}

/// On what a clearance rests.
pub(super) fn clearance(ground: &Ground) -> String {
    match ground {
        Ground::HerConsent => "On her consent".to_owned(),
        Ground::Manager { because, .. } => {
            format!("By decision of the service: {}", because.words())
        }
    }
}

/// The form of a consent that is held, in words.
pub(super) fn held(form: Form) -> String {
    begin(form)
}

/// An instrument, as people call it.
pub(super) fn instrument(code: &str) -> String {
    code.to_uppercase()
}

pub(super) fn first_large(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// The texts of what happened, in the order in which they are read.
pub(super) fn texts_of(what: &What) -> Vec<NarrativeId> {
    let some = |id: Option<NarrativeId>| id.into_iter().collect();
    match what {
        What::Contacted(contact) => some(contact.note),
        What::Assessed(assessment) => some(assessment.findings),
        What::SafetyPlanned(plan) => vec![plan.plan],
        What::ActionSet(action) => vec![action.what],
        What::ActionDone(id)
        | What::NoteWritten(id)
        | What::Reopened(id)
        | What::LegalHoldSet(id)
        | What::LegalHoldLifted(id)
        | What::PartWithheld(_, id)
        | What::ReleaseWithdrawn(_, id)
        | What::FlagResolved(_, id) => vec![*id],
        What::MeetingAttended(attended) => some(attended.note),
        What::Cleared { ground: Ground::Manager { why, .. }, .. } => vec![*why],
        What::NotYetCleared { why, .. } => some(*why),
        What::RiskAssessed(assessed) => {
            assessed.judgement.iter().map(|judged| judged.why).collect()
        }
        What::IncidentRecorded(incident) => some(incident.done),
        What::EscalationReviewed(review) => vec![review.why],
        What::PartWritten(part) => part.shares.into_iter().chain(part.decisions).collect(),
        What::PartReleased(release) => vec![release.copy, release.why],
        What::SignalActedUpon(acted) => some(acted.note),
        What::Closed(_, why) => some(*why),
        What::Corrected(correction) => {
            let instead = correction.to.as_deref().map(texts_of).unwrap_or_default();
            instead.into_iter().chain([correction.why]).collect()
        }
        _ => Vec::new(),
    }
}

/// The texts that a page of the case shows.
pub(super) fn texts(page: CasePage, case: &Case) -> Vec<NarrativeId> {
    let shows = |what: &What| match page {
        CasePage::Timeline => true,
        CasePage::News => matches!(what, What::SignalActedUpon(_)),
        CasePage::Assessment => matches!(what, What::Assessed(_)),
        CasePage::Decision => matches!(what, What::Cleared { .. } | What::NotYetCleared { .. }),
        CasePage::Discussion => matches!(what, What::PartWritten(_)),
        CasePage::Sessions => matches!(what, What::Contacted(_)),
        CasePage::Appointments => matches!(what, What::ActionSet(_) | What::MeetingAttended(_)),
        CasePage::Risk => matches!(
            what,
            What::RiskAssessed(_)
                | What::IncidentRecorded(_)
                | What::EscalationReviewed(_)
                | What::SafetyPlanned(_)
        ),
        CasePage::Notes => matches!(what, What::NoteWritten(_)),
        CasePage::End => matches!(what, What::Closed(..) | What::Reopened(_)),
        _ => false,
    };
    let stands = case.entries().iter().flat_map(|entry| {
        let instead = entry.corrected.as_ref().and_then(|(_, instead)| instead.as_ref());
        [Some(&entry.made.what), instead]
    });
    stands.flatten().filter(|what| shows(what)).flat_map(texts_of).collect()
}
