//! Each crate is a room, and its dependencies are its doors.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cargo_metadata::{DependencyKind, Metadata, Package};

use crate::{metadata, root};

/// Which rooms a room may open onto. A room that is not here may not exist.
const DOORS: &[(&str, &[&str])] = &[
    ("access", &["pathway"]),
    (
        "casework",
        &[
            "access",
            "dataset",
            "directory",
            "evaluation",
            "linkage",
            "mail",
            "pathway",
            "programme",
            "store",
            "support",
        ],
    ),
    ("components", &[]),
    ("dataset", &[]),
    ("directory", &[]),
    ("documents", &["dataset", "evaluation", "linkage"]),
    ("evaluation", &["dataset", "pathway"]),
    ("linkage", &[]),
    ("mail", &[]),
    ("load", &["components", "pathway", "programme", "store"]),
    ("pathway", &[]),
    ("programme", &["pathway"]),
    ("store", &["access", "linkage", "pathway", "programme", "support"]),
    ("support", &["pathway"]),
    ("testkit", &[]),
    (
        "waymark",
        &[
            "casework",
            "dataset",
            "documents",
            "evaluation",
            "linkage",
            "mail",
            "pathway",
            "store",
            "web",
        ],
    ),
    (
        "web",
        &[
            "access",
            "casework",
            "components",
            "dataset",
            "documents",
            "evaluation",
            "pathway",
            "programme",
            "support",
        ],
    ),
];

/// Libraries that one room alone may name; testkit, which never ships, may name any.
const KEPT: &[(&str, &str)] = &[
    ("axum", "web"),
    ("calamine", "dataset"),
    ("clap", "waymark"),
    ("deadpool-postgres", "store"),
    ("lettre", "mail"),
    ("ring", "directory"),
    ("rusqlite", "store"),
    ("tokio-postgres", "store"),
    ("toml", "directory"),
    ("typst", "documents"),
    ("typst-pdf", "documents"),
];

/// Rooms that only benchmarks and tests use.
const MEASURING: &[&str] = &["load", "testkit"];

/// Libraries that a room without I/O, clock or async may not name.
const IMPURE: &[&str] =
    &["axum", "reqwest", "rusqlite", "sea-orm", "sqlx", "tokio", "tokio-postgres", "tempfile"];
const PURE: &[&str] = &["access", "evaluation", "linkage", "pathway", "programme", "support"];

const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn rooms(metadata: &Metadata) -> Vec<&Package> {
    metadata.workspace_packages()
}

#[test]
fn every_room_opens_only_onto_those_that_the_house_allows() {
    let metadata = metadata();
    let doors: BTreeMap<_, _> = DOORS.iter().copied().collect();
    let names: BTreeSet<_> = rooms(&metadata).iter().map(|room| room.name.to_string()).collect();
    for room in rooms(&metadata) {
        let allowed = doors
            .get(room.name.as_str())
            .unwrap_or_else(|| panic!("{} is a room without doors in this test", room.name));
        for dependency in &room.dependencies {
            if dependency.kind == DependencyKind::Normal && names.contains(&dependency.name) {
                assert!(
                    allowed.contains(&dependency.name.as_str()),
                    "{} may not open onto {}",
                    room.name,
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn a_library_that_one_room_keeps_is_named_by_no_other() {
    let metadata = metadata();
    for room in rooms(&metadata) {
        for dependency in &room.dependencies {
            for (library, keeper) in KEPT {
                let shipped = dependency.kind == DependencyKind::Normal
                    && !MEASURING.contains(&room.name.as_str());
                assert!(
                    !shipped || dependency.name != *library || room.name.as_str() == *keeper,
                    "only {keeper} names {library}, not {}",
                    room.name
                );
            }
        }
    }
}

#[test]
fn a_pure_room_names_nothing_that_does_input_or_output() {
    let metadata = metadata();
    for room in rooms(&metadata).into_iter().filter(|room| PURE.contains(&room.name.as_str())) {
        for dependency in &room.dependencies {
            let shipped = dependency.kind == DependencyKind::Normal;
            assert!(
                !shipped || !IMPURE.contains(&dependency.name.as_str()),
                "{} is pure and may not name {}",
                room.name,
                dependency.name
            );
        }
    }
}

#[test]
fn testkit_never_ships() {
    for room in rooms(&metadata()) {
        let ships = |kind| kind == DependencyKind::Normal;
        assert!(
            !room.dependencies.iter().any(|on| on.name == "testkit" && ships(on.kind)),
            "{} ships testkit",
            room.name
        );
    }
}

#[test]
fn every_licence_is_one_that_the_project_may_use() {
    for package in &metadata().packages {
        let licence = package.license.clone().unwrap_or_default().replace('/', " OR ");
        // A choice is fine when one of its sides is; both sides of an AND must be.
        let fine = licence.split(" OR ").any(|choice| {
            choice
                .split(" AND ")
                .map(|part| part.trim_matches(|sign| matches!(sign, '(' | ')' | ' ')))
                .all(|part| LICENCES.contains(&part))
        });
        assert!(fine, "{} is under {licence:?}", package.name);
    }
}

#[test]
fn every_library_is_in_the_documentation_with_its_reason() {
    let documented = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    let metadata = metadata();
    let names: BTreeSet<_> = rooms(&metadata).iter().map(|room| room.name.to_string()).collect();
    let used: BTreeSet<_> = rooms(&metadata)
        .iter()
        .flat_map(|room| &room.dependencies)
        .map(|dependency| dependency.name.clone())
        .filter(|name| !names.contains(name))
        .collect();
    for name in &used {
        assert!(documented.contains(&format!("| `{name}` |")), "{name} is not documented");
    }
    for line in documented.lines().filter(|line| line.starts_with("| `")) {
        let name = line.trim_start_matches("| `").split('`').next().unwrap_or_default();
        let npm = line.contains("npm");
        assert!(npm || used.contains(name), "{name} is documented and not used");
    }
}

#[test]
fn every_library_comes_from_the_one_registry_as_the_lock_files_have_it() {
    const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
    for package in &metadata().packages {
        let from = package.source.as_ref().map(|source| source.repr.as_str());
        let ours = package.manifest_path.starts_with(root().to_string_lossy().as_ref());
        assert!(
            from == Some(CRATES) || (from.is_none() && ours),
            "{} is from {from:?}",
            package.name
        );
    }
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let (from, sums) = (lock.matches("source = ").count(), lock.matches("checksum = ").count());
    assert!(from > 100 && from == sums, "{sums} of {from} libraries have a checksum");
    for lock in ["crates/components/assets/package-lock.json", "e2e/package-lock.json"] {
        let text = fs::read_to_string(root().join(lock)).unwrap();
        let (packages, sums) = (
            text.matches("\"node_modules/").count(),
            text.matches("\"integrity\": \"sha512-").count(),
        );
        assert!(packages > 0 && packages == sums, "{lock}: {sums} of {packages} have a checksum");
        let resolved = text.split("\"resolved\": \"").skip(1);
        for from in resolved.filter_map(|rest| rest.split('"').next()) {
            assert!(from.starts_with("https://registry.npmjs.org/"), "{lock}: {from}");
        }
    }
}
