//! How the closed lists of her record are kept: as their codes.

use support::codes::*;

use crate::forms::kept::as_text;

macro_rules! codes {
    ($($kind:ident),+) => {
        as_text! {$(
            $kind = <$kind as Listed>::OF, |code| code.code().to_owned(), Self::from_code;
        )+}
    };
}

codes!(
    ContactKind,
    Way,
    AttemptResult,
    Answer,
    Need,
    ClosureReason,
    Ethnicity,
    Religion,
    Change,
    ConsentTo,
    Form,
    GivenBy,
    NotAsked,
    IncidentKind,
    IncidentSource,
    Meeting,
    Point,
    Informant,
    Missed,
    Done,
    PartFor,
    ReviewCause,
    LawfulBasis,
    Condition,
    Schedule,
    Confidentiality,
    MaracGround
);
