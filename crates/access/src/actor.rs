//! Whoever acts: a worker with the roles held, or a part of Waymark.

use std::collections::BTreeSet;

use pathway::{Area, OrganisationId, ProgrammeId, WorkerId};
use thiserror::Error;
use uuid::Uuid;

use crate::{Holder, Role, Side, System};

/// The areas that a role is held for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Areas {
    /// Every area of the programme, and records that have none.
    All,
    /// These, and nothing that has no area.
    These(Vec<Area>),
}

/// A role that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub role: Role,
    /// In which programme.
    pub programme: ProgrammeId,
    /// For which areas. Managers, the single point of contact and those who never see a case are
    /// not bounded by it: the table of grants says where it counts.
    pub areas: Areas,
}

/// Whoever acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    worker: WorkerId,
    organisation: OrganisationId,
    acts_as: ActsAs,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum ActsAs {
    Worker(Vec<Held>),
    System(System, ProgrammeId),
}

/// Why roles cannot be held together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RolesRefused {
    /// The two stand on sides that exclude each other, in whichever programmes.
    #[error(
        "nobody may be {} and {} both, in any programme: give one of them to somebody else",
        .0.words(), .1.words()
    )]
    BothSides(Role, Role),
    /// The same role was given twice in one programme.
    #[error(
        "the role {} is given twice in one programme: give it once, with all its areas",
        .0.words()
    )]
    Twice(Role),
    /// The account was signed in with on the other side of the wall, in whichever programme.
    #[error(
        "this account was signed in with on the other side, and what it has there stays there: \
         whoever changes sides gets an account of their own, with another address, once the \
         managers of both sides know"
    )]
    AnotherSide,
}

impl Areas {
    /// Whether a record of this area, or of none, is among them.
    pub fn hold(&self, area: Option<&Area>) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => area.is_some_and(|area| these.contains(area)),
        }
    }
}

impl Actor {
    /// The programme of the account of whoever holds no role: none that there is.
    pub const NOWHERE: ProgrammeId = ProgrammeId::of(Uuid::nil());

    /// A worker of an organisation with the roles held, none for one whose roles have all ended.
    ///
    /// # Errors
    /// When two roles stand on sides that exclude each other (see
    /// [`Side::goes_with`](crate::Side::goes_with)), across all programmes; or a role is held twice in one.
    pub fn try_new(
        worker: WorkerId,
        organisation: OrganisationId,
        held: Vec<Held>,
    ) -> Result<Self, RolesRefused> {
        for (index, one) in held.iter().enumerate() {
            for other in &held[..index] {
                if !one.role.side().goes_with(other.role.side()) {
                    return Err(RolesRefused::BothSides(other.role, one.role));
                }
                if one.role == other.role && one.programme == other.programme {
                    return Err(RolesRefused::Twice(one.role));
                }
            }
        }
        Ok(Self { worker, organisation, acts_as: ActsAs::Worker(held) })
    }

    /// A part of Waymark, in one programme: even it never acts across two at once.
    pub const fn system(system: System, programme: ProgrammeId) -> Self {
        Self {
            worker: system.worker(),
            organisation: OrganisationId::of(Uuid::nil()),
            acts_as: ActsAs::System(system, programme),
        }
    }

    /// Who it is, as the audit names them.
    pub const fn worker(&self) -> WorkerId {
        self.worker
    }

    /// The organisation worked for; nil for a part of Waymark.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The roles held; none for a part of Waymark.
    pub fn held(&self) -> &[Held] {
        match &self.acts_as {
            ActsAs::Worker(held) => held,
            ActsAs::System(..) => &[],
        }
    }

    /// The side on which they work: of several roles that of the cases, which nobody has of both
    /// sides. None without a role, and of a part of Waymark.
    pub(crate) fn works_on(&self) -> Option<Side> {
        let sides = self.held().iter().map(|held| held.role.side());
        sides.min_by_key(|side| match side {
            Side::Programme | Side::Support => 0,
            Side::Referring => 1,
            Side::Oversight | Side::Administration | Side::Waymark => 2,
        })
    }

    /// Whether it is a part of Waymark.
    pub const fn is_system(&self) -> bool {
        matches!(self.acts_as, ActsAs::System(..))
    }

    /// The programmes of their own account: those in which they hold a role, or none, by
    /// [`Actor::NOWHERE`].
    fn owns_in(&self) -> impl Iterator<Item = ProgrammeId> {
        let programmes: BTreeSet<_> = self.held().iter().map(|held| held.programme).collect();
        let nowhere = programmes.is_empty().then_some(Self::NOWHERE);
        programmes.into_iter().chain(nowhere)
    }

    /// Each of what it acts as, with the programme and the areas.
    pub(crate) fn capacities(&self) -> impl Iterator<Item = (Holder, ProgrammeId, &Areas)> {
        let system = match self.acts_as {
            ActsAs::System(system, programme) => Some((Holder::System(system), programme)),
            ActsAs::Worker(_) => None,
        };
        // Only looked for where no role was enough.
        let of_owner = (!self.is_system()).then_some(()).into_iter();
        let owner = of_owner.flat_map(|()| self.owns_in()).map(|of| (Holder::Owner, of));
        let roles = self.held().iter();
        roles
            .map(|held| (Holder::Role(held.role), held.programme, &held.areas))
            .chain(owner.chain(system).map(|(holder, of)| (holder, of, &Areas::All)))
    }
}
