//! Asking a directory over the network: within ten seconds, a bounded answer, no redirect followed,
//! and over TLS but on the machine itself.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// No answer is waited for longer.
const WITHIN: Duration = Duration::from_secs(10);
/// Nor read further, in bytes.
const MOST: usize = 256 * 1024;
/// Bytes of the head of an answer.
const HEAD: usize = 32 * 1024;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Whoever asks. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Client {
    tls: TlsConnector,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
}

/// What is sent with a question.
pub(crate) struct Sent<'a> {
    /// Fields of a form.
    pub(crate) form: String,
    /// Who asks, by name and password.
    pub(crate) authorization: Option<&'a str>,
}

/// An address that a directory may have: over TLS, or on the machine itself.
///
/// # Errors
/// What was expected.
pub(crate) fn address(text: &str) -> Result<Uri, &'static str> {
    const EXPECTED: &str = "an address over https was expected, such as https://login.example (over http on this \
         machine alone)";
    let uri: Uri = text.parse().map_err(|_not_one| EXPECTED)?;
    let authority = uri.authority().ok_or(EXPECTED)?;
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return Err(EXPECTED);
    }
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if is_this_machine(authority.host()) => Ok(uri),
        _ => Err(EXPECTED),
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

impl Client {
    /// One that trusts the certificates of the machine, and those of a file (PEM).
    ///
    /// # Errors
    /// What is wrong with the file, or that there is nothing to trust.
    pub(crate) fn try_new(more: Option<&Path>) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = more {
            let cannot = |cause: &dyn std::fmt::Display| {
                format!("certificates: {} cannot be read as PEM: {cause}", file.display())
            };
            let read = CertificateDer::pem_file_iter(file).map_err(|cause| cannot(&cause))?;
            let before = roots.len();
            for certificate in read {
                let certificate = certificate.map_err(|cause| cannot(&cause))?;
                roots.add(certificate).map_err(|cause| cannot(&cause))?;
            }
            if roots.len() == before {
                return Err(cannot(&"it holds no certificate"));
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|cause| cause.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// Asks, and gives what was answered.
    pub(crate) async fn ask(&self, uri: &Uri, sent: Option<Sent<'_>>) -> Result<Answer, Cause> {
        tokio::time::timeout(WITHIN, self.asked(uri, sent))
            .await
            .unwrap_or_else(|_late| Err("no answer came within ten seconds".into()))
    }

    async fn asked(&self, uri: &Uri, sent: Option<Sent<'_>>) -> Result<Answer, Cause> {
        let host = uri.host().ok_or("the address names no host")?;
        let bare = host.trim_matches(['[', ']']);
        let is_tls = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let request = request(uri, sent)?;
        let stream = TcpStream::connect((bare, port)).await?;
        if is_tls {
            let name = ServerName::try_from(bare.to_owned())?;
            over(self.tls.connect(name, stream).await?, request).await
        } else {
            over(stream, request).await
        }
    }
}

fn request(uri: &Uri, sent: Option<Sent<'_>>) -> Result<Request<Full<Bytes>>, Cause> {
    let path = uri.path_and_query().map_or("/", hyper::http::uri::PathAndQuery::as_str);
    let authority = uri.authority().map(hyper::http::uri::Authority::as_str).unwrap_or_default();
    let built = Request::builder()
        .uri(path)
        .header(HOST, authority)
        .header(ACCEPT, HeaderValue::from_static("application/json"));
    Ok(match sent {
        None => built.method(Method::GET).body(Full::default())?,
        Some(sent) => {
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            let mut built = built.method(Method::POST).header(CONTENT_TYPE, form);
            if let Some(text) = sent.authorization {
                let mut value = HeaderValue::try_from(text)?;
                value.set_sensitive(true);
                built = built.header(AUTHORIZATION, value);
            }
            built.body(Full::from(sent.form))?
        }
    })
}

/// One question over one connection, which ends with it.
async fn over<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, Cause>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
    // Dropped with this question, whatever becomes of it.
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), MOST).collect().await?.to_bytes();
    Ok(Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_asked_over_tls_or_on_this_machine_alone() {
        for good in [
            "https://login.example/a",
            "http://localhost:3000",
            "http://127.0.0.1:1/x",
            "http://[::1]:2",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for wrong in [
            "http://login.example",
            "ftp://localhost",
            "login.example",
            "/path",
            "",
            "https://",
            "https://a@b.example",
            "http://localhost.example",
            "http://192.0.2.1",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
