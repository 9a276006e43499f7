//! Which records an actor may do one thing to, as a query asks it.

use pathway::{OrganisationId, ProgrammeId, WorkerId};

use crate::grants::{self, Grant, Holder, Relation};
use crate::{Act, Action, Actor, Areas, Facts, Kind, Side};

/// The records that one actor may do one thing to. Made by [`scope`] alone; the store has no
/// list, count or search of named records without one.
#[derive(Clone, Debug)]
pub struct Scope {
    action: Action,
    worker: WorkerId,
    organisation: OrganisationId,
    clauses: Vec<Clause>,
}

/// One set of records: all that is given must hold of a record. A scope holds the records of any
/// of its clauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Of this programme.
    pub programme: ProgrammeId,
    /// Of these areas.
    pub areas: Areas,
    /// For which this organisation is responsible.
    pub organisation: Option<OrganisationId>,
    /// Which this organisation referred.
    pub referrer: Option<OrganisationId>,
    /// Assigned to this worker.
    pub assigned: Option<WorkerId>,
    /// Belonging to this worker.
    pub owner: Option<WorkerId>,
}

/// The records that the actor may do this to.
pub fn scope<A: Act>(actor: &Actor, _act: A) -> Scope {
    of(actor, A::ACTION)
}

/// Whether there can be a record to which the actor may do this: whether [`scope`] has clauses.
pub fn may<A: Act>(actor: &Actor, _act: A) -> bool {
    reaches(actor, A::ACTION)
}

impl Scope {
    /// The sets of records. None: nothing.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Whose conflicts of interest are left out.
    pub const fn worker(&self) -> WorkerId {
        self.worker
    }

    /// The organisation of that worker.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// What is asked to be done.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// The kind of record.
    pub const fn kind(&self) -> Kind {
        self.action.kind()
    }

    /// Whether a record is among them: what the query asks, in memory. A restricted record is,
    /// whether or not the glass is broken: whoever lists it leaves its names out.
    pub fn holds(&self, facts: &Facts) -> bool {
        facts.kind == self.kind()
            && !facts.conflict
            && self.clauses.iter().any(|clause| clause.holds(facts))
    }
}

impl Clause {
    /// Whether all that is given holds of a record.
    pub fn holds(&self, facts: &Facts) -> bool {
        fn fits<T: PartialEq>(wanted: Option<T>, is: Option<T>) -> bool {
            wanted.is_none() || wanted == is
        }
        self.programme == facts.programme
            && self.areas.hold(facts.area.as_ref())
            && fits(self.organisation, facts.organisation)
            && fits(self.referrer, facts.referrer)
            && fits(self.assigned, facts.assigned)
            && fits(self.owner, facts.owner)
    }

    /// What a relation comes to for one actor.
    fn of(relation: Relation, actor: &Actor, programme: ProgrammeId, areas: &Areas) -> Self {
        let whole = Self {
            programme,
            areas: Areas::All,
            organisation: None,
            referrer: None,
            assigned: None,
            owner: None,
        };
        let organisation = Some(actor.organisation());
        let worker = Some(actor.worker());
        let own = || areas.clone();
        match relation {
            Relation::OwnReferrals => Self { referrer: organisation, ..whole },
            Relation::OwnAreas => Self { areas: own(), organisation, ..whole },
            Relation::OwnProvider => Self { organisation, ..whole },
            Relation::Assigned => Self { areas: own(), organisation, assigned: worker, ..whole },
            Relation::Own => Self { owner: worker, ..whole },
            Relation::WholeProgramme => whole,
        }
    }
}

/// The grants of an actor for an action, each with the records that it reaches.
pub(crate) fn granted(
    actor: &Actor,
    action: Action,
) -> impl Iterator<Item = (&'static Grant, Clause)> {
    capacities(actor, action).flat_map(move |(holder, programme, areas)| {
        grants::of(holder, action)
            .map(move |grant| (grant, Clause::of(grant.relation, actor, programme, areas)))
    })
}

/// What an actor acts as, where an action is asked for. What a colleague left half-written says of
/// her what is sealed once it is sent: it is nothing for whoever refers and works on cases too.
fn capacities(
    actor: &Actor,
    action: Action,
) -> impl Iterator<Item = (Holder, ProgrammeId, &Areas)> {
    let is_open = action.kind() != Kind::LeftDraft || actor.works_on() == Some(Side::Referring);
    is_open.then(|| actor.capacities()).into_iter().flatten()
}

/// [`may`], of an action that is known only when asked.
pub(crate) fn reaches(actor: &Actor, action: Action) -> bool {
    capacities(actor, action).any(|(holder, ..)| grants::of(holder, action).next().is_some())
}

/// [`scope`], of an action that is known only when asked.
pub(crate) fn of(actor: &Actor, action: Action) -> Scope {
    Scope {
        action,
        worker: actor.worker(),
        organisation: actor.organisation(),
        clauses: granted(actor, action).map(|(_, clause)| clause).collect(),
    }
}
