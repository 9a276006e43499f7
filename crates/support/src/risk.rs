//! Risk, as her side alone may read it: what belongs at the MARAC, and the three that together
//! are the 'toxic trio'. Thresholds are data; a decision is always a person's.

use jiff::ToSpan;
use jiff::civil::Date;
use pathway::london_day;

use crate::case::Case;
use crate::codes::*;
use crate::event::What;
use crate::rules::Rules;

/// The grounds on which what just happened puts the case at the MARAC. A judgement adds to them
/// and takes none away: a score that puts a case there stands.
pub(crate) fn marac_grounds(after: &Case, what: &What, rules: &Rules) -> Vec<MaracGround> {
    let mut grounds = Vec::new();
    match what {
        What::RiskAssessed(risk) => {
            let threshold = rules.marac_score(london_day(risk.when), &risk.instrument);
            if risk.score.zip(threshold).is_some_and(|(score, from)| score >= from) {
                grounds.push(MaracGround::Score);
            }
            if risk.judgement.as_ref().is_some_and(|judgement| judgement.marac) {
                grounds.push(MaracGround::Judgement);
            }
        }
        What::IncidentRecorded(incident) => {
            if escalates(after, incident.on, rules) {
                grounds.push(MaracGround::Escalation);
            }
            let months = rules.repeat_months(incident.on);
            let repeats = |referred: &Date| {
                *referred <= incident.on && incident.on <= later(*referred, months)
            };
            if after.marac_referrals.iter().any(repeats) {
                grounds.push(MaracGround::Repeat);
            }
        }
        What::EscalationReviewed(review) if review.marac => grounds.push(MaracGround::Judgement),
        _ => {}
    }
    grounds
}

/// Whether this many incidents fall within these months, the one of this day among them;
/// incidents may be entered out of order.
fn escalates(case: &Case, on: Date, rules: &Rules) -> bool {
    let months = rules.escalation_months(on);
    let enough = usize::from(rules.escalation_incidents(on));
    let days = || case.incidents.iter().map(|incident| incident.on);
    days().filter(|first| *first <= on && on <= later(*first, months)).any(|first| {
        let until = later(first, months);
        days().filter(|day| first <= *day && *day <= until).count() >= enough
    })
}

/// The day that many months later; the last day there is when there are no more.
fn later(day: Date, months: u16) -> Date {
    day.saturating_add(i32::from(months).months())
}

impl Case {
    /// Whether domestic abuse, mental ill health and substance misuse all stand, by what her
    /// side knows.
    pub fn toxic_trio(&self) -> bool {
        let household = self.assessments.last().map(|assessment| assessment.household);
        let found = |answer: fn(&crate::facts::Household) -> Answer| {
            household.as_ref().map(answer) == Some(Answer::Yes)
        };
        let abuse = found(|household| household.domestic_abuse) || !self.incidents.is_empty();
        let ill = found(|household| household.mental_ill_health)
            || self.needs().any(|need| need == Need::MentalHealth);
        let misuse = found(|household| household.substance_misuse)
            || self.needs().any(|need| need == Need::SubstanceUse);
        abuse && ill && misuse
    }
}
