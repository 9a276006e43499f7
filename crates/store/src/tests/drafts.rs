use access::{Actor, Areas, Role, act, decide, scope};
use pathway::Surroundings;
use uuid::Uuid;

use super::{BLACK_COUNTRY, Desk, PROVIDER, account, by, held};
use crate::{Change, Draft};

const DRAFT: Uuid = Uuid::from_u128(0xd4af);

impl Desk {
    async fn keep(&self, actor: &Actor, text: &str) {
        let mut change = Change::unnumbered(actor.worker(), BLACK_COUNTRY, self.clock.now());
        change.keep_draft(&by(actor, act::KeepDraft, DRAFT), "referral", text, &self.store);
        self.store.commit(change).await.unwrap();
    }

    async fn read(&self, actor: &Actor) -> Option<Draft> {
        self.store.draft(&by(actor, act::ReadDraft, DRAFT)).await.unwrap()
    }
}

#[tokio::test]
async fn a_draft_is_kept_over_and_over_and_read_as_it_was_last() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.keep(&anna, "first").await;
    desk.keep(&anna, "second").await;
    let listed = desk.store.drafts(&scope(&anna, act::ReadDraft)).await.unwrap();
    assert_eq!(listed.len(), 1);
    let leave = decide(&anna, act::ReadDraft, &listed[0].facts()).unwrap();
    let draft = desk.store.draft(&leave).await.unwrap().unwrap();
    assert_eq!((draft.kind.as_str(), draft.version), ("referral", 2));
    assert_eq!(draft.text.reveal(&leave), "second");
}

#[tokio::test]
async fn a_draft_is_its_owners_alone() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let ben = desk.hire("Ben Cole", PROVIDER, Role::Facilitator).await;
    desk.keep(&anna, "hers").await;
    let scope_of_ben = scope(&ben, act::ReadDraft);
    assert!(desk.store.drafts(&scope_of_ben).await.unwrap().is_empty());
    assert!(desk.store.find_draft(&scope_of_ben, DRAFT).await.unwrap().is_none());
    // Leave that rests on a wrong owner comes to nothing.
    assert!(desk.read(&ben).await.is_none());
    desk.keep(&ben, "his").await;
    let mut change = Change::unnumbered(ben.worker(), BLACK_COUNTRY, desk.clock.now());
    change.drop_draft(&by(&ben, act::KeepDraft, DRAFT));
    desk.store.commit(change).await.unwrap();
    let draft = desk.read(&anna).await.unwrap();
    assert_eq!((draft.text.text(), draft.version), ("hers", 1));
}

#[tokio::test]
async fn what_was_typed_is_kept_of_whoever_works_on_no_case_too() {
    let desk = Desk::temporary().await;
    for (role, name) in [
        (Role::Administrator, "Abe Lock"),
        (Role::Commissioner, "Cora Bell"),
        (Role::Evaluator, "Eve Moss"),
    ] {
        let cora = desk.hire(name, PROVIDER, role).await;
        desk.keep(&cora, "an invitation").await;
        let draft = desk.read(&cora).await.unwrap();
        assert_eq!(draft.text.text(), "an invitation");
        let mut change = Change::unnumbered(cora.worker(), BLACK_COUNTRY, desk.clock.now());
        change.drop_draft(&by(&cora, act::KeepDraft, DRAFT));
        desk.store.commit(change).await.unwrap();
        assert!(desk.read(&cora).await.is_none());
    }
}

#[tokio::test]
async fn what_is_kept_too_late_brings_no_draft_back() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let keep_on = async |text: &str| {
        let mut change = Change::unnumbered(anna.worker(), BLACK_COUNTRY, desk.clock.now());
        change.keep_on_draft(&by(&anna, act::KeepDraft, DRAFT), text, &desk.store);
        desk.store.commit(change).await.unwrap();
    };
    keep_on("before it was begun").await;
    assert!(desk.read(&anna).await.is_none());
    desk.keep(&anna, "begun").await;
    keep_on("gone on with").await;
    let draft = desk.read(&anna).await.unwrap();
    assert_eq!((draft.text.text(), draft.version), ("gone on with", 2));
    let mut change = Change::unnumbered(anna.worker(), BLACK_COUNTRY, desk.clock.now());
    change.drop_draft(&by(&anna, act::KeepDraft, DRAFT));
    desk.store.commit(change).await.unwrap();
    keep_on("too late").await;
    assert!(desk.read(&anna).await.is_none());
}

#[tokio::test]
async fn a_draft_thrown_away_is_gone_with_its_key() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.keep(&anna, "hers").await;
    let mut change = Change::unnumbered(anna.worker(), BLACK_COUNTRY, desk.clock.now());
    change.drop_draft(&by(&anna, act::KeepDraft, DRAFT));
    desk.store.commit(change).await.unwrap();
    assert!(desk.read(&anna).await.is_none());
    let left = crate::sql::Sql::with("SELECT 1 FROM wraps WHERE subject = ?", [DRAFT.into()]);
    assert!(desk.store.read(left, |_| Ok(())).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_draft_outlasts_a_change_of_roles() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.keep(&anna, "hers").await;
    let mut change = desk.change(BLACK_COUNTRY);
    let roles = [held(Role::Referrer, Areas::All)];
    change.roles(&account(anna.worker()), (anna.worker(), PROVIDER), &roles, &desk.store);
    desk.store.commit(change).await.unwrap();
    let anna = desk.store.actor(anna.worker()).await.unwrap().unwrap();
    assert_eq!(desk.read(&anna).await.unwrap().text.text(), "hers");
}

#[tokio::test]
async fn what_was_typed_is_not_in_the_files_of_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::in_folder(folder.path()).await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.keep(&anna, "he drinks on Fridays").await;
    desk.store.close().await;
    let record = std::fs::read(folder.path().join("record.db")).unwrap();
    assert!(!String::from_utf8_lossy(&record).contains("Fridays"));
    let desk = Desk::in_folder(folder.path()).await;
    assert_eq!(desk.read(&anna).await.unwrap().text.text(), "he drinks on Fridays");
}
