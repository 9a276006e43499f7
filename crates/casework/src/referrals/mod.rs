//! Making a referral, and following it.

mod make;
mod refer;

pub use refer::{Agreed, Her, Him, Refer};
