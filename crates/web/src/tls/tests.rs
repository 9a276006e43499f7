//! TLS by files, renewed while it is served.

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::*;
use crate::figures::samples;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tls/fixtures").join(name)
}

/// A connection of whoever trusts one certificate.
async fn connected(port: u16, trusted: &str) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(fixture(trusted)).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

async fn answered(mut stream: TlsStream<TcpStream>) -> String {
    let request = b"GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    // How it ends is the server's to say; what came counts.
    let _closed = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn pages_come_over_tls_alone_and_a_renewed_certificate_is_taken_up_without_a_stop() {
    let folder = TempDir::new().unwrap();
    let (certificate, key) = (folder.path().join("tls.pem"), folder.path().join("tls.key"));
    let put = |name: &str| {
        fs::copy(fixture(&format!("{name}.pem")), &certificate).unwrap();
        fs::copy(fixture(&format!("{name}.key")), &key).unwrap();
    };
    put("one");
    let tls = Tls::try_new(&certificate, &key).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let site = crate::Site::new(samples::usual(), crate::signing_in::tests::stamp());
    let site = Arc::new(site.with_tls(tls.clone()));
    let server = tokio::spawn(crate::serve(listener, site, std::future::pending()));

    let first = connected(port, "one.pem").await.unwrap();
    assert!(connected(port, "two.pem").await.is_err(), "it is not the one that is trusted");
    let mut plain = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    plain.write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut nothing = Vec::new();
    let _closed = plain.read_to_end(&mut nothing).await;
    assert!(!String::from_utf8_lossy(&nothing).contains("200"), "nothing without TLS");

    assert!(!tls.renewed().unwrap(), "nothing was renewed");
    // Half renewed, they do not go together, and what was held is held on.
    fs::copy(fixture("two.pem"), &certificate).unwrap();
    assert!(matches!(tls.renewed(), Err(NotTls::Unfit(_))));
    assert!(connected(port, "one.pem").await.is_ok());
    put("two");
    assert!(tls.renewed().unwrap());
    let second = connected(port, "two.pem").await.unwrap();
    assert!(connected(port, "one.pem").await.is_err());
    for stream in [first, second] {
        assert!(answered(stream).await.starts_with("HTTP/1.1 200"));
    }
    server.abort();
}

#[test]
fn files_that_are_no_good_are_told_with_what_was_expected() {
    let said = |certificate: &str, key: &str| {
        Tls::try_new(&fixture(certificate), &fixture(key)).unwrap_err().to_string()
    };
    assert!(said("none.pem", "one.key").contains("none.pem cannot be read"));
    assert!(said("one.key", "one.key").contains("holds no certificate"));
    assert!(said("one.pem", "one.pem").contains("holds no private key"));
    assert!(said("one.pem", "two.key").contains("do not go together"));
}
