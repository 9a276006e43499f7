//! For tests alone: both databases, and the house's own rules.

mod app;
mod certificate;
mod databases;
mod directory;
mod mail;
mod past;
mod sealed;
mod statements;

pub use app::App;
pub use certificate::{Certificate, TLS_VERSIONS};
pub use databases::Database;
pub use directory::{FakeDirectory, Signs, Tells};
pub use mail::{FakeMailServer, TakenLetter};
pub use past::{Cell, Past};
pub use sealed::Sealed;
pub use statements::Statements;
