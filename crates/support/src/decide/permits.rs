//! Whether something can follow upon a case as it stands. It is asked before an event is made,
//! and again of every later step when an entry is corrected; so it asks neither clock nor rules.

use jiff::Timestamp;
use pathway::{CaseId, london_day};

use crate::case::{Case, Entry, His, Sharing};
use crate::codes::*;
use crate::event::{Correction, What};
use crate::facts::*;
use crate::refusal::Refusal;

/// Whether it can follow; if not, what is missing.
pub(crate) fn permits(case: &Case, what: &What) -> Result<(), Refusal> {
    match what {
        What::Opened(_) | What::RecordedBefore(_) => {
            return require(case.opened.is_none(), Refusal::OpenedAlready);
        }
        What::Referred(_) => {
            require(case.merged_into.is_none(), Refusal::Merged)?;
            return require(case.closed.is_none(), Refusal::Closed);
        }
        _ => require(case.opened.is_some(), Refusal::NotOpened)?,
    }
    if is_told(what) {
        // What affects her safety is never refused: not by a case that is closed or merged.
        return Ok(());
    }
    match what {
        // A merger can be set right, and what was told before it can still be acted upon.
        What::Corrected(_) | What::FlagResolved(..) | What::SignalActedUpon(_) => {}
        _ => require(case.merged_into.is_none(), Refusal::Merged)?,
    }
    match what {
        What::MergedInto(_) | What::TookIn(..) => Ok(()),
        What::Attempted(attempt) => {
            alive(case, attempt.when)?;
            let said_safe = attempt.safe == Answer::Yes;
            require(!said_safe || case.is_safe(attempt.how), Refusal::NotVerified)
        }
        What::Contacted(contact) => alive(case, contact.when),
        What::Assessed(assessment) => {
            alive(case, assessment.when)?;
            open(case)?;
            require(case.is_reached(), Refusal::NotReached)
        }
        What::SupportDeclined { when } => {
            alive(case, *when)?;
            open(case)?;
            require(case.is_reached(), Refusal::NotReached)?;
            require(!case.is_supported(), Refusal::SupportStarted)
        }
        What::SupportStarted { when } => starts(case, *when),
        What::SafetyPlanned(plan) => {
            alive(case, plan.when)?;
            open(case)?;
            require(case.is_reached(), Refusal::NotReached)
        }
        What::ActionSet(action) => {
            open(case)?;
            let there = case.actions.iter().any(|(known, _)| known.what == action.what);
            require(!there, Refusal::ActionThere)
        }
        What::ActionDone(what) => {
            let open = case.actions.iter().any(|(action, done)| action.what == *what && !done);
            require(open, Refusal::NoAction)
        }
        What::ConsentRecorded(consent) => consents(case, consent),
        What::ConsentWithdrawn(withdrawal) => withdraws(case, withdrawal),
        What::Cleared { his, ground, asked } => clears(case, *his, ground, *asked),
        What::NotYetCleared { his, .. }
        | What::ReadyToDiscuss(his)
        | What::JointReviewDue(his, _) => linked(case, *his).map(|_| ()),
        What::EscalationReviewed(_) => {
            require(case.escalation_review_due.is_some(), Refusal::NothingToReview)
        }
        What::PartWritten(part) => linked(case, part.his).map(|_| ()),
        What::PartReleased(release) => {
            let shares = part(case, release.part)?.0.shares.is_some();
            require(shares, Refusal::NothingToShare)
        }
        What::PartWithheld(number, _) => part(case, *number).map(|_| ()),
        What::ReleaseWithdrawn(number, _) => {
            let (_, sharing) = part(case, *number)?;
            require(matches!(sharing, Sharing::Released(_)), Refusal::NotReleased)
        }
        What::SignalActedUpon(acted) => {
            let told = case.told.iter().any(|message| message.number == acted.told);
            require(told, Refusal::NothingTold)
        }
        What::Closed(reason, _) => {
            let dead = *reason != ClosureReason::Died || case.died.is_some();
            require(dead, Refusal::DeathNotRecorded)
        }
        What::Reopened(_) => {
            require(case.died.is_none(), Refusal::Died)?;
            require(case.closed.is_some(), Refusal::NotClosed)
        }
        What::LegalHoldLifted(_) => require(case.legal_hold, Refusal::NoHold),
        What::Corrected(correction) => corrects(case, correction),
        What::FlagResolved(flag, _) => {
            require(case.flagged().any(|open| open == *flag), Refusal::NotFlagged(*flag))
        }
        _ => Ok(()),
    }
}

/// Whether the programme told it: nothing that the service may refuse or correct.
pub(crate) fn is_told(what: &What) -> bool {
    matches!(
        what,
        What::ToldOfStart(_)
            | What::ToldOfAbsence(_)
            | What::SignalReceived(_)
            | What::RiskOfHisChanged(_)
            | What::HeavySessionAnnounced(_)
            | What::ComingWeek(_)
            | What::ToldOfEnd(_)
            | What::ToldOfReturn(_)
            | What::DiscussionCalled(_)
            | What::DecisionTold(_)
    )
}

fn require(holds: bool, refusal: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(refusal) }
}

fn open(case: &Case) -> Result<(), Refusal> {
    require(case.closed.is_none(), Refusal::Closed)
}

/// What is entered late may be from before her death.
fn alive(case: &Case, when: Timestamp) -> Result<(), Refusal> {
    let lived = match case.died {
        None => true,
        Some(on) => on.is_some_and(|on| london_day(when) <= on),
    };
    require(lived, Refusal::Died)
}

fn linked(case: &Case, his: CaseId) -> Result<&His, Refusal> {
    case.his(his).ok_or(Refusal::NotLinked)
}

