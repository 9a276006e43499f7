//! Stored forms as the text of the journal.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::kept::Unreadable;

/// The version of a form, whatever else it holds.
#[derive(Deserialize)]
struct Version {
    version: u16,
}

/// A stored form as JSON.
#[expect(
    clippy::expect_used,
    reason = "stored forms are structures of text, numbers and truth values: none fails to write"
)]
pub(super) fn written(form: &impl Serialize) -> String {
    serde_json::to_string(form).expect("a stored form is written")
}

/// What a text of the journal stands for. A newer form is told from a broken one.
pub(super) fn read<F, E>(text: &str, newest: u16) -> Result<E, String>
where
    F: DeserializeOwned,
    E: TryFrom<F, Error = Unreadable>,
{
    let form = serde_json::from_str::<F>(text).map_err(|fault| {
        match serde_json::from_str::<Version>(text) {
            Ok(Version { version }) if version > newest => Unreadable::Newer { version },
            _ => Unreadable::Shape { fault: fault.to_string() },
        }
    });
    form.and_then(E::try_from).map_err(|fault| fault.to_string())
}
