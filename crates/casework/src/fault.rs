//! Why something that was asked is not answered or not done.

use access::Denied;
use pathway::Reference;
use store::NotCommitted;

use crate::fitting::Misfit;

/// Why not. What a person reads says what to do; what a log needs is the source.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// There is no such thing for whoever asks: the same whether it is somebody else's or was
    /// never made.
    #[error("not found")]
    NotFound,
    /// It is restricted: a reason is asked first, and the manager sees it.
    #[error("this case is restricted: give a reason to open it, which the manager will see")]
    Restricted(Reference),
    /// The programme's side refuses: its words say what is missing.
    #[error(transparent)]
    RefusedHis(#[from] programme::Refusal),
    /// The support service's side refuses: its words say what is missing.
    #[error(transparent)]
    RefusedHers(#[from] support::Refusal),
    /// A group refuses: its words say what is missing.
    #[error(transparent)]
    RefusedGroup(#[from] programme::group::Refusal),
    /// Of several cases in one form, one refuses.
    #[error("{0}: {1}")]
    RefusedOf(Reference, programme::Refusal),
    /// What was given cannot be, for a reason that only the record knows.
    #[error("{0}")]
    Refused(&'static str),
    /// Roles that nobody may hold together.
    #[error(transparent)]
    RefusedRoles(#[from] access::RolesRefused),
    /// A role that does not fit the organisation.
    #[error(transparent)]
    DoesNotFit(#[from] Misfit),
    /// Somebody else changed it since the form was drawn.
    #[error(
        "somebody else changed this while you did: look at it as it is now, and send yours again"
    )]
    Stale,
    /// The record did not answer, or an entry of it cannot be read.
    #[error("the record cannot be reached now: what you typed is kept; try again in a minute")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Fault {
    /// The cause as the record gave it, for the log alone.
    pub(crate) fn unavailable(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unavailable(Box::new(cause))
    }
}

impl From<store::Fault> for Fault {
    fn from(cause: store::Fault) -> Self {
        Self::unavailable(cause)
    }
}

impl From<store::NotRead> for Fault {
    fn from(cause: store::NotRead) -> Self {
        Self::unavailable(cause)
    }
}

impl From<Denied> for Fault {
    fn from(denied: Denied) -> Self {
        match denied {
            // Where a reason is asked for, the reference goes with it: see `Acting::leave`.
            Denied::Hidden | Denied::Restricted => Self::NotFound,
        }
    }
}

/// Names are told apart on the whole machine, since commands go by them: that one is taken is all
/// that is said of the others.
pub(crate) const NAME_TAKEN: &str = "This name is taken already: choose another";

impl From<NotCommitted> for Fault {
    fn from(why: NotCommitted) -> Self {
        match why {
            NotCommitted::Stale { .. } | NotCommitted::NotAsRead => Self::Stale,
            NotCommitted::Roles(roles) => Self::RefusedRoles(roles),
            NotCommitted::EmailTaken => {
                Self::Refused("somebody signs in with this e-mail address already: give another")
            }
            NotCommitted::NameTaken => Self::Refused(NAME_TAKEN),
            why => Self::unavailable(why),
        }
    }
}
