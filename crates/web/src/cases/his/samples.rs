//! His pages as samples, empty, usual, full and faulty, written to `target/samples` for a browser
//! to look at (`e2e/tests/parts.test.mjs`).

use std::fs;
use std::path::Path;

use pathway::Reference;

use super::tests::Desk;
use crate::cases::CasePage;
use crate::signing_in::tests::ask;
use crate::town::Town;

/// What a page must never have, and what it must have once.
fn checked(name: &str, html: &str) {
    assert!(!html.contains(" style="), "{name}: its policy forbids a style");
    assert_eq!(html.matches("<h1").count(), 1, "{name}");
    let words = |attribute: &str| -> Vec<String> {
        let begins = format!(" {attribute}=\"");
        let values = html.split(&begins).skip(1);
        values
            .flat_map(|rest| rest.split('"').next().unwrap().split(' '))
            .map(str::to_owned)
            .collect()
    };
    let mut ids = words("id");
    ids.sort();
    for pair in ids.windows(2) {
        assert_ne!(pair[0], pair[1], "{name} has an id twice");
    }
    for attribute in ["for", "aria-describedby", "aria-labelledby", "aria-controls"] {
        for id in words(attribute) {
            assert!(ids.contains(&id), "{name} names {id} in {attribute}");
        }
    }
}

fn keep(name: &str, html: &str) {
    checked(name, html);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/samples");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.html")), html).unwrap();
}

/// Every page of a case as one of the programme sees it.
async fn every(town: &Town, state: &str, worker: &casework::Worker, case: Reference) {
    let desk = Desk::of(town, worker, case).await;
    for page in CasePage::ALL.into_iter().filter(|page| *page != CasePage::News) {
        let address = page.of(case);
        let place = address.strip_prefix(&format!("/cases/{case}")).unwrap();
        let answer = desk.opens(place).await;
        keep(&format!("his-{state}-{}", page.name()), &answer.body);
    }
}

#[tokio::test]
async fn every_page_of_his_is_drawn_as_its_policy_and_its_readers_need_it() {
    let town = Town::new().await;
    let case = town.referred().await;
    every(&town, "new", &town.single_point, case).await;
    let (walked, desk) = super::tests::walked(&town).await;
    every(&town, "on", &town.facilitator, walked).await;
    every(&town, "on-manager", &town.manager, walked).await;
    for (page, act) in [
        ("/sessions?act=missed", "missed"),
        ("/sessions?act=note-later", "note-later"),
        ("/sessions?act=key-work", "key-work"),
        ("/sessions?act=measures", "measures"),
        ("/risk?act=assess", "assess"),
        ("/risk?act=incident", "incident"),
        ("/risk?act=marac", "marac"),
        ("/people?act=change", "change"),
        ("/timeline?act=correct&about=3", "correct"),
        ("/sessions", "came"),
        ("/contact", "attempt"),
    ] {
        keep(&format!("his-form-{act}"), &desk.opens(page).await.body);
        let answer = desk.sends(page, act, &[("on-day", "31"), ("severity", "9")]).await;
        keep(&format!("his-faulty-{act}"), &answer.body);
    }
    let cookie = town.enters(&town.single_point).await;
    for (name, address) in [
        ("his-list", "/cases"),
        ("his-list-none", "/cases?state=completed"),
        ("his-search", "/cases/search"),
    ] {
        keep(name, &ask(&town.site, "GET", address, &cookie, "").await.body);
    }
    let cookie = town.enters(&town.manager).await;
    keep("his-restricted", &ask(&town.site, "GET", "/cases/restricted", &cookie, "").await.body);
}
