//! Her three consents, each apart, and what rests on them.

use access::act;
use jiff::Timestamp;
use pathway::{CaseId, Reference};
use support::Command;
use support::codes::{ConsentTo, Form, NotAsked};
use support::facts::{Consent, Ground, Withdrawal};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Records one of her three consents as it was given a while ago, or that she does not give
    /// it.
    pub async fn record_her_consent_of(
        &self,
        reference: Reference,
        sent: Sent,
        (to, his): (ConsentTo, Option<CaseId>),
        form: Form,
        when: Timestamp,
    ) -> Result<Done, Fault> {
        let taken_by = self.worker.actor.worker();
        self.on_hers(act::RecordSupportConsents, reference, sent, |_, _| {
            Ok(Command::RecordConsent(Consent { to, his, form, when, taken_by }))
        })
        .await
    }

    /// She takes a consent back. What rested on it is taken back with it.
    pub async fn withdraw_her_consent(
        &self,
        reference: Reference,
        sent: Sent,
        (to, his): (ConsentTo, Option<CaseId>),
        when: Timestamp,
    ) -> Result<Done, Fault> {
        let taken_by = self.worker.actor.worker();
        self.on_hers(act::RecordSupportConsents, reference, sent, |_, _| {
            Ok(Command::WithdrawConsent(Withdrawal { to, his, when, taken_by }))
        })
        .await
    }

    /// Clears him to start where she could not be asked: a reasoned decision of the service's
    /// manager.
    pub async fn clear_without_her(
        &self,
        reference: Reference,
        sent: Sent,
        his: CaseId,
        because: NotAsked,
        why: String,
    ) -> Result<Done, Fault> {
        let decided_by = self.worker.actor.worker();
        self.on_hers(act::ClearWithoutHer, reference, sent, |_, texts| {
            let why = texts.keep(why).ok_or(Fault::Refused("Say why"))?;
            let ground = Ground::Manager { because, decided_by, why };
            Ok(Command::Clear { his, ground })
        })
        .await
    }

    /// Not yet, or no longer. Why stays on this side.
    pub async fn not_yet(
        &self,
        reference: Reference,
        sent: Sent,
        his: CaseId,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::Clear, reference, sent, |_, texts| {
            Ok(Command::NotYet { his, why: texts.keep_some(why) })
        })
        .await
    }

    /// She declines support. Neither of her other consents is touched.
    pub async fn decline_support(
        &self,
        reference: Reference,
        sent: Sent,
        when: Timestamp,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportAssessment, reference, sent, |_, _| {
            Ok(Command::DeclineSupport { when })
        })
        .await
    }

    /// Support started a while ago.
    pub async fn start_support_of(
        &self,
        reference: Reference,
        sent: Sent,
        when: Timestamp,
    ) -> Result<Done, Fault> {
        self.on_hers(act::StartSupport, reference, sent, |_, _| Ok(Command::StartSupport { when }))
            .await
    }
}
