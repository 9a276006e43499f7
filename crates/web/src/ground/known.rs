//! Whoever asks: found once a request, by the cookie, before anything else is done.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::Office;
use casework::signing_in::{Halfway, Presented, SignedIn, Whence};
use components::Submission;

use super::back::lapsed_at;
use super::cookies::{Cookie, back, browser, outside, token};
use super::form::was_kept;
use super::said::Said;
use crate::Site;
use crate::faults::{Dressed, Fault};

/// The address at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// Whose the request is, as every part of it can ask.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub presented: Option<Arc<Presented>>,
    pub whence: Whence,
    /// What the browser kept of the page on which a session lapsed.
    pub back: Option<Arc<str>>,
    /// The record did not answer.
    pub unanswered: bool,
    /// The form that it sends, once it was read and is theirs.
    pub sent: Arc<OnceLock<Submission>>,
}

/// Somebody who is signed in: the argument of every handler that shows something of the record.
/// Whoever is not is led to sign in.
pub(crate) struct Asking(pub SignedIn);

/// Finds out whose a request is. Styles and scripts are anybody's.
pub(crate) fn whose(site: &Site, request: &Request) -> impl Future<Output = Option<Known>> {
    let path = request.uri().path();
    let anybodys = path.starts_with("/assets/") || path.starts_with("/health/");
    let office = site.office().filter(|_| !anybodys);
    // A page asks whether its session goes on, which is no use of it.
    let asks = path == "/session" || path == "/second-factor/session";
    let used = request.method() != Method::GET || !asks;
    let (address, headers) = (office.and_then(|_| address(site, request)), request.headers());
    async move { Some(ask(office?, site, headers, (address, used)).await) }
}

/// What is done for whoever asked once there is an answer.
pub(crate) async fn gone_on(site: &Site, known: &Known, response: Response) -> Response {
    let Some(office) = site.office() else { return response };
    forgotten(office, known, is_taken(&response)).await;
    turned(office, site, known, response).await
}

/// Whether what was sent was done, or given back in a page of its own, with its faults or with what it
/// comes to.
fn is_taken(response: &Response) -> bool {
    let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    match response.status() {
        StatusCode::SEE_OTHER => !to.starts_with("/sign-in"),
        StatusCode::OK | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => {
            response.extensions().get::<Dressed>().is_none()
        }
        _ => false,
    }
}

/// What was kept is not offered again once it was taken.
async fn forgotten(office: &Office, known: &Known, taken: bool) {
    let sent = known.sent.get().and_then(was_kept);
    let Some((who, id)) = known.who().zip(sent).filter(|_| taken) else { return };
    if let Err(cause) = office.throw_kept_away(who, id).await {
        // It is offered once more, and done once all the same.
        crate::faults::written(&cause);
    }
}

/// Whose rights were changed goes on with another token.
async fn turned(office: &Office, site: &Site, known: &Known, response: Response) -> Response {
    let Some(who) = known.who().filter(|_| !response.headers().contains_key(SET_COOKIE)) else {
        return response;
    };
    match office.turned(who).await {
        Ok(None) => response,
        Ok(Some(token)) => (Cookie::keeping(&token, site.outside), response).into_response(),
        Err(cause) => {
            // The token that they have is still good, and is changed another time.
            crate::faults::written(&cause);
            response
        }
    }
}

/// The address of whoever asks. Behind a proxy it is what that says, and never the proxy's own: if
/// everybody had that one, the wrong passwords of one would keep all others out.
fn address(site: &Site, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    if !site.outside.proxy {
        return peer;
    }
    let named = forwarded_for(request.headers());
    // Who collects counters comes past the proxy.
    if named.is_none() && request.uri().path() != "/metrics" && site.unnamed.is_said() {
        tracing::error!(
            "the proxy does not say who asks: let it add their address to X-Forwarded-For"
        );
    }
    named
}

async fn ask(
    office: &Office,
    site: &Site,
    headers: &HeaderMap,
    (address, used): (Option<IpAddr>, bool),
) -> Known {
    let agent = outside(headers, USER_AGENT.as_str()).unwrap_or_default().to_owned();
    let whence = Whence { address, agent, browser: browser(headers, site.outside) };
    let back = back(headers, site.outside).map(Arc::from);
    let known = Known { whence, back, ..Known::default() };
    let Some(token) = token(headers, site.outside) else { return known };
    let presented = if used {
        office.session(&token, &known.whence).await
    } else {
        office.session_unused(&token, &known.whence).await
    };
    match presented {
        Ok(presented) => Known { presented: Some(Arc::new(presented)), ..known },
        Err(cause) => {
            crate::faults::written(&cause);
            Known { unanswered: true, ..known }
        }
    }
}

