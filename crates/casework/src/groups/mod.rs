//! Groups: where and when they meet, who has a place, what became of their sessions.

mod announce;
mod change;
mod places;
mod read;
mod register;
mod sessions;

pub use change::Setting;
pub use programme::group::CAPACITY;
pub use read::{GroupFilter, Groups, OneGroup, PROMISED, name, places, when};
pub use register::{Came, Entered, Man, Register, Registered};
pub use sessions::Instead;
pub use store::{GroupListed, GroupSession, SessionState};

pub(crate) use places::Seat;
