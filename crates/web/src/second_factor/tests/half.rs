//! Half a session that ends before its second factor is set up.

use super::*;

/// Begins to set an app up, which is told its secret.
async fn begins(site: &Arc<Site>, half: &str) -> String {
    let token = ask(site, "GET", "/second-factor", half, "").await.token();
    ask(site, "POST", "/second-factor/app/begin", half, &sent(&token, "")).await;
    let page = ask(site, "GET", "/second-factor/app", half, "").await;
    APP.set(Some(App::told_by(&page.body)));
    token
}

#[tokio::test]
async fn half_a_session_warns_before_it_ends_and_can_be_kept() {
    let (site, clock) = service().await;
    let half = halfway(&site).await;
    let token = begins(&site, &half).await;
    for page in ["/second-factor", "/second-factor/app"] {
        let page = ask(&site, "GET", page, &half, "").await;
        let warning = page.body.split("id=\"session-warning\"").nth(1).expect("a warning");
        assert!(warning.contains("data-stay=\"/second-factor/session\""), "{warning}");
        assert!(!warning.contains("kept for you"), "{warning}");
    }
    clock.seconds.fetch_add(18 * 60, Ordering::Relaxed);
    let asked = ask(&site, "GET", "/second-factor/session", &half, "").await;
    assert_eq!(asked.header("session-ends-in"), "120");
    let kept = ask(&site, "POST", "/second-factor/session", &half, &sent(&token, "")).await;
    assert_eq!((kept.status, kept.header("session-ends-in")), (StatusCode::NO_CONTENT, "1200"));
}

#[tokio::test]
async fn an_app_that_was_told_its_secret_is_set_up_though_the_session_ended_meanwhile() {
    let (site, clock) = service().await;
    let half = halfway(&site).await;
    let token = begins(&site, &half).await;
    clock.seconds.fetch_add(25 * 60, Ordering::Relaxed);
    let body = sent(&token, &format!("code={}", code(&site)));
    let late = ask(&site, "POST", "/second-factor/app", &half, &body).await;
    assert_eq!(late.header("location"), "/sign-in?said=lapsed-halfway");
    let page = ask(&site, "GET", "/second-factor/app", &half, "").await;
    assert_eq!(page.header("location"), "/sign-in?said=lapsed-halfway");
    let door = ask(&site, "GET", "/sign-in?said=lapsed-halfway", &half, "").await;
    assert!(door.body.contains("you need no other link"), "{}", door.body);
    // The password is asked again; the secret is not told to whoever only knows that.
    let half = halfway(&site).await;
    let page = ask(&site, "GET", "/second-factor", &half, "").await;
    assert!(page.body.contains("If you set your app up within the last hour"), "{}", page.body);
    assert!(!page.body.contains("waymark-secret"), "{}", page.body);
    let none = ask(&site, "GET", "/second-factor/app", &half, "").await;
    assert_eq!(none.header("location"), "/second-factor");
    let wrong = sent(&page.token(), "code=000000");
    let wrong = ask(&site, "POST", "/second-factor/app", &half, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("This code is not right"), "{}", wrong.body);
    let body = sent(&page.token(), &format!("code={}", code(&site)));
    let set_up = ask(&site, "POST", "/second-factor/app", &half, &body).await;
    assert_eq!(set_up.header("location"), "/account/recovery-codes");
    let account = ask(&site, "GET", "/account", &set_up.cookie(), "").await;
    assert_eq!(account.status, StatusCode::OK);
}
