//! A referral is made: page by page, checked, sent once, and kept whatever happens.

use super::*;

#[tokio::test]
async fn the_rules_in_force_stand_before_the_form_for_everybody_who_may_read_them() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let page = referrer.page("/referrals/rules").await;
    assert!(page.contains("In every area"), "{page}");
    assert!(page.contains("He is the father of a child on"), "{page}");
    assert!(page.contains("taking part is judged safe"));
    assert!(page.contains("not certain of the day"), "the uncertain day is said");
    assert!(
        page.contains("What holds from 1 April 2020")
            && page.contains("What held from 1 April 2018")
    );
    assert!(page.contains("Start a referral"));
    let desk = town.signed_in("desk").await;
    let page = desk.page("/referrals/rules").await;
    assert!(page.contains("He is the father of a child on") && !page.contains("Start a referral"));
    // Whoever refers nobody begins nothing, and has no list.
    let begun = desk.sends_from(&page, "/referrals/drafts", &[]).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.sees("/referrals").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_referral_is_written_page_by_page_checked_and_sent_once() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.writes(HER).await;
    let check = referrer.page(&format!("{draft}/check")).await;
    assert!(check.contains("By the rules in force the family is eligible"), "{check}");
    for said in
        ["Darren", "A child protection plan", "1 February 1985", "Verbal consent", "Marigold"]
    {
        assert!(check.contains(said), "{said} in {check}");
    }
    assert!(check.contains(&format!("{draft}/him?then=check#family")));
    let sent = referrer.sends_from(&check, &format!("{draft}/check"), &[]).await;
    let confirmation = sent.header("location").to_owned();
    let again = referrer.sends_from(&check, &format!("{draft}/check"), &[]).await;
    assert_eq!(again.header("location"), confirmation, "sent twice, it is one referral");
    let back = referrer.sees(&format!("{draft}/him")).await;
    assert_eq!(back.header("location"), confirmation, "the draft is the referral now");

    let page = referrer.page(&confirmation).await;
    let reference = confirmation.split('/').nth(2).unwrap();
    assert!(page.contains(reference) && page.contains("by 5 March 2019"), "{page}");
    let list = referrer.page("/referrals").await;
    assert!(list.contains("1 referral") && list.contains("Darren Quillfeather"), "{list}");
    assert!(!list.contains("Being written by you"));
    let progress = referrer.page(&format!("/referrals/{reference}")).await;
    assert!(progress.contains("Darren Quillfeather") && progress.contains("Received"));
    assert!(progress.contains("Next: the referral is acknowledged"), "{progress}");
    // What was said of her is nowhere any more, not even for its writer.
    for page in [&page, &list, &progress] {
        assert!(SEALED.iter().all(|sealed| !page.contains(sealed)));
    }
    // Another organisation's is like one that was never made.
    let police = town.signed_in("police").await;
    let theirs = police.sees(&format!("/referrals/{reference}")).await;
    let never = police.sees("/referrals/0000-0000-0000").await;
    assert_eq!((theirs.status, &theirs.body), (StatusCode::NOT_FOUND, &never.body));
    assert!(police.page("/referrals").await.contains("has referred nobody yet"));
}

#[tokio::test]
async fn an_answer_that_rules_the_family_out_is_said_at_once_and_the_person_may_go_on() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let high: Vec<(&str, &str)> = RISK
        .iter()
        .map(|(name, _)| if *name == "risk" { (*name, "high") } else { (*name, "no") })
        .collect();
    let page = referrer.page(&format!("{draft}/risk")).await;
    assert!(page.contains(&format!("data-likely=\"{draft}/risk/screened\"")));
    let fragment = referrer.sends_from(&page, &format!("{draft}/risk/screened"), &high).await;
    for reason in ["level of risk is not one", "takes no responsibility", "not willing to change"] {
        assert!(fragment.body.contains(reason), "{}", fragment.body);
    }
    assert!(!fragment.body.contains("<html"));
    let on = referrer.sends_from(&page, &format!("{draft}/risk"), &high).await;
    let next = referrer.page(on.header("location")).await;
    assert!(next.contains("would not take this family") && next.contains("a person decides"));
}

