//! Making a referral, and following it.

mod add;
mod drafts;
mod guards;
mod intake;
mod left;
mod list;
mod make;
mod progress;
mod refer;
mod seal;

pub use add::Added;
pub use drafts::{DraftId, ReferralDraft};
pub use intake::Intake;
pub use left::{DraftsOf, HalfWritten, HalfWrittens, TakenOn, left_in_words};
pub use list::{Standing, Wanted, place_after, stage_of};
pub(crate) use progress::version;
pub use progress::{Comes, Next, Progress, Told, ToldOf};
pub use refer::{Agreed, Her, Him, Refer};
