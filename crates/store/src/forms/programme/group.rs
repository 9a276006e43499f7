//! The stored form of what happens in a group.

use jiff::civil::Date;
use pathway::{Area, CaseId, OrganisationId, WorkerId};
use programme::codes::{Content, Tag};
use programme::group::{Event, Facilitators, Planned, SetUp, Step};
use programme::parts::{Meets, SessionNumber};
use serde::{Deserialize, Serialize};

use crate::forms::kept::{Kept, Unreadable};
use crate::forms::shape::{kinds, shapes};
use crate::forms::text;

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

kinds! {
    /// What happened.
    StoredStep of Step, KINDS {
        "set_up" SetUp { 0 as entry: SetUp }
        "moved" Moved { venue as venue: Box<str>, meets as meets: Meets }
        "led_by" LedBy { 0 as facilitators: Facilitators }
        "resized" Resized { 0 as capacity: u8 }
        "queued" Queued { 0 as case: CaseId }
        "place_taken" PlaceTaken { 0 as case: CaseId }
        "place_left" PlaceLeft { 0 as case: CaseId }
        "planned" Planned { 0 as session: Planned }
        "held" Held { session as session: Planned, attended as attended: u8 }
        "cancelled" Cancelled { on as on: Date }
        "closed" Closed {}
    }
}
shapes! {
    SetUp {
        organisation: OrganisationId,
        area: Area,
        venue: Box<str>,
        meets: Meets,
        facilitators: Facilitators,
        capacity: u8,
    }
    Facilitators { man: WorkerId, woman: WorkerId }
    Planned { on: Date, session: SessionNumber, content: Content, tags: Vec<Tag>, heavy: bool }
}
