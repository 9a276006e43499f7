//! Taking events into a case. Never fails, and decides nothing.

use std::collections::BTreeSet;

use jiff::Timestamp;
use pathway::codes::ConsentForm;
use pathway::crossing::ToProgramme;
use pathway::london_day;

use crate::case::{Case, Closed, Flag, Offered, Proposed, Recorded, Returning, Stage, Standing};
use crate::codes::*;
use crate::event::{Event, Step, Version};
use crate::history;
use crate::parts::*;
use crate::possible::possible;

/// Takes an event into a case.
pub fn apply(case: &mut Case, event: &Event) {
    case.history.push(event.clone());
    match &event.step {
        Step::Corrected(_) => stand_anew(case),
        Step::FlagAnswered { event, .. } => {
            for flag in case.flags.iter_mut().filter(|flag| flag.event == *event) {
                flag.answered = true;
            }
        }
        step => take(&mut case.standing, case.history.len() as Version, event.at, step),
    }
}

/// Finds anew where a case stands, as corrected, and flags what can no longer have happened.
fn stand_anew(case: &mut Case) {
    let first = case.corrections().keys().next().copied().unwrap_or_default();
    let answered: BTreeSet<Version> = case
        .history
        .iter()
        .filter_map(|event| match event.step {
            Step::FlagAnswered { event, .. } => Some(event),
            _ => None,
        })
        .collect();
    let mut standing = Standing::default();
    let mut flags = Vec::new();
    for (version, event, step) in case.as_corrected() {
        if matches!(step, Step::Corrected(_) | Step::FlagAnswered { .. }) {
            continue;
        }
        if version >= first
            && let Err(why) = possible(&standing, event.at, step)
        {
            let answered = answered.contains(&version);
            flags.push(Flag { event: version, why, answered });
        }
        take(&mut standing, version, event.at, step);
    }
    case.standing = standing;
    case.flags = flags;
}

/// Takes one step into where a case stands.
fn take(to: &mut Standing, version: Version, at: Timestamp, step: &Step) {
    match step {
        Step::Received(referral) => received(to, referral),
        Step::RecordedBefore(before) => history::take(to, before),
        Step::Supplemented(supplement) => supplemented(to, supplement),
        Step::SealedPartAdded { part } => {
            to.sealed.insert(*part);
        }
        Step::Acknowledged(how) => {
            to.organisation = Some(how.organisation);
            to.facilitator = Some(how.facilitator);
            to.acknowledged = Some((at, how.clone()));
            to.stage = to.stage.max(Stage::Acknowledged);
            if to.reached() {
                to.stage = to.stage.max(Stage::Contacted);
            }
        }
        Step::Transferred { area, organisation, facilitator, .. } => {
            to.area = Some(area.clone());
            to.organisation = Some(*organisation);
            to.facilitator = Some(*facilitator);
        }
        Step::SamePerson { person } => to.same_as = Some(*person),
        Step::Compared { case, same } => {
            to.compared.insert(*case, *same);
        }
        Step::DetailsChanged { .. } | Step::NoteWritten { .. } => {}
        Step::Attempted(attempt) => attempted(to, attempt),
        Step::AssessmentOffered(offer) => {
            to.offers.push(Offered { event: version, at, offer: offer.clone(), kept: None });
            to.stage = to.stage.max(Stage::AssessmentOffered);
        }
        Step::AssessmentKept { offer, kept } => {
            for offered in to.offers.iter_mut().filter(|offered| offered.event == *offer) {
                offered.kept = Some(*kept);
                let day = london_day(offered.offer.when);
                if *kept == Kept::Attended && to.first_assessed.is_none_or(|first| day < first) {
                    to.first_assessed = Some(day);
                }
            }
        }
        Step::Assessed(assessment) => {
            to.first_assessed = to.first_assessed.or(Some(assessment.on));
            to.risk = Some(assessment.risk);
            to.needs.extend(&assessment.needs);
            to.assessment = Some(assessment.clone());
            to.stage = to.stage.max(Stage::Assessed);
        }
        Step::FoundUnsuitable(found) => unsuitable(to, at, found),
        Step::FoundPending { .. } => {
            to.stage = Stage::Pending;
            to.outcome = Some(Outcome::Pending);
            to.pending = Some(at);
        }
        Step::HerReferred { part, provider, occasion } => {
            to.hers.insert(*part, (*provider, *occasion));
            // Cleared when all are: a clearance from before she was referred was not hers.
            if !to.has_started() {
                to.cleared = None;
            }
        }
        Step::HerNotReferred { .. } => {}
        Step::Heard(ToProgramme::ReadyToDiscuss) => to.ready = to.ready.or(Some(at)),
        Step::Heard(ToProgramme::Clearance { cleared }) => {
            if !cleared && to.has_started() {
                to.extra_review = Some(at);
            }
            to.cleared = cleared.then(|| to.cleared.unwrap_or(at));
        }
        Step::Discussed(discussion) => discussed(to, at, discussion),
        Step::Consented(consent) => to.consent = Some(consent.clone()),
        _ => on_programme(to, version, at, step),
    }
}

