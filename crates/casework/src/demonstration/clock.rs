//! The clock of the demonstration: it stands where it is put while the past is being made, and
//! goes with the machine's from then on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use pathway::Surroundings;

/// The surroundings of a record whose past is invented. Randomness is the machine's throughout.
pub struct Clock {
    machine: Arc<dyn Surroundings>,
    // Seconds since 1970; `GOES`: with the machine's clock.
    put: AtomicI64,
}

const GOES: i64 = i64::MIN;

impl Clock {
    /// A clock that goes with the machine's.
    pub fn of(machine: Arc<dyn Surroundings>) -> Self {
        Self { machine, put: AtomicI64::new(GOES) }
    }

    /// Puts the clock to a moment, where it stands.
    pub(crate) fn put(&self, moment: Timestamp) {
        self.put.store(moment.as_second(), Ordering::Relaxed);
    }

    /// Lets it go with the machine's.
    pub(crate) fn goes(&self) {
        self.put.store(GOES, Ordering::Relaxed);
    }
}

impl Surroundings for Clock {
    fn now(&self) -> Timestamp {
        match self.put.load(Ordering::Relaxed) {
            GOES => self.machine.now(),
            seconds => Timestamp::from_second(seconds).unwrap_or_else(|_| self.machine.now()),
        }
    }
    fn fill(&self, bytes: &mut [u8]) {
        self.machine.fill(bytes);
    }
}
