//! What a long command says of itself on standard error, when that is a terminal.

use std::io::{self, IsTerminal, Write};

/// Says which step is being done; silent where standard error is not a terminal.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
}

impl Progress {
    /// Looks whether there is anybody to tell.
    pub fn new() -> Self {
        Self { shown: io::stderr().is_terminal() }
    }
    /// Replaces what stands on the line.
    pub fn step(&self, words: &str) {
        if self.shown {
            let mut error = io::stderr().lock();
            let _ = write!(error, "\r\x1b[2K{words} …");
            let _ = error.flush();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(io::stderr().lock(), "\r\x1b[2K");
        }
    }
}
