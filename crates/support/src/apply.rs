//! What an event does to a case. It never fails and never decides.

use jiff::Timestamp;
use pathway::{CaseId, london_day};

use crate::before::Before;
use crate::case::{Case, Closing, Entry, Held, His, Message, Sharing, Written};
use crate::codes::*;
use crate::decide::permits;
use crate::event::{Correction, Event, What};
use crate::facts::*;

/// Takes an event into the case.
pub fn apply(case: &mut Case, event: &Event) {
    case.entries.push(Entry { made: event.clone(), corrected: None });
    let number = case.version();
    if let What::Corrected(correction) = &event.what {
        correct(case, number, correction);
    } else {
        take(case, number, event.at, &event.what);
    }
}

/// Sets an entry right: everything is taken again in its order, with what should have stood
/// there. A later step that no longer follows is flagged for a person, and stays.
fn correct(case: &mut Case, number: Number, correction: &Correction) {
    let place = usize::try_from(correction.of.saturating_sub(1)).unwrap_or(usize::MAX);
    if let Some(entry) = case.entries.get_mut(place) {
        entry.corrected = Some((number, correction.to.as_deref().cloned()));
    }
    let entries = std::mem::take(&mut case.entries);
    let mut anew = Case {
        flagged: std::mem::take(&mut case.flagged),
        resolved: std::mem::take(&mut case.resolved),
        ..Case::default()
    };
    for (entry, number) in entries.iter().zip(1..) {
        let stands = match &entry.corrected {
            None => Some(&entry.made.what),
            Some((_, stands)) => stands.as_ref(),
        };
        let Some(what) = stands else { continue };
        if matches!(what, What::Corrected(_) | What::FlagResolved(..)) {
            continue;
        }
        let later = number > correction.of;
        if later && !anew.flagged.contains(&number) && permits(&anew, what).is_err() {
            anew.flagged.push(number);
        }
        take(&mut anew, number, entry.made.at, what);
    }
    // A step that was itself corrected is no longer impossible.
    anew.flagged.retain(|flag| *flag != correction.of);
    anew.entries = entries;
    *case = anew;
}

