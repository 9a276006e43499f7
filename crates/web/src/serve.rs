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
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::Site;
use crate::ground::Peer;
use crate::tls::Tls;

/// A client that has not sent its headers by then is let go.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a request line and its headers; more is answered with 431.
const HEADERS_LIMIT: usize = 32 * 1024;
/// How long requests in hand may take to finish after the stop.
const FINISH_WITHIN: Duration = Duration::from_secs(5);
/// How often the files of a certificate are looked at.
const LOOKED_AT: Duration = Duration::from_secs(60);
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
    let tls = site.tls().cloned();
    let watching = tls.clone().map(|tls| tokio::spawn(renewing(tls)));
    let acceptor = tls.map(|tls| tls.acceptor().clone());
    over(listener, (crate::router(site), acceptor), HEADERS_WITHIN, shutdown).await;
    if let Some(watching) = watching {
        watching.abort();
    }
    Ok(())
}

/// Looks whether the files of a certificate were renewed, and takes them up.
async fn renewing(tls: Tls) {
    loop {
        tokio::time::sleep(LOOKED_AT).await;
        match tls.renewed() {
            Ok(false) => {}
            Ok(true) => tracing::info!("the certificate was renewed"),
            Err(cause) => tracing::error!(%cause, "the certificate of before is used on"),
        }
    }
}

/// Takes connections without TLS until the stop.
#[cfg(test)]
pub(crate) async fn connections(
    listener: TcpListener,
    routes: Router,
    headers_within: Duration,
    shutdown: impl Future<Output = ()> + Send,
) {
    over(listener, (routes, None), headers_within, shutdown).await;
}

/// Takes connections until the stop, and waits for those that are at work.
async fn over(
    listener: TcpListener,
    (routes, tls): (Router, Option<TlsAcceptor>),
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
        let Some(tls) = tls.clone() else {
            let connection = server.serve_connection(TokioIo::new(stream), service);
            tokio::spawn(served(connections.watch(connection)));
            continue;
        };
        let (server, watcher) = (server.clone(), connections.watcher());
        tokio::spawn(async move {
            // Whoever takes long to begin is let go like one who takes long over the headers.
            match tokio::time::timeout(headers_within, tls.accept(stream)).await {
                Ok(Ok(stream)) => {
                    let connection = server.serve_connection(TokioIo::new(stream), service);
                    served(watcher.watch(connection)).await;
                }
                Ok(Err(fault)) => tracing::debug!(%fault, "a connection began without TLS"),
                Err(_late) => tracing::debug!("a connection took too long to begin"),
            }
        });
    }
    drop(listener);
    tokio::select! {
        () = connections.shutdown() => tracing::info!("stopped"),
        () = tokio::time::sleep(FINISH_WITHIN) => tracing::warn!("stopped with requests in hand"),
    }
}

async fn served(connection: impl Future<Output = hyper::Result<()>>) {
    if let Err(fault) = connection.await {
        tracing::debug!(%fault, "a connection ended early");
    }
}
