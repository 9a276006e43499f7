//! The files of a command line, read: every row good, or every fault said.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use dataset::{DataSet, Faults, Options, Source, Sources};

use crate::arguments::{Inputs, OtherFiles};
use crate::failure::{Failure, say};
use crate::progress::Progress;

/// Reads the files. Remarks and faults go to standard error; one fault is a failure.
pub fn read(asked: &Inputs) -> Result<DataSet, Failure> {
    read_files(&asked.referrals, &asked.others)
}

/// Reads the referrals and the other files.
pub fn read_files(referrals: &Path, others: &OtherFiles) -> Result<DataSet, Failure> {
    let progress = Progress::new();
    progress.step("Reading");
    let (read, said) = (AtomicU64::new(0), AtomicU64::new(0));
    let tell = |bytes: u64| {
        let megabytes = (read.fetch_add(bytes, Ordering::Relaxed) + bytes) >> 20;
        if said.fetch_max(megabytes, Ordering::Relaxed) < megabytes {
            progress.step(&format!("Reading, {megabytes} MB so far"));
        }
    };
    let options = Options { progress: &tell, ..Options::default() };
    let reading = dataset::read(sources(referrals, others), &options).map_err(Failure::input)?;
    drop(progress);
    for remark in &reading.remarks {
        say(&format!("waymark: {remark}"));
    }
    if reading.faults.is_empty() { Ok(reading.data) } else { Err(refusal(&reading.faults)) }
}

fn sources(referrals: &Path, others: &OtherFiles) -> Sources {
    let source = |path: &Option<PathBuf>| path.as_ref().map(Source::path);
    Sources {
        referrals: Source::path(referrals),
        support: source(&others.support),
        interviews: source(&others.interviews),
        measures: source(&others.measures),
        incidents: source(&others.incidents),
        activity: source(&others.activity),
        targets: source(&others.targets),
    }
}

/// Lists the faults, a line each, and says how many there are.
fn refusal(faults: &Faults) -> Failure {
    for fault in faults.listed() {
        say(&fault.to_string());
    }
    let errors = if faults.count() == 1 { "error" } else { "errors" };
    let unlisted = match faults.unlisted() {
        0 => String::new(),
        more => format!(", of which {more} are not listed"),
    };
    Failure::input(format!("{} {errors} in the input{unlisted}; nothing was done", faults.count()))
}
