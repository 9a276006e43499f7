//! Where a case stands, by the code that the read models keep and lists filter by.

use programme::Stage;
use support::Step;

/// Where a case stands, with a code.
pub trait State: Copy + 'static {
    /// Every state, in the order of the pathway.
    const ALL: &'static [Self];
    /// Its code.
    fn code(self) -> &'static str;
    /// The state of a code, if there is one.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }
}

macro_rules! states {
    ($($kind:ident { $($state:ident = $code:literal),+ $(,)? })+) => {$(
        impl State for $kind {
            const ALL: &'static [Self] = &[$(Self::$state),+];
            fn code(self) -> &'static str {
                match self { $(Self::$state => $code),+ }
            }
        }
    )+};
}

states! {
    Stage {
        Unheard = "unheard",
        Received = "received",
        Acknowledged = "acknowledged",
        Contacted = "contacted",
        AssessmentOffered = "assessment_offered",
        Assessed = "assessed",
        Pending = "pending",
        Suitable = "suitable",
        Commenced = "commenced",
        OnProgramme = "on_programme",
        Returning = "returning",
        Completed = "completed",
        Unsuitable = "unsuitable",
        LeftEarly = "left_early",
        ClosedBeforeAssessment = "closed_before_assessment",
        ClosedBeforeStart = "closed_before_start",
        Merged = "merged",
    }
    Step {
        NotOpened = "not_opened",
        Referred = "referred",
        Contacted = "contacted",
        Assessed = "assessed",
        Declined = "declined",
        Supported = "supported",
        Closed = "closed",
        Merged = "merged",
    }
}
