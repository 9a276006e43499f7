//! What is due, by when and whose it is; and what to do next.

use jiff::Timestamp;
use pathway::clocks::{Clock, Who};
use pathway::{Clocks, end_of_london_day, london_moment};

use crate::acts::Act;
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
    /// What, in words.
    pub what: &'static str,
    /// What, as what can be done.
    pub act: Act,
    /// Whose it is.
    pub who: Who,
}

/// What to do next on a case, by where it stands. `None` where it is over and nothing is owed.
pub fn next_act(case: &Case) -> Option<NextAct> {
    let standing = case.standing();
    let next = |what, act, who| Some(NextAct { what, act, who });
    let facilitator = Who::Facilitator;
    if case.flags().next().is_some() {
        return next(
            "Look at the entries that a correction has made impossible",
            Act::AnswerFlags,
            facilitator,
        );
    }
    if let Some(proposed) = &standing.proposal {
        return match proposed.facilitator {
            Some(_) => next(
                "Confirm that he leaves, or say why he stays",
                Act::Leave,
                Who::ProgrammeManager,
            ),
            None => next(
                "Confirm the proposed closure, or say why not",
                Act::AnswerProposal,
                facilitator,
            ),
        };
    }
    if standing.contact_due.is_some() {
        return next("Ask him why he missed the session", Act::AskAboutMiss, facilitator);
    }
    match standing.stage {
        Stage::Unheard => None,
        Stage::Received => {
            next("Acknowledge the referral", Act::Acknowledge, Who::SinglePointOfContact)
        }
        Stage::Acknowledged if standing.attempts.is_empty() => {
            next("Try to reach him", Act::RecordAttempt, facilitator)
        }
        Stage::Acknowledged => {
            next("Try to reach him again, or offer an assessment", Act::RecordAttempt, facilitator)
        }
        Stage::Contacted => next("Offer him an assessment", Act::OfferAssessment, facilitator),
        Stage::AssessmentOffered => match standing.offers.last().map(|offered| offered.kept) {
            Some(None) => {
                next("Record what came of the appointment", Act::RecordOffer, facilitator)
            }
            Some(Some(crate::codes::Kept::Attended)) => {
                next("Record the assessment", Act::RecordAssessment, facilitator)
            }
            _ => next("Offer him another assessment", Act::OfferAssessment, facilitator),
        },
        Stage::Assessed => {
            next("Record the outcome of the assessment", Act::FindOutcome, facilitator)
        }
        Stage::Pending => {
            next("Discuss the case with the support service", Act::Discuss, facilitator)
        }
        Stage::Suitable if !standing.consented(pathway::codes::ConsentForm::Written) => {
            next("Ask him for his written consent", Act::RecordConsent, facilitator)
        }
        Stage::Suitable if standing.cleared.is_none() => next(
            "Wait until he is cleared to start; tell him that we will write with a date",
            Act::AwaitClearance,
            facilitator,
        ),
        Stage::Suitable => next("Give him a place", Act::Place, facilitator),
        Stage::Commenced if standing.first_session_offered.is_none() => {
            next("Offer him the first session", Act::OfferSession, facilitator)
        }
        Stage::Commenced if !standing.measures.contains_key(&Point::Initial) => {
            next("Take the initial measures", Act::RecordMeasures, facilitator)
        }
        Stage::Commenced => next("Record the first session", Act::RecordSession, facilitator),
        Stage::OnProgramme if standing.placement.is_none() && standing.before.is_none() => {
            next("Give him a place", Act::Place, facilitator)
        }
        Stage::OnProgramme if standing.sessions_done() >= crate::parts::SessionNumber::COUNT => {
            next("Record that he has completed the programme", Act::Complete, facilitator)
        }
        Stage::OnProgramme
            if standing.midway.is_some() && !standing.reports.contains_key(&Report::Midway) =>
        {
            next("Send the midway report", Act::SendReport, facilitator)
        }
        Stage::OnProgramme => next("Record the next session", Act::RecordSession, facilitator),
        Stage::Returning => returning(standing),
        Stage::Completed if !standing.measures.contains_key(&Point::Final) => {
            next("Take the final measures", Act::RecordMeasures, facilitator)
        }
        Stage::Completed if !standing.reports.contains_key(&Report::Completion) => {
            next("Send the completion report", Act::SendReport, facilitator)
        }
        Stage::LeftEarly if standing.left.is_some() && !standing.exit_reviewed => {
            next("Review the risks of his leaving", Act::ReviewExit, facilitator)
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
    let (what, act) = match (has.risk_assessed, has.found_suitable, standing.cleared.is_some()) {
        (false, _, _) => ("Assess his risk afresh", Act::AssessRisk),
        (true, false, _) => ("Discuss the case with the support service", Act::Discuss),
        (true, true, false) => ("Wait until he is cleared to start", Act::AwaitClearance),
        (true, true, true) => ("Record that he is back", Act::Return),
    };
    Some(NextAct { what, act, who: Who::Facilitator })
}
