//! What those who run Waymark ask it.

mod metrics;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub(crate) use metrics::Metrics;

use crate::Site;
use crate::faults::Fault;
use crate::ground::Peer;

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(figures))
}

/// The process answers.
async fn live() -> &'static str {
    "live\n"
}

/// Every page can be served: the evaluation is done before the first connection is taken, and
/// the record answers.
async fn ready(State(site): State<Arc<Site>>) -> Response {
    let Some(office) = site.office() else { return "ready\n".into_response() };
    match office.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(cause) => {
            crate::faults::written(&cause);
            Fault::Unavailable.into_response()
        }
    }
}

/// What a proxy adds to what it passes on: whoever asks through one is not on this machine.
const BY_A_PROXY: [&str; 7] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-real-ip",
];

/// How the server is doing, for a collector on the same machine: nobody else is told how much
/// is going on.
async fn figures(
    State(site): State<Arc<Site>>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Response {
    let here = peer.is_some_and(|Extension(Peer(address))| address.is_loopback());
    if !here || BY_A_PROXY.iter().any(|name| headers.contains_key(*name)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], site.metrics.text())
        .into_response()
}
