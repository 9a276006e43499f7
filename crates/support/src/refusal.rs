//! Why a command is refused, in words that say what is missing or what to do.

use jiff::Timestamp;

use crate::codes::{Code, Form};
use crate::facts::Number;

/// What speaks against a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no case yet.
    #[error("there is no case yet: refer her or open one first")]
    NotOpened,
    /// The case exists.
    #[error("this case is open already: a case begins once")]
    OpenedAlready,
    /// The case was merged.
    #[error("this case was merged: record it in the case that it went into")]
    Merged,
    /// A case cannot be merged with itself.
    #[error("choose another case: a case cannot be merged with itself")]
    MergedWithItself,
    /// The case is closed.
    #[error("this case is closed: reopen it first and say why")]
    Closed,
    /// The case is open.
    #[error("this case is open: there is nothing to reopen")]
    NotClosed,
    /// She died.
    #[error(
        "her death is recorded: nothing more can be done with her; correct that entry if it is mistaken"
    )]
    Died,
    /// Closing as died without a death.
    #[error("record her death first: it sets the legal hold and opens a review")]
    DeathNotRecorded,
    /// No worker.
    #[error("no worker has this case: allocate it first")]
    NoWorker,
    /// The moment is still to come.
    #[error("that is still to come: give a time no later than {now}")]
    StillToCome {
        /// Now.
        now: Timestamp,
    },
    /// A way said to be safe that nobody verified.
    #[error(
        "these contacts were given by him: until the service has verified a way as safe, record the attempt as not known to be safe, and try through a professional"
    )]
    NotVerified,
    /// No way named.
    #[error("name at least one way in which she can be reached safely")]
    NoWay,
    /// She has not been reached.
    #[error("she has not been reached: record the contact first")]
    NotReached,
    /// She has been reached, so the manager cannot decide in her place.
    #[error(
        "she has been reached since the last attempt in vain: ask her for her consent to his starting, or record the attempts since"
    )]
    Reached,
    /// She answered no, or took her consent back.
    #[error(
        "she has answered: nobody decides against her answer; ask her again if it may have changed"
    )]
    SheAnswered,
    /// Nobody tried.
    #[error("nobody has tried to reach her: record the attempts first")]
    NotTried,
    /// Her contacts are known, or there were attempts.
    #[error("there is a woman to reach: record the attempts, and decide on those")]
    SomebodyToReach,
    /// She has not been assessed.
    #[error("she has not been assessed: record her assessment first")]
    NotAssessed,
    /// She declined support.
    #[error(
        "she declined support: record her consent to support first, if she has changed her mind"
    )]
    SupportDeclined,
    /// She did not consent to support.
    #[error("her consent to support is missing: record it first")]
    NoConsentToSupport,
    /// Support has started.
    #[error("support has started: close the case with a reason if she wants no more")]
    SupportStarted,
    /// The consent falls short of what the rule asks.
    #[error(
        "her consent to his starting is missing: {} consent is needed, {} is recorded",
        asked.code(), held.code()
    )]
    ConsentMissing {
        /// What the rule in force asks for.
        asked: Form,
        /// What is recorded.
        held: Form,
    },
    /// The consent was before he left.
    #[error("her consent to his starting is from before he left: ask her again")]
    ConsentFromBefore,
    /// A consent of form none cannot be withdrawn.
    #[error("there is no such consent to withdraw: record that she does not consent")]
    NothingToWithdraw,
    /// The consent says no case of his, or one where none belongs.
    #[error(
        "say which case of his she consents to; consent to contact and to support concern none"
    )]
    ConsentWithoutCase,
    /// His case is not linked.
    #[error("that case of his is not linked to this one")]
    NotLinked,
    /// He has started.
    #[error("he has started: his clearance stands; ask for a joint review instead")]
    HeHasStarted,
    /// The score is above what the instrument can give.
    #[error("{score} is more than the {most} that {instrument} can come to: check the score")]
    ScoreTooHigh {
        /// The instrument.
        instrument: Box<str>,
        /// The score.
        score: u16,
        /// The greatest there is.
        most: u16,
    },
    /// An assessment of risk without anything in it.
    #[error("give a score, a band or a judgement: one of them at least")]
    NothingAssessed,
    /// A severity that is none.
    #[error("severity goes from 1 to 4")]
    NoSeverity,
    /// A satisfaction that is none.
    #[error("satisfaction goes from 1 to 5")]
    NoSatisfaction,
    /// No incident waits for a review.
    #[error("no incident waits for a review of escalation: record the incident first")]
    NothingToReview,
    /// There is no such action, or it is done.
    #[error("there is no such action to finish")]
    NoAction,
    /// The action exists.
    #[error("this action is there already: write a new one")]
    ActionThere,
    /// There is no such part.
    #[error("there is no such part of a review or a report: write it first")]
    NoPart,
    /// The part shares nothing.
    #[error("this part shares nothing: write what is to be shared first")]
    NothingToShare,
    /// The part was not released.
    #[error("this part was not released: there is nothing to withdraw")]
    NotReleased,
    /// There is no such message of the programme.
    #[error("the programme told nothing under that number")]
    NothingTold,
    /// An empty list of what was done.
    #[error("say what was done, even if it was nothing")]
    NothingDone,
    /// No hold to lift.
    #[error("there is no legal hold to lift")]
    NoHold,
    /// There is no such entry.
    #[error("there is no entry number {0}")]
    NoEntry(Number),
    /// The entry cannot be corrected here.
    #[error(
        "entry {0} cannot be corrected here: what the programme told is the programme's to correct, and a correction is corrected by naming the first entry again"
    )]
    NotOursToCorrect(Number),
    /// Another kind of entry.
    #[error("entry {0} is of another kind: correct it by one of its own kind, or strike it out")]
    AnotherKind(Number),
    /// The entry is not flagged.
    #[error("entry {0} is not flagged")]
    NotFlagged(Number),
}
