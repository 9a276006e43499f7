//! Every question and every change, asked by a worker.

pub mod demonstration;
pub mod history;
pub mod passwords;
pub mod referrals;
