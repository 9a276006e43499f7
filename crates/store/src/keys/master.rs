//! The master key, which the database never holds: from a setting, a file, or a command.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::Mac;
use pathway::Surroundings;
use zeroize::Zeroizing;

use super::material::Material;

/// The key that seals all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterKey(Material);

/// The fingerprint of a master key: tells keys apart, tells nothing of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

/// Why there is no master key, and what to do. It never repeats what was given.
#[derive(Debug, thiserror::Error)]
pub enum NoMasterKey {
    /// Neither hex nor base64 of 32 bytes.
    #[error(
        "the master key from {from} is {found}; it has to be 32 bytes, as 64 digits of hex or \
         44 characters of base64: make one with `openssl rand -hex 32`"
    )]
    Malformed {
        /// Where it came from.
        from: String,
        /// What was found.
        found: &'static str,
    },
    /// One byte 32 times: a placeholder.
    #[error(
        "the master key from {from} repeats one byte, so it is a placeholder: make one with \
         `openssl rand -hex 32`"
    )]
    Placeholder {
        /// Where it came from.
        from: String,
    },
    /// The file can be read by others.
    #[error(
        "the master key file {} can be read by others than its owner (mode {mode:03o}): \
         `chmod 600` it, and consider the key as seen", file.display()
    )]
    Exposed {
        /// Which file.
        file: PathBuf,
        /// The permissions found.
        mode: u32,
    },
    /// The file cannot be read.
    #[error("the master key file {} cannot be read", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// There is no command.
    #[error("the command for the master key is empty: name a program and its arguments")]
    NoCommand,
    /// The command cannot be started.
    #[error("the command for the master key, `{program}`, cannot be started")]
    NotStarted {
        /// Which program.
        program: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The command failed.
    #[error("the command for the master key, `{program}`, failed ({status}): run it by hand")]
    Failed {
        /// Which program.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
    },
}

impl MasterKey {
    /// A fresh key.
    pub fn random(surroundings: &dyn Surroundings) -> Self {
        Self(Material::random(surroundings))
    }

    /// From the value of a setting: 32 bytes as hex or base64, in either alphabet, padded or not.
    /// `from` names the setting in errors.
    pub fn from_value(value: &str, from: &str) -> Result<Self, NoMasterKey> {
        let value = value.trim();
        let malformed = |found| NoMasterKey::Malformed { from: from.to_owned(), found };
        if value.is_empty() {
            return Err(malformed("empty"));
        }
        let bytes = hex(value)
            .or_else(|| base64(value))
            .ok_or_else(|| malformed("neither hex nor base64"))?;
        if bytes.iter().all(|byte| Some(byte) == bytes.first()) {
            return Err(NoMasterKey::Placeholder { from: from.to_owned() });
        }
        let material =
            Material::from_slice(&bytes).ok_or_else(|| malformed("not 32 bytes long"))?;
        Ok(Self(material))
    }

    /// From a file that nobody but its owner can read, in the same form.
    pub fn from_file(file: &Path) -> Result<Self, NoMasterKey> {
        let unreadable = |cause| NoMasterKey::Unreadable { file: file.to_owned(), cause };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(file).map_err(unreadable)?.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(NoMasterKey::Exposed { file: file.to_owned(), mode });
            }
        }
        let value = Zeroizing::new(std::fs::read_to_string(file).map_err(unreadable)?);
        Self::from_value(&value, &file.display().to_string())
    }

    /// From what a command prints, in the same form: a program and its arguments parted by spaces.
    /// No shell reads it; what needs quoting goes into a script.
    pub fn from_command(command: &str) -> Result<Self, NoMasterKey> {
        let mut words = command.split_whitespace();
        let program = words.next().ok_or(NoMasterKey::NoCommand)?;
        let output = Command::new(program)
            .args(words)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|cause| NoMasterKey::NotStarted { program: program.to_owned(), cause })?;
        let printed = Zeroizing::new(output.stdout);
        if !output.status.success() {
            let program = program.to_owned();
            return Err(NoMasterKey::Failed { program, status: output.status });
        }
        let from = format!("the command `{program}`");
        let value = std::str::from_utf8(&printed)
            .map_err(|_bytes| NoMasterKey::Malformed { from: from.clone(), found: "not text" })?;
        Self::from_value(value, &from)
    }

    /// The fingerprint by which stored keys name the master key that sealed them.
    pub fn id(&self) -> KeyId {
        let mut hmac = self.0.hmac();
        hmac.update(b"waymark: the fingerprint of a master key");
        let digest: [u8; 32] = hmac.finalize().into_bytes().into();
        KeyId(std::array::from_fn(|byte| digest[byte]))
    }

    pub(super) const fn material(&self) -> &Material {
        &self.0
    }
}

impl KeyId {
    /// The fingerprint that was stored.
    pub const fn of(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }
    /// As it is stored.
    pub const fn bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// Hex of any even length, or nothing. 32 bytes of base64 take 43 characters or 44, never 64.
fn hex(value: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let (pairs, rest) = value.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from(digit(high)? * 16 + digit(low)?).ok());
    if rest.is_empty() { bytes.collect::<Option<Vec<u8>>>().map(Zeroizing::new) } else { None }
}

fn base64(value: &str) -> Option<Zeroizing<Vec<u8>>> {
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .iter()
        .find_map(|alphabet| alphabet.decode(value).ok())
        .map(Zeroizing::new)
}
