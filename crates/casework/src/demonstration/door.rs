//! The door of the demonstration: one press signs an invented worker in.

use pathway::WorkerId;

/// Whom one press signs in. Made where the demonstration is loaded and nowhere else; whoever
/// serves real people has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemonstrationDoor {
    workers: Vec<InventedWorker>,
}

/// A worker who does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventedWorker {
    /// Which.
    pub id: WorkerId,
    /// The name.
    pub name: String,
    /// Under which heading of the list: the role, in words.
    pub heading: &'static str,
    /// Where: the organisation, and the areas where the role is bound to some.
    pub place: String,
}

impl DemonstrationDoor {
    /// A door for workers, in the order of the list.
    pub fn new(workers: Vec<InventedWorker>) -> Self {
        Self { workers }
    }
    /// Everybody, in the order of the list.
    pub fn workers(&self) -> &[InventedWorker] {
        &self.workers
    }
    pub(crate) fn holds(&self, worker: WorkerId) -> bool {
        self.workers.iter().any(|invented| invented.id == worker)
    }
}
