//! What a command comes to.

mod again;
mod intake;
mod steps;

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::clocks::Clock;
use pathway::rules::InForce;
use pathway::{Clocks, Rules, london_day};

use crate::apply;
use crate::case::{Case, Stage};
use crate::codes::LeavingReason;
use crate::command::Command;
use crate::decided::Decided;
use crate::event::{Correction, Event, Step};
use crate::parts::{Proposal, Proposer, SessionNumber};
use crate::possible::possible;
use crate::refusal::Refusal;

pub use intake::screening;

/// What a decision is given besides the case: the moment, and the data of the programme.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// The rules, of all days.
    pub rules: &'a Rules,
    /// The clocks.
    pub clocks: &'a Clocks,
}

impl Context<'_> {
    /// The rules by which a case is judged: those of the day on which it was received.
    pub fn rules_of(&self, case: &Case) -> InForce {
        let standing = case.standing();
        let day = london_day(standing.received.unwrap_or(self.now));
        self.rules.on(day, standing.area.as_ref())
    }
    /// The latest day for a discussion that is called now.
    fn discuss_by(&self) -> Date {
        self.clocks.last_day(Clock::Discuss, self.now)
    }
}

/// Decides a command on his case as it stands.
///
/// # Errors
/// A [`Refusal`] that says what is missing.
pub fn decide(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Decided<Event>, Refusal> {
    if let Command::Correct(correction) = command {
        return correct(case, *correction, context);
    }
    if let Some(decided) = again::decided(case, &command, context) {
        return decided;
    }
    if steps::already_so(case, &command) {
        return Ok(Decided::AlreadySo);
    }
    let steps = steps::of(case, command, context)?;
    if steps::recorded(case, &steps) {
        return Ok(Decided::AlreadySo);
    }
    let mut after = case.clone();
    let mut events = Vec::with_capacity(steps.len() + 1);
    for step in steps {
        possible(&after.standing, context.now, &step)?;
        record(&mut after, &mut events, context.now, step);
    }
    follow(&mut after, &mut events, context.now);
    Ok(Decided::Events(events))
}

fn record(after: &mut Case, events: &mut Vec<Event>, at: Timestamp, step: Step) {
    let event = Event { at, step };
    apply(after, &event);
    events.push(event);
}

/// What follows by itself: midway, and the closure that two misses propose.
fn follow(after: &mut Case, events: &mut Vec<Event>, at: Timestamp) {
    let standing = &after.standing;
    let on_it = matches!(standing.stage, Stage::Commenced | Stage::OnProgramme);
    let midway = standing.sessions_done() >= SessionNumber::MIDWAY;
    if on_it && midway && standing.midway.is_none() {
        record(after, events, at, Step::ReachedMidway);
    }
    let standing = &after.standing;
    if on_it && standing.missed_in_a_row >= 2 && standing.proposal.is_none() {
        let reason = LeavingReason::DroppedOut;
        let proposal = Proposal { reason, by: Proposer::Rule, why: None };
        record(after, events, at, Step::LeavingProposed(proposal));
    }
}

fn correct(
    case: &Case,
    correction: Correction,
    context: &Context<'_>,
) -> Result<Decided<Event>, Refusal> {
    let of = correction.of;
    let place = usize::try_from(of).unwrap_or(usize::MAX);
    let event = place.checked_sub(1).and_then(|place| case.history.get(place));
    let event = event.ok_or(Refusal::NoEvent(of))?;
    let relied_on = match event.step {
        Step::Corrected(_)
        | Step::FlagAnswered { .. }
        | Step::MergedFrom(_)
        | Step::MergedInto { .. }
        | Step::HerReferred { .. }
        | Step::Heard(_) => true,
        Step::Received(_) | Step::RecordedBefore(_) => correction.instead.is_none(),
        _ => false,
    };
    if relied_on {
        return Err(Refusal::NotCorrectable(of));
    }
    let same_kind =
        |step: &Step| std::mem::discriminant(step) == std::mem::discriminant(&event.step);
    if !correction.instead.as_ref().is_none_or(same_kind) {
        return Err(Refusal::OtherKind);
    }
    let stands = case.as_corrected().find_map(|(version, _, step)| (version == of).then_some(step));
    if stands == correction.instead.as_ref() {
        return Ok(Decided::AlreadySo);
    }
    let mut after = case.clone();
    let mut events = Vec::new();
    record(&mut after, &mut events, context.now, Step::Corrected(Box::new(correction)));
    // What is said to hold instead must have been possible itself; what comes later is flagged.
    if let Some(flag) = after.flags.iter().find(|flag| flag.event == of) {
        return Err(flag.why.clone());
    }
    follow(&mut after, &mut events, context.now);
    Ok(Decided::Events(events))
}
