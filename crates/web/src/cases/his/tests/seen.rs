//! Who sees his case, and how it is found.

use super::*;
use crate::cases::CasePage;

#[tokio::test]
async fn a_restricted_case_is_listed_without_a_name_and_opens_with_a_reason_that_the_manager_sees()
{
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let manager = Desk::of(&town, &town.manager, case).await;
    let answers = [("why", "His brother is a councillor.")];
    manager.sends("/access", "restrict", &answers).await;
    let ada = Desk::of(&town, &town.facilitator, case).await;
    let list = ada.asked("GET", "/cases", "").await;
    let page = text(&list.body);
    assert!(page.contains("Restricted") && !page.contains("Quillfeather"), "{page}");
    let closed = ada.opens("").await;
    assert_eq!(closed.status, StatusCode::FORBIDDEN);
    assert!(text(&closed.body).contains("Why do you need to see it?"));
    assert!(!closed.body.contains("Quillfeather"));
    let token = closed.body.split("name=\"form-token\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let none = ada.sends_body("/access", &format!("form-token={token}&reason=")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason it stays closed");
    assert!(!none.body.contains("Quillfeather"));
    let body = format!("form-token={token}&reason=He+rang+me");
    let opened = ada.sends_body("/access", &body).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    assert!(ada.reads("").await.contains("Darren Quillfeather"));
    // The manager sees who opened it and why; nobody else has that page.
    let seen = manager.asked("GET", "/cases/restricted", "").await;
    let page = text(&seen.body);
    assert!(page.contains("He rang me") && page.contains("Ada Nolan"), "{page}");
    let hidden = ada.asked("GET", "/cases/restricted", "").await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    // A day later it is closed again, until the manager lifts it, without opening it.
    town.later(13);
    let ada = Desk::of(&town, &town.facilitator, case).await;
    assert_eq!(ada.opens("").await.status, StatusCode::FORBIDDEN);
    let manager = Desk::of(&town, &town.manager, case).await;
    let closed = manager.opens("/access").await;
    assert!(!closed.body.contains("Quillfeather"), "{}", text(&closed.body));
    manager.does("/access", "lift", &[("why", "He left the council.")]).await;
    assert!(ada.reads("").await.contains("Darren Quillfeather"));
}