#[tokio::test]
async fn whatever_is_typed_gets_a_clear_answer_and_is_kept() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let him = format!("{draft}/him");
    let long = "x".repeat(1_000_000);
    let cases: [(Typed<'_>, &str); 9] = [
        (&[], "Enter his first names"),
        (&[("given", "  "), ("family", "Hale")], "Enter his first names"),
        (&[("given", "Adam😀"), ("family", "Hale")], "has the picture 😀"),
        (&[("given", "Ad\u{0}am"), ("family", "Hale")], "cannot be seen (U+0000)"),
        (&[("given", "\u{202e}Adam"), ("family", "Hale")], "turns the direction of text"),
        (
            &[
                ("given", "A"),
                ("family", "H"),
                ("date-of-birth-day", "31"),
                ("date-of-birth-month", "2"),
                ("date-of-birth-year", "1985"),
            ],
            "Date of birth",
        ),
        (&[("given", "A"), ("family", "H"), ("email", "not an address")], "mail"),
        (&[("given", "A"), ("family", "H"), ("ethnicity", "martian")], "thnicity"),
        (&[("given", &long), ("family", "Hale")], "must be 100 characters or fewer"),
    ];
    for (typed, words) in cases {
        let answer = referrer.fills_in(&him, typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        whole_page(&him, &answer.body);
        assert!(answer.body.contains("<title>Error: The man"), "{words}");
        assert!(answer.body.contains("There is a problem"), "{words}");
        assert!(answer.body.contains(words), "{words}");
        for (name, typed) in typed.iter().filter(|(_, typed)| !typed.trim().is_empty()) {
            let shown = typed.replace('\u{0}', "\u{fffd}");
            let there = answer.body.contains(&shown);
            assert!(there || *name == "ethnicity", "what was typed is shown again: {name}");
        }
    }
    // What could be kept of it was kept: it is there when the page is opened again.
    referrer.fills_in(&him, &[("given", "Adam\u{202e}")]).await;
    assert!(referrer.page(&him).await.contains("Adam\u{202e}"));
    // Nothing of it can be sent until it is right.
    let check = referrer.page(&format!("{draft}/check")).await;
    assert!(!check.contains("Send the referral") && check.contains("This page is not right yet"));
    let sent = referrer.sends_from(&check, &format!("{draft}/check"), &[]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.body.contains("The man: ") && sent.body.contains("Screening and risk: "));
    // More than a form may send.
    let body = format!("given={}", "x".repeat(4_000_001));
    let answer = ask(&town.site, "POST", &him, &referrer.cookie, &body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("Too much was sent"));
}

#[tokio::test]
async fn what_is_typed_is_kept_while_it_is_typed_and_gone_on_with_or_thrown_away() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let him = format!("{draft}/him");
    let page = referrer.page(&him).await;
    let keep = format!("{him}/keep");
    assert!(page.contains(&format!("data-draft=\"{keep}\"")));
    let kept = referrer.sends_from(&page, &keep, &[("given", "Dar"), ("family", "Quill")]).await;
    assert_eq!((kept.status, kept.body.as_str()), (StatusCode::NO_CONTENT, ""));
    assert!(referrer.page(&him).await.contains("value=\"Dar\""));
    let long = "x".repeat(200_000);
    let much = referrer.sends_from(&page, &keep, &[("given", long.as_str())]).await;
    assert_eq!(much.status, StatusCode::PAYLOAD_TOO_LARGE);
    let later = referrer.fills_in(&him, &[("given", "Darren"), ("then", "later")]).await;
    assert_eq!(later.header("location"), "/referrals?said=draft-kept");
    let list = referrer.page("/referrals?said=draft-kept").await;
    assert!(list.contains("Being written by you") && list.contains("Darren"), "{list}");
    // It is nobody else's, like one that was never begun; not even of a colleague.
    let other = town.signed_in("police").await;
    let theirs = other.sees(&him).await;
    let nobodys = other.sees(&format!("/referrals/drafts/{}/him", Uuid::from_u128(9))).await;
    assert_eq!((theirs.status, &theirs.body), (StatusCode::NOT_FOUND, &nobodys.body));
    assert!(!other.page("/referrals").await.contains("Darren"));
    let away = format!("{draft}/throw-away");
    let thrown = referrer.fills_in(&away, &[]).await;
    assert_eq!(thrown.header("location"), "/referrals?said=draft-thrown-away");
    assert_eq!(referrer.sees(&him).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_that_ends_while_the_form_is_filled_in_loses_nothing() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.begins().await;
    let him = format!("{draft}/him");
    let page = referrer.page(&him).await;
    town.later(21);
    // The page asks whether the session goes on, which is nothing to keep.
    referrer.sends_from(&page, "/session", &[]).await;
    let back = town.signed_in("council").await;
    assert_eq!(back.sees("/sessions/kept").await.header("location"), "/today");
    let late = referrer.sends_from(&page, &him, HIM).await;
    assert_eq!(late.header("location"), "/sign-in?said=lapsed-and-kept");
    let kept = back.page("/sessions/kept").await;
    assert!(kept.contains(&format!("action=\"{him}\"")) && kept.contains("value=\"Darren\""));
    assert!(kept.contains("Darren</dd>"), "they see what they would send");
    // What was kept is there until it is taken, and then no more.
    let id = hidden(&kept, "kept").unwrap();
    let lacking = [("kept", id.as_str()), ("form-token", "AAAA")];
    assert_eq!(back.sends(&him, &lacking).await.status, StatusCode::FORBIDDEN);
    assert_eq!(back.sees("/sessions/kept").await.status, StatusCode::OK);
    let taken: Vec<(&str, &str)> = HIM.iter().copied().chain([("kept", id.as_str())]).collect();
    let sent = back.sends_from(&kept, &him, &taken).await;
    assert_eq!(sent.header("location"), format!("{draft}/children"));
    assert_eq!(back.sees("/sessions/kept").await.header("location"), "/today");
    // A form of another session comes back whole.
    let wrong = back.sends(&him, &[("form-token", "AAAA"), ("given", "Typed before")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.body.contains("value=\"Typed before\""));
}

#[tokio::test]
async fn several_women_are_each_a_page_of_their_own_and_a_woman_may_be_unknown() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.writes(&[]).await;
    assert!(referrer.page(&format!("{draft}/check")).await.contains("No woman is named"));
    assert_eq!(referrer.sees(&format!("{draft}/her-2")).await.status, StatusCode::OK);
    assert_eq!(referrer.sees(&format!("{draft}/her-3")).await.status, StatusCode::NOT_FOUND);
    let her: Vec<(&str, &str)> = HER.iter().copied().chain([("then", "another")]).collect();
    let on = referrer.fills_in(&format!("{draft}/her-1"), &her).await;
    assert_eq!(on.header("location"), format!("{draft}/her-2"));
    let jade = [
        ("given", "Jade"),
        ("family", "Pemberton"),
        ("safe-contact", "Not known"),
        ("consent", "none"),
    ];
    let on = referrer.fills_in(&format!("{draft}/her-2"), &jade).await;
    assert_eq!(on.header("location"), format!("{draft}/check"));
    let sent = referrer.fills_in(&format!("{draft}/check"), &[]).await;
    let referral = sent.header("location").strip_suffix("/sent").unwrap().to_owned();
    let tell = referrer.page(&format!("{referral}/tell")).await;
    assert!(tell.contains("The woman whom you named second") && !tell.contains("Jade"), "{tell}");
}

#[tokio::test]
async fn a_man_who_refers_himself_gives_no_safe_contact_of_hers_and_gets_no_page() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let draft = referrer.writes(HER).await;
    let himself = [("area", "Dudley"), ("source", "self"), ("then", "check")];
    referrer.fills_in(&format!("{draft}/family?then=check"), &himself).await;
    let her = referrer.page(&format!("{draft}/her-1")).await;
    assert!(her.contains("counts as unsafe until"), "{her}");
    let sent = referrer.fills_in(&format!("{draft}/check"), &[]).await;
    let page = referrer.page(sent.header("location")).await;
    assert!(page.contains("He has no page of his own here"), "{page}");
}
