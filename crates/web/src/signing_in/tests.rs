//! What a person can do at the door, and what nobody can.

mod back;
mod directory;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Actor, Areas, Held, Role, System};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use casework::accounts::{Opened, OrganisationKind};
use casework::demonstration;
use casework::demonstration::door::{DemonstrationDoor, InventedWorker};
use casework::passwords::Password;
use casework::{Office, Worker};
use documents::Stamp;
use jiff::Timestamp;
use pathway::{ProgrammeId, Surroundings, WorkerId};
use tower::ServiceExt;
use uuid::Uuid;

use crate::figures::samples;
use crate::second_factor::tests::{halfway, shows_a_code};
use crate::{Outside, Site, router};

pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));
pub(crate) const EMAIL: &str = "ada.nolan@example.org";
pub(crate) const WORDS: &str = "four words to remember";

/// A clock that is set by hand, and numbers for randomness.
#[derive(Default)]
pub(crate) struct ByHand {
    pub seconds: AtomicI64,
    next: AtomicU64,
}

impl Surroundings for ByHand {
    fn now(&self) -> Timestamp {
        Timestamp::new(1_795_000_000 + self.seconds.load(Ordering::Relaxed), 0).unwrap()
    }
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes.iter_mut().zip(next.iter().cycle()).for_each(|(byte, next)| *byte = *next);
    }
}

pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    /// The cookie that it sets, as a browser sends it back.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }
    /// The token that the forms of the page carry.
    pub fn token(&self) -> String {
        let after = self.body.split("name=\"form-token\" value=\"").nth(1).expect("a form");
        after.split('"').next().unwrap().to_owned()
    }
}

pub(crate) async fn ask(
    site: &Arc<Site>,
    method: &str,
    address: &str,
    cookie: &str,
    body: &str,
) -> Answer {
    sends(site, ("same-origin", method), address, cookie, body).await
}

/// Sends a form from a page of some site, as a browser says it.
pub(crate) async fn ask_from(
    site: &Arc<Site>,
    from: &str,
    address: &str,
    cookie: &str,
    body: &str,
) -> Answer {
    sends(site, (from, "POST"), address, cookie, body).await
}

async fn sends(
    site: &Arc<Site>,
    (from, method): (&str, &str),
    address: &str,
    cookie: &str,
    body: &str,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(address)
        .header("cookie", cookie)
        .header("sec-fetch-site", from)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    answer(site, request).await
}