#[tokio::test]
async fn whoever_knows_the_family_says_so_and_the_case_is_gone_until_a_manager_lifts_it() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let ada = Desk::of(&town, &town.facilitator, case).await;
    let id = town.facilitator.actor.worker().uuid().to_string();
    let gone = ada.sends("/access", "conflict", &[("who", id.as_str())]).await;
    assert_eq!(gone.header("location"), "/cases?said=conflict");
    assert_eq!(ada.opens("").await.status, StatusCode::NOT_FOUND);
    let manager = Desk::of(&town, &town.manager, case).await;
    manager.does("/access", "lift-conflict", &[("over", id.as_str())]).await;
    assert_eq!(ada.opens("").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_man_who_is_referred_again_is_suggested_and_what_a_person_said_is_remembered() {
    let town = Town::new().await;
    let first = town.acknowledged().await;
    let second = town.referred().await;
    let desk = Desk::of(&town, &town.single_point, second).await;
    let page = desk.reads("/allocation").await;
    assert!(page.contains(&first.to_string()), "{page}");
    assert!(page.contains("Almost certainly the same man"), "{page}");
    assert!(page.contains("What agrees: first name, last name, date of birth."), "{page}");
    let drawn = desk.opens("/allocation").await;
    let body = filled(&drawn.body, "compare", &[]);
    // Of the three buttons the first: the same man.
    assert_eq!(desk.sends_body("/allocation", &body).await.status, StatusCode::SEE_OTHER);
    let page = desk.reads("/allocation").await;
    assert!(page.contains("A person said: the same man."), "{page}");
    let acting = town.office().acting(&town.single_point);
    let (one, other) =
        (acting.his_case(first).await.unwrap(), acting.his_case(second).await.unwrap());
    let individual = |case: &casework::his::HisCase| case.case.standing().individual();
    assert_eq!(individual(&one), individual(&other), "both are of one individual");
    let place = format!("/allocation?act=merge&about={first}");
    let page = desk.does(&place, "merge", &[("why", "Same birthday, same address.")]).await;
    assert!(page.contains("The two cases are united"), "{page}");
    let one = acting.his_case(first).await.unwrap();
    assert_eq!(one.case.standing().stage, Stage::Merged);
    // It was a mistake: both stand as before, and the answer is another now.
    let place = format!("/allocation?act=separate&about={first}");
    let none = desk.sends(&place, "separate", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "not without a reason");
    let page = desk.does(&place, "separate", &[("apart-why", "They are twins.")]).await;
    assert!(page.contains("The two cases are separated"), "{page}");
    let one = acting.his_case(first).await.unwrap();
    assert_eq!(one.case.standing().stage, Stage::Acknowledged);
    let place = format!("/allocation?act=change-answer&about={first}");
    let answers = [("otherwise", "no"), ("changed-why", "They are twins.")];
    let page = desk.does(&place, "change-answer", &answers).await;
    assert!(page.contains("Not the same man, as a person said"), "{page}");
    let answers = [("otherwise", "back"), ("changed-why", "Nobody knows.")];
    let page = desk.does(&place, "change-answer", &answers).await;
    assert!(page.contains("What was said of the two cases is taken back"), "{page}");
    let timeline = desk.reads("/timeline").await;
    for said in ["Same birthday, same address.", "They are twins.", "Nobody knows."] {
        assert!(timeline.contains(said), "{said}: {timeline}");
    }
}

#[tokio::test]
async fn cases_are_listed_narrowed_and_looked_up_on_ones_own_side_alone() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let ada = Desk::of(&town, &town.facilitator, case).await;
    let list = text(&ada.asked("GET", "/cases", "").await.body);
    assert!(list.contains("1 case") && list.contains("Darren Quillfeather"), "{list}");
    let none = text(&ada.asked("GET", "/cases?state=completed", "").await.body);
    assert!(none.contains("0 cases") && none.contains("No case matches"), "{none}");
    let mine = text(&ada.asked("GET", "/cases?whose=mine&due=today&area=Dudley", "").await.body);
    assert!(!mine.contains("Quillfeather"), "what is due is due tomorrow: {mine}");
    let looked = async |worker: &Worker, words: &str| {
        let cookie = town.enters(worker).await;
        let page = ask(&town.site, "GET", "/cases/search", &cookie, "").await;
        let token = page.body.split("name=\"form-token\" value=\"").last().unwrap();
        let token = token.split('"').next().unwrap();
        let body = format!("form-token={token}&words={}", words.replace(' ', "+"));
        text(&ask(&town.site, "POST", "/cases/search", &cookie, &body).await.body)
    };
    for words in ["Quillfether", "darren quillfeather", &case.to_string()] {
        let found = looked(&town.facilitator, words).await;
        assert!(found.contains("Darren Quillfeather"), "{words}: {found}");
    }
    let found = looked(&town.facilitator, "Thistlewood").await;
    assert!(found.contains("No case of yours is like that"), "{found}");
    let found = looked(&town.support_manager, "Quillfeather").await;
    assert!(found.contains("No case of yours is like that"), "{found}");
}

