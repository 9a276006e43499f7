//! The program as a person starts it: what it writes, what it says, how it ends.
#![cfg(test)]

mod demo;
mod evaluate;
mod faults;
mod import;
mod kept;
mod killed;
mod link;
mod load;
mod models;
mod person;
mod rules;
mod running;
mod service;

use std::path::Path;
use std::process::{Command, Output};

/// Runs `waymark` with these words and waits for its end.
fn waymark<'a>(words: impl IntoIterator<Item = &'a str>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waymark")).args(words).output().unwrap()
}

/// A path as a word of a command line.
fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What was said on standard error.
fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A folder with the demonstration cohort in it.
fn cohort() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = waymark(["cohort", "--out", word(folder.path())]);
    assert!(made.status.success(), "{}", said(&made));
    folder
}
