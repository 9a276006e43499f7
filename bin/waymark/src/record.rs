//! The record on the command line: where it is, what its keys are, and the machine's clock and
//! randomness for it.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use casework::{Office, Worker};
use clap::Args;
use jiff::Timestamp;
use pathway::Surroundings;
use store::keys::MasterKey;
use store::{Address, Settings, Store};

use crate::failure::Failure;

/// Where the master key comes from.
#[derive(Debug, Default, Args)]
pub struct Key {
    /// The master key: 32 bytes as hex or base64. Better in the environment than on the command
    /// line, which other people of the machine can see
    #[arg(long, value_name = "KEY", env = "WAYMARK_MASTER_KEY", hide_env_values = true)]
    pub master_key: Option<String>,
    /// A file that holds the master key, readable by its owner alone
    #[arg(
        long,
        value_name = "FILE",
        env = "WAYMARK_MASTER_KEY_FILE",
        conflicts_with = "master_key"
    )]
    pub master_key_file: Option<PathBuf>,
    /// A command that prints the master key, such as that of a key management service
    #[arg(
        long,
        value_name = "COMMAND",
        env = "WAYMARK_MASTER_KEY_COMMAND",
        conflicts_with_all = ["master_key", "master_key_file"]
    )]
    pub master_key_command: Option<String>,
}

impl Key {
    /// The master key.
    pub fn read(&self) -> Result<MasterKey, Failure> {
        let key = match (&self.master_key, &self.master_key_file, &self.master_key_command) {
            (Some(value), ..) => MasterKey::from_value(value, "WAYMARK_MASTER_KEY"),
            (None, Some(file), _) => MasterKey::from_file(file),
            (None, None, Some(command)) => MasterKey::from_command(command),
            (None, None, None) => {
                return Err(Failure::input(
                    "the record is sealed with a master key: give it in WAYMARK_MASTER_KEY, or \
                     with --master-key-file or --master-key-command",
                ));
            }
        };
        key.map_err(|fault| Failure::input(chain(&fault)))
    }
}

/// The machine's clock and randomness.
#[derive(Debug)]
pub struct Machine;

impl Surroundings for Machine {
    #[expect(clippy::disallowed_methods, reason = "the program gives the record its clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
    /// A machine without randomness can keep no secret: the program ends rather than go on.
    #[expect(clippy::expect_used, reason = "without randomness no key is one")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the machine gives no randomness");
    }
}

/// Opens the record, with the rules that Waymark ships.
pub async fn open(address: Address, key: &MasterKey) -> Result<Office, Failure> {
    let store = Store::open(Settings::at(address), key, None, Arc::new(Machine)).await;
    let store = store.map_err(|fault| Failure::surroundings(chain(&fault)))?;
    Office::shipped(store).map_err(Failure::surroundings)
}

/// The master key of a folder that holds a demonstration: made with it, so that what is in it
/// can be read again. A real record keeps its key elsewhere.
pub fn key_of(folder: &Path) -> Result<MasterKey, Failure> {
    let file = folder.join("master.key");
    if !file.exists() {
        let mut bytes = [0; 32];
        Machine.fill(&mut bytes);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        write_private(&file, &hex)
            .with_context(|| format!("{} cannot be written", file.display()))
            .map_err(Failure::Surroundings)?;
    }
    MasterKey::from_file(&file).map_err(|fault| Failure::input(chain(&fault)))
}

fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    written.write_all(text.as_bytes())?;
    written.sync_all()
}

/// Who asks from the command line, in the one programme of the record.
pub async fn command_line(office: &Office) -> Result<Worker, Failure> {
    office.command_line().await.map_err(|fault| Failure::input(chain(&fault)))
}

/// A fault with everything that led to it, for a person.
pub fn chain(fault: &dyn std::error::Error) -> String {
    let mut said = fault.to_string();
    let mut source = fault.source();
    while let Some(cause) = source {
        said = format!("{said}: {cause}");
        source = cause.source();
    }
    said
}
