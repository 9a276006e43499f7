//! What is served: the record, and the figures.

use std::net::IpAddr;
use std::sync::Arc;

use casework::Office;
use casework::demonstration::door::DemonstrationDoor;
use casework::signing_in::Directory;
use documents::Stamp;
use evaluation::Evaluation;

use crate::figures::evaluated::Evaluated;
use crate::figures::live::{Completes, Live};
use crate::operations::Metrics;
use crate::seldom::Seldom;

/// How browsers reach the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Over TLS, which Waymark or a proxy before it does: cookies go over TLS alone.
    pub tls: bool,
    /// Through a proxy of ours, which adds the address of whoever asks to `X-Forwarded-For`.
    pub proxy: bool,
}

/// Where browsers reach the site: a setting, and never what a request says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    tls: bool,
    host: String,
    told: bool,
}

/// Why an address is not where browsers reach a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address such as https://waymark.example was expected, without a path, over https (over \
     http on this machine alone, as http://localhost:8080)"
)]
pub struct NotPublic;

impl std::str::FromStr for Public {
    type Err = NotPublic;

    fn from_str(text: &str) -> Result<Self, NotPublic> {
        let uri: axum::http::Uri = text.parse().map_err(|_not_one| NotPublic)?;
        let (scheme, authority) = uri.scheme_str().zip(uri.authority()).ok_or(NotPublic)?;
        let name = authority.host().trim_matches(['[', ']']);
        let here =
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        let tls = scheme == "https";
        let reached = tls || scheme == "http" && here;
        if !bare || !reached || name.is_empty() || authority.as_str().contains('@') {
            return Err(NotPublic);
        }
        Ok(Self { tls, host: usual(tls, authority.as_str()), told: true })
    }
}

impl std::fmt::Display for Public {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)
    }
}

/// A host as browsers say it: in small letters, without the port that is meant anyhow.
fn usual(tls: bool, host: &str) -> String {
    let host = host.to_ascii_lowercase();
    let meant = if tls { ":443" } else { ":80" };
    host.strip_suffix(meant).map_or(host.clone(), str::to_owned)
}

impl Public {
    /// A port of the machine itself, where no address was told.
    pub fn local(tls: bool, port: u16) -> Self {
        Self { tls, host: usual(tls, &format!("localhost:{port}")), told: false }
    }
    /// Whether it is over TLS.
    pub const fn is_tls(&self) -> bool {
        self.tls
    }
    /// The name alone, without a port.
    pub fn name(&self) -> &str {
        let name = self.host.rsplit_once(':').map_or(self.host.as_str(), |(name, port)| {
            if port.bytes().all(|sign| sign.is_ascii_digit()) { name } else { &self.host }
        });
        name.trim_matches(['[', ']'])
    }
    /// The host, with the port where it is not the usual one.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
    /// Whether it was told, so that there is no other.
    pub(crate) const fn is_told(&self) -> bool {
        self.told
    }
    /// Whether a request that names this host came there.
    pub(crate) fn is(&self, host: &str) -> bool {
        usual(self.tls, host) == self.host
    }
}

/// The record as pages reach it.
struct Record {
    office: Office,
    door: Option<DemonstrationDoor>,
}

/// Where the figures come from.
pub(crate) enum Figures {
    /// One evaluation that was made before.
    Given(Arc<Evaluated>),
    /// The record as it is.
    Live(Arc<Live>),
}

/// What is served.
pub struct Site {
    /// How the server is reached.
    pub(crate) outside: Outside,
    pub(crate) metrics: Metrics,
    /// When it was last said that the proxy does not say who asks.
    pub(crate) unnamed: Seldom,
    pub(crate) figures: Figures,
    record: Option<Record>,
    public: Option<Public>,
    directories: Vec<Directory>,
}

