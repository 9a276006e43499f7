//! What can be done to a case as it stands, for whoever offers it: by the same order of the pathway
//! by which [`decide`](crate::decide()) refuses.

use crate::case::{Case, Stage, Standing};
use crate::possible::*;
use crate::refusal::Refusal;

/// Something that a person can do to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Acknowledge the referral.
    Acknowledge,
    /// Give the case to another facilitator or area.
    Transfer,
    /// Record an attempt to reach him.
    RecordAttempt,
    /// Ask him why he missed a session, and record the attempt.
    AskAboutMiss,
    /// Offer an assessment.
    OfferAssessment,
    /// Record what came of an offer.
    RecordOffer,
    /// Record an assessment.
    RecordAssessment,
    /// Record what the assessment came to.
    FindOutcome,
    /// Record the case discussion.
    Discuss,
    /// Record his consent.
    RecordConsent,
    /// Wait until he is cleared to start.
    AwaitClearance,
    /// Give him a place.
    Place,
    /// Offer a session.
    OfferSession,
    /// Record what became of a session.
    RecordSession,
    /// Record measures.
    RecordMeasures,
    /// Record that he completed the programme.
    Complete,
    /// Send a report.
    SendReport,
    /// Propose that he leaves.
    ProposeLeaving,
    /// Stand by a proposed closure, or say why not.
    AnswerProposal,
    /// Confirm that he leaves, or decide it.
    Leave,
    /// Review the risks of his leaving.
    ReviewExit,
    /// Close the case before a first session.
    Close,
    /// Begin his return.
    ProposeReturn,
    /// Record that he is back.
    Return,
    /// Assess his risk.
    AssessRisk,
    /// Refer her at any step, on risk.
    ReferHer,
    /// Deal with entries that a correction made impossible.
    AnswerFlags,
}

/// Whether something can be done to a case as it stands.
///
/// # Errors
/// A [`Refusal`] that says what is missing.
pub fn can(case: &Case, act: Act) -> Result<(), Refusal> {
    let from = case.standing();
    if_so(from.stage != Stage::Unheard, Refusal::NotReceived)?;
    match act {
        Act::Acknowledge => acknowledgeable(from),
        Act::Transfer => {
            live(from.stage)?;
            if_so(from.acknowledged.is_some() || from.before.is_some(), Refusal::NotAcknowledged)
        }
        Act::OfferAssessment | Act::RecordAssessment => assessable(from.stage),
        Act::RecordOffer => {
            let waits = from.offers.iter().any(|offered| offered.kept.is_none());
            if_so(waits, Refusal::NoOffer)
        }
        Act::FindOutcome => findable(from.stage),
        Act::Discuss => discussable(from.stage),
        Act::Place => placeable(from),
        Act::OfferSession | Act::RecordSession => placed(from.stage),
        Act::Complete => completable(from),
        Act::ProposeLeaving => proposable(from),
        Act::AnswerProposal => if_so(from.proposal.is_some(), Refusal::NothingProposed),
        Act::Leave => leavable(from),
        Act::ReviewExit => {
            let owed = from.stage == Stage::LeftEarly && !from.exit_reviewed;
            if_so(owed, Refusal::NotLeft)
        }
        Act::Close => closable(from),
        Act::ProposeReturn => may_return(from),
        Act::Return => returnable(from),
        Act::ReferHer => {
            let named = unreferred(from);
            if_so(named, Refusal::AlreadyReferred)
        }
        Act::AnswerFlags => {
            let flag = case.flags().next().map(|flag| flag.event);
            if_so(flag.is_some(), Refusal::NoFlag(flag.unwrap_or_default()))
        }
        Act::SendReport => {
            let due = from.assessment.is_some() || from.midway.is_some();
            if_so(due, Refusal::NothingToReport("the assessment"))
        }
        Act::RecordMeasures => {
            let begun = from.placed.is_some() || from.before.is_some();
            if_so(begun, Refusal::NotPlaced)
        }
        Act::RecordAttempt
        | Act::AskAboutMiss
        | Act::RecordConsent
        | Act::AwaitClearance
        | Act::AssessRisk => Ok(()),
    }
}

fn unreferred(from: &Standing) -> bool {
    from.sealed.iter().any(|part| !from.hers.contains_key(part))
}
