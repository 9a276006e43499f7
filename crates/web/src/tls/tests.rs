//! TLS as browsers meet it, and as others do.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use jiff::Timestamp;
use pathway::Surroundings;
use testkit::{Certificate, TLS_VERSIONS};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::{Files, NotShown, Tls};
use crate::room::Room;
use crate::serve::{Door, connections};
use crate::signing_in::tests::Lines;

/// A clock that tests set, in seconds.
struct Clock(AtomicI64);

impl Surroundings for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
    fn fill(&self, _bytes: &mut [u8]) {
        unreachable!("nothing is drawn here");
    }
}

fn clock(day: &str) -> Arc<Clock> {
    let moment: Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
    Arc::new(Clock(AtomicI64::new(moment.as_second())))
}

fn files(folder: &Path, name: Option<&str>) -> Files {
    Files {
        certificate: folder.join("certificate.pem"),
        key: folder.join("key.pem"),
        name: name.map(str::to_owned),
    }
}

/// A server that speaks TLS with what is in a folder.
struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn served(folder: &Path, clock: Arc<Clock>, shaken_within: Duration) -> Served {
    served_by(folder, clock, Door { shaken_within, ..Door::default() }).await
}

async fn served_by(folder: &Path, clock: Arc<Clock>, door: Door) -> Served {
    let tls = Tls::try_new(files(folder, None), clock).unwrap();
    let tls = tls.looking(Duration::from_millis(20));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let slow = || async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        "done"
    };
    let routes = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/slow", get(slow))
        .route("/long", get(|| async { vec![b'x'; 64 * 1024 * 1024] }));
    let door = Door { tls: Some(Arc::new(tls)), ..door };
    let server = tokio::spawn(connections(listener, routes, door, async {
        let _stopped = stopped.await;
    }));
    Served { address, stop, server }
}

async fn connected(
    address: SocketAddr,
    config: ClientConfig,
) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

async fn got(stream: &mut TlsStream<TcpStream>, path: &str) -> String {
    let asked = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

const PATIENT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn both_versions_are_spoken_and_http_1_1_alone() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::of(&["localhost"]);
    certificate.written(folder.path());
    let served = served(folder.path(), clock("2026-11-29"), PATIENT).await;
    for version in TLS_VERSIONS {
        let mut config = certificate.trusted(version);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut stream = connected(served.address, config).await.unwrap();
        let (_, agreed) = stream.get_ref();
        assert_eq!(agreed.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert_eq!(agreed.protocol_version(), Some(version.version));
        let answer = got(&mut stream, "/").await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("here"), "{answer}");
    }
    let mut config = certificate.trusted(TLS_VERSIONS[1]);
    config.alpn_protocols = vec![b"h2".to_vec()];
    assert!(connected(served.address, config).await.is_err(), "HTTP/2 is not spoken");
    let another = Certificate::of(&["localhost"]).trusted(TLS_VERSIONS[1]);
    assert!(connected(served.address, another).await.is_err(), "another certificate");
    served.server.abort();
}

/// The first message of a client of a version, which offers one suite, written by hand: no library
/// of ours would.
fn hello(version: [u8; 2], suite: [u8; 2]) -> Vec<u8> {
    let extensions: [&[u8]; 5] = [
        &[0, 0, 0, 14, 0, 12, 0, 0, 9, b'l', b'o', b'c', b'a', b'l', b'h', b'o', b's', b't'],
        &[0, 10, 0, 6, 0, 4, 0, 29, 0, 23],
        &[0, 11, 0, 2, 1, 0],
        &[0, 13, 0, 8, 0, 6, 4, 3, 8, 4, 4, 1],
        &[0, 23, 0, 0],
    ];
    let extensions = extensions.concat();
    let mut body = [&version[..], &[7; 32], &[0, 0, 2], &suite, &[1, 0]].concat();
    body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    body.extend(extensions);
    let length = u16::try_from(body.len()).unwrap();
    let mut message = vec![22, 3, 1];
    message.extend((length + 4).to_be_bytes());
    message.extend([1, 0]);
    message.extend(length.to_be_bytes());
    message.extend(body);
    message
}

