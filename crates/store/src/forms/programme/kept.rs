//! How the closed lists of his record are kept: as their codes. What else only his side has is
//! kept as text or number too.

use jiff::civil::Weekday;
use pathway::codes::*;
use pathway::screening::{Missing, Reason};
use programme::codes::*;
use programme::parts::{SessionNumber, TimeOfDay};

use crate::forms::kept::{Kept, Unreadable, as_text, spelled};

macro_rules! codes {
    ($($kind:ty = $of:literal),+ $(,)?) => {
        as_text! {$(
            $kind = $of, |value| value.code().to_owned(), Self::from_code;
        )+}
    };
}
codes!(
    Answer = "answer",
    AttemptResult = "result of an attempt",
    Concern = "concern of the facilitators",
    ConsentForm = "form of consent",
    Content = "content of a session",
    Degree = "degree",
    Delivery = "way of delivery",
    ClosureReason = "reason for closing a case",
    Ethnicity = "ethnicity",
    HerReferral = "occasion of her referral",
    IncidentKind = "kind of incident",
    IncidentSource = "source of an incident",
    LeavingReason = "reason for leaving early",
    Missing = "missing fact",
    Mode = "way of holding an appointment",
    Need = "need",
    Order = "order on him",
    OtherService = "other service",
    Outcome = "outcome of an assessment",
    Party = "party to a discussion",
    Plan = "plan that children are on",
    Point = "point of measuring",
    Reason = "reason for not being eligible",
    RecordedClosure = "recorded reason for closing a case",
    Relationship = "relationship",
    Religion = "religion",
    Report = "report to the referrer",
    RiskLevel = "risk level",
    Source = "source of a referral",
    Tag = "tag of a session",
    UnsuitableReason = "reason for being unsuitable",
    Way = "way of reaching him",
);
codes!(programme::codes::Kept = "result of an appointment");
spelled!(Weekday = "weekday" {
    Monday = "monday", Tuesday = "tuesday", Wednesday = "wednesday", Thursday = "thursday",
    Friday = "friday", Saturday = "saturday", Sunday = "sunday"
});
spelled!(TimeOfDay = "time of day" { Day = "day", Evening = "evening" });

// A score is kept as text: readers of JSON may round a number in its last place.
as_text! {
    f64 = "score", |score| score.to_string(), |text| text.parse().ok();
}

impl Kept for SessionNumber {
    type Form = u8;
    fn form(&self) -> u8 {
        self.number()
    }
    fn back(form: u8) -> Result<Self, Unreadable> {
        Self::try_new(form)
            .map_err(|_| Unreadable::Value { of: "number of a session", found: form.to_string() })
    }
}
