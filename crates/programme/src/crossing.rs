//! What of an event passes the wall to her side by itself: never more than the enum says.

use pathway::codes::Code;
use pathway::crossing::{Ending, Risk, Signal, ToSupport};
use pathway::london_day;

use crate::case::Case;
use crate::codes::ClosureReason;
use crate::event::{Event, Step};
use crate::parts::{Decision, Entry};

/// What crosses to the support service when an event follows on a case.
pub fn crossing(before: &Case, event: &Event) -> Option<ToSupport> {
    let standing = before.standing();
    let on = london_day(event.at);
    let changed = |now: Option<Risk>| {
        now.filter(|now| standing.risk != Some(*now)).map(|now| ToSupport::Risk { now })
    };
    match &event.step {
        Step::HerReferred { part, .. } => {
            Some(ToSupport::Referred { part: *part, risk: standing.risk })
        }
        Step::FoundPending { discuss_by } | Step::ReturnProposed { discuss_by, .. } => {
            Some(ToSupport::DiscussionDue { by: *discuss_by })
        }
        Step::Discussed(discussion) => {
            let suitable = discussion.decision == Decision::Suitable;
            Some(ToSupport::Decided { suitable })
        }
        Step::FoundUnsuitable(_) => Some(ToSupport::Ended { on, how: Ending::Unsuitable }),
        Step::Attended(attended) if !standing.has_started() => {
            Some(ToSupport::Started { on: attended.on })
        }
        Step::Missed(missed) => {
            Some(ToSupport::Absent { on: missed.on, with_notice: missed.with_notice })
        }
        Step::Noted(entry) => signal(entry),
        Step::Announced { on, content, heavy, .. } => {
            let content = content.words().to_owned();
            Some(if *heavy {
                ToSupport::HeavySession { on: *on, content }
            } else {
                ToSupport::ComingWeek { on: *on, content }
            })
        }
        Step::Completed { on } => Some(ToSupport::Ended { on: *on, how: Ending::Completed }),
        Step::Left(leaving) => Some(ToSupport::Ended { on: leaving.on, how: Ending::LeftEarly }),
        // The other case of the same man goes on.
        Step::ClosedBeforeAssessment { reason: ClosureReason::Duplicate, .. }
        | Step::ClosedBeforeStart { reason: ClosureReason::Duplicate, .. } => None,
        Step::ClosedBeforeAssessment { .. } | Step::ClosedBeforeStart { .. } => {
            Some(ToSupport::Ended { on, how: Ending::ClosedBeforeStart })
        }
        Step::Returned { on } => Some(ToSupport::Returned { on: *on }),
        Step::Assessed(assessment) => changed(Some(assessment.risk)),
        Step::RiskAssessed(assessment) => changed(assessment.risk()),
        Step::JointReviewed(review) => changed(review.risk),
        Step::Supplemented(_) => changed(after(before, event)),
        Step::Corrected(correction) => match &correction.instead {
            // What she should have been told, she is told now.
            Some(Step::Missed(missed)) => {
                Some(ToSupport::Absent { on: missed.on, with_notice: missed.with_notice })
            }
            Some(Step::Noted(entry)) => signal(entry),
            _ => changed(after(before, event)),
        },
        _ => None,
    }
}

fn after(before: &Case, event: &Event) -> Option<Risk> {
    let mut after = before.clone();
    crate::apply(&mut after, event);
    after.standing().risk
}

/// That there was a reason to tell her worker, and of which kind; never what was said.
fn signal(entry: &Entry) -> Option<ToSupport> {
    let kind = match (entry.concerns.is_empty(), entry.notable_response) {
        (false, _) => Signal::Concern,
        (true, true) => Signal::NotableResponse,
        (true, false) => return None,
    };
    Some(ToSupport::Signal { on: entry.on, kind, content: entry.content.words().to_owned() })
}
