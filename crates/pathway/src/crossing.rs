//! What passes the wall by itself, and which way. All else is a deliberate share.

use jiff::civil::Date;

use crate::SealedPartId;

/// From the programme to the support service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToSupport {
    /// He was referred, and she with him: what the referral says of her is given to one provider.
    Referred {
        /// Which of the sealed parts.
        part: SealedPartId,
        /// His risk as the programme has it.
        risk: Option<Risk>,
    },
    /// A case discussion was called; the service takes part, case or no case.
    DiscussionDue {
        /// The latest day.
        by: Date,
    },
    /// What was decided of him.
    Decided {
        /// Whether he may start once both consents are held.
        suitable: bool,
    },
    /// He starts: the day of the first session that he came to.
    Started {
        /// The day.
        on: Date,
    },
    /// He missed a session.
    Absent {
        /// The day.
        on: Date,
        /// Whether he said so before.
        with_notice: bool,
    },
    /// A session gave reason to tell her worker the same day. Never what was said in it.
    Signal {
        /// The day of the session.
        on: Date,
        /// What kind of reason.
        kind: Signal,
        /// The content area of the session, as the curriculum names it.
        content: String,
    },
    /// A heavy session is two days off.
    HeavySession {
        /// The day of the session.
        on: Date,
        /// The content area of the session, as the curriculum names it.
        content: String,
    },
    /// What his coming week is about, so that she can be met with matching sessions.
    ComingWeek {
        /// The day of the session.
        on: Date,
        /// The content area of the session, as the curriculum names it.
        content: String,
    },
    /// His risk changed.
    Risk {
        /// What it is now.
        now: Risk,
    },
    /// He is no longer on the programme, or never came onto it.
    Ended {
        /// The day.
        on: Date,
        /// How.
        how: Ending,
    },
    /// He is back after leaving early.
    Returned {
        /// The day.
        on: Date,
    },
}

/// From the support service to the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToProgramme {
    /// Cleared to start, or not yet: never why. The same for every woman named with him: cleared
    /// when all are.
    Clearance {
        /// Whether he may start.
        cleared: bool,
    },
    /// The service is ready for the case discussion, case or no case.
    ReadyToDiscuss,
}

/// A risk level, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// Standard.
    Standard,
    /// Medium.
    Medium,
    /// High.
    High,
}

/// Why her worker is told of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// A notable emotional response.
    NotableResponse,
    /// A concern of the facilitators.
    Concern,
}

/// How it ended, in words that she may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// He completed the programme.
    Completed,
    /// He left before its end.
    LeftEarly,
    /// He was found unsuitable.
    Unsuitable,
    /// His file was closed before he started.
    ClosedBeforeStart,
}
