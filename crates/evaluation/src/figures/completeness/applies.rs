//! To which rows a column applies: one that could hold something there.

use dataset::codes::{ClosureReason, Outcome};
use dataset::{Referral, Support};

/// The rows to which a column applies, and their name as a denominator.
pub struct Applies<R> {
    /// The name under `of`.
    pub to: &'static str,
    /// Whether a row is one of them; none where every row is.
    pub only: Option<fn(&R) -> bool>,
}

impl<R> Applies<R> {
    fn all(to: &'static str) -> Self {
        Self { to, only: None }
    }
    fn only(to: &'static str, holds: fn(&R) -> bool) -> Self {
        Self { to, only: Some(holds) }
    }
    /// Whether the column applies to a row.
    pub fn holds(&self, row: &R) -> bool {
        self.only.is_none_or(|holds| holds(row))
    }
}

/// The rows of `referrals` to which a column applies.
pub fn referral(column: &str) -> Applies<Referral> {
    match column {
        "unsuitable_reason" => {
            Applies::only("unsuitable", |row| row.assessment_outcome == Some(Outcome::Unsuitable))
        }
        "decided_on" => Applies::only("decided", decided),
        "assessment_outcome" => {
            Applies::only("assessment_attended", |row| row.first_assessment_attended_on.is_some())
        }
        "first_assessment_attended_on" => {
            Applies::only("with_outcome", |row| row.assessment_outcome.is_some())
        }
        "first_session_offered_on" | "sessions_attended" => {
            Applies::only("suitable", |row| row.assessment_outcome == Some(Outcome::Suitable))
        }
        "first_session_attended_on" | "delivery" => {
            Applies::only("with_sessions", |row| row.sessions_attended > Some(0))
        }
        "closed_on" => Applies::only("with_closure_reason", |row| row.closure_reason.is_some()),
        "closure_reason" => Applies::only("closed", |row| row.closed_on.is_some()),
        "children_ages" => {
            Applies::only("with_children", |row| row.children.is_none_or(|number| number > 0))
        }
        _ => Applies::all("referrals"),
    }
}

/// The rows of `support` to which a column applies.
pub fn support(column: &str) -> Applies<Support> {
    match column {
        "closed_on" => Applies::only("with_closure_reason", |row| row.closure_reason.is_some()),
        "closure_reason" => Applies::only("closed", |row| row.closed_on.is_some()),
        "support_types" | "sessions" => Applies::only("started", |row| row.started_on.is_some()),
        _ => Applies::all("support_cases"),
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
