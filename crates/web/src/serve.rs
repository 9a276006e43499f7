//! Connections: accepting, the limits of slow and greedy clients, and a graceful stop.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::Site;
use crate::ground::Peer;

/// A client that has not sent its headers by then is let go.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a request line and its headers; more is answered with 431.
const HEADERS_LIMIT: usize = 32 * 1024;
/// How long requests in hand may take to finish after the stop.
const FINISH_WITHIN: Duration = Duration::from_secs(5);
/// When a connection cannot be taken (too many open files), the next attempt waits.
const BREATH: Duration = Duration::from_millis(100);

/// Serves the site until `shutdown` is done, then finishes the requests in hand, for a few
/// seconds at most.
///
/// # Errors
/// When the address of the listener cannot be read.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "serving");
    connections(listener, crate::router(site), HEADERS_WITHIN, shutdown).await;
    Ok(())
}

/// Takes connections until the stop, and waits for those that are at work.
pub(crate) async fn connections(
    listener: TcpListener,
    routes: Router,
    headers_within: Duration,
    shutdown: impl Future<Output = ()> + Send,
) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(headers_within).max_buf_size(HEADERS_LIMIT);
    let connections = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(fault) => {
                    tracing::warn!(%fault, "a connection could not be taken");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
        };
        // Without it the last packet of an answer may wait; an answer that waits is no fault.
        let _set = stream.set_nodelay(true);
        let peer = Peer(peer.ip());
        let routes = routes.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            request
        });
        let service = TowerToHyperService::new(routes);
        let connection = server.serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(fault) = connection.await {
                tracing::debug!(%fault, "a connection ended early");
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = connections.shutdown() => tracing::info!("stopped"),
        () = tokio::time::sleep(FINISH_WITHIN) => tracing::warn!("stopped with requests in hand"),
    }
}
