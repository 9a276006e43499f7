//! Another name or address of mail for somebody, as those meet it who keep accounts and whose it is.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use casework::corrections::Correction;

use super::{another, another_by, of, pressed, sends};
use crate::second_factor::tests::{halfway, shows_a_code};
use crate::signing_in::tests::{ask, service};
use crate::town::{Town, text};

const HART: &str = "name=Ada+Hart&email=ada.hart%40example.org";

#[tokio::test]
async fn a_name_and_an_address_are_corrected_once_it_was_seen_what_that_comes_to() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let hers = town.enters(&town.facilitator).await;
    let (person, form) = (of(&town.facilitator), format!("{}/correct", of(&town.facilitator)));
    let page = ask(&town.site, "GET", &person, &cookie, "").await.body;
    for part in
        ["Correct their name or address", "value=\"Ada Nolan\"", "value=\"ada.nolan@example.org\""]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("What was corrected"), "{page}");
    let proposed = sends(&town, &cookie, &form, HART).await;
    assert_eq!(proposed.status, StatusCode::OK, "{}", proposed.body);
    let said = text(&proposed.body);
    for part in [
        "Name Ada Nolan becomes Ada Hart",
        "E-mail address ada.nolan@example.org becomes ada.hart@example.org",
        "They sign in with ada.hart@example.org from then on, and no more with ada.nolan@example.org",
        "For a week you cannot make them a link once they have signed in, or be one of the two",
        "Nobody else here can, either: for that week it takes whoever runs Waymark, by the commands \
         waymark user password and waymark user reset",
        "They are told by nobody but you",
        "They stay signed in where they are",
        "Make sure that the new address is theirs alone",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let own = ask(&town.site, "GET", "/account", &hers, "").await.body;
    assert!(own.contains("Ada Nolan"), "nothing holds yet");
    assert!(text(&own).contains("ask an administrator to correct it"), "{own}");
    let press = format!("{HART}&{}", pressed(&proposed.body));
    for _ in 0..2 {
        let done = sends(&town, &cookie, &form, &press).await;
        assert!(done.header("location").ends_with("?said=corrected-account"), "{}", done.body);
    }
    // The session goes on, and she finds it where she looks for what happened; once.
    let own = text(&ask(&town.site, "GET", "/account", &hers, "").await.body);
    assert!(own.contains("Name Ada Hart E-mail address ada.hart@example.org"), "{own}");
    let told = "An administrator corrected your name and changed your e-mail address, by which you \
                sign in, from ada.nolan@example.org to ada.hart@example.org";
    // Worth a second look, and among everything.
    assert_eq!(own.matches(told).count(), 2, "{own}");
    let page = text(&ask(&town.site, "GET", &person, &cookie, "").await.body);
    let told = "an administrator corrected the name and changed the e-mail address from \
                ada.nolan@example.org to ada.hart@example.org";
    assert_eq!(page.matches(told).count(), 1, "{page}");
    // Whoever lets her in anew is told that it was changed, and is another than who changed it.
    let bea = another(&town).await;
    let bea = town.office().acting(&bea);
    let other = bea.account(town.referrer.actor.worker()).await.unwrap();
    let email = "mo.hart@example.org".to_owned();
    bea.correct(&other, &Correction { email, ..Correction::of(&other) }).await.unwrap();
    for act in ["act=invite", "act=reset"] {
        let proposed = text(&sends(&town, &cookie, &of(&town.referrer), act).await.body);
        assert!(proposed.contains("Their e-mail address was changed on"), "{proposed}");
        let refused = sends(&town, &cookie, &person, act).await;
        assert!(refused.body.contains("You changed their e-mail address"), "{}", refused.body);
    }
}

#[tokio::test]
async fn before_an_address_is_changed_it_is_said_who_lets_its_owner_in_after_that() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let form = format!("{}/correct", of(&town.facilitator));
    let bea = another(&town).await;
    let said = text(&sends(&town, &cookie, &form, HART).await.body);
    let one = "One other administrator can make a link. A second factor takes two: for that week it \
               takes whoever runs Waymark, by the command waymark user reset.";
    assert!(said.contains(one), "{said}");
    let name = "name=Ada+Hart&email=ada.nolan%40example.org";
    let said = text(&sends(&town, &cookie, &form, name).await.body);
    assert!(!said.contains("For a week"), "a name leads nobody elsewhere: {said}");
    let third = another_by(&town, &bea, "Cal Moss").await;
    let said = text(&sends(&town, &cookie, &form, HART).await.body);
    assert!(said.contains("Other administrators can, as before."), "{said}");
    // Nor does it count of whose account is to be corrected.
    let form = format!("{}/correct", of(&third));
    let said = text(&sends(&town, &cookie, &form, HART).await.body);
    assert!(said.contains(one), "{said}");
}

