//! Referrals that a colleague left half-written.

use testkit::Statements;

use super::*;
use crate::town::text;

/// The part of the list about them; none where it has none.
async fn listed(who: &Somebody<'_>) -> Option<String> {
    let page = text(&who.page("/referrals").await);
    let (_, after) = page.split_once("Left half-written by colleagues ")?;
    Some(after.split(" Sent ").next().unwrap().to_owned())
}

#[tokio::test]
async fn what_a_colleague_left_half_written_is_taken_on_by_one_press_and_read_by_nobody_before() {
    let town = Town::new().await;
    let leaver = town.signed_in("council").await;
    let draft = leaver.writes(HER).await;
    let before = listed(&town.signed_in("colleague").await).await;
    assert_eq!(before, None, "who refers keeps their own");
    town.later(24 * 60);
    town.closes("council").await;
    let colleague = town.signed_in("colleague").await;
    let said = listed(&colleague).await.expect("what was left");
    assert!(
        said.contains("Worker of council Begun on 4 March 2019, 09:00, last written on 4 March"),
        "{said}"
    );
    let page = colleague.page("/referrals").await;
    let typed = ["Quillfeather", "Darren", "kitchen door"];
    for words in typed.iter().chain(&SEALED) {
        assert!(!page.contains(words), "{words} in {page}");
    }
    for page in ["check", "him", "her-1", "throw-away", "take-on"] {
        let address = format!("{draft}/{page}");
        assert_eq!(colleague.sees(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    for other in ["police", "intake"] {
        assert_eq!(listed(&town.signed_in(other).await).await, None);
    }

    // Pressed twice it is done once, and another's press finds nothing.
    let takes = format!("{draft}/take-on");
    for _ in 0..2 {
        let taken = colleague.sends_from(&page, &takes, &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        assert_eq!(taken.header("location"), "/referrals?said=draft-taken-on");
    }
    assert_eq!(listed(&colleague).await, None);
    let page = colleague.page("/referrals?said=draft-taken-on").await;
    assert!(page.contains("The referral is yours now") && page.contains("Being written by you"));
    assert!(page.contains("Darren Quillfeather"), "{page}");
    let check = colleague.page(&format!("{draft}/check")).await;
    assert!(check.contains("Marigold"), "{check}");
    let sent = colleague.fills_in(&format!("{draft}/check"), &[]).await;
    assert!(sent.header("location").ends_with("/sent"), "{}", sent.body);
}

#[tokio::test]
async fn what_colleagues_left_is_not_asked_for_on_a_further_page() {
    let town = Town::new().await;
    let council = town.signed_in("council").await;
    let (statements, _guard) = Statements::watched();
    let further = "/referrals?after=2019-03-04T09:00:00Z_0190a5c0-0000-7000-8000-000000000000";
    let mut asked = Vec::new();
    for address in ["/referrals", further] {
        statements.taken();
        council.page(address).await;
        asked.push(statements.taken().len());
    }
    // One's own drafts, and those that were left.
    assert_eq!(asked[0] - asked[1], 2, "{asked:?}");
}

#[tokio::test]
async fn of_two_who_press_the_second_is_told_kindly() {
    let town = Town::new().await;
    let draft = town.signed_in("colleague").await.writes(HER).await;
    town.closes("colleague").await;
    let council = town.signed_in("council").await;
    let page = council.page("/referrals").await;
    // One of them who comes back is as quick as a colleague.
    let other = town.signed_in("council").await;
    let takes = format!("{draft}/take-on");
    let taken = other.sends_from(&other.page("/referrals").await, &takes, &[]).await;
    assert_eq!(taken.header("location"), "/referrals?said=draft-taken-on");
    let thrown = other.fills_in(&format!("{draft}/throw-away"), &[]).await;
    assert_eq!(thrown.header("location"), "/referrals?said=draft-thrown-away");
    let late = council.sends_from(&page, &takes, &[]).await;
    assert_eq!(late.header("location"), "/referrals?said=draft-gone");
    let told = text(&council.page("/referrals?said=draft-gone").await);
    assert!(told.contains("not there to take on any more"), "{told}");
}

#[tokio::test]
async fn what_another_organisation_left_is_answered_as_what_was_never_begun() {
    let town = Town::new().await;
    let left = town.signed_in("council").await.writes(HER).await;
    town.closes("council").await;
    let never = "/referrals/drafts/0190a5c0-0000-7000-8000-000000000000".to_owned();
    let (statements, _guard) = Statements::watched();
    for (who, status) in [
        ("police", StatusCode::SEE_OTHER),
        ("intake", StatusCode::NOT_FOUND),
        ("desk", StatusCode::NOT_FOUND),
        ("refuge", StatusCode::NOT_FOUND),
    ] {
        let somebody = town.signed_in(who).await;
        let page = somebody.page("/account").await;
        let mut told = Vec::new();
        for draft in [&left, &never] {
            statements.taken();
            let answer = somebody.sends_from(&page, &format!("{draft}/take-on"), &[]).await;
            let mut asked = statements.taken();
            asked.sort_unstable();
            let to = answer.header("location").to_owned();
            told.push((answer.status, to, answer.body, asked));
        }
        assert_eq!(told[0].0, status, "{who}");
        assert_eq!(told[0], told[1], "{who}");
    }
    // It is there yet, for whom it is.
    assert!(listed(&town.signed_in("colleague").await).await.is_some());
}
