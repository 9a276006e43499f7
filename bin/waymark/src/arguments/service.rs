//! The settings of the service and of the record that it keeps.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use store::Address;
use uuid::Uuid;
use web::{Network, Public};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::record::Key;

/// Which record, and its key.
#[derive(Debug, Args)]
pub struct Record {
    /// The record: the file of an SQLite database, or postgres://user@host/database. Another machine
    /// is spoken to over TLS, with a certificate that this one trusts, or one of
    /// ?sslrootcert=FILE; ?sslmode=disable speaks to it in the open
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
    /// A proxy of yours stands before Waymark: it ends TLS, passes the Host on that browsers asked for,
    /// and adds the address of whoever asks to X-Forwarded-For. Cookies go over TLS alone then. This
    /// or --tls-certificate is needed for every address that other machines reach
    #[arg(long, env = "WAYMARK_PROXY")]
    pub proxy: bool,
    /// From where that proxy comes: its address, or its network, such as 10.0.0.0/24; several with
    /// commas between. Whoever else comes to Waymark, but for this machine, is let go. Needed with
    /// --proxy for every address that other machines reach
    #[arg(
        long,
        value_name = "ADDRESSES",
        env = "WAYMARK_PROXY_FROM",
        value_delimiter = ',',
        requires = "proxy"
    )]
    pub proxy_from: Vec<Network>,
    /// What goes between that proxy and Waymark is protected otherwise: they are containers of one
    /// machine, or a tunnel of yours is between them, and nothing else reaches that network. Without
    /// it a proxy on another machine has to come by TLS too, with a certificate of --tls-certificate
    #[arg(long, env = "WAYMARK_PROXY_WITHOUT_TLS", requires = "proxy")]
    pub proxy_without_tls: bool,
    /// Where browsers reach Waymark, such as `https://waymark.example`: links and passkeys are of it,
    /// whatever a request says of itself, and by another name there is nothing. Needed with
    /// --proxy, --providers and --smtp, and for every address that other machines reach; without it,
    /// localhost with the port
    #[arg(long, value_name = "URL", env = "WAYMARK_PUBLIC_URL")]
    pub public_url: Option<Public>,
    /// Waymark ends TLS itself (1.2 and 1.3), with this certificate: PEM, that of this server first,
    /// then those between it and its authority. A renewed file is taken up within a minute, without a
    /// stop
    #[arg(long, value_name = "FILE", env = "WAYMARK_TLS_CERTIFICATE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,
    /// The private key of that certificate: PEM, without a password, in a file that not everybody
    /// may read
    #[arg(long, value_name = "FILE", env = "WAYMARK_TLS_KEY", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
    /// A TOML file with the directories through which people of an organisation sign in (OpenID
    /// Connect): docs/single-sign-on.md has its form
    #[arg(long, value_name = "FILE", env = "WAYMARK_PROVIDERS")]
    pub providers: Option<PathBuf>,
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
    pub mail: Mail,
    #[command(flatten)]
    pub log: Log,
}

/// How mail is sent: invitations, and news of an account for its owner. Nothing of a case is in any.
#[derive(Debug, Args)]
pub struct Mail {
    /// The server that takes mail: `smtps://HOST[:PORT]`, or `smtp://HOST[:PORT]`, which begins TLS by
    /// STARTTLS (none on this machine). Without it no mail is sent, and the link of an invitation is
    /// shown once to whoever invites
    #[arg(long, value_name = "URL", env = "WAYMARK_SMTP", requires = "mail_from")]
    pub smtp: Option<mail::Server>,
    /// Whom it is from, such as Waymark <waymark@example.org>
    #[arg(long, value_name = "ADDRESS", env = "WAYMARK_MAIL_FROM", requires = "smtp")]
    pub mail_from: Option<mail::From>,
    /// What Waymark signs in to the server with
    #[arg(long, value_name = "NAME", env = "WAYMARK_SMTP_USER", requires_all = ["smtp", "smtp_password_file"])]
    pub smtp_user: Option<String>,
    /// The file that holds the password, readable by its owner alone
    #[arg(long, value_name = "FILE", env = "WAYMARK_SMTP_PASSWORD_FILE", requires = "smtp_user")]
    pub smtp_password_file: Option<PathBuf>,
}

