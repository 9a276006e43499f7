//! What a form that changes something carries: its own id and the version of the record that it
//! was drawn from, in one hidden field.

use casework::Office;
use pathway::CommandId;

use super::Sent;
use crate::faults::Fault;

/// A form as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Drawn(casework::Sent);

impl Drawn {
    /// A new form, drawn from a version of the record; 0 where it begins one.
    pub(crate) fn from_version(office: &Office, version: u32) -> Self {
        Self(office.form(version))
    }

    /// The form that was sent, drawn again with its faults: it is still the same, and still done
    /// once.
    pub(crate) fn again(sent: casework::Sent) -> Self {
        Self(sent)
    }

    /// What the hidden field holds.
    pub(crate) fn text(self) -> String {
        format!("{}.{}", self.0.command.uuid(), self.0.version)
    }

    fn read(text: &str) -> Option<casework::Sent> {
        let (command, version) = text.split_once('.')?;
        let command = command.parse().ok().map(CommandId::of)?;
        Some(casework::Sent { command, version: version.parse().ok()? })
    }
}

impl Sent {
    /// Which form it is, by what it was drawn with.
    ///
    /// # Errors
    /// Where no form of ours was sent: there is nothing to do.
    pub(crate) fn form(&self) -> Result<casework::Sent, Fault> {
        self.submission.command().and_then(Drawn::read).ok_or(Fault::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_form_is_known_again_by_what_it_carries() {
        let sent = casework::Sent { command: CommandId::of(Uuid::from_u128(7)), version: 3 };
        assert_eq!(Drawn::read(&Drawn::again(sent).text()), Some(sent));
        for wrong in ["", "7.3", "00000000-0000-0000-0000-000000000007", "x.y"] {
            assert_eq!(Drawn::read(wrong), None, "{wrong}");
        }
    }
}
