//! Risk as the programme's side may read it: hers never enters.

use jiff::civil::Date;
use pathway::codes::Answer;
use pathway::marac::{Known, MaracReason, Thresholds};

use crate::case::Case;

/// Every reason why this case is to be put to MARAC, by what the programme's side knows. A
/// person decides; what lay before the last decision has been weighed in it.
pub fn marac(case: &Case, thresholds: &Thresholds, today: Date) -> Vec<MaracReason> {
    let standing = case.standing();
    let latest = standing.risk_assessments.iter().max_by_key(|assessment| assessment.on);
    let dash = standing
        .risk_assessments
        .iter()
        .filter(|assessment| assessment.instrument.eq_ignore_ascii_case("DASH"))
        .max_by_key(|assessment| assessment.on);
    let decided = |day: Date| standing.marac_decided.is_some_and(|decision| decision >= day);
    let incidents = standing.incidents.iter().map(|recorded| &recorded.incident);
    let known = Known {
        dash: dash.filter(|assessment| !decided(assessment.on)).and_then(|dash| dash.score),
        between_the_same: incidents
            .clone()
            .filter(|incident| incident.same_people == Answer::Yes)
            .map(|incident| incident.occurred)
            .filter(|day| !decided(*day))
            .collect(),
        incidents: match incidents.clone().map(|incident| incident.occurred).max() {
            Some(last) if !decided(last) => incidents.map(|incident| incident.occurred).collect(),
            _ => Vec::new(),
        },
        last_referral: standing.last_marac,
        judged: latest.is_some_and(|latest| latest.judged_for_marac && !decided(latest.on)),
    };
    thresholds.reasons(&known, today)
}
