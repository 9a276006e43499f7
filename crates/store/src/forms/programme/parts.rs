//! The shape of what his events are made of.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use pathway::codes::{Answer, ConsentForm, IncidentKind, Need};
use pathway::crossing::{Risk, ToProgramme};
use pathway::{CaseId, GroupId, NarrativeId, OrganisationId, SealedPartId, WorkerId};
use programme::codes::*;
use programme::parts::*;

use crate::forms::shape::{kinds, shapes};

kinds! {
    /// What the support service let pass.
    StoredHeard of ToProgramme, HEARD {
        "clearance" Clearance { cleared as cleared: bool }
        "ready_to_discuss" ReadyToDiscuss {}
    }
}
kinds! {
    /// Whether a referral goes on.
    StoredScreeningDecision of ScreeningDecision, SCREENING_DECISIONS {
        "go_on" GoOn {}
        "go_on_although" GoOnAlthough { why as why: NarrativeId }
        "ineligible" Ineligible { why as why: Option<NarrativeId> }
    }
}
kinds! {
    /// What the look for duplicates came to.
    StoredDuplicates of Duplicates, DUPLICATES {
        "none" None {}
        "before" Before { 0 as cases: Vec<CaseId> }
        "live" Live { 0 as case: CaseId }
    }
}
kinds! {
    /// What a discussion decided.
    StoredDecision of Decision, DECISIONS {
        "suitable" Suitable {}
        "unsuitable" Unsuitable {
            found as found: Unsuitable,
            escalate as escalate: bool,
            plan as plan: Option<NarrativeId>,
        }
    }
}
kinds! {
    /// Where he has his place.
    StoredPlacement of Placement, PLACEMENTS {
        "group" Group { 0 as group: GroupId }
        "one_to_one" OneToOne {}
        "blended" Blended { 0 as group: GroupId }
    }
}
kinds! {
    /// Who proposes that he leaves.
    StoredProposer of Proposer, PROPOSERS {
        "rule" Rule {}
        "facilitator" Facilitator { 0 as facilitator: WorkerId }
    }
}
shapes! {
    Referrer { organisation: OrganisationId, worker: WorkerId }
    Consent { form: ConsentForm, on: Date, taken_by: Option<WorkerId> }
    Attempt { when: Timestamp, way: Way, result: AttemptResult, note: Option<NarrativeId> }
    Offer { when: Timestamp, mode: Mode, place: Option<Box<str>> }
    Assessment {
        on: Date,
        motivation: Degree,
        responsibility: Degree,
        honesty: Degree,
        risk: Risk,
        needs: Vec<Need>,
        safe_to_take_part: Option<Answer>,
        tool: Option<Tool>,
        note: Option<NarrativeId>,
    }
    Tool { instrument: Box<str>, version: Box<str>, score: Option<f64> }
    Unsuitable {
        reason: UnsuitableReason,
        risks: Option<NarrativeId>,
        dash_or_marac: bool,
        recommended: Vec<Box<str>>,
    }
    Discussion {
        on: Date,
        took_part: Vec<Party>,
        findings: Option<NarrativeId>,
        decision: Decision,
        reasons: Option<NarrativeId>,
    }
    Attended {
        on: Date,
        session: SessionNumber,
        content: Content,
        tags: Vec<Tag>,
        heavy: bool,
        group: Option<GroupId>,
        late: Option<u16>,
        catch_up: bool,
    }
    Missed { on: Date, session: SessionNumber, with_notice: bool }
    Entry {
        on: Date,
        session: SessionNumber,
        content: Content,
        engagement: Option<Degree>,
        responsibility: Option<Degree>,
        notable_response: bool,
        concerns: Vec<Concern>,
        note: Option<NarrativeId>,
    }
    Proposal { reason: LeavingReason, by: Proposer, why: Option<NarrativeId> }
    Leaving {
        on: Date,
        reason: LeavingReason,
        manager: WorkerId,
        facilitator: Option<WorkerId>,
        why: Option<NarrativeId>,
    }
    ExitReview {
        risks: NarrativeId,
        told: Vec<Party>,
        final_measures_tried: bool,
        plan: Option<NarrativeId>,
    }
    Merged {
        case: CaseId,
        sessions: Vec<SessionNumber>,
        counted_before: u8,
        sealed: Vec<SealedPartId>,
        why: NarrativeId,
    }
    RiskAssessment {
        on: Date,
        by: Party,
        instrument: Box<str>,
        version: Option<Box<str>>,
        score: Option<u16>,
        band: Option<Risk>,
        judgement: Option<Risk>,
        judged_for_marac: bool,
        note: Option<NarrativeId>,
    }
    Incident {
        occurred: Date,
        source: IncidentSource,
        kind: IncidentKind,
        severity: u8,
        children_present: Answer,
        police_called: Answer,
        arrested: Answer,
        charged: Answer,
        same_people: Answer,
        done: Option<NarrativeId>,
    }
    JointReview {
        on: Date,
        took_part: Vec<Party>,
        shares: Option<NarrativeId>,
        risk: Option<Risk>,
        decisions: Option<NarrativeId>,
        actions: Vec<ReviewAction>,
        next: Option<Date>,
    }
    ReviewAction { what: NarrativeId, owner: WorkerId, by: Date }
    Meets { weekday: Weekday, time: TimeOfDay }
}