fn on_programme(to: &mut Standing, version: Version, at: Timestamp, step: &Step) {
    match step {
        Step::Placed(placement) => {
            to.placement = Some(*placement);
            to.in_group |= placement.group().is_some();
            to.one_to_one |= !matches!(placement, Placement::Group(_));
            to.placed = to.placed.or(Some(at));
            to.stage = to.stage.max(Stage::Commenced);
        }
        Step::Unplaced { group } => {
            to.placement = match to.placement {
                Some(Placement::Blended(his)) if his == *group => Some(Placement::OneToOne),
                Some(Placement::Group(his)) if his == *group => None,
                other => other,
            };
            if to.placement.is_none() && to.stage == Stage::Commenced {
                to.stage = Stage::Suitable;
                to.placed = None;
            }
        }
        Step::SessionOffered { on, .. } => {
            to.first_session_offered =
                Some(to.first_session_offered.map_or(*on, |day| day.min(*on)));
        }
        Step::Attended(attended) => {
            let done = to.sessions.entry(attended.session).or_insert(attended.on);
            *done = (*done).min(attended.on);
            to.first_attended =
                to.first_attended.map_or(Some(attended.on), |day| Some(day.min(attended.on)));
            to.to_catch_up.remove(&attended.session);
            to.missed_in_a_row = 0;
            to.contact_due = None;
            if to.stage == Stage::Commenced {
                to.stage = Stage::OnProgramme;
            }
        }
        Step::Missed(missed) => {
            to.missed.insert((missed.on, missed.session), missed.with_notice);
            to.to_catch_up.insert(missed.session);
            if missed.with_notice {
                to.missed_in_a_row = 0;
            } else {
                to.missed_in_a_row = to.missed_in_a_row.saturating_add(1);
                to.contact_due = Some(at);
            }
        }
        Step::Cancelled { on, session } => {
            to.cancelled.insert((*on, *session));
            to.to_catch_up.insert(*session);
        }
        Step::Noted(_) | Step::KeyWork { .. } => {}
        Step::Announced { on, session, heavy, .. } => {
            to.announced.insert((*on, *session, *heavy));
        }
        Step::Measured { point, on, taken } => {
            to.measures.insert(*point, (*on, *taken));
        }
        Step::ReachedMidway => to.midway = Some(at),
        Step::Completed { on } => {
            to.completed = Some((*on, at));
            end(to, Stage::Completed, *on, Some(RecordedClosure::Completed));
        }
        Step::ReportSent { report, .. } => {
            to.reports.insert(*report, at);
        }
        _ => ending(to, version, at, step),
    }
}

fn ending(to: &mut Standing, version: Version, at: Timestamp, step: &Step) {
    match step {
        Step::LeavingProposed(proposal) => {
            let facilitator = match proposal.by {
                Proposer::Rule => None,
                Proposer::Facilitator(worker) => Some(worker),
            };
            to.proposal = Some(Proposed { at, proposal: proposal.clone(), facilitator });
        }
        Step::LeavingSupported { facilitator } => {
            if let Some(proposed) = &mut to.proposal {
                proposed.facilitator = Some(*facilitator);
                proposed.at = at;
            }
        }
        Step::LeavingDeclined { .. } => {
            to.proposal = None;
            to.missed_in_a_row = 0;
        }
        Step::Left(leaving) => {
            to.left = Some((at, leaving.clone()));
            to.exit_reviewed = false;
            end(to, Stage::LeftEarly, leaving.on, Some(leaving.reason.into()));
            if leaving.reason == LeavingReason::ConsentWithdrawn {
                let form = ConsentForm::None;
                to.consent = Some(Consent { form, on: leaving.on, taken_by: leaving.facilitator });
            }
        }
        Step::ExitReviewed(review) => {
            to.exit_reviewed = true;
            if review.final_measures_tried {
                to.measures.entry(Point::Final).or_insert((london_day(at), false));
            }
        }
        Step::ClosedBeforeAssessment { reason, .. } => {
            end(to, Stage::ClosedBeforeAssessment, london_day(at), Some((*reason).into()));
        }
        Step::ClosedBeforeStart { reason, .. } => {
            end(to, Stage::ClosedBeforeStart, london_day(at), Some((*reason).into()));
        }
        Step::ReturnProposed { .. } => {
            to.stage = Stage::Returning;
            to.returning = Some(Returning { since: Some(at), ..Returning::default() });
            to.cleared = None;
            to.ready = None;
        }
        Step::Returned { .. } => {
            to.stage = Stage::OnProgramme;
            to.returning = None;
            to.closed = None;
            to.missed_in_a_row = 0;
        }
        Step::MergedFrom(merged) => {
            to.merged.push(merged.case);
            for session in &merged.sessions {
                to.sessions.entry(*session).or_insert_with(|| london_day(at));
            }
            to.counted_before = to.counted_before.max(merged.counted_before);
            to.sealed.extend(&merged.sealed);
        }
        Step::MergedInto { case } => {
            to.goes_on_in = Some(*case);
            end(to, Stage::Merged, london_day(at), Some(RecordedClosure::Duplicate));
        }
        Step::MessagesHeld => {
            to.held = Some(at);
            to.hold_review_due = true;
        }
        Step::MessagesReleased => to.held = None,
        Step::HoldReviewed { .. } => to.hold_review_due = false,
        _ => risk(to, version, at, step),
    }
}