impl Site {
    /// A site of one evaluation.
    pub fn new(evaluation: Evaluation, stamp: Stamp) -> Self {
        Self {
            outside: Outside::default(),
            metrics: Metrics::default(),
            unnamed: Seldom::default(),
            figures: Figures::Given(Arc::new(Evaluated::new(evaluation, stamp))),
            record: None,
            public: None,
            directories: Vec::new(),
        }
    }
    /// A site of a record, with its figures as they are when somebody asks, worked out by this
    /// version of Waymark.
    pub fn of_record(office: Office, outside: Outside, version: &'static str) -> Self {
        Self {
            outside,
            metrics: Metrics::default(),
            unnamed: Seldom::default(),
            figures: Figures::Live(Arc::new(Live::new(version))),
            record: Some(Record { office, door: None }),
            public: None,
            directories: Vec::new(),
        }
    }
    /// A site of the demonstration's record, which anybody enters at one press. What the record
    /// does not hold of its evaluation is completed.
    pub fn of_demonstration(
        office: Office,
        door: DemonstrationDoor,
        version: &'static str,
        completes: Completes,
    ) -> Self {
        let mut live = Live::new(version);
        live.completed_by(completes);
        Self {
            outside: Outside::default(),
            metrics: Metrics::default(),
            unnamed: Seldom::default(),
            figures: Figures::Live(Arc::new(live)),
            record: Some(Record { office, door: Some(door) }),
            public: None,
            directories: Vec::new(),
        }
    }
    /// The same with the record, for those who sign in.
    #[must_use]
    pub fn with_record(mut self, office: Office, outside: Outside) -> Self {
        self.outside = outside;
        self.record = Some(Record { office, door: None });
        self
    }
    /// The same with the demonstration's record, which anybody enters at one press.
    #[must_use]
    pub fn with_demonstration(mut self, office: Office, door: DemonstrationDoor) -> Self {
        self.record = Some(Record { office, door: Some(door) });
        self
    }
    /// The same, which browsers reach there.
    #[must_use]
    pub fn reached_at(mut self, public: Public) -> Self {
        self.public = Some(public);
        self
    }
    /// The same, with directories through which people sign in.
    #[must_use]
    pub fn with_directories(mut self, directories: Vec<Directory>) -> Self {
        self.directories = directories;
        self
    }
    /// Where browsers reach it, as far as it was told.
    pub(crate) const fn public(&self) -> Option<&Public> {
        self.public.as_ref()
    }
    /// The directories through which people sign in.
    pub(crate) fn directories(&self) -> &[Directory] {
        &self.directories
    }
    /// The directory of a key.
    pub(crate) fn directory(&self, key: &str) -> Option<&Directory> {
        self.directories.iter().find(|directory| directory.key() == key)
    }
    /// The record, where one is served.
    pub(crate) fn office(&self) -> Option<&Office> {
        self.record.as_ref().map(|record| &record.office)
    }
    /// The door of the demonstration, with its record.
    pub(crate) fn door(&self) -> Option<(&Office, &DemonstrationDoor)> {
        let record = self.record.as_ref()?;
        Some((&record.office, record.door.as_ref()?))
    }
    /// Whether everything is invented: of a real record nothing is.
    pub(crate) fn is_invented(&self) -> bool {
        self.record.as_ref().is_none_or(|record| record.door.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_browsers_reach_it_is_a_host_over_tls_or_this_machine() {
        let read = |text: &str| text.parse::<Public>().map(|public| public.to_string());
        assert_eq!(read("https://Waymark.example/").unwrap(), "https://waymark.example");
        assert_eq!(read("https://w.example:8443").unwrap(), "https://w.example:8443");
        assert_eq!(read("https://w.example:443").unwrap(), "https://w.example");
        assert_eq!(read("http://localhost:8080").unwrap(), "http://localhost:8080");
        assert_eq!(read("http://[::1]:8080").unwrap(), "http://[::1]:8080");
        for wrong in [
            "",
            "waymark.example",
            "http://waymark.example",
            "https://w.example/path",
            "https://",
            "https://w.example?a",
            "https://a@w.example",
            "ftp://localhost",
            "https:///x",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_is_that_of_its_host_without_the_port() {
        let name = |text: &str| text.parse::<Public>().unwrap().name().to_owned();
        assert_eq!(name("https://w.example:8443"), "w.example");
        assert_eq!(name("https://w.example"), "w.example");
        assert_eq!(name("https://[2001:db8::1]:8443"), "2001:db8::1");
        assert_eq!(name("https://[2001:db8::1]"), "2001:db8::1");
    }
}
