//! Doors that are not there: figures for whoever knows names, files beyond the folder, addresses
//! that lead out, and what a proxy could let in.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

use crate::figures::samples;
use crate::ground::Peer;
use crate::signing_in::tests::{ask, stamp};
use crate::town::Town;
use crate::{Outside, Site, router};

/// The town's record as a service of real people, where nobody enters at one press.
fn of_real_people(town: &Town, outside: Outside) -> Arc<Site> {
    Arc::new(Site::of_record(town.office().clone(), outside, "0.1.0"))
}

const OF_FIGURES: [&str; 10] = [
    "/overview",
    "/figures",
    "/figures/21",
    "/figures/21.csv",
    "/figures/report.pdf",
    "/figures/workbook.xlsx",
    "/figures/figures.json",
    "/contradictions",
    "/downloads",
    "/api/figures/21",
];

#[tokio::test]
async fn whoever_knows_names_gets_no_figure_and_no_file_of_figures() {
    let town = Town::new().await;
    town.cleared().await;
    let site = of_real_people(&town, Outside::default());
    let administrator = [&town.administrator];
    for worker in town.his_side().into_iter().chain(town.her_side()).chain(administrator) {
        let cookie = town.enters(worker).await;
        let nothing = ask(&site, "GET", "/nothing", &cookie, "").await;
        for address in OF_FIGURES {
            let answer = ask(&site, "GET", address, &cookie, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            if !address.starts_with("/api/") {
                assert_eq!(answer.body, nothing.body, "{address}");
            }
        }
    }
}

#[tokio::test]
async fn figures_leave_as_files_with_whoever_showed_a_short_time_ago_who_they_are() {
    let town = Town::new().await;
    let figures = Site::new(samples::usual(), stamp());
    let site = Arc::new(figures.with_record(town.office().clone(), Outside::default()));
    let cookie = town.enters(&town.commissioner).await;
    let made = ["21.csv", "21.json", "21.svg", "report.html", "figures.json", "workbook.xlsx"];
    for file in made {
        let answer = ask(&site, "GET", &format!("/figures/{file}"), &cookie, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\""));
    }
    for _ in 0..3 {
        town.clock.seconds.fetch_add(11 * 60, Ordering::Relaxed);
        ask(&site, "GET", "/sessions", &cookie, "").await;
        // Nobody waits until the use of a session is noted: what is written after it comes later.
        ask(&site, "POST", "/sign-in", "", "email=b%40example.org&password=x").await;
    }
    for file in made.into_iter().chain(["report.pdf"]) {
        let answer = ask(&site, "GET", &format!("/figures/{file}"), &cookie, "").await;
        let again = format!("/sign-in/again?to=%2Ffigures%2F{}", file.replace('.', "%2E"));
        assert_eq!(answer.header("location"), again, "{file}");
    }
    let answer = ask(&site, "GET", "/api/figures/21", &cookie, "").await;
    assert_eq!(answer.header("location"), "/sign-in/again?to=%2Fapi%2Ffigures%2F21");
    let page = ask(&site, "GET", "/figures/21", &cookie, "").await;
    assert_eq!(page.status, StatusCode::OK, "what is looked at stays");
}

#[tokio::test]
async fn no_address_leads_out_of_the_files_that_are_served_or_off_this_site() {
    let town = Town::new().await;
    let cookie = town.enters(&town.facilitator).await;
    for address in [
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets//etc/passwd",
        "/figures/..%2f..%2fetc%2fpasswd",
        "/figures/%00.csv",
        "/cases/..%2f..",
        "//evil.example/cases",
    ] {
        let answer = ask(&town.site, "GET", address, &cookie, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!answer.body.contains("root:") && !answer.body.contains("[workspace]"));
    }
    // Whatever a request asks to be led to, it is led to a page of this site.
    for (method, address) in [
        ("GET", "/today?next=https://evil.example"),
        ("GET", "/sign-in?to=//evil.example&said=%0d%0aset-cookie:x=y"),
        ("GET", "/%0d%0aset-cookie:%20x=y"),
        ("POST", "/sign-out?to=//evil.example"),
    ] {
        let answer = ask(&town.site, method, address, "", "form-token=x&next=//evil.example").await;
        let to = answer.header("location");
        assert!(to.is_empty() || (to.starts_with('/') && !to.starts_with("//")), "{to}");
        assert!(!answer.headers.contains_key("set-cookie"), "{address}");
    }
}

