//! How a command ends badly: a sentence on standard error, and the exit status that says
//! whose fault it was.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// Why a command could not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The input or the record is at fault, missing and unreadable files among it: status 1.
    Input(anyhow::Error),
    /// The surroundings are, such as a folder, a disk or a port: status 3.
    Surroundings(anyhow::Error),
}

impl Failure {
    /// The input is at fault, in a sentence.
    pub fn input(sentence: impl fmt::Display) -> Self {
        Self::Input(anyhow::anyhow!("{sentence}"))
    }
    /// The surroundings are, in a sentence.
    pub fn surroundings(sentence: impl fmt::Display) -> Self {
        Self::Surroundings(anyhow::anyhow!("{sentence}"))
    }
    /// The same failure, with what was being done said before it.
    pub fn within(self, sentence: impl fmt::Display) -> Self {
        let sentence = sentence.to_string();
        match self {
            Self::Input(cause) => Self::Input(cause.context(sentence)),
            Self::Surroundings(cause) => Self::Surroundings(cause.context(sentence)),
        }
    }
    /// Says it on standard error and gives the exit status.
    pub fn report(&self) -> ExitCode {
        let (cause, status) = match self {
            Self::Input(cause) => (cause, 1),
            Self::Surroundings(cause) => (cause, 3),
        };
        say(&format!("waymark: {cause:#}"));
        ExitCode::from(status)
    }
}

/// What clap has to say: help and version on standard output with status 0, a wrong command
/// line on standard error with status 2.
pub fn of_command_line(error: &clap::Error) -> ExitCode {
    match error.print() {
        Ok(()) => ExitCode::from(if error.use_stderr() { 2 } else { 0 }),
        Err(cause) => Failure::from(cause).report(),
    }
}

impl From<io::Error> for Failure {
    /// A failure to write to standard output.
    fn from(cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            Self::surroundings("whoever read the output stopped before everything was written")
        } else {
            Self::surroundings(format!("standard output could not be written: {cause}"))
        }
    }
}

/// Writes a line to standard error. When that is gone too, nobody is left to be told.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes a line to standard output, at once.
pub fn print(line: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()?;
    Ok(())
}
