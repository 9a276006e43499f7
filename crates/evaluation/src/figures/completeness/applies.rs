//! To which rows a column applies: one that could hold something there.

use dataset::codes::{ClosureReason, Outcome};
use dataset::{Referral, Support};

/// The rows to which a column applies, and their name as a denominator.
pub struct Applies<R> {
    /// The name under `of`.
    pub to: &'static str,
    /// Whether a row is one of them.
    pub holds: fn(&R) -> bool,
}

/// The rows of `referrals` to which a column applies.
pub fn referral(column: &str) -> Applies<Referral> {
    match column {
        "unsuitable_reason" => Applies {
            to: "unsuitable",
            holds: |row| row.assessment_outcome == Some(Outcome::Unsuitable),
        },
        "decided_on" => Applies { to: "decided", holds: decided },
        "assessment_outcome" => Applies {
            to: "assessment_attended",
            holds: |row| {
                row.first_assessment_attended_on.is_some() || row.assessment_outcome.is_some()
            },
        },
        "first_assessment_attended_on" => {
            Applies { to: "with_outcome", holds: |row| row.assessment_outcome.is_some() }
        }
        "first_session_offered_on" | "sessions_attended" => Applies {
            to: "suitable",
            holds: |row| row.assessment_outcome == Some(Outcome::Suitable),
        },
        "first_session_attended_on" | "delivery" => {
            Applies { to: "with_sessions", holds: |row| row.sessions_attended > Some(0) }
        }
        "closed_on" => {
            Applies { to: "with_closure_reason", holds: |row| row.closure_reason.is_some() }
        }
        "closure_reason" => Applies { to: "closed", holds: |row| row.closed_on.is_some() },
        "children_ages" => {
            Applies { to: "with_children", holds: |row| row.children.is_none_or(|of| of > 0) }
        }
        _ => Applies { to: "referrals", holds: |_| true },
    }
}

/// The rows of `support` to which a column applies.
pub fn support(column: &str) -> Applies<Support> {
    match column {
        "closed_on" => {
            Applies { to: "with_closure_reason", holds: |row| row.closure_reason.is_some() }
        }
        "closure_reason" => Applies { to: "closed", holds: |row| row.closed_on.is_some() },
        "support_types" | "sessions" => {
            Applies { to: "started", holds: |row| row.started_on.is_some() }
        }
        _ => Applies { to: "support_cases", holds: |_| true },
    }
}

/// Found suitable or unsuitable.
pub fn decided(row: &Referral) -> bool {
    matches!(row.assessment_outcome, Some(Outcome::Suitable | Outcome::Unsuitable))
}

/// Closed as completed.
pub fn completed(row: &Referral) -> bool {
    row.closure_reason == Some(ClosureReason::Completed)
}
