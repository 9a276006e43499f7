//! His risk, as the programme's side may know it: hers never enters.

use access::act;
use jiff::civil::Date;
use pathway::marac::{MaracReason, Thresholds};
use pathway::{Reference, london_day};
use programme::parts::{Incident, RiskAssessment};
use programme::{Command, Version};

use crate::fault::Fault;
use crate::office::{Acting, Done, Sent};

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// Every reason to put the case to MARAC, by what the programme itself knows. A person
    /// decides.
    pub fn his_marac(&self, case: &programme::Case) -> Result<Vec<MaracReason>, Fault> {
        let thresholds = Thresholds::shipped().map_err(Fault::unavailable)?;
        Ok(programme::marac(case, &thresholds, london_day(self.office.now())))
    }

    /// Records a risk assessment.
    pub async fn assess_his_risk(
        &self,
        reference: Reference,
        sent: Sent,
        assessment: RiskAssessment,
        note: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_his(act::AssessRisk, reference, sent, |_, texts| {
            let note = texts.keep_some(note);
            Ok(Command::AssessRisk(Box::new(RiskAssessment { note, ..assessment })))
        })
        .await
    }

    /// Records a decision on MARAC.
    pub async fn decide_marac(
        &self,
        reference: Reference,
        sent: Sent,
        referred: bool,
        on: Date,
        why: String,
    ) -> Result<Done, Fault> {
        self.on_his(act::AssessRisk, reference, sent, |_, texts| {
            let why = texts.keep(why).ok_or(Fault::Refused("Say why"))?;
            Ok(Command::DecideMarac { referred, on, why })
        })
        .await
    }

    /// Records an incident that the programme heard of itself.
    pub async fn record_his_incident(
        &self,
        reference: Reference,
        sent: Sent,
        incident: Incident,
        done: Option<String>,
    ) -> Result<Done, Fault> {
        self.on_his(act::RecordIncident, reference, sent, |_, texts| {
            let done = texts.keep_some(done);
            Ok(Command::RecordIncident(Box::new(Incident { done, ..incident })))
        })
        .await
    }

    /// Records whether risk escalates after an incident, which the event names by which it was
    /// recorded.
    pub async fn review_escalation(
        &self,
        reference: Reference,
        sent: Sent,
        incident: Version,
        escalates: bool,
        why: String,
    ) -> Result<Done, Fault> {
        self.on_his(act::AssessRisk, reference, sent, |_, texts| {
            let why = texts.keep(why).ok_or(Fault::Refused("Say why"))?;
            Ok(Command::ReviewEscalation { incident, escalates, why })
        })
        .await
    }
}