async fn answer(site: &Arc<Site>, request: Request<Body>) -> Answer {
    let response = router(Arc::clone(site)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A service with one facilitator.
pub(crate) async fn service() -> (Arc<Site>, Arc<ByHand>) {
    let (office, clock, _) = office().await;
    let site = Site::new(samples::usual(), stamp()).with_record(office, Outside::default());
    (Arc::new(site), clock)
}

/// A service over TLS, which browsers reach at an address that was told.
pub(crate) async fn service_reached_at(address: &str) -> Arc<Site> {
    let (office, _, _) = office().await;
    let outside = Outside { tls: true, proxy: false };
    let site = Site::new(samples::usual(), stamp()).with_record(office, outside);
    Arc::new(site.reached_at(address.parse().unwrap()))
}

/// A service behind a proxy, which says who asks.
pub(crate) async fn service_behind_a_proxy() -> Arc<Site> {
    let (office, _, _) = office().await;
    let outside = Outside { tls: true, proxy: true };
    Arc::new(Site::new(samples::usual(), stamp()).with_record(office, outside))
}

/// The demonstration with one facilitator.
pub(crate) async fn demonstration() -> (Arc<Site>, WorkerId) {
    let (office, _, id) = office().await;
    let ada = InventedWorker {
        id,
        name: "Ada Nolan".to_owned(),
        heading: "Facilitators",
        place: "Bridge Street, Dudley".to_owned(),
    };
    let door = DemonstrationDoor::new(vec![ada]);
    (Arc::new(Site::new(samples::usual(), stamp()).with_demonstration(office, door)), id)
}

pub(crate) fn stamp() -> Stamp {
    Stamp { generated: "2026-11-23T09:00:00Z".to_owned(), version: "0.1.0" }
}

async fn office() -> (Office, Arc<ByHand>, WorkerId) {
    let clock = Arc::new(ByHand::default());
    let by_hand = Arc::clone(&clock) as Arc<dyn Surroundings>;
    let office = demonstration::temporary(by_hand).await.unwrap();
    let actor = Actor::system(System::CommandLine, PROGRAMME);
    let founder = Worker { actor, programme: PROGRAMME, address: None };
    let founding = office.acting(&founder);
    founding.begin_programme("Black Country").await.unwrap();
    let kind = OrganisationKind::Programme;
    let provider = founding.add_organisation("Bridge Street", kind, &[]).await.unwrap();
    let ada = Opened {
        organisation: provider,
        name: "Ada Nolan".to_owned(),
        email: EMAIL.to_owned(),
        password: Some(Password::typed(WORDS.to_owned())),
        held: vec![Held { role: Role::Facilitator, programme: PROGRAMME, areas: Areas::All }],
    };
    let worker = founding.open_account(ada).await.unwrap();
    (office, clock, worker)
}

async fn sign_in(site: &Arc<Site>) -> String {
    let half = halfway(site).await;
    shows_a_code(site, &half).await.cookie()
}

#[tokio::test]
async fn whoever_signs_in_gets_a_cookie_that_no_script_reads_and_sees_their_sessions() {
    let (site, clock) = service().await;
    let first = ask(&site, "GET", "/", "", "").await;
    assert_eq!(first.header("location"), "/sign-in");
    let cookie = sign_in(&site).await;
    assert!(cookie.starts_with("waymark="), "{cookie}");
    let page = ask(&site, "GET", "/sessions", &cookie, "").await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
    assert!(page.body.contains("Ada Nolan") && page.body.contains("Bridge Street"));
    assert!(page.body.contains("data-ends-in=\"1200\" data-warn-before=\"120\""));
    assert!(page.body.contains("href=\"/cases\"") && !page.body.contains("href=\"/figures\""));
    let answer = ask(&site, "POST", "/session", &cookie, &sent(&page.token())).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("session-ends-in"), "1200");
    // To ask how long it lasts is no use of it.
    for asked in ["1200", "1080"] {
        let answer = ask(&site, "GET", "/session", &cookie, "").await;
        assert_eq!(
            (answer.status, answer.header("session-ends-in")),
            (StatusCode::NO_CONTENT, asked)
        );
        clock.seconds.fetch_add(120, Ordering::Relaxed);
    }
    let page = ask(&site, "GET", "/sessions", &cookie, "").await;
    let out = ask(&site, "POST", "/sign-out", &cookie, &sent(&page.token())).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(out.header("location"), "/sign-in?said=signed-out");
    let page = ask(&site, "GET", "/sessions", &cookie, "").await;
    assert_eq!(page.header("location"), "/sign-in?said=sign-in-first");
}

fn sent(token: &str) -> String {
    format!("form-token={token}")
}

#[tokio::test]
async fn the_list_of_sessions_says_which_browser_when_and_which_of_them_is_this_one() {
    let (site, clock) = service().await;
    let from = async |agent: &str, address: [u8; 4]| {
        let body = format!("email={EMAIL}&password={}", WORDS.replace(' ', "+"));
        let mut request = Request::post("/sign-in")
            .header("sec-fetch-site", "same-origin")
            .header("user-agent", agent)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(crate::ground::Peer(address.into()));
        let half = answer(&site, request).await.cookie();
        shows_a_code(&site, &half).await.cookie()
    };
    let desk = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0";
    from(desk, [192, 0, 2, 7]).await;
    clock.seconds.fetch_add(5 * 60, Ordering::Relaxed);
    let telephone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/143.0.0.0 Mobile Safari/537.36";
    let cookie = from(telephone, [198, 51, 100, 9]).await;
    let page = ask(&site, "GET", "/sessions", &cookie, "").await.body;
    assert!(!page.contains("Mozilla"), "{page}");
    let rows: Vec<String> =
        page.split("<tr").skip(2).map(|row| crate::town::text(&format!("<{row}"))).collect();
    for (row, words) in rows.iter().zip([
        [
            "Chrome on Android",
            "This one",
            "198.51.100.9",
            "Today at 11:",
            "Now",
            "Sign out to end it",
        ],
        ["Firefox on Windows", "192.0.2.7", "Today at 11:", "Today at 11:", "End", "End Firefox"],
    ]) {
        for word in words {
            assert!(row.contains(word), "{word} in {row}");
        }
    }
    assert_eq!(rows.len(), 2);
    assert!(!rows[1].contains("This one"), "{rows:?}");
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_page_and_keep_what_was_typed() {
    let (site, _) = service().await;
    let wrong = ask(&site, "POST", "/sign-in", "", &format!("email={EMAIL}&password=x")).await;
    let unknown = ask(&site, "POST", "/sign-in", "", "email=b%40example.org&password=x").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(wrong.body.replace(EMAIL, "b@example.org"), unknown.body);
    assert!(wrong.body.contains("<title>Error: Sign in"));
    assert!(!wrong.body.contains("value=\"x\""), "a password is never shown again");
}

#[tokio::test]
async fn what_another_site_sends_is_refused_whatever_it_carries() {
    let (site, _) = service().await;
    let cookie = sign_in(&site).await;
    let token = ask(&site, "GET", "/sessions", &cookie, "").await.token();
    let from = |header: &'static str, value: &'static str| {
        Request::post("/sign-out")
            .header("cookie", &cookie)
            .header("host", "w.example")
            .header(header, value)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(sent(&token)))
            .unwrap()
    };
    for request in [from("sec-fetch-site", "cross-site"), from("origin", "https://evil.example")] {
        assert_eq!(answer(&site, request).await.status, StatusCode::FORBIDDEN);
    }
    let request = from("origin", "http://w.example");
    assert_eq!(answer(&site, request).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_with_the_token_of_another_session_is_given_back_whole() {
    let (site, _) = service().await;
    let (one, other) = (sign_in(&site).await, sign_in(&site).await);
    let token = ask(&site, "GET", "/sessions", &one, "").await.token();
    let body = format!("{}&session=typed+%3Cb%3E", sent(&token));
    let page = ask(&site, "POST", "/sessions/end", &other, &body).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.body.contains("name=\"session\" value=\"typed &lt;b&gt;\""), "{}", page.body);
    let none = ask(&site, "POST", "/sign-out", &other, "").await;
    assert_eq!(none.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_was_sent_after_the_end_of_the_session_waits_for_the_same_person() {
    let (site, clock) = service().await;
    let cookie = sign_in(&site).await;
    let token = ask(&site, "GET", "/sessions", &cookie, "").await.token();
    clock.seconds.fetch_add(30 * 60, Ordering::Relaxed);
    let body = format!("{}&session=typed+before+%F0%9F%98%80", sent(&token));
    let late = ask(&site, "POST", "/sessions/end", &cookie, &body).await;
    assert_eq!(late.header("location"), "/sign-in?said=lapsed-and-kept");
    let back = shows_a_code(&site, &halfway(&site).await).await;
    assert_eq!(back.header("location"), "/sessions/kept");
    let page = ask(&site, "GET", "/sessions/kept", &back.cookie(), "").await;
    assert!(page.body.contains("action=\"/sessions/end\""), "{}", page.body);
    assert!(page.body.contains("value=\"typed before 😀\""));
    let id = page.body.split("name=\"kept\" value=\"").nth(1).unwrap();
    let gone = format!("{}&kept={}", sent(&page.token()), id.split('"').next().unwrap());
    ask(&site, "POST", "/sessions/kept/throw-away", &back.cookie(), &gone).await;
    let page = ask(&site, "GET", "/sessions/kept", &back.cookie(), "").await;
    assert_eq!(page.header("location"), "/today");
}

#[tokio::test]
async fn one_press_signs_an_invented_worker_in_and_a_service_has_no_such_door() {
    let (site, worker) = demonstration().await;
    let page = ask(&site, "GET", "/", "", "").await;
    assert!(page.body.contains("Everything here is invented.") && page.body.contains("Ada Nolan"));
    let press = format!("worker={}", worker.uuid());
    let answer = ask(&site, "POST", "/demonstration/sign-in", "", &press).await;
    assert_eq!(answer.header("location"), "/today");
    let page = ask(&site, "GET", "/sessions", &answer.cookie(), "").await;
    assert_eq!(page.status, StatusCode::OK);
    let (site, _) = service().await;
    let answer = ask(&site, "POST", "/demonstration/sign-in", "", &press).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn under_tls_the_cookie_is_this_hosts_alone_and_browsers_are_told_to_stay_with_tls() {
    let site = service_behind_a_proxy().await;
    let body = format!("email={EMAIL}&password={}", WORDS.replace(' ', "+"));
    let answer = ask(&site, "POST", "/sign-in", "", &body).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-waymark="), "{cookie}");
    for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(cookie.split("; ").any(|has| has == part), "{cookie}");
    }
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
}

#[tokio::test]
async fn no_line_of_the_log_holds_what_anybody_typed() {
    let lines = Lines::default();
    let log = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || log.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (site, _) = service().await;
    let cookie = sign_in(&site).await;
    for (method, address) in [
        ("GET", "/marked-1?marked-2"),
        ("GET", "/invitation/marked-10"),
        ("MARKED-11", "/sign-in"),
        ("POST", "/sign-in?marked-2"),
        ("POST", "/sign-out"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header("cookie", format!("{cookie}; other=marked-3"))
            .header("user-agent", "marked-4")
            .header("referer", "http://marked-5/")
            .header("x-request-id", "marked-6")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("email=marked-7%40example.org&password=marked-8&form-token=marked-9"))
            .unwrap();
        answer(&site, request).await;
    }
    let log = lines.text();
    assert!(log.contains("\"route\":\"/sign-in\""), "{log}");
    let value = cookie.trim_start_matches("waymark=");
    for never in ["marked", "MARKED", "ada.nolan", "Nolan", value] {
        assert!(!log.contains(never), "{never} in {log}");
    }
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("an object a line");
        let at = line["timestamp"].as_str().unwrap_or_default();
        assert!(at.ends_with('Z') && at.parse::<Timestamp>().is_ok(), "{line}: in UTC");
        assert!(line["level"].is_string() && line["fields"]["message"].is_string(), "{line}");
    }
}

/// Lines of a log, in memory.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

impl Lines {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
