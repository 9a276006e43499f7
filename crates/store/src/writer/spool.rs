//! Entries of the audit that the tables do not hold yet, in a file beside the database of SQLite.
//!
//! Every page that shows a name waits until its line of the audit is on the disk. Were each batch
//! of such lines a commit, every reader would look at the database anew after each, for nothing but
//! lines that it never reads. So lines that come without a change are on the disk here first, in
//! the order of the chain, and go into the tables with the next change, or within a second.
//!
//! Whoever writes here holds the lock of a transaction on the database. Each turn leaves a number:
//! whoever finds another than its own reads what the others left, and where their chain ended. What
//! the tables took stays in the file until it is written over, and is not taken twice: in the same
//! transaction as the lines the tables note up to which number they have them.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use tracing::error;
use uuid::Uuid;

use super::rows::Insert;
use crate::audit::Mac;
use crate::audit_rows;
use crate::database::{Columns, Transaction};
use crate::fault::Fault;
use crate::sql::{Sql, Value};

/// What the file begins with; the number of the last turn follows.
const MAGIC: [u8; 8] = *b"wmaudit1";
/// Where the first batch begins.
const START: u64 = 16;
/// The file never grows beyond this: what has no place is a commit of its own.
const MOST_BYTES: u64 = 4 << 20;
/// So many lines are taken into the tables at the latest: what waits for that waits for some ten
/// milliseconds.
const MANY: usize = 4_096;
/// A line is in the tables so long after it is on the disk, where nothing else happens.
pub(super) const AT_THE_LATEST: Duration = Duration::from_secs(1);
/// Twice a second it is asked whether any is due: by the one or the other it is in time.
const DUE_AFTER: Duration = Duration::from_millis(500);
/// Before each batch: its length, and the beginning of its digest.
const BEFORE: usize = 4 + 8;
/// How the table `meta` names up to which number the tables hold the chain of a server.
const TAKEN: &str = "audit_taken_";

/// The file, and what of it the tables do not hold.
pub(crate) struct Spool {
    path: PathBuf,
    file: File,
    synced: bool,
    // The number that the last turn of this process left; none before the first.
    turn: Option<u64>,
    end: u64,
    owed: Vec<Insert>,
    since: Option<Instant>,
    // The disk did not take what was written last. What it says of itself by now is not trusted:
    // everything goes into the tables until they hold all that was there before.
    failed: bool,
}

/// What was found beside the tables.
pub(super) struct Learnt {
    /// The last line of the server, after the last that the tables hold; none where there is none.
    pub(super) last: Option<(u64, Mac)>,
    /// Up to which number the tables say that they took the lines of the server.
    pub(super) taken: u64,
}

impl Spool {
    /// The file of a database, made for its owner alone where there is none.
    pub(crate) fn beside(database: &Path, synced: bool) -> Result<Self, Fault> {
        // By whatever name the database is opened, the file beside it is one.
        let whole = database.canonicalize().map_err(|cause| told(database, &cause))?;
        let mut name = whole.into_os_string();
        name.push("-audit");
        let path = PathBuf::from(name);
        let file = opened(&path, synced).map_err(|cause| told(&path, &cause))?;
        let (owed, since) = (Vec::new(), None);
        Ok(Self { path, file, synced, turn: None, end: START, owed, since, failed: false })
    }

    /// Whether lines can be left here: the disk takes them, and the file is where others look.
    pub(super) fn takes(&self) -> bool {
        !self.failed && is_at(&self.file, &self.path)
    }

    /// Whether nobody else wrote since this process did. Asked under the lock.
    pub(super) fn is_as_left(&mut self) -> Result<bool, Fault> {
        let Some(own) = self.turn else { return Ok(false) };
        Ok(self.last_turn()? == own)
    }

    /// Reads what is here and not in the tables. Under the lock.
    pub(super) async fn learn(
        &mut self,
        transaction: &mut Transaction<'_>,
        server: Uuid,
        in_the_tables: u64,
    ) -> Result<Learnt, Fault> {
        let turn = self.last_turn()?;
        let sql = Sql::with(
            "SELECT name, value FROM meta WHERE name LIKE ?",
            [format!("{TAKEN}%").into()],
        );
        let taken = |row: &mut Columns<'_>| Ok((row.take::<String>()?, row.take::<String>()?));
        let taken: HashMap<String, u64> = transaction
            .read(sql, taken)
            .await?
            .into_iter()
            .filter_map(|(name, number)| Some((name, number.parse().ok()?)))
            .collect();
        let (lines, end) = self.lines()?;
        self.owed.clear();
        let own = taken.get(&noted(server)).copied().unwrap_or(0);
        let mut learnt = Learnt { last: None, taken: own };
        for line in lines {
            let Some((of, number, mac)) = audit_rows::place(&line) else {
                return Err(self.foreign("a line that is none of the audit"));
            };
            let known = taken.get(&noted(of)).copied().unwrap_or(0);
            if of == server && number > known && number <= in_the_tables {
                let file = self.path.display();
                error!(number, %file, "the tables hold another line of the audit in this one's place");
            }
            let known = if of == server { known.max(in_the_tables) } else { known };
            if number > known {
                if of == server {
                    learnt.last = Some((number, mac));
                }
                self.owed.push(line);
            }
        }
        (self.end, self.turn) = (if self.owed.is_empty() { START } else { end }, Some(turn));
        let since = self.since.unwrap_or_else(Instant::now);
        self.since = (!self.owed.is_empty()).then_some(since);
        Ok(learnt)
    }

