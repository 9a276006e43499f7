//! The record as it stood on the day as of which an evaluation speaks.

use dataset::{DataSet, Interview, Referral, Support};
use jiff::civil::Date;
use rayon::prelude::*;

/// Rows with a date after the day of the evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatedLater {
    /// Of the referrals.
    pub referrals: u64,
    /// Of the support cases.
    pub support: u64,
}

/// Takes from every row what is dated after the day, and says of how many rows something was
/// taken.
pub(crate) fn as_they_stood(data: &mut DataSet, as_at: Date) -> DatedLater {
    for interview in &mut data.interviews {
        interview_as_it_stood(interview, as_at);
    }
    DatedLater {
        referrals: count(&mut data.referrals, |row| as_it_stood(row, as_at)),
        support: count(&mut data.support, |case| case_as_it_stood(case, as_at)),
    }
}

/// Changes every row and counts those that were changed.
fn count<R: Send>(rows: &mut [R], change: impl Fn(&mut R) -> bool + Sync) -> u64 {
    rows.par_iter_mut().map(|row| u64::from(change(row))).sum()
}

/// Takes away a day that had not come yet, and says whether it did.
fn take_later(day: &mut Option<Date>, as_at: Date) -> bool {
    day.take_if(|day| *day > as_at).is_some()
}

/// Takes away what had not happened yet, and what came of it: a decision with its outcome, a
/// first session with the sessions, a closure with its reason. A count of sessions cannot be
/// wound back to a day between; it stays once the first has been held. Says whether anything
/// was taken.
fn as_it_stood(row: &mut Referral, as_at: Date) -> bool {
    let mut taken = take_later(&mut row.acknowledged_on, as_at);
    taken |= take_later(&mut row.first_contact_on, as_at);
    taken |= take_later(&mut row.first_assessment_offered_on, as_at);
    taken |= take_later(&mut row.first_assessment_attended_on, as_at);
    taken |= take_later(&mut row.first_session_offered_on, as_at);
    if take_later(&mut row.decided_on, as_at) {
        row.assessment_outcome = None;
        row.unsuitable_reason = None;
        taken = true;
    }
    if take_later(&mut row.first_session_attended_on, as_at) {
        row.sessions_attended = None;
        taken = true;
    }
    if take_later(&mut row.closed_on, as_at) {
        row.closure_reason = None;
        taken = true;
    }
    taken
}

fn case_as_it_stood(case: &mut Support, as_at: Date) -> bool {
    let mut taken = take_later(&mut case.first_contact_on, as_at);
    taken |= take_later(&mut case.assessed_on, as_at);
    taken |= take_later(&mut case.started_on, as_at);
    if take_later(&mut case.closed_on, as_at) {
        case.closure_reason = None;
        taken = true;
    }
    taken
}

/// An interview that was still to be held has no outcome.
fn interview_as_it_stood(interview: &mut Interview, as_at: Date) {
    take_later(&mut interview.arranged_on, as_at);
    if take_later(&mut interview.done_on, as_at) {
        interview.outcome = None;
    }
}

/// The latest day, not after `today`, that a data set records. A day to come is a mistake of
/// typing, not the day as of which the files speak, and is passed over; `today` where there is
/// none.
pub fn latest_day(data: &DataSet, today: Date) -> Date {
    let referrals = data.referrals.par_iter().flat_map_iter(|row| {
        [
            Some(row.received_on),
            row.acknowledged_on,
            row.first_contact_on,
            row.first_assessment_offered_on,
            row.first_assessment_attended_on,
            row.decided_on,
            row.first_session_offered_on,
            row.first_session_attended_on,
            row.closed_on,
        ]
    });
    let support = data.support.par_iter().flat_map_iter(|row| {
        [row.referred_on, row.first_contact_on, row.assessed_on, row.started_on, row.closed_on]
    });
    let activity = data.activity.par_iter().map(|row| Some(row.held_on));
    let incidents = data.incidents.par_iter().map(|row| Some(row.occurred_on));
    let days = referrals.chain(support).chain(activity).chain(incidents);
    days.flatten_iter().filter(|day| *day <= today).max().unwrap_or(today)
}
