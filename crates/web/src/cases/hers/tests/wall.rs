//! His side's pages say the same whatever happens on hers, but for what crosses by itself.

use axum::http::StatusCode;
use pathway::Reference;

use super::super::super::CasePage;
use super::town::{Browser, enters, pending};
use crate::town::Town;

/// Everything that somebody of his side sees of his case, page by page, and of their lists and
/// messages. What is drawn anew each time is left out: the ids of forms, and for how long the
/// session lasts yet.
async fn seen(browser: &Browser<'_>, his: Reference) -> Vec<(String, StatusCode, String)> {
    let mut addresses: Vec<String> = CasePage::ALL.iter().map(|page| page.of(his)).collect();
    addresses.extend(
        ["/today", "/cases", "/cases/search", "/messages", "/referrals", "/groups"]
            .map(str::to_owned),
    );
    addresses.push(format!("/referrals/{his}"));
    let mut seen = Vec::new();
    for address in addresses {
        let answer = browser.get(&address).await;
        seen.push((address, answer.status, plain(&answer.body)));
    }
    seen
}

fn plain(page: &str) -> String {
    let mut plain = String::with_capacity(page.len());
    for (place, part) in page.split("name=\"command\" value=\"").enumerate() {
        let part =
            if place == 0 { part } else { part.split_once('"').map_or(part, |(_, rest)| rest) };
        plain.push_str(part);
    }
    plain
}

async fn his_side(town: &Town, his: Reference) -> Vec<(String, StatusCode, String)> {
    let mut all = Vec::new();
    for worker in [&town.referrer, &town.single_point, &town.facilitator, &town.manager] {
        let browser = enters(town, worker).await;
        for (address, status, body) in seen(&browser, his).await {
            // Each sign-in has a token of its own.
            let token = body.split("name=\"form-token\" value=\"").nth(1);
            let token = token.and_then(|after| after.split('"').next()).unwrap_or("-").to_owned();
            all.push((address, status, body.replace(&token, "TOKEN")));
        }
    }
    all
}

/// A form of hers: its page, what it does, its dates, and its other answers.
type Filled<'a> = (CasePage, &'a str, Vec<(String, String)>, Vec<(&'a str, &'a str)>);

#[tokio::test]
async fn his_side_sees_the_same_whether_she_is_reached_or_declines_or_there_is_nothing() {
    let town = Town::new().await;
    let (his, hers) = pending(&town).await;
    let before = his_side(&town, his).await;
    let manager = enters(&town, &town.support_manager).await;
    let wren = town.support_worker.actor.worker().uuid().to_string();
    let moment = |on: &str, at: &str| {
        vec![
            (format!("{on}-day"), "4".to_owned()),
            (format!("{on}-month"), "3".to_owned()),
            (format!("{on}-year"), "2019".to_owned()),
            (at.to_owned(), "9:30".to_owned()),
        ]
    };
    let acts: Vec<Filled<'_>> = vec![
        (CasePage::Allocation, "give", vec![], vec![("worker", &wren)]),
        (CasePage::Contact, "verify", vec![], vec![("safe-ways", "telephone")]),
        (
            CasePage::Contact,
            "attempt",
            moment("attempt-on", "attempt-at"),
            vec![
                ("attempt-how", "telephone"),
                ("attempt-result", "reached"),
                ("attempt-safe", "yes"),
            ],
        ),
        (
            CasePage::Sessions,
            "contact",
            moment("contact-on", "contact-at"),
            vec![("contact-kind", "face_to_face"), ("contact-note", "She was afraid.")],
        ),
        (
            CasePage::Assessment,
            "assess",
            moment("assessed-on", "assessed-at"),
            vec![("abuse", "yes"), ("ill-health", "yes"), ("substances", "yes")],
        ),
        (
            CasePage::Consent,
            "be-contacted",
            moment("be-contacted-on", "be-contacted-at"),
            vec![("be-contacted-answer", "verbal")],
        ),
        (
            CasePage::Consent,
            "his-starting-1",
            moment("his-starting-1-on", "his-starting-1-at"),
            vec![("his-starting-1-answer", "written")],
        ),
        (
            CasePage::Consent,
            "his-starting-1",
            moment("his-starting-1-on", "his-starting-1-at"),
            vec![("his-starting-1-answer", "takes-back")],
        ),
        (
            CasePage::Decision,
            "clearance-1",
            vec![],
            vec![("clearance-1-decision", "not-yet"), ("clearance-1-why", "She took it back.")],
        ),
        (
            CasePage::Risk,
            "incident",
            vec![
                ("incident-on-day".to_owned(), "3".to_owned()),
                ("incident-on-month".to_owned(), "3".to_owned()),
                ("incident-on-year".to_owned(), "2019".to_owned()),
            ],
            vec![
                ("incident-source", "her"),
                ("incident-kind", "physical"),
                ("severity", "4"),
                ("children-present", "yes"),
                ("police-called", "no"),
                ("arrested", "no"),
                ("charged", "no"),
            ],
        ),
        (
            CasePage::Consent,
            "support",
            moment("support-on", "support-at"),
            vec![("support-answer", "written")],
        ),
        (CasePage::Start, "start", moment("started-on", "started-at"), vec![]),
        (CasePage::Notes, "write", vec![], vec![("note", "She says that he found the letter.")]),
        (CasePage::End, "close", vec![], vec![("reason", "declined")]),
        (CasePage::End, "reopen", vec![], vec![("reopen-why", "She came back.")]),
        (CasePage::End, "died", vec![], vec![("death-known", "no")]),
    ];
    let last = acts.len() - 1;
    for (place, (page, act, moment, fields)) in acts.into_iter().enumerate() {
        let moment = moment.iter().map(|(name, typed)| (name.as_str(), typed.as_str()));
        let fields: Vec<(&str, &str)> = moment.chain(fields).collect();
        manager.does(hers, page, act, &fields).await;
        // Every page of four people is a good deal to ask after each.
        if place % 4 == 0 || place == last {
            same(&before, &his_side(&town, his).await, &format!("{page:?} {act}"));
        }
    }
}

fn same(
    before: &[(String, StatusCode, String)],
    after: &[(String, StatusCode, String)],
    what: &str,
) {
    assert_eq!(before.len(), after.len());
    for (one, other) in before.iter().zip(after) {
        assert_eq!(one, other, "{what} shows at {}", one.0);
    }
}

#[tokio::test]
async fn nothing_of_hers_opens_to_his_side_by_any_address_and_his_not_to_hers() {
    let town = Town::new().await;
    let (his, hers) = pending(&town).await;
    let never = Reference::random(9);
    for worker in [&town.referrer, &town.single_point, &town.facilitator, &town.manager] {
        let browser = enters(&town, worker).await;
        for page in CasePage::ALL {
            let theirs = browser.get(&page.of(hers)).await;
            let nobodys = browser.get(&page.of(never)).await;
            assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{page:?}");
            assert_eq!(theirs.body, nobodys.body, "{page:?}");
        }
    }
    for worker in [&town.support_manager, &town.support_worker] {
        let browser = enters(&town, worker).await;
        for page in CasePage::ALL {
            let theirs = browser.get(&page.of(his)).await;
            assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{page:?}");
            assert_eq!(theirs.body, browser.get(&page.of(never)).await.body, "{page:?}");
        }
    }
}
