//! The whole server: faults of our own, and the stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tower::ServiceExt;

use crate::figures::samples;
use crate::room::Room;
use crate::serve::{Door, connections, room};
use crate::signing_in::tests::Lines;
use crate::{Wire, around, serve};

fn patient() -> Door {
    Door { headers_within: Duration::from_secs(60), ..Door::default() }
}

#[tokio::test]
async fn a_panic_in_a_handler_is_a_page_and_not_a_broken_connection() {
    async fn breaks() {
        panic!("a fault of ours");
    }
    let site = samples::served(samples::usual());
    let routes = Router::new().route("/breaks", get(breaks)).route("/api/breaks", get(breaks));
    for (address, kind) in
        [("/breaks", "text/html; charset=utf-8"), ("/api/breaks", "application/problem+json")]
    {
        let request = Request::get(address).body(Body::empty()).unwrap();
        let response = around(routes.clone(), Arc::clone(&site)).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()["content-type"], kind);
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn at_the_stop_the_request_in_hand_is_answered_and_nobody_else_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let begun = Arc::new(Notify::new());
    let begins = Arc::clone(&begun);
    let slow = || async move {
        begins.notify_one();
        tokio::time::sleep(Duration::from_millis(200)).await;
        "done"
    };
    let routes = Router::new().route("/slow", get(slow));
    let server = tokio::spawn(connections(listener, routes, patient(), async {
        let _stopped = stopped.await;
    }));
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    begun.notified().await;
    stop.send(()).unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"), "{answer}");
    tokio::time::timeout(Duration::from_secs(2), server).await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn at_the_stop_a_connection_without_a_request_is_closed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let site = samples::served(samples::usual());
    let server = tokio::spawn(serve(listener, site, Wire::default(), async {
        let _stopped = stopped.await;
    }));
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = [0_u8; 12];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(2), server).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn who_is_too_slow_with_the_headers_is_let_go_and_others_are_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/", get(|| async { "here" }));
    let soon = Duration::from_millis(100);
    let server = tokio::spawn(connections(
        listener,
        routes,
        Door { headers_within: soon, ..Door::default() },
        std::future::pending(),
    ));
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let mut quick = TcpStream::connect(address).await.unwrap();
    quick.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    quick.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("here"), "{answer}");
    let mut nothing = Vec::new();
    let closed = slow.read_to_end(&mut nothing);
    let _read = tokio::time::timeout(Duration::from_secs(2), closed).await.expect("let go");
    assert!(!String::from_utf8_lossy(&nothing).contains("200"), "no answer to half a request");
    server.abort();
}

#[tokio::test]
async fn headers_without_an_end_are_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let site = samples::served(samples::usual());
    let server = tokio::spawn(serve(listener, site, Wire::default(), std::future::pending()));
    let mut client = TcpStream::connect(address).await.unwrap();
    let long = format!("GET / HTTP/1.1\r\nhost: x\r\nlong: {}", "x".repeat(64 * 1024));
    // The server may close while this is still being written.
    let _sent = client.write_all(long.as_bytes()).await;
    let mut answer = [0_u8; 12];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 431");
    server.abort();
}

#[tokio::test]
async fn a_message_that_could_end_in_two_places_is_refused_or_ends_in_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new()
        .route("/", post(async |body: String| format!("[{body}]")))
        .route("/next", get(async || "next"));
    let server = tokio::spawn(connections(listener, routes, patient(), std::future::pending()));
    let answers = async |sent: &str| {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let read = client.read_to_end(&mut answer);
        let _ended = tokio::time::timeout(Duration::from_secs(2), read).await.expect("an end");
        String::from_utf8_lossy(&answer).into_owned()
    };
    let head = "POST / HTTP/1.1\r\nhost: x\r\n";
    for lengths in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 5, 6\r\n",
        "content-length: +5\r\n",
        "content-length: -1\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        " transfer-encoding: chunked\r\n",
        "transfer-encoding : chunked\r\n",
    ] {
        let answer = answers(&format!("{head}{lengths}\r\n0\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{lengths}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{lengths}: {answer}");
    }
    // Of both the chunks count, and nothing that follows on the connection is heard (RFC 9112, 6.3).
    let next = "GET /next HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    for both in [
        "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
        "content-length: 4\r\ntransfer-encoding: chunked\r\n",
    ] {
        let answer = answers(&format!("{head}{both}\r\n5\r\nabcde\r\n0\r\n\r\n{next}")).await;
        assert!(answer.ends_with("[abcde]"), "{both}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{both}: {answer}");
    }
    server.abort();
}

#[tokio::test]
async fn what_went_wrong_in_a_handler_is_in_the_log_and_not_in_the_answer() {
    async fn breaks() {
        panic!("a fault of ours at /var/lib/waymark");
    }
    let lines = Lines::default();
    let log = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let routes = Router::new().route("/breaks", get(breaks));
    let request = Request::get("/breaks").body(Body::empty()).unwrap();
    let site = samples::served(samples::usual());
    let response = around(routes, site).oneshot(request).await.unwrap();
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let page = String::from_utf8(body.to_vec()).unwrap();
    assert!(!page.contains("a fault of ours") && !page.contains("/var/lib"), "{page}");
    let log = lines.text();
    assert!(log.contains("a handler panicked") && log.contains("a fault of ours"), "{log}");
    assert!(log.contains(&id) && log.contains("\"level\":\"ERROR\""), "{log}");
}

