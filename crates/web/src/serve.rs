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
use rustix::process::{Resource, getrlimit};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::Site;
use crate::ground::Peer;
use crate::networks::Network;
use crate::patient::Patient;
use crate::room::{NoPlace, Place, Room};
use crate::seldom::Seldom;
use crate::tls::{self, Tls, shaken};

/// A client that has not sent its headers by then is let go, and one that asks nothing more.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// A client that has not come to an understanding on TLS by then is let go.
const SHAKEN_WITHIN: Duration = Duration::from_secs(10);
/// A client that takes nothing of its answer for so long is let go.
const WRITTEN_WITHIN: Duration = Duration::from_secs(30);
/// Connections at a time, where files may be opened without end.
const IN_ALL: usize = 4096;
/// And at the least.
const AT_LEAST: usize = 64;
/// Connections of one address, behind which a whole organisation may be: browsers keep six each, and
/// for seconds only. It is never more than a third of all.
const FROM_ONE: usize = 256;
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
    let door = Door { tls: tls.map(Arc::new), only_from, ..Door::default() };
    tracing::info!(
        address = %listener.local_addr()?,
        tls = door.tls.is_some(),
        connections = door.room.in_all(),
        "serving"
    );
    connections(listener, crate::router(site), door, shutdown).await;
    Ok(())
}

/// How whoever comes is let in.
pub(crate) struct Door {
    pub tls: Option<Arc<Tls>>,
    pub only_from: Vec<Network>,
    pub shaken_within: Duration,
    pub headers_within: Duration,
    pub written_within: Duration,
    pub room: Room,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            tls: None,
            only_from: Vec::new(),
            shaken_within: SHAKEN_WITHIN,
            headers_within: HEADERS_WITHIN,
            written_within: WRITTEN_WITHIN,
            room: room(getrlimit(Resource::Nofile).current),
        }
    }
}

/// Room for three quarters of the files that this program may open: the record, its readers and what
/// is asked elsewhere need some too.
pub(crate) fn room(files: Option<u64>) -> Room {
    let files = files.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX);
    let in_all = (files / 4 * 3).clamp(AT_LEAST, IN_ALL);
    Room::of(in_all, FROM_ONE.min(in_all / 3))
}

impl Door {
    /// Whether whoever comes from there is met at all. What a proxy says of others is believed, so
    /// that nobody may come past it and say the same.
    pub(crate) fn is_open_to(&self, address: IpAddr) -> bool {
        self.only_from.is_empty() || address.to_canonical().is_loopback() || self.is_proxy(address)
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.only_from.iter().any(|network| network.holds(address))
    }

    /// As whose a connection counts: nobody's where it is that of a proxy, which brings everybody's,
    /// or of this machine.
    pub(crate) fn counted(&self, address: IpAddr) -> Option<IpAddr> {
        let everybodys = address.to_canonical().is_loopback() || self.is_proxy(address);
        (!everybodys).then_some(address)
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
    let handshakes = tls::room(door.room.in_all());
    let full = Seldom::default();
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
        let counted = door.counted(peer.ip());
        let place = match door.room.place(counted) {
            Ok(place) => place,
            Err(NoPlace::FromOne) => {
                tracing::debug!("a connection was closed: its address has too many");
                continue;
            }
            Err(NoPlace::InAll) => {
                if full.is_said() {
                    tracing::warn!(
                        connections = door.room.in_all(),
                        "connections are closed: there are too many"
                    );
                }
                continue;
            }
        };
        // Without it the last packet of an answer may wait; an answer that waits is no fault.
        let _set = stream.set_nodelay(true);
        let (routes, server) = (routes.clone(), server.clone());
        let (peer, watcher) = (Peer(peer.ip()), connections.watcher());
        let Some(tls) = door.tls.clone() else {
            let stream = Patient::new(stream, door.written_within);
            tokio::spawn(answered(stream, server, routes, peer, (watcher, place)));
            continue;
        };
        let Ok(handshake) = handshakes.place(counted) else {
            tracing::debug!("a connection was closed: too many handshakes are not done");
            continue;
        };
        let mut stopped = stopping.subscribe();
        let within = (door.shaken_within, door.written_within);
        tokio::spawn(async move {
            let shaken = tokio::select! {
                _ = stopped.changed() => return,
                shaken = shaken(stream, &tls, within) => shaken,
            };
            drop(handshake);
            match shaken {
                Ok(Some(stream)) => {
                    answered(stream, server, routes, peer, (watcher, place)).await;
                }
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

/// Answers what comes by one connection, until it ends or the stop; so long it has its place.
async fn answered(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    server: http1::Builder,
    routes: Router,
    peer: Peer,
    (watcher, place): (Watcher, Place),
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
    drop(place);
}
