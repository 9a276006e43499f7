//! One family's cases on their way through both services.

use access::Role;
use pathway::{Area, CaseId, Reference};

use super::families::Family;
use super::groups::Meeting;
use super::script::Turn;
use crate::demonstration::staff::Staff;
use crate::fault::Fault;
use crate::office::{Office, Worker};

/// One family as far as it has come.
pub(super) struct Walk<'a> {
    pub office: &'a Office,
    pub staff: &'a Staff,
    pub family: &'static Family,
    /// The place in the list: by which people differ.
    pub place: usize,
    pub seed: u64,
    /// The group of the area.
    pub group: &'a Meeting,
    pub his: Option<Reference>,
    /// His case as her side knows it, and hers.
    pub hers: Option<(CaseId, Reference)>,
}

impl Walk<'_> {
    /// Does what comes next.
    pub(super) async fn take(&mut self, turn: Turn) -> Result<(), Fault> {
        match turn {
            Turn::His(turn) => self.his_turn(turn).await,
            Turn::Hers(turn) => self.hers_turn(turn).await,
        }
    }

    /// Somebody of a role who works in the family's area: of several, one by turns.
    pub(super) fn somebody(&self, role: Role) -> Result<&Worker, Fault> {
        self.somebody_at(role, self.place)
    }

    pub(super) fn somebody_at(&self, role: Role, place: usize) -> Result<&Worker, Fault> {
        let found = self.staff.of(role, &Area::new(self.family.area), place);
        found.ok_or(Fault::Refused("nobody of the demonstration has the role in the area"))
    }
}
