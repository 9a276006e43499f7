//! The directories of an installation, as a file says them. Every fault is told with its place and
//! what was expected there.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use zeroize::Zeroizing;

/// What is asked for besides `openid`, unless the file says otherwise.
const SCOPES: [&str; 2] = ["profile", "email"];
/// So many hours a session lasts, unless the file says otherwise: whoever leaves is out by then.
const SESSION_HOURS: u8 = 4;
/// And at the most: as long as one that a password begins.
const MOST_SESSION_HOURS: u8 = 12;

/// A fault of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// Where.
    pub place: String,
    /// What is wrong, and what was expected.
    pub words: String,
}

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.words)
    }
}

/// One directory.
#[derive(Clone)]
pub struct Settings {
    /// By what addresses of ours know it.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Who answers, exactly as its answers say it.
    pub issuer: String,
    /// As whom Waymark is known there.
    pub client_id: String,
    /// What proves it.
    pub client_secret: Zeroizing<String>,
    /// The organisation whose people they are, by its name in the record.
    pub organisation: String,
    /// The programme, by its name; needed where the record holds several.
    pub programme: Option<String>,
    /// The claim that holds the groups.
    pub groups_claim: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Certificates that are trusted besides those of the machine (PEM).
    pub certificates: Option<PathBuf>,
    /// By what it says that a second factor was shown there.
    pub second_factor: SecondFactor,
    /// What addresses of mail end with, after the @, in small letters; none: whatever it says.
    pub domains: Vec<String>,
    /// So many hours a session lasts that it begins.
    pub session_hours: u8,
    /// What each group comes to.
    pub groups: Vec<Group>,
}

/// By what a directory says that a second factor was shown there. Without either, Waymark asks for
/// its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// Any of these in `amr`.
    #[serde(default)]
    pub amr: Vec<String>,
    /// Any of these as `acr`; they are asked for.
    #[serde(default)]
    pub acr: Vec<String>,
}

/// What a group of the directory comes to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The group, as the claim names it.
    pub name: String,
    /// The role, by its code.
    pub role: String,
    /// Its areas; none: all.
    #[serde(default)]
    pub areas: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    provider: Vec<Written>,
}

/// A directory as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    name: String,
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    client_secret_env: Option<String>,
    organisation: String,
    programme: Option<String>,
    #[serde(default = "groups")]
    groups_claim: String,
    scopes: Option<Vec<String>>,
    certificates: Option<PathBuf>,
    #[serde(default)]
    second_factor: SecondFactor,
    domains: Option<Vec<String>>,
    #[serde(default = "session_hours")]
    session_hours: u8,
    #[serde(default)]
    group: Vec<Group>,
}

fn groups() -> String {
    "groups".to_owned()
}

const fn session_hours() -> u8 {
    SESSION_HOURS
}

/// Nothing shows the secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Settings {
    /// Whether an address of mail is of a domain that is let in: of that very one.
    pub(crate) fn lets_in(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        self.domains.is_empty() || domain.is_some_and(|domain| self.domains.contains(&domain))
    }
}

/// Reads a file of directories. `environment` gives a variable's value.
///
/// # Errors
/// Every fault, with its place.
pub fn read(
    file: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<Settings>, Vec<Misplaced>> {
    let name = file.display().to_string();
    let one = |words: String| vec![Misplaced { place: name.clone(), words }];
    let text = std::fs::read_to_string(file)
        .map_err(|cause| one(format!("it cannot be read as UTF-8 text: {cause}")))?;
    let written: File =
        toml::from_str(&text).map_err(|cause| one(cause.to_string().trim_end().to_owned()))?;
    let mut faults = Faults { file: &name, at: String::new(), found: Vec::new() };
    let folder = file.parent().unwrap_or(Path::new(""));
    if written.provider.is_empty() {
        faults.at = name.clone();
        faults.add("it names no provider: [[provider]] was expected");
    }
    let mut read: Vec<Settings> = Vec::new();
    for (one, number) in written.provider.into_iter().zip(1..) {
        faults.at = format!("{name}, provider {number} ({})", one.key);
        if read.iter().any(|before| before.key == one.key) {
            faults.add("key: another provider has it already; give each one of its own");
        }
        if read.iter().any(|before| before.issuer == one.issuer) {
            faults.add("issuer: another provider has it already; an issuer is named once");
        }
        read.push(one.checked(folder, environment, &mut faults));
    }
    if faults.found.is_empty() { Ok(read) } else { Err(faults.found) }
}

struct Faults<'a> {
    file: &'a str,
    at: String,
    found: Vec<Misplaced>,
}

