//! TLS that Waymark ends itself, by a certificate and a key in files. Files that were renewed are
//! taken up without a stop.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};

/// A certificate with its key, as their files have them.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    kept: Arc<Kept>,
}

/// Why TLS is not ended by these files.
#[derive(Debug, thiserror::Error)]
pub enum NotTls {
    /// A file cannot be read.
    #[error("{} cannot be read: {cause}", file.display())]
    Unread {
        /// Which.
        file: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{} holds no {expected} in PEM, which was expected", file.display())]
    Empty {
        /// Which.
        file: PathBuf,
        /// What it should hold.
        expected: &'static str,
    },
    /// The two do not go together, or cannot be used.
    #[error("the certificate and the key do not go together, or cannot be used: {0}")]
    Unfit(#[from] rustls::Error),
}

#[derive(Debug)]
struct Kept {
    certificate: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    now: RwLock<Held>,
}

#[derive(Clone, Debug)]
struct Held {
    /// What the files held.
    read: (Vec<u8>, Vec<u8>),
    certified: Arc<CertifiedKey>,
}

impl ResolvesServerCert for Kept {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&now.certified))
    }
}

impl Tls {
    /// By a certificate, with those that it stands on, and its key.
    ///
    /// # Errors
    /// See [`NotTls`].
    pub fn try_new(certificate: &Path, key: &Path) -> Result<Self, NotTls> {
        let provider = Arc::new(ring::default_provider());
        let held = read(certificate, key, &provider)?;
        let kept = Arc::new(Kept {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            provider: Arc::clone(&provider),
            now: RwLock::new(held),
        });
        let resolver = Arc::clone(&kept);
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), kept })
    }

    /// Takes the files up where they were renewed, and says whether they were. Connections that are
    /// open go on with what they began with.
    ///
    /// # Errors
    /// See [`NotTls`]: what was held before is held on.
    pub fn renewed(&self) -> Result<bool, NotTls> {
        let held = read(&self.kept.certificate, &self.kept.key, &self.kept.provider)?;
        let mut now = self.kept.now.write().unwrap_or_else(PoisonError::into_inner);
        let other = now.read != held.read;
        *now = held;
        Ok(other)
    }

    pub(crate) const fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }
}

/// Nothing shows the key.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.kept.certificate).finish_non_exhaustive()
    }
}

fn read(certificate: &Path, key: &Path, provider: &CryptoProvider) -> Result<Held, NotTls> {
    let bytes = |file: &Path| {
        fs::read(file).map_err(|cause| NotTls::Unread { file: file.to_owned(), cause })
    };
    let (certificates, private) = (bytes(certificate)?, bytes(key)?);
    let empty = |file: &Path, expected| NotTls::Empty { file: file.to_owned(), expected };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&certificates).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| empty(certificate, "certificate"))?;
    let secret =
        PrivateKeyDer::from_pem_slice(&private).map_err(|_pem| empty(key, "private key"))?;
    let certified = Arc::new(CertifiedKey::from_der(chain, secret, provider)?);
    Ok(Held { read: (certificates, private), certified })
}

#[cfg(test)]
mod tests;
