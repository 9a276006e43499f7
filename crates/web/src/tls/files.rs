//! The files of a certificate and of its key.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;
use tokio_rustls::rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, CertificateError, InconsistentKeys, RootCertStore};

/// No chain of certificates and no key comes near it.
const LARGEST: u64 = 1024 * 1024;
/// The first second of the year 10000, which X.509 cannot write.
const NEVER: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(253_402_300_800));

/// Where a certificate and its key are, and for which name it has to be.
#[derive(Clone, Debug)]
pub struct Files {
    /// The chain, as PEM: the certificate of this server first.
    pub certificate: PathBuf,
    /// The private key, as PEM.
    pub key: PathBuf,
    /// The name by which browsers come, where they come to Waymark itself.
    pub name: Option<String>,
}

/// What the files hold.
pub(super) struct Read {
    pub content: u64,
    pub key: CertifiedKey,
    pub ends: Timestamp,
}

/// Why a certificate is not shown to browsers.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// A file cannot be read.
    #[error("{} cannot be read: {cause}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The key is open to everybody of the machine.
    #[error(
        "{} can be read by everybody on this machine (its mode is {mode:03o}); a private key is for \
         its owner alone: chmod 600 {}",
        file.display(), file.display()
    )]
    Exposed {
        /// The file of the key.
        file: PathBuf,
        /// How it is open.
        mode: u32,
    },
    /// There is no certificate in the file.
    #[error(
        "{} holds no certificate: PEM was expected, with -----BEGIN CERTIFICATE-----, that of this \
         server first",
        file.display()
    )]
    NoCertificate {
        /// The file.
        file: PathBuf,
    },
    /// There is no key in the file.
    #[error(
        "{} holds no private key: PEM was expected, with -----BEGIN PRIVATE KEY-----, not sealed by \
         a password",
        file.display()
    )]
    NoKey {
        /// The file.
        file: PathBuf,
    },
    /// They do not belong together.
    #[error(
        "{} and {} are no pair: the key is that of another certificate",
        certificate.display(), key.display()
    )]
    NoPair {
        /// The certificate.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// It has ended.
    #[error("the certificate in {} ended on {ended}: renew it", file.display())]
    Ended {
        /// The file.
        file: PathBuf,
        /// When.
        ended: Timestamp,
    },
    /// Its time has not come.
    #[error(
        "the certificate in {} is good from {begins} on; look at the clock of this machine",
        file.display()
    )]
    NotYet {
        /// The file.
        file: PathBuf,
        /// When it begins.
        begins: Timestamp,
    },
    /// Browsers would refuse it.
    #[error(
        "the certificate in {} is not for {name}, by which browsers reach Waymark (--public-url)",
        file.display()
    )]
    AnotherName {
        /// The file.
        file: PathBuf,
        /// By which name they come.
        name: String,
    },
    /// A key or certificate of a kind that is not taken, such as RSA with fewer than 2,048 bits.
    #[error("the certificate or its key cannot be used: {0}")]
    Unusable(rustls::Error),
}

impl Files {
    /// Their content as a number, by which it is known again in this run.
    pub(super) fn content(&self) -> Result<u64, NotShown> {
        Ok(of_content(&bytes(&self.certificate)?, &bytes(&self.key)?))
    }

    /// The certificate with its key, where browsers may be shown it now.
    pub(super) fn read(&self, by: &CryptoProvider, now: Timestamp) -> Result<Read, NotShown> {
        let chain = bytes(&self.certificate)?;
        private(&self.key)?;
        let key = bytes(&self.key)?;
        let content = of_content(&chain, &key);
        let none = || NotShown::NoCertificate { file: self.certificate.clone() };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&chain)
            .collect::<Result<_, _>>()
            .map_err(|_not_pem| none())?;
        let first = chain.first().ok_or_else(none)?;
        let parsed = ParsedCertificate::try_from(first).map_err(|_not_one| none())?;
        let ends = self.of_this_day(&parsed, now)?;
        self.of_its_name(&parsed)?;
        let key = PrivateKeyDer::from_pem_slice(&key)
            .map_err(|_not_pem| NotShown::NoKey { file: self.key.clone() })?;
        let key = CertifiedKey::from_der(chain.clone(), key, by).map_err(|why| match why {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                NotShown::NoPair { certificate: self.certificate.clone(), key: self.key.clone() }
            }
            why => NotShown::Unusable(why),
        })?;
        Ok(Read { content, key, ends })
    }

    /// When it ends, where it is good now.
    fn of_this_day(
        &self,
        certificate: &ParsedCertificate<'_>,
        now: Timestamp,
    ) -> Result<Timestamp, NotShown> {
        let file = || self.certificate.clone();
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        match out_of_time(certificate, UnixTime::since_unix_epoch(Duration::from_secs(seconds))) {
            Some(CertificateError::ExpiredContext { not_after, .. }) => {
                return Err(NotShown::Ended { file: file(), ended: moment(not_after) });
            }
            Some(CertificateError::NotValidYetContext { not_before, .. }) => {
                return Err(NotShown::NotYet { file: file(), begins: moment(not_before) });
            }
            Some(why) => return Err(NotShown::Unusable(rustls::Error::InvalidCertificate(why))),
            None => {}
        }
        Ok(match out_of_time(certificate, NEVER) {
            Some(CertificateError::ExpiredContext { not_after, .. }) => moment(not_after),
            _ => Timestamp::MAX,
        })
    }

    fn of_its_name(&self, certificate: &ParsedCertificate<'_>) -> Result<(), NotShown> {
        let Some(name) = &self.name else { return Ok(()) };
        let another =
            || NotShown::AnotherName { file: self.certificate.clone(), name: name.clone() };
        let asked = ServerName::try_from(name.as_str()).map_err(|_no_name| another())?;
        verify_server_name(certificate, &asked).map_err(|_another| another())
    }
}

/// What is wrong with the time of a certificate at some moment. The library looks at it before
/// anything else; that nobody is trusted here then ends it, since whom browsers trust is theirs.
fn out_of_time(certificate: &ParsedCertificate<'_>, at: UnixTime) -> Option<CertificateError> {
    let nobody = RootCertStore::empty();
    match verify_server_cert_signed_by_trust_anchor(certificate, &nobody, &[], at, &[]) {
        Err(rustls::Error::InvalidCertificate(
            why @ (CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYetContext { .. }
            | CertificateError::BadEncoding),
        )) => Some(why),
        _ => None,
    }
}

fn moment(time: UnixTime) -> Timestamp {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

fn bytes(file: &Path) -> Result<Vec<u8>, NotShown> {
    let unreadable = |cause| NotShown::Unreadable { file: file.to_owned(), cause };
    let is = std::fs::metadata(file).map_err(unreadable)?;
    if !is.is_file() || is.len() > LARGEST {
        let cause = io::Error::other("a file of at most 1 MiB was expected");
        return Err(unreadable(cause));
    }
    std::fs::read(file).map_err(unreadable)
}

/// A group may read it: that is how Debian gives certificates to services.
fn private(file: &Path) -> Result<(), NotShown> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let unreadable = |cause| NotShown::Unreadable { file: file.to_owned(), cause };
        let mode = std::fs::metadata(file).map_err(unreadable)?.permissions().mode() & 0o777;
        if mode & 0o007 != 0 {
            return Err(NotShown::Exposed { file: file.to_owned(), mode });
        }
    }
    Ok(())
}

fn of_content(certificate: &[u8], key: &[u8]) -> u64 {
    static RUN: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    RUN.hash_one((certificate, key))
}