impl Faults<'_> {
    fn add(&mut self, words: impl Into<String>) {
        debug_assert!(self.at.starts_with(self.file));
        self.found.push(Misplaced { place: self.at.clone(), words: words.into() });
    }
}

impl Written {
    fn checked(
        self,
        folder: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
        faults: &mut Faults<'_>,
    ) -> Settings {
        let small = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
        if self.key.is_empty() || self.key.len() > 40 || !self.key.chars().all(small) {
            faults.add(
                "key: up to 40 small letters, digits and hyphens were expected, as it stands in \
                 addresses",
            );
        }
        for (field, value) in [
            ("name", &self.name),
            ("client_id", &self.client_id),
            ("groups_claim", &self.groups_claim),
        ] {
            if value.trim().is_empty() {
                faults.add(format!("{field}: it is empty"));
            }
        }
        if let Err(words) = crate::fetch::address(&self.issuer) {
            faults.add(format!("issuer: {words}"));
        } else if self.issuer.contains(['?', '#']) {
            faults.add("issuer: an address without ? and # was expected");
        }
        let client_secret = self.secret(folder, environment, faults);
        if self.group.is_empty() {
            faults.add(
                "it maps no group, so that nobody could sign in: [[provider.group]] was expected",
            );
        }
        for (group, number) in self.group.iter().zip(1..) {
            if group.name.trim().is_empty() {
                faults.add(format!("group {number}, name: it is empty"));
            }
        }
        let scopes = self.scopes.unwrap_or_else(|| SCOPES.map(str::to_owned).to_vec());
        let odd = |scope: &String| scope.is_empty() || scope.contains(char::is_whitespace);
        if scopes.iter().any(odd) {
            faults.add("scopes: a list of words without spaces was expected");
        }
        if !(1..=MOST_SESSION_HOURS).contains(&self.session_hours) {
            faults.add(format!("session_hours: 1 to {MOST_SESSION_HOURS} was expected"));
        }
        let domains = self.domains.map(|all| all.iter().map(|one| one.to_lowercase()).collect());
        let no_domain = |one: &String| {
            let odd = |sign: char| sign == '@' || sign.is_whitespace();
            !one.contains('.') || one.starts_with('.') || one.contains(odd)
        };
        if domains.as_ref().is_some_and(|all: &Vec<_>| all.is_empty() || all.iter().any(no_domain))
        {
            faults.add(
                "domains: what stands after the @ in addresses of mail was expected, such as \
                 [\"dudley.gov.uk\"]",
            );
        }
        Settings {
            key: self.key,
            name: self.name,
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret,
            organisation: self.organisation,
            programme: self.programme,
            groups_claim: self.groups_claim,
            scopes,
            certificates: self.certificates.map(|file| folder.join(file)),
            second_factor: self.second_factor,
            domains: domains.unwrap_or_default(),
            session_hours: self.session_hours,
            groups: self.group,
        }
    }

