//! A group: where and when it meets, who leads it, who has a place, which sessions it held.

mod decide;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::{Area, CaseId, OrganisationId, WorkerId};

pub use decide::decide;

use crate::codes::{Content, Tag};
use crate::parts::{Meets, SessionNumber};

/// At most so many men.
pub const CAPACITY: u8 = 12;

/// Something that happened in a group, and when it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened.
    pub step: Step,
}

/// Every step of a group.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It was set up.
    SetUp(SetUp),
    /// It meets elsewhere or at another time.
    Moved {
        /// Where.
        venue: Box<str>,
        /// When.
        meets: Meets,
    },
    /// Others lead it.
    LedBy(Facilitators),
    /// It takes another number of men, 12 at most.
    Resized(u8),
    /// A man waits for a place.
    Queued(CaseId),
    /// A man got a place.
    PlaceTaken(CaseId),
    /// A man gave his place up, or his wait.
    PlaceLeft(CaseId),
    /// A session is planned.
    Planned(Planned),
    /// A session was held.
    Held {
        /// The session.
        session: Planned,
        /// How many came.
        attended: u8,
    },
    /// A session was cancelled by us.
    Cancelled {
        /// The day.
        on: Date,
    },
    /// It closed.
    Closed,
}

/// How a group begins.
#[derive(Clone, Debug, PartialEq)]
pub struct SetUp {
    /// The provider.
    pub organisation: OrganisationId,
    /// The area.
    pub area: Area,
    /// The venue.
    pub venue: Box<str>,
    /// When it meets.
    pub meets: Meets,
    /// Who leads it.
    pub facilitators: Facilitators,
    /// How many men it takes, 12 at most.
    pub capacity: u8,
}

/// Two facilitators: one man and one woman.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facilitators {
    /// The man.
    pub man: WorkerId,
    /// The woman.
    pub woman: WorkerId,
}

/// A session of a group, planned or held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The day.
    pub on: Date,
    /// Which of the thirty.
    pub session: SessionNumber,
    /// Its content.
    pub content: Content,
    /// What else it is about.
    pub tags: Vec<Tag>,
    /// Whether it is a heavy one.
    pub heavy: bool,
}

/// Everything that can be asked of a group.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Set it up.
    SetUp(SetUp),
    /// Let it meet elsewhere or at another time.
    Move {
        /// Where.
        venue: Box<str>,
        /// When.
        meets: Meets,
    },
    /// Let others lead it.
    Lead(Facilitators),
    /// Let it take another number of men.
    Resize(u8),
    /// Let a man wait for a place.
    Queue(CaseId),
    /// Give a man a place.
    TakePlace(CaseId),
    /// Take a man out of it, or off its waiting list.
    LeavePlace(CaseId),
    /// Plan a session, or change what is planned for the day.
    Plan(Planned),
    /// Record a session as held.
    Hold {
        /// The session.
        session: Planned,
        /// How many came.
        attended: u8,
    },
    /// Record that a session was cancelled by us.
    Cancel {
        /// The day.
        on: Date,
    },
    /// Close it.
    Close,
}

/// A group as it stands. Made by [`apply`] alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// How it was set up, with what has changed since. `None`: not yet.
    pub set_up: Option<SetUp>,
    /// The men who have places.
    pub places: BTreeSet<CaseId>,
    /// The men who wait, the first come first.
    pub waiting: Vec<CaseId>,
    /// Sessions planned, by day.
    pub planned: BTreeMap<Date, Planned>,
    /// Sessions held, by day, with how many came and how many had places.
    pub held: BTreeMap<Date, (Planned, u8, u8)>,
    /// Days on which a session was cancelled by us.
    pub cancelled: BTreeSet<Date>,
    /// Whether it has closed.
    pub closed: bool,
    /// How many events there are.
    pub version: u32,
}

impl Group {
    /// A group that is yet to be set up.
    pub fn new() -> Self {
        Self::default()
    }
    /// Places that are free.
    pub fn free(&self) -> u8 {
        let capacity = self.set_up.as_ref().map_or(0, |set_up| set_up.capacity);
        capacity.saturating_sub(u8::try_from(self.places.len()).unwrap_or(u8::MAX))
    }
    /// Of the places offered in the sessions that were held, how many were used, and of how
    /// many.
    pub fn used(&self) -> (u32, u32) {
        self.held.values().fold((0, 0), |(used, of), (_, attended, places)| {
            (used + u32::from(*attended), of + u32::from(*places))
        })
    }
}

/// Why a group's command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not set up.
    #[error("The group is not set up yet.")]
    NotSetUp,
    /// Set up already.
    #[error("The group is set up already. Move it, resize it or change who leads it.")]
    AlreadySetUp,
    /// Closed.
    #[error("The group has closed.")]
    Closed,
    /// One facilitator for both.
    #[error("A group has two facilitators, one man and one woman: give two different people.")]
    OneFacilitator,
    /// A capacity that it cannot have.
    #[error("A group takes 1 to 12 men.")]
    Capacity,
    /// More men than the new capacity.
    #[error("{}. Move some to another group before it takes fewer.", men_have(*.0))]
    TooManyInIt(usize),
    /// Full.
    #[error("The group is full. Put him on its waiting list, or choose another group.")]
    Full,
    /// No place of his.
    #[error("He has neither a place in this group nor waits for one.")]
    NotInIt,
    /// He has a place.
    #[error("He has a place in this group already.")]
    InItAlready,
    /// Men have places.
    #[error("{}. Find them places elsewhere before the group closes.", men_have(*.0))]
    NotEmpty(usize),
    /// The day lies ahead.
    #[error("{0} is yet to come.")]
    NotYet(Date),
    /// What became of the day is recorded.
    #[error("What became of the session on {0} has been recorded already.")]
    Recorded(Date),
    /// More came than have places.
    #[error("{came} came, but the group takes {places}.")]
    TooManyCame {
        /// How many came.
        came: u8,
        /// How many it takes.
        places: u8,
    },
}

fn men_have(places: usize) -> String {
    match places {
        1 => "One man has a place".to_owned(),
        many => format!("{many} men have places"),
    }
}

/// Takes an event into a group. Never fails and decides nothing.
pub fn apply(group: &mut Group, event: &Event) {
    group.version += 1;
    match &event.step {
        Step::SetUp(set_up) => group.set_up = Some(set_up.clone()),
        Step::Moved { venue, meets } => {
            if let Some(set_up) = &mut group.set_up {
                set_up.venue.clone_from(venue);
                set_up.meets = *meets;
            }
        }
        Step::LedBy(facilitators) => {
            if let Some(set_up) = &mut group.set_up {
                set_up.facilitators = *facilitators;
            }
        }
        Step::Resized(capacity) => {
            if let Some(set_up) = &mut group.set_up {
                set_up.capacity = *capacity;
            }
        }
        Step::Queued(case) => group.waiting.push(*case),
        Step::PlaceTaken(case) => {
            group.waiting.retain(|waiting| waiting != case);
            group.places.insert(*case);
        }
        Step::PlaceLeft(case) => {
            group.waiting.retain(|waiting| waiting != case);
            group.places.remove(case);
        }
        Step::Planned(planned) => {
            group.planned.insert(planned.on, planned.clone());
        }
        Step::Held { session, attended } => {
            group.planned.remove(&session.on);
            let places = group.set_up.as_ref().map_or(0, |set_up| set_up.capacity);
            group.held.insert(session.on, (session.clone(), *attended, places));
        }
        Step::Cancelled { on } => {
            group.planned.remove(on);
            group.cancelled.insert(*on);
        }
        Step::Closed => group.closed = true,
    }
}
