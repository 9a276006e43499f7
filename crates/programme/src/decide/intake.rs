//! Acknowledging: screening by the rules of the day of receipt, and a person's decision.

use pathway::OrganisationId;
use pathway::codes::Code;
use pathway::rules::WhenHers;
use pathway::screening::{Facts, Screened, Verdict, screen};

use super::Context;
use crate::case::{Case, Standing};
use crate::codes::{ClosureReason, HerReferral};
use crate::event::{Acknowledgement, Step};
use crate::parts::ScreeningDecision;
use crate::refusal::Refusal;

/// What screening says of a case by the rules of the day on which it was received.
pub fn screening(case: &Case, context: &Context<'_>) -> Verdict {
    screen(&context.rules_of(case), &facts(case.standing()))
}

/// The facts that screening has: of the referral, or of the row by which history entered.
fn facts(standing: &Standing) -> Facts {
    let mut facts = match (&standing.referral, &standing.before) {
        (Some(referral), _) => referral.screening.clone(),
        (None, Some(before)) => Facts {
            source: before.facts.source,
            age: before.facts.age_at_referral,
            risk: before.facts.risk_level,
            plan: before.facts.plan,
            ..Facts::default()
        },
        (None, None) => Facts::default(),
    };
    facts.area.clone_from(&standing.area);
    facts
}

pub(super) fn acknowledge(
    case: &Case,
    how: Acknowledgement,
    support_provider: Option<OrganisationId>,
    context: &Context<'_>,
) -> Result<Vec<Step>, Refusal> {
    let screening = screening(case, context);
    if how.decision == ScreeningDecision::GoOn && screening.screened() == Screened::NotEligible {
        let reasons = screening.reasons.iter().map(|reason| reason.words()).collect();
        return Err(Refusal::NotEligible(reasons));
    }
    let decision = how.decision;
    let mut steps = vec![Step::Acknowledged(Box::new(Acknowledgement { screening, ..how }))];
    if let ScreeningDecision::Ineligible { why } = decision {
        steps.push(Step::ClosedBeforeAssessment { reason: ClosureReason::Ineligible, why });
        return Ok(steps);
    }
    if context.rules_of(case).her_referral == WhenHers::WithHis {
        let unreferred = unreferred(case);
        match support_provider {
            Some(provider) => steps.extend(refer(unreferred, provider, HerReferral::WithHis)),
            None if unreferred.is_empty() => {}
            None => return Err(Refusal::ProviderMissing),
        }
    }
    Ok(steps)
}

/// The women who have not been referred to the support service.
pub(super) fn unreferred(case: &Case) -> Vec<pathway::SealedPartId> {
    let standing = case.standing();
    standing.sealed.iter().filter(|part| !standing.hers.contains_key(part)).copied().collect()
}

pub(super) fn refer(
    parts: Vec<pathway::SealedPartId>,
    provider: OrganisationId,
    occasion: HerReferral,
) -> impl Iterator<Item = Step> {
    parts.into_iter().map(move |part| Step::HerReferred { part, provider, occasion })
}
