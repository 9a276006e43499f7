//! What every answer carries, and what is written down of it.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::Response;

use crate::Site;

/// Everything comes from here, nothing is inline, nobody frames it.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; object-src 'none'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
             microphone=(), payment=(), usb=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

const A_YEAR_OF_TLS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Adds the headers that keep a page to itself. What does not say otherwise is not kept: the
/// machines that people read on are shared.
pub(crate) fn protect(site: &Site, response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in &ALWAYS {
        headers.insert(name, value.clone());
    }
    if site.outside.tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, A_YEAR_OF_TLS);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// Counts the requests of a run.
static REQUESTS: AtomicU64 = AtomicU64::new(1);
/// A key of this run alone, drawn by the machine.
static RUN: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// What a request is called in its answer and in the log. Nobody who holds one can tell another,
/// nor how many there were, before a restart or after.
fn request_id() -> String {
    format!("{:016x}", RUN.hash_one(REQUESTS.fetch_add(1, Ordering::Relaxed)))
}

/// A method by its name, where it is one of the standard's. A client may send any word for one, as
/// long as a request may be: what is counted and written down by methods is not to grow with that.
const fn named(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::CONNECT => "CONNECT",
        _ => "other",
    }
}

/// A request under way.
pub(crate) struct Trace {
    id: String,
    method: &'static str,
    route: Option<MatchedPath>,
    started: Instant,
}

impl Trace {
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            id: request_id(),
            method: named(request.method()),
            route: request.extensions().get::<MatchedPath>().cloned(),
            started: Instant::now(),
        }
    }

    /// Writes a line for the answer: the route (never the address as typed, which may carry a
    /// reference), the status, the time. A request id that a client sends is not taken over,
    /// since it may be anything.
    pub(crate) fn ends(self, site: &Site, response: &mut Response) {
        let Self { id, method, route, started } = self;
        let (status, took) = (response.status().as_u16(), started.elapsed());
        let route = route.as_ref().map_or("none", MatchedPath::as_str);
        site.metrics.answered(method, route, status, took);
        tracing::info!(
            request = id,
            method,
            route,
            status,
            milliseconds = took.as_secs_f64() * 1_000.0,
            "answered"
        );
        if let Ok(id) = HeaderValue::try_from(id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_request_tells_neither_the_next_nor_how_many_there_were() {
        let ids: Vec<u64> =
            (0..100).map(|_| u64::from_str_radix(&request_id(), 16).unwrap()).collect();
        assert!(ids.windows(2).all(|two| two[1].abs_diff(two[0]) > 1_000), "{ids:?}");
    }
}
