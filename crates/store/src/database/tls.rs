//! What is said to a PostgreSQL on another machine: over TLS, to whom a trusted certificate names.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::fault::Fault;

/// What an address says of TLS, beside what the library reads of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The address without it.
    pub url: String,
    /// `sslmode`, where it is said.
    mode: Option<Mode>,
    /// The file of certificates that are trusted, and no others.
    roots: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Disable,
    Prefer,
    Demand,
}

impl Asked {
    /// Reads `sslmode` and `sslrootcert` of an address. `require`, `verify-ca` and `verify-full` are
    /// one here: a server that may be anybody is not worth a cipher.
    pub(crate) fn of(url: &str) -> Result<Self, Fault> {
        let mut asked = Self { url: url.to_owned(), mode: None, roots: None };
        let Some((place, said)) = url.split_once('?') else { return Ok(asked) };
        let mut rest = Vec::new();
        for pair in said.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => asked.mode = Some(read(mode)?),
                Some(("sslrootcert", file)) => {
                    let file = percent_decode_str(file).decode_utf8_lossy().into_owned();
                    asked.roots = Some(file.into());
                }
                _ => rest.push(pair),
            }
        }
        asked.url =
            if rest.is_empty() { place.to_owned() } else { format!("{place}?{}", rest.join("&")) };
        Ok(asked)
    }

    /// Whether TLS is demanded: where the address says so, or names another machine and does not say
    /// that it may be spoken to in the open.
    pub(crate) fn demands(&self, config: &Config) -> bool {
        match self.mode {
            Some(Mode::Disable) => false,
            Some(Mode::Demand) => true,
            Some(Mode::Prefer) | None => is_elsewhere(config),
        }
    }

    /// Whether another machine is spoken to in the open, because the address says so.
    pub(crate) fn is_in_the_open(&self, config: &Config) -> bool {
        is_elsewhere(config) && !self.demands(config)
    }

    /// The connector, with which `config` then connects.
    pub(crate) fn connector(&self, config: &mut Config) -> Result<Checked, Fault> {
        let demanded = self.demands(config);
        config.ssl_mode(if demanded { SslMode::Require } else { SslMode::Disable });
        let roots = if demanded { self.trusted()? } else { RootCertStore::empty() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(away)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Checked(TlsConnector::from(Arc::new(tls))))
    }

    /// The certificates of the file, else those of the machine.
    fn trusted(&self) -> Result<RootCertStore, Fault> {
        let mut roots = RootCertStore::empty();
        match &self.roots {
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
            Some(file) => {
                let cannot = |cause: &dyn std::fmt::Display| {
                    let file = file.display();
                    Fault::Away(format!("sslrootcert: {file} cannot be read as PEM: {cause}"))
                };
                for one in CertificateDer::pem_file_iter(file).map_err(|cause| cannot(&cause))? {
                    let one = one.map_err(|cause| cannot(&cause))?;
                    roots.add(one).map_err(|cause| cannot(&cause))?;
                }
            }
        }
        if roots.is_empty() {
            return Err(Fault::Away(
                "no certificate is trusted, of the machine or of sslrootcert, by which the server \
                 could be known: name a file with ?sslrootcert=FILE"
                    .to_owned(),
            ));
        }
        Ok(roots)
    }
}

fn read(mode: &str) -> Result<Mode, Fault> {
    match mode {
        "disable" => Ok(Mode::Disable),
        "allow" | "prefer" => Ok(Mode::Prefer),
        "require" | "verify-ca" | "verify-full" => Ok(Mode::Demand),
        _ => Err(Fault::Away(
            "sslmode is one of disable, prefer, require and verify-full".to_owned(),
        )),
    }
}

fn away(cause: impl std::fmt::Display) -> Fault {
    Fault::Away(cause.to_string())
}

/// Whether a host is another machine.
fn is_elsewhere(config: &Config) -> bool {
    let named = config.get_hosts().iter().any(|host| match host {
        Host::Tcp(name) if name == "localhost" => false,
        Host::Tcp(name) => {
            !name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        _ => false,
    });
    named || config.get_hostaddrs().iter().any(|address| !address.is_loopback())
}

/// Connects by TLS with whoever shows a certificate of theirs that is trusted.
#[derive(Clone)]
pub(crate) struct Checked(TlsConnector);

/// One connection that is being made, with whoever has this name.
pub(crate) struct Checking(TlsConnector, ServerName<'static>);

/// One that was made.
pub(crate) struct Sealed<S>(client::TlsStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Checked {
    type Stream = Sealed<S>;
    type TlsConnect = Checking;
    type Error = io::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Checking, io::Error> {
        // A socket of this machine has no name, and no TLS either.
        let name = if domain.is_empty() { "localhost" } else { domain };
        let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
        Ok(Checking(self.0.clone(), name))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Checking {
    type Stream = Sealed<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Sealed<S>, io::Error>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move { self.0.connect(self.1, stream).await.map(Sealed) })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Sealed<S> {
    /// None: SCRAM goes without it, and whom the certificate names was looked at.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Sealed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Sealed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demands(url: &str) -> bool {
        let asked = Asked::of(url).unwrap();
        let config: Config = asked.url.parse().unwrap();
        asked.demands(&config)
    }

    #[test]
    fn another_machine_is_spoken_to_by_tls_unless_its_address_says_otherwise() {
        for (url, demanded) in [
            ("postgres://w@localhost/record", false),
            ("postgres://w@127.0.0.1:5433/record?sslmode=prefer", false),
            ("postgres://w@%2Fvar%2Frun%2Fpostgresql/record", false),
            ("postgres://w@localhost/record?sslmode=require", true),
            ("postgres://w@db.example/record", true),
            ("postgres://w@db.example/record?sslmode=prefer", true),
            ("postgres://w@db.example/record?sslmode=verify-full&sslrootcert=ca.pem", true),
            ("postgres://w@db.example/record?sslmode=disable", false),
            ("postgres://w@localhost,192.0.2.7/record", true),
            ("postgres://w@localhost/record?hostaddr=192.0.2.7", true),
        ] {
            assert_eq!(demands(url), demanded, "{url}");
        }
    }

    #[test]
    fn what_is_said_of_tls_is_taken_from_the_address_and_the_rest_is_left() {
        let asked = "postgres://w@db/record?connect_timeout=5&sslmode=verify-full\
                     &sslrootcert=%2Fetc%2Fca%20s.pem&application_name=w";
        let asked = Asked::of(asked).unwrap();
        assert_eq!(asked.url, "postgres://w@db/record?connect_timeout=5&application_name=w");
        assert_eq!(asked.roots, Some("/etc/ca s.pem".into()));
        let alone = Asked::of("postgres://w@db/record?sslmode=require").unwrap();
        assert_eq!(alone.url, "postgres://w@db/record");
        let wrong = Asked::of("postgres://w@db/record?sslmode=yes").unwrap_err();
        assert!(wrong.to_string().contains("verify-full"), "{wrong}");
    }
}
