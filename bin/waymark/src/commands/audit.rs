//! `waymark audit verify`: whether the audit is as it was written.

use casework::upkeep::{NotVerified, Verified};

use super::serve;
use crate::arguments::keeping::Audit;
use crate::failure::{Failure, print, say};
use crate::progress::Progress;
use crate::record;

/// Verifies the audit of every server, and lists everything that is wrong with it.
pub fn run(asked: &Audit) -> Result<(), Failure> {
    let Audit::Verify { heads, of, record } = asked;
    let beside = serve::beside(&record.database).filter(|file| file.exists());
    let heads = heads.clone().or(beside);
    let verified = record::with(record, async |office| {
        let progress = Progress::new();
        progress.step("Verifying the audit");
        let worker = record::command_line(office, of).await?;
        office.verify_audit(&worker, heads.as_deref()).await.map_err(|cause| match cause {
            NotVerified::Record(fault) => record::refused(fault),
            NotVerified::Heads(fault) => Failure::input(record::chain(&fault)),
        })
    })?;
    let mut wrong = 0;
    for server in &verified {
        wrong += told(server)?;
    }
    if heads.is_none() {
        say("waymark: no file of heads was given: whether the end was cut off cannot be seen");
    }
    if verified.iter().all(Verified::is_sound) {
        Ok(())
    } else {
        let words = if wrong == 1 { "finding" } else { "findings" };
        Err(Failure::input(format!("the audit is not as it was written: {wrong} {words}")))
    }
}

/// Says what was found of one server, and gives how much is wrong.
fn told(verified: &Verified) -> Result<u64, Failure> {
    let server = verified.server;
    for fault in &verified.heads {
        say(&format!("{server}: {fault}"));
    }
    let Some(findings) = &verified.findings else {
        say(&format!("{server}: the key of its chain is lost: nothing can be said of its entries"));
        return Ok(1);
    };
    for finding in &findings.found {
        say(&format!("{server}: {finding}"));
    }
    if findings.more > 0 {
        say(&format!("{server}: and {} more", findings.more));
    }
    let proven = match findings.proven_to {
        0 => "no head outside the database to compare with".to_owned(),
        number => format!("heads outside the database agree up to entry {number}"),
    };
    print(&format!("{server}: {} entries, {proven}", findings.entries))?;
    Ok(findings.found.len() as u64 + findings.more + verified.heads.len() as u64)
}
