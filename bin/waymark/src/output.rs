//! Files written whole or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::Failure;

/// A folder into which a command writes. Nothing has its final name before everything has
/// been written, so that a full disk leaves what was there before, and so does a command that is
/// told to stop.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    passing: Arc<Mutex<Passing>>,
    written: Vec<String>,
}

/// Where files stand until all are written; gone once they have their names, or nobody is to
/// have them.
type Passing = Option<TempDir>;

impl Folder {
    /// Opens the folder, making it where it is absent.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let make = || {
            fs::create_dir_all(path)?;
            tempfile::Builder::new().prefix(".waymark-").suffix(".part").tempdir_in(path)
        };
        let passing = make()
            .with_context(|| {
                let folder = path.display();
                if path.is_file() {
                    format!("{folder} is a file; name a folder")
                } else {
                    format!("the folder {folder} cannot be made or used; name another")
                }
            })
            .map_err(Failure::Surroundings)?;
        let passing = Arc::new(Mutex::new(Some(passing)));
        clear_when_told_to_stop(Arc::clone(&passing))
            .context("signals cannot be heard")
            .map_err(Failure::Surroundings)?;
        Ok(Self { path: path.to_owned(), passing, written: Vec::new() })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names in it of files that this command has not written, and would leave as they are.
    pub fn others(&self) -> Result<BTreeSet<String>, Failure> {
        let names = || -> std::io::Result<BTreeSet<String>> {
            let names = fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name()));
            names.map(|name| name.map(|name| name.to_string_lossy().into_owned())).collect()
        };
        let mut names = names()
            .with_context(|| format!("the folder {} cannot be read", self.path.display()))
            .map_err(Failure::Surroundings)?;
        names.retain(|name| !self.written.contains(name));
        Ok(names)
    }

    /// Writes a file where it stands until all are written.
    pub fn write(
        &mut self,
        name: impl Into<String>,
        content: impl FnOnce(&mut BufWriter<&mut fs::File>) -> anyhow::Result<()>,
    ) -> Result<(), Failure> {
        let name = name.into();
        self.begin(&name, content)
            .map_err(|cause| {
                let full = is_full(&cause);
                let remedy = if full { "; make room, or name another folder" } else { "" };
                let path = self.path.join(&name);
                cause.context(format!(
                    "{} cannot be written{remedy}; nothing was left behind",
                    path.display()
                ))
            })
            .map_err(Failure::Surroundings)?;
        self.written.push(name);
        Ok(())
    }

    fn begin(
        &self,
        name: &str,
        content: impl FnOnce(&mut BufWriter<&mut fs::File>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        // Under the lock, so that whoever clears the folder clears this file with it.
        let mut file = match &*held(&self.passing) {
            Some(passing) => fs::File::create_new(passing.path().join(name))?,
            None => anyhow::bail!("it was told to stop"),
        };
        let mut writer = BufWriter::with_capacity(1 << 16, &mut file);
        content(&mut writer)?;
        writer.flush()?;
        drop(writer);
        file.sync_all()?;
        Ok(())
    }

    /// Gives every file its final name, and the names in the order written.
    pub fn finish(self) -> Result<Vec<PathBuf>, Failure> {
        // Under the lock, so that all have their names or none.
        let mut passing = held(&self.passing);
        // A folder in the place of a file would stop half-way.
        if let Some(name) = self.written.iter().find(|name| self.path.join(name).is_dir()) {
            let path = self.path.join(name);
            return Err(Failure::surroundings(format!(
                "{} is a folder, where a file is to stand; take it away, or name another folder; \
                 nothing was written",
                path.display()
            )));
        }
        let mut finished = Vec::with_capacity(self.written.len());
        for name in &self.written {
            let path = self.path.join(name);
            if let Some(passing) = &*passing {
                fs::rename(passing.path().join(name), &path)
                    .with_context(|| format!("{} cannot be put in place", path.display()))
                    .map_err(Failure::Surroundings)?;
            }
            finished.push(path);
        }
        *passing = None;
        Ok(finished)
    }
}

/// What was not finished goes, although whoever waits for a signal knows of it too.
impl Drop for Folder {
    fn drop(&mut self) {
        *held(&self.passing) = None;
    }
}

fn held(passing: &Mutex<Passing>) -> MutexGuard<'_, Passing> {
    passing.lock().unwrap_or_else(PoisonError::into_inner)
}

/// SIGXFSZ, by its number on Linux and on the BSDs.
const FILE_TOO_LARGE: i32 = 25;

/// Whoever meets the limit of a file's size is killed by a signal, with what is half written left
/// there. Once it is listened for, the write fails instead, and says why. Within a runtime.
pub fn fail_where_a_file_is_too_large() -> std::io::Result<()> {
    signal(SignalKind::from_raw(FILE_TOO_LARGE)).map(drop)
}

/// Takes away what stands half written when the program is told to stop, by Ctrl-C or by whoever
/// runs it, and ends as one that was stopped.
fn clear_when_told_to_stop(passing: Arc<Mutex<Passing>>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let entered = runtime.enter();
    fail_where_a_file_is_too_large()?;
    let (interrupt, terminate) = (SignalKind::interrupt(), SignalKind::terminate());
    let (mut interrupted, mut terminated) = (signal(interrupt)?, signal(terminate)?);
    drop(entered);
    let wait = move || {
        let told = runtime.block_on(async {
            tokio::select! {
                _ = interrupted.recv() => interrupt,
                _ = terminated.recv() => terminate,
            }
        });
        // Held to the end, so that no further file is begun.
        let mut passing = held(&passing);
        *passing = None;
        std::process::exit(128 + told.as_raw_value());
    };
    std::thread::Builder::new().name("stop".to_owned()).spawn(wait)?;
    Ok(())
}

/// Whether it failed for want of room: on the disk, or within what the person may fill of it.
fn is_full(cause: &anyhow::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    cause
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| matches!(cause.kind(), StorageFull | QuotaExceeded | FileTooLarge))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_fails_leaves_nothing_and_keeps_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), "before").unwrap();
        let mut output = Folder::open(folder.path()).unwrap();
        output.write("a.csv", |file| Ok(file.write_all(b"after")?)).unwrap();
        let failed = output.write("b.csv", |file| {
            file.write_all(b"half")?;
            anyhow::bail!("the disk is full")
        });
        assert!(matches!(failed, Err(Failure::Surroundings(_))));
        drop(output);
        assert_eq!(fs::read_to_string(folder.path().join("a.csv")).unwrap(), "before");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a passing file was left");
    }

    #[test]
    fn a_folder_in_the_place_of_a_file_stops_all_of_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), "before").unwrap();
        fs::create_dir(folder.path().join("b.csv")).unwrap();
        let mut output = Folder::open(folder.path()).unwrap();
        output.write("a.csv", |file| Ok(file.write_all(b"after")?)).unwrap();
        output.write("b.csv", |file| Ok(file.write_all(b"after")?)).unwrap();
        let Err(Failure::Surroundings(cause)) = output.finish() else { panic!("it was finished") };
        assert!(cause.to_string().contains("b.csv is a folder"), "{cause}");
        assert_eq!(fs::read_to_string(folder.path().join("a.csv")).unwrap(), "before");
    }

    #[test]
    fn a_folder_that_is_a_file_is_refused_with_its_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let refused = Folder::open(&file.path().join("out")).unwrap_err();
        let Failure::Surroundings(cause) = refused else { panic!("the surroundings are at fault") };
        assert!(cause.to_string().contains(&file.path().display().to_string()), "{cause}");
    }
}