/// Whom a proxy of ours passed the request on for: the last address of the last line, since whoever
/// asks may send such lines too, to which some proxies add and after which others write their own.
/// Some write the port too, as Azure's Application Gateway does, and brackets around the newer ones.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = line.rsplit(',').next()?.trim();
    let bare = last.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(last);
    bare.parse().ok().or_else(|| last.parse().ok().map(|both: SocketAddr| both.ip()))
}

impl Known {
    /// Whoever is signed in.
    pub(crate) fn who(&self) -> Option<&SignedIn> {
        match self.presented.as_deref() {
            Some(Presented::SignedIn(who)) => Some(who),
            _ => None,
        }
    }
    /// Whoever has yet to show a second factor.
    pub(crate) fn halfway(&self) -> Option<&Halfway> {
        match self.presented.as_deref() {
            Some(Presented::Halfway(half)) => Some(half),
            _ => None,
        }
    }
    /// Whether half a session has ended.
    pub(crate) fn lapsed_halfway(&self) -> bool {
        matches!(self.presented.as_deref(), Some(Presented::LapsedHalfway))
    }
    /// Whose session has ended.
    pub(crate) fn lapsed(&self) -> Option<&SignedIn> {
        match self.presented.as_deref() {
            Some(Presented::Lapsed(who)) => Some(who),
            _ => None,
        }
    }
}

impl FromRequestParts<Arc<Site>> for Asking {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        site: &Arc<Site>,
    ) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<Known>().cloned().unwrap_or_default();
        if known.unanswered {
            return Err(Fault::Unavailable.into_response());
        }
        match known.who() {
            Some(who) => Ok(Self(who.clone())),
            None if parts.method.is_safe() && known.halfway().is_some() => {
                Err(Redirect::to("/second-factor").into_response())
            }
            None if parts.method.is_safe() => Err(match known.lapsed() {
                Some(lapsed) => lapsed_at(site, lapsed, parts),
                None => Said::SignInFirst.at("/sign-in").into_response(),
            }),
            // Whoever saves a draft by script is told by the status.
            None => Err(Fault::SignedOut.into_response()),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::signing_in::tests::{Lines, service_behind_a_proxy};

    #[test]
    fn whom_a_proxy_names_last_is_who_asks_however_many_lines_the_client_sent() {
        let named = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            forwarded_for(&headers).map(|address| address.to_string())
        };
        let proxys = Some("192.0.2.7".to_owned());
        assert_eq!(named(&["192.0.2.7"]), proxys);
        assert_eq!(named(&["198.51.100.1, 192.0.2.7"]), proxys);
        assert_eq!(named(&["198.51.100.1", "192.0.2.7"]), proxys);
        assert_eq!(named(&["198.51.100.1, 203.0.113.2", "203.0.113.3,192.0.2.7"]), proxys);
        for with_port in ["192.0.2.7:52144", "198.51.100.1:1, 192.0.2.7:52144"] {
            assert_eq!(named(&[with_port]), proxys, "{with_port}");
        }
        for newer in ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:52144"] {
            assert_eq!(named(&[newer]), Some("2001:db8::7".to_owned()), "{newer}");
        }
        for none in [&[][..], &["unknown"], &["192.0.2.7", "x"], &["192.0.2.7:x"], &["[]"], &[""]] {
            assert_eq!(named(none), None, "{none:?}");
        }
    }

    #[tokio::test]
    async fn a_proxy_that_does_not_say_who_asks_is_nobody_and_that_is_in_the_log_once() {
        let lines = Lines::default();
        let log = lines.clone();
        let subscriber = tracing_subscriber::fmt().json().with_writer(move || log.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let site = service_behind_a_proxy().await;
        let asked = |path: &str, named: &str| {
            let mut request = Request::get(path).header("x-forwarded-for", named);
            if named.is_empty() {
                request = Request::get(path);
            }
            let mut request = request.body(axum::body::Body::empty()).unwrap();
            request.extensions_mut().insert(Peer([10, 0, 0, 7].into()));
            address(&site, &request).map(|address| address.to_string())
        };
        assert_eq!(asked("/sign-in", "192.0.2.7:1"), Some("192.0.2.7".to_owned()));
        assert_eq!(asked("/metrics", ""), None);
        let said = || lines.text().matches("the proxy does not say who asks").count();
        assert_eq!(said(), 0);
        for named in ["", "unknown", "_hidden"] {
            assert_eq!(asked("/sign-in", named), None, "never the proxy's own");
        }
        assert_eq!(said(), 1);
    }
}
