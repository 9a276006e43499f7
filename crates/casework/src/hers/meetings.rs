//! Meetings of other agencies, what is to be done, and the service's part in what both discuss.

use access::act;
use jiff::civil::Date;
use pathway::{CaseId, NarrativeId, Reference, WorkerId};
use support::Command;
use support::codes::{Meeting, PartFor};
use support::facts::{Action, Attended, Part};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// The service's part of a case discussion or a joint review, as it is written down.
pub struct OwnPart {
    /// What it is for.
    pub of: PartFor,
    /// Of which case of his.
    pub his: CaseId,
    /// The day of the meeting.
    pub on: Date,
    /// Who took part for the service.
    pub took_part: Vec<WorkerId>,
    /// Her risk now.
    pub risk: Option<pathway::crossing::Risk>,
    /// What the service would share, if it shares anything. It goes nowhere by being written.
    pub shares: Option<String>,
    /// What was decided, for the service's own record.
    pub decisions: Option<String>,
    /// When the next one is.
    pub next: Option<Date>,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Records a meeting that her worker went to.
    pub async fn record_support_meeting(
        &self,
        reference: Reference,
        sent: Sent,
        on: Date,
        meeting: Meeting,
        note: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportAction, reference, sent, |_, texts| {
            Ok(Command::RecordMeeting(Attended { on, meeting, note: texts.keep_some(note) }))
        })
        .await
    }

    /// Sets something to be done.
    pub async fn set_support_action(
        &self,
        reference: Reference,
        sent: Sent,
        what: String,
        owner: WorkerId,
        due: Date,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportAction, reference, sent, |_, texts| {
            let what = texts.keep(what).ok_or(Fault::Refused("Say what is to be done"))?;
            Ok(Command::SetAction(Action { what, owner, due }))
        })
        .await
    }

    /// Records that it was done. An action is named by its words.
    pub async fn finish_support_action(
        &self,
        reference: Reference,
        sent: Sent,
        what: NarrativeId,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportAction, reference, sent, |_, _| {
            Ok(Command::FinishAction(what))
        })
        .await
    }

    /// Records the service's findings in the case discussion, or its part of a joint review.
    pub async fn write_support_part(
        &self,
        reference: Reference,
        sent: Sent,
        part: OwnPart,
    ) -> Result<Done, Fault> {
        let make = |_: &support::Case, texts: &mut crate::texts::Texts| {
            Ok(Command::WritePart(Part {
                of: part.of,
                his: part.his,
                on: part.on,
                took_part: part.took_part,
                shares: texts.keep_some(part.shares),
                risk: part.risk,
                decisions: texts.keep_some(part.decisions),
                next: part.next,
            }))
        };
        match part.of {
            PartFor::Discussion => {
                self.on_hers(act::RecordSupportDiscussion, reference, sent, make).await
            }
            PartFor::Review | PartFor::MidwayReport | PartFor::CompletionReport => {
                self.on_hers(act::RecordSupportReview, reference, sent, make).await
            }
        }
    }
}
