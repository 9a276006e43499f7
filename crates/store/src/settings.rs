//! Where the record is kept, and how much of the machine it may use.

use std::path::PathBuf;
use std::str::FromStr;

use tokio_postgres::Config;
use uuid::Uuid;

use crate::database::tls::Asked;

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
    /// Whether what is said to it leaves this machine in the open, because the address says that it
    /// may (`sslmode=disable`).
    pub fn is_in_the_open(&self) -> bool {
        let Self::Postgres(url) = self else { return false };
        // What cannot be read is told when it is opened.
        let Ok(asked) = Asked::of(url) else { return false };
        asked.url.parse().is_ok_and(|config: Config| asked.is_in_the_open(&config))
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
    fn a_database_that_another_machine_is_asked_for_in_the_open_is_told_from_others() {
        let open = |address: &str| address.parse::<Address>().unwrap().is_in_the_open();
        for sealed in [
            "record.db",
            "postgres://waymark@localhost/record",
            "postgres://waymark@[::1]/record?sslmode=disable",
            "postgres://waymark@%2Fvar%2Frun%2Fpostgresql/record",
            "postgres://waymark:secret@db.example/record",
            "postgres://waymark@db.example/record?sslmode=verify-full",
        ] {
            assert!(!open(sealed), "{sealed}");
        }
        for there in [
            "postgres://waymark@192.0.2.7/record?sslmode=disable",
            "postgres://waymark@localhost,db.example/record?sslmode=disable",
            "postgres://waymark@localhost/record?sslmode=disable&hostaddr=192.0.2.7",
        ] {
            assert!(open(there), "{there}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        let shown = format!("{:?}", Address::Postgres("postgres://w:se@cret@db/record?x=y".into()));
        assert_eq!(shown, "postgres://db/record");
    }
}
