//! The settings of the service and of the record that it keeps.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use store::Address;
use uuid::Uuid;

use crate::record::Key;

/// Which record, and its key.
#[derive(Debug, Args)]
pub struct Record {
    /// The record: the file of an SQLite database, or postgres://user@host/database
    #[arg(
        long,
        value_name = "URL",
        env = "WAYMARK_DATABASE",
        default_value = "waymark.db",
        hide_env_values = true
    )]
    pub database: Address,
    #[command(flatten)]
    pub key: Key,
}

/// Which programme of the record.
#[derive(Debug, Args)]
pub struct OfProgramme {
    /// The programme, by its name; needed where the record holds several
    #[arg(long, value_name = "NAME")]
    pub programme: Option<String>,
}

/// `waymark serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub record: Record,
    /// The address at which browsers, or the proxy before Waymark, reach it
    #[arg(long, value_name = "ADDRESS", env = "WAYMARK_ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,
    /// The port; 0 takes any that is free
    #[arg(long, env = "WAYMARK_PORT", default_value_t = 8080)]
    pub port: u16,
    /// A proxy of yours stands before Waymark: it ends TLS, and adds the address of whoever asks
    /// to X-Forwarded-For. Cookies go over TLS alone then. Needed for every address that other
    /// machines reach
    #[arg(long, env = "WAYMARK_PROXY")]
    pub proxy: bool,
    /// The file, outside the database, to which the heads of the audit are written every minute;
    /// keep it, or a copy of it, on another machine. Without it, beside an SQLite file
    #[arg(long, value_name = "FILE", env = "WAYMARK_AUDIT_HEADS")]
    pub audit_heads: Option<PathBuf>,
    /// Which server this is, where several serve one PostgreSQL: an id of its own, and always the
    /// same (UUID)
    #[arg(long, value_name = "ID", env = "WAYMARK_SERVER")]
    pub server: Option<Uuid>,
    /// Connections that read the record at the same time
    #[arg(long, value_name = "N", env = "WAYMARK_READERS", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub readers: u32,
    /// A CSV file with rules of intake of your own, which follow those that Waymark ships; of two of
    /// one day yours hold. Its columns are from, area, rule, value, note. The shipped rules close
    /// intake on 1 April 2020; this opens it again, everywhere:
    /// 2026-11-01,,intake,open,
    #[arg(long, value_name = "FILE", env = "WAYMARK_RULES", verbatim_doc_comment)]
    pub rules: Option<PathBuf>,
    #[command(flatten)]
    pub log: Log,
}

/// What is written down, and how. Nothing of a person ever is.
#[derive(Clone, Copy, Debug, Args)]
pub struct Log {
    /// How much is written to standard error
    #[arg(long, value_enum, env = "WAYMARK_LOG_LEVEL", default_value_t = Level::Info)]
    pub log_level: Level,
    /// In which form
    #[arg(long, value_enum, env = "WAYMARK_LOG_FORMAT", default_value_t = Form::Json)]
    pub log_format: Form,
}

/// How much is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// What went wrong.
    Error,
    /// What should be looked at, too.
    Warn,
    /// A line for each answer, too.
    Info,
    /// What helps to find a fault, too.
    Debug,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A JSON object a line.
    Json,
    /// A line for people.
    Text,
}

impl Serve {
    /// Where it listens.
    pub fn socket(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }

    /// What cannot be together, in a sentence with the remedy.
    pub fn refusal(&self) -> Option<String> {
        (!self.address.is_loopback() && !self.proxy).then(|| {
            format!(
                "at {} other machines reach Waymark, and without TLS anybody between could read \
                 names and passwords: put a proxy before it that ends TLS and say --proxy, or keep \
                 to --address 127.0.0.1",
                self.address
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::arguments::Arguments;

    #[test]
    fn an_address_that_others_reach_needs_a_proxy() {
        let refused = Arguments::read(["waymark", "serve", "--address", "0.0.0.0"]).unwrap_err();
        assert!(refused.to_string().contains("--proxy"), "{refused}");
        assert!(Arguments::read(["waymark", "serve", "--address", "0.0.0.0", "--proxy"]).is_ok());
        assert!(Arguments::read(["waymark", "serve"]).is_ok());
    }

    #[test]
    fn wrong_settings_are_refused_with_the_right_form() {
        for (words, right) in [
            (["serve", "--database", "mysql://host/record"], "postgres://"),
            (["serve", "--address", "localhost"], "invalid IP address"),
            (["serve", "--log-level", "loud"], "info"),
            (["serve", "--readers", "0"], "1..=64"),
            (["serve", "--port", "99999"], "65535"),
        ] {
            let refused = Arguments::read(["waymark"].into_iter().chain(words)).unwrap_err();
            assert!(refused.to_string().contains(right), "{refused}");
        }
    }
}