    /// Says that the chain grows by whoever holds the lock, here or in the tables.
    pub(super) fn take_turn(&mut self) -> Result<(), Fault> {
        let next = self.turn.unwrap_or(0).wrapping_add(1);
        self.write(0, &[MAGIC, next.to_le_bytes()].concat())?;
        self.turn = Some(next);
        Ok(())
    }

    /// Has lines on the disk, in one batch; false where they have no place. Under the lock, after
    /// the turn was taken.
    pub(super) fn append(&mut self, lines: Vec<Insert>) -> Result<bool, Fault> {
        let Some(batch) = written(&lines) else { return Ok(false) };
        let after = self.end + length(&batch[BEFORE..]);
        if after > MOST_BYTES {
            return Ok(false);
        }
        self.failed = true;
        self.write(self.end, &batch)?;
        if self.synced {
            self.file.sync_data().map_err(|cause| told(&self.path, &cause))?;
        }
        self.failed = false;
        // The next is written over the mark of the end.
        self.end = after;
        self.owed.extend(lines);
        self.since.get_or_insert_with(Instant::now);
        Ok(true)
    }

    /// What the tables are to take before anything else, with what is noted of it. Where they do not
    /// take it, everything is to be [learnt](Self::learn) anew.
    pub(super) fn owed(&mut self) -> (Vec<Insert>, Vec<Sql>) {
        let places = self.owed.iter().filter_map(audit_rows::place);
        let last: HashMap<Uuid, u64> = places.map(|(server, number, _)| (server, number)).collect();
        let note = |(server, number): (Uuid, u64)| {
            Sql::with(
                "INSERT INTO meta (name, value) VALUES (?, ?) \
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [noted(server).into(), number.to_string().into()],
            )
        };
        let notes = last.into_iter().map(note).collect();
        (std::mem::take(&mut self.owed), notes)
    }

    /// The tables have what was owed. What was left here meanwhile is owed now.
    pub(super) fn is_settled(&mut self) {
        self.since = (!self.owed.is_empty()).then(Instant::now);
        if !self.owed.is_empty() {
            return;
        }
        (self.end, self.failed) = (START, false);
        // Somebody took the file away: what it held is in the tables now.
        if !is_at(&self.file, &self.path)
            && let Ok(file) = opened(&self.path, self.synced)
        {
            (self.file, self.turn) = (file, None);
        }
    }

    /// Whether the tables are to take what is here now.
    pub(super) fn is_due(&self) -> bool {
        self.owed.len() >= MANY || self.since.is_some_and(|since| since.elapsed() >= DUE_AFTER)
    }

    /// Whether it is time that the next lines are written where the first were.
    pub(super) const fn is_half_full(&self) -> bool {
        self.end > MOST_BYTES / 2
    }

    /// Whether the tables lack nothing.
    pub(super) const fn is_empty(&self) -> bool {
        self.owed.is_empty()
    }