    /// The secret, from the one place that the file names. It is never in the file itself, which is
    /// shown around.
    fn secret(
        &self,
        folder: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
        faults: &mut Faults<'_>,
    ) -> Zeroizing<String> {
        let read = match (&self.client_secret_file, &self.client_secret_env) {
            (Some(file), None) => {
                let file = folder.join(file);
                std::fs::read_to_string(&file).map_err(|cause| {
                    format!("client_secret_file: {} cannot be read: {cause}", file.display())
                })
            }
            (None, Some(variable)) => environment(variable).ok_or_else(|| {
                format!("client_secret_env: the environment has no variable {variable}")
            }),
            _ => Err("one of client_secret_file and client_secret_env was expected".to_owned()),
        };
        let read = read.map(Zeroizing::new).map(|text| Zeroizing::new(text.trim().to_owned()));
        match read {
            Ok(secret) if secret.is_empty() => {
                faults.add("the client secret is empty");
                secret
            }
            Ok(secret) => secret,
            Err(words) => {
                faults.add(words);
                Zeroizing::new(String::new())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [[provider]]
        key = "dudley"
        name = "Dudley Council"
        issuer = "https://login.dudley.example"
        client_id = "waymark"
        client_secret_env = "SECRET"
        organisation = "Dudley Council"
        second_factor = { amr = ["mfa"] }
        [[provider.group]]
        name = "DV facilitators"
        role = "facilitator"
        areas = ["Dudley"]
    "#;

    fn given(text: &str) -> Result<Vec<Settings>, Vec<String>> {
        let folder = std::env::temp_dir();
        let unique = format!("{:?}", std::thread::current().id());
        let digits: String = unique.chars().filter(char::is_ascii_digit).collect();
        let file = folder.join(format!("waymark-providers-{}-{digits}.toml", std::process::id()));
        std::fs::write(&file, text).unwrap();
        let environment = |name: &str| (name == "SECRET").then(|| " kept \n".to_owned());
        let read = read(&file, &environment);
        std::fs::remove_file(&file).unwrap();
        read.map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_directory_is_read_as_it_was_written() {
        let read = given(GOOD).unwrap();
        let one = &read[0];
        assert_eq!((one.key.as_str(), one.groups_claim.as_str()), ("dudley", "groups"));
        assert_eq!(one.client_secret.as_str(), "kept");
        assert_eq!(one.scopes, ["profile", "email"]);
        assert_eq!(one.groups[0].areas, ["Dudley"]);
        assert_eq!((one.session_hours, one.domains.len()), (4, 0));
        let more = "session_hours = 8\ndomains = [\"Dudley.gov.uk\"]\nsecond_factor";
        let more = &given(&GOOD.replace("second_factor", more)).unwrap()[0];
        assert_eq!((more.session_hours, more.domains[0].as_str()), (8, "dudley.gov.uk"));
        assert!(!format!("{one:?}").contains("kept"), "nothing shows the secret");
    }

    #[test]
    fn every_fault_is_told_with_its_place_and_what_was_expected() {
        for (from, to, expected) in [
            (
                "key = \"dudley\"",
                "key = \"Dudley Council\"",
                "provider 1 (Dudley Council): key: up to 40",
            ),
            ("https://login", "http://login", "issuer: an address over https"),
            ("https://login.dudley.example", "login", "issuer: an address over https"),
            ("SECRET", "OTHER", "client_secret_env: the environment has no variable OTHER"),
            (
                "client_secret_env = \"SECRET\"",
                "",
                "one of client_secret_file and client_secret_env",
            ),
            ("client_secret_env = \"SECRET\"", "client_secret_file = \"none\"", "cannot be read"),
            ("client_id", "client", "unknown field `client`"),
            ("name = \"Dudley Council\"", "", "missing field `name`"),
            ("amr = [\"mfa\"]", "amr = \"mfa\"", "invalid type"),
            ("\"waymark\"", "\" \"", "client_id: it is empty"),
            ("second_factor", "session_hours = 13\nsecond_factor", "session_hours: 1 to 12"),
            ("second_factor", "domains = []\nsecond_factor", "domains: what stands after the @"),
            ("second_factor", "domains = [\"@a.uk\"]\nsecond_factor", "domains: what stands after"),
            ("second_factor", "domains = [\".uk\"]\nsecond_factor", "domains: what stands after"),
        ] {
            let faults = given(&GOOD.replace(from, to)).unwrap_err().join("\n");
            assert!(faults.contains(expected), "{from} → {to}: {faults}");
        }
        let none = GOOD.split("[[provider.group]]").next().unwrap();
        assert!(given(none).unwrap_err()[0].contains("maps no group"));
        assert!(given("").unwrap_err()[0].contains("[[provider]] was expected"));
        let twice = given(&format!("{GOOD}{GOOD}")).unwrap_err();
        assert_eq!(twice.len(), 2, "{twice:?}");
    }
}
