//! The rules of the house that a compiler does not hold.
#![cfg(test)]

mod asvs;
mod documentation;
mod doors;

use std::path::PathBuf;

use cargo_metadata::{Metadata, MetadataCommand};

/// The root of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// What cargo says of the workspace and everything that it stands on.
fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned(), "--offline".to_owned()])
        .exec()
        .unwrap()
}
