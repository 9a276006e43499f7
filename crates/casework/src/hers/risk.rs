//! Her risk: assessed again and again, incidents, the MARAC, her safety plan.

use access::act;
use jiff::Timestamp;
use jiff::civil::Date;
use pathway::Reference;
use pathway::crossing::Risk;
use support::Command;
use support::facts::{EscalationReview, Incident, Judgement, RiskAssessment, SafetyPlan};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// A professional judgement as somebody writes it down.
#[derive(Clone, PartialEq, Eq)]
pub struct Judged {
    /// The risk, as judged.
    pub risk: Risk,
    /// Whether it belongs at the MARAC.
    pub marac: bool,
    /// Why.
    pub why: String,
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Records an assessment of her risk: score, band and judgement each apart.
    pub async fn assess_her_risk(
        &self,
        reference: Reference,
        sent: Sent,
        assessment: RiskAssessment,
        judged: Option<Judged>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::AssessSupportRisk, reference, sent, |_, texts| {
            let judgement = match judged {
                None => None,
                Some(Judged { risk, marac, why }) => {
                    let why = texts.keep(why).ok_or(Fault::Refused("Say why you judge so"))?;
                    Some(Judgement { risk, marac, why })
                }
            };
            Ok(Command::AssessRisk(RiskAssessment { judgement, ..assessment }))
        })
        .await
    }

    /// Records an incident as the service knows it. It raises no flag of his.
    pub async fn record_her_incident(
        &self,
        reference: Reference,
        sent: Sent,
        incident: Incident,
        done: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_hers(act::RecordSupportIncident, reference, sent, |_, texts| {
            Ok(Command::RecordIncident(Incident { done: texts.keep_some(done), ..incident }))
        })
        .await
    }

    /// Records that she was referred to the MARAC.
    pub async fn refer_her_to_marac(
        &self,
        reference: Reference,
        sent: Sent,
        on: Date,
    ) -> Result<Done, Fault> {
        self.on_hers(act::AssessSupportRisk, reference, sent, |_, _| Ok(Command::ReferToMarac(on)))
            .await
    }

    /// Reviews escalation after an incident.
    pub async fn review_her_escalation(
        &self,
        reference: Reference,
        sent: Sent,
        Judged { risk, marac, why }: Judged,
    ) -> Result<Done, Fault> {
        let when = self.office.now();
        self.on_hers(act::AssessSupportRisk, reference, sent, |_, texts| {
            let why = texts.keep(why).ok_or(Fault::Refused("Say why you judge so"))?;
            Ok(Command::ReviewEscalation(EscalationReview { when, risk, marac, why }))
        })
        .await
    }

    /// Writes down the safety plan that was agreed with her.
    pub async fn plan_her_safety(
        &self,
        reference: Reference,
        sent: Sent,
        when: Timestamp,
        review_on: Option<Date>,
        plan: String,
    ) -> Result<Done, Fault> {
        self.on_hers(act::WriteSafetyPlan, reference, sent, |_, texts| {
            let plan = texts.keep(plan).ok_or(Fault::Refused("Write the plan"))?;
            Ok(Command::PlanSafety(SafetyPlan { plan, when, review_on }))
        })
        .await
    }
}
