//! What comes to the writer while it has the tables take the audit: that takes many milliseconds, in
//! which whoever only reads need not wait.

use tokio::sync::mpsc;

use super::{Asked, BATCH, Pace, Waiting};

/// The queue, and what of it waits until the tables are done.
pub(crate) struct Meanwhile<'a> {
    pub(super) queue: &'a mut mpsc::Receiver<Asked>,
    pub(super) pace: &'a Pace,
    pub(super) waits: &'a mut Vec<Asked>,
}

impl Meanwhile<'_> {
    /// What has come by now of which the audit alone says something. Everything else waits; where
    /// much does, nothing more is taken.
    pub(super) fn reads(&mut self) -> Vec<Waiting> {
        let mut reads = Vec::new();
        while reads.len() + self.waits.len() < BATCH
            && let Ok(asked) = self.queue.try_recv()
        {
            match asked {
                Asked::Change(waiting) => {
                    self.pace.went(1);
                    match waiting.change.is_audit_alone() {
                        true => reads.push(*waiting),
                        false => self.waits.push(Asked::Change(waiting)),
                    }
                }
                other => self.waits.push(other),
            }
        }
        reads
    }

    /// Has what could not be left beside the tables wait as well.
    pub(super) fn wait(&mut self, reads: Vec<Waiting>) {
        self.waits.extend(reads.into_iter().map(|waiting| Asked::Change(Box::new(waiting))));
    }
}
