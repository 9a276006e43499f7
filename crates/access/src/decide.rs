//! Whether an actor may do one thing to one record.

use std::marker::PhantomData;

use pathway::{OrganisationId, ProgrammeId, WorkerId};
use thiserror::Error;
use uuid::Uuid;

use crate::grants::{Grant, Holder};
use crate::scope::granted;
use crate::{Act, Action, Actor, Effect, Facts, Kind, Side};

/// Leave to do one thing to one record. Nothing but [`decide`] makes one, and without one the
/// store neither reads nor writes a named record.
///
/// ```compile_fail,E0451
/// use access::{Permitted, Warrant, act};
/// fn forged(warrant: Warrant) -> Permitted<act::ReadSupportCase> {
///     Permitted { warrant, act: std::marker::PhantomData }
/// }
/// ```
///
/// Nor can leave to do one thing stand for leave to do another:
///
/// ```compile_fail,E0308
/// use access::{Permitted, act};
/// fn turned(read: Permitted<act::ReadCase>) -> Permitted<act::ReadSupportCase> {
///     read
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Permitted<A: Act> {
    warrant: Warrant,
    act: PhantomData<A>,
}

/// What a [`Permitted`] says, with the action as a value: for what holds several, such as a
/// change to two streams, and for the audit.
///
/// ```compile_fail,E0451
/// use access::{Facts, Warrant};
/// fn widened(warrant: Warrant, other: Facts) -> Warrant {
///     Warrant { record: other.record, ..warrant }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Warrant {
    record: Uuid,
    programme: ProgrammeId,
    worker: WorkerId,
    organisation: OrganisationId,
    works_on: Option<Side>,
    glass_broken: bool,
    grant: &'static Grant,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Denied {
    /// Not theirs: answered exactly like a record that was never made.
    #[error("not found")]
    Hidden,
    /// Theirs, but restricted: a reason is asked first, and the manager sees it.
    #[error("this record is restricted: give a reason to open it, which the manager will see")]
    Restricted,
}

/// Whether the actor may do this to this record.
///
/// A conflict of interest is absolute. A restricted record asks workers for a reason, but not for
/// what [guards](Effect::Guards) it, and not the parts of Waymark, which show nothing to anybody.
///
/// # Errors
/// [`Denied`].
pub fn decide<A: Act>(actor: &Actor, _act: A, facts: &Facts) -> Result<Permitted<A>, Denied> {
    let warrant = warrant(actor, A::ACTION, facts)?;
    Ok(Permitted { warrant, act: PhantomData })
}

/// [`decide`], of an action that is known only when asked.
pub(crate) fn warrant(actor: &Actor, action: Action, facts: &Facts) -> Result<Warrant, Denied> {
    if facts.kind != action.kind() || facts.conflict {
        return Err(Denied::Hidden);
    }
    let (grant, _) =
        granted(actor, action).find(|(_, clause)| clause.holds(facts)).ok_or(Denied::Hidden)?;
    let asks = !actor.is_system() && action.effect() != Effect::Guards;
    if facts.restricted && !facts.glass_broken && asks {
        return Err(Denied::Restricted);
    }
    Ok(Warrant {
        record: facts.record,
        programme: facts.programme,
        worker: actor.worker(),
        organisation: actor.organisation(),
        works_on: actor.works_on(),
        glass_broken: facts.restricted && facts.glass_broken,
        grant,
    })
}

impl<A: Act> Permitted<A> {
    /// The same with the action as a value.
    pub const fn warrant(&self) -> &Warrant {
        &self.warrant
    }
    /// The record.
    pub const fn record(&self) -> Uuid {
        self.warrant.record()
    }
    /// What kind of record.
    pub const fn kind(&self) -> Kind {
        self.warrant.kind()
    }
    /// Its programme.
    pub const fn programme(&self) -> ProgrammeId {
        self.warrant.programme()
    }
    /// Who was given leave.
    pub const fn worker(&self) -> WorkerId {
        self.warrant.worker()
    }
    /// Their organisation: with the side, whose key opens the record.
    pub const fn organisation(&self) -> OrganisationId {
        self.warrant.organisation()
    }
    /// The side of the role by which leave was given; none where it goes with one's own account.
    pub const fn side(&self) -> Option<Side> {
        self.warrant.side()
    }
    /// The side on which whoever was given leave works, by whichever grant: what they write for
    /// themselves is sealed there. None without a role.
    pub const fn works_on(&self) -> Option<Side> {
        self.warrant.works_on
    }
    /// The grant by which leave was given.
    pub const fn grant(&self) -> &'static Grant {
        self.warrant.grant()
    }
}

impl Warrant {
    /// What may be done.
    pub const fn action(&self) -> Action {
        self.grant.action
    }
    /// The record.
    pub const fn record(&self) -> Uuid {
        self.record
    }
    /// What kind of record.
    pub const fn kind(&self) -> Kind {
        self.grant.kind
    }
    /// Its programme.
    pub const fn programme(&self) -> ProgrammeId {
        self.programme
    }
    /// Who was given leave.
    pub const fn worker(&self) -> WorkerId {
        self.worker
    }
    /// Their organisation: with the side, whose key opens the record.
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    /// The side of the role by which leave was given; none where it goes with one's own account.
    pub const fn side(&self) -> Option<Side> {
        match self.grant.holder {
            Holder::Role(role) => Some(role.side()),
            Holder::Owner => None,
            Holder::System(_) => Some(Side::Waymark),
        }
    }
    /// Whether a restricted record was opened with a reason.
    pub const fn glass_broken(&self) -> bool {
        self.glass_broken
    }
    /// The grant by which leave was given.
    pub const fn grant(&self) -> &'static Grant {
        self.grant
    }
}
