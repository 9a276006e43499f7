//! What goes over the wire: methods, headers and kinds of every answer, whatever comes of it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use tower::ServiceExt;

use crate::gate::{ANYBODYS, OF_DIRECTORIES, OF_FIGURES, OF_LINKS, OF_WORKERS};
use crate::headers::CONTENT_SECURITY_POLICY;
use crate::signing_in::tests::service;
use crate::town::Town;
use crate::{Outside, Site, router};

/// A status, and what is answered so: method, address, and what goes with it.
type Tried<'a> = (u16, &'a str, &'a str, &'a [(&'a str, &'a str)]);

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask(site: &Arc<Site>, method: &str, address: &str, more: &[(&str, &str)]) -> Answer {
    let mut request =
        Request::builder().method(method).uri(address).header("sec-fetch-site", "same-origin");
    let mut body = "";
    for (name, value) in more {
        match *name {
            "body" => body = value,
            name => request = request.header(name, *value),
        }
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let answer = router(Arc::clone(site)).oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// An address of a route, of nothing that is there.
fn of_nothing(route: &str) -> String {
    let parts = [
        ("{reference}", "0000-0000-0000"),
        ("{page}", "contact"),
        ("{name}", "21"),
        ("{key}", "21"),
        ("{*name}", "app.css"),
        ("{link}", "AAAA"),
    ];
    let address =
        parts.iter().fold(route.to_owned(), |address, (part, with)| address.replace(part, with));
    address.replace(['{', '}'], "")
}

#[tokio::test]
async fn no_route_answers_to_a_method_that_it_does_not_have() {
    let town = Town::new().await;
    let cookie = town.enters(&town.manager).await;
    let of_workers = OF_WORKERS.iter().map(|(_, route)| *route);
    let posted: Vec<&str> = OF_WORKERS
        .iter()
        .filter(|(method, _)| *method == "POST")
        .map(|(_, route)| *route)
        .collect();
    let others = OF_FIGURES.into_iter().chain(ANYBODYS).chain(OF_LINKS).chain(OF_DIRECTORIES);
    for route in of_workers.chain(others) {
        // The styles of charts are under a name of their own.
        let address = match route {
            "/charts" => crate::assets::CHARTS.clone(),
            route => of_nothing(route),
        };
        for method in ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "MADEUP"] {
            let answer = ask(&town.site, method, &address, &[("cookie", &cookie)]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {address}");
            let echoed = String::from_utf8_lossy(&answer.body).contains(&cookie);
            assert!(!echoed, "{method} {address} gives the request back");
        }
        let only_posted = !OF_WORKERS.contains(&("GET", route)) && posted.contains(&route);
        if only_posted || route == "/demonstration/sign-in" {
            let got = ask(&town.site, "GET", &address, &[("cookie", &cookie)]).await;
            assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED, "GET {address} does something");
        }
    }
}

#[tokio::test]
async fn methods_that_somebody_makes_up_are_counted_as_one() {
    let town = Town::new().await;
    for number in 0..50 {
        ask(&town.site, &format!("MADEUP{number}"), "/cases", &[]).await;
    }
    let counted = town.site.metrics.text();
    assert!(!counted.contains("MADEUP"), "{counted}");
    let line = "waymark_requests_total{route=\"/cases\",method=\"other\",status=\"405\"} 50";
    assert!(counted.contains(line), "{counted}");
}

#[tokio::test]
async fn every_answer_carries_every_header_and_says_what_it_is_whatever_comes_of_it() {
    let town = Town::new().await;
    let outside = Outside { tls: true, proxy: true };
    let site = Arc::new(Site::of_record(town.office().clone(), outside, "0.1.0"));
    let entered = town.enters(&town.facilitator).await;
    let sealed = format!("__Host-{entered}");
    let cookie = ("cookie", sealed.as_str());
    let form = ("content-type", "application/x-www-form-urlencoded");
    let much = format!("email={}", "x".repeat(4_000_001));
    let too_much = format!("email={}", "x".repeat(64 * 1024));
    let tried: [Tried<'_>; 17] = [
        (200, "GET", "/sign-in", &[]),
        (200, "GET", "/today", &[cookie]),
        (200, "GET", "/health/live", &[]),
        (200, "GET", "/waymark.svg", &[]),
        (200, "GET", components::assets::STYLES, &[]),
        (200, "GET", components::assets::SCRIPT, &[]),
        (303, "GET", "/cases", &[]),
        (401, "POST", "/groups/new", &[form]),
        (401, "GET", "/api/referrals/0000-0000-0000", &[]),
        (403, "POST", "/sign-out", &[cookie, form]),
        (404, "GET", "/cases/0000-0000-0000", &[cookie]),
        (405, "POST", "/today", &[cookie, form]),
        (401, "POST", "/groups/new", &[form, ("body", &much)]),
        (413, "POST", "/sign-in", &[form, ("body", &too_much)]),
        (413, "POST", "/session", &[cookie, form, ("body", &much)]),
        (415, "POST", "/sign-in", &[("content-type", "application/json"), ("body", "{}")]),
        (422, "POST", "/sign-in", &[form]),
    ];
    for (status, method, address, more) in tried {
        let answer = ask(&site, method, address, more).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {address}");
        for (name, value) in [
            ("content-security-policy", CONTENT_SECURITY_POLICY),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), value, "{method} {address}: {name}");
        }
        // What runs here, and who else may read it, is told to nobody.
        for never in ["server", "x-powered-by", "etag", "access-control-allow-origin"] {
            assert!(!answer.headers.contains_key(never), "{method} {address}: {never}");
        }
        let kept = answer.header("cache-control");
        let anybodys = address.starts_with("/assets/") || address == "/waymark.svg";
        assert_eq!(kept == "no-store", !anybodys, "{method} {address}: {kept}");
        let kind = answer.header("content-type");
        assert_eq!(kind.is_empty(), answer.body.is_empty(), "{method} {address}: {kind}");
        if kind.starts_with("text/") || kind.contains("xml") {
            assert!(kind.ends_with("; charset=utf-8"), "{method} {address}: {kind}");
        }
    }
}

