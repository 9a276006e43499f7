//! What the table promises, and that both ways of asking it agree.

mod cells;
mod laws;
mod standing;

use pathway::{Area, OrganisationId, ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::{Actor, Areas, Facts, Held, Kind, Role};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(1_000 + number)
}

fn programme(number: u128) -> ProgrammeId {
    ProgrammeId::of(id(number))
}

fn organisation(number: u128) -> OrganisationId {
    OrganisationId::of(id(number))
}

fn worker(number: u128) -> WorkerId {
    WorkerId::of(id(number))
}

fn dudley() -> Area {
    Area::new("Dudley")
}

/// Worker 1 of organisation 1, with a role in programme 1 for Dudley.
fn someone(role: Role) -> Actor {
    let held = Held { role, programme: programme(1), areas: Areas::These(vec![dudley()]) };
    Actor::try_new(worker(1), organisation(1), vec![held]).unwrap()
}

/// The same without any.
fn without_a_role() -> Actor {
    Actor::try_new(worker(1), organisation(1), Vec::new()).unwrap()
}

/// A record that could not be nearer to that worker.
fn nearest(kind: Kind) -> Facts {
    Facts {
        kind,
        record: id(9),
        programme: programme(1),
        area: Some(dudley()),
        organisation: Some(organisation(1)),
        referrer: Some(organisation(1)),
        assigned: Some(worker(1)),
        owner: Some(worker(1)),
        conflict: false,
        restricted: false,
        glass_broken: false,
    }
}

/// The same, of no programme.
fn of_nowhere(kind: Kind) -> Facts {
    Facts { programme: Actor::NOWHERE, ..nearest(kind) }
}
