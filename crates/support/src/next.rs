//! The one act that comes next in a case.

use std::fmt;

use jiff::Timestamp;
use pathway::{CaseId, london_day};

use crate::case::{Case, Recipient};
use crate::clocks::{Clock, clocks};
use crate::codes::{ConsentTo, Form, GivenBy, Point};
use crate::facts::Number;
use crate::rules::Rules;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Look at what the programme told.
    LookAt(Number),
    /// Refer her to the MARAC.
    ReferToMarac,
    /// Review escalation.
    ReviewEscalation,
    /// Look at a step that a correction made impossible.
    LookAtFlag(Number),
    /// Give the case to a worker.
    Allocate,
    /// Verify a safe way to reach her, by another way than him.
    VerifySafeContact,
    /// Try to reach her.
    Reach,
    /// Hold a joint review.
    HoldReview(CaseId),
    /// Ask for a consent; for which case of his, where it concerns one.
    AskConsent(ConsentTo, Option<CaseId>),
    /// Assess her.
    Assess,
    /// Clear him to start.
    Clear(CaseId),
    /// Say that the service is ready for the discussion.
    SayReady(CaseId),
    /// Start support.
    StartSupport,
    /// Agree a safety plan.
    PlanSafety,
    /// Take her measure.
    TakeMeasure(Point),
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LookAt(_) => "Look at what the programme told, and record what you did",
            Self::ReferToMarac => "Refer her to the MARAC",
            Self::ReviewEscalation => "Review escalation after the incident",
            Self::LookAtFlag(_) => "Look at a step that a correction made impossible",
            Self::Allocate => "Give the case to a worker",
            Self::VerifySafeContact => {
                "Verify a safe way to reach her, through somebody other than him"
            }
            Self::Reach => "Try to reach her, and record the attempt",
            Self::HoldReview(_) => "Hold a joint review with the programme",
            Self::AskConsent(ConsentTo::BeContacted, _) => "Ask whether she may be contacted",
            Self::AskConsent(ConsentTo::HisStarting, _) => {
                "Ask whether she consents to his starting"
            }
            Self::AskConsent(ConsentTo::Support, _) => "Ask whether she wants support",
            Self::Assess => "Assess her needs and her risk",
            Self::Clear(_) => "Clear him to start",
            Self::SayReady(_) => "Say that you are ready for the case discussion",
            Self::StartSupport => "Start support",
            Self::PlanSafety => "Agree a safety plan with her",
            Self::TakeMeasure(_) => "Take her measure, or say why not",
        })
    }
}

/// The act that comes first in a case now; none when nothing waits.
pub fn next_act(case: &Case, rules: &Rules, now: Timestamp) -> Option<Act> {
    if case.opened.is_none() || case.merged_into.is_some() {
        return None;
    }
    let due = clocks(case, rules);
    let message = due.iter().find_map(|due| match due.clock {
        Clock::Message(number) => Some(Act::LookAt(number)),
        _ => None,
    });
    message
        .or_else(|| risk(case))
        .or_else(|| case.flagged().next().map(Act::LookAtFlag))
        .or_else(|| reviews(case))
        .or_else(|| if alone(case) { None } else { her(case, rules, now) })
        .or_else(|| {
            due.iter().filter(|due| due.by.day() <= london_day(now)).find_map(|due| {
                match due.clock {
                    Clock::Measure(point) => Some(Act::TakeMeasure(point)),
                    Clock::JointReview(his) => Some(Act::HoldReview(his)),
                    _ => None,
                }
            })
        })
}

fn risk(case: &Case) -> Option<Act> {
    if case.marac_since.is_some() {
        Some(Act::ReferToMarac)
    } else {
        case.escalation_review_due.map(|_| Act::ReviewEscalation)
    }
}

fn reviews(case: &Case) -> Option<Act> {
    let due = case.his.iter().find(|his| his.review_due.is_some());
    due.map(|his| Act::HoldReview(his.case)).or_else(|| {
        // With nobody to ask, the service is ready at once: it attends, case or no case.
        let waits = |his: &&crate::case::His| his.discussion_by.is_some() && his.ready.is_none();
        let his = case.his.iter().find(waits)?;
        alone(case).then_some(Act::SayReady(his.case))
    })
}

/// Whether there is nobody to work with: closed, dead, or no woman named.
fn alone(case: &Case) -> bool {
    case.closed.is_some() || case.died.is_some() || case.is_of_nobody()
}

fn her(case: &Case, rules: &Rules, now: Timestamp) -> Option<Act> {
    if case.recipient() == Recipient::DutyManager {
        return Some(Act::Allocate);
    }
    if !case.is_reached() {
        let unsafe_still = case.contacts_from == Some(GivenBy::Him) && case.safe_ways.is_empty();
        return Some(if unsafe_still { Act::VerifySafeContact } else { Act::Reach });
    }
    let asked = rules.consent_to_his_starting(london_day(now));
    let going = || case.his.iter().filter(|his| his.ended.is_none() && his.started.is_none());
    let unasked = going().find(|his| his.consent.is_none());
    let clearable = going().find(|his| his.cleared.is_none() && his.consent_in_force() >= asked);
    let waiting = going().find(|his| his.discussion_by.is_some() && his.ready.is_none());
    if let Some(his) = unasked {
        return Some(Act::AskConsent(ConsentTo::HisStarting, Some(his.case)));
    }
    if !case.is_assessed() && case.declined.is_none() {
        return Some(Act::Assess);
    }
    if let Some(his) = clearable {
        return Some(Act::Clear(his.case));
    }
    if let Some(his) = waiting {
        return Some(Act::SayReady(his.case));
    }
    if case.declined.is_some() {
        return None;
    }
    if !case.is_supported() {
        let consents = case.consent_to_support.map(|held| held.in_force() != Form::None);
        return match consents {
            None => Some(Act::AskConsent(ConsentTo::Support, None)),
            Some(true) => Some(Act::StartSupport),
            Some(false) => None,
        };
    }
    case.safety_plans.is_empty().then_some(Act::PlanSafety)
}
