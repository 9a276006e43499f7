//! What was done, by whom, from where: one chain of entries per server, in which nothing can be
//! altered, taken out, put in or moved without being found.

mod chain;
mod entry;
mod heads;
mod verify;

#[cfg(test)]
mod tests;

pub use chain::{Chain, ChainKey, Linked, Mac};
pub use entry::{Detail, Entry, Outcome};
pub use heads::{Head, Heads, HeadsFault, HeadsFile, NoHeads};
pub use verify::{Finding, Findings, Verification, verify};
