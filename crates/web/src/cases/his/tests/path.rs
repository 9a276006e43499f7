//! From the referral to a session, what is corrected on the way, and how he leaves.

use super::*;

#[tokio::test]
async fn he_goes_from_the_referral_to_a_session_with_a_notable_response() {
    let town = Town::new().await;
    let (_, _) = walked(&town).await;
    // Her worker hears at once that there is a signal, and never what was noted.
    let heard = town.office().acting(&town.support_worker).inbox(None).await.unwrap();
    assert!(heard.iter().any(|message| message.kind == "signal"));
    let hers = town.office().acting(&town.support_worker);
    let list = hers.caseload(&casework::Filter::default(), None).await.unwrap();
    let case = hers.her_case(list.cases[0].envelope.reference).await.unwrap();
    assert!(!format!("{:?}", case.happened).contains("wept"));
}

#[tokio::test]
async fn what_is_wrong_comes_back_with_everything_that_was_typed() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let answers = [("way", "telephone"), ("at", "25:00"), ("note", "Rang <b>twice</b> 😀")];
    let answer = desk.sends("/contact", "attempt", &answers).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("<title>Error: Contact"));
    let page = text(&answer.body);
    assert!(page.contains("Choose what came of it"), "{page}");
    assert!(page.contains("25:00 is not a time of day"), "{page}");
    assert!(answer.body.contains("value=\"telephone\" checked"), "{}", answer.body);
    assert!(answer.body.contains("Rang &lt;b&gt;twice&lt;/b&gt; 😀"));
    let acting = town.office().acting(&town.facilitator);
    assert_eq!(acting.his_case(case).await.unwrap().version, 2, "nothing was recorded");
}

#[tokio::test]
async fn who_was_later_than_somebody_else_is_told_and_loses_nothing() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let (ada, mo) = (&town.facilitator, &town.manager);
    let (first, second) = (Desk::of(&town, ada, case).await, Desk::of(&town, mo, case).await);
    let drawn = second.opens("/contact").await;
    let answers = [("way", "letter"), ("result", "no_answer"), ("note", "Wrote to him.")];
    let body = filled(&drawn.body, "attempt", &answers);
    first.does("/contact", "attempt", &[("way", "telephone"), ("result", "no_answer")]).await;
    let late = second.sends_body("/contact", &body).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let page = text(&late.body);
    assert!(page.contains("Somebody else changed this while you did"), "{page}");
    assert!(late.body.contains("Wrote to him."));
    // Sent again from what is shown now, it is done; sent twice, it is done once.
    let body = filled(&late.body, "attempt", &answers);
    for _ in 0..2 {
        assert_eq!(second.sends_body("/contact", &body).await.status, StatusCode::SEE_OTHER);
    }
    let acting = town.office().acting(ada);
    assert_eq!(acting.his_case(case).await.unwrap().case.standing().attempts.len(), 2);
}

#[tokio::test]
async fn an_entry_is_corrected_beside_itself_and_what_it_makes_impossible_waits_for_a_person() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    desk.does("/contact", "attempt", &[("way", "telephone"), ("result", "reached")]).await;
    let answers = [("how", "result"), ("result", "no_answer"), ("why", "It was his brother.")];
    let page = desk.does("/timeline?act=correct&about=3", "correct", &answers).await;
    assert!(page.contains("The correction is recorded"), "{page}");
    assert!(page.contains("Contact: he was reached Corrected"), "{page}");
    assert!(page.contains("Contact: no answer") && page.contains("It was his brother."));
    let acting = town.office().acting(&town.facilitator);
    let his = acting.his_case(case).await.unwrap();
    assert_eq!(his.case.standing().stage, Stage::Acknowledged);
    let refused = desk
        .sends("/timeline?act=correct&about=1", "correct", &[("how", "never"), ("why", "x")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused.body).contains("cannot be corrected so"));
}

#[tokio::test]
async fn a_facilitator_proposes_that_he_leaves_and_only_a_manager_confirms_it() {
    let town = Town::new().await;
    let case = town.acknowledged().await;
    let desk = Desk::of(&town, &town.facilitator, case).await;
    let page = desk.opens("/end").await;
    assert!(page.body.contains("value=\"close\"") && !page.body.contains("value=\"leave\""));
    let answers = [("closure", "no_contact"), ("closure-why", "Five letters.")];
    let page = desk.does("/end", "close", &answers).await;
    assert!(page.contains("closed before assessment"), "{page}");
    assert!(page.contains("The case is over"), "{page}");
    let page = desk.reads("/contact").await;
    assert!(page.contains("Nobody has tried to reach him yet"), "{page}");
}
