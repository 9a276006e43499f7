//! What is done once, and told as it was where its form is sent again.

use axum::http::StatusCode;
use casework::accounts::OrganisationKind;
use casework::programs::May;
use casework::{Fault, Worker};
use pathway::OrganisationId;

use super::{another, holds, of, pressed, sends};
use crate::signing_in::tests::ask;
use crate::town::{Town, text};

/// The secret that a page shows.
fn secret(page: &str) -> &str {
    let after = page.split("waymark-secret\">").nth(1).unwrap_or_else(|| panic!("none: {page}"));
    after.split('<').next().unwrap()
}

#[tokio::test]
async fn whoever_sends_a_form_that_tells_a_secret_again_is_told_the_same() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let council = town.referrer.actor.organisation().uuid();
    let tokens = format!("/administration/organisations/{council}/tokens");
    let invited =
        format!("name=Bea+Finch&email=bea%40example.org&organisation={council}&role=referrer");
    for (address, body) in [
        ("/administration/invite", invited.as_str()),
        (&tokens, "name=Case+system&may=follow_referrals"),
    ] {
        let proposed = sends(&town, &cookie, address, body).await;
        let press = format!("{body}&{}", pressed(&proposed.body));
        let first = sends(&town, &cookie, address, &press).await;
        let again = sends(&town, &cookie, address, &press).await;
        assert_eq!(secret(&first.body), secret(&again.body), "{address}");
    }
    let listed = ask(&town.site, "GET", &tokens, &cookie, "").await.body;
    assert_eq!(listed.matches("Case system").count(), 1, "{listed}");
    let id = listed.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = format!("token={id}&act=replace");
    let proposed = sends(&town, &cookie, &tokens, &body).await;
    let press = format!("{body}&{}", pressed(&proposed.body));
    let first = sends(&town, &cookie, &tokens, &press).await;
    let again = sends(&town, &cookie, &tokens, &press).await;
    assert_eq!(secret(&first.body), secret(&again.body));
    let listed = ask(&town.site, "GET", &tokens, &cookie, "").await.body;
    assert_eq!(listed.matches("Case system").count(), 2, "{listed}");
    // Nobody else is told it by sending the same form.
    let (once, other) = (town.form(0), another(&town).await);
    let of = (OrganisationId::of(council), OrganisationKind::Referrer);
    let made = async |by: &Worker| {
        let acting = town.office().acting(by);
        acting.make_api_token(once, of, "Another", May::FollowReferrals).await
    };
    let first = made(&town.administrator).await.unwrap();
    assert!(matches!(made(&other).await, Err(Fault::Stale)));
    assert_eq!(made(&town.administrator).await.unwrap().text(), first.text());
    // What was done about tokens, and which, is under what was changed of the organisation.
    let ended = holds(&town, &cookie, &tokens, &format!("token={id}&act=end")).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
    let page = format!("/administration/organisations/{council}");
    let page = text(&ask(&town.site, "GET", &page, &cookie, "").await.body);
    for said in [
        "Token made for Case system. It may: Ask how far its referrals have come",
        "Token for Case system replaced",
        "Token for Case system ended",
    ] {
        assert!(page.contains(said), "{page}");
    }
    // It is not told for ever: whoever finds the page later does not get it.
    town.later(1);
    assert!(matches!(made(&town.administrator).await, Err(Fault::Stale)));
}

#[tokio::test]
async fn no_link_is_made_for_a_closed_account_and_its_page_shows_nothing_that_it_sees() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let person = of(&town.facilitator);
    let open = ask(&town.site, "GET", &person, &cookie, "").await;
    assert!(open.body.contains("Sees:"), "{}", open.body);
    holds(&town, &cookie, &person, "act=close").await;
    let refused = sends(&town, &cookie, &person, "act=invite").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("The account is closed: open it again"), "{}", refused.body);
    let closed = ask(&town.site, "GET", &person, &cookie, "").await;
    assert!(closed.body.contains("Nothing while the account is closed"), "{}", closed.body);
    assert!(!closed.body.contains("Sees:"), "{}", closed.body);
}

#[tokio::test]
async fn nobody_gets_a_role_that_does_not_fit_their_organisation() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let at = |worker: &Worker| worker.actor.organisation();
    let invited = |organisation: OrganisationId, role: &str| {
        let id = organisation.uuid();
        format!("name=X&email=x%40example.org&organisation={id}&role={role}&areas=every-area")
    };
    for (organisation, role, fits) in [
        (at(&town.facilitator), "support_worker", false),
        (at(&town.facilitator), "evaluator", false),
        (at(&town.support_worker), "facilitator", false),
        (at(&town.support_worker), "commissioner", false),
        (at(&town.referrer), "support_manager", false),
        (at(&town.facilitator), "referrer", true),
        (at(&town.commissioner), "evaluator", true),
        (at(&town.support_worker), "support_manager", true),
    ] {
        let body = invited(organisation, role);
        let answer = sends(&town, &cookie, "/administration/invite", &body).await;
        let proposed = answer.body.contains("Check what this comes to");
        assert_eq!(proposed, fits, "{role}: {}", answer.body);
        assert_ne!(answer.body.contains("does not fit the organisation"), fits, "{role}");
    }
    let roles = format!("{}/roles", of(&town.colleague));
    let refused = sends(&town, &cookie, &roles, "role=evaluator").await;
    assert!(refused.body.contains("does not fit the organisation"), "{}", refused.body);
}

#[tokio::test]
async fn of_two_administrators_who_close_each_other_one_stays() {
    let town = Town::new().await;
    let other = another(&town).await;
    let (office, one) = (town.office(), &town.administrator);
    // Each was let in while both kept accounts.
    for (by, of) in [(one, &other), (&other, one)] {
        let (id, organisation) = (of.actor.worker(), of.actor.organisation());
        let taken = office.acting(by).give_roles(id, organisation, &[]).await;
        assert_eq!(taken.is_ok(), by.actor.worker() == one.actor.worker(), "{taken:?}");
    }
    let third = town.hires("Cy Moss", one, access::Role::Administrator).await;
    for (by, of) in [(one, &third), (&third, one)] {
        let (id, organisation) = (of.actor.worker(), of.actor.organisation());
        let closed = office.acting(by).set_open(id, organisation, false).await;
        assert_eq!(closed.is_ok(), by.actor.worker() == one.actor.worker(), "{closed:?}");
    }
    let people = ask(&town.site, "GET", "/administration", &town.enters(one).await, "").await;
    assert_eq!(people.status, StatusCode::OK);
}
