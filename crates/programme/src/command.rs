//! What can be asked of his case. Whether the person may ask it is the policy's business; what
//! the machine must know of people (the manager who confirms) is in the commands.

use jiff::civil::Date;
use pathway::codes::Answer;
use pathway::crossing::ToProgramme;
use pathway::{
    Area, CaseId, GroupId, NarrativeId, OrganisationId, PersonId, SealedPartId, WorkerId,
};

use crate::codes::*;
use crate::event::{Correction, Supplement, Version};
use crate::facts::RecordedBefore;
use crate::parts::*;

/// Everything that can be asked of his case.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Take in a referral.
    Receive(Box<Referral>),
    /// Take in a row of an earlier spreadsheet.
    RecordBefore(Box<RecordedBefore>),
    /// Add to the programme's part.
    Supplement(Box<Supplement>),
    /// Name a further woman.
    AddSealedPart(SealedPartId),
    /// Screen, resolve duplicates, allocate. Screening is done here, by the rules of the day of
    /// receipt; the person decides.
    Acknowledge {
        /// What the person decides.
        decision: ScreeningDecision,
        /// What the look for duplicates came to.
        duplicates: Duplicates,
        /// The provider that is responsible.
        organisation: OrganisationId,
        /// Who gets the case.
        facilitator: WorkerId,
        /// The provider of the support service for the area: her referral went with his before
        /// April 2018.
        support_provider: Option<OrganisationId>,
    },
    /// Give the case to another facilitator or area.
    Transfer {
        /// The area.
        area: Area,
        /// The provider that is responsible from now on.
        organisation: OrganisationId,
        /// Who gets it.
        facilitator: WorkerId,
        /// Why.
        why: Option<NarrativeId>,
    },
    /// Say that this man is one who is known already.
    LinkPerson(PersonId),
    /// Say whether another case is of the same man, which a person decides.
    Compare {
        /// The other case.
        case: CaseId,
        /// Whether it is.
        same: Answer,
        /// The person that the other case is of: where it is the same man, both are of one
        /// individual from now on.
        person: Option<PersonId>,
    },
    /// Say anew whether another case is of the same man, or take back what was said.
    CompareAgain(SaidAgain),
    /// Say that his details were changed, which are kept apart.
    ChangeDetails(PersonId),
    /// Write something down that is of no other step.
    WriteNote(NarrativeId),
    /// Record an attempt to reach him.
    RecordAttempt(Attempt),
    /// Offer an assessment.
    OfferAssessment(Offer),
    /// Record what came of an offer.
    RecordOffer {
        /// The event by which it was offered.
        offer: Version,
        /// What came of it.
        kept: Kept,
    },
    /// Record what the assessment found.
    RecordAssessment(Box<Assessment>),
    /// The assessment came to *unsuitable*.
    FindUnsuitable {
        /// Why, and what else follows.
        found: Box<Unsuitable>,
        /// What becomes of her referral: the choice is recorded.
        her: HerChoice,
    },
    /// The assessment came to *pending*: every sealed part goes to the provider for the area.
    FindPending {
        /// The provider of the support service for the area.
        support_provider: OrganisationId,
    },
    /// Refer her at any step, on risk.
    ReferHer {
        /// The sealed part.
        part: SealedPartId,
        /// The provider.
        provider: OrganisationId,
    },
    /// Take in what the other side lets pass.
    Hear(ToProgramme),
    /// Record the case discussion and its decision.
    Discuss(Box<Discussion>),
    /// Record his consent.
    RecordConsent(Consent),
    /// Give him a place.
    Place(Placement),
    /// Take him out of his group.
    Unplace(GroupId),
    /// Offer a session.
    OfferSession {
        /// When it is.
        on: Date,
        /// Which.
        session: Option<SessionNumber>,
    },
    /// He came, and what was noted of him.
    RecordAttended {
        /// The session.
        attended: Attended,
        /// What was noted of him.
        entry: Option<Box<Entry>>,
    },
    /// He did not come.
    RecordMissed(Missed),
    /// We cancelled.
    RecordCancelled {
        /// The day.
        on: Date,
        /// Which session.
        session: SessionNumber,
    },
    /// Note something of him after a session, later than the attendance.
    Note(Box<Entry>),
    /// Record a motivational one-to-one or a reminder.
    RecordKeyWork {
        /// When.
        on: Date,
        /// Whether it was a reminder only.
        reminder: bool,
        /// What was said.
        note: Option<NarrativeId>,
    },
    /// Announce what his coming session is about; done by Waymark each week, and two days before
    /// a heavy one.
    Announce {
        /// The day.
        on: Date,
        /// Which session.
        session: SessionNumber,
        /// Its content.
        content: Content,
        /// Whether because it is heavy.
        heavy: bool,
    },
    /// Record measures taken or tried.
    RecordMeasures {
        /// At what point.
        point: Point,
        /// When.
        on: Date,
        /// Whether he answered.
        taken: bool,
    },
    /// He has done all thirty sessions.
    Complete {
        /// The day.
        on: Date,
    },
    /// Send a report to the referrer.
    SendReport {
        /// Which.
        report: Report,
        /// Its text.
        document: Option<NarrativeId>,
    },
    /// Propose that he leaves: a facilitator.
    ProposeLeaving {
        /// Why.
        reason: LeavingReason,
        /// Who.
        facilitator: WorkerId,
        /// In words.
        why: Option<NarrativeId>,
    },
    /// Stand by what the rule proposes: a facilitator, whose manager has yet to confirm.
    SupportLeaving {
        /// Who.
        facilitator: WorkerId,
    },
    /// Confirm a proposal, or decide without one: a manager.
    Leave {
        /// The day.
        on: Date,
        /// Why.
        reason: LeavingReason,
        /// Who confirms.
        manager: WorkerId,
        /// In words.
        why: Option<NarrativeId>,
    },
    /// Say why he stays.
    DeclineLeaving {
        /// Who.
        by: WorkerId,
        /// Why.
        why: NarrativeId,
    },
    /// Record what followed his leaving.
    ReviewExit(Box<ExitReview>),
    /// Close before a first session: before assessment or before start, as the case stands.
    Close {
        /// Why.
        reason: ClosureReason,
        /// In words.
        why: Option<NarrativeId>,
    },
    /// The referrer takes the referral back.
    WithdrawReferral {
        /// In words.
        why: Option<NarrativeId>,
    },
    /// Begin his return after leaving early.
    ProposeReturn {
        /// Who.
        by: WorkerId,
    },
    /// He is back.
    Return {
        /// The day.
        on: Date,
    },
    /// Unite another live case of his with this one.
    MergeFrom(Box<Merged>),
    /// End this case in favour of another live one of his.
    MergeInto(CaseId),
    /// Say that another case should not have been united with this one: it is of another man.
    ReverseMergeFrom {
        /// The case that ended.
        case: CaseId,
        /// Why.
        why: NarrativeId,
    },
    /// Go on with this case, which should not have been united with another.
    ReverseMergeInto {
        /// The case that it was united with.
        case: CaseId,
        /// Why.
        why: NarrativeId,
    },
    /// Hold all messages to him.
    HoldMessages,
    /// Let messages go again.
    ReleaseMessages,
    /// Record the review that the hold asked for.
    ReviewHold(NarrativeId),
    /// Record a risk assessment.
    AssessRisk(Box<RiskAssessment>),
    /// Record a decision on MARAC.
    DecideMarac {
        /// Whether it is referred.
        referred: bool,
        /// When.
        on: Date,
        /// Why.
        why: NarrativeId,
    },
    /// Record an incident that the programme heard of itself.
    RecordIncident(Box<Incident>),
    /// Record the review of escalation after an incident.
    ReviewEscalation {
        /// The event by which the incident was recorded.
        incident: Version,
        /// Whether it escalates.
        escalates: bool,
        /// Why.
        why: NarrativeId,
    },
    /// Record the programme's part of a joint review.
    ReviewJointly(Box<JointReview>),
    /// Correct an earlier entry.
    Correct(Box<Correction>),
    /// Say what was done about a step that a correction made impossible.
    AnswerFlag {
        /// The event.
        event: Version,
        /// What was done.
        why: NarrativeId,
    },
}

/// What is said anew of another case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidAgain {
    /// The other case.
    pub case: CaseId,
    /// Whether it is of the same man; none where what was said is taken back.
    pub same: Option<Answer>,
    /// The person that the other case is of.
    pub person: Option<PersonId>,
    /// Why.
    pub why: NarrativeId,
}

/// What becomes of her referral when he is found unsuitable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HerChoice {
    /// She is referred all the same: every sealed part, to one provider.
    Refer {
        /// The provider.
        provider: OrganisationId,
    },
    /// She is not: why.
    Not {
        /// Why.
        why: NarrativeId,
    },
    /// No woman is named, or all have been referred already.
    NothingToDecide,
}
