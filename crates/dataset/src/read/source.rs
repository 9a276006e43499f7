//! Where the files come from.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use super::caps;
use crate::columns::File;
use crate::fault::ReadError;

/// Where one file comes from.
pub struct Source {
    name: String,
    from: From,
}

enum From {
    Path(PathBuf),
    StandardInput,
    Reader(Box<dyn Read + Send>),
}

impl Source {
    /// A path, or standard input where the path is `-`.
    pub fn path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        if path.as_os_str() == "-" {
            return Self { name: "standard input".to_owned(), from: From::StandardInput };
        }
        Self { name: path.display().to_string(), from: From::Path(path.to_owned()) }
    }
    /// Anything that can be read; `name` is what faults call it.
    pub fn reader(name: &str, reader: impl Read + Send + 'static) -> Self {
        Self { name: name.to_owned(), from: From::Reader(Box::new(reader)) }
    }

    pub(crate) fn open(self) -> Result<Opened, ReadError> {
        let Self { name, from } = self;
        let expects_workbook = [".xlsx", ".xlsm", ".ods"]
            .iter()
            .any(|ending| name.to_ascii_lowercase().ends_with(ending));
        let (mut content, size, path): (Box<dyn Read + Send>, _, _) = match from {
            From::Reader(reader) => (reader, None, None),
            From::StandardInput => (Box::new(std::io::stdin()), None, None),
            From::Path(path) => {
                let fail = |cause| ReadError::of(&name, cause);
                let file = std::fs::File::open(&path).map_err(fail)?;
                let about = file.metadata().map_err(fail)?;
                if about.is_dir() {
                    return Err(ReadError::Folder { file: name });
                }
                let size = about.is_file().then_some(about.len());
                (Box::new(file), size, about.is_file().then_some(path))
            }
        };
        let mut start = Vec::new();
        content
            .by_ref()
            .take(8)
            .read_to_end(&mut start)
            .map_err(|cause| ReadError::of(&name, cause))?;
        if start == OLD_WORKBOOK {
            return Err(ReadError::OldWorkbook { file: name });
        }
        let is_workbook = start.starts_with(ZIP);
        if expects_workbook && !is_workbook {
            return Err(ReadError::NotAWorkbook { file: name });
        }
        let content = Box::new(Cursor::new(start).chain(content));
        Ok(Opened { name, content, size, path, is_workbook })
    }
}

/// How a ZIP file begins, which a workbook is.
const ZIP: &[u8] = b"PK\x03\x04";
/// How Excel's files of before 2007 begin, and its encrypted ones.
const OLD_WORKBOOK: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A file that could be opened.
pub(crate) struct Opened {
    pub name: String,
    pub content: Box<dyn Read + Send>,
    /// In bytes, where it is known before it is read.
    pub size: Option<u64>,
    path: Option<PathBuf>,
    is_workbook: bool,
}

impl Opened {
    pub(crate) fn is_workbook(&self) -> bool {
        self.is_workbook
    }
    /// The whole of it, to be read here and there.
    pub(crate) fn whole(self) -> Result<(String, Whole), ReadError> {
        let Self { name, content, size, path, .. } = self;
        let fail = |cause| ReadError::of(&name, cause);
        let too_much = || ReadError::TooMuch {
            file: name.clone(),
            what: format!("it is larger than {} MiB", caps::WORKBOOK >> 20),
            remedy: "save its sheets as CSV UTF-8",
        };
        if size.is_some_and(|size| size > caps::WORKBOOK) {
            return Err(too_much());
        }
        if let Some(path) = path {
            return Ok((name, Whole::Path(path)));
        }
        let mut bytes = Vec::new();
        content.take(caps::WORKBOOK + 1).read_to_end(&mut bytes).map_err(fail)?;
        if bytes.len() as u64 > caps::WORKBOOK {
            return Err(too_much());
        }
        Ok((name, Whole::Bytes(bytes.into())))
    }
}

/// A workbook that can be opened again and again.
pub(crate) enum Whole {
    Path(PathBuf),
    Bytes(std::sync::Arc<[u8]>),
}

/// What the parts of a workbook are read from.
pub(crate) trait Seekable: Read + std::io::Seek + Send {}
impl<T: Read + std::io::Seek + Send> Seekable for T {}

impl Whole {
    pub(crate) fn reader(&self) -> std::io::Result<Box<dyn Seekable>> {
        Ok(match self {
            Self::Path(path) => Box::new(std::io::BufReader::new(std::fs::File::open(path)?)),
            Self::Bytes(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }
}

/// Where each of the files comes from. All but the referrals may be absent; where the
/// referrals are in a workbook, its other sheets are read as the files that they name.
#[expect(missing_docs, reason = "the fields are the files of the specification, word for word")]
pub struct Sources {
    pub referrals: Source,
    pub support: Option<Source>,
    pub interviews: Option<Source>,
    pub measures: Option<Source>,
    pub incidents: Option<Source>,
    pub activity: Option<Source>,
    pub targets: Option<Source>,
}

impl Sources {
    /// The referrals, and no other file.
    pub fn referrals(source: Source) -> Self {
        Self {
            referrals: source,
            support: None,
            interviews: None,
            measures: None,
            incidents: None,
            activity: None,
            targets: None,
        }
    }
    pub(crate) fn refuse_two_standard_inputs(&self) -> Result<(), ReadError> {
        let others = [
            &self.support,
            &self.interviews,
            &self.measures,
            &self.incidents,
            &self.activity,
            &self.targets,
        ];
        let all = others.into_iter().flatten().chain([&self.referrals]);
        match all.filter(|source| matches!(source.from, From::StandardInput)).count() {
            0 | 1 => Ok(()),
            _ => Err(ReadError::StandardInputTwice),
        }
    }
    pub(crate) fn by_file(self) -> impl Iterator<Item = (File, Source)> {
        let sources = [
            Some(self.referrals),
            self.support,
            self.interviews,
            self.measures,
            self.incidents,
            self.activity,
            self.targets,
        ];
        File::ALL.into_iter().zip(sources).filter_map(|(file, source)| Some((file, source?)))
    }
}
