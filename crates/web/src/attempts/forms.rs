//! Forms that were not drawn so: workers of the other side among the answers, and what the version
//! in a form tells.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use casework::Worker;
use programme::Step;
use support::codes::{ConsentTo, Form};
use support::facts::Ground;

use crate::cases::{CasePage, filled};
use crate::signing_in::tests::{Answer, ask};
use crate::town::{Town, text};

impl Town {
    /// Sends a form of a page with answers that its page does not offer.
    async fn forges(
        &self,
        worker: &Worker,
        address: &str,
        act: &str,
        answers: &[(&str, &str)],
    ) -> Answer {
        let cookie = self.enters(worker).await;
        let page = ask(&self.site, "GET", address, &cookie, "").await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        let body = filled(&page.body, act, answers);
        ask(&self.site, "POST", address, &cookie, &body).await
    }
}

#[tokio::test]
async fn no_case_is_given_to_a_worker_of_the_other_side() {
    let town = Town::new().await;
    let his = town.referred().await;
    let wren = town.support_worker.actor.worker().uuid().to_string();
    let ada = town.facilitator.actor.worker().uuid().to_string();
    let answers = [("decision", "go-on"), ("facilitator", wren.as_str())];
    let address = CasePage::Allocation.of(his);
    let answer = town.forges(&town.single_point, &address, "acknowledge", &answers).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", text(&answer.body));
    let case = town.office().acting(&town.manager).his_case(his).await.unwrap();
    assert!(case.happened.iter().all(|one| !matches!(one.event.step, Step::Acknowledged(_))));
    town.pending().await;
    let hers = town.hers().await;
    let address = CasePage::Allocation.of(hers);
    let answer = town.forges(&town.support_manager, &address, "give", &[("worker", &ada)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", text(&answer.body));
    let case = town.office().acting(&town.support_manager).her_case(hers).await.unwrap();
    assert_eq!(case.case.worker, None);
}

/// The version that a form of a page carries.
fn version(page: &str) -> u32 {
    let after = page.split("name=\"command\" value=\"").nth(1).expect("a form");
    let command = after.split('"').next().unwrap();
    command.split_once('.').unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn whoever_referred_is_told_by_no_version_and_no_stale_form_that_her_side_did_something() {
    let town = Town::new().await;
    let his = town.pending().await;
    let hers = town.hers().await;
    let address = format!("/referrals/{his}/add");
    let cookie = town.enters(&town.referrer).await;
    let drawn = ask(&town.site, "GET", &address, &cookie, "").await.body;
    let (manager, support) = (&town.support_manager, &town.support_worker);
    let acting = town.office().acting(manager);
    let form = async || town.form(acting.her_case(hers).await.unwrap().version);
    let of_his = acting.her_case(hers).await.unwrap().case.his[0].case;
    acting.ready_to_discuss(hers, form().await, of_his).await.unwrap();
    acting.allocate_support(hers, form().await, support.actor.worker()).await.unwrap();
    let reached = support::facts::Attempt {
        when: town.office().now(),
        how: support::codes::Way::ThroughProfessional,
        result: support::codes::AttemptResult::Reached,
        safe: support::codes::Answer::Yes,
    };
    acting.record_support_attempt(hers, form().await, reached).await.unwrap();
    let (to, written) = (ConsentTo::HisStarting, Form::Written);
    acting.record_her_consent(hers, form().await, to, Some(of_his), written).await.unwrap();
    acting.clear(hers, form().await, of_his, Ground::HerConsent).await.unwrap();
    // The programme was told twice: whoever referred is not.
    let case = town.office().acting(&town.manager).his_case(his).await.unwrap();
    let heard = case.happened.iter().filter(|one| matches!(one.event.step, Step::Heard(_)));
    assert_eq!(heard.count(), 2);
    let again = ask(&town.site, "GET", &address, &cookie, "").await.body;
    assert_eq!(version(&drawn), version(&again));
    let hidden = |name: &str| {
        let after = drawn.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let body = format!(
        "form-token={}&command={}&note=He+rang+again",
        hidden("form-token"),
        hidden("command")
    );
    let answer = ask(&town.site, "POST", &address, &cookie, &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer.body));
    // What a colleague added is theirs to know, and still makes an older form stale.
    let stale = ask(&town.site, "POST", &address, &cookie, &{
        let other = town.form(version(&drawn)).command.uuid();
        let token = hidden("form-token");
        format!("form-token={token}&command={other}.{}&note=And+again", version(&drawn))
    })
    .await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", text(&stale.body));
}

#[tokio::test]
async fn an_act_on_his_case_takes_no_less_than_its_time() {
    let town = Town::new().await;
    let his = town.acknowledged().await;
    let cookie = town.enters(&town.facilitator).await;
    let address = CasePage::Notes.of(his);
    let page = ask(&town.site, "GET", &address, &cookie, "").await;
    let body = filled(&page.body, "note", &[("note", "He rang.")]);
    let began = Instant::now();
    let answer = ask(&town.site, "POST", &address, &cookie, &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", text(&answer.body));
    assert!(began.elapsed() >= Duration::from_millis(40), "{:?}", began.elapsed());
}
