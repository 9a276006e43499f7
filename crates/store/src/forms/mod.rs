//! The stored forms of events: types of their own, with a version, apart from the events, so that
//! the domain knows nothing of how it is kept. What was once written can be read ever after:
//! every form that was ever shipped has a fixture that must still decode.

pub mod programme;
pub mod support;

mod kept;
mod shape;
mod text;

pub use kept::{Kept, Unreadable};
