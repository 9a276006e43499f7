//! Why the machine refuses: what is missing, in plain words.

use jiff::civil::Date;

use crate::case::Stage;
use crate::codes::LeavingReason;
use crate::event::Version;

/// Why a command is refused. Each says what is missing or what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was received.
    #[error("There is no referral yet. Record the referral first.")]
    NotReceived,
    /// There is a referral already.
    #[error("This referral has been received already. Correct it, or add to it, instead.")]
    AlreadyReceived,
    /// It is not acknowledged.
    #[error(
        "The referral is not acknowledged yet. Acknowledge it and allocate a facilitator first."
    )]
    NotAcknowledged,
    /// It is acknowledged.
    #[error(
        "The referral has been acknowledged already. Transfer the case to change its area or facilitator."
    )]
    AlreadyAcknowledged,
    /// The case is over.
    #[error("The case is over ({}). A new referral is needed, or a return after leaving early.", .0.words())]
    Over(Stage),
    /// It is not over.
    #[error("The case is not over: it is {}.", .0.words())]
    NotOver(Stage),
    /// He was not assessed.
    #[error("He has not been assessed yet. Record the assessment first.")]
    NotAssessed,
    /// The outcome stands.
    #[error(
        "The outcome of the assessment has been recorded already. Correct it where it is wrong."
    )]
    AlreadyFound,
    /// He is not pending.
    #[error("The case is {}, and is discussed only while it is pending or he is to return.", .0.words())]
    NothingToDiscuss(Stage),
    /// The support service did not take part.
    #[error(
        "The support service takes part in every discussion and review. Add it to those who took part."
    )]
    WithoutSupport,
    /// He is not suitable.
    #[error("He has not been found suitable yet. Discuss the case and record the decision first.")]
    NotSuitable,
    /// His consent is missing.
    #[error("His {} is missing. Ask for it by one-time link, on paper or on a tablet.", .0)]
    NoConsent(&'static str),
    /// He is not cleared.
    #[error(
        "He is not cleared to start yet. You will be told when he is; say to him that we will write with a date."
    )]
    NotCleared,
    /// He has no place.
    #[error("He has no place yet. Place him in a group, one-to-one or both first.")]
    NotPlaced,
    /// He has a place.
    #[error("He has that place already.")]
    AlreadyPlaced,
    /// He is not in that group.
    #[error("He has no place in that group.")]
    NotInGroup,
    /// He is not on the programme.
    #[error("He is not on the programme: the case is {}.", .0.words())]
    NotOnProgramme(Stage),
    /// The session was done.
    #[error("He has done session {session} already, on {on}. Each of the thirty counts once.")]
    SessionDone {
        /// Which.
        session: u8,
        /// When.
        on: Date,
    },
    /// A miss of that session on that day stands.
    #[error(
        "What became of session {session} on {on} has been recorded already. Correct it where it is wrong."
    )]
    SessionRecorded {
        /// Which.
        session: u8,
        /// When.
        on: Date,
    },
    /// A note on a session that he did not come to.
    #[error("He did not come to session {0} on that day. Record that he came first.")]
    NotAttended(u8),
    /// Not all sessions are done.
    #[error("He has done {done} of 30 sessions; {} more must be done or caught up before he has completed.", 30 - .done)]
    SessionsMissing {
        /// How many are done.
        done: u8,
    },
    /// Not half of the sessions are done.
    #[error("He has done {done} sessions; midway is at 15.")]
    NotMidway {
        /// How many are done.
        done: u8,
    },
    /// The report is not due.
    #[error("There is nothing to report yet: {0} must be reached first.")]
    NothingToReport(&'static str),
    /// It was sent.
    #[error("That report has been sent already.")]
    ReportSent,
    /// He has started.
    #[error(
        "He has come to a session. Record that he left early instead, which a manager confirms."
    )]
    HasStarted,
    /// He has not started.
    #[error("He has not come to a session yet. Close the case before start instead.")]
    NotStarted,
    /// Nothing is proposed.
    #[error("Nobody has proposed that he leaves.")]
    NothingProposed,
    /// It is proposed.
    #[error("It has been proposed already that he leaves. Confirm it, or say why he stays.")]
    AlreadyProposed,
    /// He cannot come back.
    #[error("He cannot come back to this case ({0}). Make a new referral.")]
    NoReturn(&'static str),
    /// The return lacks something.
    #[error("Before he is back, {} needed afresh: {}.", if .0.len() == 1 { "this is" } else { "these are" }, .0.join(", "))]
    ReturnIncomplete(Vec<&'static str>),
    /// He has not left.
    #[error("He has not left early.")]
    NotLeft,
    /// The reason is not that of the proposal that a facilitator supports.
    #[error("What is proposed is that he leaves for another reason ({0:?}). Answer that first.")]
    OtherProposal(LeavingReason),
    /// No such offer.
    #[error("There is no such offer of an assessment in this case.")]
    NoOffer,
    /// An appointment that lies ahead.
    #[error("The appointment is on {0}, which is yet to come.")]
    NotYet(Date),
    /// The offer was answered.
    #[error("What came of that offer has been recorded already. Correct it where it is wrong.")]
    OfferAnswered,
    /// No such sealed part.
    #[error("There is no such woman in this referral.")]
    NoSealedPart,
    /// She was referred.
    #[error("She has been referred to the support service already.")]
    AlreadyReferred,
    /// A choice of her referral is missing.
    #[error(
        "Say whether she is referred to the support service all the same, and why where she is not."
    )]
    HerChoiceMissing,
    /// Screening says otherwise.
    #[error("By the rules of the day of receipt the family is not eligible: {} Say why the case goes on all the same.", .0.join(" "))]
    NotEligible(Vec<&'static str>),
    /// The provider is missing.
    #[error(
        "By the rules of the day of this referral she is referred with him. Say to which provider."
    )]
    ProviderMissing,
    /// No hold.
    #[error("Messages to him are not held.")]
    NotHeld,
    /// Held.
    #[error("Messages to him are held already.")]
    AlreadyHeld,
    /// No such incident.
    #[error("There is no such incident in this case.")]
    NoIncident,
    /// The incident was reviewed.
    #[error("That incident has been reviewed already.")]
    AlreadyReviewed,
    /// Severity out of range.
    #[error("The severity of an incident is 1 to 4.")]
    Severity,
    /// A day that lies ahead.
    #[error("{0} is yet to come. Give a day up to today.")]
    InFuture(Date),
    /// A case cannot be merged with itself, or twice.
    #[error("These two cases have been merged already, or are one and the same.")]
    AlreadyMerged,
    /// Another case was compared already.
    #[error(
        "It has been said already whether that case is of the same man. Change the answer, and say why."
    )]
    AlreadyCompared,
    /// Another case was not compared.
    #[error("Nobody has said yet whether that case is of the same man.")]
    NotCompared,
    /// Two cases are not united.
    #[error("These two cases are not united.")]
    NotMerged,
    /// Two cases are united.
    #[error("These two cases are united. Separate them first.")]
    StillMerged,
    /// The case went on in a third.
    #[error("This case was itself united with another. Separate these two first.")]
    MergedFurther,
    /// No such event.
    #[error("There is no entry {0} in this case.")]
    NoEvent(Version),
    /// It cannot be corrected so.
    #[error(
        "Entry {0} cannot be corrected so: it is a correction itself, or others rely on it (the referral itself, what crossed, a merge)."
    )]
    NotCorrectable(Version),
    /// A correction must be of the same kind.
    #[error(
        "A correction says what the same kind of entry should have said. To add something else, record that."
    )]
    OtherKind,
    /// No such flag.
    #[error("Entry {0} does not wait for an answer.")]
    NoFlag(Version),
    /// A number that its kind cannot have.
    #[error("History counts at most 30 sessions in a case; {0} were given.")]
    TooManySessions(u8),
    /// A group's matter.
    #[error(transparent)]
    Group(#[from] crate::group::Refusal),
}
