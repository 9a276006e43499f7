//! What a program gets with a token, and without.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

use crate::administration::tests::{pressed, sends};
use crate::signing_in::tests::ask;
use crate::town::Town;
use crate::{Site, router};

async fn asks(site: &Arc<Site>, address: &str, token: &str) -> (StatusCode, String) {
    let request = Request::get(address)
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    let answer = router(Arc::clone(site)).oneshot(request).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// Sends the form of the organisation's tokens, and gives the token that is shown.
async fn made(town: &Town, organisation: uuid::Uuid, body: &str) -> String {
    let cookie = town.enters(&town.administrator).await;
    let address = format!("/administration/organisations/{organisation}/tokens");
    let proposed = sends(town, &cookie, &address, body).await;
    if proposed.status != StatusCode::OK {
        return proposed.body;
    }
    let answer =
        sends(town, &cookie, &address, &format!("{body}&{}", pressed(&proposed.body))).await;
    let shown = answer.body.split("waymark-secret\">").nth(1);
    shown.map_or_else(|| answer.body.clone(), |rest| rest.split('<').next().unwrap().to_owned())
}

#[tokio::test]
async fn a_program_follows_the_referrals_of_its_own_organisation_and_no_others() {
    let town = Town::new().await;
    let his = town.referred().await.to_string();
    let council = town.referrer.actor.organisation().uuid();
    let token = made(&town, council, "name=Case+system&may=follow_referrals").await;
    assert_eq!(token.len(), 43, "{token}");
    let address = format!("/api/referrals/{his}");
    let (status, body) = asks(&town.site, &address, &token).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains("The referral was received") && body.contains(&his), "{body}");
    assert!(!body.contains("Quillfeather") && !body.contains("Thistlewood"), "{body}");
    let (status, body) = asks(&town.site, "/api/referrals/0000-0000-0000", &token).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{body}");
    let first = if token.starts_with('B') { 'C' } else { 'B' };
    for wrong in ["", "x", &token[1..], &format!("{first}{}", &token[1..])] {
        let (status, body) = asks(&town.site, &address, wrong).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{body}");
        assert!(body.contains("\"status\":401"), "{body}");
    }
}

#[tokio::test]
async fn a_token_is_replaced_with_a_week_between_ends_at_once_and_after_a_year() {
    let town = Town::new().await;
    let his = town.referred().await.to_string();
    let council = town.referrer.actor.organisation().uuid();
    let first = made(&town, council, "name=Case+system&may=follow_referrals").await;
    let cookie = town.enters(&town.administrator).await;
    let page = format!("/administration/organisations/{council}/tokens");
    let listed = ask(&town.site, "GET", &page, &cookie, "").await.body;
    let id = listed.split("name=\"token\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let second = made(&town, council, &format!("token={id}&act=replace")).await;
    let address = format!("/api/referrals/{his}");
    let status = async |token: &str| asks(&town.site, &address, token).await.0;
    assert_eq!((status(&first).await, status(&second).await), (StatusCode::OK, StatusCode::OK));
    town.later(7 * 24 + 1);
    assert_eq!(status(&first).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&second).await, StatusCode::OK);
    let cookie = town.enters(&town.administrator).await;
    let listed = ask(&town.site, "GET", &page, &cookie, "").await.body;
    assert!(listed.contains("has ended"), "{listed}");
    town.clock.seconds.fetch_add(366 * 24 * 3600, Ordering::Relaxed);
    assert_eq!(status(&second).await, StatusCode::UNAUTHORIZED);
    let third = made(&town, council, "name=Case+system&may=follow_referrals").await;
    let cookie = town.enters(&town.administrator).await;
    let listed = ask(&town.site, "GET", &page, &cookie, "").await;
    let id = listed.body.split("name=\"token\" value=\"").nth(1).unwrap();
    let body = format!("act=end&token={}", id.split('"').next().unwrap());
    let proposed = sends(&town, &cookie, &page, &body).await;
    assert!(proposed.body.contains("It opens nothing any more, at once"), "{}", proposed.body);
    assert_eq!(status(&third).await, StatusCode::OK, "nothing holds yet");
    sends(&town, &cookie, &page, &format!("{body}&{}", pressed(&proposed.body))).await;
    assert_eq!(status(&third).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn no_organisation_gets_a_token_for_what_it_may_not_do() {
    let town = Town::new().await;
    for worker in [&town.facilitator, &town.support_worker] {
        let organisation = worker.actor.organisation().uuid();
        for may in ["follow_referrals", "read_figures"] {
            let page = made(&town, organisation, &format!("name=X&may={may}")).await;
            assert!(page.contains("An organisation of this kind may not do that"), "{page}");
        }
    }
}

#[tokio::test]
async fn a_program_of_the_commissioner_reads_figures_and_one_that_follows_referrals_does_not() {
    let town = Town::new().await;
    let police = town.commissioner.actor.organisation().uuid();
    let council = town.referrer.actor.organisation().uuid();
    let reads = made(&town, police, "name=Dashboard&may=read_figures").await;
    let follows = made(&town, council, "name=Case+system&may=follow_referrals").await;
    // The same record, served as one of real people: without the door of the demonstration.
    let stamp = crate::signing_in::tests::stamp();
    let site = Site::new(crate::figures::samples::usual(), stamp)
        .with_record(town.office().clone(), crate::Outside::default());
    let site = Arc::new(site);
    let (status, body) = asks(&site, "/api/figures/21", &reads).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (status, _) = asks(&site, "/api/figures/21", &follows).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = asks(&site, "/figures", &reads).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a token opens no page");
}