#[test]
fn the_policy_runs_nothing_but_our_own_files_and_lets_nobody_frame_a_page() {
    let directives: Vec<&str> = CONTENT_SECURITY_POLICY.split("; ").collect();
    for needed in [
        "default-src 'none'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(directives.contains(&needed), "{needed}");
    }
    for never in ["unsafe-", "*", "data:", "blob:", "http:", "https:"] {
        assert!(!CONTENT_SECURITY_POLICY.contains(never), "{never}");
    }
}

#[tokio::test]
async fn what_is_sent_in_two_places_or_twice_is_taken_from_one() {
    let (site, _) = service().await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    // What the address says is no answer of a form.
    let address = "/sign-in?email=ada.nolan%40example.org&password=four+words+to+remember";
    let answer = ask(&site, "POST", address, &[form]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = String::from_utf8(answer.body).unwrap();
    assert!(page.contains("Enter your e-mail address") && page.contains("Enter your password"));
    // Of one field sent twice the first counts, for whoever checks it and whoever uses it.
    let twice = "email=b%40example.org&email=ada.nolan%40example.org&password=x";
    let answer = ask(&site, "POST", "/sign-in", &[form, ("body", twice)]).await;
    let page = String::from_utf8(answer.body).unwrap();
    assert!(page.contains("value=\"b@example.org\"") && !page.contains("ada.nolan"), "{page}");
}

#[tokio::test]
async fn every_page_of_whoever_is_signed_in_has_the_way_out() {
    let town = Town::new().await;
    let his = town.cleared().await.to_string();
    let mut pages = 0;
    for worker in [&town.manager, &town.support_manager, &town.referrer, &town.administrator] {
        let cookie = town.enters(worker).await;
        for &(_, route) in OF_WORKERS.iter().filter(|(method, _)| *method == "GET") {
            let address = route.replace("{reference}", &his).replace("{page}", "notes");
            let answer =
                ask(&town.site, "GET", &of_nothing(&address), &[("cookie", &cookie)]).await;
            if answer.header("content-type").starts_with("text/html") {
                let page = String::from_utf8(answer.body).unwrap();
                assert!(page.contains("action=\"/sign-out\""), "{address}: {page}");
                pages += 1;
            }
        }
    }
    assert!(pages > 60, "{pages} pages");
}

#[tokio::test]
async fn where_the_record_does_not_answer_nobody_is_let_in_and_nothing_is_done() {
    let town = Town::new().await;
    let cookie = town.enters(&town.manager).await;
    let token = crate::signing_in::tests::ask(&town.site, "GET", "/sessions", &cookie, "").await;
    let body = format!("form-token={}", token.token());
    town.office().close().await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    for &(method, route) in OF_WORKERS {
        let address = of_nothing(route);
        let more = [("cookie", cookie.as_str()), form, ("body", body.as_str())];
        let answer = ask(&town.site, method, &address, &more).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{method} {address}");
        let page = String::from_utf8(answer.body).unwrap();
        // Neither the cause nor a name: what went wrong is in the log.
        assert!(page.contains("The record cannot be reached"), "{method} {address}: {page}");
        assert!(!page.contains("stopped") && !page.contains("Mo Teal"), "{page}");
    }
    let form = [form, ("body", "email=mo.teal%40example.org&password=x")];
    let answer = ask(&town.site, "POST", "/sign-in", &form).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}
