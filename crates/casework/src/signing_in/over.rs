//! What is over: kept of an account for as long as it is of use, and then cleared away. The page on
//! safeguards says of each for how long.

use jiff::SignedDuration;
use pathway::{ProgrammeId, WorkerId};
use store::Change;
use uuid::Uuid;

use super::kept;
use super::session::KNOWN_AFTER;
use crate::corrections::READDRESSED_FOR;
use crate::fault::Fault;
use crate::office::Office;
use crate::resets::RESET_WITHIN;

/// So long a browser is known that nobody signs in from.
const KNOWN_PLACE: SignedDuration = SignedDuration::from_hours(365 * 24);
/// So long a form waits for whoever sent it after their session had ended.
const FORM_WAITS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So long it is known that a letter was sent.
const SENT_KNOWN: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Office {
    /// Clears away what is over: sessions that ended so long ago that nothing of them is kept for
    /// anybody, what was begun and not ended, links and wishes that are good no more, what was tried,
    /// browsers that nobody signs in from, forms that nobody came back for, and letters that were sent.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn forget_what_is_over(&self) -> Result<(), Fault> {
        let now = self.now();
        let ago = |time| now.checked_sub(time).unwrap_or(now);
        let (nobody, nowhere) = (WorkerId::of(Uuid::nil()), ProgrammeId::of(Uuid::nil()));
        let mut change = Change::unnumbered(nobody, nowhere, ago(KNOWN_AFTER));
        change.clear_ended_sessions();
        self.store.commit(change).await?;
        let mut change = Change::unnumbered(nobody, nowhere, now);
        change
            .clear_unfinished()
            .clear_invitations()
            .clear_resets(ago(RESET_WITHIN))
            .clear_readdressed(ago(READDRESSED_FOR))
            .clear_places(ago(KNOWN_PLACE))
            .clear_drafts(kept::KIND, ago(FORM_WAITS))
            .clear_sent(ago(SENT_KNOWN));
        self.clear_attempts(&mut change);
        self.store.commit(change).await.map(drop).map_err(Fault::from)
    }
}
