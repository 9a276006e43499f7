//! Each step of her support case as a method.

use access::act;
use pathway::{CaseId, Reference, WorkerId};
use support::Command;
use support::codes::{ClosureReason, ConsentTo, Done as Acted, Form};
use support::facts::{ActedUpon, Assessment, Attempt, Consent, Contact, Ground, Number};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Gives her case to a worker.
    pub async fn allocate_support(
        &self,
        reference: Reference,
        sent: Sent,
        worker: WorkerId,
    ) -> Result<Done, Fault> {
        self.on_hers(act::AllocateSupport, reference, sent, |_, _| Ok(Command::Allocate(worker)))
            .await
    }

    /// Records an attempt to reach her.
    pub async fn record_support_attempt(
        &self,
        reference: Reference,
        sent: Sent,
        attempt: Attempt,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportAttempt, reference, sent, |_, _| {
            Ok(Command::RecordAttempt(attempt))
        })
        .await
    }

    /// Records a contact with her.
    pub async fn record_support_contact(
        &self,
        reference: Reference,
        sent: Sent,
        contact: Contact,
        note: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportContact, reference, sent, |_, texts| {
            Ok(Command::RecordContact(Contact { note: texts.keep_some(note), ..contact }))
        })
        .await
    }

    /// Records her assessment.
    pub async fn assess_her(
        &self,
        reference: Reference,
        sent: Sent,
        assessment: Assessment,
        findings: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportAssessment, reference, sent, |_, texts| {
            Ok(Command::Assess(Assessment { findings: texts.keep_some(findings), ..assessment }))
        })
        .await
    }

    /// Records one of her three consents, or that she does not give it.
    pub async fn record_her_consent(
        &self,
        reference: Reference,
        sent: Sent,
        to: ConsentTo,
        his: Option<CaseId>,
        form: Form,
    ) -> Result<Done, Fault> {
        let (when, taken_by) = (self.office.now(), self.worker.actor.worker());
        self.on_hers(act::RecordSupportConsents, reference, sent, |_, _| {
            Ok(Command::RecordConsent(Consent { to, his, form, when, taken_by }))
        })
        .await
    }

    /// Clears him to start, for her part. The programme hears *cleared*, and never why.
    pub async fn clear(
        &self,
        reference: Reference,
        sent: Sent,
        his: CaseId,
        ground: Ground,
    ) -> Result<Done, Fault> {
        self.on_hers(act::Clear, reference, sent, |_, _| Ok(Command::Clear { his, ground })).await
    }

    /// The service is ready for the case discussion.
    pub async fn ready_to_discuss(
        &self,
        reference: Reference,
        sent: Sent,
        his: CaseId,
    ) -> Result<Done, Fault> {
        self.on_hers(act::ReadyToDiscuss, reference, sent, |_, _| Ok(Command::ReadyToDiscuss(his)))
            .await
    }

    /// Support starts.
    pub async fn start_support(&self, reference: Reference, sent: Sent) -> Result<Done, Fault> {
        let when = self.office.now();
        self.on_hers(act::StartSupport, reference, sent, |_, _| Ok(Command::StartSupport { when }))
            .await
    }

    /// Says what was done about something that the programme told.
    pub async fn act_on_signal(
        &self,
        reference: Reference,
        sent: Sent,
        told: Number,
        done: Vec<Acted>,
        note: Option<String>,
    ) -> Result<Done, Fault> {
        let (when, by) = (self.office.now(), self.worker.actor.worker());
        self.on_hers(act::ActOnSignal, reference, sent, |_, texts| {
            Ok(Command::ActUpon(ActedUpon { told, by, when, done, note: texts.keep_some(note) }))
        })
        .await
    }

    /// Writes a note.
    pub async fn write_support_note(
        &self,
        reference: Reference,
        sent: Sent,
        note: String,
    ) -> Result<Done, Fault> {
        self.on_hers(act::WriteSupportNote, reference, sent, |_, texts| {
            texts.keep(note).map(Command::WriteNote).ok_or(Fault::Refused("Write the note"))
        })
        .await
    }

    /// Closes her case.
    pub async fn close_support(
        &self,
        reference: Reference,
        sent: Sent,
        reason: ClosureReason,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::CloseSupport, reference, sent, |_, texts| {
            Ok(Command::Close(reason, texts.keep_some(why)))
        })
        .await
    }
}
