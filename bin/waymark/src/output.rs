//! Files written whole or not at all.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// A folder into which a command writes. Nothing has its final name before everything has
/// been written, so that a full disk leaves what was there before.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    written: Vec<(String, NamedTempFile)>,
}

impl Folder {
    /// Opens the folder, making it where it is absent.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path)
            .with_context(|| {
                let folder = path.display();
                if path.is_file() {
                    format!("{folder} is a file; name a folder")
                } else {
                    format!("the folder {folder} cannot be made or used; name another")
                }
            })
            .map_err(Failure::Surroundings)?;
        Ok(Self { path: path.to_owned(), written: Vec::new() })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file under a passing name.
    pub fn write(
        &mut self,
        name: impl Into<String>,
        content: impl FnOnce(&mut BufWriter<&mut fs::File>) -> anyhow::Result<()>,
    ) -> Result<(), Failure> {
        let name = name.into();
        let file = self.begin(content).map_err(|cause| {
            let remedy = if is_full(&cause) { "; make room, or name another folder" } else { "" };
            let path = self.path.join(&name);
            cause.context(format!(
                "{} cannot be written{remedy}; nothing was left behind",
                path.display()
            ))
        });
        self.written.push((name, file.map_err(Failure::Surroundings)?));
        Ok(())
    }

    fn begin(
        &self,
        content: impl FnOnce(&mut BufWriter<&mut fs::File>) -> anyhow::Result<()>,
    ) -> anyhow::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".waymark-").suffix(".part");
        // The file is the person's own, as if they had made it: not the 0600 of a passing file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(&self.path)?;
        let mut writer = BufWriter::with_capacity(1 << 16, file.as_file_mut());
        content(&mut writer)?;
        writer.flush()?;
        drop(writer);
        file.as_file().sync_all()?;
        Ok(file)
    }

    /// Gives every file its final name, and the names in the order written.
    pub fn finish(self) -> Result<Vec<PathBuf>, Failure> {
        let mut finished = Vec::with_capacity(self.written.len());
        for (name, file) in self.written {
            let path = self.path.join(name);
            file.persist(&path)
                .with_context(|| format!("{} cannot be put in place", path.display()))
                .map_err(Failure::Surroundings)?;
            finished.push(path);
        }
        Ok(finished)
    }
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
    fn a_folder_that_is_a_file_is_refused_with_its_name() {
        let file = NamedTempFile::new().unwrap();
        let refused = Folder::open(&file.path().join("out")).unwrap_err();
        let Failure::Surroundings(cause) = refused else { panic!("the surroundings are at fault") };
        assert!(cause.to_string().contains(&file.path().display().to_string()), "{cause}");
    }
}