#[test]
fn whoever_comes_past_the_proxy_is_let_go() {
    let door = Door { only_from: vec!["192.0.2.0/24".parse().unwrap()], ..Door::default() };
    let open = |address: &str| door.is_open_to(address.parse().unwrap());
    assert!(open("192.0.2.7") && open("::ffff:192.0.2.7"), "the proxy");
    assert!(open("127.0.0.1") && open("::1"), "this machine");
    assert!(!open("192.0.3.7") && !open("2001:db8::1"), "whoever else");
    assert!(Door::default().is_open_to("192.0.3.7".parse().unwrap()), "where none is named");
}

/// What a client is told that asks for an address and reads to the end.
async fn got(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut client = TcpStream::connect(address).await?;
    let asked = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    client.write_all(asked.as_bytes()).await?;
    let mut answer = String::new();
    let read = tokio::time::timeout(Duration::from_secs(5), client.read_to_string(&mut answer));
    read.await.expect("an answer or an end").map(|_length| answer)
}

/// Waits until a client is answered.
async fn answered_at_last(address: SocketAddr) {
    let answered = async {
        while !got(address, "/").await.is_ok_and(|answer| answer.ends_with("here")) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), answered).await.expect("answered at last");
}

#[tokio::test]
async fn one_connection_too_many_is_closed_at_once_and_those_who_are_there_are_answered() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/", get(|| async { "here" }));
    let door = Door { room: Room::of(3, 1), ..patient() };
    let server = tokio::spawn(connections(listener, routes, door, std::future::pending()));
    // Of this machine's own there may be more than of another: all that there are.
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(TcpStream::connect(address).await.unwrap());
    }
    let mut one_more = TcpStream::connect(address).await.unwrap();
    let mut nothing = Vec::new();
    let closed = one_more.read_to_end(&mut nothing);
    let _reset_or_closed =
        tokio::time::timeout(Duration::from_secs(2), closed).await.expect("closed at once");
    assert!(nothing.is_empty());
    let asked = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    for mut client in held {
        client.write_all(asked).await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("here"), "{answer}");
    }
    answered_at_last(address).await;
    server.abort();
}

#[tokio::test]
async fn who_does_not_take_the_answer_is_let_go_and_others_are_answered_meanwhile() {
    const LONG: usize = 64 * 1024 * 1024;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/long", get(|| async { vec![b'x'; LONG] }));
    let (written_within, room) = (Duration::from_millis(300), Room::of(2, 2));
    let door = Door { written_within, room: room.clone(), ..patient() };
    let server = tokio::spawn(connections(listener, routes, door, std::future::pending()));
    let mut stuck = TcpStream::connect(address).await.unwrap();
    stuck.write_all(b"GET /long HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    stuck.readable().await.unwrap();
    answered_at_last(address).await;
    // Both places are free again without that anything was read.
    let free = async {
        while room.place(None).and_then(|_one| room.place(None)).is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), free).await.expect("let go");
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stuck.read_to_end(&mut answer));
    let _reset_or_closed = read.await.expect("the end of the connection");
    assert!(answer.len() < LONG, "{}", answer.len());
    server.abort();
}

#[tokio::test]
async fn who_takes_the_answer_slowly_gets_all_of_it() {
    const LONG: usize = 16 * 1024 * 1024;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/", get(|| async { vec![b'x'; LONG] }));
    let door = Door { written_within: Duration::from_millis(500), ..patient() };
    let server = tokio::spawn(connections(listener, routes, door, std::future::pending()));
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let (mut part, mut length, began) = (vec![0; 1024 * 1024], 0, tokio::time::Instant::now());
    loop {
        match slow.read(&mut part).await.unwrap() {
            0 => break,
            read => length += read,
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(length > LONG, "{length}");
    assert!(began.elapsed() > Duration::from_millis(600), "longer than nothing may be taken");
    server.abort();
}

#[tokio::test]
async fn who_asks_nothing_more_is_let_go() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/", get(|| async { "here" }));
    let door = Door { headers_within: Duration::from_millis(200), ..Door::default() };
    let server = tokio::spawn(connections(listener, routes, door, std::future::pending()));
    let mut client = TcpStream::connect(address).await.unwrap();
    for _ in 0..2 {
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"here") {
            let mut part = [0; 1024];
            let read = client.read(&mut part).await.unwrap();
            assert!(read > 0, "it is kept for the next request");
            answer.extend_from_slice(&part[..read]);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut more = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(2), client.read_to_end(&mut more));
    let _reset_or_closed = ended.await.expect("let go");
    server.abort();
}

#[test]
fn a_proxy_and_this_machine_count_against_no_address() {
    let door = Door { only_from: vec!["192.0.2.0/24".parse().unwrap()], ..Door::default() };
    let counted = |address: &str| door.counted(address.parse().unwrap()).is_some();
    assert!(!counted("192.0.2.7") && !counted("::ffff:192.0.2.7"), "the proxy");
    assert!(!counted("127.0.0.1") && !counted("::1"), "this machine");
    assert!(counted("192.0.3.7") && counted("2001:db8::1"), "whoever else");
}

#[test]
fn there_are_fewer_connections_than_files_that_may_be_opened() {
    let connections = |files| room(files).in_all();
    let files = [Some(1024), Some(16), None, Some(u64::MAX)];
    assert_eq!(files.map(connections), [768, 64, 4096, 4096]);
}
