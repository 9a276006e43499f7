//! What goes wrong: a sentence, the right exit status, and nothing half written.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::{cohort, names, said, waymark, word};

#[test]
fn a_wrong_command_line_ends_with_2() {
    for words in [
        vec!["frobnicate"],
        vec!["evaluate", "--out", "somewhere"],
        vec!["evaluate", "--referrals", "r.csv", "--out", "o", "--area", "Leeds"],
        vec!["evaluate", "--referrals", "r.csv", "--out", "o", "--as-at", "31/03/2020"],
        vec!["evaluate", "--referrals", "r.csv", "--out", "o", "--earlier", "figures.json"],
        vec!["evaluate", "--referrals", "r.csv", "--out", "o", "--formats", "docx"],
        vec!["evaluate", "--referrals", "r.csv", "--out", "o", "--release", "--round", "3"],
        vec!["demo", "--port", "99999"],
        vec!["cohort"],
    ] {
        let refused = waymark(words.iter().copied());
        assert_eq!(refused.status.code(), Some(2), "{words:?}");
        assert!(!said(&refused).is_empty(), "{words:?} was refused without a word");
    }
}

#[test]
fn a_period_that_ends_before_it_begins_ends_with_2() {
    let refused = waymark([
        "evaluate",
        "--referrals",
        "r.csv",
        "--out",
        "o",
        "--from",
        "2019-01-01",
        "--to",
        "2018-01-01",
    ]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    for part in ["--from 2019-01-01", "--to 2018-01-01", "Usage: waymark evaluate"] {
        assert!(said(&refused).contains(part), "{part} is not in: {}", said(&refused));
    }
}

#[test]
fn what_can_be_evaluated_is_named_where_neither_is_given() {
    let refused = waymark(["evaluate", "--out", "o"]);
    assert_eq!(refused.status.code(), Some(2));
    for part in ["--referrals", "--database"] {
        assert!(said(&refused).contains(part), "{part} is not in: {}", said(&refused));
    }
}

#[test]
fn a_missing_file_ends_with_1_and_its_name() {
    let refused = waymark(["check", "--referrals", "no-such-file.csv"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("no-such-file.csv"), "{}", said(&refused));
}

#[test]
fn every_fault_is_listed_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let referrals = folder.path().join("referrals.csv");
    fs::write(
        &referrals,
        "referral_ref,received_on,area\nR1,2019-02-30,Dudley\nR2,2019-02-28,Leeds\nR2,2019-03-01,\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    let refused = waymark(["evaluate", "--referrals", word(&referrals), "--out", word(&out)]);
    assert_eq!(refused.status.code(), Some(1));
    let said = said(&refused);
    for part in
        ["referrals.csv", "2019-02-30", "Leeds", "received_on", "area", "referral_ref", "R2"]
    {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
    assert!(!out.exists(), "something was written");
}

#[test]
fn an_output_folder_that_cannot_be_made_ends_with_3() {
    let folder = cohort();
    let referrals = folder.path().join("referrals.csv");
    let out = referrals.join("out");
    let refused = waymark(["evaluate", "--referrals", word(&referrals), "--out", word(&out)]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains(word(&out)), "{}", said(&refused));
}

#[test]
fn a_full_disk_ends_with_3() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let failed = Command::new(env!("CARGO_BIN_EXE_waymark"))
        .args(["cohort", "--out", word(tempfile::tempdir().unwrap().path())])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(failed.status.code(), Some(3));
    assert!(said(&failed).contains("standard output"), "{}", said(&failed));
}

/// Runs the program with files that cannot grow beyond so many bytes, which a write meets as
/// it meets a full disk: with a fault, and the first part of the file written.
#[cfg(unix)]
fn in_little_room(blocks: u32, words: &[&str]) -> std::process::Output {
    let limited = format!("ulimit -f {blocks}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_waymark")])
        .args(words)
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn where_there_is_no_room_for_a_file_nothing_of_it_is_left_under_its_name() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("referrals.csv"), "before").unwrap();
    let failed = in_little_room(40, &["cohort", "--out", word(out.path())]);
    assert_eq!(failed.status.code(), Some(3), "{}", said(&failed));
    assert!(said(&failed).contains("referrals.csv cannot be written"), "{}", said(&failed));
    assert_eq!(names(out.path()), ["referrals.csv"], "something was left");
    assert_eq!(fs::read_to_string(out.path().join("referrals.csv")).unwrap(), "before");
}

