//! Cohort, check, evaluate: the analyst's path.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::{cohort, names, said, waymark, word};

#[test]
fn the_cohort_is_three_files_and_the_same_each_time() {
    let (one, other) = (cohort(), cohort());
    assert_eq!(names(one.path()), ["interviews.csv", "referrals.csv", "support.csv"]);
    for name in names(one.path()) {
        let read = |folder: &tempfile::TempDir| fs::read(folder.path().join(&name)).unwrap();
        assert_eq!(read(&one), read(&other), "{name} differs");
    }
}

#[test]
fn the_cohort_passes_its_own_check() {
    let folder = cohort();
    let referrals = folder.path().join("referrals.csv");
    let support = folder.path().join("support.csv");
    let checked = waymark(["check", "--referrals", word(&referrals), "--support", word(&support)]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    assert_eq!(
        String::from_utf8(checked.stdout).unwrap(),
        "no errors: 1074 referrals, 376 support cases\n"
    );
}

#[test]
fn an_evaluation_has_every_form_and_every_figure() {
    let folder = cohort();
    let (referrals, support, interviews) = (
        folder.path().join("referrals.csv"),
        folder.path().join("support.csv"),
        folder.path().join("interviews.csv"),
    );
    let out = folder.path().join("out");
    let done = waymark([
        "evaluate",
        "--referrals",
        word(&referrals),
        "--support",
        word(&support),
        "--interviews",
        word(&interviews),
        "--out",
        word(&out),
    ]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let names = names(&out);
    for form in ["report.html", "report.pdf", "workbook.xlsx", "figures.json"] {
        assert!(names.iter().any(|name| name == form), "{form} is missing of {names:?}");
    }
    let json: Value = serde_json::from_slice(&fs::read(out.join("figures.json")).unwrap()).unwrap();
    assert_eq!(json["as_at"], "2020-03-31");
    assert_eq!(json["source"]["referrals"], 1074);
    assert_eq!(json["source"]["individuals"], 959);
    assert_eq!(json["source"]["support"], 376);
    for key in KEYS {
        let figure = &json["figures"][key];
        assert!(figure["title"].is_string(), "figure {key} is missing");
        assert!(names.contains(&format!("figure-{key}.csv")), "figure {key} has no CSV");
    }
    assert_eq!(json["figures"].as_object().unwrap().len(), KEYS.len());
    assert_eq!(json["figures"]["21"]["rows"][0]["n"], 60);
}

/// The keys of the specification's table of figures.
const KEYS: [&str; 27] = [
    "6",
    "13",
    "14",
    "18",
    "19",
    "20",
    "21",
    "22",
    "23",
    "24",
    "25",
    "26",
    "27",
    "30",
    "iss",
    "demography",
    "attrition",
    "change",
    "timeliness",
    "completeness",
    "outcomes",
    "incidents",
    "conversion",
    "equality",
    "cost",
    "activity",
    "comparators",
];

#[test]
fn a_release_is_protected_and_says_what_it_took_away() {
    let folder = cohort();
    let referrals = folder.path().join("referrals.csv");
    let out = folder.path().join("out");
    let done = waymark([
        "evaluate",
        "--referrals",
        word(&referrals),
        "--out",
        word(&out),
        "--formats",
        "json",
        "--release",
    ]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(names(&out), ["disclosure-log.csv", "figures.json"]);
    let json: Value = serde_json::from_slice(&fs::read(out.join("figures.json")).unwrap()).unwrap();
    let rows = json["figures"]["24"]["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["suppressed"] == true && row["count"].is_null()));
    assert!(rows.iter().all(|row| !matches!(row["count"].as_u64(), Some(1..=4))));
}

#[test]
fn a_release_and_exact_figures_do_not_stand_in_one_folder() {
    let folder = cohort();
    let (referrals, out) = (folder.path().join("referrals.csv"), folder.path().join("out"));
    let evaluate = |more: &[&str]| {
        let words = ["evaluate", "--referrals", word(&referrals), "--out", word(&out)];
        waymark(words.into_iter().chain(more.iter().copied()))
    };
    assert!(evaluate(&["--formats", "json,html"]).status.success());
    let before = fs::read(out.join("report.html")).unwrap();
    let refused = evaluate(&["--formats", "json", "--release"]);
    assert_eq!(refused.status.code(), Some(3));
    for part in [word(&out), "report.html", "name another folder"] {
        assert!(said(&refused).contains(part), "{part} is not in: {}", said(&refused));
    }
    assert_eq!(names(&out), ["figures.json", "report.html"]);
    assert_eq!(fs::read(out.join("report.html")).unwrap(), before);
    // Where every file is written anew, nothing exact is left.
    assert!(evaluate(&["--formats", "json,html", "--release"]).status.success());
    assert_eq!(names(&out), ["disclosure-log.csv", "figures.json", "report.html"]);
    let refused = evaluate(&["--formats", "json", "--release"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("report.html of an earlier release"), "{}", said(&refused));
    let refused = evaluate(&["--formats", "json,html"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("disclosure-log.csv"), "{}", said(&refused));
}

#[test]
fn an_earlier_release_is_read_and_one_that_is_none_is_refused() {
    let folder = cohort();
    let referrals = folder.path().join("referrals.csv");
    let out = folder.path().join("out");
    let again = folder.path().join("again");
    let arguments = ["evaluate", "--referrals", word(&referrals), "--formats", "json", "--release"];
    let first = waymark(arguments.into_iter().chain(["--out", word(&out)]));
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let earlier = out.join("figures.json");
    let second =
        waymark(arguments.into_iter().chain(["--out", word(&again), "--earlier", word(&earlier)]));
    assert_eq!(second.status.code(), Some(0), "{}", said(&second));
    assert_eq!(said(&second), "", "the same people are bounded together");
    let part = folder.path().join("part");
    let third = ["--out", word(&part), "--earlier", word(&earlier), "--to", "2018-12-31"];
    let third = waymark(arguments.into_iter().chain(third));
    assert_eq!(third.status.code(), Some(0), "{}", said(&third));
    assert!(said(&third).contains("figures.json is of some of the same people"));
    let refused = waymark(arguments.into_iter().chain([
        "--out",
        word(&again),
        "--earlier",
        word(&referrals),
    ]));
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("referrals.csv"), "{}", said(&refused));
    // An evaluation that was never protected is no release.
    let plain = ["evaluate", "--referrals", word(&referrals), "--formats", "json"];
    let exact = folder.path().join("exact");
    assert_eq!(waymark(plain.into_iter().chain(["--out", word(&exact)])).status.code(), Some(0));
    let earlier = exact.join("figures.json");
    let refused =
        waymark(arguments.into_iter().chain(["--out", word(&again), "--earlier", word(&earlier)]));
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("figures.json: Earlier release 1 is an exact evaluation"));
}

#[test]
fn a_cohort_is_a_workbook_too_which_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let out = word(folder.path());
    let made = waymark(["cohort", "--out", out, "--formats", "csv,xlsx", "--individuals", "40"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert_eq!(
        names(folder.path()),
        ["cohort.xlsx", "interviews.csv", "referrals.csv", "support.csv"]
    );
    let figures = |files: &[(&str, &str)]| {
        let to = folder.path().join("report");
        let files: Vec<(&str, PathBuf)> =
            files.iter().map(|(option, file)| (*option, folder.path().join(file))).collect();
        let files = files.iter().flat_map(|(option, file)| [*option, word(file)]);
        let rest = ["--formats", "json", "--as-at", "2020-03-31", "--out", word(&to)];
        let done = waymark(["evaluate"].into_iter().chain(files).chain(rest));
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let text = fs::read(to.join("figures.json")).unwrap();
        serde_json::from_slice::<Value>(&text).unwrap()["figures"].take()
    };
    let of_files = figures(&[
        ("--referrals", "referrals.csv"),
        ("--support", "support.csv"),
        ("--interviews", "interviews.csv"),
    ]);
    assert_eq!(figures(&[("--referrals", "cohort.xlsx")]), of_files);
}
