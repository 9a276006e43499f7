//! Sessions and what stands beside them: cancelled, noted later, key work, measures, completion.

use access::act;
use jiff::civil::Date;
use pathway::Reference;
use programme::Command;
use programme::codes::{Content, Point};
use programme::parts::{Entry, SessionNumber};

use super::Noted;
use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// We cancelled a session of his.
    pub async fn record_cancelled(
        &self,
        reference: Reference,
        sent: Sent,
        on: Date,
        session: SessionNumber,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordAttendance, reference, sent, |_, _| {
            Ok(Command::RecordCancelled { on, session })
        })
        .await
    }

    /// Notes something of him after a session, later than his attendance. Her worker hears the
    /// same minute where it is a reason to.
    pub async fn note_session(
        &self,
        reference: Reference,
        sent: Sent,
        (on, session, content): (Date, SessionNumber, Content),
        noted: Noted,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordAttendance, reference, sent, |_, texts| {
            let note = texts.keep_some(noted.note);
            Ok(Command::Note(Box::new(Entry {
                on,
                session,
                content,
                engagement: noted.engagement,
                responsibility: noted.responsibility,
                notable_response: noted.notable_response,
                concerns: noted.concerns,
                note,
            })))
        })
        .await
    }

    /// Records a motivational one-to-one, or a reminder: outside the thirty.
    pub async fn record_key_work(
        &self,
        reference: Reference,
        sent: Sent,
        on: Date,
        reminder: bool,
        note: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordOneToOne, reference, sent, |_, texts| {
            Ok(Command::RecordKeyWork { on, reminder, note: texts.keep_some(note) })
        })
        .await
    }

    /// Records that measures were taken of him, or tried.
    pub async fn record_measures(
        &self,
        reference: Reference,
        sent: Sent,
        point: Point,
        on: Date,
        taken: bool,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordMeasures, reference, sent, |_, _| {
            Ok(Command::RecordMeasures { point, on, taken })
        })
        .await
    }

    /// He has done all thirty sessions.
    pub async fn complete(
        &self,
        reference: Reference,
        sent: Sent,
        on: Date,
    ) -> Result<Done, Fault> {
        self.on_his(act::Complete, reference, sent, |_, _| Ok(Command::Complete { on })).await
    }

    /// Takes him out of his group.
    pub async fn unplace(
        &self,
        reference: Reference,
        sent: Sent,
        group: pathway::GroupId,
    ) -> Result<Done, Fault> {
        self.on_his(act::Place, reference, sent, |_, _| Ok(Command::Unplace(group))).await
    }

    /// Writes something down that is of no other step.
    pub async fn write_his_note(
        &self,
        reference: Reference,
        sent: Sent,
        note: String,
    ) -> Result<Done, Fault> {
        self.on_his(act::WriteCaseNote, reference, sent, |_, texts| {
            texts.keep(note).map(Command::WriteNote).ok_or(Fault::Refused("Write the note"))
        })
        .await
    }
}
