//! What can be changed of an organisation and its areas, and what that comes to.

use axum::http::StatusCode;
use casework::accounts::TakesPart;
use uuid::Uuid;

use super::{holds, pressed, sends};
use crate::signing_in::tests::ask;
use crate::town::{Town, text};

const ALL: &str = "/administration/organisations";
const HARBOUR: &str = "name=Harbour&kind=support&areas=Sandwell";

fn page(organisation: Uuid) -> String {
    format!("{ALL}/{organisation}")
}

/// Who takes part, with the areas.
async fn taking_part(town: &Town) -> Vec<(String, String)> {
    let all = town.office().acting(&town.administrator).organisations().await.unwrap();
    let areas =
        |one: &TakesPart| one.areas.iter().map(pathway::Area::name).collect::<Vec<_>>().join(", ");
    all.iter().map(|one| (one.organisation.name.clone(), areas(one))).collect()
}

async fn serves(town: &Town, name: &str) -> String {
    let all = taking_part(town).await;
    all.into_iter().find(|(one, _)| one == name).expect(name).1
}

#[tokio::test]
async fn an_organisation_is_added_with_the_areas_that_it_serves() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let proposed = sends(&town, &cookie, ALL, HARBOUR).await;
    let said = text(&proposed.body);
    for part in [
        "Harbour takes part.",
        "Name Harbour What it is Supports women Areas Sandwell",
        "Sandwell becomes an area of the programme",
        "Nobody runs the programme in Sandwell yet",
        "Women of Sandwell who are referred from then on go to Harbour",
        "None of them sees anything until they have a role",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(taking_part(&town).await.len(), 5, "nothing holds yet");
    let give = format!("{HARBOUR}&{}", pressed(&proposed.body));
    let added = sends(&town, &cookie, ALL, &give).await;
    assert!(added.header("location").ends_with("?said=organisation-added"), "{}", added.body);
    let again = sends(&town, &cookie, ALL, &give).await;
    assert_eq!(again.header("location"), added.header("location"), "sent twice, done once");
    let listed = ask(&town.site, "GET", ALL, &cookie, "").await;
    assert!(listed.body.contains("Harbour") && listed.body.contains("Sandwell"));
    let own = added.header("location").split('?').next().unwrap().to_owned();
    let own = text(&ask(&town.site, "GET", &own, &cookie, "").await.body);
    for part in ["Harbour", "Supports women", "Areas Sandwell", "Nobody of it has an account here"]
    {
        assert!(own.contains(part), "{part}: {own}");
    }
    for twice in ["name=Harbour&kind=support", "name=HARBOUR&kind=referrer"] {
        let twice = sends(&town, &cookie, ALL, twice).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.body.contains("An organisation of this name takes part already"));
        assert!(twice.body.to_lowercase().contains("value=\"harbour\""), "nothing typed is lost");
    }
}