fn take(case: &mut Case, number: Number, at: Timestamp, what: &What) {
    match what {
        What::Referred(referral) => refer(case, at, referral),
        What::Opened(opening) => {
            case.opened.get_or_insert(at);
            case.person = opening.person;
            case.provider = Some(opening.provider);
            case.area = Some(opening.area.clone());
            if let Some(his) = opening.his {
                link(case, his);
            }
        }
        What::RecordedBefore(before) => take_before(case, at, before),
        What::PersonRecorded(person) | What::DetailsChanged(person) => case.person = Some(*person),
        What::Allocated(worker) | What::Transferred(Transfer::Worker(worker)) => {
            case.worker = Some(*worker);
        }
        What::Transferred(Transfer::Area(area, worker)) => {
            case.area = Some(area.clone());
            case.worker = *worker;
        }
        What::Transferred(Transfer::Provider(provider, area)) => {
            case.provider = Some(*provider);
            case.provider_recorded = None;
            case.area = Some(area.clone());
            case.worker = None;
        }
        What::MergedInto(into) => case.merged_into = Some(*into),
        What::TookIn(from, links) => {
            case.took_in.push(*from);
            for his in links {
                link(case, *his);
            }
        }
        What::Attempted(attempt) => {
            if attempt.result == AttemptResult::Reached {
                reach(case, attempt.when);
            }
            case.attempts.push(attempt.clone());
        }
        What::VerifiedSafeContact(ways) => case.safe_ways = ways.clone(),
        What::Contacted(contact) => {
            reach(case, contact.when);
            case.contacts.push(contact.clone());
        }
        What::ProfileRecorded(profile) => {
            let known = &mut case.profile;
            known.children = profile.children.or(known.children);
            known.age_at_referral = profile.age_at_referral.or(known.age_at_referral);
            known.ethnicity = profile.ethnicity.or(known.ethnicity);
            known.religion = profile.religion.or(known.religion);
        }
        What::Assessed(assessment) => case.assessments.push(assessment.clone()),
        What::SupportDeclined { when } => case.declined = Some(*when),
        What::SupportStarted { when } => case.started = Some(*when),
        What::SafetyPlanned(plan) => case.safety_plans.push(plan.clone()),
        What::ActionSet(action) => case.actions.push((action.clone(), false)),
        What::ActionDone(what) => {
            for (_, done) in case.actions.iter_mut().filter(|(action, _)| action.what == *what) {
                *done = true;
            }
        }
        What::MeetingAttended(meeting) => case.meetings.push(meeting.clone()),
        What::NoteWritten(note) => case.notes.push(*note),
        What::MeasureTaken(measure) => case.measures.push(measure.clone()),
        What::MeasureMissed(missed) => case.missed_measures.push(*missed),
        What::BenefitsRecorded(benefits) => {
            let known = &mut case.benefits;
            known.satisfaction = benefits.satisfaction.or(known.satisfaction);
            known.health = benefits.health.or(known.health);
            known.everyday_life = benefits.everyday_life.or(known.everyday_life);
            known.safety = benefits.safety.or(known.safety);
            known.informed = benefits.informed.or(known.informed);
            known.confidence_to_report =
                benefits.confidence_to_report.or(known.confidence_to_report);
        }
        What::ConsentRecorded(consent) => hold(
            case,
            consent.to,
            consent.his,
            Held {
                form: consent.form,
                when: consent.when,
                taken_by: consent.taken_by,
                withdrawn: false,
            },
        ),
        What::ConsentWithdrawn(withdrawal) => hold(
            case,
            withdrawal.to,
            withdrawal.his,
            Held {
                form: Form::None,
                when: withdrawal.when,
                taken_by: withdrawal.taken_by,
                withdrawn: true,
            },
        ),
        What::Cleared { his, ground, .. } => link(case, *his).cleared = Some(ground.clone()),
        What::NotYetCleared { his, .. } => link(case, *his).cleared = None,
        What::ReadyToDiscuss(his) => {
            let his = link(case, *his);
            his.ready = Some(at);
        }
        What::RiskAssessed(risk) => case.risks.push(risk.clone()),
        What::IncidentRecorded(incident) => {
            case.incidents.push(incident.clone());
            case.escalation_review_due.get_or_insert(at);
        }
        What::MaracFound(grounds) => {
            case.marac_since.get_or_insert(at);
            for ground in grounds {
                if !case.marac.contains(ground) {
                    case.marac.push(*ground);
                }
            }
        }
        What::MaracReferred(on) => {
            case.marac.clear();
            case.marac_since = None;
            case.marac_referrals.push(*on);
        }
        What::EscalationReviewed(review) => {
            case.escalation_review_due = None;
            case.escalation_reviews.push(review.clone());
        }
        What::JointReviewDue(his, cause) => link(case, *his).review_due = Some((*cause, at)),
        What::PartWritten(part) => {
            if matches!(part.of, PartFor::Discussion | PartFor::Review) {
                let his = link(case, part.his);
                his.review_due = None;
                if part.of == PartFor::Discussion {
                    his.discussion_by = None;
                }
            }
            case.reviews.push(Written { number, part: part.clone(), sharing: Sharing::Undecided });
        }
        What::PartReleased(release) => {
            share(case, release.part, |_| Sharing::Released(release.clone()));
        }
        What::PartWithheld(part, _) => share(case, *part, |_| Sharing::Withheld),
        What::ReleaseWithdrawn(part, _) => share(case, *part, |now| match now {
            Sharing::Released(release) => Sharing::Withdrawn(release),
            other => other,
        }),
        What::ToldOfStart(_)
        | What::ToldOfAbsence(_)
        | What::SignalReceived(_)
        | What::RiskOfHisChanged(_)
        | What::HeavySessionAnnounced(_)
        | What::ComingWeek(_)
        | What::ToldOfEnd(_)
        | What::ToldOfReturn(_)
        | What::DiscussionCalled(_)
        | What::DecisionTold(_) => hear(case, number, at, what),
        What::SignalActedUpon(acted) => {
            for message in case.told.iter_mut().filter(|message| message.number == acted.told) {
                message.acted.push(acted.clone());
            }
        }
        What::Closed(reason, _) => {
            case.closed = Some(Closing { on: Some(london_day(at)), reason: Some(*reason) });
        }
        What::Reopened(_) => case.closed = None,
        What::DeathRecorded(on) => {
            case.died = Some(*on);
            case.legal_hold = true;
        }
        What::LegalHoldSet(_) => case.legal_hold = true,
        What::LegalHoldLifted(_) => case.legal_hold = false,
        What::Corrected(_) => {}
        What::FlagResolved(flag, _) => case.resolved.push(*flag),
    }
}

