//! Groups as they are found: each by scope, with what it offers and who has a place.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Scope, act, scope};
use jiff::civil::Weekday;
use pathway::{Area, PersonId, Reference};
use programme::group::Group;
use programme::parts::{Meets, TimeOfDay};
use store::audit::Outcome;
use store::keys::Details;
use store::{Filter, GroupListed, Listed};

use crate::fault::Fault;
use crate::office::Acting;

/// Sessions a week that the programme promised (seed 3.6).
pub const PROMISED: usize = 12;
/// As many men as a group has places, and as many again several times over who wait.
const MOST_MEN: u16 = 100;

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
pub struct Groups {
    /// The groups.
    pub groups: Vec<GroupListed>,
    /// Whether the worker may open a group.
    pub may_open: bool,
}

/// One group, with the men who have places or wait for one. Names are revealed by the scope.
#[derive(Debug)]
pub struct OneGroup {
    /// As lists show it.
    pub listed: GroupListed,
    /// Its version: what forms are drawn from.
    pub version: u32,
    /// Where it stands.
    pub group: Group,
    /// By which names are revealed.
    pub scope: Scope,
    /// The men who have a place, as far as their cases are the worker's to see.
    pub placed: Vec<Listed>,
    /// The men who wait, likewise.
    pub waiting: Vec<Listed>,
    /// Who they are; none of a restricted case.
    pub people: HashMap<PersonId, Arc<Details>>,
    /// The names of its facilitators, as far as they are known: the man, then the woman.
    pub leaders: [Option<String>; 2],
    /// Whether the worker may change or end it.
    pub may_change: bool,
    /// Whether the worker may record its sessions.
    pub may_record: bool,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// The groups of the worker's scope: each with its reference and id, its name in words
    /// ([`name`]) and its free places ([`GroupListed::free`]).
    pub async fn groups(&self, filter: &GroupFilter) -> Result<Groups, Fault> {
        let scope = scope(&self.worker.actor, act::ListGroups);
        if scope.clauses().is_empty() {
            self.note::<act::ListGroups>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        }
        let mut groups = self.store().groups(&scope, filter.area.as_ref()).await?;
        groups.retain(|group| group.open || filter.ended);
        self.note::<act::ListGroups>(None, Outcome::Allowed).await?;
        Ok(Groups { groups, may_open: self.may(act::ManageGroup) })
    }

    /// One group.
    pub async fn group(&self, reference: Reference) -> Result<OneGroup, Fault> {
        let (permitted, listed) = self.group_leave(act::ReadGroup, reference).await?;
        let (standing, _) = self.standing::<Group, _>(&permitted, listed.envelope.clone()).await?;
        let group = standing.state;
        let (scope, men, people) = self.men_of(&listed).await?;
        let (placed, waiting) = men
            .into_iter()
            .partition(|man| group.places.iter().any(|case| case.uuid() == man.envelope.id));
        let by = group.set_up.as_ref().map(|set_up| set_up.facilitators);
        let by = by.map(|by| [by.man, by.woman]);
        let names = self.store().names_of(&permitted, by.as_ref().map_or(&[], |by| by)).await?;
        let leaders = [0, 1].map(|place| {
            let leader = by.and_then(|by| by.get(place).copied())?;
            names.get(&leader).cloned()
        });
        self.note::<act::ReadGroup>(Some(permitted.record()), Outcome::Allowed).await?;
        let reach = |acts: Scope| acts.holds(&listed.facts);
        let actor = &self.worker.actor;
        Ok(OneGroup {
            may_change: reach(access::scope(actor, act::ManageGroup)),
            may_record: reach(access::scope(actor, act::RecordSession)),
            version: standing.on,
            listed,
            group,
            scope,
            placed,
            waiting,
            people,
            leaders,
        })
    }

    /// The areas in which a group can be opened.
    pub async fn group_areas(&self) -> Result<Vec<Area>, Fault> {
        let reach = scope(&self.worker.actor, act::ManageGroup);
        let areas = self.store().areas(self.worker.programme).await?;
        let holds =
            |area: &Area| reach.clauses().iter().any(|clause| clause.areas.hold(Some(area)));
        Ok(areas.into_iter().filter(holds).collect())
    }

    /// The men who have a place in a group or wait for one, with their names, where their cases
    /// are the worker's to see.
    pub(super) async fn men_of(
        &self,
        group: &GroupListed,
    ) -> Result<(Scope, Vec<Listed>, HashMap<PersonId, Arc<Details>>), Fault> {
        let scope = scope(&self.worker.actor, act::ListCases);
        let mut filter = Filter::default();
        filter.group = Some(group.id());
        let mut men = self.store().list(&scope, &filter, None, MOST_MEN).await?;
        // The longest there first.
        men.reverse();
        let people = self.store().people_of(&scope, &men).await?;
        self.note::<act::ListCases>(None, Outcome::Allowed).await?;
        Ok((scope, men, people))
    }
}

/// What people call a group: *Dudley, Monday evening, Civic hall*.
pub fn name(group: &GroupListed) -> String {
    let area = group.area().map(Area::name).unwrap_or_default();
    let when = group.meets.map(when).unwrap_or_default();
    let parts = [area, &when, &group.venue].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

/// How full a group is: *9 of 12 places taken.*
pub fn places(group: &GroupListed) -> String {
    let waiting = match group.waiting {
        0 => String::new(),
        1 => " One man waits.".to_owned(),
        many => format!(" {many} men wait."),
    };
    format!("{} of {} places taken.{waiting}", group.taken, group.capacity)
}

/// When a group meets, in words: *Monday evening*.
pub fn when(meets: Meets) -> String {
    let time = match meets.time {
        TimeOfDay::Day => "daytime",
        TimeOfDay::Evening => "evening",
    };
    let weekday = match meets.weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    };
    format!("{weekday} {time}")
}
