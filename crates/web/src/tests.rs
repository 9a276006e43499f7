//! The whole server: faults of our own, and the stop.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tower::ServiceExt;

use crate::figures::samples;
use crate::serve::connections;
use crate::{around, serve};

const A_MINUTE: Duration = Duration::from_secs(60);

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
    let server = tokio::spawn(connections(listener, routes, A_MINUTE, async {
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
    let server = tokio::spawn(serve(listener, site, async {
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
    let server = tokio::spawn(connections(listener, routes, soon, std::future::pending()));
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
    let server = tokio::spawn(serve(listener, site, std::future::pending()));
    let mut client = TcpStream::connect(address).await.unwrap();
    let long = format!("GET / HTTP/1.1\r\nhost: x\r\nlong: {}", "x".repeat(64 * 1024));
    // The server may close while this is still being written.
    let _sent = client.write_all(long.as_bytes()).await;
    let mut answer = [0_u8; 12];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 431");
    server.abort();
}
