//! What is written down once in a while, however often it happens.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// So long nothing more is said of it.
const A_WHILE: Duration = Duration::from_secs(60);

/// When something was last said.
#[derive(Debug, Default)]
pub(crate) struct Seldom(Mutex<Option<Instant>>);

impl Seldom {
    /// Whether it is said now.
    pub(crate) fn is_said(&self) -> bool {
        self.is_said_at(Instant::now())
    }

    fn is_said_at(&self, now: Instant) -> bool {
        // Who finds it locked finds somebody who says it.
        let Ok(mut last) = self.0.try_lock() else { return false };
        let said = last.is_none_or(|last| now.duration_since(last) >= A_WHILE);
        if said {
            *last = Some(now);
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_at_once_and_then_once_a_while() {
        let (seldom, began) = (Seldom::default(), Instant::now());
        let said = |seconds| seldom.is_said_at(began + Duration::from_secs(seconds));
        assert_eq!([0, 1, 59, 60, 61, 200].map(said), [true, false, false, true, false, true]);
    }
}
