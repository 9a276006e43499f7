//! The files of a command line, read: every row good, or every fault said.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dataset::{DataSet, Faults, Options, Reading, Source, Sources};

use super::link;
use crate::arguments::{Inputs, OtherFiles};
use crate::failure::{Failure, say};
use crate::progress::Progress;

/// Reads the files. Remarks and faults go to standard error; one fault is a failure.
pub fn read(asked: &Inputs) -> Result<DataSet, Failure> {
    read_files(&asked.referrals, &asked.others)
}

/// Reads the referrals and the other files.
pub fn read_files(referrals: &Path, others: &OtherFiles) -> Result<DataSet, Failure> {
    read_sources(Source::path(referrals), others)
}

/// Reads the referrals and the other files, and finds whose the referrals are that do not say,
/// where they have names.
pub fn read_named(referrals: &Path, others: &OtherFiles) -> Result<DataSet, Failure> {
    let again = Again::of(referrals)?;
    let mut data = read_sources(again.source(), others)?;
    link::find_individuals(&mut data.referrals, again.source())?;
    Ok(data)
}

/// A file that can be read twice: what is no file of the disk is kept for that.
#[derive(Debug)]
pub enum Again {
    /// It is there to be read.
    Path(PathBuf),
    /// What was read of it, under its name.
    Kept(String, Arc<[u8]>),
}

impl Again {
    /// Looks what a path is, and keeps what can be read only once.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let is_input = path.as_os_str() == "-";
        // A folder and a missing file are told by whoever reads them.
        if !is_input && (path.is_file() || path.is_dir() || !path.exists()) {
            return Ok(Self::Path(path.to_owned()));
        }
        let name = if is_input { "standard input".into() } else { path.display().to_string() };
        let mut bytes = Vec::new();
        let read = if is_input {
            std::io::stdin().lock().read_to_end(&mut bytes)
        } else {
            std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
        };
        read.map_err(|cause| Failure::input(format!("{name} cannot be read: {cause}")))?;
        Ok(Self::Kept(name, bytes.into()))
    }
    /// To be read, once more each time.
    pub fn source(&self) -> Source {
        match self {
            Self::Path(path) => Source::path(path),
            Self::Kept(name, bytes) => Source::reader(name, Cursor::new(bytes.clone())),
        }
    }
}

fn read_sources(referrals: Source, others: &OtherFiles) -> Result<DataSet, Failure> {
    let reading = reading(referrals, others, false)?;
    if reading.faults.is_empty() { Ok(reading.data) } else { Err(refusal(&reading.faults)) }
}

/// Reads the referrals and the other files; what is at fault is for whoever asked. Rows with faults
/// are set aside where that is wanted.
pub fn reading(
    referrals: Source,
    others: &OtherFiles,
    set_aside: bool,
) -> Result<Reading, Failure> {
    let progress = Progress::new();
    progress.step("Reading");
    let (read, said) = (AtomicU64::new(0), AtomicU64::new(0));
    let tell = |bytes: u64| {
        let megabytes = (read.fetch_add(bytes, Ordering::Relaxed) + bytes) >> 20;
        if said.fetch_max(megabytes, Ordering::Relaxed) < megabytes {
            progress.step(&format!("Reading, {megabytes} MB so far"));
        }
    };
    let options = Options { progress: &tell, set_aside, ..Options::default() };
    let reading = dataset::read(sources(referrals, others), &options).map_err(Failure::input)?;
    drop(progress);
    for remark in &reading.remarks {
        say(&format!("waymark: {remark}"));
    }
    Ok(reading)
}

fn sources(referrals: Source, others: &OtherFiles) -> Sources {
    let source = |path: &Option<PathBuf>| path.as_ref().map(Source::path);
    Sources {
        referrals,
        support: source(&others.support),
        interviews: source(&others.interviews),
        measures: source(&others.measures),
        incidents: source(&others.incidents),
        activity: source(&others.activity),
        targets: source(&others.targets),
    }
}

/// Lists the faults, a line each.
pub fn list(faults: &Faults) {
    for fault in faults.listed() {
        say(&fault.to_string());
    }
}

/// Lists the faults, and says how many there are.
pub fn refusal(faults: &Faults) -> Failure {
    list(faults);
    let errors = if faults.count() == 1 { "error" } else { "errors" };
    let unlisted = match faults.unlisted() {
        0 => String::new(),
        more => format!(", of which {more} are not listed"),
    };
    Failure::input(format!("{} {errors} in the input{unlisted}; nothing was done", faults.count()))
}
