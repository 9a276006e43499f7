//! Groups as they are found: each by scope, with what it offers.

use access::{act, scope};
use pathway::Area;
use programme::parts::{Meets, TimeOfDay};
use store::GroupListed;
use store::audit::Outcome;

use crate::fault::Fault;
use crate::office::Acting;

/// Which of the groups in scope are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupFilter {
    /// Of this area.
    pub area: Option<Area>,
    /// Those that have ended too.
    pub ended: bool,
}

/// Groups, those that go on first.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups(pub Vec<GroupListed>);

impl Acting<'_> {
    /// The groups of the worker's scope: each with its reference and id, its name in words
    /// ([`name`]) and its free places ([`GroupListed::free`]).
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn groups(&self, filter: &GroupFilter) -> Result<Groups, Fault> {
        let scope = scope(&self.worker.actor, act::ListGroups);
        let mut groups = self.store().groups(&scope, filter.area.as_ref()).await?;
        groups.retain(|group| group.open || filter.ended);
        self.note::<act::ListGroups>(None, Outcome::Allowed).await?;
        Ok(Groups(groups))
    }
}

/// What people call a group: *Dudley, Monday evening, Civic hall*.
pub fn name(group: &GroupListed) -> String {
    let area = group.area().map(Area::name).unwrap_or_default();
    let when = group.meets.map(when).unwrap_or_default();
    [area, &when, &group.venue]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// When a group meets, in words: *Monday evening*.
pub fn when(meets: Meets) -> String {
    let time = match meets.time {
        TimeOfDay::Day => "daytime",
        TimeOfDay::Evening => "evening",
    };
    format!("{} {time}", weekday(meets))
}

fn weekday(meets: Meets) -> &'static str {
    use jiff::civil::Weekday;
    match meets.weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
