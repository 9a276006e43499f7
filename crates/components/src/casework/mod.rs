//! Parts of casework: who a page is about, where the work stands, what is due, what happened.
//! They know nothing of the domain: words, addresses and marks are given to them.

mod account;
mod filters;
mod identity;
mod leaving;
mod steps;
mod tasks;
mod timeline;

pub use account::{Account, Session, account, session_warning};
pub use filters::{Filters, Keyed, filters, keyed, nothing};
pub use identity::{Identity, SafeContact, identity, safe_contact, side_navigation};
pub use leaving::{Exit, exit};
pub use steps::{NextAct, Step, Steps, Where, next_act, steps};
pub use tasks::{Mark, Task, Tasks, tasks};
pub use timeline::{Correction, Happening, timeline};
