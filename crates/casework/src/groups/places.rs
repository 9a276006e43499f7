//! Places: given and freed with the step of a case that says so, in the same transaction. It is done
//! by the part of Waymark that keeps them; whoever takes the step has leave for the case.

use access::{Actor, System, act, decide, scope};
use pathway::{CaseId, GroupId, Reference};
use programme::group::{Command, Group, Refusal};
use programme::parts::Placement;
use store::audit::Outcome;
use store::{Change, GroupListed};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};
use crate::streams::Standing;

/// What a case says of his place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    group: Option<GroupId>,
    over: bool,
}

impl Seat {
    pub(crate) fn of(case: &programme::Case) -> Self {
        let standing = case.standing();
        let group = standing.placement.and_then(Placement::group);
        Self { group, over: standing.stage.is_over() }
    }
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Lets groups follow a case: a place that it gives is taken, where there is room; one that it
    /// gives up is free.
    pub(crate) async fn change_places(
        &self,
        change: &mut Change,
        his: &Standing<programme::Case>,
        before: Seat,
    ) -> Result<(), Fault> {
        let after = Seat::of(&his.state);
        if after == before {
            return Ok(());
        }
        let case = CaseId::of(his.envelope.id);
        if let Some(group) = after.group.filter(|group| before.group != Some(*group)) {
            let reach = scope(&self.worker.actor, act::ReadGroup);
            let found = self.store().group_of(&reach, group).await?;
            let found = found.ok_or(Fault::Refused("Choose a group of your own areas"))?;
            self.place_changes(change, found, Command::TakePlace(case)).await?;
        }
        let part = Actor::system(System::Groups, self.worker.programme);
        let everywhere = scope(&part, act::ListGroups);
        for listed in self.store().groups_with(&everywhere, case).await? {
            let group = listed.id();
            // Whoever has a place waits for no other; whoever is taken out of one may.
            let gives_up = match after.group {
                Some(kept) => kept != group,
                None => after.over || before.group == Some(group),
            };
            if gives_up {
                self.place_changes(change, listed, Command::LeavePlace(case)).await?;
            }
        }
        Ok(())
    }

    /// Puts a man on the waiting list of a group.
    pub async fn wait_for_place(
        &self,
        his: Reference,
        sent: Sent,
        group: GroupId,
    ) -> Result<Done, Fault> {
        self.waits(his, sent, group, Command::Queue).await
    }

    /// Takes a man off the waiting list of a group.
    pub async fn wait_no_more(
        &self,
        his: Reference,
        sent: Sent,
        group: GroupId,
    ) -> Result<Done, Fault> {
        self.waits(his, sent, group, Command::LeavePlace).await
    }

    async fn waits(
        &self,
        his: Reference,
        sent: Sent,
        group: GroupId,
        command: fn(CaseId) -> Command,
    ) -> Result<Done, Fault> {
        let (permitted, _) = self.leave(act::Place, his).await?;
        if let Some(done) = self.done_before(sent, his).await? {
            return Ok(done);
        }
        let case = CaseId::of(permitted.record());
        let reach = scope(&self.worker.actor, act::ReadGroup);
        let listed = self.store().group_of(&reach, group).await?.ok_or(Fault::NotFound)?;
        if self.has_place(&listed, case).await? {
            return Err(Fault::Refused(
                "He has a place in this group. It is given up in his case, and not here",
            ));
        }
        let mut change = self.change(sent);
        change.outcome(his.to_string());
        self.place_changes(&mut change, listed, command(case)).await?;
        change.audit(self.entry::<act::Place>(Some(permitted.record()), Outcome::Allowed));
        self.commit(change, his).await
    }

    async fn has_place(&self, listed: &GroupListed, case: CaseId) -> Result<bool, Fault> {
        let permitted = decide(&self.worker.actor, act::ReadGroup, &listed.facts)?;
        let envelope = listed.envelope.clone();
        let (standing, _) = self.standing::<Group, _>(&permitted, envelope).await?;
        Ok(standing.state.places.contains(&case))
    }

    async fn place_changes(
        &self,
        change: &mut Change,
        listed: GroupListed,
        command: Command,
    ) -> Result<(), Fault> {
        let part = Actor::system(System::Groups, self.worker.programme);
        let permitted = decide(&part, act::ChangePlaces, &listed.facts)?;
        let (mut standing, _) = self.standing::<Group, _>(&permitted, listed.envelope).await?;
        let leaves = matches!(command, Command::LeavePlace(_));
        match self.group_takes(&mut standing, [command]) {
            // A place that nobody has is free already.
            Err(Fault::RefusedGroup(Refusal::NotInIt | Refusal::Closed)) if leaves => Ok(()),
            Err(other) => Err(other),
            Ok(()) => {
                standing.append(change, &permitted);
                Ok(())
            }
        }
    }
}