fn refer(case: &mut Case, at: Timestamp, referral: &Referral) {
    case.opened.get_or_insert(at);
    case.referred.get_or_insert(at);
    case.provider = Some(referral.provider);
    case.area = Some(referral.area.clone());
    case.parts.push(referral.part);
    // Once a contact came from him, all count as unsafe until the service has verified one.
    if case.contacts_from != Some(GivenBy::Him) {
        case.contacts_from = Some(referral.contacts);
    }
    let his = link(case, referral.his);
    his.risk = referral.his_risk.or(his.risk);
}

fn take_before(case: &mut Case, at: Timestamp, before: &Before) {
    case.opened.get_or_insert(at);
    case.provider = Some(before.provider);
    case.provider_recorded = Some(before.provider_name.clone());
    case.area = before.area.clone();
    case.profile = before.profile;
    case.benefits = before.benefits;
    if before.closed_on.is_some() || before.closure_reason.is_some() {
        case.closed = Some(Closing { on: before.closed_on, reason: before.closure_reason });
    }
    if let Some(his) = before.his {
        link(case, his);
    }
    case.before = Some(Box::new(before.clone()));
}

/// The link to a case of his, made where there is none.
fn link(case: &mut Case, his: CaseId) -> &mut His {
    let place = case.his.iter().position(|known| known.case == his).unwrap_or_else(|| {
        case.his.push(His::new(his));
        case.his.len() - 1
    });
    &mut case.his[place]
}

fn reach(case: &mut Case, when: Timestamp) {
    case.reached = Some(case.reached.map_or(when, |first| first.min(when)));
}

fn hold(case: &mut Case, to: ConsentTo, his: Option<CaseId>, held: Held) {
    match (to, his) {
        (ConsentTo::BeContacted, _) => {
            case.consent_to_contact = Some(newer(case.consent_to_contact, held));
        }
        (ConsentTo::Support, _) => {
            let newest = newer(case.consent_to_support, held);
            let agreed = newest.in_force() != Form::None;
            if agreed && case.declined.is_some_and(|declined| declined <= newest.when) {
                case.declined = None;
            }
            case.consent_to_support = Some(newest);
        }
        (ConsentTo::HisStarting, Some(his)) => {
            let his = link(case, his);
            let counts = |old: &Held| his.fresh_from.is_none_or(|from| old.when >= from);
            his.consent = Some(newer(his.consent.filter(counts), held));
        }
        (ConsentTo::HisStarting, None) => {}
    }
}

/// Her newest answer counts, whenever it was entered: a paper from before she took her consent
/// back does not bring it back. Saying again what she has written takes nothing from it.
fn newer(old: Option<Held>, new: Held) -> Held {
    match old {
        Some(old) if old.when > new.when => old,
        Some(old) if new.in_force() != Form::None && old.in_force() > new.form => old,
        _ => new,
    }
}

fn share(case: &mut Case, part: Number, becomes: impl Fn(Sharing) -> Sharing) {
    for written in case.reviews.iter_mut().filter(|written| written.number == part) {
        written.sharing = becomes(std::mem::replace(&mut written.sharing, Sharing::Undecided));
    }
}

/// Takes what the programme told, and keeps that somebody has to act upon it.
fn hear(case: &mut Case, number: Number, at: Timestamp, what: &What) {
    match what {
        What::ToldOfStart(told) => link(case, told.his).started = Some(told.what),
        What::RiskOfHisChanged(told) => link(case, told.his).risk = Some(told.what),
        What::ToldOfEnd(told) => {
            let his = link(case, told.his);
            his.ended = Some((told.what.on, told.what.how));
            // Should he come back, she is asked again, and he is cleared again.
            his.cleared = None;
            his.fresh_from = Some(at);
            his.ready = None;
            his.discussion_by = None;
        }
        What::ToldOfReturn(told) => {
            let his = link(case, told.his);
            his.ended = None;
            his.started = Some(told.what);
        }
        What::DiscussionCalled(told) => {
            let his = link(case, told.his);
            his.discussion_by = Some(told.what);
            his.ready = None;
        }
        What::DecisionTold(told) => {
            let his = link(case, told.his);
            his.suitable = Some((told.what, at));
            // The decision is what the discussion was for.
            his.discussion_by = None;
        }
        _ => {}
    }
    case.told.push(Message { number, at, acted: Vec::new() });
}
