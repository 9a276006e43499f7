//! The file of heads, outside the database: where each chain stood, minute by minute.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use uuid::Uuid;

use super::chain::{Chain, ChainKey, Mac};

/// Where a chain stood at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose chain.
    pub server: Uuid,
    /// The last entry then.
    pub number: u64,
    /// Its mac.
    pub mac: Mac,
    /// When.
    pub at: Timestamp,
}

/// The file: a line a head, `server number mac at mac-of-the-line`, parted by spaces, appended.
#[derive(Clone, Debug)]
pub struct HeadsFile {
    path: PathBuf,
}

/// What the file holds of one server, and which of its lines do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    /// Heads of the server, as they were appended.
    pub heads: Vec<Head>,
    /// What is wrong with lines.
    pub faults: Vec<HeadsFault>,
}

/// What is wrong with a line, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadsFault {
    /// The last line has no end.
    #[error(
        "line {line} of the heads ends in the middle: a write was broken off; the head before it counts"
    )]
    BrokenOff {
        /// From 1 on.
        line: usize,
    },
    /// No head at all.
    #[error(
        "line {line} of the heads is not a head: the file was edited; compare it with its copies"
    )]
    NotAHead {
        /// From 1 on.
        line: usize,
    },
    /// A line that names this server and was not written with its key.
    #[error(
        "line {line} of the heads was altered, or written with another key; compare it with its copies"
    )]
    Foreign {
        /// From 1 on.
        line: usize,
    },
    /// A later line that knows of less.
    #[error(
        "line {line} of the heads stands before the line above it: the database was put back to an earlier state"
    )]
    Backwards {
        /// From 1 on.
        line: usize,
    },
}

/// The file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum NoHeads {
    /// There is none.
    #[error(
        "there is no file of heads at {}: without it, a loss at the end of the audit cannot be seen; \
         name the right file, or its copy", path.display()
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The system says no.
    #[error("the file of heads {} cannot be used", path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

impl Head {
    /// Where a chain stands now.
    pub const fn of(chain: &Chain, at: Timestamp) -> Self {
        Self { server: chain.server(), number: chain.number(), mac: chain.mac(), at }
    }

    fn line(&self, key: &ChainKey) -> String {
        let said = format!("{} {} {} {}", self.server, self.number, self.mac, self.at);
        let mac = key.mac(b"head:", &[said.as_bytes()]);
        format!("{said} {mac}\n")
    }

    fn read(line: &str) -> Option<(Self, &str, Mac)> {
        let (said, mac) = line.rsplit_once(' ')?;
        let mut words = said.split(' ');
        let head = Self {
            server: words.next()?.parse().ok()?,
            number: words.next()?.parse().ok()?,
            mac: mac_of(words.next()?)?,
            at: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some((head, said, mac_of(mac)?))
    }
}

impl HeadsFile {
    /// The file at a path. Nothing is opened yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Appends a head in one write and waits until it is on the disk. A line that was broken off
    /// before it is ended first.
    pub fn append(&self, key: &ChainKey, head: &Head) -> Result<(), NoHeads> {
        self.append_line(&head.line(key))
            .map_err(|cause| NoHeads::Unusable { path: self.path.clone(), cause })
    }

    fn append_line(&self, line: &str) -> io::Result<()> {
        let fresh = !self.path.exists();
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(&self.path)?;
        let mut last = [b'\n'];
        if file.seek(SeekFrom::End(0))? > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        if last == [b'\n'] {
            file.write_all(line.as_bytes())?;
        } else {
            file.write_all(format!("\n{line}").as_bytes())?;
        }
        file.sync_data()?;
        // A new file is there for good once its folder is written as well.
        match self.path.parent().filter(|_| fresh && cfg!(unix)) {
            Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    /// The heads of one server; lines of others are passed over.
    pub fn read(&self, key: &ChainKey, server: Uuid) -> Result<Heads, NoHeads> {
        let bytes = std::fs::read(&self.path).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => NoHeads::Missing { path: self.path.clone() },
            _ => NoHeads::Unusable { path: self.path.clone(), cause },
        })?;
        Ok(Heads::read(&String::from_utf8_lossy(&bytes), key, server))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Heads {
    fn read(text: &str, key: &ChainKey, server: Uuid) -> Self {
        let mut found = Self::default();
        for (place, line) in text.split_inclusive('\n').enumerate() {
            let number = place + 1;
            let Some(line) = line.strip_suffix('\n') else {
                found.faults.push(HeadsFault::BrokenOff { line: number });
                continue;
            };
            match Head::read(line) {
                None => found.faults.push(HeadsFault::NotAHead { line: number }),
                Some((head, ..)) if head.server != server => {}
                Some((head, said, mac)) => {
                    if mac != key.mac(b"head:", &[said.as_bytes()]) {
                        found.faults.push(HeadsFault::Foreign { line: number });
                        continue;
                    }
                    if found.heads.last().is_some_and(|before| before.number > head.number) {
                        found.faults.push(HeadsFault::Backwards { line: number });
                    }
                    found.heads.push(head);
                }
            }
        }
        found
    }
}

fn mac_of(hex: &str) -> Option<Mac> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    let pairs = <&[[u8; 2]; 32]>::try_from(pairs).ok().filter(|_| rest.is_empty())?;
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
    }
    Some(Mac::of(bytes))
}
