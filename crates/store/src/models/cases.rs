//! His cases in lists.

use jiff::Timestamp;
use pathway::codes::Code;
use pathway::{Area, GroupId, OrganisationId, PersonId, WorkerId};
use programme::{Case, Event, apply, clocks};

use super::{CLOCKS, Due, State, clock_rows, due_columns, row};
use crate::forms;
use crate::journal::{Envelope, Row, Stream};
use crate::sql::stamp;
use crate::tables;

impl Stream for Case {
    type Event = Event;
    const KIND: &'static str = "case";

    fn take(&mut self, event: &Event) {
        apply(self, event);
    }
    fn write(event: &Event) -> String {
        forms::programme::write(event)
    }
    fn read(text: &str) -> Result<Event, String> {
        forms::programme::read(text)
    }

    fn rows(&self, envelope: &Envelope) -> Vec<Row> {
        let standing = self.standing();
        let referrer = standing.referral.as_ref().and_then(|referral| referral.referrer);
        let cohort = standing.placement.and_then(programme::parts::Placement::group);
        let running = running(self);
        let [due, due_what] = due_columns(&running);
        let mut rows = vec![row(
            &tables::CASES,
            [
                envelope.id.into(),
                envelope.programme.uuid().into(),
                tables::reference(envelope.reference).into(),
                i64::from(self.version()).into(),
                standing.area.as_ref().map_or("", Area::name).into(),
                standing.organisation.map(OrganisationId::uuid).into(),
                referrer.map(|referrer| referrer.organisation.uuid()).into(),
                standing.facilitator.map(WorkerId::uuid).into(),
                referrer.map(|referrer| referrer.worker.uuid()).into(),
                standing.him.map(PersonId::uuid).into(),
                standing.stage.code().into(),
                (!standing.stage.is_over()).into(),
                stamp(received(self)).into(),
                due,
                due_what,
                i64::from(standing.sessions_done()).into(),
                cohort.map(GroupId::uuid).into(),
                envelope.restricted.into(),
            ],
        )];
        rows.extend(clock_rows(&tables::CASE_CLOCKS, envelope, self.version(), &running));
        rows
    }
}

/// When it was received; where history does not say, when it was brought in.
fn received(case: &Case) -> Timestamp {
    let first = case.history().first().map(|event| event.at);
    case.standing().received.or(first).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Everything that is due, the soonest first.
fn running(case: &Case) -> Vec<Due> {
    let Some(targets) = CLOCKS.as_ref() else { return Vec::new() };
    // The moment of asking says what is late and nothing of what is due.
    let due = clocks(case, targets, Timestamp::UNIX_EPOCH);
    due.into_iter().map(|due| (due.by, due.clock.code())).collect()
}
