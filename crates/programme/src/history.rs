//! History from spreadsheets, and the way back: where a case stands by a row, and the row that
//! a case becomes.

use jiff::Timestamp;
use pathway::codes::RiskLevel;
use pathway::{london_day, london_moment};

use crate::case::{Case, Closed, Stage, Standing};
use crate::codes::*;
use crate::facts::{RecordedBefore, ReferralFacts};

/// Takes a row of an earlier spreadsheet into a case that nothing was heard of.
pub(crate) fn take(to: &mut Standing, before: &RecordedBefore) {
    let row = &before.facts;
    to.received = row.received_on.map(london_moment);
    to.him = before.him;
    to.organisation = before.provider;
    to.area.clone_from(&row.area);
    to.first_assessed = row.first_assessment_attended_on;
    to.outcome = row.assessment_outcome;
    to.unsuitable = row.unsuitable_reason;
    to.decided = row.decided_on;
    to.first_session_offered = row.first_session_offered_on;
    to.first_attended = row.first_session_attended_on;
    to.counted_before = row.sessions_attended.unwrap_or_default();
    to.needs.extend(&row.needs);
    to.risk = row.risk_level.and_then(RiskLevel::known);
    if row.assessment_outcome == Some(Outcome::Suitable) {
        to.suitable = row.decided_on.map(london_moment);
    }
    if row.assessment_outcome == Some(Outcome::Pending) {
        to.pending = row.first_assessment_attended_on.or(row.received_on).map(london_moment);
    }
    to.stage = stands(row);
    if to.stage.is_over() {
        to.closed = Some(Closed { on: row.closed_on, reason: row.closure_reason });
    }
    to.before = Some(Box::new(before.clone()));
}

/// How far a row had come. Old practice did not know the machine: sessions count even where no
/// decision is recorded.
fn stands(row: &ReferralFacts) -> Stage {
    let sessions = row.sessions_attended.is_some_and(|done| done > 0)
        || row.first_session_attended_on.is_some();
    let assessed = row.assessment_outcome.is_some() || row.first_assessment_attended_on.is_some();
    if row.closure_reason == Some(RecordedClosure::Completed) {
        return Stage::Completed;
    }
    if row.assessment_outcome == Some(Outcome::Unsuitable) && !sessions {
        return Stage::Unsuitable;
    }
    if row.closed_on.is_some() || row.closure_reason.is_some() {
        return match (sessions, assessed) {
            (true, _) => Stage::LeftEarly,
            (false, true) => Stage::ClosedBeforeStart,
            (false, false) => Stage::ClosedBeforeAssessment,
        };
    }
    match row.assessment_outcome {
        _ if sessions => Stage::OnProgramme,
        Some(Outcome::Suitable) => Stage::Suitable,
        Some(Outcome::Pending) => Stage::Pending,
        _ if assessed => Stage::Assessed,
        _ if row.first_assessment_offered_on.is_some() => Stage::AssessmentOffered,
        _ if row.first_contact_on.is_some() => Stage::Contacted,
        _ if row.acknowledged_on.is_some() => Stage::Acknowledged,
        _ => Stage::Received,
    }
}

impl Case {
    /// The reference by which figures know it: the file's own where history entered by one,
    /// else the referral's.
    pub fn referral_ref(&self) -> Option<String> {
        let standing = self.standing();
        let before = standing.before.as_ref().map(|before| before.referral_ref.to_string());
        before.or_else(|| Some(standing.referral.as_ref()?.reference.to_string()))
    }

    /// The row of the minimum data set that the case is now. What history said stands where
    /// nothing has happened since.
    pub fn facts(&self) -> ReferralFacts {
        let standing = self.standing();
        let mut row =
            standing.before.as_ref().map(|before| before.facts.clone()).unwrap_or_default();
        let day = |at: Timestamp| london_day(at);
        if let Some(referral) = &standing.referral {
            row.source = referral.screening.source;
            row.plan = referral.screening.plan;
            row.received_on = Some(day(referral.received));
            row.age_at_referral = referral.screening.age;
            row.ethnicity = referral.ethnicity;
            row.religion = referral.religion;
            row.relationship = referral.relationship;
            row.other_services.clone_from(&referral.other_services);
            row.children = referral.children;
            row.children_ages.clone_from(&referral.children_ages);
            row.risk_level = referral.screening.risk;
        }
        row.area.clone_from(&standing.area);
        let acknowledged = standing.acknowledged.as_ref().map(|(at, _)| day(*at));
        row.acknowledged_on = row.acknowledged_on.or(acknowledged);
        row.first_contact_on = row.first_contact_on.or(standing.first_contact());
        let offered = standing.offers.iter().map(|offer| day(offer.at)).min();
        row.first_assessment_offered_on = row.first_assessment_offered_on.or(offered);
        row.first_assessment_attended_on = standing.first_assessed;
        row.assessment_outcome = standing.outcome.or(row.assessment_outcome);
        row.decided_on = standing.decided;
        row.unsuitable_reason = standing.unsuitable;
        row.first_session_offered_on = standing.first_session_offered;
        row.first_session_attended_on = standing.first_attended;
        if !standing.sessions.is_empty()
            || row.sessions_attended.is_none() && standing.referral.is_some()
        {
            row.sessions_attended = Some(standing.sessions_done());
        }
        row.delivery = standing.delivery().or(row.delivery);
        if standing.needs.iter().any(|need| !row.needs.contains(need)) {
            row.needs = standing.needs.iter().copied().collect();
        }
        row.risk_level = standing.risk.map(RiskLevel::from).or(row.risk_level);
        let closed = standing.closed;
        if standing.stage.is_over() {
            row.closed_on = closed.and_then(|closed| closed.on);
            row.closure_reason = closed.and_then(|closed| closed.reason);
        } else {
            row.closed_on = None;
            row.closure_reason = None;
        }
        row
    }
}

impl Standing {
    /// The day of the first attempt, which is what stops the clock of contact.
    pub fn first_contact(&self) -> Option<jiff::civil::Date> {
        self.attempts.iter().map(|attempt| london_day(attempt.when)).min()
    }
}
