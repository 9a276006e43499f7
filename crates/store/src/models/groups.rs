//! Groups, and who has a place in them or waits for one.

use jiff::civil::Weekday;
use pathway::{Area, CaseId};
use programme::group::{Event, Group, SetUp, apply};
use programme::parts::{Meets, TimeOfDay};

use super::{row, sweep};
use crate::forms;
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
        rows
    }
}

/// Weekday and time of day, such as `tuesday evening`.
fn meets(set_up: &SetUp) -> String {
    let Meets { weekday, time } = set_up.meets;
    let weekday = match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    };
    let time = match time {
        TimeOfDay::Day => "day",
        TimeOfDay::Evening => "evening",
    };
    format!("{weekday} {time}")
}
