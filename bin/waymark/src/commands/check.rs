//! `waymark check`: every error of the files, in one run.

use super::inputs;
use crate::arguments::Inputs;
use crate::failure::{Failure, print};

/// Reads the files and lists every error; one error is a failure.
pub fn run(asked: &Inputs) -> Result<(), Failure> {
    let data = inputs::read(asked)?;
    let counted = [
        (data.referrals.len(), "referral", "referrals", true),
        (data.support.len(), "support case", "support cases", data.given.support),
        (data.interviews.len(), "interview", "interviews", data.given.interviews),
        (data.measures.len(), "answer", "answers", data.given.measures),
        (data.incidents.len(), "incident", "incidents", data.given.incidents),
        (data.activity.len(), "session", "sessions", data.given.activity),
        (data.targets.len(), "target", "targets", data.given.targets),
    ];
    let read: Vec<String> = counted
        .into_iter()
        .filter(|(.., given)| *given)
        .map(|(count, one, many, _)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    print(&format!("no errors: {}", read.join(", ")))
}
