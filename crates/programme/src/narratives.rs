//! The texts that a step names: kept apart, and read by leave.

use pathway::NarrativeId;

use crate::event::Step;
use crate::parts::{Decision, ScreeningDecision};

impl Step {
    /// Every text that it names, with what each is, in the order in which they are read.
    pub fn narratives(&self) -> Vec<(&'static str, NarrativeId)> {
        let some = |what, text: Option<NarrativeId>| text.map(|text| (what, text));
        let found: Vec<Option<(&'static str, NarrativeId)>> = match self {
            Self::Received(referral) => vec![some("Why he was referred", referral.note)],
            Self::Supplemented(supplement) => vec![some("What was added", supplement.note)],
            Self::Acknowledged(how) => vec![match how.decision {
                ScreeningDecision::GoOn => None,
                ScreeningDecision::GoOnAlthough { why } => some("Why it goes on", Some(why)),
                ScreeningDecision::Ineligible { why } => some("Why not", why),
            }],
            Self::Transferred { why, .. } => vec![some("Why", *why)],
            Self::NoteWritten { note } | Self::HoldReviewed { note } => {
                vec![some("Note", Some(*note))]
            }
            Self::Attempted(attempt) => vec![some("Note", attempt.note)],
            Self::Assessed(assessment) => vec![some("Note", assessment.note)],
            Self::FoundUnsuitable(found) => vec![some("Risks", found.risks)],
            Self::HerNotReferred { why } => vec![some("Why she was not referred", Some(*why))],
            Self::Discussed(discussion) => {
                let mut all = vec![
                    some("What the programme found", discussion.findings),
                    some("Reasons", discussion.reasons),
                ];
                if let Decision::Unsuitable { found, plan, .. } = &discussion.decision {
                    all.push(some("Risks", found.risks));
                    all.push(some("Plan", *plan));
                }
                all
            }
            Self::Noted(entry) => vec![some("Note", entry.note)],
            Self::KeyWork { note, .. } => vec![some("Note", *note)],
            Self::ReportSent { document, .. } => vec![some("Report", *document)],
            Self::LeavingProposed(proposal) => vec![some("Why", proposal.why)],
            Self::LeavingDeclined { why, .. } => vec![some("Why he stays", Some(*why))],
            Self::Left(leaving) => vec![some("Why", leaving.why)],
            Self::ExitReviewed(review) => {
                vec![some("Risks", Some(review.risks)), some("How he can come back", review.plan)]
            }
            Self::ClosedBeforeAssessment { why, .. } | Self::ClosedBeforeStart { why, .. } => {
                vec![some("Why", *why)]
            }
            Self::MergedFrom(merged) => vec![some("Why they are one man", Some(merged.why))],
            Self::RiskAssessed(assessment) => vec![some("Note", assessment.note)],
            Self::MaracDecided { why, .. } | Self::EscalationReviewed { why, .. } => {
                vec![some("Why", Some(*why))]
            }
            Self::IncidentRecorded(incident) => vec![some("What was done", incident.done)],
            Self::JointReviewed(review) => {
                let mut all = vec![
                    some("What the programme shares", review.shares),
                    some("Decisions", review.decisions),
                ];
                all.extend(review.actions.iter().map(|action| some("Action", Some(action.what))));
                all
            }
            Self::Corrected(correction) => vec![some("Reason", Some(correction.why))],
            Self::FlagAnswered { why, .. } => vec![some("What was done", Some(*why))],
            _ => Vec::new(),
        };
        found.into_iter().flatten().collect()
    }
}
