//! TLS, where Waymark ends it itself: 1.2 and 1.3, with a certificate from files that may be renewed
//! while it serves.

mod files;
mod handshakes;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use pathway::Surroundings;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{self, ServerConfig};

pub use files::{Files, NotShown};
pub(crate) use handshakes::{room, shaken};

use files::Read;

/// How often the files are looked at.
const OFTEN: Duration = Duration::from_secs(60);
/// So long before a certificate ends it is said that it will, once a day.
const BEFORE_THE_END: SignedDuration = SignedDuration::from_hours(14 * 24);
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// The certificate that browsers are shown, and what is agreed with them.
pub struct Tls {
    files: Files,
    surroundings: Arc<dyn Surroundings>,
    provider: Arc<CryptoProvider>,
    shown: Arc<Shown>,
    config: Arc<ServerConfig>,
    looked: Mutex<Looked>,
    often: Duration,
}

/// What was last seen of the files.
struct Looked {
    /// Their content, as a number: what was seen once, taken or not, is not said again.
    content: u64,
    ends: Timestamp,
    warned: Option<Timestamp>,
}

/// What every handshake begins with: the certificate of that moment.
struct Shown(RwLock<Arc<CertifiedKey>>);

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Tls {
    /// Reads the certificate and its key, which must be a pair of this day.
    ///
    /// # Errors
    /// See [`NotShown`].
    pub fn try_new(files: Files, surroundings: Arc<dyn Surroundings>) -> Result<Self, NotShown> {
        let provider = Arc::new(ring::default_provider());
        let Read { content, key, ends } = files.read(&provider, surroundings.now())?;
        let shown = Arc::new(Shown(RwLock::new(Arc::new(key))));
        let config = config(&provider, &shown).map_err(NotShown::Unusable)?;
        let looked = Mutex::new(Looked { content, ends, warned: None });
        let tls = Self { files, surroundings, provider, shown, config, looked, often: OFTEN };
        tls.warn_of_the_end();
        Ok(tls)
    }

    /// The same, looking at its files so often.
    #[cfg(test)]
    fn looking(mut self, often: Duration) -> Self {
        self.often = often;
        self
    }

    /// Looks at the files now and then, for as long as somebody waits for it.
    pub(crate) async fn stay_renewed(self: Arc<Self>) {
        loop {
            tokio::time::sleep(self.often).await;
            let looks = Arc::clone(&self);
            // The files are read apart from the threads that answer: a disk may take its time.
            if tokio::task::spawn_blocking(move || looks.look()).await.is_err() {
                tracing::error!("looking for a renewed certificate was broken off");
            }
        }
    }

    /// Takes a renewed certificate up. One that is none, or without its key, as while the two files
    /// are being written, is said, and what browsers were shown before is shown on.
    fn look(&self) {
        let seen = self.looked().content;
        match self.files.content() {
            Ok(content) if content == seen => return self.warn_of_the_end(),
            Ok(content) => self.looked().content = content,
            Err(cause) => {
                tracing::warn!(%cause, "the files of the certificate cannot be looked at");
                return self.warn_of_the_end();
            }
        }
        match self.files.read(&self.provider, self.surroundings.now()) {
            Ok(Read { content, key, ends }) => {
                *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
                *self.looked() = Looked { content, ends, warned: None };
                tracing::info!(%ends, "a renewed certificate was taken up");
            }
            Err(cause) => tracing::error!(
                %cause,
                "the renewed certificate was not taken up: the one before is shown on"
            ),
        }
        self.warn_of_the_end();
    }

    fn warn_of_the_end(&self) {
        let now = self.surroundings.now();
        let mut looked = self.looked();
        let left = looked.ends.duration_since(now);
        let said = looked.warned.is_some_and(|warned| now.duration_since(warned) < A_DAY);
        if left < BEFORE_THE_END && !said {
            looked.warned = Some(now);
            tracing::warn!(ends = %looked.ends, "the certificate that browsers are shown ends soon, or has ended: renew it");
        }
    }

    fn looked(&self) -> std::sync::MutexGuard<'_, Looked> {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// TLS 1.2 and 1.3 with the suites of the library, of which none is weak; HTTP/1.1 alone.
fn config(
    provider: &Arc<CryptoProvider>,
    shown: &Arc<Shown>,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::clone(provider))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::<Shown>::clone(shown));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
