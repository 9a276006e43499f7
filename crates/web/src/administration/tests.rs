//! What whoever keeps accounts can do, and what not.

mod corrections;
mod leaving;
mod once;
mod organisations;
mod resets;

use access::{Areas, Held, Role};
use axum::http::StatusCode;
use casework::Worker;
use casework::accounts::Opened;
use casework::passwords::Password;

use crate::signing_in::tests::{Answer, ask};
use crate::town::{Town, text};

/// A second administrator, beside that of the town.
async fn another(town: &Town) -> Worker {
    let actor = access::Actor::system(access::System::CommandLine, town.administrator.programme);
    let founder = Worker { actor, programme: town.administrator.programme, address: None };
    another_by(town, &founder, "Bea Lock").await
}

/// The same, with their account opened by somebody.
async fn another_by(town: &Town, by: &Worker, name: &str) -> Worker {
    let held = vec![Held {
        role: Role::Administrator,
        programme: town.administrator.programme,
        areas: Areas::All,
    }];
    let organisation = town.administrator.actor.organisation();
    let opened = Opened {
        organisation,
        name: name.to_owned(),
        email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
        password: Some(Password::typed("four words to remember".to_owned())),
        held: held.clone(),
    };
    let id = town.office().acting(by).open_account(opened).await.unwrap();
    let actor = access::Actor::try_new(id, organisation, held).unwrap();
    Worker { actor, programme: town.administrator.programme, address: None }
}

fn of(worker: &Worker) -> String {
    format!("/administration/people/{}", worker.actor.worker().uuid())
}

pub(crate) async fn sends(town: &Town, cookie: &str, address: &str, body: &str) -> Answer {
    let token = ask(&town.site, "GET", "/account", cookie, "").await.token();
    ask(&town.site, "POST", address, cookie, &format!("form-token={token}&{body}")).await
}

/// What the button of a proposal sends beside what was typed.
pub(crate) fn pressed(proposal: &str) -> String {
    let value = |name: &str| {
        let after = proposal.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
        after.split('"').next().map(str::to_owned)
    };
    let seen = value("seen").unwrap_or_else(|| panic!("no proposal: {proposal}"));
    let command = value("command").map_or_else(String::new, |id| format!("&command={id}"));
    format!("then=give&seen={seen}{command}")
}

/// Sends a form that proposes a change, and makes it hold.
pub(crate) async fn holds(town: &Town, cookie: &str, address: &str, body: &str) -> Answer {
    let proposed = sends(town, cookie, address, body).await;
    assert_eq!(proposed.status, StatusCode::OK, "{}", proposed.body);
    assert_eq!(proposed.body.matches("<h1").count(), 1);
    assert!(proposed.body.contains("Check what this comes to"), "{}", proposed.body);
    sends(town, cookie, address, &format!("{body}&{}", pressed(&proposed.body))).await
}

#[tokio::test]
async fn whoever_keeps_no_accounts_finds_none_of_these_pages() {
    let town = Town::new().await;
    for worker in [&town.facilitator, &town.manager, &town.support_manager, &town.commissioner] {
        let cookie = town.enters(worker).await;
        let organisation =
            format!("/administration/organisations/{}", town.referrer.actor.organisation().uuid());
        for page in
            ["/administration", "/administration/invite", &of(&town.referrer), &organisation]
        {
            let answer = ask(&town.site, "GET", page, &cookie, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        }
        let give = "then=give&seen=0";
        for (page, body) in [
            (of(&town.referrer), "act=close"),
            (organisation.clone(), "act=rename&name=Mine"),
            (organisation, "act=give-areas&areas=Dudley"),
            ("/administration/organisations".to_owned(), "name=Mine&kind=support"),
        ] {
            for body in [body.to_owned(), format!("{body}&{give}")] {
                let answer = sends(&town, &cookie, &page, &body).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page} {body}");
            }
        }
    }
}

