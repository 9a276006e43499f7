//! What whoever keeps accounts can do about programmes, and what not.

use axum::http::StatusCode;

use super::super::tests::{holds, pressed, sends};
use crate::signing_in::tests::ask;
use crate::town::{Town, text};

const PAGE: &str = "/administration/programme";
const NAME: &str = "/administration/programme/name";
const ANOTHER: &str = "/administration/programme/another";

const BEGUN: &str = "name=Marches&kept-by=new&organisation=Marches+accounts&administrator=Bo+Lee\
                     &email=bo.lee%40example.org";

/// What a page that proposes one sends when it is begun.
fn given(page: &str, body: &str) -> String {
    format!("{body}&{}", pressed(page))
}

#[tokio::test]
async fn a_programme_shows_its_name_its_areas_and_how_many_people_of_whom() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let page = ask(&town.site, "GET", PAGE, &cookie, "").await;
    let said = text(&page.body);
    for part in [
        "Name Black Country Change",
        "Bridge Street Runs the programme 4",
        "Black Country Women Supports women 2",
        "Dudley Council Refers families 1",
        "Dudley Bridge Street Black Country Women",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // Whoever is closed counts no more.
    let acting = town.office().acting(&town.administrator);
    let ben = &town.colleague.actor;
    acting.set_open(ben.worker(), ben.organisation(), false).await.unwrap();
    let page = ask(&town.site, "GET", PAGE, &cookie, "").await;
    assert!(text(&page.body).contains("Bridge Street Runs the programme 3"));
}

