//! What happened in her case.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::crossing::Risk;
use pathway::{CaseId, NarrativeId, PersonId, SupportCaseId, WorkerId};

use crate::before::Before;
use crate::codes::*;
use crate::facts::*;

/// Something that happened in her case, and when it was recorded. Its number is its version in
/// the stream: the first is 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened.
    pub what: What,
}

/// What happened. The kinds are never fewer: what was once in a journal can still be read.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    // How a case comes to be, and whose it is.
    /// The programme referred her.
    Referred(Referral),
    /// The service opened a case by itself.
    Opened(Opening),
    /// Recorded before Waymark.
    RecordedBefore(Box<Before>),
    /// Her name and contacts are kept as this person's.
    PersonRecorded(PersonId),
    /// Her name or contacts were changed. What they were is not kept.
    DetailsChanged(PersonId),
    /// Allocated to a worker.
    Allocated(WorkerId),
    /// Given to another worker, area or service. Clocks go on.
    Transferred(Transfer),
    /// This case is the same woman's as another, and goes on there.
    MergedInto(SupportCaseId),
    /// Another case of the same woman goes on here, with its links to his cases.
    TookIn(SupportCaseId, Vec<CaseId>),

    // Reaching her, and what is done with her.
    /// Somebody tried to reach her.
    Attempted(Attempt),
    /// The service verified ways in which she can be reached safely.
    VerifiedSafeContact(Vec<Way>),
    /// A contact with her.
    Contacted(Contact),
    /// Who she is, as far as the data set asks.
    ProfileRecorded(Profile),
    /// She was assessed.
    Assessed(Assessment),
    /// She declined support. Neither of the other consents is touched.
    SupportDeclined {
        /// When.
        when: Timestamp,
    },
    /// Support started.
    SupportStarted {
        /// When.
        when: Timestamp,
    },
    /// A safety plan was agreed.
    SafetyPlanned(SafetyPlan),
    /// Something is to be done.
    ActionSet(Action),
    /// It was done.
    ActionDone(NarrativeId),
    /// Her worker went to a meeting of other agencies.
    MeetingAttended(Attended),
    /// A note.
    NoteWritten(NarrativeId),
    /// An outcome measure was taken.
    MeasureTaken(Measure),
    /// An outcome measure was not taken.
    MeasureMissed(MissedMeasure),
    /// What she says that support has done.
    BenefitsRecorded(Benefits),

    // Consent and clearance.
    /// She consented, or said that she does not.
    ConsentRecorded(Consent),
    /// She took a consent back.
    ConsentWithdrawn(Withdrawal),
    /// He may start, for her part.
    Cleared {
        /// Which case of his.
        his: CaseId,
        /// On what it rests.
        ground: Ground,
        /// The form of consent that the rule in force asked for.
        asked: Form,
    },
    /// Not yet cleared, or no longer. Why stays here.
    NotYetCleared {
        /// Which case of his.
        his: CaseId,
        /// Why.
        why: Option<NarrativeId>,
    },
    /// The service is ready for the case discussion.
    ReadyToDiscuss(CaseId),

    // Risk.
    /// Risk was assessed.
    RiskAssessed(RiskAssessment),
    /// An incident.
    IncidentRecorded(Incident),
    /// Her case belongs at the MARAC, on these grounds.
    MaracFound(Vec<MaracGround>),
    /// Referred to the MARAC.
    MaracReferred(Date),
    /// Escalation was reviewed.
    EscalationReviewed(EscalationReview),

    // Discussions, reviews, reports.
    /// A joint review is due outside its month. Nobody leaves the programme by it.
    JointReviewDue(CaseId, ReviewCause),
    /// The service took part, and wrote its own part.
    PartWritten(Part),
    /// A part was released to the programme.
    PartReleased(Release),
    /// It was decided not to share a part.
    PartWithheld(Number, NarrativeId),
    /// A release was withdrawn, for the future.
    ReleaseWithdrawn(Number, NarrativeId),

    // What the programme told.
    /// He starts.
    ToldOfStart(Told<Date>),
    /// He missed a session.
    ToldOfAbsence(Told<Absence>),
    /// A session gave reason to tell her worker.
    SignalReceived(Told<SessionSignal>),
    /// His risk changed.
    RiskOfHisChanged(Told<Risk>),
    /// A heavy session is two days off.
    HeavySessionAnnounced(Told<ComingSession>),
    /// What his coming week is about.
    ComingWeek(Told<ComingSession>),
    /// He is no longer on the programme, or never came onto it.
    ToldOfEnd(Told<End>),
    /// He is back.
    ToldOfReturn(Told<Date>),
    /// A case discussion was called, by this day at the latest.
    DiscussionCalled(Told<Date>),
    /// What was decided of him: suitable or not.
    DecisionTold(Told<bool>),
    /// What was done about something that the programme told.
    SignalActedUpon(ActedUpon),

    // The end, and what is set right.
    /// Closed.
    Closed(ClosureReason, Option<NarrativeId>),
    /// Open again.
    Reopened(NarrativeId),
    /// She died.
    DeathRecorded(Option<Date>),
    /// Nothing of it may be erased.
    LegalHoldSet(NarrativeId),
    /// It may be erased again when its time comes.
    LegalHoldLifted(NarrativeId),
    /// An entry was mistaken.
    Corrected(Correction),
    /// A person looked at a step that a correction had made impossible.
    FlagResolved(Number, NarrativeId),
}

/// A correction: a further entry, which names the one that it sets right. Nothing is overwritten.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The mistaken entry.
    pub of: Number,
    /// What should have stood there, of the same kind; `None`: nothing should.
    pub to: Option<Box<What>>,
    /// Why.
    pub why: NarrativeId,
}
