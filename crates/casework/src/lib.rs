//! Every question and every change, asked by a worker.

pub mod accounts;
pub mod demonstration;
pub mod fault;
pub mod history;
pub mod office;
pub mod passwords;
pub mod referrals;
pub mod signing_in;