#[tokio::test]
async fn an_older_version_and_a_weak_suite_are_refused_by_their_alerts() {
    const ECDSA_AES_128_GCM: [u8; 2] = [0xc0, 0x2b];
    const ECDSA_AES_128_CBC: [u8; 2] = [0xc0, 0x09];
    const RSA_AES_128_GCM: [u8; 2] = [0x00, 0x9c];
    const SERVER_HELLO: u8 = 22;
    const PROTOCOL_VERSION: u8 = 70;
    const HANDSHAKE_FAILURE: u8 = 40;
    let folder = tempfile::tempdir().unwrap();
    Certificate::of(&["localhost"]).written(folder.path());
    let served = served(folder.path(), clock("2026-11-29"), PATIENT).await;
    for (version, suite, alert) in [
        ([3, 3], ECDSA_AES_128_GCM, None),
        ([3, 2], ECDSA_AES_128_GCM, Some(PROTOCOL_VERSION)),
        ([3, 1], ECDSA_AES_128_GCM, Some(PROTOCOL_VERSION)),
        ([3, 3], ECDSA_AES_128_CBC, Some(HANDSHAKE_FAILURE)),
        ([3, 3], RSA_AES_128_GCM, Some(HANDSHAKE_FAILURE)),
    ] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.write_all(&hello(version, suite)).await.unwrap();
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).await.unwrap();
        match alert {
            None => assert_eq!(answer[0], SERVER_HELLO, "{answer:?}"),
            Some(alert) => {
                assert_eq!((answer[0], answer[6]), (21, alert), "{version:?} {suite:?} {answer:?}");
            }
        }
    }
    served.server.abort();
}

#[tokio::test]
async fn a_plain_request_is_told_so_and_whoever_says_nothing_is_let_go() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::of(&["localhost"]);
    certificate.written(folder.path());
    let soon = Duration::from_millis(200);
    let served = served(folder.path(), clock("2026-11-29"), soon).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    let mut halfway = TcpStream::connect(served.address).await.unwrap();
    halfway.write_all(&hello([3, 3], [0xc0, 0x2b])[..40]).await.unwrap();

    let mut plain = TcpStream::connect(served.address).await.unwrap();
    let asked =
        format!("GET / HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\n\r\n", "x".repeat(9_000));
    plain.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = String::new();
    plain.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("https://"), "{answer}");
    assert!(!answer.contains("here"));

    for stream in [&mut silent, &mut halfway] {
        let mut said = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut said));
        let _reset_or_closed = ended.await.expect("let go");
        assert!(said.is_empty(), "{said:?}");
    }
    // Others were let in all the while, and are.
    let mut stream = connected(served.address, certificate.trusted(TLS_VERSIONS[1])).await.unwrap();
    assert!(got(&mut stream, "/").await.ends_with("here"));
    served.server.abort();
}

#[tokio::test]
async fn a_connection_has_its_place_to_its_end_and_ends_where_nothing_is_taken_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::of(&["localhost"]);
    certificate.written(folder.path());
    let (written_within, room) = (Duration::from_millis(500), Room::of(1, 1));
    let door = Door { written_within, room: room.clone(), ..Door::default() };
    let served = served_by(folder.path(), clock("2026-11-29"), door).await;
    let trusted = || certificate.trusted(TLS_VERSIONS[1]);
    let mut stuck = connected(served.address, trusted()).await.unwrap();
    assert!(connected(served.address, trusted()).await.is_err(), "there is one place");
    stuck.write_all(b"GET /long HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let free = async {
        while room.place(None).is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), free).await.expect("let go");
    let mut stream = connected(served.address, trusted()).await.unwrap();
    assert!(got(&mut stream, "/").await.ends_with("here"));
    served.server.abort();
}

#[tokio::test]
async fn at_the_stop_the_request_in_hand_is_answered_and_handshakes_are_broken_off() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::of(&["localhost"]);
    certificate.written(folder.path());
    let served = served(folder.path(), clock("2026-11-29"), PATIENT).await;
    let _halfway = TcpStream::connect(served.address).await.unwrap();
    let mut stream = connected(served.address, certificate.trusted(TLS_VERSIONS[1])).await.unwrap();
    let asked = "GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(asked.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    served.stop.send(()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("done"), "{answer}");
    let ended = tokio::time::timeout(Duration::from_secs(2), served.server).await;
    ended.expect("nobody is waited for who has asked nothing").unwrap();
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_while_it_serves_and_half_of_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Certificate::of(&["localhost"]), Certificate::of(&["localhost"]));
    old.written(folder.path());
    let served = served(folder.path(), clock("2026-11-29"), PATIENT).await;
    let shown = async |certificate: &Certificate| {
        connected(served.address, certificate.trusted(TLS_VERSIONS[1])).await.is_ok()
    };
    let mut kept = connected(served.address, old.trusted(TLS_VERSIONS[1])).await.unwrap();
    // The certificate is there and its key is not yet.
    std::fs::write(folder.path().join("certificate.pem"), &new.certificate).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(shown(&old).await && !shown(&new).await);
    new.written(folder.path());
    let renewed = async {
        while !shown(&new).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), renewed).await.expect("taken up");
    assert!(!shown(&old).await);
    assert!(got(&mut kept, "/").await.ends_with("here"), "who was there goes on");
    std::fs::remove_file(folder.path().join("key.pem")).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(shown(&new).await, "what cannot be read changes nothing");
    served.server.abort();
}

