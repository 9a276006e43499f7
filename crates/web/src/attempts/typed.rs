//! What is typed is shown as it was typed, and is never markup, wherever it comes to stand.

use casework::Worker;
use casework::referrals::{Agreed, Her, Him, Refer};
use pathway::Reference;
use pathway::codes::ConsentForm;
use programme::codes::{AttemptResult, Way};
use programme::parts::Attempt;

use crate::cases::CasePage;
use crate::signing_in::tests::ask;
use crate::town::{Town, family};

/// What a browser would run if it stood in a page as it was typed: as an element, out of an
/// attribute, and as a link.
const TYPED: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' onclick='alert(3)";
const RUNS: [&str; 3] = ["<script>alert", "<img src=x", "\"><img"];

/// A family of whom everything is markup.
fn marked() -> Refer {
    let words = || Some(TYPED.to_owned());
    let mut refer = family();
    refer.reason = words();
    refer.consent =
        Some(Agreed { form: ConsentForm::Written, on: None, taken_by: Some(TYPED.to_owned()) });
    refer.him = Him {
        given: TYPED.to_owned(),
        family: TYPED.to_owned(),
        also_known_as: words(),
        phone: words(),
        email: words(),
        contact_note: words(),
        address: words(),
        postcode: words(),
        ..refer.him
    };
    refer.women = vec![Her {
        given: TYPED.to_owned(),
        family: TYPED.to_owned(),
        phone: words(),
        safe_contact: words(),
        whereabouts: words(),
        note: words(),
        ..Her::default()
    }];
    refer
}

/// Every page that somebody can open of a case.
fn addresses(of: Reference) -> Vec<String> {
    let mut addresses: Vec<String> = CasePage::ALL.iter().map(|page| page.of(of)).collect();
    addresses.push(format!("/referrals/{of}"));
    for page in ["add", "tell", "woman", "update", "withdraw"] {
        addresses.push(format!("/referrals/{of}/{page}"));
    }
    addresses.extend(["/today", "/cases", "/referrals", "/messages", "/groups"].map(str::to_owned));
    addresses
}

async fn reads(town: &Town, worker: &Worker, of: Reference, shown: &mut usize) {
    let cookie = town.enters(worker).await;
    for address in addresses(of) {
        let page = ask(&town.site, "GET", &address, &cookie, "").await.body;
        for runs in RUNS {
            assert!(!page.contains(runs), "{address} holds {runs}");
        }
        *shown += page.matches("&lt;script&gt;").count();
    }
}

#[tokio::test]
async fn no_name_and_no_sentence_that_was_typed_is_markup_on_any_page() {
    let town = Town::new().await;
    let office = town.office();
    let referrer = office.acting(&town.referrer);
    let his = referrer.make_referral(town.form(0), &marked()).await.unwrap().reference;
    let to = town.facilitator.actor.worker();
    let single_point = office.acting(&town.single_point);
    let screening = casework::his::Screening::GoOnAlthough(TYPED.to_owned());
    single_point.acknowledge(his, town.form(1), screening, to).await.unwrap();
    let facilitator = office.acting(&town.facilitator);
    let version = async || facilitator.his_case(his).await.unwrap().version;
    let (when, result) = (office.now(), AttemptResult::Reached);
    let attempt = Attempt { when, way: Way::Telephone, result, note: None };
    let note = Some(TYPED.to_owned());
    facilitator.record_attempt(his, town.form(version().await), attempt, note).await.unwrap();
    let form = town.form(version().await);
    facilitator.write_his_note(his, form, TYPED.to_owned()).await.unwrap();
    facilitator.refer_her(his, town.form(version().await)).await.unwrap();
    let hers = town.hers().await;
    let support = office.acting(&town.support_manager);
    let version = support.her_case(hers).await.unwrap().version;
    support.write_support_note(hers, town.form(version), TYPED.to_owned()).await.unwrap();
    let mut shown = 0;
    for worker in town.his_side() {
        reads(&town, worker, his, &mut shown).await;
    }
    for worker in town.her_side() {
        reads(&town, worker, hers, &mut shown).await;
    }
    assert!(shown > 40, "what was typed is shown as it was typed: {shown}");
}

#[tokio::test]
async fn what_an_address_or_a_form_says_comes_back_as_it_was_typed_and_runs_nowhere() {
    let town = Town::new().await;
    let his = town.acknowledged().await;
    let typed = components::address("", &[("x", TYPED)]);
    let typed = typed.trim_start_matches("?x=");
    for worker in [&town.referrer, &town.single_point, &town.manager, &town.support_manager] {
        let cookie = town.enters(worker).await;
        let token = ask(&town.site, "GET", "/sessions", &cookie, "").await.token();
        for address in [
            format!("/cases?state={typed}&area={typed}&after={typed}"),
            format!("/referrals?area={typed}&standing={typed}"),
            format!("/cases/{his}/allocation?act={typed}&about={typed}"),
            format!("/cases/{his}/timeline?act=correct&about={typed}"),
            format!("/messages?after={typed}"),
            format!("/groups?area={typed}&said={typed}"),
            format!("/{typed}"),
        ] {
            let page = ask(&town.site, "GET", &address, &cookie, "").await.body;
            for runs in RUNS {
                assert!(!page.contains(runs), "{address} holds {runs}");
            }
        }
        for (address, field) in [
            ("/cases/search".to_owned(), "words"),
            (format!("/cases/{his}/people"), "given"),
            (format!("/cases/{his}/notes"), "note"),
        ] {
            let body = format!("form-token={token}&command={typed}&act=note&{field}={typed}");
            let page = ask(&town.site, "POST", &address, &cookie, &body).await.body;
            for runs in RUNS {
                assert!(!page.contains(runs), "{address} holds {runs}");
            }
        }
    }
}
