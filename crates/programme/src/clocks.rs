//! What is due, by when and whose it is; and what to do next.

use jiff::Timestamp;
use pathway::clocks::{Clock, Who};
use pathway::{Clocks, end_of_london_day, london_moment};

use crate::case::{Case, Stage, Standing};
use crate::codes::{Point, Report};

/// Something that is to be done, by when, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which clock.
    pub clock: Clock,
    /// Whose it is.
    pub who: Who,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub by: Timestamp,
    /// Whether that has passed.
    pub late: bool,
}

/// Everything that is due on a case, the most pressing first.
pub fn clocks(case: &Case, clocks: &Clocks, now: Timestamp) -> Vec<Due> {
    let standing = case.standing();
    let mut due: Vec<Due> = running(standing, clocks)
        .into_iter()
        .filter_map(|(clock, by)| {
            let target = clocks.target(clock)?;
            Some(Due { clock, who: target.who, what: target.what.clone(), by, late: now > by })
        })
        .collect();
    due.sort_by_key(|due| (due.by, due.clock));
    due
}

/// The clocks that run, each with the moment by which its step is due.
fn running(standing: &Standing, clocks: &Clocks) -> Vec<(Clock, Timestamp)> {
    let mut running = Vec::new();
    let mut run = |clock: Clock, began: Option<Timestamp>| {
        if let Some(by) = began.and_then(|began| clocks.due(clock, began)) {
            running.push((clock, by));
        }
    };
    let stage = standing.stage;
    if !stage.is_over() && stage != Stage::Unheard {
        if stage == Stage::Received && standing.acknowledged.is_none() {
            run(Clock::Acknowledge, standing.received);
        }
        if standing.cleared.is_some() && stage == Stage::Suitable {
            // The 24 hours count from the later of the two.
            run(Clock::Place, standing.suitable.max(standing.cleared));
        }
        run(Clock::ContactAfterMiss, standing.contact_due);
        if let Some(proposed) = &standing.proposal {
            let clock = match proposed.facilitator {
                Some(_) => Clock::ConfirmLeaving,
                None => Clock::AnswerClosure,
            };
            run(clock, Some(proposed.at));
        }
    }
    if stage == Stage::LeftEarly && !standing.exit_reviewed {
        run(Clock::ReviewExit, standing.left.as_ref().map(|(at, _)| *at));
    }
    if !standing.reports.contains_key(&Report::Midway) {
        run(Clock::MidwayReport, standing.midway);
    }
    if let Some((on, at)) = standing.completed {
        if !standing.reports.contains_key(&Report::Completion) {
            run(Clock::CompletionReport, Some(at));
        }
        if !standing.measures.contains_key(&Point::FollowUp) {
            run(Clock::FollowUp, Some(london_moment(on)));
        }
    }
    for recorded in standing.incidents.iter().filter(|recorded| recorded.escalates.is_none()) {
        run(Clock::ReviewIncident, Some(recorded.at));
    }
    if standing.hold_review_due {
        run(Clock::ReviewHold, standing.held);
    }
    running.extend(first_contact(standing, clocks));
    running.extend(discussion(standing, clocks));
    running.extend(joint_review(standing, clocks));
    running
}

/// The first attempt and the first offer, which wait for nothing but the receipt.
fn first_contact(standing: &Standing, clocks: &Clocks) -> Vec<(Clock, Timestamp)> {
    let Some(received) = standing.received else { return Vec::new() };
    let before = |stage: Stage| standing.stage < stage && standing.stage != Stage::Unheard;
    let mut due = Vec::new();
    if before(Stage::Contacted) && standing.attempts.is_empty() {
        // Over a weekend the 48 hours end before acknowledgement is due: the later of the two.
        let attempt = clocks.due(Clock::FirstAttempt, received);
        let acknowledged = clocks.due(Clock::Acknowledge, received);
        due.extend(attempt.max(acknowledged).map(|by| (Clock::FirstAttempt, by)));
    }
    if before(Stage::Assessed)
        && standing.offers.is_empty()
        && standing.stage != Stage::AssessmentOffered
    {
        due.extend(clocks.due(Clock::FirstOffer, received).map(|by| (Clock::FirstOffer, by)));
    }
    due
}

/// The case discussion: 7 days after the support service is ready, or 21 after pending,
/// whichever is first.
fn discussion(standing: &Standing, clocks: &Clocks) -> Option<(Clock, Timestamp)> {
    let began = match standing.stage {
        Stage::Pending => standing.pending?,
        Stage::Returning => {
            let returning = standing.returning.filter(|returning| !returning.found_suitable)?;
            returning.since?
        }
        _ => return None,
    };
    let latest = clocks.due(Clock::Discuss, began).map(|by| (Clock::Discuss, by));
    let ready = standing.ready.and_then(|ready| clocks.due(Clock::DiscussReady, ready));
    let ready = ready.map(|by| (Clock::DiscussReady, by));
    [latest, ready].into_iter().flatten().min_by_key(|(_, by)| *by)
}

