//! A service that ends TLS itself.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use testkit::Certificate;

use crate::kept::{Kept, PASSWORD};
use crate::person::encoded;
use crate::{said, word};

/// A service over TLS, until it is dropped.
struct Sealed {
    child: Child,
    address: String,
}

impl Sealed {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("ready https://").expect(&line).to_owned();
        Self { child, address }
    }

    /// Asks over TLS by a name, trusting one certificate.
    fn ask(
        &self,
        by: &Certificate,
        (method, path): (&str, &str),
        host: &str,
        form: &str,
    ) -> String {
        let mut stream = by.connected(&self.address, "localhost");
        stream.sock.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Sealed {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_is_served_over_tls_by_its_own_certificate_to_its_own_name_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::founded(word(&folder.path().join("record.db")));
    let certificate = Certificate::of(&["localhost"]);
    let (file, key) = certificate.written(folder.path());
    let words = ["--tls-certificate", word(&file), "--tls-key", word(&key)];
    let public = ["--public-url", "https://localhost:8443"];
    let serve = |more: &[&str]| {
        let mut command = kept.command();
        command.args(["serve", "--port", "0"]).args(words).args(more);
        Sealed::start(&mut command)
    };
    let mut service = serve(&public);
    let form = encoded(&[("email", "ada.nolan@example.org"), ("password", PASSWORD)]);
    let entered = service.ask(&certificate, ("POST", "/sign-in"), "localhost:8443", &form);
    assert!(entered.starts_with("HTTP/1.1 303"), "{entered}");
    let small = entered.to_lowercase();
    let cookie =
        small.lines().find(|line| line.starts_with("set-cookie: __host-waymark=")).unwrap();
    assert!(cookie.ends_with("; secure"), "{cookie}");
    assert!(small.contains("strict-transport-security: max-age=31536000"), "{small}");
    let elsewhere = service.ask(&certificate, ("GET", "/sign-in"), "evil.example", "");
    assert!(elsewhere.starts_with("HTTP/1.1 404"), "{elsewhere}");
    let id = service.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(service.child.wait().unwrap().code(), Some(0));

    // Without an address that was told, this machine's.
    let service = serve(&[]);
    let page = service.ask(&certificate, ("GET", "/sign-in"), &service.address, "");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
}

#[test]
fn a_certificate_that_browsers_would_refuse_is_refused_before_the_record_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.db");
    let kept = Kept::at(word(&record));
    let certificate = Certificate::between(&["other.example"], 2020, 2021);
    let (file, key) = certificate.written(folder.path());
    let refused = |certificate: &str, more: &[&str], words: &str| {
        let files = ["--tls-certificate", certificate, "--tls-key", word(&key)];
        let said = kept.refuses(&[&["serve", "--port", "0"], &files[..], more].concat(), 1);
        assert!(said.contains(words), "{words}: {said}");
    };
    refused(word(&file), &[], "ended on 2021-01-01");
    refused("nowhere.pem", &[], "nowhere.pem cannot be read");
    let good = Certificate::of(&["other.example"]);
    fs::write(&file, &good.certificate).unwrap();
    refused(word(&file), &[], "no pair");
    good.written(folder.path());
    refused(word(&file), &["--public-url", "https://waymark.example"], "not for waymark.example");
    assert!(!record.exists());
    let alone = kept.run(&["serve", "--tls-certificate", word(&file)]);
    assert_eq!(alone.status.code(), Some(2), "{}", said(&alone));
}
