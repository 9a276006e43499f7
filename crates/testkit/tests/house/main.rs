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

/// What cargo says of the workspace and everything that it stands on, on every platform: what others
/// than this need was fetched by nobody yet on a machine that is new.
fn metadata() -> Metadata {
    let ask = |options: &[&str]| {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        MetadataCommand::new()
            .manifest_path(root().join("Cargo.toml"))
            .other_options(options)
            .exec()
    };
    ask(&["--locked", "--offline"]).or_else(|_| ask(&["--locked"])).unwrap()
}
