//! Every page of her case: just referred, usual, full, and with faults. They are written to
//! `target/samples/pages` for a browser to look at.

use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use pathway::Reference;

use super::super::super::CasePage;
use super::path::{NOW, fills};
use super::town::{Browser, enters, pending};
use crate::town::Town;

/// Each page as it is drawn now.
async fn drawn(browser: &Browser<'_>, hers: Reference, state: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/samples/pages");
    fs::create_dir_all(&folder).unwrap();
    for page in CasePage::ALL {
        let html = browser.sees(hers, page).await;
        one_heading(&html, page);
        fs::write(folder.join(format!("hers-{}-{state}.html", page.name())), html).unwrap();
    }
}

/// One `h1`, with which the title begins; no id twice; every input with a label.
fn one_heading(html: &str, page: CasePage) {
    assert_eq!(html.matches("<h1").count(), 1, "{page:?}");
    let heading = html.split("<h1").nth(1).unwrap().split('>').nth(1).unwrap();
    let heading = heading.split('<').next().unwrap();
    let title = html.split("<title>").nth(1).unwrap();
    let title = title.strip_prefix("Error: ").unwrap_or(title);
    assert!(title.starts_with(heading), "{page:?}: {heading}");
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).map(|after| after.split('"').next().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{page:?}: an id stands twice");
    for label in html.split(" for=\"").skip(1).map(|after| after.split('"').next().unwrap()) {
        assert!(ids.binary_search(&label).is_ok(), "{page:?}: the label of {label}");
    }
}

#[tokio::test]
async fn every_page_is_drawn_when_she_was_just_referred_usually_in_full_and_with_faults() {
    let town = Town::new().await;
    let (_, hers) = pending(&town).await;
    let manager = enters(&town, &town.support_manager).await;
    drawn(&manager, hers, "empty").await;
    let wren = town.support_worker.actor.worker().uuid().to_string();
    manager.does(hers, CasePage::Allocation, "give", &[("worker", &wren)]).await;
    let worker = enters(&town, &town.support_worker).await;
    for (page, act, moments, others) in fills(&wren) {
        let mut fields: Vec<(String, String)> = Vec::new();
        for (on, at) in moments {
            fields.extend(NOW.iter().map(|(part, typed)| {
                let name =
                    if *part == "at" { (*at).to_owned() } else { part.replacen("on", on, 1) };
                (name, (*typed).to_owned())
            }));
        }
        fields.extend(others.iter().map(|(name, typed)| ((*name).to_owned(), typed.clone())));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, typed)| (name.as_str(), typed.as_str())).collect();
        worker.does(hers, page, act, &fields).await;
        if page == CasePage::Contact {
            drawn(&worker, hers, "usual").await;
        }
    }
    drawn(&worker, hers, "full").await;
    // Nothing answered: every form of every page says what it asks for.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/samples/pages");
    for (page, act) in [
        (CasePage::People, "details"),
        (CasePage::Contact, "attempt"),
        (CasePage::Assessment, "assess"),
        (CasePage::Consent, "support"),
        (CasePage::Decision, "clearance-1"),
        (CasePage::Discussion, "part"),
        (CasePage::Sessions, "contact"),
        (CasePage::Appointments, "set"),
        (CasePage::Risk, "assess"),
        (CasePage::Risk, "incident"),
        (CasePage::Notes, "write"),
        (CasePage::End, "close"),
    ] {
        let answer = worker.sends(hers, page, act, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?} {act}");
        one_heading(&answer.body, page);
        assert!(answer.body.contains("govuk-error-summary"), "{page:?} {act}");
        let file = format!("hers-{}-faulty-{act}.html", page.name());
        fs::write(folder.join(file), answer.body).unwrap();
    }
}