fn part(case: &Case, number: Number) -> Result<(&Part, &Sharing), Refusal> {
    let written = case.reviews.iter().find(|written| written.number == number);
    written.map(|written| (&written.part, &written.sharing)).ok_or(Refusal::NoPart)
}

/// Her support depends on her alone: reached, assessed, consenting, with a worker. Never on him.
fn starts(case: &Case, when: Timestamp) -> Result<(), Refusal> {
    alive(case, when)?;
    open(case)?;
    require(case.is_reached(), Refusal::NotReached)?;
    require(case.is_assessed(), Refusal::NotAssessed)?;
    require(case.declined.is_none(), Refusal::SupportDeclined)?;
    let consents = case.consent_to_support.is_some_and(|held| held.in_force() != Form::None);
    require(consents, Refusal::NoConsentToSupport)?;
    require(case.worker.is_some(), Refusal::NoWorker)
}

fn consents(case: &Case, consent: &Consent) -> Result<(), Refusal> {
    alive(case, consent.when)?;
    of_his(case, consent.to, consent.his)?;
    // The referral may bring her consent to be contacted; the others she gives herself.
    let hers = consent.to != ConsentTo::BeContacted && consent.form != Form::None;
    require(!hers || case.is_reached(), Refusal::NotReached)
}

fn withdraws(case: &Case, withdrawal: &Withdrawal) -> Result<(), Refusal> {
    alive(case, withdrawal.when)?;
    of_his(case, withdrawal.to, withdrawal.his)?;
    let held = match (withdrawal.to, withdrawal.his) {
        (ConsentTo::BeContacted, _) => case.consent_to_contact,
        (ConsentTo::Support, _) => case.consent_to_support,
        (ConsentTo::HisStarting, his) => {
            his.and_then(|his| case.his(his)).and_then(|his| his.consent)
        }
    };
    let holds = held.is_some_and(|held| held.in_force() != Form::None);
    require(holds, Refusal::NothingToWithdraw)
}

/// Consent to his starting names a case of his that is linked; the others name none.
fn of_his(case: &Case, to: ConsentTo, his: Option<CaseId>) -> Result<(), Refusal> {
    match (to, his) {
        (ConsentTo::HisStarting, Some(his)) => linked(case, his).map(|_| ()),
        (ConsentTo::BeContacted | ConsentTo::Support, None) => Ok(()),
        _ => Err(Refusal::ConsentWithoutCase),
    }
}

/// Clearance rests on her consent in the form that the rule asks for; or, where she cannot be
/// asked, on a reasoned decision of the service's manager, which never stands against her answer.
fn clears(case: &Case, his: CaseId, ground: &Ground, asked: Form) -> Result<(), Refusal> {
    let his = linked(case, his)?;
    require(!his.on_programme(), Refusal::HeHasStarted)?;
    let counts = his.consent.filter(|held| his.fresh_from.is_none_or(|from| held.when >= from));
    match ground {
        Ground::HerConsent => {
            let held = his.consent_in_force();
            require(case.died.is_none(), Refusal::Died)?;
            if held >= asked {
                return Ok(());
            }
            let before = his.consent.is_some_and(|held| held.in_force() >= asked);
            Err(if before && counts.is_none() {
                Refusal::ConsentFromBefore
            } else {
                Refusal::ConsentMissing { asked, held }
            })
        }
        Ground::Manager { .. } if counts.is_some_and(|held| held.in_force() == Form::None) => {
            Err(Refusal::SheAnswered)
        }
        Ground::Manager { .. } if case.died.is_some() => Ok(()),
        Ground::Manager { because: NotAsked::NotReached, .. } => {
            require(!case.attempts.is_empty(), Refusal::NotTried)?;
            require(is_lost(case), Refusal::Reached)
        }
        Ground::Manager { because: NotAsked::NobodyToReach, .. } => {
            require(!case.is_reached(), Refusal::Reached)?;
            require(case.attempts.is_empty(), Refusal::SomebodyToReach)
        }
    }
}

/// Whether she was never reached, or tried in vain since she last was.
fn is_lost(case: &Case) -> bool {
    let last_attempt = case.attempts.iter().max_by_key(|attempt| attempt.when);
    let last_contact = case.contacts.iter().map(|contact| contact.when).max();
    last_attempt.is_some_and(|attempt| {
        attempt.result != AttemptResult::Reached
            && last_contact.is_none_or(|contact| contact < attempt.when)
    })
}

impl Case {
    /// Whether a correction may say that an entry should not stand at all.
    pub fn may_be_struck_out(&self, number: Number) -> bool {
        strikes_out(self, number).is_ok()
    }
}

/// Without its beginning a case would be nothing.
fn strikes_out(case: &Case, number: Number) -> Result<(), Refusal> {
    let entry = ours(case, number)?;
    let begins = matches!(entry.made.what, What::Opened(_) | What::RecordedBefore(_));
    require(!begins, Refusal::NotOursToCorrect(number))
}

/// The entry, if it is the service's to correct.
fn ours(case: &Case, number: Number) -> Result<&Entry, Refusal> {
    let entry = case.entry(number).ok_or(Refusal::NoEntry(number))?;
    let theirs = is_told(&entry.made.what)
        || matches!(
            entry.made.what,
            What::Referred(_) | What::Corrected(_) | What::FlagResolved(..)
        );
    require(!theirs, Refusal::NotOursToCorrect(number))?;
    Ok(entry)
}

fn corrects(case: &Case, correction: &Correction) -> Result<(), Refusal> {
    let number = correction.of;
    let Some(to) = correction.to.as_deref() else { return strikes_out(case, number) };
    let entry = ours(case, number)?;
    let same_kind = std::mem::discriminant(to) == std::mem::discriminant(&entry.made.what);
    require(same_kind, Refusal::AnotherKind(number))
}
