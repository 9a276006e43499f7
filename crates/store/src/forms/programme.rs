//! The stored form of what happens in his case, and in the groups.

pub mod group;

mod kept;
mod parts;
mod shapes;

#[cfg(test)]
mod tests;

use programme::{Event, Step};
use serde::{Deserialize, Serialize};

use super::kept::{Kept, Unreadable};
use super::text;

pub use parts::{
    DECISIONS, DUPLICATES, HEARD, PLACEMENTS, PROPOSERS, SCREENING_DECISIONS, StoredDecision,
    StoredDuplicates, StoredHeard, StoredPlacement, StoredProposer, StoredScreeningDecision,
};
pub use shapes::{KINDS, StoredStep};

/// The version that is written now. A form that changes gets the next one, and what was stored
/// under an earlier one is turned into it here.
pub const VERSION: u16 = 1;

/// An event as it is kept, in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredEvent {
    /// The version of the form.
    pub version: u16,
    /// When it was recorded, in ISO 8601.
    pub at: String,
    /// What happened.
    pub step: StoredStep,
}

impl From<&Event> for StoredEvent {
    fn from(event: &Event) -> Self {
        Self { version: VERSION, at: event.at.form(), step: event.step.form() }
    }
}

impl TryFrom<StoredEvent> for Event {
    type Error = Unreadable;

    fn try_from(stored: StoredEvent) -> Result<Self, Unreadable> {
        if stored.version != VERSION {
            return Err(Unreadable::Newer { version: stored.version });
        }
        Ok(Self { at: Kept::back(stored.at)?, step: Step::back(stored.step)? })
    }
}

/// An event as the text that the journal keeps.
pub fn write(event: &Event) -> String {
    text::written(&StoredEvent::from(event))
}

/// The event that a text of the journal stands for.
///
/// # Errors
/// What is wrong with the text, and what to do about it.
pub fn read(stored: &str) -> Result<Event, String> {
    text::read::<StoredEvent, _>(stored, VERSION)
}
