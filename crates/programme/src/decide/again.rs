//! Answers that are given again: whether another case is of the same man, and whether two that were
//! united are. Both are corrections: what was said stays, and an entry that names it says what holds.

use std::collections::BTreeSet;

use pathway::codes::Answer;
use pathway::{CaseId, NarrativeId, SealedPartId};

use super::{Context, follow, record};
use crate::case::Case;
use crate::command::{Command, SaidAgain};
use crate::decided::Decided;
use crate::event::{Correction, Event, Step, Version};
use crate::refusal::Refusal;

/// Decides a command that takes something back, where it is one.
pub(super) fn decided(
    case: &Case,
    command: &Command,
    context: &Context<'_>,
) -> Option<Result<Decided<Event>, Refusal>> {
    Some(match command {
        Command::CompareAgain(said) => compare_again(case, said, context),
        Command::ReverseMergeFrom { case: other, why } => reverse_from(case, *other, *why, context),
        Command::ReverseMergeInto { case: other, why } => reverse_into(case, *other, *why, context),
        _ => return None,
    })
}

impl Case {
    /// Sealed parts of women who were named in a case that was united with this one and is so no
    /// longer: nothing of him crosses to their cases from here any more, and nothing from them.
    pub fn parted(&self) -> BTreeSet<SealedPartId> {
        let brought = self.history.iter().filter_map(|event| match &event.step {
            Step::MergedFrom(merged) => Some(&merged.sealed),
            _ => None,
        });
        brought.flatten().filter(|part| !self.standing.sealed.contains(part)).copied().collect()
    }
}

/// What a person said of another case is said anew, or taken back: every answer that stands is
/// corrected, with the individual that followed from it.
fn compare_again(
    case: &Case,
    said: &SaidAgain,
    context: &Context<'_>,
) -> Result<Decided<Event>, Refusal> {
    let standing = case.standing();
    let stands = standing.compared.get(&said.case).copied().ok_or(Refusal::NotCompared)?;
    if said.same == Some(stands) {
        return Ok(Decided::AlreadySo);
    }
    if standing.merged.contains(&said.case) || standing.goes_on_in == Some(said.case) {
        return Err(Refusal::StillMerged);
    }
    let answers =
        versions(case, |step| matches!(step, Step::Compared { case, .. } if *case == said.case));
    let mut after = case.clone();
    let mut events = Vec::new();
    let mut correct = |of: Version, instead: Option<Step>| {
        let correction = Correction { of, instead, why: said.why };
        record(&mut after, &mut events, context.now, Step::Corrected(Box::new(correction)));
    };
    for of in &answers {
        let latest = answers.last() == Some(of);
        let instead = said.same.filter(|_| latest);
        correct(*of, instead.map(|same| Step::Compared { case: said.case, same }));
    }
    for of in followed(case, said.case) {
        correct(of, None);
    }
    if let Some(person) = said.person.filter(|_| said.same == Some(Answer::Yes)) {
        record(&mut after, &mut events, context.now, Step::SamePerson { person });
    }
    follow(&mut after, &mut events, context.now);
    Ok(Decided::Events(events))
}

/// The entries that say who he is because of what was said of another case: each was recorded at
/// the same moment, after the answer or the correction of one.
fn followed(case: &Case, other: CaseId) -> Vec<Version> {
    let is_of_other = |version: Version| {
        let place = usize::try_from(version).unwrap_or(usize::MAX).saturating_sub(1);
        let before = case.history.get(..place).unwrap_or_default();
        let at = case.history.get(place).map(|event| event.at);
        let together = before.iter().rev().take_while(|event| Some(event.at) == at);
        let mut answers = together.filter_map(|event| match &event.step {
            Step::Compared { case, .. } => Some(*case),
            Step::Corrected(correction) => match &correction.instead {
                Some(Step::Compared { case, .. }) => Some(*case),
                _ => None,
            },
            _ => None,
        });
        answers.next() == Some(other)
    };
    let individual = versions(case, |step| matches!(step, Step::SamePerson { .. }));
    individual.into_iter().filter(|version| is_of_other(*version)).collect()
}

/// The case that went on gives back what the other brought: its sessions, its women, and that these
/// were referred from here too. What was entered here since stays here.
fn reverse_from(
    case: &Case,
    other: CaseId,
    why: NarrativeId,
    context: &Context<'_>,
) -> Result<Decided<Event>, Refusal> {
    if case.standing().goes_on_in.is_some() {
        return Err(Refusal::MergedFurther);
    }
    let united = versions(case, |step| matches!(step, Step::MergedFrom(of) if of.case == other));
    let of = *united.last().ok_or(Refusal::NotMerged)?;
    let mut after = case.clone();
    let mut events = Vec::new();
    never(&mut after, &mut events, of, why, context);
    let strange = |part: &SealedPartId| !after.standing().sealed.contains(part);
    let referred =
        versions(case, |step| matches!(step, Step::HerReferred { part, .. } if strange(part)));
    for of in referred {
        never(&mut after, &mut events, of, why, context);
    }
    follow(&mut after, &mut events, context.now);
    Ok(Decided::Events(events))
}

/// The case that ended goes on again from where it stood.
fn reverse_into(
    case: &Case,
    other: CaseId,
    why: NarrativeId,
    context: &Context<'_>,
) -> Result<Decided<Event>, Refusal> {
    if case.standing().goes_on_in != Some(other) {
        return Err(Refusal::NotMerged);
    }
    let ended = versions(case, |step| matches!(step, Step::MergedInto { case } if *case == other));
    let of = *ended.last().ok_or(Refusal::NotMerged)?;
    let mut after = case.clone();
    let mut events = Vec::new();
    never(&mut after, &mut events, of, why, context);
    follow(&mut after, &mut events, context.now);
    Ok(Decided::Events(events))
}

/// Corrects an entry: it never happened.
fn never(
    after: &mut Case,
    events: &mut Vec<Event>,
    of: Version,
    why: NarrativeId,
    context: &Context<'_>,
) {
    let correction = Correction { of, instead: None, why };
    record(after, events, context.now, Step::Corrected(Box::new(correction)));
}

fn versions(case: &Case, which: impl Fn(&Step) -> bool) -> Vec<Version> {
    let stands = case.as_corrected().filter(|(_, _, step)| which(step));
    stands.map(|(version, ..)| version).collect()
}
