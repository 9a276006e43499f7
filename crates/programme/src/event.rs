//! What can happen on the programme's side.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::codes::{Answer, Plan, RiskLevel};
use pathway::crossing::ToProgramme;
use pathway::screening::Verdict;
use pathway::{
    Area, CaseId, GroupId, NarrativeId, OrganisationId, PersonId, SealedPartId, WorkerId,
};

use crate::codes::*;
use crate::facts::RecordedBefore;
use crate::parts::*;

/// Something that happened, and when it was recorded. Codes, dates and references only: names
/// and free text are kept apart, under the ids named here.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When it was recorded. Where it happened at another time, the step says when.
    pub at: Timestamp,
    /// What happened.
    pub step: Step,
}

/// The place of an event in its stream: 1, 2, 3 …
pub type Version = u32;

/// Every step of his case.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    // Intake.
    /// A referral arrived.
    Received(Box<Referral>),
    /// A row of an earlier spreadsheet was brought in.
    RecordedBefore(Box<RecordedBefore>),
    /// The referrer, or whoever learnt it, added to the programme's part.
    Supplemented(Box<Supplement>),
    /// A further woman was named: a sealed part of her own.
    SealedPartAdded {
        /// The part.
        part: SealedPartId,
    },
    /// Screened, duplicates resolved, allocated: the referrer is told.
    Acknowledged(Box<Acknowledgement>),
    /// Another facilitator or another area has the case.
    Transferred {
        /// Where it is now.
        area: Area,
        /// The provider that is responsible now.
        organisation: OrganisationId,
        /// Who has it now.
        facilitator: WorkerId,
        /// Why.
        why: Option<NarrativeId>,
    },
    /// He turned out to be a man known already: the two referrals are of one individual.
    SamePerson {
        /// The person that both are of.
        person: PersonId,
    },
    /// A person compared it with another case that may be of the same man.
    Compared {
        /// The other case.
        case: CaseId,
        /// Whether it is of the same man.
        same: Answer,
    },
    /// His details were changed: they are kept apart, and what they were is not.
    DetailsChanged {
        /// Whose: his.
        person: PersonId,
    },
    /// Somebody wrote something down that is of no other step.
    NoteWritten {
        /// The note.
        note: NarrativeId,
    },

    // Contact and assessment.
    /// He was tried.
    Attempted(Attempt),
    /// An appointment to be assessed was offered.
    AssessmentOffered(Offer),
    /// What came of it.
    AssessmentKept {
        /// The event by which it was offered.
        offer: Version,
        /// What came of it.
        kept: Kept,
    },
    /// He was assessed; the outcome follows as a step of its own.
    Assessed(Box<Assessment>),
    /// The assessment came to *unsuitable*.
    FoundUnsuitable(Box<Unsuitable>),
    /// The assessment came to *pending*: her referral and the case discussion follow.
    FoundPending {
        /// The latest day for the discussion.
        discuss_by: Date,
    },
    /// What the referral says of her was given to one provider of the support service.
    HerReferred {
        /// The sealed part.
        part: SealedPartId,
        /// The provider.
        provider: OrganisationId,
        /// On what occasion.
        occasion: HerReferral,
    },
    /// It was decided not to refer her, when he was found unsuitable.
    HerNotReferred {
        /// Why.
        why: NarrativeId,
    },
    /// What the other side lets pass.
    Heard(ToProgramme),
    /// The case was discussed, and decided.
    Discussed(Box<Discussion>),
    /// He consented, or took his consent back.
    Consented(Consent),

    // On the programme.
    /// He has a place.
    Placed(Placement),
    /// His place was given up.
    Unplaced {
        /// The group.
        group: GroupId,
    },
    /// A session was offered to him.
    SessionOffered {
        /// When it is.
        on: Date,
        /// Which, where that is known.
        session: Option<SessionNumber>,
    },
    /// He came to a session of the thirty.
    Attended(Attended),
    /// He did not come.
    Missed(Missed),
    /// We cancelled a session.
    Cancelled {
        /// The day.
        on: Date,
        /// Which session.
        session: SessionNumber,
    },
    /// What the facilitators noted of him after a session.
    Noted(Box<Entry>),
    /// A motivational one-to-one or a reminder, which are outside the thirty.
    KeyWork {
        /// When.
        on: Date,
        /// Whether it was a reminder only.
        reminder: bool,
        /// What was said.
        note: Option<NarrativeId>,
    },
    /// What the coming session is about: for those who meet her with matching sessions.
    Announced {
        /// The day.
        on: Date,
        /// Which session.
        session: SessionNumber,
        /// Its content.
        content: Content,
        /// Whether it is announced because it is heavy.
        heavy: bool,
    },
    /// Measures were taken or tried.
    Measured {
        /// At what point.
        point: Point,
        /// When.
        on: Date,
        /// Whether he answered.
        taken: bool,
    },
    /// Fifteen sessions are done.
    ReachedMidway,
    /// Thirty sessions are done: he has completed the programme.
    Completed {
        /// The day of the thirtieth.
        on: Date,
    },
    /// A report went to the referrer.
    ReportSent {
        /// Which.
        report: Report,
        /// Its text.
        document: Option<NarrativeId>,
    },

    // Ending.
    /// It was proposed that he leaves.
    LeavingProposed(Proposal),
    /// The facilitator stands by the proposal; the manager has yet to confirm.
    LeavingSupported {
        /// Who.
        facilitator: WorkerId,
    },
    /// He stays, and why.
    LeavingDeclined {
        /// Who decided.
        by: WorkerId,
        /// Why.
        why: NarrativeId,
    },
    /// He left early.
    Left(Leaving),
    /// After his leaving: risks reviewed, all told, final measures tried, and how he can return.
    ExitReviewed(Box<ExitReview>),
    /// Closed before he was assessed.
    ClosedBeforeAssessment {
        /// Why.
        reason: ClosureReason,
        /// In words.
        why: Option<NarrativeId>,
    },
    /// Lost after he was assessed and before a first session.
    ClosedBeforeStart {
        /// Why.
        reason: ClosureReason,
        /// In words.
        why: Option<NarrativeId>,
    },
    /// He is to come back: risk, discussion and clearance are to be had afresh.
    ReturnProposed {
        /// Who proposes it.
        by: WorkerId,
        /// The latest day for the discussion that it needs.
        discuss_by: Date,
    },
    /// He is back; the sessions that he did count.
    Returned {
        /// The day.
        on: Date,
    },
    /// This case and another live one are of one man; it was united with this one.
    MergedFrom(Box<Merged>),
    /// It was united with another: that one goes on.
    MergedInto {
        /// The case that goes on.
        case: CaseId,
    },
    /// No message goes to him from Waymark, and nothing is erased.
    MessagesHeld,
    /// Messages go to him again.
    MessagesReleased,
    /// The review that the hold asks for was held.
    HoldReviewed {
        /// What was decided.
        note: NarrativeId,
    },

    // Risk.
    /// Risk was assessed.
    RiskAssessed(Box<RiskAssessment>),
    /// The case was put to MARAC, or it was decided not to.
    MaracDecided {
        /// Whether it was referred.
        referred: bool,
        /// When.
        on: Date,
        /// Why.
        why: NarrativeId,
    },
    /// An incident that the programme heard of itself.
    IncidentRecorded(Box<Incident>),
    /// Whether risk escalates was reviewed after an incident.
    EscalationReviewed {
        /// The event by which the incident was recorded.
        incident: Version,
        /// Whether it does.
        escalates: bool,
        /// Why.
        why: NarrativeId,
    },
    /// The programme's part of a joint case review.
    JointReviewed(Box<JointReview>),

    // Corrections.
    /// An earlier entry was mistaken.
    Corrected(Box<Correction>),
    /// A person has dealt with a later step that a correction had made impossible.
    FlagAnswered {
        /// The event that was flagged.
        event: Version,
        /// What was done.
        why: NarrativeId,
    },
}

/// A correction: it names the event that was mistaken, and says what holds instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Which event.
    pub of: Version,
    /// What holds instead; `None` where it never happened.
    pub instead: Option<Step>,
    /// Why.
    pub why: NarrativeId,
}

/// What a person decided of a referral when it was acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub struct Acknowledgement {
    /// What screening said, by the rules of the day on which the referral was received.
    pub screening: Verdict,
    /// Whether the case goes on, as a person decided, and why where that differs.
    pub decision: ScreeningDecision,
    /// What the look for duplicates came to.
    pub duplicates: Duplicates,
    /// The provider that is responsible.
    pub organisation: OrganisationId,
    /// Who has the case.
    pub facilitator: WorkerId,
}

/// A supplement to the programme's part: what was missing, or has become known since.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Supplement {
    /// The facts that screening needs, where they are known now.
    pub screening: Option<pathway::screening::Facts>,
    /// The plan that the children are on now.
    pub plan: Option<Plan>,
    /// The risk level as it is held now by whoever tells it.
    pub risk: Option<RiskLevel>,
    /// The rest, in words.
    pub note: Option<NarrativeId>,
}
