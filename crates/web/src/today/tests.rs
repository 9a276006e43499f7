//! What a person finds in the morning.

use axum::http::StatusCode;

use crate::town::{Town, text};

#[tokio::test]
async fn a_facilitator_finds_what_is_due_and_a_day_later_what_is_late() {
    let town = Town::new().await;
    let empty = town.sees(&town.facilitator, "/today").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.body.contains("Nothing waits for you"), "{}", text(&empty.body));
    let his = town.acknowledged().await;
    let page = town.sees(&town.facilitator, "/today").await;
    let said = text(&page.body);
    assert!(
        said.contains("Monday 4 March 2019. Nothing is late and nothing is due today."),
        "{said}"
    );
    assert!(said.contains("Coming"), "{said}");
    assert!(said.contains(&format!("Wednesday 6 March {his} First contact")), "{said}");
    assert!(said.contains("Hour 0 of 48."), "{said}");
    assert!(page.body.contains(&format!("href=\"/cases/{his}/contact\"")), "{said}");
    assert!(!said.contains("Quillfeather"), "who he is is no line of a list on a desk");
    town.later(52);
    let said = text(&town.sees(&town.facilitator, "/today").await.body);
    assert!(
        said.contains("Wednesday 6 March 2019. One thing is late, nothing is due today."),
        "{said}"
    );
    assert!(said.contains(&format!("4 hours late {his} First contact")), "{said}");
    assert!(said.contains("Hour 52 of 48."), "{said}");
}

#[tokio::test]
async fn the_single_point_of_contact_finds_what_is_to_be_acknowledged_and_no_contact_of_others() {
    let town = Town::new().await;
    let his = town.referred().await;
    let said = text(&town.sees(&town.single_point, "/today").await.body);
    assert!(said.contains(&format!("{his} Acknowledge the referral")), "{said}");
    assert!(said.contains("Given to nobody yet."), "{said}");
    assert!(!said.contains("First contact"), "{said}");
    let all = text(&town.sees(&town.manager, "/today").await.body);
    assert!(all.contains("First contact") && all.contains("Acknowledge the referral"), "{all}");
}

#[tokio::test]
async fn whoever_screens_is_told_that_a_new_referral_may_be_of_somebody_known() {
    let town = Town::new().await;
    let known = "It may be of somebody known.";
    town.referred().await;
    let said = text(&town.sees(&town.single_point, "/today").await.body);
    assert!(said.contains("Acknowledge the referral") && !said.contains(known), "{said}");
    town.referred().await;
    for worker in [&town.single_point, &town.manager] {
        let said = text(&town.sees(worker, "/today").await.body);
        assert_eq!(said.matches(known).count(), 2, "of either the other is known: {said}");
    }
    for worker in [&town.referrer, &town.facilitator, &town.support_manager] {
        let said = text(&town.sees(worker, "/today").await.body);
        assert!(!said.contains("known"), "{said}");
    }
}

#[tokio::test]
async fn ones_own_cases_come_before_a_colleagues() {
    let town = Town::new().await;
    let others = town.acknowledged().await;
    town.later(1);
    let own = town.referred().await;
    let to = town.colleague.actor.worker();
    let acting = town.office().acting(&town.single_point);
    acting.acknowledge(own, town.form(1), casework::his::Screening::GoOn, to).await.unwrap();
    let said = text(&town.sees(&town.colleague, "/today").await.body);
    let (first, second) = (said.find(&own.to_string()), said.find(&others.to_string()));
    assert!(first.unwrap() < second.unwrap(), "{said}");
    assert!(said.contains("A colleague’s case."), "{said}");
}

#[tokio::test]
async fn whoever_refers_finds_how_far_it_came_and_that_they_were_told() {
    let town = Town::new().await;
    let his = town.acknowledged().await;
    let said = text(&town.sees(&town.referrer, "/today").await.body);
    assert!(said.contains(&format!("{his} Acknowledged See its progress")), "{said}");
    let came = said.split("What came 2").nth(1).expect("both messages");
    assert_eq!(came.matches("Read it").count(), 2, "{said}");
    assert!(!said.contains("First contact"), "{said}");
}

#[tokio::test]
async fn the_support_service_finds_her_case_and_his_page_says_nothing_of_it() {
    let town = Town::new().await;
    let his = town.acknowledged().await;
    let facilitator = town.office().acting(&town.facilitator);
    facilitator.refer_her(his, town.form(2)).await.unwrap();
    let before = text(&town.sees(&town.facilitator, "/today").await.body);
    let page = text(&town.sees(&town.support_manager, "/today").await.body);
    assert!(page.contains("First contact Received 4 March 2019, Dudley."), "{page}");
    assert!(!page.contains(&his.to_string()), "his reference is nothing to her side");
    let hers = casework_reference(&page);
    let support = town.office().acting(&town.support_manager);
    let to = town.support_worker.actor.worker();
    let version = support.her_case(hers.parse().unwrap()).await.unwrap().version;
    support.allocate_support(hers.parse().unwrap(), town.form(version), to).await.unwrap();
    let page = text(&town.sees(&town.support_worker, "/today").await.body);
    assert!(page.contains(&format!("New {hers} Given to you")), "{page}");
    assert_eq!(text(&town.sees(&town.facilitator, "/today").await.body), before);
}

/// The first reference of a page.
fn casework_reference(said: &str) -> String {
    let found = said.split_whitespace().find(|word| word.parse::<pathway::Reference>().is_ok());
    found.unwrap().to_owned()
}
