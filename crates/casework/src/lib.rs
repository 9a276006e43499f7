//! Every question and every change, asked by a worker.

pub mod demonstration;
pub mod passwords;
pub mod referrals;
