//! What a person can do with a second factor, and what nobody can without.

mod half;
mod late;

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use access::{Actor, Areas, Held, Role, System};
use axum::http::StatusCode;
use casework::Worker;
use testkit::App;

use crate::Site;
use crate::signing_in::tests::{Answer, EMAIL, PROGRAMME, WORDS, ask, service};
use crate::town::{Town, text};

thread_local! {
    /// The telephone of whoever signs in, once it was told a secret.
    static APP: RefCell<Option<App>> = const { RefCell::new(None) };
}

/// Gives the password: the cookie of half a session.
pub(crate) async fn halfway(site: &Arc<Site>) -> String {
    let body = format!("email={EMAIL}&password={}", WORDS.replace(' ', "+"));
    let answer = ask(site, "POST", "/sign-in", "", &body).await;
    let led = (answer.status, answer.header("location"));
    assert_eq!(led, (StatusCode::SEE_OTHER, "/second-factor"));
    answer.cookie()
}

/// Shows a code of the app, which is set up the first time: the answer has the cookie of the whole
/// session.
pub(crate) async fn shows_a_code(site: &Arc<Site>, half: &str) -> Answer {
    let page = ask(site, "GET", "/second-factor", half, "").await;
    let token = page.token();
    let known = APP.with_borrow(Option::is_some);
    let address = if known {
        "/second-factor"
    } else {
        let begun = ask(site, "POST", "/second-factor/app/begin", half, &sent(&token, "")).await;
        assert_eq!(begun.header("location"), "/second-factor/app");
        let page = ask(site, "GET", "/second-factor/app", half, "").await;
        APP.set(Some(App::told_by(&page.body)));
        "/second-factor/app"
    };
    let code = code(site);
    let answer = ask(site, "POST", address, half, &sent(&token, &format!("code={code}"))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer
}

/// What the app shows now.
fn code(site: &Arc<Site>) -> String {
    let now = site.office().unwrap().now().as_second();
    APP.with_borrow_mut(|app| app.as_mut().expect("an app").shows(now))
}

/// The codes for recovery that a page gives.
pub(crate) fn given(page: &str) -> Vec<String> {
    let codes = page.split("waymark-secret\">").skip(1);
    let codes = codes.filter_map(|rest| rest.split("</li>").next());
    codes.map(|code| text(code).replace(' ', "")).collect()
}

fn sent(token: &str, more: &str) -> String {
    format!("form-token={token}&{more}")
}

#[tokio::test]
async fn whoever_has_none_sets_it_up_step_by_step_and_sees_nothing_before() {
    let (site, _) = service().await;
    let half = halfway(&site).await;
    let page = ask(&site, "GET", "/second-factor", &half, "").await;
    assert!(page.body.contains("<h1") && page.body.contains("Set up a second way"));
    assert!(!page.body.contains("href=\"/cases\""), "no way to anything else");
    let token = page.token();
    ask(&site, "POST", "/second-factor/app/begin", &half, &sent(&token, "")).await;
    let page = ask(&site, "GET", "/second-factor/app", &half, "").await;
    assert!(page.body.contains("<svg") && page.body.contains("waymark-secret"), "{}", page.body);
    let wrong = ask(&site, "POST", "/second-factor/app", &half, &sent(&token, "code=123")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("<title>Error: Set up an app"));
    assert!(wrong.body.contains("waymark-secret"), "the same secret is still there");
    APP.set(Some(App::told_by(&wrong.body)));
    let right = sent(&token, &format!("name=Work+telephone&code={}", code(&site)));
    let answer = ask(&site, "POST", "/second-factor/app", &half, &right).await;
    assert_eq!(answer.header("location"), "/account/recovery-codes");
    let cookie = answer.cookie();
    assert_eq!(
        ask(&site, "GET", "/account", &half, "").await.header("location"),
        "/sign-in?said=sign-in-first",
        "the token before it is nobody's"
    );
    let page = ask(&site, "GET", "/account", &cookie, "").await;
    assert!(page.body.contains("Work telephone") && page.body.contains("You have none"));
    let again = ask(&site, "POST", "/second-factor/app", &cookie, &sent(&page.token(), "")).await;
    assert_eq!(again.header("location"), "/second-factor", "it is set up already");
}

#[tokio::test]
async fn what_somebody_calls_an_app_is_short_and_seen() {
    let (site, _) = service().await;
    let half = halfway(&site).await;
    let token = ask(&site, "GET", "/second-factor", &half, "").await.token();
    ask(&site, "POST", "/second-factor/app/begin", &half, &sent(&token, "")).await;
    let page = ask(&site, "GET", "/second-factor/app", &half, "").await;
    APP.set(Some(App::told_by(&page.body)));
    let (long, code) = ("a".repeat(101), code(&site));
    for (name, words) in
        [(long.as_str(), "100 characters or fewer"), ("a%E2%80%AEb", "cannot be seen")]
    {
        let body = sent(&token, &format!("name={name}&code={code}"));
        let refused = ask(&site, "POST", "/second-factor/app", &half, &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.body.contains(words), "{}", refused.body);
        assert!(refused.body.contains("waymark-secret"), "nothing is lost");
    }
    let body = sent(&token, &format!("name={}&code={code}", &long[1..]));
    let taken = ask(&site, "POST", "/second-factor/app", &half, &body).await;
    assert_eq!(taken.header("location"), "/account/recovery-codes");
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_each_is_good_once() {
    let (site, _) = service().await;
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let page = ask(&site, "GET", "/account/recovery-codes", &cookie, "").await;
    assert!(!page.body.contains("waymark-secret"), "none is made by looking");
    let made =
        ask(&site, "POST", "/account/recovery-codes", &cookie, &sent(&page.token(), "")).await;
    let codes = given(&made.body);
    assert_eq!(codes.len(), 10);
    for (code, status) in [
        ("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", StatusCode::UNPROCESSABLE_ENTITY),
        (&codes[3], StatusCode::SEE_OTHER),
        (&codes[3], StatusCode::UNPROCESSABLE_ENTITY),
        (&codes[4], StatusCode::SEE_OTHER),
    ] {
        let half = halfway(&site).await;
        let page = ask(&site, "GET", "/second-factor/recovery", &half, "").await;
        let body = sent(&page.token(), &format!("recovery-code={code}"));
        let answer = ask(&site, "POST", "/second-factor/recovery", &half, &body).await;
        assert_eq!(answer.status, status, "{code}");
    }
    let page = ask(&site, "GET", "/account", &cookie, "").await;
    assert!(page.body.contains("You have 8 left"), "{}", page.body);
}

#[tokio::test]
async fn whoever_has_one_shows_it_and_cannot_set_up_another_before() {
    let (site, _) = service().await;
    shows_a_code(&site, &halfway(&site).await).await;
    let half = halfway(&site).await;
    let page = ask(&site, "GET", "/second-factor", &half, "").await;
    assert!(page.body.contains("Show that it is you"));
    let token = page.token();
    let begun = ask(&site, "POST", "/second-factor/app/begin", &half, &sent(&token, "")).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    let empty = ask(&site, "POST", "/second-factor", &half, &sent(&token, "code=")).await;
    assert!(empty.body.contains("Enter the code that the app shows"));
    let out = ask(&site, "POST", "/second-factor/leave", &half, &sent(&token, "")).await;
    assert_eq!(out.header("location"), "/sign-in?said=signed-out");
    let page = ask(&site, "GET", "/second-factor", &half, "").await;
    assert_eq!(page.header("location"), "/sign-in?said=sign-in-first");
}

#[tokio::test]
async fn guesses_are_slowed_and_told_when_to_come_back() {
    let (site, clock) = service().await;
    shows_a_code(&site, &halfway(&site).await).await;
    let half = halfway(&site).await;
    let token = ask(&site, "GET", "/second-factor", &half, "").await.token();
    let guess = sent(&token, "code=000000");
    for _ in 0..4 {
        let wrong = ask(&site, "POST", "/second-factor", &half, &guess).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let ended = ask(&site, "POST", "/second-factor", &half, &guess).await;
    assert_eq!(ended.header("location"), "/sign-in?said=wrong-codes");
    let half = halfway(&site).await;
    let token = ask(&site, "GET", "/second-factor", &half, "").await.token();
    let guess = sent(&token, "code=000000");
    let waits = ask(&site, "POST", "/second-factor", &half, &guess).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(waits.body.contains("Wait 10 minutes") && !waits.header("retry-after").is_empty());
    let body = format!("email={EMAIL}&password=wrong");
    for _ in 0..10 {
        ask(&site, "POST", "/sign-in", "", &body).await;
    }
    let waits = ask(&site, "POST", "/sign-in", "", &body).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    clock.seconds.fetch_add(11 * 60, Ordering::Relaxed);
    let half = halfway(&site).await;
    shows_a_code(&site, &half).await;
}

/// The ids of the factors that a page lets somebody take away.
fn removable(page: &str) -> Vec<String> {
    let ids = page.split("name=\"factor\" value=\"").skip(1);
    ids.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// Adds a second app.
async fn adds_another(site: &Arc<Site>, cookie: &str) -> String {
    let token = ask(site, "GET", "/account", cookie, "").await.token();
    let begun = ask(site, "POST", "/second-factor/app/begin", cookie, &sent(&token, "")).await;
    assert_eq!(begun.header("location"), "/second-factor/app");
    let shown = ask(site, "GET", "/second-factor/app", cookie, "").await;
    let code = App::told_by(&shown.body).shows(site.office().unwrap().now().as_second());
    let right = sent(&token, &format!("code={code}"));
    let added = ask(site, "POST", "/second-factor/app", cookie, &right).await;
    assert_eq!(added.header("location"), "/account?said=factor-added");
    added.cookie()
}

#[tokio::test]
async fn the_last_one_stays_with_whoever_needs_one() {
    let (site, _) = service().await;
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let page = ask(&site, "GET", "/account", &cookie, "").await;
    assert!(removable(&page.body).is_empty(), "{}", page.body);
    assert!(page.body.contains("You need one: add another first"));
    let cookie = adds_another(&site, &cookie).await;
    let page = ask(&site, "GET", "/account", &cookie, "").await;
    let ids = removable(&page.body);
    assert_eq!(ids.len(), 2);
    let remove = async |id: &str| {
        let body = sent(&page.token(), &format!("factor={id}"));
        ask(&site, "POST", "/account/factors/remove", &cookie, &body).await
    };
    assert_eq!(remove(&ids[0]).await.header("location"), "/account?said=factor-removed");
    let refused = remove(&ids[1]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("<title>Error: Your account"), "{}", refused.body);
    assert!(refused.body.contains("add another first"), "{}", refused.body);
    assert!(!refused.body.contains("Go back"), "nothing was typed: {}", refused.body);
}

#[tokio::test]
async fn whoever_has_none_is_told_what_it_means_and_the_first_that_they_add_stays() {
    let town = Town::new().await;
    let site = &town.site;
    let cookie = town.enters(&town.commissioner).await;
    let page = ask(site, "GET", "/account", &cookie, "").await;
    assert!(page.body.contains("Anybody who learns your password gets in"), "{}", page.body);
    assert!(page.body.contains("first add one") && !page.body.contains("href=\"/account/recovery"));
    let cookie = adds_another(site, &cookie).await;
    let page = ask(site, "GET", "/account", &cookie, "").await;
    assert!(page.body.contains("a lost telephone keeps you out"), "{}", page.body);
    assert!(removable(&page.body).is_empty(), "{}", page.body);
    assert!(page.body.contains("You need one: add another first"));
}

/// Takes every role of Ada's: what she held.
async fn takes_her_roles(site: &Arc<Site>) -> Vec<Held> {
    let held = site.office().unwrap().acting(&founder()).account_of(EMAIL).await.unwrap().held;
    gives_her(site, &[]).await;
    held
}

async fn gives_her(site: &Arc<Site>, held: &[Held]) {
    let founder = founder();
    let founding = site.office().unwrap().acting(&founder);
    let ada = founding.account_of(EMAIL).await.unwrap();
    founding.give_roles(ada.id, ada.organisation, held).await.unwrap();
}

fn founder() -> Worker {
    let actor = Actor::system(System::CommandLine, PROGRAMME);
    Worker { actor, programme: PROGRAMME, address: None }
}

#[tokio::test]
async fn a_password_alone_opens_nothing_to_whoever_has_a_second_factor_and_no_role() {
    let (site, _) = service().await;
    shows_a_code(&site, &halfway(&site).await).await;
    let held = takes_her_roles(&site).await;
    let half = halfway(&site).await;
    let page = ask(&site, "GET", "/second-factor", &half, "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Show that it is you"), "{}", page.body);
    let token = page.token();
    for address in ["/account", "/sessions", "/today", "/account/password"] {
        let led = ask(&site, "GET", address, &half, "").await;
        assert_eq!(led.header("location"), "/second-factor", "{address}");
    }
    let begun = ask(&site, "POST", "/second-factor/app/begin", &half, &sent(&token, "")).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    let out = ask(&site, "POST", "/second-factor/leave", &half, &sent(&token, "")).await;
    assert_eq!(out.header("location"), "/sign-in?said=signed-out");
    gives_her(&site, &held).await;
    shows_a_code(&site, &halfway(&site).await).await;
}

#[tokio::test]
async fn whoever_has_lost_every_role_keeps_their_account_until_it_is_closed() {
    let (site, _) = service().await;
    let elsewhere = shows_a_code(&site, &halfway(&site).await).await.cookie();
    takes_her_roles(&site).await;
    let arrived = shows_a_code(&site, &halfway(&site).await).await;
    assert_eq!(arrived.header("location"), "/today");
    let cookie = arrived.cookie();
    let page = ask(&site, "GET", "/today", &cookie, "").await;
    assert!(page.body.contains("<h1") && page.body.contains("You have no role at the moment"));
    assert!(page.body.contains("Whoever keeps the accounts of Bridge Street"), "{}", page.body);
    assert!(page.body.contains("href=\"/account\"") && page.body.contains("Sign out"));
    assert!(!page.body.contains("aria-label=\"Menu\""), "no menu that leads nowhere");
    let page = ask(&site, "GET", "/account", &cookie, "").await;
    assert!(text(&page.body).contains("Role None at the moment"), "{}", page.body);
    let events = ask(&site, "GET", "/account/events", &cookie, "").await;
    assert!(events.body.contains("Signed in with a code or passkey"), "{}", events.body);
    let token = page.token();
    let codes = ask(&site, "POST", "/account/recovery-codes", &cookie, &sent(&token, "")).await;
    assert_eq!(given(&codes.body).len(), 10);
    let ended = ask(&site, "POST", "/sessions/end-others", &cookie, &sent(&token, "")).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let out = ask(&site, "GET", "/account", &elsewhere, "").await;
    assert_eq!(out.header("location"), "/sign-in?said=sign-in-first");
    let change = format!("password={WORDS}&new-password=quite another four words");
    let change = sent(&token, &change.replace(' ', "+"));
    let changed = ask(&site, "POST", "/account/password", &cookie, &change).await;
    assert_eq!(changed.header("location"), "/account?said=password-changed");
    let cookie = adds_another(&site, &changed.cookie()).await;
    // Of a closed account nothing is anybody's.
    let founder = founder();
    let founding = site.office().unwrap().acting(&founder);
    let ada = founding.account_of(EMAIL).await.unwrap();
    founding.set_open(ada.id, ada.organisation, false).await.unwrap();
    let out = ask(&site, "GET", "/account", &cookie, "").await;
    assert_eq!(out.header("location"), "/sign-in?said=sign-in-first");
    let body = format!("email={EMAIL}&password=quite+another+four+words");
    let out = ask(&site, "POST", "/sign-in", "", &body).await;
    assert_eq!(out.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it_and_every_other_session_ends() {
    let (site, _) = service().await;
    let other = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let token = ask(&site, "GET", "/account/password", &cookie, "").await.token();
    let change = async |before: &str, chosen: &str| {
        let body = format!("password={before}&new-password={chosen}");
        ask(&site, "POST", "/account/password", &cookie, &sent(&token, &body)).await
    };
    let known = WORDS.replace(' ', "+");
    for (before, chosen, words) in [
        ("wrong", "quite+another+four+words", "This is not your password"),
        (known.as_str(), "short", "at least 15"),
        (known.as_str(), "Ada+Nolan+Ada+Nolan+1", "This is made of your name"),
        (known.as_str(), "ada.nolan%40example.org7", "This is made of your name"),
    ] {
        let refused = change(before, chosen).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(words), "{}", refused.body);
    }
    let changed = change(&known, "quite+another+four+words").await;
    assert_eq!(changed.header("location"), "/account?said=password-changed");
    let still = ask(&site, "GET", "/account", &changed.cookie(), "").await;
    assert_eq!(still.status, StatusCode::OK);
    for ended in [&other, &cookie] {
        let ended = ask(&site, "GET", "/account", ended, "").await;
        assert_eq!(ended.header("location"), "/sign-in?said=sign-in-first");
    }
    let body = format!("email={EMAIL}&password={known}");
    let old = ask(&site, "POST", "/sign-in", "", &body).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_worth_a_second_look_is_asked_for_again_after_ten_minutes() {
    let (site, clock) = service().await;
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let codes = ask(&site, "GET", "/account/recovery-codes", &cookie, "").await;
    assert_eq!(codes.status, StatusCode::OK);
    clock.seconds.fetch_add(11 * 60, Ordering::Relaxed);
    let asked = ask(&site, "GET", "/account/recovery-codes", &cookie, "").await;
    let again = "/sign-in/again?to=%2Faccount%2Frecovery%2Dcodes";
    assert_eq!(asked.header("location"), again);
    let page = ask(&site, "GET", again, &cookie, "").await;
    assert!(page.body.contains("Code that the app shows"), "{}", page.body);
    let wrong = sent(&page.token(), "to=%2Faccount&code=000000");
    let refused = ask(&site, "POST", "/sign-in/again", &cookie, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = sent(&page.token(), &format!("to=%2Faccount&code={}", code(&site)));
    let shown = ask(&site, "POST", "/sign-in/again", &cookie, &right).await;
    assert_eq!(shown.header("location"), "/account");
    let codes = ask(&site, "GET", "/account/recovery-codes", &shown.cookie(), "").await;
    assert_eq!(codes.status, StatusCode::OK);
    let before = ask(&site, "GET", "/account", &cookie, "").await;
    assert_eq!(before.header("location"), "/sign-in?said=sign-in-first", "the token is another");
}

#[tokio::test]
async fn the_secret_of_an_app_is_shown_to_the_session_that_began_it_after_it_is_asked_again() {
    let (site, clock) = service().await;
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let other = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let token = ask(&site, "GET", "/account", &cookie, "").await.token();
    ask(&site, "POST", "/second-factor/app/begin", &cookie, &sent(&token, "")).await;
    let shown = ask(&site, "GET", "/second-factor/app", &cookie, "").await;
    assert!(shown.body.contains("waymark-secret"), "{}", shown.body);
    let elsewhere = ask(&site, "GET", "/second-factor/app", &other, "").await;
    assert_eq!(elsewhere.header("location"), "/second-factor");
    clock.seconds.fetch_add(11 * 60, Ordering::Relaxed);
    let asked = ask(&site, "GET", "/second-factor/app", &cookie, "").await;
    let again = "/sign-in/again?to=%2Fsecond%2Dfactor%2Fapp";
    assert_eq!(asked.header("location"), again, "{}", asked.body);
    let page = ask(&site, "GET", again, &cookie, "").await;
    let right = format!("to=%2Fsecond-factor%2Fapp&code={}", code(&site));
    let right = sent(&page.token(), &right);
    let back = ask(&site, "POST", "/sign-in/again", &cookie, &right).await;
    let shown = ask(&site, "GET", back.header("location"), &back.cookie(), "").await;
    assert!(shown.body.contains("waymark-secret"), "it goes on with the next token");
}

#[tokio::test]
async fn whoever_ends_sessions_or_takes_a_factor_away_shows_again_who_they_are_and_comes_back() {
    let (site, clock) = service().await;
    let other = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    for _ in 0..3 {
        clock.seconds.fetch_add(11 * 60, Ordering::Relaxed);
        for cookie in [&cookie, &other] {
            ask(&site, "GET", "/account", cookie, "").await;
        }
        // Nobody waits until the use of a session is noted: what is written after it comes later.
        ask(&site, "POST", "/sign-in", "", "email=b%40example.org&password=x").await;
    }
    let token = ask(&site, "GET", "/sessions", &cookie, "").await.token();
    for (address, page, encoded) in [
        ("/sessions/end", "/sessions", "%2Fsessions"),
        ("/sessions/end-others", "/sessions", "%2Fsessions"),
        ("/account/factors/remove", "/account", "%2Faccount"),
    ] {
        let asked = ask(&site, "POST", address, &cookie, &sent(&token, "")).await;
        assert_eq!(asked.header("location"), format!("/sign-in/again?to={encoded}"), "{address}");
        assert_eq!(ask(&site, "GET", page, &cookie, "").await.status, StatusCode::OK);
    }
    assert_eq!(ask(&site, "GET", "/account", &other, "").await.status, StatusCode::OK);
    let page = ask(&site, "GET", "/sign-in/again?to=%2Fsessions", &cookie, "").await;
    let right = sent(&page.token(), &format!("to=%2Fsessions&code={}", code(&site)));
    let cookie = ask(&site, "POST", "/sign-in/again", &cookie, &right).await.cookie();
    let token = ask(&site, "GET", "/sessions", &cookie, "").await.token();
    let ended = ask(&site, "POST", "/sessions/end-others", &cookie, &sent(&token, "")).await;
    assert_eq!(ended.header("location"), "/sessions?said=sessions-ended");
    let gone = ask(&site, "GET", "/account", &other, "").await;
    assert_eq!(gone.header("location"), "/sign-in?said=sign-in-first");
}