fn risk(to: &mut Standing, version: Version, at: Timestamp, step: &Step) {
    match step {
        Step::RiskAssessed(assessment) => {
            to.risk = assessment.risk().or(to.risk);
            to.risk_assessments.push((**assessment).clone());
            if let Some(returning) = &mut to.returning {
                returning.risk_assessed = true;
            }
        }
        Step::MaracDecided { referred, on, .. } => {
            to.marac_decided = Some(*on);
            if *referred {
                to.last_marac = Some(*on);
            }
        }
        Step::IncidentRecorded(incident) => {
            let incident = (**incident).clone();
            to.incidents.push(Recorded { event: version, at, incident, escalates: None });
        }
        Step::EscalationReviewed { incident, escalates, .. } => {
            for recorded in to.incidents.iter_mut().filter(|it| it.event == *incident) {
                recorded.escalates = Some(*escalates);
            }
        }
        Step::JointReviewed(review) => {
            to.reviewed = to.reviewed.max(Some(review.on));
            to.next_review = review.next;
            to.extra_review = None;
            to.risk = review.risk.or(to.risk);
        }
        // Taken by `apply` itself, and all others before.
        _ => {}
    }
}

fn received(to: &mut Standing, referral: &Referral) {
    to.stage = Stage::Received;
    to.received = Some(referral.received);
    to.him = Some(referral.him);
    to.organisation = Some(referral.provider);
    to.area.clone_from(&referral.screening.area);
    to.sealed.extend(&referral.sealed);
    to.needs.extend(&referral.needs);
    to.consent.clone_from(&referral.consent);
    to.risk = referral.screening.risk.and_then(pathway::codes::RiskLevel::known);
    to.referral = Some(Box::new(referral.clone()));
}

fn supplemented(to: &mut Standing, supplement: &crate::event::Supplement) {
    let Some(referral) = &mut to.referral else { return };
    if let Some(facts) = &supplement.screening {
        referral.screening = facts.clone();
        to.area = to.area.take().or_else(|| facts.area.clone());
    }
    if let Some(plan) = supplement.plan {
        referral.screening.plan = Some(plan);
    }
    if let Some(risk) = supplement.risk {
        referral.screening.risk = Some(risk);
        if to.assessment.is_none() && to.risk_assessments.is_empty() {
            to.risk = risk.known();
        }
    }
}

fn attempted(to: &mut Standing, attempt: &Attempt) {
    let last_missed = to.missed.keys().next_back().map(|(on, _)| *on);
    to.attempts.push(attempt.clone());
    // An attempt from before the miss is none to ask about it.
    if last_missed.is_none_or(|missed| london_day(attempt.when) >= missed) {
        to.contact_due = None;
        if attempt.result == AttemptResult::Reached {
            to.missed_in_a_row = 0;
        }
    }
    if attempt.result == AttemptResult::Reached && to.stage == Stage::Acknowledged {
        to.stage = Stage::Contacted;
    }
}

fn unsuitable(to: &mut Standing, at: Timestamp, found: &Unsuitable) {
    to.outcome = Some(Outcome::Unsuitable);
    to.unsuitable = Some(found.reason);
    to.decided = Some(london_day(at));
    end(to, Stage::Unsuitable, london_day(at), None);
}

fn discussed(to: &mut Standing, at: Timestamp, discussion: &Discussion) {
    to.discussion = Some(Box::new(discussion.clone()));
    to.ready = None;
    match &discussion.decision {
        // What was decided before he left stays what was decided.
        Decision::Suitable => match &mut to.returning {
            Some(returning) => returning.found_suitable = true,
            None => {
                to.outcome = Some(Outcome::Suitable);
                to.decided = Some(discussion.on);
                to.suitable = Some(at);
                to.stage = Stage::Suitable;
            }
        },
        Decision::Unsuitable { found, .. } => match to.returning.take() {
            Some(_) => to.stage = Stage::LeftEarly,
            None => {
                unsuitable(to, at, found);
                to.decided = Some(discussion.on);
            }
        },
    }
}

fn end(to: &mut Standing, stage: Stage, on: jiff::civil::Date, reason: Option<RecordedClosure>) {
    to.stage = stage;
    to.closed = Some(Closed { on: Some(on), reason });
    to.placement = None;
    to.proposal = None;
    to.returning = None;
    to.contact_due = None;
    to.missed_in_a_row = 0;
}
