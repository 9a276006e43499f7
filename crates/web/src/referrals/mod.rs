//! Making a referral, and following it.

pub(crate) mod steps;
