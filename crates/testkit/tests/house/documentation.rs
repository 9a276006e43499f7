//! Links between documents lead somewhere, and the tests that they name exist.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "target" | "node_modules" | ".git") {
            documents(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The anchors that a document's headings make, as its readers' sites make them.
fn anchors(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'))
                .map(|sign| if sign == ' ' { '-' } else { sign })
                .collect()
        })
        .collect()
}

/// The targets of inline links and pictures: `](target)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut found = Vec::new();
    documents(&root(), &mut found);
    assert!(found.len() > 5, "the documents were not found");
    let mut broken = Vec::new();
    for document in &found {
        let text = fs::read_to_string(document).unwrap();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => document.clone(),
                path => document.parent().unwrap_or(document).join(path),
            };
            let there = target.exists()
                && (anchor.is_empty()
                    || fs::read_to_string(&target)
                        .is_ok_and(|text| anchors(&text).contains(&anchor.to_owned())));
            if !there {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

/// The tests that a document names: `path/of/a/file.rs::name_of_the_test` between backticks.
fn tests_named(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let code = text.split('`').skip(1).step_by(2);
    code.filter_map(|code| code.split_once(".rs::").map(|_| code))
        .filter_map(|code| code.split_once("::"))
}

/// Whether a file holds a test of that name: a function under one of the attributes of tests, or in
/// a block of properties or of tests on both databases.
fn holds(text: &str, name: &str) -> bool {
    let tests = ["test", "both_databases!"].iter().any(|word| text.contains(word));
    tests && text.contains(&format!("fn {name}("))
}

#[test]
fn every_test_that_a_document_names_exists() {
    let mut found = Vec::new();
    documents(&root(), &mut found);
    let (mut named, mut missing) = (0, Vec::new());
    for document in &found {
        let text = fs::read_to_string(document).unwrap();
        for (path, name) in tests_named(&text) {
            named += 1;
            let there = fs::read_to_string(root().join(path)).is_ok_and(|text| holds(&text, name));
            if !there {
                missing.push(format!("{}: {path}::{name}", document.display()));
            }
        }
    }
    assert!(named > 20, "the tests that docs/security.md names were not found");
    assert!(missing.is_empty(), "tests that do not exist:\n{}", missing.join("\n"));
}
