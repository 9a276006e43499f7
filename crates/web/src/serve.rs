//! Connections: accepting, the limits of slow and greedy clients, and a graceful stop.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::Site;
use crate::ground::Peer;
use crate::networks::Network;
use crate::tls::{Handshakes, Tls, shaken};

/// A client that has not sent its headers by then is let go.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// A client that has not come to an understanding on TLS by then is let go.
const SHAKEN_WITHIN: Duration = Duration::from_secs(10);
/// Bytes of a request line and its headers; more is answered with 431.
const HEADERS_LIMIT: usize = 32 * 1024;
/// How long requests in hand may take to finish after the stop.
const FINISH_WITHIN: Duration = Duration::from_secs(5);
/// When a connection cannot be taken (too many open files), the next attempt waits.
const BREATH: Duration = Duration::from_millis(100);

/// By what whoever comes is met.
#[derive(Default)]
pub struct Wire {
    /// TLS alone, where Waymark ends it.
    pub tls: Option<Tls>,
    /// From where the proxy comes: whoever else comes is let go, but for this machine. Empty where
    /// anybody may come.
    pub only_from: Vec<Network>,
}

/// Serves the site until `shutdown` is done, then finishes the requests in hand, for a few
/// seconds at most.
///
/// # Errors
/// When the address of the listener cannot be read.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    Wire { tls, only_from }: Wire,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, tls = tls.is_some(), "serving");
    let door = Door { tls: tls.map(Arc::new), only_from, ..Door::default() };
    connections(listener, crate::router(site), door, shutdown).await;
    Ok(())
}

/// How whoever comes is let in.
pub(crate) struct Door {
    pub tls: Option<Arc<Tls>>,
    pub only_from: Vec<Network>,
    pub shaken_within: Duration,
    pub headers_within: Duration,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            tls: None,
            only_from: Vec::new(),
            shaken_within: SHAKEN_WITHIN,
            headers_within: HEADERS_WITHIN,
        }
    }
}

impl Door {
    /// Whether whoever comes from there is met at all. What a proxy says of others is believed, so
    /// that nobody may come past it and say the same.
    pub(crate) fn is_open_to(&self, address: IpAddr) -> bool {
        self.only_from.is_empty()
            || address.to_canonical().is_loopback()
            || self.only_from.iter().any(|network| network.holds(address))
    }
}

/// Takes connections until the stop, and waits for those that are at work.
pub(crate) async fn connections(
    listener: TcpListener,
    routes: Router,
    door: Door,
    shutdown: impl Future<Output = ()> + Send,
) {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(door.headers_within)
        .max_buf_size(HEADERS_LIMIT);
    let connections = GracefulShutdown::new();
    let handshakes = Handshakes::default();
    let (stopping, _) = watch::channel(());
    let renewed = door.tls.clone().map(|tls| tokio::spawn(tls.stay_renewed()));
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
        if !door.is_open_to(peer.ip()) {
            tracing::debug!("a connection was closed: it did not come from the proxy");
            continue;
        }
        // Without it the last packet of an answer may wait; an answer that waits is no fault.
        let _set = stream.set_nodelay(true);
        let (routes, server) = (routes.clone(), server.clone());
        let (peer, watcher) = (Peer(peer.ip()), connections.watcher());
        let Some(tls) = door.tls.clone() else {
            tokio::spawn(answered(stream, server, routes, peer, watcher));
            continue;
        };
        let Some(handshake) = handshakes.begin(peer.0) else {
            tracing::debug!("a connection was closed: too many handshakes are not done");
            continue;
        };
        let (mut stopped, within) = (stopping.subscribe(), door.shaken_within);
        tokio::spawn(async move {
            let shaken = tokio::select! {
                _ = stopped.changed() => return,
                shaken = shaken(stream, &tls, within) => shaken,
            };
            drop(handshake);
            match shaken {
                Ok(Some(stream)) => answered(stream, server, routes, peer, watcher).await,
                Ok(None) => {}
                Err(fault) => tracing::debug!(%fault, "a handshake came to nothing"),
            }
        });
    }
    drop((listener, stopping));
    if let Some(renewed) = renewed {
        renewed.abort();
    }
    tokio::select! {
        () = connections.shutdown() => tracing::info!("stopped"),
        () = tokio::time::sleep(FINISH_WITHIN) => tracing::warn!("stopped with requests in hand"),
    }
}

/// Answers what comes by one connection, until it ends or the stop.
async fn answered(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    server: http1::Builder,
    routes: Router,
    peer: Peer,
    watcher: Watcher,
) {
    let routes = routes.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request
    });
    let service = TowerToHyperService::new(routes);
    let connection = server.serve_connection(TokioIo::new(stream), service);
    if let Err(fault) = watcher.watch(connection).await {
        tracing::debug!(%fault, "a connection ended early");
    }
}
