//! `waymark demo`: ready, serving, stopped.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use crate::{names, said, waymark, word};

/// A demonstration that runs until it is dropped.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_waymark"))
            .args(["demo", "--port", "0"])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("ready http://").expect(&line).to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: waymark\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_says_that_it_is_ready_and_serves_the_figures() {
    let demo = Running::start(&[]);
    assert!(demo.get("/health/live").starts_with("HTTP/1.1 200"));
    assert!(demo.get("/health/ready").starts_with("HTTP/1.1 200"));
    assert!(demo.get("/").contains("invented"));
    assert!(demo.get("/api/figures/21").contains("30.7"));
    assert!(demo.get("/figures/none").starts_with("HTTP/1.1 404"));
}

#[test]
fn it_stops_gracefully_when_told() {
    let mut demo = Running::start(&["--individuals", "10"]);
    let told = Command::new("kill").args(["-TERM", &demo.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(demo.child.wait().unwrap().code(), Some(0));
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
    drop(Running::start(&words));
    let kept = names(folder.path());
    assert!(kept.contains(&"record.db".to_owned()) && kept.contains(&"master.key".to_owned()));
    let again = Running::start(&["--data", word(folder.path())]);
    assert!(again.get("/api/figures/14").contains("Of 20 men referred"));
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