    /// The number that the last turn of anybody left; 0 in a file that nobody wrote to.
    fn last_turn(&mut self) -> Result<u64, Fault> {
        let head = self.read(0, START)?;
        match head.split_first_chunk::<8>() {
            // Nobody wrote to it yet, or it was made as the machine failed.
            _ if head.iter().all(|&byte| byte == 0) => Ok(0),
            Some((&MAGIC, turn)) if turn.len() == 8 => {
                Ok(turn.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
            }
            _ => Err(self.foreign("another beginning than Waymark writes")),
        }
    }

    /// All whole batches, and where they end. What a power failure left half was acknowledged to
    /// nobody.
    fn lines(&mut self) -> Result<(Vec<Insert>, u64), Fault> {
        let whole = if self.failed { self.end - START } else { MOST_BYTES };
        let bytes = self.read(START, whole)?;
        let mut rest = bytes.as_slice();
        let mut lines = Vec::new();
        while let Some((batch, after)) = first(rest) {
            rest = after;
            lines.extend(batch);
        }
        let end = START + length(&bytes) - length(rest);
        if rest.iter().take(BEFORE).any(|&byte| byte != 0) {
            let mut aside = self.path.clone().into_os_string();
            aside.push("-broken");
            let kept = std::fs::copy(&self.path, &aside).is_ok();
            error!(
                file = %self.path.display(),
                at = end,
                copied = kept,
                "what stands here is no line of the audit: a write that a failure of the machine \
                 broke off, or an alteration; a copy of the file is kept beside it, as -broken"
            );
        }
        Ok((lines, end))
    }

    fn read(&mut self, at: u64, most: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        let read = self
            .file
            .seek(SeekFrom::Start(at))
            .and_then(|_| (&self.file).take(most).read_to_end(&mut bytes));
        read.map_err(|cause| told(&self.path, &cause))?;
        Ok(bytes)
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), Fault> {
        let all = self.file.seek(SeekFrom::Start(at)).and_then(|_| self.file.write_all(bytes));
        all.map_err(|cause| told(&self.path, &cause))
    }

    fn foreign(&self, what: &str) -> Fault {
        Fault::Foreign(format!("{what}, in {}", self.path.display()))
    }
}

/// Opens the file, and makes it for its owner alone where there is none.
fn opened(path: &Path, synced: bool) -> std::io::Result<File> {
    let is_new = !path.exists();
    let mut made = OpenOptions::new();
    made.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut made, 0o600);
    let file = made.open(path)?;
    // That it is there is on the disk before anything in it is answered for.
    if let Some(folder) = path.parent().filter(|_| is_new && synced && cfg!(unix)) {
        File::open(folder)?.sync_all()?;
    }
    Ok(file)
}

/// Whether an open file is the one that stands at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(own), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else { return false };
    (own.dev(), own.ino()) == (there.dev(), there.ino())
}

/// Elsewhere a file that is open is not taken away.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

fn noted(server: Uuid) -> String {
    format!("{TAKEN}{server}")
}

fn told(path: &Path, cause: &std::io::Error) -> Fault {
    match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Fault::ReadOnly,
        _ => Fault::Away(format!("{}: {cause}", path.display())),
    }
}

fn length(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

/// A batch: its length, the beginning of its digest, its lines; then the mark of the end, which the
/// next is written over. None where it is longer than any length that can be written.
fn written(lines: &[Insert]) -> Option<Vec<u8>> {
    let mut bytes = vec![0; BEFORE];
    for value in lines.iter().flat_map(|line| &line.values) {
        put(value, &mut bytes)?;
    }
    let digest = Sha256::digest(&bytes[BEFORE..]);
    let length = u32::try_from(bytes.len() - BEFORE).ok()?;
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    bytes[4..BEFORE].copy_from_slice(&digest[..8]);
    bytes.extend_from_slice(&[0; BEFORE]);
    Some(bytes)
}

/// The lines of the first batch and what follows it; none where there is no whole one.
fn first(bytes: &[u8]) -> Option<(Vec<Insert>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (digest, rest) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    if length == 0 {
        return None;
    }
    let (mut batch, rest) = rest.split_at_checked(length)?;
    if Sha256::digest(batch)[..8] != digest[..] {
        return None;
    }
    let mut lines = Vec::new();
    while !batch.is_empty() {
        let mut values = Vec::with_capacity(audit_rows::COLUMNS);
        for _ in 0..audit_rows::COLUMNS {
            values.push(got(&mut batch)?);
        }
        lines.push(audit_rows::of(values));
    }
    Some((lines, rest))
}

/// A kind, with its length where it has one, then the value. None of any kind is the same to
/// SQLite.
fn put(value: &Value, into: &mut Vec<u8>) -> Option<()> {
    let mut of = |kind: u8, bytes: &[u8]| {
        into.push(kind);
        into.extend_from_slice(&u32::try_from(bytes.len()).ok()?.to_le_bytes());
        into.extend_from_slice(bytes);
        Some(())
    };
    match value {
        Value::Number(Some(number)) => of(1, &number.to_le_bytes()),
        Value::Text(Some(text)) => of(2, text.as_bytes()),
        Value::Bytes(Some(bytes)) => of(3, bytes),
        Value::Id(Some(id)) => of(4, id.as_bytes()),
        Value::Truth(Some(truth)) => of(5, &[u8::from(*truth)]),
        Value::Number(None)
        | Value::Text(None)
        | Value::Bytes(None)
        | Value::Id(None)
        | Value::Truth(None) => of(0, &[]),
    }
}

fn got(from: &mut &[u8]) -> Option<Value> {
    let (&kind, rest) = from.split_first()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (bytes, rest) = rest.split_at_checked(length)?;
    *from = rest;
    Some(match kind {
        0 => Value::Bytes(None),
        1 => i64::from_le_bytes(bytes.try_into().ok()?).into(),
        2 => std::str::from_utf8(bytes).ok()?.into(),
        3 => bytes.to_vec().into(),
        4 => Uuid::from_slice(bytes).ok()?.into(),
        5 => (*bytes.first()? != 0).into(),
        _ => return None,
    })
}
