//! Sessions of a group before they are held: planned, cancelled, moved.

use access::act;
use jiff::civil::Date;
use pathway::Reference;
use programme::group::{Command, Planned};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// What comes in the place of a session that is not held on its day.
#[derive(Clone, Debug, PartialEq)]
pub enum Instead {
    /// Nothing.
    Nothing,
    /// The same, on another day.
    On(Planned),
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Says what the session of a day is about, so that it can be announced.
    pub async fn plan_session(
        &self,
        group: Reference,
        sent: Sent,
        planned: Planned,
    ) -> Result<Done, Fault> {
        self.on_group(act::RecordSession, group, sent, vec![Command::Plan(planned)]).await
    }

    /// Records that the session of a day was cancelled by us, and what comes instead. It counts
    /// against nobody.
    pub async fn cancel_session(
        &self,
        group: Reference,
        sent: Sent,
        on: Date,
        instead: Instead,
    ) -> Result<Done, Fault> {
        let mut commands = vec![Command::Cancel { on }];
        if let Instead::On(planned) = instead {
            commands.push(Command::Plan(planned));
        }
        self.on_group(act::RecordSession, group, sent, commands).await
    }
}