#[cfg(unix)]
#[test]
fn no_format_leaves_half_of_itself_where_there_is_no_room() {
    let folder = cohort();
    let referrals = folder.path().join("referrals.csv");
    // The PDF goes the same way and takes seconds to set in a debug build.
    for format in ["html", "xlsx", "csv", "json"] {
        let out = folder.path().join(format);
        let failed = in_little_room(
            4,
            &[
                "evaluate",
                "--referrals",
                word(&referrals),
                "--out",
                word(&out),
                "--formats",
                format,
            ],
        );
        assert_eq!(failed.status.code(), Some(3), "{format}: {}", said(&failed));
        assert!(said(&failed).contains("make room"), "{format}: {}", said(&failed));
        assert!(names(&out).is_empty(), "{format} left {:?}", names(&out));
    }
}

#[cfg(unix)]
#[test]
fn a_demonstration_that_has_no_room_names_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record");
    let words = ["demo", "--port", "0", "--individuals", "30", "--data", word(&record)];
    let failed = in_little_room(40, &words);
    assert_eq!(failed.status.code(), Some(3), "{}", said(&failed));
    for part in [word(&record), "make room"] {
        assert!(said(&failed).contains(part), "{part} is not in: {}", said(&failed));
    }
    assert!(!record.join("record.db").exists(), "a half record has the name of a whole one");
}

#[test]
fn a_demonstration_is_not_kept_in_a_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let refused = waymark(["demo", "--port", "0", "--data", word(file.path())]);
    assert_eq!(refused.status.code(), Some(3));
    let sentence = format!("{} is a file; name a folder", word(file.path()));
    assert!(said(&refused).contains(&sentence), "{}", said(&refused));
}

#[cfg(unix)]
#[test]
fn nothing_half_written_is_left_where_it_is_told_to_stop() {
    let folder = cohort();
    let (referrals, out) = (folder.path().join("referrals.csv"), folder.path().join("out"));
    for (signal, status) in [("INT", 130), ("TERM", 143)] {
        let mut evaluating = Command::new(env!("CARGO_BIN_EXE_waymark"))
            .args(["evaluate", "--referrals", word(&referrals), "--out", word(&out)])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let since = Instant::now();
        // The page is there before the PDF is set, which takes far longer.
        let begun = || names(&out).iter().any(|part| out.join(part).join("report.html").exists());
        while !(out.exists() && begun()) {
            assert!(since.elapsed() < Duration::from_secs(60), "nothing was written");
            thread::sleep(Duration::from_millis(2));
        }
        let told = Command::new("kill")
            .args(["-s", signal, &evaluating.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        assert_eq!(evaluating.wait().unwrap().code(), Some(status), "{signal}");
        assert!(names(&out).is_empty(), "{signal} left {:?}", names(&out));
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let refused = waymark(["check", "--referrals", word(folder.path())]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("is a folder"), "{}", said(&refused));
}

#[test]
fn a_reader_that_leaves_early_is_a_sentence_and_no_crash() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_waymark"))
        .args(["cohort", "--out", word(folder.path())])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(3));
    assert!(!said(&ended).contains("panicked"), "{}", said(&ended));
    assert_eq!(names(folder.path()), ["interviews.csv", "referrals.csv", "support.csv"]);
}

#[test]
fn standard_input_is_read_where_a_file_is_a_dash() {
    let folder = cohort();
    let checked = Command::new(env!("CARGO_BIN_EXE_waymark"))
        .args(["check", "--referrals", "-"])
        .stdin(fs::File::open(folder.path().join("referrals.csv")).unwrap())
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
}

#[test]
fn standard_input_for_two_files_is_a_wrong_command_line() {
    let checked = Command::new(env!("CARGO_BIN_EXE_waymark"))
        .args(["check", "--referrals", "-", "--support", "-"])
        .output()
        .unwrap();
    assert_eq!(checked.status.code(), Some(2), "{}", said(&checked));
    assert!(said(&checked).contains("Usage: waymark check"), "{}", said(&checked));
}
