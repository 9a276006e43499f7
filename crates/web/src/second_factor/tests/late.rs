//! What was sent after its session had ended, or long after it was asked who somebody is.

use super::*;

#[tokio::test]
async fn a_password_that_was_sent_too_late_or_from_another_session_is_neither_kept_nor_shown() {
    let (site, clock) = service().await;
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let token = ask(&site, "GET", "/account/password", &cookie, "").await.token();
    let typed = "password=marked+one+word&new-password=marked+two+words";
    let foreign = ask(&site, "POST", "/account/password", &cookie, &sent("AAAA", typed)).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(!foreign.body.contains("marked"), "{}", foreign.body);
    clock.seconds.fetch_add(30 * 60, Ordering::Relaxed);
    let late = ask(&site, "POST", "/account/password", &cookie, &sent(&token, typed)).await;
    assert_eq!(late.header("location"), "/sign-in?said=lapsed");
    let back = shows_a_code(&site, &halfway(&site).await).await;
    assert_ne!(back.header("location"), "/sessions/kept", "nothing was kept");
    let page = ask(&site, "GET", "/sessions/kept", &back.cookie(), "").await;
    assert_eq!(page.header("location"), "/today");
}

#[tokio::test]
async fn what_was_sent_long_after_it_was_asked_who_they_are_is_kept_until_they_show_it() {
    let (site, clock) = service().await;
    gives_her(
        &site,
        &[Held { role: Role::Administrator, programme: PROGRAMME, areas: Areas::All }],
    )
    .await;
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let address = "/administration/invite";
    let token = ask(&site, "GET", address, &cookie, "").await.token();
    for _ in 0..3 {
        clock.seconds.fetch_add(11 * 60, Ordering::Relaxed);
        ask(&site, "GET", "/account", &cookie, "").await;
        // Nobody waits until the use of a session is noted: what is written after it comes later.
        ask(&site, "POST", "/sign-in", "", "email=b%40example.org&password=x").await;
    }
    let typed = sent(&token, "name=Ben+Cole+%26+Co&email=ben.cole%40example.org");
    let asked = ask(&site, "POST", address, &cookie, &typed).await;
    let again = "/sign-in/again?to=%2Fsessions%2Fkept";
    assert_eq!(asked.header("location"), again, "{}", asked.body);
    let page = ask(&site, "GET", again, &cookie, "").await;
    let right = format!("to=%2Fsessions%2Fkept&code={}", code(&site));
    let back = ask(&site, "POST", "/sign-in/again", &cookie, &sent(&page.token(), &right)).await;
    assert_eq!(back.header("location"), "/sessions/kept");
    let cookie = back.cookie();
    let page = ask(&site, "GET", "/sessions/kept", &cookie, "").await;
    assert!(page.body.contains("value=\"Ben Cole &amp; Co\""), "{}", page.body);
    assert!(page.body.contains("value=\"ben.cole@example.org\""), "{}", page.body);
    assert!(page.body.contains("action=\"/administration/invite\""), "{}", page.body);
    // It is sent from there, and is offered no more: the form itself has it again.
    let id = page.body.split("name=\"kept\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    let body = format!("name=Ben+Cole&email=ben.cole%40example.org&kept={id}");
    let answer = ask(&site, "POST", address, &cookie, &sent(&page.token(), &body)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(answer.body.contains("value=\"Ben Cole\""), "{}", answer.body);
    let none = ask(&site, "GET", "/sessions/kept", &cookie, "").await;
    assert_eq!(none.header("location"), "/today");
}
