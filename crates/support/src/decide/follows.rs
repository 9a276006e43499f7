//! What follows by itself from what happened.

use pathway::CaseId;

use crate::apply::apply;
use crate::case::{Case, His};
use crate::codes::*;
use crate::decide::Context;
use crate::event::{Event, What};
use crate::risk;

/// The events that follow at once from one, which is not applied yet.
pub(super) fn from(before: &Case, event: &Event, context: &Context<'_>) -> Vec<Event> {
    let mut after = before.clone();
    apply(&mut after, event);
    let follows = match &event.what {
        What::Referred(referral) if before.is_of_nobody() => not_asked_yet(&after, referral.his),
        What::ConsentRecorded(_) | What::ConsentWithdrawn(_) => no_longer(&after),
        What::RiskAssessed(_) | What::IncidentRecorded(_) | What::EscalationReviewed(_) => {
            let grounds: Vec<MaracGround> = risk::marac_grounds(&after, &event.what, context.rules)
                .into_iter()
                .filter(|ground| !after.marac.contains(ground))
                .collect();
            if grounds.is_empty() { Vec::new() } else { vec![What::MaracFound(grounds)] }
        }
        What::DeathRecorded(_) => her_death(before, &after),
        _ => Vec::new(),
    };
    follows.into_iter().map(|what| Event { at: event.at, what }).collect()
}

/// He was cleared because there was nobody to reach, and now there is: she is asked first, unless
/// he has started.
fn not_asked_yet(after: &Case, his: CaseId) -> Vec<What> {
    let cleared = after.his(his).filter(|his| his.cleared.is_some() && !his.on_programme());
    cleared.map(|his| What::NotYetCleared { his: his.case, why: None }).into_iter().collect()
}

/// She says no, or no longer. Before he has started the clearance falls with it; after that a
/// joint review is due, and nobody leaves the programme by it.
fn no_longer(after: &Case) -> Vec<What> {
    let no = |his: &&His| {
        his.cleared.is_some()
            && his.consent.is_some_and(|held| {
                held.in_force() == Form::None && his.fresh_from.is_none_or(|from| held.when >= from)
            })
    };
    let said_no = after.his.iter().filter(no);
    said_no
        .filter(|his| !his.on_programme() || his.review_due.is_none())
        .map(|his| {
            if his.on_programme() {
                What::JointReviewDue(his.case, ReviewCause::ConsentWithdrawn)
            } else {
                What::NotYetCleared { his: his.case, why: None }
            }
        })
        .collect()
}

/// The case is closed and held; every programme case of his that goes on is looked at together.
/// The clearance stays as it is, so that nothing tells him.
fn her_death(before: &Case, after: &Case) -> Vec<What> {
    if before.died.is_some() {
        return Vec::new();
    }
    let going_on = after.his.iter().filter(|his| his.ended.is_none());
    let review = |his: &His| What::JointReviewDue(his.case, ReviewCause::HerDeath);
    let mut follows: Vec<What> = going_on.map(review).collect();
    if after.closed.is_none() {
        follows.push(What::Closed(ClosureReason::Died, None));
    }
    follows
}
