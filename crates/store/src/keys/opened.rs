//! Details that lists opened of late, and the names of workers, so that the same page is not
//! deciphered anew each time.
//!
//! Nothing is found here by its id alone: whoever asks brings the wrap and the sealed text as the
//! tables have them now, read through their scope, and gets what these very bytes open to. What was
//! changed, sealed anew, wrapped with another key or taken out is never found again.

use std::fmt;
use std::sync::Arc;

use quick_cache::sync::Cache;
use uuid::Uuid;

use super::ciphertext::Ciphertext;
use super::wrap::Wrap;

/// Of so many people at most: a few megabytes.
const MOST: usize = 4_096;

/// What was opened, by person and record.
pub(super) struct Opened<T>(Cache<(Uuid, Uuid), Arc<Kept<T>>>);

/// Details with all that they were opened from.
struct Kept<T> {
    wrap: Wrap,
    sealed: Ciphertext,
    details: Arc<T>,
}

impl<T> Opened<T> {
    /// The details that a wrap and a sealed text open to, deciphered only where these same ones
    /// were not of late.
    pub(super) fn details<E>(
        &self,
        wrap: &Wrap,
        sealed: &Ciphertext,
        open: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let place = (wrap.subject.uuid(), wrap.record);
        if let Some(kept) = self.0.get(&place)
            && kept.wrap == *wrap
            && kept.sealed == *sealed
        {
            return Ok(Arc::clone(&kept.details));
        }
        let details = Arc::new(open()?);
        let kept =
            Kept { wrap: wrap.clone(), sealed: sealed.clone(), details: Arc::clone(&details) };
        self.0.insert(place, Arc::new(kept));
        Ok(details)
    }

    /// Forgets everything.
    pub(super) fn forget(&self) {
        self.0.clear();
    }
}

impl<T> Default for Opened<T> {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

impl<T> fmt::Debug for Opened<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({} people)", self.0.len())
    }
}
