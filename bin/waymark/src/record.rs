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
use pathway::{Rules, Surroundings};
use store::keys::MasterKey;
use store::{Address, NotOpened, Settings, Store};

use crate::arguments::service::{OfProgramme, Record};
use crate::failure::Failure;
use crate::given_rules;
use crate::output;

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

/// Where the master key before comes from, while it is replaced.
#[derive(Debug, Default, Args)]
pub struct Before {
    /// The master key before, which the one given now replaces. Better in the environment
    #[arg(long, value_name = "KEY", env = "WAYMARK_MASTER_KEY_BEFORE", hide_env_values = true)]
    pub before: Option<String>,
    /// A file that holds the master key before
    #[arg(
        long,
        value_name = "FILE",
        env = "WAYMARK_MASTER_KEY_BEFORE_FILE",
        conflicts_with = "before"
    )]
    pub before_file: Option<PathBuf>,
}

impl Before {
    /// The master key before, where one is given.
    pub fn read(&self) -> Result<Option<MasterKey>, Failure> {
        let key = match (&self.before, &self.before_file) {
            (Some(value), _) => MasterKey::from_value(value, "WAYMARK_MASTER_KEY_BEFORE"),
            (None, Some(file)) => MasterKey::from_file(file),
            (None, None) => return Ok(None),
        };
        key.map(Some).map_err(|fault| Failure::input(chain(&fault)))
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

/// Opens a record that is there, with the rules that Waymark ships.
pub async fn open(address: Address, key: &MasterKey) -> Result<Office, Failure> {
    exists(&address)?;
    made(Settings::at(address), key, None, shipped()?).await
}

/// That the file of a record is there: a path that was mistyped makes no new one.
pub fn exists(address: &Address) -> Result<(), Failure> {
    match address {
        Address::File(file) if !file.exists() => {
            Err(Failure::input(format!("there is no record at {}", file.display())))
        }
        _ => Ok(()),
    }
}

/// Opens a record with these rules of intake, made where there is none.
pub async fn made(
    settings: Settings,
    key: &MasterKey,
    before: Option<&MasterKey>,
    rules: Rules,
) -> Result<Office, Failure> {
    let store = Store::open(settings, key, before, Arc::new(Machine)).await;
    Office::with_rules(store.map_err(not_opened)?, rules).map_err(Failure::surroundings)
}

/// The rules that Waymark ships, for what takes nobody in.
pub fn shipped() -> Result<Rules, Failure> {
    given_rules::read(None)
}

/// A database that cannot be reached is the surroundings' fault; one that is newer, or opens with
/// another key, the record's.
fn not_opened(fault: NotOpened) -> Failure {
    match fault {
        NotOpened::Newer { .. } | NotOpened::Keys(_) => Failure::input(chain(&fault)),
        NotOpened::TooOld { .. } | NotOpened::Unreachable { .. } | NotOpened::Fault(_) => {
            Failure::surroundings(chain(&fault))
        }
    }
}

/// Runs something over a record, and closes it whatever came of it.
pub fn with<T>(
    asked: &Record,
    work: impl AsyncFnOnce(&Office) -> Result<T, Failure>,
) -> Result<T, Failure> {
    exists(&asked.database)?;
    let key = asked.key.read()?;
    runtime()?.block_on(async {
        let office = open(asked.database.clone(), &key).await?;
        let done = work(&office).await;
        office.close().await;
        done
    })
}

/// What the record is read on: as many threads as cores, of which each asks SQLite itself. Writing,
/// which waits for the disk each time, and passwords, which are hashed for long, have threads of
/// their own; more threads beside them only take turns, and cost a seventh of the pages.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let start = || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(cores.max(2))
            .enable_all()
            .build()?;
        let entered = runtime.enter();
        output::fail_where_a_file_is_too_large()?;
        drop(entered);
        Ok::<_, std::io::Error>(runtime)
    };
    start().context("no threads can be started").map_err(Failure::Surroundings)
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

/// Who asks from the command line, in the programme of a name or in the only one.
pub async fn command_line(office: &Office, of: &OfProgramme) -> Result<Worker, Failure> {
    office.command_line(of.programme.as_deref()).await.map_err(refused)
}

/// A fault of the record: what a person can put right is the input's, the rest the surroundings'.
pub fn refused(fault: casework::Fault) -> Failure {
    match fault {
        casework::Fault::Unavailable(_) => Failure::surroundings(chain(&fault)),
        fault => Failure::input(chain(&fault)),
    }
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_machine_draws_no_key_twice() {
        let drawn = |_| {
            let mut key = [0; 32];
            Machine.fill(&mut key);
            key
        };
        let keys: HashSet<[u8; 32]> = (0..1_000).map(drawn).collect();
        assert_eq!(keys.len(), 1_000);
        // Of fair bits about half are set: of 256,000 no run strays by 2,560, which is ten deviations.
        let set: u32 = keys.iter().flatten().map(|byte| byte.count_ones()).sum();
        assert!(set.abs_diff(128_000) < 2_560, "{set} of 256,000 bits are set");
    }
}