#[tokio::test]
async fn what_cannot_be_is_told_at_its_field_and_what_was_typed_stays() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let form = format!("{}/correct", of(&town.facilitator));
    let long = format!("name={}&email=ada.nolan%40example.org", "x".repeat(101));
    for (body, told, kept) in [
        ("name=&email=x%40example.org", "Enter the name", "value=\"x@example.org\""),
        (&*long, "100", "ada.nolan@example.org"),
        ("name=Ada+Hart&email=", "Enter the e-mail address", "value=\"Ada Hart\""),
        ("name=Ada+Hart&email=ada", "in the form name@example.org", "value=\"ada\""),
        ("name=A&email=Mo.Teal%40example.org", "signs in with this address already", "Mo.Teal@"),
        ("name=Ada+Nolan&email=ada.nolan%40example.org", "Change the name or", "Ada Nolan"),
    ] {
        let refused = sends(&town, &cookie, &form, body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", refused.body);
        for part in [told, kept] {
            assert!(refused.body.contains(part), "{part}: {}", refused.body);
        }
        assert!(refused.body.contains("govuk-error-summary"), "{}", refused.body);
    }
}

#[tokio::test]
async fn nobody_corrects_themselves_or_whom_they_do_not_keep() {
    let town = Town::new().await;
    let door = town.enters(&town.administrator).await;
    let own = of(&town.administrator);
    let page = ask(&town.site, "GET", &own, &door, "").await.body;
    assert!(!page.contains("Correct their name"), "{page}");
    let refused = sends(&town, &door, &format!("{own}/correct"), HART).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Nobody corrects their own name or address"), "{}", refused.body);
    for worker in [&town.facilitator, &town.manager, &town.support_manager, &town.commissioner] {
        let cookie = town.enters(worker).await;
        for person in [&town.referrer, &town.facilitator] {
            let answer = sends(&town, &cookie, &format!("{}/correct", of(person)), HART).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }
    let nobody = "/administration/people/00000000-0000-7000-8000-000000000001/correct";
    assert_eq!(sends(&town, &door, nobody, HART).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_who_correct_the_same_the_second_is_shown_what_it_is_now() {
    let town = Town::new().await;
    let bea = another(&town).await;
    let one = town.enters(&town.administrator).await;
    let form = format!("{}/correct", of(&town.facilitator));
    let proposed = sends(&town, &one, &form, HART).await;
    let other = town.office().acting(&bea);
    let account = other.account(town.facilitator.actor.worker()).await.unwrap();
    let hunt = Correction { name: "Ada Hunt".to_owned(), ..Correction::of(&account) };
    other.correct(&account, &hunt).await.unwrap();
    let press = format!("{HART}&{}", pressed(&proposed.body));
    let again = sends(&town, &one, &form, &press).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    let said = text(&again.body);
    assert!(said.contains("Something was changed since you looked"), "{said}");
    assert!(said.contains("Name Ada Hunt becomes Ada Hart"), "{said}");
    let press = format!("{HART}&{}", pressed(&again.body));
    assert_eq!(sends(&town, &one, &form, &press).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn at_a_desk_that_was_left_nobody_is_corrected() {
    let (site, clock) = service().await;
    let cookie = shows_a_code(&site, &halfway(&site).await).await.cookie();
    let token = ask(&site, "GET", "/account", &cookie, "").await.token();
    let body = format!("form-token={token}&{HART}");
    let form = "/administration/people/00000000-0000-7000-8000-000000000001/correct";
    let now = ask(&site, "POST", form, &cookie, &body).await;
    assert_eq!(now.status, StatusCode::NOT_FOUND, "she keeps no accounts");
    for _ in 0..2 {
        clock.seconds.fetch_add(16 * 60, Ordering::Relaxed);
        ask(&site, "GET", "/account", &cookie, "").await;
    }
    let later = ask(&site, "POST", form, &cookie, &body).await;
    let again = "/sign-in/again?to=%2Fsessions%2Fkept";
    assert_eq!(later.header("location"), again, "what was typed is kept meanwhile");
}
