//! Every page of the subject, empty, usual, full and faulty, written to `target/samples` for a
//! browser to look at (`e2e/tests/parts.test.mjs`).

use std::fs;
use std::path::Path;

use super::tests::{CHILDREN, CONSENT, FAMILY, HER, HIM, RISK, Somebody, Town, whole_page};

/// Pages by the name of their file.
#[derive(Default)]
struct Written(Vec<(String, String)>);

impl Written {
    async fn page(&mut self, name: &str, who: &Somebody<'_>, address: &str) {
        let page = who.page(address).await;
        self.0.push((name.to_owned(), page));
    }
    /// A form that comes back.
    async fn faulty(
        &mut self,
        name: &str,
        who: &Somebody<'_>,
        address: &str,
        typed: &[(&str, &str)],
    ) {
        let answer = who.fills_in(address, typed).await;
        assert!(answer.body.contains("There is a problem"), "{name}: {}", answer.body);
        whole_page(name, &answer.body);
        self.0.push((name.to_owned(), answer.body));
    }
}

#[tokio::test]
async fn every_page_is_drawn_empty_usual_full_and_faulty() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let desk = town.signed_in("desk").await;
    let mut written = Written::default();
    written.page("rules", &referrer, "/referrals/rules").await;
    written.page("list-none", &referrer, "/referrals").await;
    written.page("list-none-alike", &referrer, "/referrals?area=Walsall").await;
    written.page("messages-none", &desk, "/messages").await;

    let draft = referrer.begins().await;
    let of = |page: &str| format!("{draft}/{page}");
    written.page("check-empty", &referrer, &of("check")).await;
    for page in ["family", "him", "children", "risk", "consent", "her-1"] {
        written.page(&format!("{page}-empty"), &referrer, &of(page)).await;
    }
    for page in ["family", "him", "children", "risk", "consent"] {
        written.faulty(&format!("{page}-faulty"), &referrer, &of(page), &[]).await;
    }
    let wrong =
        [("given", "Gemma😀"), ("phone", "ring her"), ("dash", "25"), ("consent", "verbal")];
    written.faulty("her-faulty", &referrer, &of("her-1"), &wrong).await;
    let ruled_out = [("risk", "high"), ("strangulation", "yes"), ("judged-safe", "no")];
    referrer.fills_in(&of("risk"), &ruled_out).await;
    written.page("risk-ruled-out", &referrer, &of("risk")).await;
    for (page, answers) in [
        ("family", FAMILY),
        ("him", HIM),
        ("children", CHILDREN),
        ("risk", RISK),
        ("consent", CONSENT),
        ("her-1", HER),
    ] {
        referrer.fills_in(&of(page), answers).await;
        written.page(&format!("{page}-usual"), &referrer, &of(page)).await;
    }
    written.page("list-draft", &referrer, "/referrals?said=draft-kept").await;
    written.page("check", &referrer, &of("check")).await;
    written.page("throw-away", &referrer, &of("throw-away")).await;

    let referral = referrer.refers().await;
    written.page("sent", &referrer, &format!("{referral}/sent")).await;
    written.page("progress", &referrer, &referral).await;
    written.page("list", &referrer, "/referrals").await;
    town.signed_in("colleague").await.writes(HER).await;
    town.closes("colleague").await;
    written.page("list-left", &referrer, "/referrals").await;
    for page in ["add", "tell", "woman", "update", "withdraw"] {
        written.page(page, &referrer, &format!("{referral}/{page}")).await;
    }
    for page in ["add", "tell", "woman", "withdraw"] {
        let name = format!("{page}-faulty");
        written.faulty(&name, &referrer, &format!("{referral}/{page}"), &[("which", "0")]).await;
    }
    referrer.fills_in(&format!("{referral}/withdraw"), &[("why", "They moved to Leeds.")]).await;
    written.page("progress-over", &referrer, &format!("{referral}?said=withdrawn")).await;
    written.page("messages", &desk, "/messages").await;
    let inbox = &written.0.last().unwrap().1;
    let one = inbox.split("href=\"/messages/").nth(1).unwrap().split('"').next().unwrap();
    let one = format!("/messages/{one}");
    written.page("message", &desk, &one).await;

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/samples");
    fs::create_dir_all(&folder).unwrap();
    for (name, page) in written.0 {
        fs::write(folder.join(format!("referrals-{name}.html")), page).unwrap();
    }
    for asset in components::assets::every() {
        let file = folder.join("assets").join(asset.name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, asset.content).unwrap();
    }
}
