//! What both sides stand on: ids, dates and working days, dated rules, clocks, areas, and what
//! crosses the wall between them by itself.
//!
//! Nothing here holds a case, reads a clock or makes a random number: whoever decides is given
//! both through [`Surroundings`].

pub mod clocks;
pub mod codes;
pub mod crossing;
pub mod ids;
pub mod marac;
pub mod rows;
pub mod rules;
pub mod screening;

mod area;
mod reference;
mod surroundings;
mod working_days;

pub use area::Area;
pub use clocks::Clocks;
pub use ids::{
    CaseId, CommandId, GroupId, MessageId, NarrativeId, OrganisationId, PersonId, ProgrammeId,
    SealedPartId, SupportCaseId, WorkerId,
};
pub use reference::{NoReference, Reference};
pub use rules::Rules;
pub use surroundings::{
    Surroundings, end_of_london_day, london_clock, london_day, london_moment, london_moment_of,
};
pub use working_days::WorkingDays;
