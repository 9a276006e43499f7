//! The directory of an organisation: where its people sign in, and who it says that they are, by
//! OpenID Connect (code flow with PKCE).
//!
//! Nothing here knows a role or an account: [`Provider::answered`] gives a [`Person`] with the groups
//! that the directory names, or says why the answer is not believed. What they come to is decided by
//! whoever asks.

mod called;
mod discovery;
mod fetch;
mod keys;
mod provider;
mod settings;
mod token;

pub use called::{LONGEST_NAME, is_address, is_name};
pub use provider::{Asked, NotAnswered, Person, Provider};
pub use settings::{Group, Misplaced, SecondFactor, Settings, read};
