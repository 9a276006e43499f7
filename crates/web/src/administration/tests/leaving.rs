//! What goes on in the hands of somebody who left, or lost the area or the role by which they could
//! open it.

use access::Role;
use axum::http::StatusCode;
use casework::Worker;
use casework::referrals::DraftId;
use pathway::{Area, Reference};

use super::{holds, of, sends};
use crate::signing_in::tests::{Answer, ask};
use crate::town::{Town, text};

/// What a hidden field of the form of one case or group holds.
fn field(page: &Answer, name: &str, reference: Reference) -> String {
    let after = page.body.split(&format!("name=\"{name}-{reference}\" value=\"")).nth(1).unwrap();
    after.split('"').next().unwrap().to_owned()
}

/// The form of one of them, as it is drawn.
fn drawn(page: &Answer, reference: Reference) -> String {
    let (command, version) = (field(page, "command", reference), field(page, "version", reference));
    format!("command-{reference}={command}&version-{reference}={version}")
}

/// What somebody finds on Today of what is to be given to others; none where nothing is.
async fn told(town: &Town, worker: &Worker) -> Option<String> {
    let page = text(&town.sees(worker, "/today").await.body);
    let (_, after) = page.split_once("To give to others ")?;
    Some(after.split(" Say who takes over").next().unwrap().to_owned())
}

