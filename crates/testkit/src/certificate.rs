//! Certificates that were made for a test, and whoever trusts them.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
    version::{TLS12, TLS13},
};

/// A certificate and its key.
pub struct Certificate {
    /// As PEM.
    pub certificate: String,
    /// As PEM.
    pub key: String,
    der: CertificateDer<'static>,
}

impl Certificate {
    /// One of these names, good for the time of whoever reads this.
    pub fn of(names: &[&str]) -> Self {
        Self::between(names, 2020, 2120)
    }

    /// One from the first day of a year to that of another.
    #[expect(clippy::unwrap_used, reason = "for tests: what cannot be made fails them")]
    pub fn between(names: &[&str], from: i32, to: i32) -> Self {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut asked = CertificateParams::new(names).unwrap();
        asked.not_before = date_time_ymd(from, 1, 1);
        asked.not_after = date_time_ymd(to, 1, 1);
        let key = KeyPair::generate().unwrap();
        let made = asked.self_signed(&key).unwrap();
        Self { certificate: made.pem(), key: key.serialize_pem(), der: made.der().clone() }
    }

    /// Writes both into a folder, where they were: `certificate.pem` and `key.pem`.
    #[expect(clippy::unwrap_used, reason = "for tests: what cannot be written fails them")]
    pub fn written(&self, folder: &Path) -> (PathBuf, PathBuf) {
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        fs::write(&certificate, &self.certificate).unwrap();
        fs::write(&key, &self.key).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        (certificate, key)
    }

    /// As it goes over the wire.
    pub(crate) const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// Whoever trusts it and nobody else, and speaks this version alone.
    #[expect(clippy::unwrap_used, reason = "for tests: what cannot be made fails them")]
    pub fn trusted(&self, version: &'static SupportedProtocolVersion) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).unwrap();
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth()
    }

    /// A connection to an address by TLS 1.3, of whoever trusts it.
    #[expect(clippy::unwrap_used, reason = "for tests: what cannot be connected fails them")]
    pub fn connected(&self, address: &str, name: &str) -> StreamOwned<ClientConnection, TcpStream> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let connection = ClientConnection::new(Arc::new(self.trusted(&TLS13)), name).unwrap();
        StreamOwned::new(connection, TcpStream::connect(address).unwrap())
    }
}

/// The versions that are spoken.
pub const TLS_VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];
