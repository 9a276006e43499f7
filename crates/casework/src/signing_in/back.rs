//! The page on which somebody's session lapsed: kept by the browser, sealed, so that the same person
//! comes back to it when they sign in again, and nobody else learns which it was.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::SignedIn;
use crate::fault::Fault;
use crate::office::Office;

/// The longest address that is kept, in bytes.
const LONGEST: usize = 512;
/// Addresses are filled up to so many bytes, so that what is sealed does not tell by its length.
const STEP: usize = 128;

impl Office {
    /// What the browser keeps of the page on which a session lapsed; none where its address is too
    /// long for a browser to keep.
    ///
    /// # Errors
    /// When the record has no key for it.
    pub fn lapsed_at(&self, lapsed: &SignedIn, page: &str) -> Result<Option<String>, Fault> {
        if page.len() > LONGEST {
            return Ok(None);
        }
        // An address holds no space.
        let filled = format!("{page:<width$}", width = page.len().next_multiple_of(STEP));
        let sealed = self.store.sealed_for(lapsed.actor().worker(), &filled);
        Ok(Some(URL_SAFE_NO_PAD.encode(sealed.map_err(Fault::unavailable)?)))
    }

    /// The page on which the session of this very person lapsed; none where it was somebody else's.
    ///
    /// # Errors
    /// When the record has no key for it.
    pub fn back_to(&self, who: &SignedIn, kept: &str) -> Result<Option<String>, Fault> {
        let Ok(sealed) = URL_SAFE_NO_PAD.decode(kept) else { return Ok(None) };
        let page = self.store.opened_for(who.actor().worker(), sealed);
        let page = page.map_err(Fault::unavailable)?;
        Ok(page.map(|page| page.trim_end().to_owned()))
    }
}
