//! A server that is started as a person starts it, asked over the wire, and stopped or killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A server that runs until it is dropped.
pub struct Running {
    child: Child,
    pub address: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let named = |line: &str| {
            line.split_once(": ").is_some_and(|(header, _)| header.eq_ignore_ascii_case(name))
        };
        let line = self.head.lines().find(|line| named(line)).unwrap_or_default();
        line.split_once(": ").map_or("", |(_, value)| value)
    }
    /// The cookie that it sets, as a browser sends it back.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }
}

impl Running {
    /// Starts the program and waits until it says that it is ready.
    pub fn start(command: &mut Command) -> Self {
        Self::with_log(command.stderr(Stdio::null()))
    }

    /// The same, with its log where the command says.
    pub fn with_log(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("ready http://").expect(&line).to_owned();
        Self { child, address }
    }

    /// Starts a demonstration.
    pub fn demo(words: &[&str]) -> Self {
        let program = env!("CARGO_BIN_EXE_waymark");
        Self::start(Command::new(program).args(["demo", "--port", "0"]).args(words))
    }

    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask("GET", path, cookie, "").expect("an answer")
    }

    pub fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        self.ask("POST", path, cookie, form).expect("an answer")
    }

    pub fn ask(&self, method: &str, path: &str, cookie: &str, form: &str) -> Option<Answer> {
        ask(&self.address, method, path, cookie, form)
    }

    /// Tells it to stop, and waits for its end.
    pub fn stop(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }

    /// Ends it as a power failure ends it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks once; none where no whole answer came.
pub fn ask(address: &str, method: &str, path: &str, cookie: &str, form: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let ends = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(answer.get(..ends)?).into_owned();
    let body = answer.get(ends + 4..)?;
    let status = head.get(9..12)?.parse().ok()?;
    let promised = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse().ok())?
    };
    if head.lines().find_map(promised).is_some_and(|length: usize| body.len() < length) {
        return None;
    }
    let body = String::from_utf8_lossy(body).into_owned();
    Some(Answer { status, head, body })
}

/// A hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a form");
    after.split('"').next().unwrap().to_owned()
}