#[test]
fn what_came_of_a_renewal_is_in_the_log_once_and_that_the_end_is_near_once_a_day() {
    let lines = Lines::default();
    let log = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let said = |words: &str| lines.text().matches(words).count();
    let folder = tempfile::tempdir().unwrap();
    let ends_in_2027 = Certificate::between(&["localhost"], 2020, 2027);
    ends_in_2027.written(folder.path());
    let clock = clock("2026-12-10");
    let tls = Tls::try_new(files(folder.path(), None), clock.clone()).unwrap();
    tls.look();
    assert_eq!(said("ends soon"), 0);
    for (days, warnings) in [(12, 1), (0, 1), (1, 2), (20, 3)] {
        clock.0.fetch_add(days * 86_400, Ordering::Relaxed);
        tls.look();
        tls.look();
        assert_eq!(said("ends soon"), warnings, "{days}");
    }
    // It has ended by now. One that has ended as well is no better, and is said once.
    Certificate::between(&["localhost"], 2020, 2026).written(folder.path());
    tls.look();
    tls.look();
    assert_eq!((said("was not taken up"), said("a renewed certificate was taken up")), (1, 0));
    Certificate::of(&["localhost"]).written(folder.path());
    tls.look();
    tls.look();
    assert_eq!((said("was not taken up"), said("a renewed certificate was taken up")), (1, 1));
    assert_eq!(said("ends soon"), 3);
}

#[test]
fn what_browsers_would_not_take_is_refused_with_its_file_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let tried = |name: Option<&str>, day: &str| {
        Tls::try_new(files(path, name), clock(day)).map(drop).map_err(|why| why.to_string())
    };
    let refused = |name: Option<&str>, day: &str, said: &[&str]| {
        let why = tried(name, day).unwrap_err();
        for words in said {
            assert!(why.contains(words), "{words}: {why}");
        }
    };
    let (today, file, key) = ("2026-11-29", path.join("certificate.pem"), path.join("key.pem"));
    refused(None, today, &["certificate.pem cannot be read"]);
    let good = Certificate::between(&["waymark.example", "*.council.example"], 2025, 2027);
    good.written(path);
    assert_eq!(tried(None, today), Ok(()));
    assert_eq!(tried(Some("waymark.example"), today), Ok(()));
    assert_eq!(tried(Some("waymark.council.example"), today), Ok(()));
    refused(Some("other.example"), today, &["certificate.pem", "not for other.example"]);
    refused(None, "2027-01-02", &["certificate.pem", "ended on 2027-01-01"]);
    refused(None, "2024-06-01", &["certificate.pem", "good from 2025-01-01"]);

    std::fs::write(&key, Certificate::of(&["waymark.example"]).key).unwrap();
    refused(None, today, &["certificate.pem", "key.pem", "no pair"]);
    std::fs::write(&key, "secret words").unwrap();
    refused(None, today, &["key.pem holds no private key"]);
    let why = tried(None, today).unwrap_err();
    assert!(!why.contains("secret"), "{why}");
    std::fs::write(&key, &good.certificate).unwrap();
    refused(None, today, &["key.pem holds no private key"]);
    std::fs::write(&file, &good.key).unwrap();
    refused(None, today, &["certificate.pem holds no certificate"]);
    std::fs::write(&file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .unwrap();
    refused(None, today, &["certificate.pem holds no certificate"]);
    std::fs::write(&file, vec![b'x'; 2 * 1024 * 1024]).unwrap();
    refused(None, today, &["certificate.pem", "1 MiB"]);
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    refused(None, today, &["certificate.pem", "a file"]);
}

#[test]
fn a_key_that_everybody_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (_, key) = Certificate::of(&["localhost"]).written(folder.path());
    let tried = |mode| {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        Tls::try_new(files(folder.path(), None), clock("2026-11-29"))
    };
    assert!(tried(0o640).is_ok(), "its group may");
    assert!(matches!(tried(0o644), Err(NotShown::Exposed { mode: 0o644, .. })));
}
