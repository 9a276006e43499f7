//! For tests alone: both databases, and the house's own rules.

mod app;
mod databases;
mod directory;
mod mail;
mod past;
mod statements;

pub use app::App;
pub use databases::Database;
pub use directory::{FakeDirectory, Signs, Tells};
pub use mail::{FakeMailServer, TakenLetter};
pub use past::{Cell, Past};
pub use statements::Statements;
