//! The stored form of what happens in her case.

mod kept;
mod shapes;

use serde::{Deserialize, Serialize};
use support::{Event, What};

use super::kept::{Kept, Unreadable};
use super::text;
pub use shapes::{GROUNDS, KINDS, StoredGround, StoredTold, StoredTransfer, StoredWhat, TRANSFERS};

/// The version that is written now. A form that changes gets the next one, and what was stored
/// under an earlier one is turned into it here.
pub const VERSION: u16 = 1;

/// An event as it is kept, in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredEvent {
    /// The version of the form.
    pub version: u16,
    /// When it was recorded, in ISO 8601.
    pub at: String,
    /// What happened.
    pub what: StoredWhat,
}

impl From<&Event> for StoredEvent {
    fn from(event: &Event) -> Self {
        Self { version: VERSION, at: event.at.form(), what: event.what.form() }
    }
}

impl TryFrom<StoredEvent> for Event {
    type Error = Unreadable;

    fn try_from(stored: StoredEvent) -> Result<Self, Unreadable> {
        if stored.version != VERSION {
            return Err(Unreadable::Newer { version: stored.version });
        }
        Ok(Self { at: Kept::back(stored.at)?, what: What::back(stored.what)? })
    }
}

/// An event as the text that the journal keeps.
pub fn write(event: &Event) -> String {
    text::written(&StoredEvent::from(event))
}

/// The event that a text of the journal stands for.
///
/// # Errors
/// What is wrong with the text, and what to do about it.
pub fn read(stored: &str) -> Result<Event, String> {
    text::read::<StoredEvent, _>(stored, VERSION)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn fixtures() -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/forms/fixtures/support");
        let read = |file: std::io::Result<std::fs::DirEntry>| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        };
        std::fs::read_dir(folder).unwrap().map(read).collect()
    }

    #[test]
    fn every_form_ever_shipped_is_read_and_written_again_as_it_was() {
        for (name, text) in fixtures() {
            let stored: StoredEvent =
                serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            let event =
                Event::try_from(stored.clone()).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert_eq!(StoredEvent::from(&event), stored, "{name}");
            assert_eq!(read(&write(&event)), Ok(event), "{name}");
            let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            let written = serde_json::to_string(&stored).unwrap();
            assert_eq!(json(&written), json(&text), "{name}");
        }
    }

    #[test]
    fn every_kind_of_event_has_a_fixture_of_its_version() {
        let kinds: BTreeSet<String> =
            KINDS.iter().map(|kind| format!("{kind}.{VERSION}")).collect();
        let there: BTreeSet<String> = fixtures().into_iter().map(|(name, _)| name).collect();
        let missing: Vec<_> = kinds.difference(&there).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn what_cannot_be_read_says_what_was_found() {
        let (_, text) = fixtures().into_iter().find(|(name, _)| name == "attempted.1").unwrap();
        for (good, bad, said) in [
            ("\"telephone\"", "\"pigeon\"", "way of reaching her"),
            ("\"version\": 1", "\"version\": 9", "version 9"),
            ("2019-03-04T10:00:00Z", "soon", "moment"),
        ] {
            let stored: StoredEvent = serde_json::from_str(&text.replace(good, bad)).unwrap();
            let fault = Event::try_from(stored).unwrap_err().to_string();
            assert!(fault.contains(said), "{fault}");
        }
    }
}
