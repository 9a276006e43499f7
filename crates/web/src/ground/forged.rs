//! Requests that another site makes a browser send.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HOST, HeaderMap, ORIGIN};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::Site;
use crate::site::Outside;

/// Refuses what would change something and was not sent from a page of this very site. A browser
/// says so in `Sec-Fetch-Site`; an older one gives the origin at least. What says neither is no
/// browser, and still needs the token of the session's forms.
pub(crate) async fn own_pages_only(
    State(site): State<Arc<Site>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || ours(request.headers(), site.outside) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

fn ours(headers: &HeaderMap, outside: Outside) -> bool {
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(from) = said("sec-fetch-site") {
        // `none`: the person pressed *Reload*, or restored the window.
        return from == "same-origin" || from == "none";
    }
    let Some(origin) = said(ORIGIN.as_str()) else { return true };
    let scheme = if outside.tls { "https://" } else { "http://" };
    let host = said(HOST.as_str()).unwrap_or_default();
    !host.is_empty() && origin.strip_prefix(scheme) == Some(host)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn sent(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        ours(&headers.collect(), Outside { tls: true, proxy: false })
    }

    #[test]
    fn what_a_browser_says_of_its_page_counts_first() {
        assert!(sent(&[("sec-fetch-site", "same-origin")]));
        assert!(sent(&[("sec-fetch-site", "same-origin"), ("origin", "null"), ("host", "w.uk")]));
        for site in ["cross-site", "same-site", "", "Same-Origin"] {
            let origin = ("origin", "https://w.uk");
            assert!(!sent(&[("sec-fetch-site", site), origin, ("host", "w.uk")]), "{site}");
        }
    }

    #[test]
    fn an_older_browser_is_known_by_the_exact_origin() {
        assert!(sent(&[("origin", "https://w.uk"), ("host", "w.uk")]));
        for origin in ["http://w.uk", "https://w.uk.evil.org", "https://evil.org", "null", ""] {
            assert!(!sent(&[("origin", origin), ("host", "w.uk")]), "{origin}");
        }
        assert!(!sent(&[("origin", "https://")]), "no host");
    }
}