#[tokio::test]
async fn somebody_is_invited_and_chooses_a_password_by_a_link_that_is_good_once() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let page = ask(&town.site, "GET", "/administration/invite", &cookie, "").await;
    let provider = town.facilitator.actor.organisation().uuid();
    assert!(page.body.contains(&provider.to_string()), "{}", page.body);
    let body = format!(
        "name=Nia+Gray&email=nia%40example.org&organisation={provider}&role=facilitator&areas=Dudley"
    );
    let proposed = sends(&town, &cookie, "/administration/invite", &body).await;
    let said = text(&proposed.body);
    for part in [
        "E-mail address nia@example.org Organisation Bridge Street",
        "send it to Nia Gray alone",
        "good once, and for three days",
        "Facilitator, Dudley",
        "those of their provider in their areas",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let nobody = town.office().acting(&town.administrator).account_of("nia@example.org").await;
    assert!(nobody.is_err(), "nothing holds yet");
    let invited = holds(&town, &cookie, "/administration/invite", &body).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.body);
    let link = invited.body.split("/invitation/").nth(1).unwrap();
    let link = format!("/invitation/{}", link.split('<').next().unwrap().trim());
    let again = sends(&town, &cookie, "/administration/invite", &body).await;
    assert!(again.body.contains("Somebody signs in with this address already"));

    let page = ask(&town.site, "GET", &link, "", "").await;
    assert!(page.body.contains("Choose a password") && !page.body.contains("Nia"));
    let weak = ask(&town.site, "POST", &link, "", "password=short").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    for near in ["Nia+Gray+Nia+Gray+1", "nia%40example.org1", "BridgeStreet2026!"] {
        let near = ask(&town.site, "POST", &link, "", &format!("password={near}")).await;
        assert_eq!(near.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(near.body.contains("This is made of your name"), "{}", near.body);
        assert!(!near.body.contains("Nia"), "nor is anybody else told whose it is");
    }
    let chosen = "password=five+words+that+nobody+guesses";
    let accepted = ask(&town.site, "POST", &link, "", chosen).await;
    assert_eq!(accepted.header("location"), "/second-factor");
    let second = ask(&town.site, "GET", "/second-factor", &accepted.cookie(), "").await;
    assert!(second.body.contains("Set up a second way"));
    for answer in [
        ask(&town.site, "GET", &link, "", "").await,
        ask(&town.site, "POST", &link, "", chosen).await,
        ask(&town.site, "GET", "/invitation/AAAA", "", "").await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_password_without_a_good_link_is_not_even_weighed() {
    let town = Town::new().await;
    let link = format!("/invitation/{}", "A".repeat(43));
    for password in ["short", "five+words+that+nobody+guesses"] {
        let answer = ask(&town.site, "POST", &link, "", &format!("password={password}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{password}");
    }
}

#[tokio::test]
async fn whoever_has_a_link_has_no_more_than_a_few_passwords_weighed() {
    let town = Town::new().await;
    let acting = town.office().acting(&town.administrator);
    let colleague = &town.colleague.actor;
    let link = acting.invite_again(colleague.worker(), colleague.organisation()).await.unwrap();
    let link = format!("/invitation/{}", link.text());
    let chooses = async |password: &str| {
        ask(&town.site, "POST", &link, "", &format!("password={password}")).await
    };
    for _ in 0..21 {
        assert_eq!(chooses("short").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for _ in 0..20 {
        let guessed = chooses("passwordpassword").await;
        assert_eq!(guessed.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", guessed.body);
    }
    let waits = chooses("five+words+that+nobody+guesses").await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(waits.body.contains("Wait 10 minutes") && !waits.header("retry-after").is_empty());
    town.later(1);
    let chosen = chooses("five+words+that+nobody+guesses").await;
    assert_eq!(chosen.header("location"), "/second-factor");
}

#[tokio::test]
async fn a_link_that_is_too_old_or_replaced_is_good_no_more() {
    let town = Town::new().await;
    let link = async |town: &Town| {
        let cookie = town.enters(&town.administrator).await;
        let made = holds(town, &cookie, &of(&town.facilitator), "act=invite").await;
        let link = made.body.split("/invitation/").nth(1).unwrap();
        format!("/invitation/{}", link.split('<').next().unwrap().trim())
    };
    let first = link(&town).await;
    let second = link(&town).await;
    let status = async |link: &str| ask(&town.site, "GET", link, "", "").await.status;
    assert_eq!(status(&first).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&second).await, StatusCode::OK);
    town.later(71);
    assert_eq!(status(&second).await, StatusCode::OK);
    town.later(2);
    assert_eq!(status(&second).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_is_good_no_more_once_the_account_was_closed_or_has_another_password() {
    let town = Town::new().await;
    let acting = town.office().acting(&town.administrator);
    let (worker, organisation) =
        (town.facilitator.actor.worker(), town.facilitator.actor.organisation());
    let link = async || {
        let token = acting.invite_again(worker, organisation).await.unwrap();
        format!("/invitation/{}", token.text())
    };
    let status = async |link: &str| ask(&town.site, "GET", link, "", "").await.status;
    let before = link().await;
    assert_eq!(status(&before).await, StatusCode::OK);
    acting.set_open(worker, organisation, false).await.unwrap();
    acting.set_open(worker, organisation, true).await.unwrap();
    assert_eq!(status(&before).await, StatusCode::NOT_FOUND, "closed, and open again");
    let before = link().await;
    let password = Password::typed("four words to remember".to_owned());
    let account = acting.account(worker).await.unwrap();
    acting.set_password(&account, password).await.unwrap();
    assert_eq!(status(&before).await, StatusCode::NOT_FOUND, "there is another password");
}

#[tokio::test]
async fn roles_are_shown_with_what_they_come_to_before_they_hold_and_then_hold_at_once() {
    let town = Town::new().await;
    let his = town.cleared().await.to_string();
    let cookie = town.enters(&town.administrator).await;
    let working = town.enters(&town.facilitator).await;
    let case = format!("/cases/{his}");
    assert_eq!(ask(&town.site, "GET", &case, &working, "").await.status, StatusCode::OK);
    let roles = format!("{}/roles", of(&town.facilitator));
    let proposed = sends(&town, &cookie, &roles, "role=referrer").await;
    let said = text(&proposed.body);
    assert!(said.contains("Check what this comes to"), "{said}");
    assert!(said.contains("those that their organisation referred"), "{said}");
    assert_eq!(ask(&town.site, "GET", &case, &working, "").await.status, StatusCode::OK);
    let nowhere = sends(&town, &cookie, &roles, "role=facilitator").await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nowhere.body.contains("Choose the areas, or every area"), "{}", nowhere.body);
    let both = "role=facilitator&role=support_worker&areas=every-area";
    let both = sends(&town, &cookie, &roles, both).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unseen = sends(&town, &cookie, &roles, "role=referrer&then=give").await;
    assert_eq!(unseen.status, StatusCode::OK, "nothing is given that was not shown");
    assert!(text(&unseen.body).contains("Given referrer Taken away facilitator in every area"));
    let given = holds(&town, &cookie, &roles, "role=referrer").await;
    assert!(given.header("location").ends_with("?said=roles-given"), "{}", given.body);
    let now = ask(&town.site, "GET", &case, &working, "").await;
    assert_eq!(now.status, StatusCode::NOT_FOUND, "from the next request on");
    let turned = now.cookie();
    assert!(turned.starts_with("waymark=") && turned != working, "the token is another: {turned}");
    town.clock.seconds.fetch_add(31, std::sync::atomic::Ordering::Relaxed);
    let before = ask(&town.site, "GET", "/account", &working, "").await;
    assert_eq!(before.header("location"), "/sign-in?said=sign-in-first");
    let page = ask(&town.site, "GET", "/account", &turned, "").await;
    let said = "changed your roles or areas in Black Country. Given: referrer. Taken away: facilitator in \
                every area";
    assert!(page.body.contains(said), "{}", page.body);
}

#[tokio::test]
async fn nobody_gives_themselves_a_role_or_closes_what_is_not_there() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let own = of(&town.administrator);
    let page = ask(&town.site, "GET", &own, &cookie, "").await;
    assert!(page.body.contains("This is you") && !page.body.contains("name=\"role\""));
    let roles = format!("{own}/roles");
    let taken = sends(&town, &cookie, &roles, "role=programme_manager&then=give").await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.body.contains("Nobody gives roles to themselves"), "{}", taken.body);
    for person in ["x", "00000000-0000-0000-0000-000000000009"] {
        let address = format!("/administration/people/{person}");
        let answer = ask(&town.site, "GET", &address, &cookie, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn two_administrators_together_let_somebody_set_up_a_second_factor_anew() {
    let town = Town::new().await;
    let bea = another(&town).await;
    let door = town.enters(&town.administrator).await;
    let address = of(&town.facilitator);
    let asked = holds(&town, &door, &address, "act=reset").await;
    assert!(asked.header("location").ends_with("?said=reset-asked"));
    let alone = sends(&town, &door, &address, "act=reset").await;
    assert!(alone.header("location").ends_with("?said=reset-asked"), "one alone never does it");
    let worker = town.facilitator.actor.worker();
    let organisation = town.facilitator.actor.organisation();
    let acting = town.office().acting(&bea);
    let asked = acting.is_reset_asked(worker, organisation).await.unwrap();
    assert_eq!(asked.unwrap().asked_by, town.administrator.actor.worker());
    let alone = acting.take_factors_away(worker, organisation).await;
    assert!(matches!(alone, Err(casework::Fault::NotFound)), "nobody does it at once");
    let working = town.enters(&town.facilitator).await;
    let done = acting.reset_factors(worker, organisation, asked).await.unwrap();
    assert_eq!(done, casework::resets::Asked::Done);
    let ended = ask(&town.site, "GET", "/account", &working, "").await;
    assert_eq!(ended.header("location"), "/sign-in?said=sign-in-first");
    let told = town.enters(&town.facilitator).await;
    let page = ask(&town.site, "GET", "/account", &told, "").await;
    for said in [
        "An administrator asked that you may set up a second factor anew",
        "Two administrators took away what you sign in with besides your password",
    ] {
        assert!(page.body.contains(said), "{}", page.body);
    }
}

#[tokio::test]
async fn an_administrator_ends_somebodys_sessions_who_may_sign_in_again() {
    let town = Town::new().await;
    let door = town.enters(&town.administrator).await;
    let (working, elsewhere) =
        (town.enters(&town.facilitator).await, town.enters(&town.facilitator).await);
    let ended = holds(&town, &door, &of(&town.facilitator), "act=end-sessions").await;
    assert!(ended.header("location").ends_with("?said=their-sessions-ended"), "{}", ended.body);
    for cookie in [working, elsewhere] {
        let page = ask(&town.site, "GET", "/account", &cookie, "").await;
        assert_eq!(page.header("location"), "/sign-in?said=sign-in-first");
    }
    let again = town.sees(&town.facilitator, "/account").await;
    let said = "An administrator ended every session of yours";
    assert!(again.body.contains(said), "{}", again.body);
}

#[tokio::test]
async fn nobody_makes_a_link_for_themselves_asks_for_their_own_reset_or_closes_their_account() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    for act in ["invite", "reset", "close"] {
        let body = format!("act={act}");
        let refused = sends(&town, &cookie, &of(&town.administrator), &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert!(refused.body.contains("Nobody"), "{act}: {}", refused.body);
    }
    assert_eq!(town.sees(&town.administrator, "/administration").await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_comes_back_has_no_role_and_an_account_stays_on_its_side() {
    let town = Town::new().await;
    town.enters(&town.facilitator).await;
    let cookie = town.enters(&town.administrator).await;
    let address = of(&town.facilitator);
    holds(&town, &cookie, &address, "act=close").await;
    let opened = holds(&town, &cookie, &address, "act=open").await;
    assert!(opened.header("location").ends_with("?said=account-opened"), "{}", opened.body);
    let page = ask(&town.site, "GET", &address, &cookie, "").await;
    assert!(page.body.contains("Nothing: no role is held."), "{}", page.body);
    // The other side is refused where it is proposed, and where it is given.
    let roles = format!("{address}/roles");
    for body in
        ["role=support_worker&areas=every-area", "role=support_worker&areas=every-area&then=give"]
    {
        let refused = sends(&town, &cookie, &roles, body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let said = "This account was signed in with on the other side";
        assert!(refused.body.contains(said), "{}", refused.body);
        assert!(!refused.body.contains("Make it so"), "{}", refused.body);
    }
    let given = holds(&town, &cookie, &roles, "role=facilitator&areas=every-area").await;
    assert!(given.header("location").ends_with("?said=roles-given"), "{}", given.body);
}

#[tokio::test]
async fn whoever_is_to_hold_both_sides_is_refused_in_a_sentence() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let both = "role=facilitator&role=support_worker&areas=every-area";
    let provider = town.facilitator.actor.organisation().uuid();
    let invited = format!("name=Nia+Gray&email=nia%40example.org&organisation={provider}&{both}");
    let roles = format!("{}/roles", of(&town.facilitator));
    for (address, body) in [("/administration/invite", &*invited), (&roles, both)] {
        let refused = sends(&town, &cookie, address, body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        let said = text(&refused.body);
        let words = "There is a problem Nobody may be facilitator and support worker both";
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test]
async fn an_administrator_and_whoever_they_let_in_count_as_one_where_there_is_another() {
    let town = Town::new().await;
    let held = vec![Held {
        role: Role::Administrator,
        programme: town.administrator.programme,
        areas: Areas::All,
    }];
    let organisation = town.administrator.actor.organisation();
    let opened = |name: &str, email: &str| Opened {
        organisation,
        name: name.to_owned(),
        email: email.to_owned(),
        password: Some(Password::typed("four words to remember".to_owned())),
        held: held.clone(),
    };
    let acting = town.office().acting(&town.administrator);
    let puppet = acting.open_account(opened("Pat Lock", "pat@example.org")).await.unwrap();
    let actor = access::Actor::try_new(puppet, organisation, held.clone()).unwrap();
    let puppet = Worker { actor, ..town.administrator.clone() };
    let (worker, provider) =
        (town.facilitator.actor.worker(), town.facilitator.actor.organisation());
    // Nobody else is there who could: the two are enough.
    acting.reset_factors(worker, provider, None).await.unwrap();
    let asked = acting.is_reset_asked(worker, provider).await.unwrap();
    let done = town.office().acting(&puppet).reset_factors(worker, provider, asked).await.unwrap();
    assert_eq!(done, casework::resets::Asked::Done);
    let founder = Worker {
        actor: access::Actor::system(access::System::CommandLine, puppet.programme),
        ..puppet.clone()
    };
    let bea = opened("Bea Lock", "bea.lock@example.org");
    let bea = town.office().acting(&founder).open_account(bea).await.unwrap();
    let actor = access::Actor::try_new(bea, organisation, held.clone()).unwrap();
    let bea = Worker { actor, ..puppet.clone() };
    for (asks, confirms) in [(&puppet, &town.administrator), (&town.administrator, &puppet)] {
        town.office().acting(asks).reset_factors(worker, provider, None).await.unwrap();
        let asked = acting.is_reset_asked(worker, provider).await.unwrap();
        let refused = town.office().acting(confirms).reset_factors(worker, provider, asked).await;
        let words = refused.unwrap_err().to_string();
        assert!(words.contains("a third administrator"), "{words}");
        let done = town.office().acting(&bea).reset_factors(worker, provider, asked).await.unwrap();
        assert_eq!(done, casework::resets::Asked::Done);
    }
}

#[tokio::test]
async fn people_are_listed_fifty_a_page_and_found_by_a_part_of_their_name_or_address() {
    let town = Town::new().await;
    let organisation = town.facilitator.actor.organisation();
    let acting = town.office().acting(&town.administrator);
    for number in 0..60 {
        let opened = Opened {
            organisation,
            name: format!("Person {number:02}"),
            email: format!("p{number:02}@example.org"),
            password: None,
            held: Vec::new(),
        };
        acting.open_account(opened).await.unwrap();
    }
    let cookie = town.enters(&town.administrator).await;
    let rows = |answer: &Answer| answer.body.matches("/administration/people/").count();
    let first = ask(&town.site, "GET", "/administration", &cookie, "").await;
    assert_eq!(rows(&first), 50);
    assert!(first.body.contains("/administration?page=2"), "{}", first.body);
    let second = ask(&town.site, "GET", "/administration?page=2", &cookie, "").await;
    assert!(rows(&second) > 10 && second.body.contains("Person 59"), "{}", second.body);
    let found = sends(&town, &cookie, "/administration", "words=PERSON+17").await;
    assert_eq!((found.status, rows(&found)), (StatusCode::OK, 1), "{}", found.body);
    let found = sends(&town, &cookie, "/administration", "words=p18%40").await;
    assert!(rows(&found) == 1 && found.body.contains("Person 18"), "{}", found.body);
    let many = sends(&town, &cookie, "/administration", "words=person").await;
    assert!(rows(&many) == 50 && text(&many.body).contains("50 of 60 accounts"), "{}", many.body);
    let none = sends(&town, &cookie, "/administration", "words=nobody").await;
    assert!(none.body.contains("Nobody has that"), "{}", none.body);
}