/// The joint review: at assessment, every month on the programme, and when one was called for.
fn joint_review(standing: &Standing, clocks: &Clocks) -> Option<(Clock, Timestamp)> {
    let on_it = matches!(standing.stage, Stage::Commenced | Stage::OnProgramme);
    let assessed = standing.assessment.as_ref().map(|assessment| assessment.on);
    let at_assessment = matches!(standing.stage, Stage::Assessed | Stage::Pending)
        && assessed.is_some_and(|on| standing.reviewed.is_none_or(|reviewed| reviewed < on));
    let since = standing.reviewed.max(assessed).or(standing.first_attended);
    let monthly = (on_it || at_assessment)
        .then(|| since.map(london_moment).or(standing.placed))
        .flatten()
        .and_then(|since| clocks.due(Clock::JointReview, since));
    let live = !standing.stage.is_over();
    let agreed = standing.next_review.filter(|_| on_it).map(end_of_london_day);
    let extra = standing.extra_review.filter(|_| live);
    let extra = extra.map(|at| end_of_london_day(pathway::london_day(at)));
    [monthly, agreed, extra].into_iter().flatten().min().map(|by| (Clock::JointReview, by))
}

/// What to do next on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextAct {
    /// What.
    pub what: &'static str,
    /// Whose it is.
    pub who: Who,
}

/// What to do next on a case, by where it stands. `None` where it is over and nothing is owed.
pub fn next_act(case: &Case) -> Option<NextAct> {
    let standing = case.standing();
    let act = |what, who| Some(NextAct { what, who });
    let facilitator = Who::Facilitator;
    if case.flags().next().is_some() {
        return act("Look at the entries that a correction has made impossible", facilitator);
    }
    if let Some(proposed) = &standing.proposal {
        return match proposed.facilitator {
            Some(_) => act("Confirm that he leaves, or say why he stays", Who::ProgrammeManager),
            None => act("Confirm the proposed closure, or say why not", facilitator),
        };
    }
    if standing.contact_due.is_some() {
        return act("Ask him why he missed the session", facilitator);
    }
    match standing.stage {
        Stage::Unheard => None,
        Stage::Received => act("Acknowledge the referral", Who::SinglePointOfContact),
        Stage::Acknowledged if standing.attempts.is_empty() => act("Try to reach him", facilitator),
        Stage::Acknowledged => act("Try to reach him again, or offer an assessment", facilitator),
        Stage::Contacted => act("Offer him an assessment", facilitator),
        Stage::AssessmentOffered => match standing.offers.last().map(|offered| offered.kept) {
            Some(None) => act("Record what came of the appointment", facilitator),
            Some(Some(crate::codes::Kept::Attended)) => act("Record the assessment", facilitator),
            _ => act("Offer him another assessment", facilitator),
        },
        Stage::Assessed => act("Record the outcome of the assessment", facilitator),
        Stage::Pending => act("Discuss the case with the support service", facilitator),
        Stage::Suitable if !standing.consented(pathway::codes::ConsentForm::Written) => {
            act("Ask him for his written consent", facilitator)
        }
        Stage::Suitable if standing.cleared.is_none() => act(
            "Wait until he is cleared to start; tell him that we will write with a date",
            facilitator,
        ),
        Stage::Suitable => act("Give him a place", facilitator),
        Stage::Commenced if standing.first_session_offered.is_none() => {
            act("Offer him the first session", facilitator)
        }
        Stage::Commenced if !standing.measures.contains_key(&Point::Initial) => {
            act("Take the initial measures", facilitator)
        }
        Stage::Commenced => act("Record the first session", facilitator),
        Stage::OnProgramme if standing.placement.is_none() && standing.before.is_none() => {
            act("Give him a place", facilitator)
        }
        Stage::OnProgramme if standing.sessions_done() >= crate::parts::SessionNumber::COUNT => {
            act("Record that he has completed the programme", facilitator)
        }
        Stage::OnProgramme
            if standing.midway.is_some() && !standing.reports.contains_key(&Report::Midway) =>
        {
            act("Send the midway report", facilitator)
        }
        Stage::OnProgramme => act("Record the next session", facilitator),
        Stage::Returning => returning(standing),
        Stage::Completed if !standing.measures.contains_key(&Point::Final) => {
            act("Take the final measures", facilitator)
        }
        Stage::Completed if !standing.reports.contains_key(&Report::Completion) => {
            act("Send the completion report", facilitator)
        }
        Stage::LeftEarly if standing.left.is_some() && !standing.exit_reviewed => {
            act("Review the risks of his leaving", facilitator)
        }
        Stage::Completed
        | Stage::LeftEarly
        | Stage::Unsuitable
        | Stage::ClosedBeforeAssessment
        | Stage::ClosedBeforeStart
        | Stage::Merged => None,
    }
}

fn returning(standing: &Standing) -> Option<NextAct> {
    let has = standing.returning.unwrap_or_default();
    let what = match (has.risk_assessed, has.found_suitable, standing.cleared.is_some()) {
        (false, _, _) => "Assess his risk afresh",
        (true, false, _) => "Discuss the case with the support service",
        (true, true, false) => "Wait until he is cleared to start",
        (true, true, true) => "Record that he is back",
    };
    Some(NextAct { what, who: Who::Facilitator })
}
