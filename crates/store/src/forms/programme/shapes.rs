//! The shape of each event of his case as it is kept. A field is named as it is in the event.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::codes::{
    Answer, Ethnicity, Need, OtherService, Plan, Relationship, Religion, RiskLevel, Source,
};
use pathway::crossing::ToProgramme;
use pathway::screening::{Facts, Missing as MissingFact, Reason, Verdict};
use pathway::{
    Area, CaseId, GroupId, NarrativeId, OrganisationId, PersonId, Reference, SealedPartId, WorkerId,
};
use programme::codes::*;
use programme::parts::*;
use programme::{
    Acknowledgement, Correction, RecordedBefore, ReferralFacts, Step, Supplement, Version,
};

use crate::forms::shape::{kinds, shapes};

kinds! {
    /// What happened.
    StoredStep of Step, KINDS {
        "received" Received { 0 as entry: Box<Referral> }
        "recorded_before" RecordedBefore { 0 as row: Box<RecordedBefore> }
        "supplemented" Supplemented { 0 as entry: Box<Supplement> }
        "sealed_part_added" SealedPartAdded { part as part: SealedPartId }
        "acknowledged" Acknowledged { 0 as entry: Box<Acknowledgement> }
        "transferred" Transferred {
            area as area: Area,
            organisation as organisation: OrganisationId,
            facilitator as facilitator: WorkerId,
            why as why: Option<NarrativeId>,
        }
        "same_person" SamePerson { person as person: PersonId }
        "compared" Compared { case as case: CaseId, same as same: Answer }
        "details_changed" DetailsChanged { person as person: PersonId }
        "note_written" NoteWritten { note as note: NarrativeId }
        "attempted" Attempted { 0 as entry: Attempt }
        "assessment_offered" AssessmentOffered { 0 as entry: Offer }
        "assessment_kept" AssessmentKept { offer as offer: Version, kept as kept: Kept }
        "assessed" Assessed { 0 as entry: Box<Assessment> }
        "found_unsuitable" FoundUnsuitable { 0 as found: Box<Unsuitable> }
        "found_pending" FoundPending { discuss_by as discuss_by: Date }
        "her_referred" HerReferred {
            part as part: SealedPartId,
            provider as provider: OrganisationId,
            occasion as occasion: HerReferral,
        }
        "her_not_referred" HerNotReferred { why as why: NarrativeId }
        "heard" Heard { 0 as what: ToProgramme }
        "discussed" Discussed { 0 as entry: Box<Discussion> }
        "consented" Consented { 0 as entry: Consent }
        "placed" Placed { 0 as place: Placement }
        "unplaced" Unplaced { group as group: GroupId }
        "session_offered" SessionOffered { on as on: Date, session as session: Option<SessionNumber> }
        "attended" Attended { 0 as entry: Attended }
        "missed" Missed { 0 as entry: Missed }
        "cancelled" Cancelled { on as on: Date, session as session: SessionNumber }
        "noted" Noted { 0 as entry: Box<Entry> }
        "key_work" KeyWork {
            on as on: Date,
            reminder as reminder: bool,
            note as note: Option<NarrativeId>,
        }
        "announced" Announced {
            on as on: Date,
            session as session: SessionNumber,
            content as content: Content,
            heavy as heavy: bool,
        }
        "measured" Measured { point as point: Point, on as on: Date, taken as taken: bool }
        "reached_midway" ReachedMidway {}
        "completed" Completed { on as on: Date }
        "report_sent" ReportSent { report as report: Report, document as document: Option<NarrativeId> }
        "leaving_proposed" LeavingProposed { 0 as entry: Proposal }
        "leaving_supported" LeavingSupported { facilitator as facilitator: WorkerId }
        "leaving_declined" LeavingDeclined { by as by: WorkerId, why as why: NarrativeId }
        "left" Left { 0 as entry: Leaving }
        "exit_reviewed" ExitReviewed { 0 as entry: Box<ExitReview> }
        "closed_before_assessment" ClosedBeforeAssessment {
            reason as reason: ClosureReason,
            why as why: Option<NarrativeId>,
        }
        "closed_before_start" ClosedBeforeStart {
            reason as reason: ClosureReason,
            why as why: Option<NarrativeId>,
        }
        "return_proposed" ReturnProposed { by as by: WorkerId, discuss_by as discuss_by: Date }
        "returned" Returned { on as on: Date }
        "merged_from" MergedFrom { 0 as entry: Box<Merged> }
        "merged_into" MergedInto { case as case: CaseId }
        "messages_held" MessagesHeld {}
        "messages_released" MessagesReleased {}
        "hold_reviewed" HoldReviewed { note as note: NarrativeId }
        "risk_assessed" RiskAssessed { 0 as entry: Box<RiskAssessment> }
        "marac_decided" MaracDecided {
            referred as referred: bool,
            on as on: Date,
            why as why: NarrativeId,
        }
        "incident_recorded" IncidentRecorded { 0 as entry: Box<Incident> }
        "escalation_reviewed" EscalationReviewed {
            incident as incident: Version,
            escalates as escalates: bool,
            why as why: NarrativeId,
        }
        "joint_reviewed" JointReviewed { 0 as entry: Box<JointReview> }
        "corrected" Corrected { 0 as entry: Box<Correction> }
        "flag_answered" FlagAnswered { event as event: Version, why as why: NarrativeId }
    }
}
shapes! {
    Acknowledgement {
        screening: Verdict,
        decision: ScreeningDecision,
        duplicates: Duplicates,
        organisation: OrganisationId,
        facilitator: WorkerId,
    }
    Verdict {
        rules_since: Date,
        before_the_first_rules: bool,
        reasons: Vec<Reason>,
        missing: Vec<MissingFact>,
    }
    Supplement {
        screening: Option<Facts>,
        plan: Option<Plan>,
        risk: Option<RiskLevel>,
        note: Option<NarrativeId>,
    }
    Correction { of: Version, instead: Option<Step>, why: NarrativeId }
    Facts {
        area: Option<Area>,
        source: Option<Source>,
        age: Option<u8>,
        risk: Option<RiskLevel>,
        with_a_woman: Option<Answer>,
        father: Option<Answer>,
        plan: Option<Plan>,
        takes_responsibility: Option<Answer>,
        open_and_honest: Option<Answer>,
        willing_to_change: Option<Answer>,
        strangulation: Option<Answer>,
        judged_safe: Option<Answer>,
    }
    Referral {
        reference: Reference,
        received: Timestamp,
        referrer: Option<Referrer>,
        provider: OrganisationId,
        him: PersonId,
        screening: Facts,
        relationship: Option<Relationship>,
        children: Option<u8>,
        children_ages: Vec<u8>,
        ethnicity: Option<Ethnicity>,
        religion: Option<Religion>,
        needs: Vec<Need>,
        working_hours: Option<Answer>,
        other_services: Vec<OtherService>,
        orders: Vec<Order>,
        consent: Option<Consent>,
        sealed: Vec<SealedPartId>,
        note: Option<NarrativeId>,
    }
    RecordedBefore {
        file: Box<str>,
        row: u64,
        referral_ref: Box<str>,
        provider: Option<OrganisationId>,
        him: Option<PersonId>,
        facts: ReferralFacts,
    }
    ReferralFacts {
        individual_ref: Option<Box<str>>,
        area: Option<Area>,
        source: Option<Source>,
        plan: Option<Plan>,
        received_on: Option<Date>,
        acknowledged_on: Option<Date>,
        first_contact_on: Option<Date>,
        first_assessment_offered_on: Option<Date>,
        first_assessment_attended_on: Option<Date>,
        decided_on: Option<Date>,
        first_session_offered_on: Option<Date>,
        first_session_attended_on: Option<Date>,
        closed_on: Option<Date>,
        assessment_outcome: Option<Outcome>,
        unsuitable_reason: Option<UnsuitableReason>,
        sessions_attended: Option<u8>,
        delivery: Option<Delivery>,
        closure_reason: Option<RecordedClosure>,
        age_at_referral: Option<u8>,
        ethnicity: Option<Ethnicity>,
        religion: Option<Religion>,
        relationship: Option<Relationship>,
        needs: Vec<Need>,
        other_services: Vec<OtherService>,
        risk_level: Option<RiskLevel>,
        children: Option<u8>,
        children_ages: Vec<u8>,
    }
}
