//! Back to the page on which somebody's session lapsed, once the same person has signed in again.

use std::sync::Arc;

use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use casework::Office;
use casework::signing_in::SignedIn;

use super::cookies::{Cookie, outside};
use super::known::Known;
use super::recent::AGAIN;
use super::said::Said;
use crate::Site;

/// Leads whoever is out to the door. The browser keeps the page that they asked for, sealed.
pub(crate) fn lapsed_at(site: &Arc<Site>, lapsed: &SignedIn, parts: &Parts) -> Response {
    let answer = Said::Lapsed.at("/sign-in");
    let Some((office, page)) = site.office().zip(asked(parts)) else {
        return answer.into_response();
    };
    match office.lapsed_at(lapsed, &page) {
        Ok(kept) => {
            let kept = kept.and_then(|kept| Cookie::back(&kept, site.outside));
            (kept, answer).into_response()
        }
        Err(cause) => {
            // They begin with the day instead.
            crate::faults::written(&cause);
            answer.into_response()
        }
    }
}

/// Where whoever has just signed in was when their session lapsed, and what makes the browser forget
/// it, which it does whoever signs in: what one left there is nobody else's.
pub(crate) fn back(
    site: &Site,
    office: &Office,
    known: &Known,
    who: &SignedIn,
) -> (Option<String>, Option<Cookie>) {
    let Some(kept) = known.back.as_deref() else { return (None, None) };
    let page = office.back_to(who, kept).unwrap_or_else(|cause| {
        crate::faults::written(&cause);
        None
    });
    (page.filter(|page| is_page(page)), Cookie::been_back(site.outside))
}

/// The page that a person asked for, without what it was to say; none for what a script of a page
/// fetches, or what is no page.
fn asked(parts: &Parts) -> Option<String> {
    let by_person = outside(&parts.headers, ACCEPT.as_str())?.contains("text/html");
    let page = address(&parts.uri);
    (by_person && parts.method == Method::GET && is_page(&page)).then_some(page)
}

fn address(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default().split('&');
    let rest: Vec<&str> =
        query.filter(|pair| !pair.is_empty() && !pair.starts_with("said=")).collect();
    match rest.is_empty() {
        true => uri.path().to_owned(),
        false => format!("{}?{}", uri.path(), rest.join("&")),
    }
}

/// Whether it is the address of a page of this site: of no other, of no file, and not of one that
/// asks who somebody is. Of signs only those are taken that no browser reads as others.
fn is_page(address: &str) -> bool {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
    let in_query = |sign: char| plain(sign) || matches!(sign, '.' | '~' | '%' | '+' | '=' | '&');
    let is_path = path.starts_with('/') && !path.contains("//");
    is_path
        && path.chars().all(|sign| plain(sign) || sign == '/')
        && query.chars().all(in_query)
        && path != AGAIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_this_site_is_one_and_nothing_else_is() {
        for page in
            ["/", "/cases", "/cases/4F7K-9QPX-21AB/notes", "/cases?area=West+Bromwich&a=%20"]
        {
            assert!(is_page(page), "{page}");
        }
        for wrong in [
            "",
            "cases",
            "//evil.example",
            "/cases//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/cases\n/evil",
            "/cases\r\nLocation:x",
            "/\t/evil.example",
            "/ /evil.example",
            "/..//evil.example",
            "/cases#x",
            "/cases?a=//evil",
            "/cases?a=\\",
            "/figures/report.pdf",
            "/sign-in/again",
            "/sign-in/again?to=%2Faccount",
            "/cäses",
        ] {
            assert!(!is_page(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn what_a_page_said_once_it_does_not_say_again() {
        let address = |text: &str| address(&text.parse().unwrap());
        assert_eq!(address("/cases/x?said=closed"), "/cases/x");
        assert_eq!(
            address("/cases?area=Dudley&said=closed&due=late"),
            "/cases?area=Dudley&due=late"
        );
    }
}
