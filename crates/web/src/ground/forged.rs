//! Requests that another site makes a browser send.

use axum::extract::Request;
use axum::http::header::{HOST, HeaderMap, ORIGIN, REFERER};

use crate::Site;
use crate::site::Outside;

/// That a request changes nothing, or was sent from a page of this very site. A browser
/// says so in `Sec-Fetch-Site`; an older one gives the origin at least. What says neither is no
/// browser, and still needs the token of the session's forms.
pub(crate) fn is_from_own_page(site: &Site, request: &Request) -> bool {
    request.method().is_safe() || ours(request.headers(), site.outside)
}

/// Whether another site led here: a browser says so, and an older one by the page that it comes from.
/// Whoever typed the address, or has it among their favourites, says neither.
pub(crate) fn led_by_another_site(headers: &HeaderMap, outside: Outside) -> bool {
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(from) = said("sec-fetch-site") {
        return from != "same-origin" && from != "none";
    }
    let Some(page) = said(REFERER.as_str()) else { return false };
    let scheme = if outside.tls { "https://" } else { "http://" };
    let host = said(HOST.as_str()).unwrap_or_default();
    let from = page.strip_prefix(scheme).and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_empty() || from != Some(host)
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

    const OUTSIDE: Outside = Outside { tls: true, proxy: false };

    fn with(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        headers.collect()
    }

    fn sent(headers: &[(&'static str, &'static str)]) -> bool {
        ours(&with(headers), OUTSIDE)
    }

    #[test]
    fn another_site_leads_here_where_the_browser_says_so() {
        let led = |headers: &[_]| led_by_another_site(&with(headers), OUTSIDE);
        let host = ("host", "w.uk");
        for site in ["cross-site", "same-site", "", "None"] {
            assert!(led(&[("sec-fetch-site", site), ("referer", "https://w.uk/"), host]), "{site}");
        }
        for site in ["none", "same-origin"] {
            assert!(!led(&[("sec-fetch-site", site), ("referer", "https://evil.uk/"), host]));
        }
        for page in
            ["https://evil.uk/", "http://w.uk/", "https://w.uk.evil.uk/", "", "https://w.uk@e"]
        {
            assert!(led(&[("referer", page), host]), "{page}");
        }
        for page in ["https://w.uk", "https://w.uk/sign-in", "https://w.uk?x"] {
            assert!(!led(&[("referer", page), host]), "{page}");
        }
        assert!(!led(&[host]), "it was typed");
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
