//! Groups: where and when they meet, who has a place, what became of their sessions.

mod read;

pub use read::{GroupFilter, Groups, name, when};
