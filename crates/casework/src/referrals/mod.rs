//! Making a referral, and following it.

mod refer;

pub use refer::{Agreed, Her, Him, Refer};
