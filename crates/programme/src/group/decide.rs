//! What a group's command comes to.

use jiff::Timestamp;
use pathway::london_day;

use super::{CAPACITY, Command, Event, Facilitators, Group, Planned, Refusal, Step};
use crate::Decided;

/// Decides a command on a group as it stands now.
///
/// # Errors
/// A [`Refusal`] that says what is missing.
pub fn decide(group: &Group, command: Command, now: Timestamp) -> Result<Decided<Event>, Refusal> {
    if let Command::SetUp(set_up) = command {
        return match &group.set_up {
            Some(before) if *before == set_up => Ok(Decided::AlreadySo),
            Some(_) => Err(Refusal::AlreadySetUp),
            None => {
                led_by_two(set_up.facilitators)?;
                holds(set_up.capacity)?;
                Ok(one(now, Step::SetUp(set_up)))
            }
        };
    }
    let set_up = group.set_up.as_ref().ok_or(Refusal::NotSetUp)?;
    if group.closed {
        return match command {
            Command::Close => Ok(Decided::AlreadySo),
            _ => Err(Refusal::Closed),
        };
    }
    let has_place = |case| group.places.contains(case);
    let waits = |case| group.waiting.contains(case);
    let step = match command {
        // Set up is answered above.
        Command::SetUp(_) => return Err(Refusal::AlreadySetUp),
        Command::Move { venue, meets } if set_up.venue == venue && set_up.meets == meets => {
            return Ok(Decided::AlreadySo);
        }
        Command::Move { venue, meets } => Step::Moved { venue, meets },
        Command::Lead(by) if set_up.facilitators == by => return Ok(Decided::AlreadySo),
        Command::Lead(by) => {
            led_by_two(by)?;
            Step::LedBy(by)
        }
        Command::Resize(capacity) if set_up.capacity == capacity => return Ok(Decided::AlreadySo),
        Command::Resize(capacity) => {
            holds(capacity)?;
            if group.places.len() > usize::from(capacity) {
                return Err(Refusal::TooManyInIt(group.places.len()));
            }
            Step::Resized(capacity)
        }
        Command::Queue(case) if waits(&case) => return Ok(Decided::AlreadySo),
        Command::Queue(case) if has_place(&case) => return Err(Refusal::InItAlready),
        Command::Queue(case) => Step::Queued(case),
        Command::TakePlace(case) if has_place(&case) => return Ok(Decided::AlreadySo),
        Command::TakePlace(_) if group.free() == 0 => return Err(Refusal::Full),
        Command::TakePlace(case) => Step::PlaceTaken(case),
        Command::LeavePlace(case) if has_place(&case) || waits(&case) => Step::PlaceLeft(case),
        Command::LeavePlace(_) => return Err(Refusal::NotInIt),
        Command::Plan(planned) if group.planned.get(&planned.on) == Some(&planned) => {
            return Ok(Decided::AlreadySo);
        }
        Command::Plan(planned) => {
            unrecorded(group, &planned)?;
            Step::Planned(planned)
        }
        Command::Hold { session, attended } => {
            if let Some((before, came, _)) = group.held.get(&session.on)
                && *before == session
                && *came == attended
            {
                return Ok(Decided::AlreadySo);
            }
            unrecorded(group, &session)?;
            if session.on > london_day(now) {
                return Err(Refusal::NotYet(session.on));
            }
            if attended > set_up.capacity {
                return Err(Refusal::TooManyCame { came: attended, places: set_up.capacity });
            }
            Step::Held { session, attended }
        }
        Command::Cancel { on } if group.cancelled.contains(&on) => return Ok(Decided::AlreadySo),
        Command::Cancel { on } if group.held.contains_key(&on) => {
            return Err(Refusal::Recorded(on));
        }
        Command::Cancel { on } => Step::Cancelled { on },
        Command::Close if group.places.is_empty() => Step::Closed,
        Command::Close => return Err(Refusal::NotEmpty(group.places.len())),
    };
    Ok(one(now, step))
}

fn one(at: Timestamp, step: Step) -> Decided<Event> {
    Decided::Events(vec![Event { at, step }])
}

fn led_by_two(by: Facilitators) -> Result<(), Refusal> {
    if by.man == by.woman { Err(Refusal::OneFacilitator) } else { Ok(()) }
}

fn holds(capacity: u8) -> Result<(), Refusal> {
    if (1..=CAPACITY).contains(&capacity) { Ok(()) } else { Err(Refusal::Capacity) }
}

fn unrecorded(group: &Group, session: &Planned) -> Result<(), Refusal> {
    if group.held.contains_key(&session.on) || group.cancelled.contains(&session.on) {
        return Err(Refusal::Recorded(session.on));
    }
    Ok(())
}
