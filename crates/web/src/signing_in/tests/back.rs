//! Back to where somebody was when their session lapsed, and nobody else.

use super::*;
use crate::second_factor::tests::given;
use crate::town::Town;

/// Asks for a page as a person does who types its address or follows a link.
async fn visits(site: &Arc<Site>, address: &str, cookies: &str) -> Answer {
    asks(site, address, cookies, "text/html,application/xhtml+xml,*/*;q=0.8").await
}

async fn asks(site: &Arc<Site>, address: &str, cookies: &str, accept: &str) -> Answer {
    let request = Request::get(address)
        .header("cookie", cookies)
        .header("sec-fetch-site", "same-origin")
        .header("accept", accept)
        .body(Body::empty())
        .unwrap();
    answer(site, request).await
}

/// The cookies that an answer sets, as a browser sends them back.
fn cookies_of(answer: &Answer) -> Vec<String> {
    let set = answer.headers.get_all("set-cookie").iter();
    set.map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
}

/// What a browser keeps of the page that a lapsed session asked for.
fn kept_of(answer: &Answer) -> Option<String> {
    assert_eq!(answer.header("location"), "/sign-in?said=lapsed");
    cookies_of(answer).into_iter().find(|cookie| cookie.starts_with("waymark-back="))
}

async fn presses(town: &Town, worker: &Worker, cookies: &str) -> Answer {
    let body = format!("worker={}", worker.actor.worker().uuid());
    ask(&town.site, "POST", "/demonstration/sign-in", cookies, &body).await
}

/// The same record as it is served to real people.
fn service_of(town: &Town) -> Arc<Site> {
    let site = Site::new(samples::usual(), stamp());
    Arc::new(site.with_record(town.office().clone(), Outside::default()))
}

/// Whose session lapsed, at a page: their cookies.
async fn lapsed_at(town: &Town, worker: &Worker, page: &str) -> String {
    let session = town.enters(worker).await;
    town.later(1);
    let kept = kept_of(&visits(&town.site, page, &session).await).expect("the page is kept");
    format!("{session}; {kept}")
}

#[tokio::test]
async fn whoever_signs_in_again_after_a_lapse_is_where_they_were() {
    let town = Town::new().await;
    let case = format!("/cases/{}/notes", town.cleared().await);
    for page in [case.as_str(), "/cases?area=Dudley&due=late"] {
        let cookies = lapsed_at(&town, &town.manager, page).await;
        let back = presses(&town, &town.manager, &cookies).await;
        assert_eq!((back.status, back.header("location")), (StatusCode::SEE_OTHER, page));
        let forgotten = cookies_of(&back);
        assert!(forgotten.contains(&"waymark-back=".to_owned()), "{forgotten:?}");
    }
    // Figures of real people, too, which are there for nobody who is not signed in.
    let session = town.enters(&town.commissioner).await;
    town.later(1);
    let kept = kept_of(&visits(&service_of(&town), "/figures?of=1", &session).await).unwrap();
    let back = presses(&town, &town.commissioner, &format!("{session}; {kept}")).await;
    assert_eq!(back.header("location"), "/figures?of=1");
    let worker = town.enters(&town.support_worker).await;
    town.later(1);
    let none = visits(&service_of(&town), "/figures", &worker).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "nor for whoever may not see them");

    let said = format!("{case}?said=note");
    let cookies = lapsed_at(&town, &town.manager, &said).await;
    let back = presses(&town, &town.manager, &cookies).await;
    assert_eq!(back.header("location"), case, "what was done is not said again");
}

#[tokio::test]
async fn nobody_else_is_led_to_a_page_that_somebody_left_or_learns_which_it_was() {
    let town = Town::new().await;
    let case = format!("/cases/{}/notes", town.cleared().await);
    let cookies = lapsed_at(&town, &town.facilitator, &case).await;
    let short = lapsed_at(&town, &town.facilitator, "/groups").await;
    assert_eq!(cookies.len(), short.len(), "its length tells nothing");
    let reference = case.split('/').nth(2).unwrap();
    assert!(!cookies.contains(reference));
    for other in [&town.support_worker, &town.colleague, &town.manager] {
        let theirs = presses(&town, other, &cookies).await;
        assert_eq!(theirs.header("location"), "/today");
        let left = cookies_of(&theirs);
        assert!(left.contains(&"waymark-back=".to_owned()), "it is forgotten: {left:?}");
        assert!(!format!("{:?}{}", theirs.headers, theirs.body).contains(reference));
    }
    // Nor is anybody led by what was altered, or what they made themselves.
    let (session, kept) = cookies.split_once("; waymark-back=").unwrap();
    let (before, after) = kept.split_at(kept.len() / 2);
    let other = if after.starts_with('A') { "B" } else { "A" };
    let altered = format!("{before}{other}{}", &after[1..]);
    for wrong in [altered.as_str(), "", "L2Nhc2Vz", "/cases", "%2F%2Fevil.example"] {
        let wrong = format!("{session}; waymark-back={wrong}");
        let led = presses(&town, &town.facilitator, &wrong).await;
        assert_eq!(led.header("location"), "/today", "{wrong}");
    }
}