#[tokio::test]
async fn an_area_is_taken_from_a_support_service_once_it_was_said_what_that_comes_to() {
    let town = Town::new().await;
    let his = town.cleared().await.to_string();
    let cookie = town.enters(&town.administrator).await;
    let refuge = page(town.support_manager.actor.organisation().uuid());
    let shown = ask(&town.site, "GET", &refuge, &cookie, "").await;
    let said = text(&shown.body);
    assert!(said.contains("Areas Dudley") && said.contains("2 accounts"), "{said}");
    assert!(shown.body.contains(&format!("{refuge}/tokens")), "{}", shown.body);
    let proposed = sends(&town, &cookie, &refuge, "act=take-area&area=Dudley").await;
    assert_eq!(proposed.status, StatusCode::OK);
    let said = text(&proposed.body);
    for part in [
        "Black Country Women serves Dudley no more",
        "Nobody supports women in Dudley then",
        "nobody runs the support service there",
        "It serves no area then",
        "Work that is open there stays with whoever has it",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // Whether there is a case, on either side, is nothing that it tells.
    let empty = Town::new().await;
    let elsewhere = empty.enters(&empty.administrator).await;
    let same = page(empty.support_manager.actor.organisation().uuid());
    let same = sends(&empty, &elsewhere, &same, "act=take-area&area=Dudley").await;
    assert_eq!(text(&same.body), said, "the same where nobody was ever referred");
    assert!(!said.contains(&his));
    assert_eq!(serves(&town, "Black Country Women").await, "Dudley", "nothing holds yet");
    let taken = holds(&town, &cookie, &refuge, "act=take-area&area=Dudley").await;
    assert!(taken.header("location").ends_with("?said=area-taken"), "{}", taken.body);
    assert_eq!(serves(&town, "Black Country Women").await, "");
    let shown = ask(&town.site, "GET", taken.header("location"), &cookie, "").await;
    assert!(text(&shown.body).contains("Taken away: Dudley"), "{}", shown.body);
    // It can be given again.
    let given = holds(&town, &cookie, &refuge, "act=give-areas&areas=dudley,+Walsall").await;
    assert!(given.header("location").ends_with("?said=areas-given"), "{}", given.body);
    assert_eq!(serves(&town, "Black Country Women").await, "Dudley, Walsall");
}

#[tokio::test]
async fn what_is_proposed_on_what_has_changed_since_is_shown_as_it_is_now() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let refuge = page(town.support_manager.actor.organisation().uuid());
    holds(&town, &cookie, ALL, "name=Harbour&kind=support&areas=Dudley").await;
    let take = "act=take-area&area=Dudley";
    let proposed = sends(&town, &cookie, &refuge, take).await;
    let said = text(&proposed.body);
    assert!(said.contains("go to Harbour instead of Black Country Women"), "{said}");
    // Another administrator takes it from Harbour meanwhile.
    let all = town.office().acting(&town.administrator).organisations().await.unwrap();
    let harbour = all.iter().find(|one| one.organisation.name == "Harbour").unwrap();
    let harbour = page(harbour.organisation.id.uuid());
    holds(&town, &cookie, &harbour, take).await;
    let give = format!("{take}&{}", pressed(&proposed.body));
    let stale = sends(&town, &cookie, &refuge, &give).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let said = text(&stale.body);
    assert!(said.contains("Something was changed since you looked. Nothing of yours was done"));
    assert!(said.contains("Nobody supports women in Dudley then"), "{said}");
    assert_eq!(serves(&town, "Black Country Women").await, "Dudley");
    // Of what is shown now the second press holds.
    let give = format!("{take}&{}", pressed(&stale.body));
    let taken = sends(&town, &cookie, &refuge, &give).await;
    assert!(taken.header("location").ends_with("?said=area-taken"), "{}", taken.body);
    // What another has done already is said.
    let other = sends(&town, &cookie, &harbour, &format!("{take}&then=give&seen=1")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.body.contains("It does not serve this area, or no longer"), "{}", other.body);
}

