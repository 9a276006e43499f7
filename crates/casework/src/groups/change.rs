//! Opening, changing and ending a group; and what every change to one goes through.

use access::{Act, Denied, Facts, Kind, Permitted, act, decide, scope};
use pathway::{Area, GroupId, Reference};
use programme::group::{Command, Facilitators, Group, SetUp, decide as decided};
use programme::parts::Meets;
use store::audit::Outcome;
use store::{Envelope, GroupListed};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};
use crate::streams::{self, Standing};

/// Where and when a group meets, who leads it, and how many it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The area: a group keeps the one that it was opened in.
    pub area: Area,
    /// Where.
    pub venue: String,
    /// When.
    pub meets: Meets,
    /// Who leads it: one man and one woman.
    pub facilitators: Facilitators,
    /// How many men it takes, 12 at most.
    pub capacity: u8,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Opens a group.
    pub async fn open_group(&self, sent: Sent, setting: Setting) -> Result<Done, Fault> {
        let id = GroupId::of(self.office.id());
        let organisation = self.worker.actor.organisation();
        let facts = Facts {
            kind: Kind::Group,
            record: id.uuid(),
            programme: self.worker.programme,
            area: Some(setting.area.clone()),
            organisation: Some(organisation),
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        let permitted = self.decided(act::ManageGroup, &facts).await?;
        let envelope = Envelope {
            id: id.uuid(),
            programme: self.worker.programme,
            reference: self.store().surroundings().reference(),
            restricted: false,
        };
        let reference = envelope.reference;
        let set_up = Command::SetUp(SetUp {
            organisation,
            area: setting.area,
            venue: setting.venue.into(),
            meets: setting.meets,
            facilitators: setting.facilitators,
            capacity: setting.capacity,
        });
        let mut standing = Standing::<Group>::new(envelope);
        self.group_takes(&mut standing, [set_up])?;
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        standing.append(&mut change, &permitted);
        change.audit(self.entry::<act::ManageGroup>(Some(id.uuid()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// Changes where or when a group meets, who leads it, or how many it takes.
    pub async fn change_group(
        &self,
        reference: Reference,
        sent: Sent,
        setting: Setting,
    ) -> Result<Done, Fault> {
        let Setting { venue, meets, facilitators, capacity, .. } = setting;
        let commands = vec![
            Command::Move { venue: venue.into(), meets },
            Command::Lead(facilitators),
            Command::Resize(capacity),
        ];
        self.on_group(act::ManageGroup, reference, sent, commands).await
    }

    /// Changes who leads a group, and nothing besides.
    pub async fn lead_group(
        &self,
        reference: Reference,
        sent: Sent,
        facilitators: Facilitators,
    ) -> Result<Done, Fault> {
        self.on_group(act::ManageGroup, reference, sent, vec![Command::Lead(facilitators)]).await
    }

    /// Ends a group in which nobody has a place.
    pub async fn end_group(&self, reference: Reference, sent: Sent) -> Result<Done, Fault> {
        self.on_group(act::ManageGroup, reference, sent, vec![Command::Close]).await
    }

    /// Leave to do something to the group of a reference, as a case is found.
    pub(super) async fn group_leave<A: Act>(
        &self,
        act: A,
        reference: Reference,
    ) -> Result<(Permitted<A>, GroupListed), Fault> {
        let scope = scope(&self.worker.actor, act);
        let Some(listed) = self.store().find_group(&scope, reference).await? else {
            self.note::<A>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        };
        let permitted = self.decided(act, &listed.facts).await?;
        Ok((permitted, listed))
    }

    async fn decided<A: Act>(&self, act: A, facts: &Facts) -> Result<Permitted<A>, Fault> {
        match decide(&self.worker.actor, act, facts) {
            Ok(permitted) => Ok(permitted),
            Err(Denied::Hidden | Denied::Restricted) => {
                self.note::<A>(None, Outcome::Hidden).await?;
                Err(Fault::NotFound)
            }
        }
    }

    /// Does something to a group: leave, decision, events, audit, in one transaction.
    pub(super) async fn on_group<A: Act>(
        &self,
        act: A,
        reference: Reference,
        sent: Sent,
        commands: Vec<Command>,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.group_leave(act, reference).await?;
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        let (mut standing, _) = self.standing::<Group, _>(&permitted, listed.envelope).await?;
        if standing.on != sent.version {
            return Err(Fault::Stale);
        }
        if let Err(refusal) = self.group_takes(&mut standing, commands) {
            self.note::<A>(Some(permitted.record()), Outcome::Refused).await?;
            return Err(refusal);
        }
        if standing.events.is_empty() {
            self.note::<A>(Some(permitted.record()), Outcome::Allowed).await?;
            return Ok(Done { reference, already: true });
        }
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        standing.append(&mut change, &permitted);
        change.audit(self.entry::<A>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, reference).await
    }

    /// Takes into a group what commands come to, one upon the other.
    pub(super) fn group_takes(
        &self,
        standing: &mut Standing<Group>,
        commands: impl IntoIterator<Item = Command>,
    ) -> Result<(), Fault> {
        for command in commands {
            let events = decided(&standing.state, command, self.office.now())?;
            standing.take(streams::events(events), |_, _| None::<()>);
        }
        Ok(())
    }
}
