//! What a reader and a program can do here.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tower::ServiceExt;

use super::samples;
use crate::{Site, router};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }
    /// The words of the one `h1`, as written in the markup.
    fn heading(&self) -> &str {
        let page = self.text();
        assert_eq!(page.matches("<h1").count(), 1, "one h1 in {page}");
        let from = page.find("<h1").expect("an h1");
        let from = from + page[from..].find('>').expect("its end") + 1;
        &page[from..from + page[from..].find("</h1>").expect("its end tag")]
    }
}

async fn ask(site: &Arc<Site>, method: Method, address: &str) -> Answer {
    let request = Request::builder().method(method).uri(address).body(Body::empty()).unwrap();
    let response = router(Arc::clone(site)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn get(site: &Arc<Site>, address: &str) -> Answer {
    ask(site, Method::GET, address).await
}

/// Every page of a site.
fn pages(site: &Site) -> Vec<String> {
    let fixed = ["/", "/figures", "/contradictions", "/downloads"].map(str::to_owned);
    let crate::site::Figures::Given(given) = &site.figures else { unreachable!() };
    let each = given.evaluation.figures.iter().map(|figure| super::address(figure.key));
    fixed.into_iter().chain(each).collect()
}

fn attribute_names(page: &str) -> Vec<&str> {
    page.split('<')
        .filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag))
        .flat_map(|tag| tag.split_whitespace().skip(1))
        .filter_map(|attribute| attribute.split_once("=\"").map(|(name, _)| name))
        .collect()
}