#[tokio::test]
async fn nobody_who_keeps_no_accounts_finds_the_programme_or_begins_one() {
    let town = Town::new().await;
    for worker in [&town.facilitator, &town.manager, &town.support_manager, &town.commissioner] {
        let cookie = town.enters(worker).await;
        for page in [PAGE, NAME, ANOTHER] {
            let answer = ask(&town.site, "GET", page, &cookie, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        }
        for (page, body) in [(NAME, "name=Mine&then=give"), (ANOTHER, BEGUN)] {
            let answer = sends(&town, &cookie, page, &format!("{body}&then=give")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        }
    }
    assert_eq!(town.office().programmes().await.unwrap().len(), 1);
}

#[tokio::test]
async fn another_name_is_shown_with_what_it_comes_to_before_it_holds() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let names = async || town.office().programmes().await.unwrap()[0].name.clone();
    for (typed, words) in [("", "Enter the name"), ("Black+Country", "It is called so already")] {
        let refused = sends(&town, &cookie, NAME, &format!("name={typed}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(words), "{}", refused.body);
    }
    let proposed = sends(&town, &cookie, NAME, "name=The+Marches").await;
    assert_eq!(proposed.status, StatusCode::OK);
    assert!(proposed.body.contains("Black Country will be called The Marches"));
    assert_eq!(names().await, "Black Country", "nothing holds yet");
    let unseen = sends(&town, &cookie, NAME, "name=The+Marches&then=give").await;
    assert_eq!((unseen.status, names().await.as_str()), (StatusCode::OK, "Black Country"));
    let given = holds(&town, &cookie, NAME, "name=The+Marches").await;
    assert_eq!(given.header("location"), "/administration/programme?said=programme-renamed");
    assert_eq!(names().await, "The Marches");
    let page = ask(&town.site, "GET", PAGE, &cookie, "").await;
    assert!(page.body.contains("The Marches"), "{}", page.body);
    assert!(text(&page.body).contains("Called before: Black Country, until"), "{}", page.body);
    let audit = town.office().acting(&town.administrator).programme().await.unwrap().before;
    assert_eq!(audit.len(), 1, "sealed in the entry that says so");
    assert_eq!(audit[0].1, "Black Country");
}

#[tokio::test]
async fn another_programme_is_begun_for_somebody_else_and_whoever_begins_it_has_no_part_in_it() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let proposed = sends(&town, &cookie, ANOTHER, BEGUN).await;
    assert_eq!(proposed.status, StatusCode::OK, "{}", proposed.body);
    assert!(text(&proposed.body).contains("You have no part in it"), "{}", proposed.body);
    assert_eq!(town.office().programmes().await.unwrap().len(), 1, "nothing is begun yet");

    let said = text(&proposed.body);
    assert!(said.contains("ask from then on for the programme by name ( --programme )"), "{said}");

    let give = given(&proposed.body, BEGUN);
    let begun = sends(&town, &cookie, ANOTHER, &give).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    let link_of = |body: &str| {
        let link = body.split("/invitation/").nth(1).unwrap();
        format!("/invitation/{}", link.split('<').next().unwrap().trim())
    };
    let link = link_of(&begun.body);
    assert_eq!(town.office().programmes().await.unwrap().len(), 2);

    // Sent again, it is done once, and the link is not lost; to nobody else.
    let again = sends(&town, &cookie, ANOTHER, &give).await;
    assert_eq!((again.status, link_of(&again.body)), (StatusCode::OK, link.clone()));
    let other = town.enters(&town.manager).await;
    let refused = sends(&town, &other, ANOTHER, &give).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(town.office().programmes().await.unwrap().len(), 2);

    // Whoever began it sees nothing of it, and can do nothing to whoever keeps its accounts.
    let people = ask(&town.site, "GET", "/administration", &cookie, "").await;
    assert!(!people.body.contains("Bo Lee"), "{}", people.body);
    let organisations = "/administration/organisations";
    let organisations = ask(&town.site, "GET", organisations, &cookie, "").await;
    assert!(!organisations.body.contains("Marches"), "{}", organisations.body);
    let again = sends(&town, &cookie, ANOTHER, &format!("{BEGUN}&then=give")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("This name is taken already"), "{}", again.body);
    let bo = town.office().acting(&town.administrator).account_of("bo.lee@example.org").await;
    assert!(matches!(bo, Err(casework::Fault::NotFound)));

    // The one who was named chooses a password by the link, and a second factor is asked of them.
    let chosen = "password=five+words+that+nobody+guesses";
    let accepted = ask(&town.site, "POST", &link, "", chosen).await;
    assert_eq!(accepted.header("location"), "/second-factor");
    let programme = town.office().programmes().await.unwrap();
    let marches = programme.iter().find(|one| one.name == "Marches").unwrap().id;
    let bo = town.office().at_work("bo.lee@example.org", marches).await.unwrap().unwrap();
    let there = town.office().acting(&bo).programme().await.unwrap();
    assert_eq!(there.name, "Marches");
    let organisations: Vec<_> = there
        .organisations
        .iter()
        .map(|(one, people)| (one.organisation.name.as_str(), *people))
        .collect();
    assert_eq!(organisations, [("Marches accounts", 1)]);
    let theirs = town.office().acting(&bo).accounts(None, 0).await.unwrap();
    assert_eq!(theirs.count, 1, "nobody of the programme from which it was begun");
}

#[tokio::test]
async fn nobody_begins_a_programme_for_themselves_or_for_whoever_has_an_account() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let begin = async |change: (&str, &str)| {
        let body = BEGUN.replace(change.0, change.1);
        let proposed = sends(&town, &cookie, ANOTHER, &body).await;
        assert_eq!(proposed.status, StatusCode::UNPROCESSABLE_ENTITY, "proposed: {change:?}");
        let body = format!("{body}&then=give&command={}", uuid::Uuid::from_u128(7));
        let refused = sends(&town, &cookie, ANOTHER, &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{change:?}");
        refused.body
    };
    for (change, words) in [
        (("bo.lee", "abe.lock"), "Nobody gives themselves a role"),
        (("bo.lee", "ada.nolan"), "Somebody signs in with this address already"),
        (("name=Marches&", "name=black+country&"), "This name is taken already"),
        (("Marches+accounts", "bridge++STREET"), "This name is taken already"),
        (("organisation=Marches+accounts", "organisation="), "Enter the name of the organisation"),
        (("kept-by=new", "kept-by="), "Choose the organisation"),
    ] {
        let body = begin(change).await;
        assert!(body.contains(words), "{change:?}: {body}");
    }
    // An organisation that keeps no accounts keeps none elsewhere, whatever a form says.
    let provider = town.facilitator.actor.organisation().uuid().to_string();
    begin(("kept-by=new", &format!("kept-by={provider}"))).await;
    assert_eq!(town.office().programmes().await.unwrap().len(), 1);
    // That which keeps those of here may.
    let own = town.administrator.actor.organisation().uuid().to_string();
    let body = BEGUN.replace("kept-by=new", &format!("kept-by={own}"));
    // And whoever is called as who begins it is somebody else.
    let body = body.replace("Bo+Lee", "Abe+Lock");
    let proposed = sends(&town, &cookie, ANOTHER, &body).await;
    let begun = sends(&town, &cookie, ANOTHER, &given(&proposed.body, &body)).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    let people = ask(&town.site, "GET", "/administration", &cookie, "").await;
    assert!(!people.body.contains("bo.lee"), "of the same organisation, and of no role here");
}
