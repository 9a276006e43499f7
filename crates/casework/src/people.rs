//! Who somebody is, as pages read and write it: shown by leave alone.

pub use store::keys::{Contact, ContactKind, DateOfBirth, Details, Name, Narrative, Safe, Secret};