#[tokio::test]
async fn what_waymark_says_of_her_case_no_page_of_his_can_be_made_to_say() {
    let town = Town::new().await;
    let his = town.cleared().await;
    let hers = town.hers().await;
    let banner = "He is cleared to start, for her part";
    for said in ["cleared", "death", "answer", "declined", "ready", "safe-ways"] {
        for address in [format!("/cases/{his}?said={said}"), format!("/cases?said={said}")] {
            let page = town.sees(&town.facilitator, &address).await;
            assert!(!page.body.contains("What happened</h2>"), "{address}");
        }
    }
    let page = town.sees(&town.support_worker, &format!("/cases/{hers}?said=cleared")).await;
    assert!(page.body.contains(banner), "on her own page it is said");
}

#[tokio::test]
async fn how_much_goes_on_is_told_to_a_collector_on_this_machine_alone() {
    let town = Town::new().await;
    let site = of_real_people(&town, Outside { tls: true, proxy: true });
    let asked = async |from: Option<[u8; 4]>, header: Option<(&'static str, &'static str)>| {
        let mut request = Request::get("/metrics");
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        if let Some(from) = from {
            request.extensions_mut().insert(Peer(from.into()));
        }
        router(Arc::clone(&site)).oneshot(request).await.unwrap().status()
    };
    let here = Some([127, 0, 0, 1]);
    assert_eq!(asked(here, None).await, StatusCode::OK);
    assert_eq!(asked(None, None).await, StatusCode::NOT_FOUND);
    assert_eq!(asked(Some([192, 0, 2, 1]), None).await, StatusCode::NOT_FOUND);
    for header in [
        ("x-forwarded-for", "192.0.2.1"),
        ("forwarded", "for=192.0.2.1"),
        ("x-real-ip", "192.0.2.1"),
        ("x-forwarded-proto", "https"),
        ("via", "1.1 proxy"),
    ] {
        assert_eq!(asked(here, Some(header)).await, StatusCode::NOT_FOUND, "{header:?}");
    }
}

#[tokio::test]
async fn a_session_that_somebody_else_chose_is_nobodys_and_signing_in_makes_another() {
    let town = Town::new().await;
    let chosen = format!("waymark={}", "A".repeat(43));
    let body = format!("worker={}", town.facilitator.actor.worker().uuid());
    let answer = ask(&town.site, "POST", "/demonstration/sign-in", &chosen, &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_ne!(answer.cookie(), chosen);
    let before = ask(&town.site, "GET", "/cases", &chosen, "").await;
    assert_eq!(before.header("location"), "/sign-in?said=sign-in-first");
    // Signing in again where somebody is signed in ends the session before.
    let first = answer.cookie();
    let second = ask(&town.site, "POST", "/demonstration/sign-in", &first, &body).await;
    assert_eq!(second.status, StatusCode::SEE_OTHER);
    let before = ask(&town.site, "GET", "/cases", &first, "").await;
    assert_eq!(before.header("location"), "/sign-in?said=sign-in-first");
}

#[tokio::test]
async fn one_ends_no_session_of_anybody_else() {
    let town = Town::new().await;
    let hers = town.enters(&town.support_worker).await;
    let page = ask(&town.site, "GET", "/sessions", &hers, "").await;
    let other = town.enters(&town.support_worker).await;
    let listed = ask(&town.site, "GET", "/sessions", &other, "").await.body;
    let mark = listed.split("name=\"session\" value=\"").nth(1).unwrap();
    let mark = mark.split('"').next().unwrap();
    let attacker = town.enters(&town.manager).await;
    let token = ask(&town.site, "GET", "/sessions", &attacker, "").await.token();
    let body = format!("form-token={token}&session={mark}");
    let answer = ask(&town.site, "POST", "/sessions/end", &attacker, &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "answered as for one of one's own");
    assert_eq!(page.status, StatusCode::OK);
    for cookie in [&hers, &other] {
        let still = ask(&town.site, "GET", "/cases", cookie, "").await;
        assert_eq!(still.status, StatusCode::OK);
    }
}