impl Mail {
    /// Who gives letters to the server; none where no mail is sent.
    pub fn mailer(&self) -> Result<Option<mail::Mailer>, Failure> {
        let Some((server, from)) = self.smtp.as_ref().zip(self.mail_from.clone()) else {
            return Ok(None);
        };
        let signs_in = match self.smtp_user.clone().zip(self.smtp_password_file.as_ref()) {
            None => None,
            Some((user, file)) => {
                let password = std::fs::read_to_string(file).map(Zeroizing::new);
                let password = password.map_err(|cause| {
                    Failure::input(format!("{} cannot be read: {cause}", file.display()))
                })?;
                Some(mail::SignsIn { user, password: Zeroizing::new(password.trim().to_owned()) })
            }
        };
        mail::Mailer::try_new(server, from, signs_in).map(Some).map_err(Failure::surroundings)
    }
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

    /// Whether browsers reach it over TLS, which it or a proxy ends.
    pub const fn is_tls(&self) -> bool {
        self.proxy || self.tls_certificate.is_some()
    }

    /// Whether a proxy on another machine speaks to Waymark in the open.
    pub fn is_open_to_proxy(&self) -> bool {
        let elsewhere = !self.proxy_from.iter().all(|network| network.is_local());
        self.proxy && elsewhere && self.tls_certificate.is_none()
    }

    /// Whether something leads browsers to it from elsewhere.
    const fn needs_public_url(&self) -> bool {
        self.proxy || self.providers.is_some() || self.mail.smtp.is_some()
    }

