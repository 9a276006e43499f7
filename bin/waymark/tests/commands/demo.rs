//! `waymark demo`: ready, serving, stopped.

use std::net::TcpListener;

use crate::running::Running;
use crate::{names, said, waymark, word};

#[test]
fn it_says_that_it_is_ready_and_serves_the_figures() {
    let demo = Running::demo(&[]);
    let status = |path: &str| demo.get(path, "").status;
    assert_eq!((status("/health/live"), status("/health/ready")), (200, 200));
    assert!(demo.get("/", "").body.contains("invented"));
    assert!(demo.get("/overview", "").body.contains("959"), "the whole cohort");
    assert!(demo.get("/api/figures/21", "").body.contains("30.7"));
    assert_eq!(status("/figures/none"), 404);
}

#[test]
fn it_stops_gracefully_when_told() {
    assert_eq!(Running::demo(&["--individuals", "10"]).stop().code(), Some(0));
}

#[test]
fn one_press_signs_in_an_invented_worker_who_finds_cases_of_today() {
    let demo = Running::demo(&["--individuals", "10"]);
    let page = demo.get("/", "").body;
    let manager = page.split("</form>").find(|form| form.contains("Diane Foley")).unwrap();
    let worker = crate::running::hidden(manager, "worker");
    let pressed = demo.post("/demonstration/sign-in", "", &format!("worker={worker}"));
    assert_eq!(pressed.status, 303);
    let cases = demo.get("/cases", &pressed.cookie());
    assert_eq!(cases.status, 200);
    assert!(cases.body.contains("/cases/"), "{}", cases.body);
    assert!(demo.get("/today", &pressed.cookie()).body.contains("late"));
}

#[test]
fn a_port_in_use_is_said_with_the_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = waymark(["demo", "--port", &port]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains(&port) && said(&refused).contains("--port"));
}

#[test]
fn a_folder_keeps_the_record_and_its_figures_are_evaluated_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["--individuals", "20", "--data", word(folder.path())];
    drop(Running::demo(&words));
    let kept = names(folder.path());
    assert!(kept.contains(&"record.db".to_owned()) && kept.contains(&"master.key".to_owned()));
    let again = Running::demo(&["--data", word(folder.path())]);
    assert!(again.get("/api/figures/14", "").body.contains("Of 20 men referred"));
    drop(again);

    let (record, key) = (folder.path().join("record.db"), folder.path().join("master.key"));
    let out = folder.path().join("out");
    let asked = ["evaluate", "--database", word(&record), "--out", word(&out), "--formats", "json"];
    let without = waymark(asked);
    assert_eq!(without.status.code(), Some(1));
    assert!(said(&without).contains("WAYMARK_MASTER_KEY"), "{}", said(&without));
    let with = waymark(asked.into_iter().chain(["--master-key-file", word(&key)]));
    assert_eq!(with.status.code(), Some(0), "{}", said(&with));
    let figures = std::fs::read_to_string(out.join("figures.json")).unwrap();
    assert!(figures.contains("Of 20 men referred"));
}

#[test]
fn a_record_that_is_not_there_is_said_and_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (record, out) = (folder.path().join("none.db"), folder.path().join("out"));
    let missing = waymark(["evaluate", "--database", word(&record), "--out", word(&out)]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("there is no record at"), "{}", said(&missing));
    assert!(!record.exists());
    let wrong = waymark(["evaluate", "--database", "mysql://host/record", "--out", word(&out)]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("postgres://"), "{}", said(&wrong));
}
