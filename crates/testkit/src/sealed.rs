//! A PostgreSQL that is spoken to by TLS: one that is not, behind whoever ends it.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use crate::Certificate;

/// What a client of PostgreSQL sends first where it wants TLS: its length, and a number that is no
/// version.
const ASKED: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Ends TLS before a server of PostgreSQL, until it is dropped.
pub struct Sealed {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Sealed {
    /// Begins to, with a certificate.
    #[expect(clippy::unwrap_used, reason = "for tests: what cannot be begun fails them")]
    pub async fn before(server: SocketAddr, certificate: &Certificate) -> Self {
        let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let tls = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(passed_on(stream, tls.clone(), server));
            }
        });
        Self { address, task }
    }

    /// The port at which it listens, on this machine.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Sealed {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Passes on what comes by TLS; what comes without it is refused as PostgreSQL refuses it.
async fn passed_on(mut stream: TcpStream, tls: TlsAcceptor, server: SocketAddr) -> Option<()> {
    let mut first = [0; 8];
    stream.read_exact(&mut first).await.ok()?;
    if first != ASKED {
        return None;
    }
    stream.write_all(b"S").await.ok()?;
    let mut sealed = tls.accept(stream).await.ok()?;
    let mut plain = TcpStream::connect(server).await.ok()?;
    copy_bidirectional(&mut sealed, &mut plain).await.ok().map(drop)
}