    /// What cannot be together, in a sentence with the remedy.
    pub fn refusal(&self) -> Option<String> {
        let elsewhere = !self.address.is_loopback();
        if elsewhere && !self.is_tls() {
            return Some(format!(
                "at {} other machines reach Waymark, and without TLS anybody between could read \
                 names and passwords: give it a certificate with --tls-certificate and --tls-key, or \
                 put a proxy before it that ends TLS and say --proxy, or keep to --address 127.0.0.1",
                self.address
            ));
        }
        if elsewhere && self.proxy && self.proxy_from.is_empty() {
            return Some(
                "with --proxy the proxy is believed who asks, so that nobody may come past it: say \
                 from where it comes with --proxy-from, such as --proxy-from 10.0.0.5"
                    .to_owned(),
            );
        }
        if self.is_open_to_proxy() && !self.proxy_without_tls {
            return Some(
                "the proxy is on another machine, and whoever is between could read names, passwords \
                 and cookies: give Waymark a certificate for the proxy to check, with \
                 --tls-certificate and --tls-key; or put the proxy on this machine, as --proxy-from \
                 127.0.0.1; or, where nothing else reaches what is between, such as a network of \
                 containers on one machine or a tunnel, say so with --proxy-without-tls"
                    .to_owned(),
            );
        }
        match &self.public_url {
            None if elsewhere || self.needs_public_url() => Some(
                "links and passkeys are of the address by which browsers reach Waymark, and so are \
                 the answers of a directory: say it with --public-url, such as --public-url \
                 https://waymark.example"
                    .to_owned(),
            ),
            Some(public) if public.is_tls() && !self.is_tls() => Some(format!(
                "--public-url {public} is over TLS: give Waymark a certificate with \
                 --tls-certificate and --tls-key, or put a proxy before it that ends TLS and say \
                 --proxy"
            )),
            Some(public) if self.is_tls() && !public.is_tls() => Some(format!(
                "--public-url {public} is not over TLS, and with --proxy or --tls-certificate it has \
                 to be: say it as browsers know it, such as https://waymark.example"
            )),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::arguments::Arguments;

    #[test]
    fn an_address_that_others_reach_needs_a_proxy() {
        let refused = Arguments::read(["waymark", "serve", "--address", "0.0.0.0"]).unwrap_err();
        assert!(refused.to_string().contains("--proxy"), "{refused}");
        assert!(refused.to_string().contains("--tls-certificate"), "{refused}");
        let elsewhere = ["waymark", "serve", "--address", "0.0.0.0"];
        let tls = ["--tls-certificate", "c.pem", "--tls-key", "k.pem"];
        let proxy = ["--proxy", "--proxy-from", "127.0.0.1,::1"];
        for (ends_tls, what) in [(&proxy[..], "proxy"), (&tls[..], "Waymark")] {
            let begun = elsewhere.iter().chain(ends_tls);
            let read = |more: &[&str]| Arguments::read(begun.clone().chain(more));
            assert!(read(&["--public-url", "https://waymark.example"]).is_ok(), "{what}");
            for wrong in [&[][..], &["--public-url", "http://localhost:8080"]] {
                let refused = read(wrong).unwrap_err();
                assert!(refused.to_string().contains("https://waymark.example"), "{refused}");
            }
        }
        let unnamed = elsewhere.iter().chain(&["--proxy"]);
        let refused = Arguments::read(unnamed).unwrap_err();
        assert!(refused.to_string().contains("--proxy-from"), "{refused}");
        for alone in [&["waymark", "serve"][..], &["waymark", "serve", tls[0], "c", tls[2], "k"]] {
            assert!(Arguments::read(alone.iter()).is_ok(), "on this machine alone");
        }
    }

    #[test]
    fn a_proxy_on_another_machine_comes_by_tls_or_it_is_said_that_nothing_is_between() {
        let begun = ["waymark", "serve", "--address", "0.0.0.0"];
        let begun = begun.iter().chain(&["--public-url", "https://waymark.example", "--proxy"]);
        let read = |from: &str, more: &[&str]| {
            Arguments::read(begun.clone().chain(&["--proxy-from", from]).chain(more))
        };
        for from in ["10.0.0.5", "127.0.0.1,10.1.0.0/16", "2001:db8::/64", "126.0.0.0/7"] {
            let refused = read(from, &[]).unwrap_err();
            for remedy in ["--tls-certificate", "127.0.0.1", "--proxy-without-tls"] {
                assert!(refused.to_string().contains(remedy), "{from}: {refused}");
            }
        }
        for local in ["127.0.0.1", "127.0.0.0/8", "::1"] {
            assert!(read(local, &[]).is_ok(), "{local}");
        }
        let tls = ["--tls-certificate", "c.pem", "--tls-key", "k.pem"];
        assert!(read("10.0.0.5", &tls).is_ok());
        assert!(read("172.18.0.0/16", &["--proxy-without-tls"]).is_ok());
        let alone = Arguments::read(["waymark", "serve", "--proxy-without-tls"]).unwrap_err();
        assert!(alone.to_string().contains("--proxy"), "{alone}");
    }

    #[test]
    fn wrong_settings_are_refused_with_the_right_form() {
        for (words, right) in [
            (["serve", "--database", "mysql://host/record"], "postgres://"),
            (["serve", "--address", "localhost"], "invalid IP address"),
            (["serve", "--log-level", "loud"], "info"),
            (["serve", "--readers", "0"], "1..=64"),
            (["serve", "--port", "99999"], "65535"),
            (["serve", "--public-url", "http://waymark.example"], "over https"),
            (["serve", "--public-url", "https://waymark.example"], "--tls-certificate"),
            (["serve", "--tls-certificate", "certificate.pem"], "--tls-key"),
            (["serve", "--proxy-from", "10.0.0.5/24"], "10.0.0.0/24"),
            (["serve", "--proxy-from", "10.0.0.5"], "--proxy"),
            (["serve", "--tls-key", "key.pem"], "--tls-certificate"),
            (["serve", "--providers", "providers.toml"], "--public-url"),
            (["serve", "--smtp", "mail.example.org"], "smtps://HOST"),
            (["serve", "--smtp", "smtps://mail.example.org"], "--mail-from"),
            (["serve", "--mail-from", "waymark"], "waymark@example.org"),
        ] {
            let refused = Arguments::read(["waymark"].into_iter().chain(words)).unwrap_err();
            assert!(refused.to_string().contains(right), "{refused}");
        }
    }
}
