//! What can be asked of her case.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::crossing::Risk;
use pathway::{CaseId, NarrativeId, PersonId, SupportCaseId, WorkerId};

use crate::before::Before;
use crate::codes::*;
use crate::event::Correction;
use crate::facts::*;

/// What somebody wants done, in the order of [`What`](crate::What).
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// By the programme: she is referred.
    Refer(Referral),
    /// The service opens a case by itself, or so as to take part in a discussion.
    Open(Opening),
    /// A row of an earlier spreadsheet.
    RecordBefore(Box<Before>),
    /// Her name and contacts are kept as this person's.
    RecordPerson(PersonId),
    /// Her name or contacts are changed.
    ChangeDetails(PersonId),
    /// A worker gets the case.
    Allocate(WorkerId),
    /// Another worker, area or service gets it.
    Transfer(Transfer),
    /// This case goes on in another of the same woman. The service's alone.
    MergeInto(SupportCaseId),
    /// Another case of the same woman goes on here, with its links to his cases.
    TakeIn(SupportCaseId, Vec<CaseId>),

    /// An attempt to reach her.
    RecordAttempt(Attempt),
    /// Ways in which she can be reached safely, as the service verified.
    VerifySafeContact(Vec<Way>),
    /// A contact with her.
    RecordContact(Contact),
    /// Who she is, as far as the data set asks.
    RecordProfile(Profile),
    /// Her assessment.
    Assess(Assessment),
    /// She declines support.
    DeclineSupport {
        /// When she did.
        when: Timestamp,
    },
    /// Support starts.
    StartSupport {
        /// When.
        when: Timestamp,
    },
    /// A safety plan.
    PlanSafety(SafetyPlan),
    /// Something to be done.
    SetAction(Action),
    /// It is done.
    FinishAction(NarrativeId),
    /// A meeting of other agencies.
    RecordMeeting(Attended),
    /// A note.
    WriteNote(NarrativeId),
    /// An outcome measure.
    RecordMeasure(Measure),
    /// An outcome measure that was not taken, and why.
    MissMeasure(MissedMeasure),
    /// What she says that support has done.
    RecordBenefits(Benefits),

    /// A consent, or that it is not given.
    RecordConsent(Consent),
    /// A consent taken back.
    WithdrawConsent(Withdrawal),
    /// Clear him to start, for her part.
    Clear {
        /// Which case of his.
        his: CaseId,
        /// On what it rests.
        ground: Ground,
    },
    /// Not yet, or no longer.
    NotYet {
        /// Which case of his.
        his: CaseId,
        /// Why. It stays here.
        why: Option<NarrativeId>,
    },
    /// The service is ready for the case discussion, case or no case.
    ReadyToDiscuss(CaseId),

    /// An assessment of risk.
    AssessRisk(RiskAssessment),
    /// An incident.
    RecordIncident(Incident),
    /// The referral to the MARAC, and its day.
    ReferToMarac(Date),
    /// A review of escalation.
    ReviewEscalation(EscalationReview),

    /// The service's own part of a discussion, a review or a report.
    WritePart(Part),
    /// Release a part to the programme.
    ReleasePart(Release),
    /// Decide not to.
    WithholdPart(Number, NarrativeId),
    /// Withdraw a release, for the future.
    WithdrawRelease(Number, NarrativeId),

    /// The programme told: he starts.
    TellOfStart(Told<Date>),
    /// The programme told: he missed a session.
    TellOfAbsence(Told<Absence>),
    /// The programme told: a signal after a session.
    TellOfSignal(Told<SessionSignal>),
    /// The programme told: his risk changed.
    TellOfHisRisk(Told<Risk>),
    /// The programme told: a heavy session is near.
    AnnounceHeavySession(Told<ComingSession>),
    /// The programme told: his coming week.
    TellOfComingWeek(Told<ComingSession>),
    /// The programme told: his end.
    TellOfEnd(Told<End>),
    /// The programme told: he is back.
    TellOfReturn(Told<Date>),
    /// The programme called a discussion.
    CallDiscussion(Told<Date>),
    /// The programme told: suitable or not.
    TellOfDecision(Told<bool>),
    /// What was done about something that the programme told.
    ActUpon(ActedUpon),

    /// Close the case.
    Close(ClosureReason, Option<NarrativeId>),
    /// Open it again, and why.
    Reopen(NarrativeId),
    /// She died.
    RecordDeath(Option<Date>),
    /// Nothing of it may be erased, and why.
    SetLegalHold(NarrativeId),
    /// It may be erased again when its time comes, and why.
    LiftLegalHold(NarrativeId),
    /// Set a mistaken entry right.
    Correct(Correction),
    /// A person has looked at a step that a correction made impossible.
    ResolveFlag(Number, NarrativeId),
}