#[tokio::test]
async fn what_somebody_who_leaves_worked_on_is_listed_for_their_manager_to_give_anew() {
    let town = Town::new().await;
    let his = town.cleared().await;
    let left = "/cases?whose=left&state=all";
    let before = text(&town.sees(&town.manager, left).await.body);
    assert!(!before.contains(&his.to_string()), "{before}");
    let cookie = town.enters(&town.administrator).await;
    let closed = holds(&town, &cookie, &of(&town.facilitator), "act=close").await;
    assert!(closed.header("location").ends_with("?said=account-closed"));
    let listed = text(&town.sees(&town.manager, left).await.body);
    assert!(listed.contains(&his.to_string()), "{listed}");
    let hers = text(&town.sees(&town.support_manager, left).await.body);
    assert!(!hers.contains(&his.to_string()), "{hers}");
    // Nobody but who gives cases has the list, and each side has its own.
    for other in [&town.colleague, &town.support_worker, &town.referrer, &town.administrator] {
        assert_eq!(town.sees(other, "/cases/left").await.status, StatusCode::NOT_FOUND);
    }
    let page = town.sees(&town.support_manager, "/cases/left").await;
    assert!(
        text(&page.body).contains("Every case that goes on is with somebody who can open it"),
        "{}",
        page.body
    );
    let manager = town.enters(&town.manager).await;
    let page = ask(&town.site, "GET", "/cases/left", &manager, "").await;
    let field = |name: &str| {
        let after = page.body.split(&format!("name=\"{name}-{his}\" value=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let form = |to: &Worker| {
        let (command, version) = (field("command"), field("version"));
        let to = to.actor.worker().uuid();
        format!("command-{his}={command}&version-{his}={version}&to-{his}={to}")
    };
    for (chosen, expected) in [
        (String::new(), "Choose who gets at least one of them"),
        (form(&town.support_worker), "Choose somebody who works in that area"),
        (form(&town.facilitator), "Choose somebody who works in that area"),
    ] {
        let refused = sends(&town, &manager, "/cases/left", &chosen).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(&refused.body).contains(expected), "{}", refused.body);
    }
    let given = sends(&town, &manager, "/cases/left", &form(&town.colleague)).await;
    assert_eq!(given.header("location"), "/cases/left?said=given-on", "{}", given.body);
    let case = town.office().acting(&town.manager).his_case(his).await.unwrap();
    assert_eq!(case.case.standing().facilitator, Some(town.colleague.actor.worker()));
    let given = text(&town.sees(&town.manager, left).await.body);
    assert!(!given.contains(&his.to_string()), "{given}");
}

#[tokio::test]
async fn whoever_loses_an_area_or_a_role_leaves_cases_and_groups_to_be_given_on() {
    let town = Town::new().await;
    let (his, cookie) = (town.cleared().await, town.enters(&town.administrator).await);
    let manager = town.office().acting(&town.manager);
    let group = manager.open_group(town.form(0), town.setting()).await.unwrap().reference;
    for (roles, stays) in [
        ("role=facilitator&areas=Dudley", true),
        ("role=programme_manager", true),
        ("role=facilitator&areas=every-area", true),
        ("role=referrer", false),
    ] {
        let address = format!("{}/roles", of(&town.facilitator));
        let proposed = sends(&town, &cookie, &address, roles).await;
        let takes = !proposed
            .body
            .contains("<dd class=\"govuk-summary-list__value\">nothing</dd></div></dl>");
        assert_eq!(takes, proposed.body.contains("can then not open any more stays"), "{roles}");
        assert!(!text(&proposed.body).contains("1 case"), "{}", proposed.body);
        let given = holds(&town, &cookie, &address, roles).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{roles}: {}", given.body);
        let told = told(&town, &town.manager).await;
        assert_eq!(told.is_none(), stays, "{roles}: {told:?}");
    }
    let said = told(&town, &town.manager).await.unwrap();
    assert!(said.starts_with("1 1 case, 1 group Another worker or leader is needed"), "{said}");
    for other in [&town.colleague, &town.support_manager, &town.support_worker] {
        assert_eq!(told(&town, other).await, None);
    }
    let door = town.enters(&town.manager).await;
    let page = ask(&town.site, "GET", "/cases/left", &door, "").await;
    assert!(!page.body.contains(&format!("name=\"man-{group}\"")), "the man is there yet");
    let to = town.colleague.actor.worker().uuid();
    // The one man is not both.
    let both = format!("{}&woman-{group}={to}", drawn(&page, group));
    let refused = sends(&town, &door, "/cases/left", &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let page = ask(&town.site, "GET", "/cases/left", &door, "").await;
    let given = format!("{}&to-{his}={to}", drawn(&page, his));
    let given = sends(&town, &door, "/cases/left", &given).await;
    assert_eq!(given.header("location"), "/cases/left?said=given-on", "{}", given.body);
    assert_eq!(told(&town, &town.manager).await.unwrap().split(' ').nth(2), Some("group"));
    let roles = format!("{}/roles", of(&town.facilitator));
    let back = holds(&town, &cookie, &roles, "role=facilitator&areas=every-area").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert_eq!(told(&town, &town.manager).await, None);
    holds(&town, &cookie, &of(&town.colleague), "act=close").await;
    let page = ask(&town.site, "GET", "/cases/left", &door, "").await;
    let new = town.hires("Cy Hart", &town.facilitator, Role::Facilitator).await;
    let led = format!("{}&man-{group}={}", drawn(&page, group), new.actor.worker().uuid());
    let led = sends(&town, &door, "/cases/left", &led).await;
    assert_eq!(led.header("location"), "/cases/left?said=given-on", "{}", led.body);
    let one = manager.group(group).await.unwrap().group.set_up.unwrap();
    assert_eq!(one.facilitators.man, new.actor.worker());
    assert_eq!(one.facilitators.woman, town.facilitator.actor.worker());
}

#[tokio::test]
async fn a_manager_is_told_whether_nobody_works_there_or_all_who_do_know_the_family() {
    let town = Town::new().await;
    let his = town.cleared().await;
    let manager = town.office().acting(&town.manager);
    let knows = async |worker: &Worker| {
        let version = manager.his_case(his).await.unwrap().version;
        let worker = worker.actor.worker();
        manager.record_his_conflict(his, town.form(version), worker).await.unwrap();
    };
    let left = async || text(&town.sees(&town.manager, "/cases/left").await.body);
    let (nobody, all) =
        ("Nobody else works in this area", "Everybody else who works in this area has a conflict");
    knows(&town.facilitator).await;
    let page = left().await;
    assert!(!page.contains(nobody) && !page.contains(all), "{page}");
    knows(&town.colleague).await;
    let page = left().await;
    assert!(page.contains(all) && !page.contains(nobody), "{page}");
    // Whoever has it is nobody else.
    let cookie = town.enters(&town.administrator).await;
    holds(&town, &cookie, &of(&town.colleague), "act=close").await;
    let page = left().await;
    assert!(page.contains(nobody) && !page.contains(all), "{page}");
}

#[tokio::test]
async fn her_cases_are_given_on_by_her_manager_and_his_side_finds_nothing_of_it() {
    let town = Town::new().await;
    town.cleared().await;
    let cookie = town.enters(&town.administrator).await;
    let hers = {
        let manager = town.office().acting(&town.support_manager);
        manager.caseload(&Default::default(), None).await.unwrap().cases[0].envelope.reference
    };
    let before = text(&town.sees(&town.manager, "/today").await.body);
    let list = text(&town.sees(&town.manager, "/cases/left").await.body);
    let other = Area::new("Walsall");
    town.serves(&town.support_worker, other.clone()).await;
    let roles = format!("{}/roles", of(&town.support_worker));
    let given = holds(&town, &cookie, &roles, "role=support_worker&areas=Walsall").await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let said = told(&town, &town.support_manager).await.unwrap();
    assert!(said.starts_with("1 1 case Another worker is needed"), "{said}");
    assert_eq!(text(&town.sees(&town.manager, "/today").await.body), before);
    assert_eq!(text(&town.sees(&town.manager, "/cases/left").await.body), list);
    assert_eq!(town.sees(&town.support_worker, "/cases/left").await.status, StatusCode::NOT_FOUND);
    let door = town.enters(&town.support_manager).await;
    let page = ask(&town.site, "GET", "/cases/left", &door, "").await;
    for (to, gets) in
        [(&town.facilitator, false), (&town.support_worker, false), (&town.support_manager, true)]
    {
        let form = format!("{}&to-{hers}={}", drawn(&page, hers), to.actor.worker().uuid());
        let answer = sends(&town, &door, "/cases/left", &form).await;
        let given = answer.header("location") == "/cases/left?said=given-on";
        assert_eq!(given, gets, "{}", answer.body);
    }
    assert_eq!(told(&town, &town.support_manager).await, None);
    assert_eq!(text(&town.sees(&town.manager, "/today").await.body), before);
}

#[tokio::test]
async fn whoever_closes_an_account_is_told_how_many_referrals_it_leaves_half_written() {
    let town = Town::new().await;
    let cookie = town.enters(&town.administrator).await;
    let roles = format!("{}/roles", of(&town.referrer));
    let proposed =
        async |address: &str, body: &str| text(&sends(&town, &cookie, address, body).await.body);
    for (address, body) in [(of(&town.referrer), "act=close"), (roles.clone(), "role=evaluator")] {
        let nothing = proposed(&address, body).await;
        assert!(!nothing.contains("half-written"), "{nothing}");
    }
    let referrer = town.office().acting(&town.referrer);
    let writes = async || {
        let draft = DraftId::from(town.form(0));
        referrer.begin_draft(draft, "").await.unwrap();
        referrer.keep_draft(draft, "Darren Quillfeather").await.unwrap();
    };
    writes().await;
    let alone = "1 half-written referral is left, and nobody else of their organisation refers";
    let left = proposed(&of(&town.referrer), "act=close").await;
    assert!(left.contains(alone) && !left.contains("Quillfeather"), "{left}");
    town.hires("Tom Reed", &town.referrer, Role::Referrer).await;
    writes().await;
    let several = "2 half-written referrals are left to colleagues who refer: they find them under \
                   Referrals";
    for (address, body, told) in [
        (of(&town.referrer), "act=close", true),
        (roles.clone(), "role=evaluator", true),
        (roles.clone(), "role=referrer&role=facilitator&areas=Dudley", false),
        (of(&town.referrer), "act=end-sessions", false),
        (of(&town.facilitator), "act=close", false),
    ] {
        let left = proposed(&address, body).await;
        assert!(left.contains("Check what this comes to"), "{left}");
        assert_eq!(left.contains(several), told, "{body}: {left}");
    }
    let closed = holds(&town, &cookie, &of(&town.referrer), "act=close").await;
    assert!(closed.header("location").ends_with("?said=account-closed"), "{}", closed.body);
}