#[tokio::test]
async fn his_details_are_changed_and_he_is_found_by_the_new_ones() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let answers = [("given", "Darren"), ("family", "Marlowe"), ("phone", "07700 900123")];
    let page = desk.does("/people?act=change", "change", &answers).await;
    assert!(page.contains("Darren Marlowe") && page.contains("07700 900123"), "{page}");
    let acting = town.office().acting(&town.facilitator);
    let sought = |words: &str| casework::Sought { words: words.to_owned(), date_of_birth: None };
    assert_eq!(acting.search(&sought("Marlowe")).await.unwrap().cases.len(), 1);
    assert_eq!(acting.search(&sought("Quillfeather")).await.unwrap().cases.len(), 0);
    let happened = acting.his_case(case).await.unwrap().happened;
    assert!(happened.iter().any(|one| matches!(one.event.step, Step::DetailsChanged { .. })));
    let heard = |step: &Step| matches!(step, Step::Heard(ToProgramme::Clearance { .. }));
    assert!(!happened.iter().any(|one| heard(&one.event.step)));
}

#[tokio::test]
async fn risk_incidents_notes_and_measures_are_recorded_on_their_pages() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let day = on("on", "3", "3");
    let answers = with(
        &day,
        &[("by", "programme"), ("instrument", "DASH"), ("score", "15"), ("judgement", "high")],
    );
    let page = desk.does("/risk?act=assess", "assess", &answers).await;
    assert!(page.contains("His risk now: high"), "{page}");
    assert!(page.contains("to be put to MARAC: the score puts it there"), "{page}");
    let answers = with(&day, &[("referred", "yes"), ("why", "The score is 15.")]);
    let page = desk.does("/risk?act=marac", "marac", &answers).await;
    assert!(!page.contains("is to be put to MARAC"), "{page}");
    let answers = with(
        &day,
        &[
            ("source", "police"),
            ("kind", "physical"),
            ("severity", "3"),
            ("children", "yes"),
            ("police", "yes"),
            ("arrested", "no"),
            ("charged", "no"),
            ("same-people", "unknown"),
        ],
    );
    let page = desk.does("/risk?act=incident", "incident", &answers).await;
    assert!(page.contains("Review it"), "{page}");
    let version = town.office().acting(&town.facilitator).his_case(case).await.unwrap().version;
    let place = format!("/risk?act=review&about={version}");
    let answers = [("escalates", "no"), ("why", "An old matter.")];
    let page = desk.does(&place, "review", &answers).await;
    assert!(page.contains("The review is recorded"), "{page}");
    let page = desk.does("/notes", "note", &[("note", "He asked for evening groups.")]).await;
    assert!(page.contains("He asked for evening groups."), "{page}");
    let day = on("day", "4", "3");
    let answers = with(&day, &[("kind", "reminder")]);
    desk.does("/sessions?act=key-work", "key-work", &answers).await;
}

#[tokio::test]
async fn what_is_not_theirs_is_answered_on_every_page_like_what_was_never_made() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let never = Reference::random(77);
    for worker in [&town.referrer, &town.support_manager, &town.support_worker] {
        let cookie = town.enters(worker).await;
        for page in CasePage::ALL {
            let of = async |reference: Reference| {
                let answer = ask(&town.site, "GET", &page.of(reference), &cookie, "").await;
                (answer.status, answer.body)
            };
            let (theirs, made_up) = (of(case).await, of(never).await);
            assert_eq!(theirs.0, StatusCode::NOT_FOUND, "{page:?}");
            assert_eq!(theirs, made_up, "{page:?}");
        }
    }
}

#[tokio::test]
async fn what_was_typed_about_a_case_that_is_not_theirs_any_more_comes_back_to_them() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let cookie = town.enters(&town.support_worker).await;
    let page = ask(&town.site, "GET", "/sessions", &cookie, "").await;
    let sent = async |reference: Reference| {
        let body = format!("form-token={}&note=She+rang+at+nine", page.token());
        let answer = ask(&town.site, "POST", &CasePage::Notes.of(reference), &cookie, &body).await;
        (answer.status, answer.body)
    };
    let (theirs, made_up) = (sent(case).await, sent(Reference::random(77)).await);
    assert_eq!(theirs.0, StatusCode::NOT_FOUND);
    assert!(theirs.1.contains("She rang at nine</dd>"), "{}", theirs.1);
    assert_eq!(theirs, made_up);
}
