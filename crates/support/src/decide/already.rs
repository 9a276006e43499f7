//! When a command asks for what is so already: a form sent twice, a button pressed twice.

use crate::case::{Case, Sharing};
use crate::codes::Form;
use crate::command::Command;
use crate::decide::what_of;
use crate::event::What;
use crate::facts::*;

/// Whether the command would change nothing more.
pub(super) fn is_so(case: &Case, command: &Command) -> bool {
    match command {
        Command::Refer(referral) => case.parts.contains(&referral.part),
        Command::RecordPerson(person) => case.person == Some(*person),
        // What is changed stands apart from events: it may be changed again and again.
        Command::ChangeDetails(_) => false,
        Command::Allocate(worker) | Command::Transfer(Transfer::Worker(worker)) => {
            case.worker == Some(*worker)
        }
        Command::Transfer(Transfer::Area(area, worker)) => {
            case.area.as_ref() == Some(area) && (worker.is_none() || case.worker == *worker)
        }
        Command::Transfer(Transfer::Provider(provider, area)) => {
            case.provider == Some(*provider) && case.area.as_ref() == Some(area)
        }
        Command::MergeInto(into) => case.merged_into == Some(*into),
        Command::TakeIn(from, _) => case.took_in.contains(from),
        Command::VerifySafeContact(ways) => case.safe_ways == *ways && !ways.is_empty(),
        Command::RecordProfile(profile) => {
            let known = &case.profile;
            same(profile.children, known.children)
                && same(profile.age_at_referral, known.age_at_referral)
                && same(profile.ethnicity, known.ethnicity)
                && same(profile.religion, known.religion)
        }
        Command::RecordBenefits(benefits) => {
            let known = &case.benefits;
            same(benefits.satisfaction, known.satisfaction)
                && same(benefits.health, known.health)
                && same(benefits.everyday_life, known.everyday_life)
                && same(benefits.safety, known.safety)
                && same(benefits.informed, known.informed)
                && same(benefits.confidence_to_report, known.confidence_to_report)
        }
        Command::DeclineSupport { .. } => case.declined.is_some(),
        Command::StartSupport { .. } => case.is_supported(),
        Command::FinishAction(what) => {
            case.actions.iter().any(|(action, done)| action.what == *what && *done)
        }
        Command::Clear { his, .. } => case.is_cleared(*his),
        // A reason may be added to a *not yet* that nobody gave a reason for.
        Command::NotYet { his, why: None } => case.his(*his).is_some() && !case.is_cleared(*his),
        Command::ReadyToDiscuss(his) => case.his(*his).is_some_and(|his| {
            his.ready.is_some_and(|ready| his.review_due.is_none_or(|(_, since)| since < ready))
        }),
        Command::ReleasePart(release) => sharing(case, release.part)
            .is_some_and(|sharing| *sharing == Sharing::Released(release.clone())),
        Command::WithholdPart(part, _) => {
            sharing(case, *part).is_some_and(|sharing| *sharing == Sharing::Withheld)
        }
        Command::WithdrawRelease(part, _) => {
            sharing(case, *part).is_some_and(|sharing| matches!(sharing, Sharing::Withdrawn(_)))
        }
        Command::TellOfStart(told) => {
            case.his(told.his).is_some_and(|his| his.started == Some(told.what))
        }
        Command::TellOfReturn(told) => case
            .his(told.his)
            .is_some_and(|his| his.ended.is_none() && his.started == Some(told.what)),
        Command::TellOfEnd(told) => {
            case.his(told.his).is_some_and(|his| his.ended == Some((told.what.on, told.what.how)))
        }
        Command::TellOfHisRisk(told) => {
            case.his(told.his).is_some_and(|his| his.risk == Some(told.what))
        }
        Command::TellOfDecision(told) => case.his(told.his).is_some_and(|his| {
            his.suitable.is_some_and(|(suitable, at)| {
                suitable == told.what && his.fresh_from.is_none_or(|from| at > from)
            })
        }),
        Command::CallDiscussion(told) => {
            case.his(told.his).is_some_and(|his| his.discussion_by == Some(told.what))
        }
        Command::Close(..) => case.closed.is_some(),
        Command::RecordDeath(on) => case.died.is_some_and(|known| on.is_none() || known == *on),
        Command::SetLegalHold(_) => case.legal_hold,
        Command::Correct(correction) => case.entry(correction.of).is_some_and(|entry| {
            entry.corrected.as_ref().is_some_and(|(_, to)| to.as_ref() == correction.to.as_deref())
        }),
        Command::ResolveFlag(flag, _) => {
            case.flagged_at_all(*flag) && case.flagged().all(|open| open != *flag)
        }
        // A fact carries its own moment or its own words: the same fact is the same entry.
        fact => case.stands(&what_of(fact.clone(), Form::Written)),
    }
}

/// Whether giving this would leave what is known as it is.
fn same<T: PartialEq>(given: Option<T>, known: Option<T>) -> bool {
    given.is_none() || given == known
}

fn sharing(case: &Case, part: Number) -> Option<&Sharing> {
    case.reviews.iter().find(|written| written.number == part).map(|written| &written.sharing)
}

impl Case {
    /// Whether an entry says just this, as it stands.
    fn stands(&self, what: &What) -> bool {
        self.entries().iter().any(|entry| match &entry.corrected {
            None => entry.made.what == *what,
            Some((_, stands)) => stands.as_ref() == Some(what),
        })
    }
    fn flagged_at_all(&self, number: Number) -> bool {
        self.flagged.contains(&number)
    }
}
