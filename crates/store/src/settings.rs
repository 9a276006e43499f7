//! Where the record is kept, and how much of the machine it may use.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use tokio_postgres::Config;
use tokio_postgres::config::Host;
use uuid::Uuid;

/// How the store is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the record is.
    pub address: Address,
    /// Connections that read at the same time.
    pub readers: u32,
    /// Changes that may wait for the writer before whoever sends another waits too.
    pub queue: usize,
    /// The file, outside the database, that the heads of the audit are written to every minute.
    /// None: no heads are kept, as with a temporary record.
    pub heads: Option<PathBuf>,
    /// Which server this is. None: the one that the database was made by. Each of several servers
    /// on one PostgreSQL has its own, for its own chain of the audit.
    pub server: Option<Uuid>,
    /// Whether a change is on the disk before it is acknowledged (SQLite; PostgreSQL has settings
    /// of its own). Without it a power failure may lose the latest changes or the record: for one
    /// that is being made, and can be made again.
    pub synced: bool,
}

impl Settings {
    /// The usual settings for an address.
    pub fn at(address: Address) -> Self {
        let synced = address != Address::Temporary;
        Self { address, readers: 4, queue: 4096, heads: None, server: None, synced }
    }
}

/// Where the record is.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of SQLite in the system's temporary folder, gone when the store is.
    Temporary,
    /// A file of SQLite, made where there is none.
    File(PathBuf),
    /// The URL of a PostgreSQL database, version 15 or later.
    Postgres(String),
}

/// An address that is neither a file nor a URL of PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{scheme} is no database that Waymark keeps its record in; give the path of a file (SQLite), \
     or postgres://user@host/database"
)]
pub struct NoAddress {
    scheme: String,
}

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        match text.split_once(':') {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.to_owned())),
            Some(("sqlite", ":memory:")) => Ok(Self::Temporary),
            Some(("sqlite", path)) if !path.trim_start_matches('/').is_empty() => {
                Ok(Self::File(path.strip_prefix("//").unwrap_or(path).into()))
            }
            Some((scheme, rest)) if rest.starts_with("//") || scheme == "sqlite" => {
                Err(NoAddress { scheme: format!("{scheme}:") })
            }
            _ if text.is_empty() => Err(NoAddress { scheme: "an empty address".to_owned() }),
            _ => Ok(Self::File(text.into())),
        }
    }
}

impl Address {
    /// Whether what is said to it leaves this machine, which it does in the open: Waymark speaks to
    /// PostgreSQL without TLS.
    pub fn is_elsewhere(&self) -> bool {
        let Self::Postgres(url) = self else { return false };
        // What cannot be read is told when it is opened.
        let Ok(config) = url.parse::<Config>() else { return false };
        let named = config.get_hosts().iter().any(|host| match host {
            Host::Tcp(name) if name == "localhost" => false,
            Host::Tcp(name) => !name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
            _ => false,
        });
        named || config.get_hostaddrs().iter().any(|address| !address.is_loopback())
    }
}

/// Shows no password: what a log may hold.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Temporary => f.write_str("temporary"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => {
                let place = url.rsplit_once('@').map_or("…", |(_, place)| place);
                write!(f, "postgres://{}", place.split('?').next().unwrap_or(place))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_file_or_a_url_of_postgresql() {
        let file = |path: &str| Ok(Address::File(path.into()));
        assert_eq!("/var/lib/waymark/record.db".parse(), file("/var/lib/waymark/record.db"));
        assert_eq!("sqlite:record.db".parse(), file("record.db"));
        assert_eq!("sqlite:///var/record.db".parse(), file("/var/record.db"));
        assert_eq!("sqlite::memory:".parse(), Ok(Address::Temporary));
        let url = "postgres://waymark:secret@db/record?sslmode=require";
        assert_eq!(url.parse(), Ok(Address::Postgres(url.to_owned())));
        for wrong in ["", "mysql://host/record", "sqlite:"] {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_database_on_another_machine_is_told_from_one_on_this() {
        let elsewhere = |address: &str| address.parse::<Address>().unwrap().is_elsewhere();
        for here in [
            "record.db",
            "postgres://waymark@localhost/record",
            "postgres://waymark@127.0.0.1:5433/record",
            "postgres://waymark@[::1]/record",
            "postgres://waymark@%2Fvar%2Frun%2Fpostgresql/record",
        ] {
            assert!(!elsewhere(here), "{here}");
        }
        for there in [
            "postgres://waymark:secret@db.example/record",
            "postgres://waymark@192.0.2.7/record?sslmode=disable",
            "postgres://waymark@localhost,db.example/record",
            "postgres://waymark@localhost/record?hostaddr=192.0.2.7",
        ] {
            assert!(elsewhere(there), "{there}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        let shown = format!("{:?}", Address::Postgres("postgres://w:se@cret@db/record?x=y".into()));
        assert_eq!(shown, "postgres://db/record");
    }
}
