//! A record that is kept by command, and served.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use testkit::App;

use crate::person::encoded;
use crate::running::Running;
use crate::said;

/// What everybody signs in with.
pub const PASSWORD: &str = "four words to remember";

/// A record with its key, kept by command.
pub struct Kept {
    pub address: String,
    pub folder: tempfile::TempDir,
}

impl Kept {
    pub fn at(address: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kept = Self { address: address.to_owned(), folder };
        kept.key("master.key", "0123456789abcdef");
        kept
    }

    /// A service with a facilitator.
    pub fn founded(address: &str) -> Self {
        let kept = Self::at(address);
        kept.does(&["programme", "add", "My Time"]);
        kept.does(&["organisation", "add", "Children’s services", "--kind", "referrer"]);
        let areas = ["--kind", "programme", "--areas", "Dudley,Walsall"];
        kept.does(&[&["organisation", "add", "Turnpike"], &areas[..]].concat());
        let added = kept.typing(&[&ADA[..], &["--role", "facilitator:Dudley"]].concat(), PASSWORD);
        assert_eq!(added.status.code(), Some(0), "{}", said(&added));
        kept
    }

    pub fn key(&self, name: &str, digits: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let file = self.folder.path().join(name);
        fs::write(&file, digits.repeat(4)).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    pub fn heads(&self) -> PathBuf {
        self.folder.path().join("heads")
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
        command
            .env("WAYMARK_DATABASE", &self.address)
            .env("WAYMARK_MASTER_KEY_FILE", self.folder.path().join("master.key"))
            .env("WAYMARK_AUDIT_HEADS", self.heads());
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.command().args(words).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a command that must do what it is asked, and gives what it says.
    pub fn does(&self, words: &[&str]) -> String {
        let done = self.run(words);
        assert_eq!(done.status.code(), Some(0), "{words:?}: {}", said(&done));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Runs a command that must be refused with a status, and gives what it says.
    pub fn refuses(&self, words: &[&str], status: i32) -> String {
        let refused = self.run(words);
        assert_eq!(refused.status.code(), Some(status), "{words:?}: {}", said(&refused));
        said(&refused)
    }

    pub fn typing(&self, words: &[&str], typed: &str) -> Output {
        use std::io::Write;
        let mut child = self
            .command()
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{typed}").unwrap();
        child.wait_with_output().unwrap()
    }

    /// Opens one more account.
    pub fn hires(&self, name: &str, email: &str, organisation: &str, role: &str) {
        let words = ["user", "add", email, "--name", name, "--organisation", organisation];
        let words = [&words[..], &["--role", role, "--password-stdin"]].concat();
        let added = self.typing(&words, PASSWORD);
        assert_eq!(added.status.code(), Some(0), "{}", said(&added));
    }

    pub fn served(&self) -> Running {
        Running::start(self.command().args(["serve", "--port", "0"]))
    }
}

/// The first words by which the facilitator's account is opened.
pub const ADA: [&str; 8] = [
    "user",
    "add",
    "ada.nolan@example.org",
    "--name",
    "Ada Nolan",
    "--organisation",
    "Turnpike",
    "--password-stdin",
];

thread_local! {
    /// The telephones of those who sign in, by the address of mail.
    static APPS: RefCell<HashMap<String, App>> = RefCell::default();
}

/// Signs in by password, and by a code of an app, which is set up the first time: the cookie;
/// empty where it is refused.
pub fn enters(service: &Running, email: &str, password: &str) -> String {
    let page = service.get("/sign-in", "");
    assert_eq!(page.status, 200);
    let form = encoded(&[("email", email), ("password", password)]);
    let answer = service.post("/sign-in", "", &form);
    if answer.status != 303 {
        return String::new();
    }
    let cookie = answer.cookie();
    if answer.header("location") != "/second-factor" {
        return cookie;
    }
    let page = service.get("/second-factor", &cookie).body;
    let token = page.split("name=\"form-token\" value=\"").nth(1).expect("a form");
    let token = token.split('"').next().unwrap_or_default();
    let known = APPS.with_borrow(|apps| apps.contains_key(email));
    let address = if known { "/second-factor" } else { "/second-factor/app" };
    if !known {
        let begun = encoded(&[("form-token", token)]);
        assert_eq!(service.post("/second-factor/app/begin", &cookie, &begun).status, 303);
        let told = App::told_by(&service.get(address, &cookie).body);
        APPS.with_borrow_mut(|apps| apps.insert(email.to_owned(), told));
    }
    let code = APPS.with_borrow_mut(|apps| apps.get_mut(email).expect("an app").shows(now()));
    let shown = service.post(address, &cookie, &encoded(&[("form-token", token), ("code", &code)]));
    assert_eq!(shown.status, 303, "{}", shown.body);
    shown.cookie()
}

#[expect(clippy::disallowed_methods, reason = "an app shows the code of the real moment")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}