#[tokio::test]
async fn every_page_has_one_h1_with_which_its_title_begins_and_nothing_inline() {
    for evaluation in [samples::usual(), samples::empty(), samples::suppressed()] {
        let site = samples::served(evaluation);
        for address in pages(&site) {
            let page = get(&site, &address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            let title = format!("<title>{} – Waymark</title>", page.heading());
            assert!(page.text().contains(&title), "{address}: {title}");
            assert!(page.text().contains("<main"), "{address}");
            assert!(page.text().contains("invented"), "{address}");
            assert!(!page.text().contains("<style"), "{address}");
            for name in attribute_names(page.text()) {
                assert!(name != "style" && !name.starts_with("on"), "{address}: {name}");
            }
        }
    }
}

#[tokio::test]
async fn every_link_on_every_page_leads_somewhere() {
    let site = samples::served(samples::usual());
    for address in pages(&site) {
        let page = get(&site, &address).await;
        for part in page.text().split("href=\"").skip(1) {
            let to = part.split('"').next().unwrap();
            if let Some(anchor) = to.strip_prefix('#') {
                assert!(page.text().contains(&format!("id=\"{anchor}\"")), "{address}: {to}");
            } else {
                // A PDF takes ten seconds without optimisation; its route has a test of its own
                // in the browser.
                let made = to == "/figures/report.pdf";
                assert!(made || get(&site, to).await.status == StatusCode::OK, "{address}: {to}");
            }
        }
    }
}

#[tokio::test]
async fn every_answer_keeps_itself_to_itself_and_pages_are_not_kept() {
    let site = samples::served(samples::usual());
    for address in ["/", "/figures/21", "/figures/21.csv", "/api/figures/21", "/nothing"] {
        let answer = get(&site, address).await;
        assert_eq!(
            answer.header("content-security-policy"),
            crate::headers::CONTENT_SECURITY_POLICY
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("geolocation=()"));
        assert_eq!(answer.header("cache-control"), "no-store", "{address}");
        assert!(!answer.header("x-request-id").is_empty());
    }
}

#[tokio::test]
async fn styles_and_script_may_be_kept_for_ever() {
    let site = samples::served(samples::usual());
    for address in
        [components::assets::STYLES, components::assets::SCRIPT, components::assets::FONT]
    {
        let answer = get(&site, address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.header("cache-control").contains("immutable"), "{address}");
    }
    assert_eq!(get(&site, "/assets/app.css").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&site, "/assets/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn head_has_the_headers_of_the_page_without_the_page() {
    let site = samples::served(samples::usual());
    let head = ask(&site, Method::HEAD, "/figures/21").await;
    assert_eq!(head.status, StatusCode::OK);
    assert!(head.body.is_empty());
    assert_eq!(head.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn what_is_not_there_is_a_page_for_people_and_a_problem_for_programs() {
    let site = samples::served(samples::usual());
    for address in ["/nothing", "/figures/99", "/figures/21.doc", "/figures/incidents.svg"] {
        let page = get(&site, address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(page.heading(), "Page not found", "{address}");
    }
    let problem = get(&site, "/api/figures/99").await;
    assert_eq!(problem.status, StatusCode::NOT_FOUND);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_slice(&problem.body).unwrap();
    assert_eq!(problem["status"], 404);
    assert!(problem["detail"].as_str().unwrap().contains("14, 21, incidents"));
    assert_eq!(get(&site, "/api/nothing").await.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_page_to_which_something_is_sent_says_what_it_takes() {
    let site = samples::served(samples::usual());
    let answer = ask(&site, Method::POST, "/figures/21").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header(header::ALLOW.as_str()), "GET,HEAD");
    assert_eq!(answer.heading(), "This address only shows something");
}

#[tokio::test]
async fn the_json_of_a_figure_is_that_of_figures_json() {
    let site = samples::served(samples::usual());
    let figure = get(&site, "/api/figures/21").await;
    let figure: serde_json::Value = serde_json::from_slice(&figure.body).unwrap();
    assert_eq!(figure["rows"][2]["mean"], 18.2);
    let file = get(&site, "/figures/21.json").await;
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&file.body).unwrap(), figure);
    let all = get(&site, "/figures/figures.json").await;
    let all: serde_json::Value = serde_json::from_slice(&all.body).unwrap();
    assert_eq!(all["figures"]["21"], figure);
}

#[tokio::test]
async fn each_document_is_made_once_and_is_what_it_says() {
    // Not the PDF: without optimisation it takes ten seconds, and `documents` tries it.
    let site = samples::served(samples::usual());
    for (address, kind, begins) in [
        ("/figures/report.html", "text/html; charset=utf-8", "<!DOCTYPE html>"),
        (
            "/figures/workbook.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "PK",
        ),
    ] {
        let answer = get(&site, address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(answer.header("content-type"), kind);
        assert!(answer.header("content-disposition").starts_with("attachment"), "{address}");
        assert!(answer.body.starts_with(begins.as_bytes()), "{address}");
    }
}

#[tokio::test]
async fn gaps_beyond_the_first_six_wait_behind_a_summary() {
    let page = get(&samples::served(samples::usual()), "/").await;
    let hidden = page.text().find("2 more").unwrap();
    assert!(page.text().find("Gap 6").unwrap() < hidden);
    assert!(page.text().find("Gap 7").unwrap() > hidden);
}

#[tokio::test]
async fn the_overview_and_a_figure_read_so() {
    let site = samples::served(samples::usual());
    for (name, address) in [("overview", "/"), ("figure", "/figures/21"), ("not_found", "/x")] {
        let page = get(&site, address).await;
        // Pictures and tables are drawn, and held to snapshots, by `documents`; the hashes of
        // styles change with every change of theirs.
        let page = without(page.text(), "<svg class=\"chart\"", "</svg>");
        let page =
            without(&page, "<div class=\"figure-table\"", "<h2 class=\"govuk-visually-hidden\">");
        let lines = page.split_inclusive('>').filter(|line| !line.contains("/assets/"));
        let page = lines.collect::<Vec<_>>().join("\n");
        insta::assert_snapshot!(name, page);
    }
}

/// The text without what stands between two marks, wherever it does.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(to).expect("an end").1)
}
