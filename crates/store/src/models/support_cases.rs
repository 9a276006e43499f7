//! Her support cases in lists, and which case of his each answers.

use jiff::Timestamp;
use pathway::codes::Code;
use pathway::{
    Area, OrganisationId, PersonId, SealedPartId, WorkerId, end_of_london_day, london_moment,
};
use support::{By, Case, Event, What, apply, clocks};

use super::{Due, RULES, State, clock_rows, due_columns, row, sweep};
use crate::forms;
use crate::journal::{Envelope, Row, Stream};
use crate::sql::stamp;
use crate::tables;

impl Stream for Case {
    type Event = Event;
    const KIND: &'static str = "support_case";

    fn take(&mut self, event: &Event) {
        apply(self, event);
    }
    fn write(event: &Event) -> String {
        forms::support::write(event)
    }
    fn read(text: &str) -> Result<Event, String> {
        forms::support::read(text)
    }

    fn rows(&self, envelope: &Envelope) -> Vec<Row> {
        let programme = envelope.programme.uuid();
        // No stream has 2^32 events.
        let version = u32::try_from(self.version()).unwrap_or(u32::MAX);
        let running = running(self);
        let [due, due_what] = due_columns(&running);
        let mut rows = vec![row(
            &tables::SUPPORT_CASES,
            [
                envelope.id.into(),
                programme.into(),
                tables::reference(envelope.reference).into(),
                i64::from(version).into(),
                self.area.as_ref().map_or("", Area::name).into(),
                self.provider.map(OrganisationId::uuid).into(),
                self.worker.map(WorkerId::uuid).into(),
                self.person.map(PersonId::uuid).into(),
                self.step().code().into(),
                stamp(received(self)).into(),
                due,
                due_what,
                envelope.restricted.into(),
            ],
        )];
        // What crosses goes to the case that she goes on in.
        let links = if self.merged_into.is_some() { &[][..] } else { &self.his };
        rows.extend(links.iter().map(|his| {
            let values = [
                his.case.uuid().into(),
                envelope.id.into(),
                part(self, his.case).map(SealedPartId::uuid).into(),
                programme.into(),
                i64::from(version).into(),
            ];
            row(&tables::CROSSINGS, values)
        }));
        let swept = "DELETE FROM crossings WHERE hers = ? AND version < ?";
        rows.push(sweep(swept, envelope.id, version));
        rows.extend(clock_rows(&tables::SUPPORT_CLOCKS, envelope, version, &running));
        rows
    }
}

/// When she was referred: by the old record where the case began there.
fn received(case: &Case) -> Timestamp {
    let before = case.before.as_deref().and_then(|before| before.referred_on);
    before.map(london_moment).or(case.referred).or(case.opened).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The sealed part by which the programme referred her with that case of his; the last, where it
/// was referred again.
fn part(case: &Case, his: pathway::CaseId) -> Option<SealedPartId> {
    let stands = case.entries().iter().rev().filter_map(|entry| match &entry.corrected {
        None => Some(&entry.made.what),
        Some((_, instead)) => instead.as_ref(),
    });
    stands.into_iter().find_map(|what| match what {
        What::Referred(referral) if referral.his == his => Some(referral.part),
        _ => None,
    })
}

/// Everything that is due, the soonest first.
fn running(case: &Case) -> Vec<Due> {
    let moment = |by: By| match by {
        By::Moment(moment) => moment,
        By::Day(day) => end_of_london_day(day),
    };
    let Some(rules) = RULES.as_ref() else { return Vec::new() };
    let mut due: Vec<Due> = clocks(case, rules)
        .into_iter()
        .map(|due| (moment(due.by), due.clock.kind().code()))
        .collect();
    due.sort_by_key(|(by, _)| *by);
    due
}
