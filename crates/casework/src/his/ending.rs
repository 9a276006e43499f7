//! Leaving early, and coming back.

use access::act;
use jiff::civil::Date;
use pathway::Reference;
use programme::Command;
use programme::codes::{LeavingReason, Party};
use programme::parts::{Decision, Discussion, ExitReview, Unsuitable};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// What a discussion that found him unsuitable wrote, besides its codes.
#[derive(Debug, Default)]
pub struct UnsuitableWords {
    /// The risks to her and the children.
    pub risks: Option<String>,
    /// The plan from here, and where he is referred onward.
    pub plan: Option<String>,
    /// What the programme found.
    pub findings: Option<String>,
    /// The reasons: all that he is ever told.
    pub reasons: Option<String>,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Records a case discussion that found him unsuitable.
    pub async fn discuss_unsuitable(
        &self,
        reference: Reference,
        sent: Sent,
        took_part: Vec<Party>,
        (found, escalate): (Unsuitable, bool),
        words: UnsuitableWords,
    ) -> Result<Done, Fault> {
        let on = pathway::london_day(self.office.now());
        self.on_his(act::RecordDiscussion, reference, sent, |_, texts| {
            let found = Unsuitable { risks: texts.keep_some(words.risks), ..found };
            let plan = texts.keep_some(words.plan);
            Ok(Command::Discuss(Box::new(Discussion {
                on,
                took_part,
                findings: texts.keep_some(words.findings),
                decision: Decision::Unsuitable { found, escalate, plan },
                reasons: texts.keep_some(words.reasons),
            })))
        })
        .await
    }

    /// A facilitator proposes that he leaves. A manager has yet to confirm.
    pub async fn propose_ending(
        &self,
        reference: Reference,
        sent: Sent,
        reason: LeavingReason,
        why: Option<String>,
    ) -> Result<Done, Fault> {
        let facilitator = self.worker.actor.worker();
        self.on_his(act::ProposeEnding, reference, sent, |_, texts| {
            let why = texts.keep_some(why);
            Ok(Command::ProposeLeaving { reason, facilitator, why })
        })
        .await
    }

    /// Stands by what the rule proposes, for the manager to confirm.
    pub async fn stand_by_closure(&self, reference: Reference, sent: Sent) -> Result<Done, Fault> {
        let facilitator = self.worker.actor.worker();
        self.on_his(act::AnswerProposedClosure, reference, sent, |_, _| {
            Ok(Command::SupportLeaving { facilitator })
        })
        .await
    }

    /// Says why he stays.
    pub async fn decline_closure(
        &self,
        reference: Reference,
        sent: Sent,
        why: String,
    ) -> Result<Done, Fault> {
        let by = self.worker.actor.worker();
        self.on_his(act::AnswerProposedClosure, reference, sent, |_, texts| {
            let why = texts.keep(why).ok_or(Fault::Refused("Say why he stays"))?;
            Ok(Command::DeclineLeaving { by, why })
        })
        .await
    }

    /// Records what followed his leaving.
    pub async fn review_exit(
        &self,
        reference: Reference,
        sent: Sent,
        told: Vec<Party>,
        final_measures_tried: bool,
        (risks, plan): (String, Option<String>),
    ) -> Result<Done, Fault> {
        self.on_his(act::ReEngage, reference, sent, |_, texts| {
            let risks = texts.keep(risks).ok_or(Fault::Refused("Say what the risks are"))?;
            let plan = texts.keep_some(plan);
            let review = ExitReview { risks, told, final_measures_tried, plan };
            Ok(Command::ReviewExit(Box::new(review)))
        })
        .await
    }

    /// Begins his return: risk, discussion and clearance are to be had afresh.
    pub async fn propose_return(&self, reference: Reference, sent: Sent) -> Result<Done, Fault> {
        let by = self.worker.actor.worker();
        self.on_his(act::ReEngage, reference, sent, |_, _| Ok(Command::ProposeReturn { by })).await
    }

    /// He is back; the sessions that he did count.
    pub async fn record_return(
        &self,
        reference: Reference,
        sent: Sent,
        on: Date,
    ) -> Result<Done, Fault> {
        self.on_his(act::ReEngage, reference, sent, |_, _| Ok(Command::Return { on })).await
    }
}
