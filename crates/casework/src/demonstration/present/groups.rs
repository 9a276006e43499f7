//! The groups of the demonstration: one for each area, with its sessions week by week.

use access::{Facts, Kind, Permitted, Role, act, decide};
use jiff::Span;
use jiff::civil::{Date, Weekday};
use pathway::{Area, GroupId, london_day};
use programme::group::{self, CAPACITY, Command, Facilitators, Group, Planned, SetUp};
use programme::parts::{Meets, TimeOfDay};
use store::Envelope;
use store::audit::Outcome;

use super::his::{content, heavy, session};
use crate::demonstration::staff::Staff;
use crate::demonstration::{TODAY, worker};
use crate::fault::Fault;
use crate::office::Office;
use crate::streams::{self, Standing};

/// The weekdays on which groups meet, by turns.
const WEEKDAYS: [Weekday; 4] =
    [Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Monday];
const VENUES: [&str; 4] =
    ["Bridge Street Hall", "The Old Library", "Canal Road Centre", "St Mary’s Rooms"];

/// A group and what never changes of it.
pub(super) struct Meeting {
    pub id: GroupId,
    pub area: &'static str,
    pub weekday: Weekday,
    place: usize,
    envelope: Envelope,
}

impl Meeting {
    /// A group of an area that is yet to be set up; the place is that of its area in a list.
    pub(super) fn of(office: &Office, area: &'static str, place: usize) -> Self {
        let surroundings = office.store.surroundings();
        let id = GroupId::of(surroundings.id());
        let reference = surroundings.reference();
        let envelope = Envelope { id: id.uuid(), programme: TODAY, reference, restricted: false };
        Self { id, area, weekday: WEEKDAYS[place % WEEKDAYS.len()], place, envelope }
    }

    /// Where it meets, and where men of the area are assessed.
    pub(super) fn venue(&self) -> &'static str {
        VENUES[self.place % VENUES.len()]
    }

    /// Sets it up, led by two facilitators of the area.
    pub(super) async fn set_up(&self, office: &Office, staff: &Staff) -> Result<(), Fault> {
        let area = Area::new(self.area);
        let leads = |place| {
            let found = staff.of(Role::Facilitator, &area, place);
            found.ok_or(Fault::Refused("nobody of the demonstration leads groups in the area"))
        };
        // Of each pair of the list the man comes first.
        let (man, woman) = (leads(0)?, leads(1)?);
        let organisation = man.actor.organisation();
        let facilitators = Facilitators { man: man.actor.worker(), woman: woman.actor.worker() };
        let time = if self.place % 3 == 2 { TimeOfDay::Day } else { TimeOfDay::Evening };
        let set_up = SetUp {
            organisation,
            area,
            venue: self.venue().into(),
            meets: Meets { weekday: self.weekday, time },
            facilitators,
            capacity: CAPACITY,
        };
        self.change(office, Command::SetUp(set_up)).await
    }

    /// Records that it met, and how many came.
    pub(super) async fn held(&self, office: &Office, on: Date, came: u8) -> Result<(), Fault> {
        self.change(office, Command::Hold { session: planned(on), attended: came }).await
    }

    /// Plans its next two sessions.
    pub(super) async fn plan(&self, office: &Office) -> Result<(), Fault> {
        let mut day = london_day(office.now());
        while day.weekday() != self.weekday {
            day = day.tomorrow().unwrap_or(day);
        }
        for weeks in 0..2 {
            let on = day.checked_add(Span::new().weeks(weeks)).unwrap_or(day);
            match self.change(office, Command::Plan(planned(on))).await {
                // Today's was held already.
                Ok(()) | Err(Fault::Refused(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    async fn change(&self, office: &Office, command: Command) -> Result<(), Fault> {
        let part = worker(TODAY);
        let acting = office.acting(&part);
        let facts = Facts {
            kind: Kind::Group,
            record: self.envelope.id,
            programme: TODAY,
            area: Some(Area::new(self.area)),
            organisation: None,
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        let permitted: Permitted<act::ImportGroup> = decide(&part.actor, act::ImportGroup, &facts)?;
        let (mut standing, _): (Standing<Group>, _) =
            acting.standing(&permitted, self.envelope.clone()).await?;
        let decided = group::decide(&standing.state, command, office.now());
        let decided = decided.map_err(|_| Fault::Refused("a group was invented wrongly"))?;
        standing.take(streams::events(decided), |_, _| None::<()>);
        let mut change = acting.change(office.form(standing.on));
        standing.append(&mut change, &permitted);
        change.audit(acting.entry::<act::ImportGroup>(Some(self.envelope.id), Outcome::Allowed));
        acting.commit(change, self.envelope.reference).await.map(drop)
    }
}

fn planned(on: Date) -> Planned {
    let session = session(on);
    Planned { on, session, content: content(session), tags: Vec::new(), heavy: heavy(session) }
}