#[tokio::test]
async fn what_a_script_fetched_and_what_is_no_page_is_not_where_anybody_was() {
    let town = Town::new().await;
    let (site, session) = (service_of(&town), town.enters(&town.commissioner).await);
    town.later(1);
    let fetched = asks(&site, "/session", &session, "*/*").await;
    assert_eq!(kept_of(&fetched), None);
    for page in ["/figures/report.pdf", "/sign-in/again?to=%2Faccount", "/cases?area=%5C\\"] {
        assert_eq!(kept_of(&visits(&site, page, &session).await), None, "{page}");
    }
    let long = format!("/cases?area={}", "a".repeat(600));
    assert_eq!(kept_of(&visits(&site, &long, &session).await), None);
    // Whoever was never signed in is known to nobody, and nothing is kept for them.
    let nobody = visits(&site, "/cases", "").await;
    assert!(cookies_of(&nobody).is_empty(), "{:?}", nobody.headers);
}

#[tokio::test]
async fn the_way_back_goes_over_the_second_factor_and_what_was_typed_comes_first() {
    let (site, clock) = service().await;
    let lapses = async |page: &str| {
        let session = sign_in(&site).await;
        clock.seconds.fetch_add(30 * 60, Ordering::Relaxed);
        let kept = kept_of(&visits(&site, page, &session).await).expect("the page is kept");
        (session, kept)
    };
    let (_, kept) = lapses("/cases?due=late").await;
    let half = format!("{}; {kept}", halfway(&site).await);
    let back = shows_a_code(&site, &half).await;
    assert_eq!(back.header("location"), "/cases?due=late");

    // A recovery code leads to one's account all the same: the telephone is lost.
    let made = {
        let page = ask(&site, "GET", "/account/recovery-codes", &back.cookie(), "").await;
        ask(&site, "POST", "/account/recovery-codes", &back.cookie(), &sent(&page.token())).await
    };
    let code = given(&made.body).remove(0);
    let (_, kept) = lapses("/cases").await;
    let half = format!("{}; {kept}", halfway(&site).await);
    let page = ask(&site, "GET", "/second-factor/recovery", &half, "").await;
    let body = format!("{}&recovery-code={code}", sent(&page.token()));
    let recovered = ask(&site, "POST", "/second-factor/recovery", &half, &body).await;
    assert_eq!(recovered.header("location"), "/account");

    // What was sent too late is offered before.
    let session = sign_in(&site).await;
    let token = ask(&site, "GET", "/sessions", &session, "").await.token();
    clock.seconds.fetch_add(30 * 60, Ordering::Relaxed);
    let page = kept_of(&visits(&site, "/cases", &session).await).unwrap();
    let typed = format!("{}&session=typed", sent(&token));
    let late = ask(&site, "POST", "/sessions/end", &session, &typed).await;
    assert_eq!(late.header("location"), "/sign-in?said=lapsed-and-kept");
    let half = format!("{}; {page}", halfway(&site).await);
    let back = shows_a_code(&site, &half).await;
    assert_eq!(back.header("location"), "/sessions/kept");
}

#[tokio::test]
async fn what_whoever_keeps_accounts_typed_is_kept_for_them_too() {
    let town = Town::new().await;
    let address = "/administration/invite";
    let session = town.enters(&town.administrator).await;
    let token = ask(&town.site, "GET", address, &session, "").await.token();
    town.later(1);
    let body = format!("form-token={token}&name=Ben+Cole&email=ben.cole%40example.org");
    let late = ask(&town.site, "POST", address, &session, &body).await;
    assert_eq!(late.header("location"), "/sign-in?said=lapsed-and-kept");
    let back = presses(&town, &town.administrator, &session).await;
    assert_eq!(back.header("location"), "/sessions/kept");
    let page = ask(&town.site, "GET", "/sessions/kept", &back.cookie(), "").await;
    assert!(page.body.contains("Ben Cole"), "{}", page.body);
    assert!(page.body.contains("value=\"ben.cole@example.org\""), "{}", page.body);
}