#[tokio::test]
async fn an_organisation_gets_another_name_and_nothing_is_done_to_what_is_not_there() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let refuge = page(town.support_manager.actor.organisation().uuid());
    for (body, words) in [
        ("act=rename&name=", "Enter the name of the organisation"),
        ("act=rename&name=Black+Country+Women", "It is called so already"),
        ("act=rename&name=bridge+street", "An organisation of this name takes part already"),
        ("act=give-areas&areas=", "Enter at least one area"),
        ("act=give-areas&areas=%2C", "Enter at least one area"),
        ("act=give-areas&areas=Dudley", "It serves these areas already"),
        ("act=take-area", "Choose an area"),
    ] {
        let refused = sends(&town, &cookie, &refuge, body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(refused.body.contains(words), "{body}: {}", refused.body);
    }
    let named = holds(&town, &cookie, &refuge, "act=rename&name=Haven").await;
    assert!(named.header("location").ends_with("?said=organisation-renamed"), "{}", named.body);
    let shown = text(&ask(&town.site, "GET", &refuge, &cookie, "").await.body);
    assert!(shown.contains("Called Black Country Women until then"), "{shown}");
    let never = page(Uuid::from_u128(9));
    for (page, body) in [
        (&refuge, "act=take-area&area=Leeds"),
        (&refuge, "act=close"),
        (&never, "act=take-area&area=Dudley"),
        (&never, "act=rename&name=Mine"),
        (&format!("{ALL}/x"), "act=rename&name=Mine"),
    ] {
        let answer = sends(&town, &cookie, page, body).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page} {body}");
    }
    let never = ask(&town.site, "GET", &never, &cookie, "").await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_holds_a_taken_area_by_name_keeps_it_and_no_form_takes_it_without_a_word() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let person = format!("/administration/people/{}", town.support_worker.actor.worker().uuid());
    let roles = format!("{person}/roles");
    holds(&town, &cookie, &roles, "role=support_worker&areas=Dudley").await;
    let take = "act=take-area&area=Dudley";
    let refuge = page(town.support_manager.actor.organisation().uuid());
    let provider = page(town.facilitator.actor.organisation().uuid());
    let proposed = sends(&town, &cookie, &refuge, take).await;
    let said = text(&proposed.body);
    assert!(said.contains("Wren Hale holds a role by the name of Dudley, and keeps it"), "{said}");
    for organisation in [&refuge, &provider] {
        holds(&town, &cookie, organisation, take).await;
    }
    let shown = ask(&town.site, "GET", &person, &cookie, "").await;
    assert!(text(&shown.body).contains("support worker, Dudley"), "{}", shown.body);
    assert!(shown.body.contains("value=\"Dudley\" checked"), "{}", shown.body);
    let proposed = sends(&town, &cookie, &roles, "role=support_worker&areas=Dudley").await;
    assert!(text(&proposed.body).contains("Given nothing Taken away nothing"), "{}", proposed.body);
    // Nobody else is offered it.
    let invite = ask(&town.site, "GET", "/administration/invite", &cookie, "").await;
    assert!(!invite.body.contains("value=\"Dudley\""), "{}", invite.body);
}

#[tokio::test]
async fn each_thing_that_is_done_to_an_account_is_shown_before_it_is_done() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let person = format!("/administration/people/{}", town.facilitator.actor.worker().uuid());
    for (act, words) in [
        ("invite", "good once, and for three days"),
        ("reset", "another administrator has to do the same within a day"),
        ("end-sessions", "signed out everywhere, at once"),
        ("close", "Their open cases, and the groups that they lead, wait for their manager"),
    ] {
        let working = town.enters(&town.facilitator).await;
        let body = format!("act={act}");
        for body in [body.clone(), format!("{body}&then=give"), format!("{body}&sure=yes")] {
            let proposed = sends(&town, &cookie, &person, &body).await;
            assert_eq!(proposed.status, StatusCode::OK, "{body}");
            assert!(text(&proposed.body).contains(words), "{body}: {}", proposed.body);
            assert!(proposed.body.contains("Leave it as it is"), "{body}");
        }
        let other = sends(&town, &cookie, &person, &format!("{body}&then=give&seen=1")).await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{act}: what was shown is not this");
        let account = ask(&town.site, "GET", "/account", &working, "").await;
        assert_eq!(account.status, StatusCode::OK, "{act}: nothing is done yet");
        let events = ["made a link", "asked that", "ended every session", "closed your account"];
        for event in events {
            assert!(!account.body.contains(event), "{act}: {}", account.body);
        }
    }
    holds(&town, &cookie, &person, "act=close").await;
    let proposed = sends(&town, &cookie, &person, "act=open").await;
    assert!(text(&proposed.body).contains("They have no role, in whichever programme"));
    let account = town.office().acting(&town.administrator);
    let ada = town.facilitator.actor.worker();
    assert!(!account.account(ada).await.unwrap().open, "nothing holds yet");
}
