//! Where and when a group meets, who leads it and how many it takes: what is asked when one is
//! opened, and when it changes.

use casework::Office;
use casework::groups::{CAPACITY, Setting};
use casework::his::Colleague;
use casework::signing_in::SignedIn;
use components::{
    Faults, Form, Item, Kind, Radios, Reader, Select, Submission, Text, Width, section,
};
use jiff::civil::Weekday;
use maud::{Markup, html};
use pathway::Area;
use programme::group::{Facilitators, SetUp};
use programme::parts::{Meets, TimeOfDay};

use crate::coded::asked;
use crate::faults::Fault;

asked! {
    /// The questions.
    Asked {
        Area = "area", "Area", "Choose the area";
        Venue = "venue", "Venue", "Enter where the group meets";
        Weekday = "weekday", "On which day of the week does it meet?", "Choose the day of the week";
        Time = "time", "When in the day?", "Choose when in the day it meets";
        Man = "man", "The man who leads it", "Choose the man who leads it";
        Woman = "woman", "The woman who leads it", "Choose the woman who leads it";
        Capacity = "capacity", "How many men does it take?", "Enter how many men it takes";
    }
}

/// What can be chosen.
pub(super) struct Choices {
    areas: Vec<Area>,
    leaders: Vec<Colleague>,
}

const WEEKDAYS: [(&str, &str, Weekday); 7] = [
    ("monday", "Monday", Weekday::Monday),
    ("tuesday", "Tuesday", Weekday::Tuesday),
    ("wednesday", "Wednesday", Weekday::Wednesday),
    ("thursday", "Thursday", Weekday::Thursday),
    ("friday", "Friday", Weekday::Friday),
    ("saturday", "Saturday", Weekday::Saturday),
    ("sunday", "Sunday", Weekday::Sunday),
];
const TIMES: [(&str, &str, TimeOfDay); 2] =
    [("day", "By day", TimeOfDay::Day), ("evening", "In the evening", TimeOfDay::Evening)];

impl Choices {
    pub(super) async fn of(office: &Office, who: &SignedIn) -> Result<Self, Fault> {
        let acting = office.acting(&who.worker);
        Ok(Self { areas: acting.group_areas().await?, leaders: acting.facilitators(None).await? })
    }
}

/// Reads the form; a group that there is keeps its area.
pub(super) fn read(
    submission: &Submission,
    choices: &Choices,
    kept: Option<&Area>,
) -> Result<Setting, Faults> {
    let mut read = Reader::new(submission);
    let area = match kept {
        Some(area) => Ok(area.clone()),
        None => {
            let areas = choices.areas.iter().map(|area| (area.name().to_owned(), area.clone()));
            read.choice_among(Asked::Area, areas).required()
        }
    };
    let venue = read.text(Asked::Venue).at_most(100).required();
    let weekdays = WEEKDAYS.iter().map(|(value, _, day)| (*value, *day));
    let weekday = read.choice_among(Asked::Weekday, weekdays).required();
    let times = TIMES.iter().map(|(value, _, time)| (*value, *time));
    let time = read.choice_among(Asked::Time, times).required();
    let leaders = || choices.leaders.iter().map(|one| (one.id.uuid().to_string(), one.id));
    let man = read.choice_among(Asked::Man, leaders()).required();
    let woman = read.choice_among(Asked::Woman, leaders()).required();
    let capacity = read.number(Asked::Capacity).within(1..=i64::from(CAPACITY)).required();
    if let (Ok(man), Ok(woman)) = (man, woman)
        && man == woman
    {
        read.fault(Asked::Woman, "Choose two different people: one man and one woman");
    }
    read.finish(|| {
        Ok(Setting {
            area: area?,
            venue: venue?,
            meets: Meets { weekday: weekday?, time: time? },
            facilitators: Facilitators { man: man?, woman: woman? },
            // Within 1 and 12.
            capacity: u8::try_from(capacity?).unwrap_or(CAPACITY),
        })
    })
}

/// A group that there is, as what was answered when it was set up.
pub(super) fn answers(set_up: &SetUp) -> Submission {
    let weekday = WEEKDAYS.iter().find(|(_, _, day)| *day == set_up.meets.weekday);
    let time = TIMES.iter().find(|(_, _, time)| *time == set_up.meets.time);
    Submission::of([
        ("venue", set_up.venue.to_string()),
        ("weekday", weekday.map_or("", |(value, ..)| value).to_owned()),
        ("time", time.map_or("", |(value, ..)| value).to_owned()),
        ("man", set_up.facilitators.man.uuid().to_string()),
        ("woman", set_up.facilitators.woman.uuid().to_string()),
        ("capacity", set_up.capacity.to_string()),
    ])
}

pub(super) fn view(form: &Form<'_>, choices: &Choices, asks_area: bool) -> Markup {
    let areas = choices.areas.iter().map(|area| Item::new(area.name(), area.name())).collect();
    let leaders = || {
        let item = |one: &Colleague| Item::new(one.id.uuid().to_string(), one.name.clone());
        Select { items: choices.leaders.iter().map(item).collect(), ..Select::default() }
    };
    let weekdays = WEEKDAYS.iter().map(|(value, label, _)| Item::new(*value, *label)).collect();
    let times = TIMES.iter().map(|(value, label, _)| Item::new(*value, *label)).collect();
    html! {
        (section("Where and when", &html! {
            @if asks_area {
                (form.radios(Asked::Area, &Radios { items: areas, ..Radios::default() }))
            }
            (form.text(Asked::Venue, &Text { hint: Some("Such as: Civic hall, room 2"), width: Width::Twenty, ..Text::default() }))
            (form.radios(Asked::Weekday, &Radios { items: weekdays, ..Radios::default() }))
            (form.radios(Asked::Time, &Radios { items: times, inline: true, ..Radios::default() }))
        }))
        (section("Who leads it", &html! {
            (form.select(Asked::Man, &leaders()))
            (form.select(Asked::Woman, &leaders()))
        }))
        (section("Places", &html! {
            (form.text(Asked::Capacity, &Text { hint: Some("12 at most"), width: Width::Three, kind: Kind::Number, ..Text::default() }))
        }))
    }
}
