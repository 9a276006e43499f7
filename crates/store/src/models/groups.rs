//! Groups, and who has a place in them or waits for one.

use jiff::civil::{Date, Weekday};
use pathway::codes::Code;
use pathway::{Area, CaseId};
use programme::group::{Event, Group, Planned, SetUp, apply};
use programme::parts::{Meets, TimeOfDay};

use super::{row, sweep};
use crate::forms;
use crate::groups::SessionState;
use crate::journal::{Envelope, Row, Stream};
use crate::tables;

impl Stream for Group {
    type Event = Event;
    const KIND: &'static str = "group";

    fn take(&mut self, event: &Event) {
        apply(self, event);
    }
    fn write(event: &Event) -> String {
        forms::programme::group::write(event)
    }
    fn read(text: &str) -> Result<Event, String> {
        forms::programme::group::read(text)
    }

    fn rows(&self, envelope: &Envelope) -> Vec<Row> {
        let programme = envelope.programme.uuid();
        let version = i64::from(self.version);
        let set_up = self.set_up.as_ref();
        let mut rows = vec![row(
            &tables::GROUPS,
            [
                envelope.id.into(),
                programme.into(),
                tables::reference(envelope.reference).into(),
                version.into(),
                set_up.map_or("", |set_up| Area::name(&set_up.area)).into(),
                set_up.map(|set_up| set_up.organisation.uuid()).into(),
                set_up.map_or("", |set_up| &*set_up.venue).into(),
                set_up.map(meets).unwrap_or_default().into(),
                i64::from(set_up.map_or(0, |set_up| set_up.capacity)).into(),
                (set_up.is_some() && !self.closed).into(),
                set_up.map(|set_up| set_up.facilitators.man.uuid()).into(),
                set_up.map(|set_up| set_up.facilitators.woman.uuid()).into(),
            ],
        )];
        let member = |case: &CaseId, waits: bool| {
            let (cohort, case) = (envelope.id.into(), case.uuid().into());
            let values = [cohort, case, programme.into(), version.into(), waits.into()];
            row(&tables::GROUP_MEMBERS, values)
        };
        rows.extend(self.places.iter().map(|case| member(case, false)));
        rows.extend(self.waiting.iter().map(|case| member(case, true)));
        let swept = "DELETE FROM group_members WHERE cohort = ? AND version < ?";
        rows.push(sweep(swept, envelope.id, self.version));
        rows.extend(sessions(self, envelope));
        rows
    }
}

/// What is known of the session of a day.
struct Session<'a> {
    on: Date,
    state: SessionState,
    what: Option<&'a Planned>,
    attended: u8,
    places: u8,
}

/// A row for each session that is planned, was held or was cancelled. None goes, since what is
/// planned for a day becomes one of the others on the same day.
fn sessions(group: &Group, envelope: &Envelope) -> Vec<Row> {
    let planned = group.planned.values().map(|planned| Session {
        on: planned.on,
        state: SessionState::Planned,
        what: Some(planned),
        attended: 0,
        places: 0,
    });
    let held = group.held.values().map(|(held, attended, places)| Session {
        on: held.on,
        state: SessionState::Held,
        what: Some(held),
        attended: *attended,
        places: *places,
    });
    let cancelled = group.cancelled.iter().map(|on| Session {
        on: *on,
        state: SessionState::Cancelled,
        what: None,
        attended: 0,
        places: 0,
    });
    let written = |session: Session<'_>| {
        let what = session.what;
        row(
            &tables::GROUP_SESSIONS,
            [
                envelope.id.into(),
                session.on.to_string().into(),
                envelope.programme.uuid().into(),
                i64::from(group.version).into(),
                session.state.code().into(),
                what.map(|what| i64::from(what.session.number())).into(),
                what.map(|what| what.content.code()).into(),
                what.is_some_and(|what| what.heavy).into(),
                i64::from(session.attended).into(),
                i64::from(session.places).into(),
            ],
        )
    };
    planned.chain(held).chain(cancelled).map(written).collect()
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];
const TIMES: [(TimeOfDay, &str); 2] = [(TimeOfDay::Day, "day"), (TimeOfDay::Evening, "evening")];

/// Weekday and time of day, such as `tuesday evening`.
fn meets(set_up: &SetUp) -> String {
    let Meets { weekday, time } = set_up.meets;
    let weekday = WEEKDAYS.iter().find(|(day, _)| *day == weekday).map_or("", |(_, name)| name);
    let time = TIMES.iter().find(|(of, _)| *of == time).map_or("", |(_, name)| name);
    format!("{weekday} {time}")
}

/// The same, read; none of a group that is not set up.
pub(crate) fn meets_of(text: &str) -> Option<Meets> {
    let (weekday, time) = text.split_once(' ')?;
    let (weekday, _) = WEEKDAYS.iter().find(|(_, name)| *name == weekday)?;
    let (time, _) = TIMES.iter().find(|(_, name)| *name == time)?;
    Some(Meets { weekday: *weekday, time: *time })
}
