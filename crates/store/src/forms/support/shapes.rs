//! The shape of each event as it is kept. A field is named as it is in the event.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::crossing::{Ending, Risk, Signal};
use pathway::{
    Area, CaseId, NarrativeId, OrganisationId, PersonId, SealedPartId, SupportCaseId, WorkerId,
};
use serde::{Deserialize, Serialize};
use support::before::Origin;
use support::codes::*;
use support::facts::*;
use support::{Before, Correction, What};

use crate::forms::kept::{Kept, Unreadable};
use crate::forms::shape::{kinds, shapes};

/// Something that the programme told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredTold<T> {
    his: String,
    what: T,
}

impl<T: Kept> Kept for Told<T> {
    type Form = StoredTold<T::Form>;
    fn form(&self) -> Self::Form {
        StoredTold { his: self.his.form(), what: self.what.form() }
    }
    fn back(form: Self::Form) -> Result<Self, Unreadable> {
        Ok(Self { his: Kept::back(form.his)?, what: T::back(form.what)? })
    }
}

kinds! {
    /// Where a case goes.
    StoredTransfer of Transfer, TRANSFERS {
        "worker" Worker { 0 as to: WorkerId }
        "area" Area { 0 as area: Area, 1 as worker: Option<WorkerId> }
        "provider" Provider { 0 as provider: OrganisationId, 1 as area: Area }
    }
}
kinds! {
    /// On what a clearance rests.
    StoredGround of Ground, GROUNDS {
        "her_consent" HerConsent {}
        "manager" Manager {
            because as because: NotAsked,
            decided_by as decided_by: WorkerId,
            why as why: NarrativeId,
        }
    }
}
kinds! {
    /// What happened.
    StoredWhat of What, KINDS {
        "referred" Referred { 0 as entry: Referral }
        "opened" Opened { 0 as entry: Opening }
        "recorded_before" RecordedBefore { 0 as row: Box<Before> }
        "person_recorded" PersonRecorded { 0 as person: PersonId }
        "details_changed" DetailsChanged { 0 as person: PersonId }
        "allocated" Allocated { 0 as to: WorkerId }
        "transferred" Transferred { 0 as to: Transfer }
        "merged_into" MergedInto { 0 as into: SupportCaseId }
        "took_in" TookIn { 0 as from: SupportCaseId, 1 as his: Vec<CaseId> }
        "attempted" Attempted { 0 as entry: Attempt }
        "verified_safe_contact" VerifiedSafeContact { 0 as ways: Vec<Way> }
        "contacted" Contacted { 0 as entry: Contact }
        "profile_recorded" ProfileRecorded { 0 as entry: Profile }
        "assessed" Assessed { 0 as entry: Assessment }
        "support_declined" SupportDeclined { when as when: Timestamp }
        "support_started" SupportStarted { when as when: Timestamp }
        "safety_planned" SafetyPlanned { 0 as entry: SafetyPlan }
        "action_set" ActionSet { 0 as entry: Action }
        "action_done" ActionDone { 0 as action: NarrativeId }
        "meeting_attended" MeetingAttended { 0 as entry: Attended }
        "note_written" NoteWritten { 0 as note: NarrativeId }
        "measure_taken" MeasureTaken { 0 as entry: Measure }
        "measure_missed" MeasureMissed { 0 as entry: MissedMeasure }
        "benefits_recorded" BenefitsRecorded { 0 as entry: Benefits }
        "consent_recorded" ConsentRecorded { 0 as entry: Consent }
        "consent_withdrawn" ConsentWithdrawn { 0 as entry: Withdrawal }
        "cleared" Cleared { his as his: CaseId, ground as ground: Ground, asked as asked: Form }
        "not_yet_cleared" NotYetCleared { his as his: CaseId, why as why: Option<NarrativeId> }
        "ready_to_discuss" ReadyToDiscuss { 0 as his: CaseId }
        "risk_assessed" RiskAssessed { 0 as entry: RiskAssessment }
        "incident_recorded" IncidentRecorded { 0 as entry: Incident }
        "marac_found" MaracFound { 0 as grounds: Vec<MaracGround> }
        "marac_referred" MaracReferred { 0 as on: Date }
        "escalation_reviewed" EscalationReviewed { 0 as entry: EscalationReview }
        "joint_review_due" JointReviewDue { 0 as his: CaseId, 1 as cause: ReviewCause }
        "part_written" PartWritten { 0 as entry: Part }
        "part_released" PartReleased { 0 as entry: Release }
        "part_withheld" PartWithheld { 0 as part: Number, 1 as why: NarrativeId }
        "release_withdrawn" ReleaseWithdrawn { 0 as part: Number, 1 as why: NarrativeId }
        "told_of_start" ToldOfStart { 0 as told: Told<Date> }
        "told_of_absence" ToldOfAbsence { 0 as told: Told<Absence> }
        "signal_received" SignalReceived { 0 as told: Told<SessionSignal> }
        "risk_of_his_changed" RiskOfHisChanged { 0 as told: Told<Risk> }
        "heavy_session_announced" HeavySessionAnnounced { 0 as told: Told<ComingSession> }
        "coming_week" ComingWeek { 0 as told: Told<ComingSession> }
        "told_of_end" ToldOfEnd { 0 as told: Told<End> }
        "told_of_return" ToldOfReturn { 0 as told: Told<Date> }
        "discussion_called" DiscussionCalled { 0 as told: Told<Date> }
        "decision_told" DecisionTold { 0 as told: Told<bool> }
        "signal_acted_upon" SignalActedUpon { 0 as entry: ActedUpon }
        "closed" Closed { 0 as reason: ClosureReason, 1 as note: Option<NarrativeId> }
        "reopened" Reopened { 0 as why: NarrativeId }
        "death_recorded" DeathRecorded { 0 as on: Option<Date> }
        "legal_hold_set" LegalHoldSet { 0 as why: NarrativeId }
        "legal_hold_lifted" LegalHoldLifted { 0 as why: NarrativeId }
        "corrected" Corrected { 0 as entry: Correction }
        "flag_resolved" FlagResolved { 0 as flag: Number, 1 as note: NarrativeId }
    }
}
shapes! {
    Referral {
        part: SealedPartId,
        his: CaseId,
        provider: OrganisationId,
        area: Area,
        his_risk: Option<Risk>,
        contacts: GivenBy,
    }
    Opening { his: Option<CaseId>, person: Option<PersonId>, provider: OrganisationId, area: Area }
    Attempt { when: Timestamp, how: Way, result: AttemptResult, safe: Answer }
    Contact { when: Timestamp, kind: ContactKind, note: Option<NarrativeId> }
    Profile {
        children: Option<u8>,
        age_at_referral: Option<u8>,
        ethnicity: Option<Ethnicity>,
        religion: Option<Religion>,
    }
    Assessment {
        when: Timestamp,
        needs: Vec<Need>,
        household: Household,
        findings: Option<NarrativeId>,
    }
    Household { domestic_abuse: Answer, mental_ill_health: Answer, substance_misuse: Answer }
    RiskAssessment {
        when: Timestamp,
        instrument: Box<str>,
        version: Box<str>,
        score: Option<u16>,
        band: Option<Risk>,
        judgement: Option<Judgement>,
    }
    Judgement { risk: Risk, marac: bool, why: NarrativeId }
    Consent { to: ConsentTo, his: Option<CaseId>, form: Form, when: Timestamp, taken_by: WorkerId }
    Withdrawal { to: ConsentTo, his: Option<CaseId>, when: Timestamp, taken_by: WorkerId }
    Action { what: NarrativeId, owner: WorkerId, due: Date }
    SafetyPlan { plan: NarrativeId, when: Timestamp, review_on: Option<Date> }
    Attended { on: Date, meeting: Meeting, note: Option<NarrativeId> }
    Measure {
        point: Point,
        informant: Informant,
        instrument: Box<str>,
        version: Box<str>,
        on: Date,
        answers: NarrativeId,
    }
    MissedMeasure { point: Point, informant: Informant, why: Missed, on: Date }
    Benefits {
        satisfaction: Option<u8>,
        health: Option<Change>,
        everyday_life: Option<Change>,
        safety: Option<Change>,
        informed: Option<Change>,
        confidence_to_report: Option<Change>,
    }
    Incident {
        on: Date,
        source: IncidentSource,
        kind: IncidentKind,
        severity: u8,
        children_present: Answer,
        police_called: Answer,
        arrested: Answer,
        charged: Answer,
        done: Option<NarrativeId>,
    }
    EscalationReview { when: Timestamp, risk: Risk, marac: bool, why: NarrativeId }
    Part {
        of: PartFor,
        his: CaseId,
        on: Date,
        took_part: Vec<WorkerId>,
        shares: Option<NarrativeId>,
        risk: Option<Risk>,
        decisions: Option<NarrativeId>,
        next: Option<Date>,
    }
    Release {
        part: Number,
        copy: NarrativeId,
        why: NarrativeId,
        basis: LawfulBasis,
        condition: Condition,
        schedule: Option<Schedule>,
        confidentiality: Confidentiality,
        decided_by: WorkerId,
    }
    ActedUpon {
        told: Number,
        by: WorkerId,
        when: Timestamp,
        done: Vec<Done>,
        note: Option<NarrativeId>,
    }
    Absence { on: Date, with_notice: bool }
    SessionSignal { on: Date, kind: Signal, content: Box<str> }
    ComingSession { on: Date, content: Box<str> }
    End { on: Date, how: Ending }
    Origin { file: Box<str>, row: u32 }
    Before {
        support_ref: Box<str>,
        his: Option<CaseId>,
        provider: OrganisationId,
        provider_name: Option<Box<str>>,
        area: Option<Area>,
        referred_on: Option<Date>,
        first_contact_on: Option<Date>,
        assessed_on: Option<Date>,
        started_on: Option<Date>,
        closed_on: Option<Date>,
        closure_reason: Option<ClosureReason>,
        support_types: Vec<ContactKind>,
        sessions: Option<u16>,
        profile: Profile,
        needs: Vec<Need>,
        benefits: Benefits,
        origin: Origin,
    }
    Correction { of: Number, to: Option<Box<What>>, why: NarrativeId }
}
