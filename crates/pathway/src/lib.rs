//! What both sides stand on: ids, dates and working days, dated rules, clocks, areas, and what
//! crosses the wall between them by itself.
//!
//! Nothing here holds a case, reads a clock or makes a random number: whoever decides is given
//! both through [`Surroundings`].

pub mod crossing;
pub mod ids;

mod area;
mod reference;
mod surroundings;

pub use area::Area;
pub use ids::{
    CaseId, CommandId, GroupId, MessageId, NarrativeId, OrganisationId, PersonId, ProgrammeId,
    SealedPartId, SupportCaseId, WorkerId,
};
pub use reference::{NoReference, Reference};
pub use surroundings::{Surroundings, london_day};
