//! How each value of a record is kept: moments, days, ids and codes as text.

use jiff::Timestamp;
use jiff::civil::Date;
use pathway::crossing::{Ending, Risk, Signal};
use pathway::{
    Area, CaseId, GroupId, NarrativeId, OrganisationId, PersonId, Reference, SealedPartId,
    SupportCaseId, WorkerId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A stored form that cannot be read: the database was altered, or a newer Waymark wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A value that is none of those there are.
    #[error("a stored {of} reads {found:?}, which is none; verify the record (audit verify)")]
    Value {
        /// What it should be.
        of: &'static str,
        /// What stands there.
        found: String,
    },
    /// A text that is no stored event.
    #[error(
        "a stored event has a shape that no form has ({fault}); verify the record (audit verify)"
    )]
    Shape {
        /// What is wrong with it, and where.
        fault: String,
    },
    /// A version that this Waymark does not know.
    #[error("an event is stored in version {version} of its form; start the newer Waymark")]
    Newer {
        /// Which.
        version: u16,
    },
}

/// A value that has a stored form.
pub trait Kept: Sized {
    /// Its form.
    type Form: Serialize + DeserializeOwned + Clone + std::fmt::Debug + PartialEq;
    /// The value in its form.
    fn form(&self) -> Self::Form;
    /// The value that a form stands for.
    fn back(form: Self::Form) -> Result<Self, Unreadable>;
}

macro_rules! as_they_are {
    ($($kind:ty),+) => {$(
        impl Kept for $kind {
            type Form = Self;
            fn form(&self) -> Self {
                self.clone()
            }
            fn back(form: Self) -> Result<Self, Unreadable> {
                Ok(form)
            }
        }
    )+};
}
as_they_are!(bool, u8, u16, u32, u64, String);

/// Values that are kept as text: what they are called, how they are written, how they are read.
macro_rules! as_text {
    ($($kind:ty = $of:expr, $write:expr, $read:expr;)+) => {$(
        impl $crate::forms::kept::Kept for $kind {
            type Form = String;
            fn form(&self) -> String {
                let write: fn(&Self) -> String = $write;
                write(self)
            }
            fn back(form: String) -> Result<Self, $crate::forms::kept::Unreadable> {
                let read: fn(&str) -> Option<Self> = $read;
                read(&form).ok_or($crate::forms::kept::Unreadable::Value { of: $of, found: form })
            }
        }
    )+};
}
pub(super) use as_text;

as_text! {
    Timestamp = "moment", |moment| moment.to_string(), |text| text.parse().ok();
    Date = "day", |day| day.to_string(), |text| text.parse().ok();
    Box<str> = "text", |text| text.to_string(), |text| Some(text.into());
    Area = "area", |area| area.name().to_owned(), |text| Some(Self::new(text));
    Reference = "reference", |reference| reference.to_string(), |text| text.parse().ok();
}

macro_rules! ids {
    ($($kind:ident),+) => {
        as_text! {$(
            $kind = stringify!($kind),
                |id| id.uuid().to_string(),
                |text| Uuid::try_parse(text).ok().map(Self::of);
        )+}
    };
}
ids!(CaseId, GroupId, NarrativeId, OrganisationId, PersonId, SealedPartId, SupportCaseId, WorkerId);

/// Closed lists that have no spelling of their own elsewhere.
macro_rules! spelled {
    ($kind:ident = $of:literal { $($value:ident = $code:literal),+ }) => {
        $crate::forms::kept::as_text! {
            $kind = $of,
                |value| match value { $(Self::$value => $code),+ }.to_owned(),
                |text| match text { $($code => Some(Self::$value),)+ _ => None };
        }
    };
}
pub(super) use spelled;

spelled!(Risk = "risk" { Standard = "standard", Medium = "medium", High = "high" });
spelled!(Signal = "signal" { NotableResponse = "notable_response", Concern = "concern" });
spelled!(Ending = "ending" {
    Completed = "completed", LeftEarly = "left_early", Unsuitable = "unsuitable",
    ClosedBeforeStart = "closed_before_start"
});
impl<T: Kept> Kept for Option<T> {
    type Form = Option<T::Form>;
    fn form(&self) -> Self::Form {
        self.as_ref().map(T::form)
    }
    fn back(form: Self::Form) -> Result<Self, Unreadable> {
        form.map(T::back).transpose()
    }
}

impl<T: Kept> Kept for Vec<T> {
    type Form = Vec<T::Form>;
    fn form(&self) -> Self::Form {
        self.iter().map(T::form).collect()
    }
    fn back(form: Self::Form) -> Result<Self, Unreadable> {
        form.into_iter().map(T::back).collect()
    }
}

impl<T: Kept> Kept for Box<T> {
    type Form = Box<T::Form>;
    fn form(&self) -> Self::Form {
        Box::new(T::form(self))
    }
    fn back(form: Self::Form) -> Result<Self, Unreadable> {
        T::back(*form).map(Box::new)
    }
}
