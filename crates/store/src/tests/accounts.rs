use access::{Areas, Held, Role, RolesRefused, act};
use jiff::Timestamp;
use pathway::{Area, WorkerId};
use uuid::Uuid;

use super::{
    BLACK_COUNTRY, COUNCIL, Desk, ELSEWHERE, PROVIDER, REFUGE, account, by, by_system, held,
};
use pathway::Surroundings;

use crate::{
    AccountsAsked, Fault, NewSession, NotCommitted, OrganisationKind, Readdressed, Reset,
    WorkerState,
};

#[tokio::test]
async fn who_takes_part_and_who_serves_an_area_is_listed_by_name() {
    let store = Desk::temporary().await.store;
    let names: Vec<String> =
        store.programmes().await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Black Country", "Elsewhere"]);
    let here = store.organisations(BLACK_COUNTRY).await.unwrap();
    assert_eq!(here.iter().map(|one| one.id).collect::<Vec<_>>(), [COUNCIL, PROVIDER, REFUGE]);
    assert!(store.organisations(ELSEWHERE).await.unwrap().is_empty());
    let areas = store.areas(BLACK_COUNTRY).await.unwrap();
    assert_eq!(areas, [Area::new("Dudley"), Area::new("Walsall")]);
    let serving = store.serving(BLACK_COUNTRY, &Area::new("Dudley")).await.unwrap();
    let kinds: Vec<_> = serving.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [OrganisationKind::Programme, OrganisationKind::Support]);
}

#[tokio::test]
async fn an_account_is_found_by_its_address_however_it_is_written() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let found = desk.store.credentials(" Anna.Smith@EXAMPLE.org").await.unwrap().unwrap();
    assert_eq!(found.worker, anna.worker());
    assert_eq!(found.password.as_deref(), Some("$argon2id$kept"));
    assert!(found.active);
    assert!(desk.store.credentials("anna@example.org").await.unwrap().is_none());
}

#[tokio::test]
async fn an_address_that_is_taken_is_refused_in_those_words() {
    let desk = Desk::temporary().await;
    desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let twin = desk.newcomer("ANNA SMITH", REFUGE, vec![held(Role::SupportWorker, Areas::All)]);
    let mut change = desk.change(BLACK_COUNTRY);
    change.worker(&account(twin.id), &twin, &desk.store);
    let refused = desk.store.commit(change).await;
    assert!(matches!(refused, Err(NotCommitted::EmailTaken)), "{refused:?}");
}

#[tokio::test]
async fn neither_a_name_nor_an_address_is_in_the_files_of_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::in_folder(folder.path()).await;
    desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let before_close: Vec<u8> = all_bytes(folder.path());
    desk.store.close().await;
    for bytes in [before_close, all_bytes(folder.path())] {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(text.contains("walsall"), "the files are those of the record");
        assert!(!text.contains("anna") && !text.contains("smith"), "a name is in the files");
        assert!(!text.contains("example.org"), "an address is in the files");
    }
}

fn all_bytes(folder: &std::path::Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.flat_map(|file| std::fs::read(file).unwrap()).collect()
}

#[tokio::test]
async fn nobody_is_given_roles_on_both_sides() {
    let desk = Desk::temporary().await;
    let both = vec![held(Role::Facilitator, Areas::All), held(Role::SupportWorker, Areas::All)];
    let newcomer = desk.newcomer("Anna Smith", PROVIDER, both);
    let mut change = desk.change(BLACK_COUNTRY);
    change.worker(&account(newcomer.id), &newcomer, &desk.store);
    let refused = desk.store.commit(change).await;
    assert!(
        matches!(refused, Err(NotCommitted::Roles(RolesRefused::BothSides(..)))),
        "{refused:?}"
    );
    assert!(desk.store.actor(newcomer.id).await.unwrap().is_none());
}

#[tokio::test]
async fn the_tables_refuse_the_other_side_in_another_programme_too() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let hers = Held { role: Role::SupportWorker, programme: ELSEWHERE, areas: Areas::All };
    let leave = by_system(act::ManageAccounts, ELSEWHERE, anna.worker().uuid());
    let mut change = desk.change(ELSEWHERE);
    change.roles(&leave, (anna.worker(), PROVIDER), &[hers], &desk.store);
    let refused = desk.store.commit(change).await;
    assert!(matches!(refused, Err(NotCommitted::Unavailable(Fault::Rule(_)))), "{refused:?}");
    assert_eq!(desk.store.actor(anna.worker()).await.unwrap(), Some(anna));
}

#[tokio::test]
async fn whoever_left_one_side_may_begin_on_the_other() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let these = Areas::These(vec![Area::new("Dudley"), Area::new("Walsall")]);
    let roles = [held(Role::SupportWorker, these)];
    let mut change = desk.change(BLACK_COUNTRY);
    let who = (anna.worker(), PROVIDER);
    change.roles(&account(anna.worker()), who, &roles, &desk.store);
    desk.store.commit(change).await.unwrap();
    assert_eq!(desk.store.actor(anna.worker()).await.unwrap().unwrap().held(), roles);
}

#[tokio::test]
async fn leave_in_one_programme_gives_no_role_in_another() {
    let desk = Desk::temporary().await;
    let elsewhere = Held { role: Role::Facilitator, programme: ELSEWHERE, areas: Areas::All };
    let newcomer = desk.newcomer("Anna Smith", PROVIDER, vec![elsewhere]);
    let mut change = desk.change(BLACK_COUNTRY);
    change.worker(&account(newcomer.id), &newcomer, &desk.store);
    let refused = desk.store.commit(change).await;
    assert!(matches!(refused, Err(NotCommitted::NotPermitted { .. })), "{refused:?}");
}

#[tokio::test]
async fn work_is_given_to_open_accounts_of_ones_own_organisation_and_area() {
    let desk = Desk::temporary().await;
    let manager = desk.hire("Mary Lee", PROVIDER, Role::ProgrammeManager).await;
    let zoe = desk.hire("Zoe Hart", PROVIDER, Role::Facilitator).await;
    let in_walsall = Areas::These(vec![Area::new("Walsall")]);
    let ben = desk.newcomer("Ben Cole", PROVIDER, vec![held(Role::Facilitator, in_walsall)]);
    let gone = desk.hire("Gone Away", PROVIDER, Role::Facilitator).await;
    desk.hire("Other Side", REFUGE, Role::SupportWorker).await;
    let mut change = desk.change(BLACK_COUNTRY);
    change.worker(&account(ben.id), &ben, &desk.store);
    change.worker_state(&account(gone.worker()), WorkerState::Closed);
    desk.store.commit(change).await.unwrap();

    let leave = by(&manager, act::ListColleagues, Uuid::nil());
    let holding = async |role, area: Option<&str>| -> Vec<String> {
        let area = area.map(Area::new);
        let workers = desk.store.workers_holding(&leave, role, area.as_ref()).await.unwrap();
        workers.iter().map(|worker| worker.name.reveal(&leave).to_owned()).collect()
    };
    assert_eq!(holding(Role::Facilitator, None).await, ["Ben Cole", "Zoe Hart"]);
    assert_eq!(holding(Role::Facilitator, Some("Walsall")).await, ["Ben Cole", "Zoe Hart"]);
    assert_eq!(holding(Role::Facilitator, Some("Dudley")).await, ["Zoe Hart"]);
    assert!(holding(Role::SupportWorker, None).await.is_empty());
    assert!(desk.store.actor(gone.worker()).await.unwrap().is_none());
    assert!(desk.store.actor(zoe.worker()).await.unwrap().is_some());
}

#[tokio::test]
async fn names_are_shown_to_the_same_side_alone_even_of_those_who_left() {
    let desk = Desk::temporary().await;
    let manager = desk.hire("Mary Lee", PROVIDER, Role::ProgrammeManager).await;
    let facilitator = desk.hire("Zoe Hart", PROVIDER, Role::Facilitator).await;
    let support = desk.hire("Jo Field", REFUGE, Role::SupportWorker).await;
    let referrer = desk.hire("Ray Hill", COUNCIL, Role::Referrer).await;
    let mut change = desk.change(BLACK_COUNTRY);
    let leave = account(facilitator.worker());
    change.roles(&leave, (facilitator.worker(), PROVIDER), &[], &desk.store);
    desk.store.commit(change).await.unwrap();

    let all: Vec<WorkerId> =
        [&manager, &facilitator, &support, &referrer].iter().map(|one| one.worker()).collect();
    let leave = by(&manager, act::ReadCase, Uuid::from_u128(5));
    let mut names: Vec<String> =
        desk.store.names_of(&leave, &all).await.unwrap().into_values().collect();
    names.sort();
    assert_eq!(names, ["Mary Lee", "Zoe Hart"]);
    let leave = by(&support, act::ReadSupportCase, Uuid::from_u128(5));
    let names = desk.store.names_of(&leave, &all).await.unwrap();
    assert_eq!(names.into_values().collect::<Vec<_>>(), ["Jo Field"]);
}

#[tokio::test]
async fn accounts_are_listed_with_their_roles_in_the_programme() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let mut change = desk.change(BLACK_COUNTRY);
    let jones = ("Anna Jones", "anna.jones@example.org");
    change.renamed(&account(anna.worker()), jones, &desk.store);
    desk.store.commit(change).await.unwrap();
    let leave = by_system(act::ReadAccounts, BLACK_COUNTRY, Uuid::nil());
    let all = AccountsAsked { words: None, organisation: None, skip: 0, limit: 50 };
    let accounts = desk.store.accounts(&leave, &all).await.unwrap().accounts;
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].worker.name.reveal(&leave), "Anna Jones");
    assert_eq!(accounts[0].worker.email.reveal(&leave), "anna.jones@example.org");
    assert_eq!(accounts[0].held, anna.held());
    assert!(desk.store.credentials("anna.smith@example.org").await.unwrap().is_none());
    let elsewhere = by_system(act::ReadAccounts, ELSEWHERE, Uuid::nil());
    assert_eq!(desk.store.accounts(&elsewhere, &all).await.unwrap().count, 0);
}

#[tokio::test]
async fn a_correction_holds_only_upon_the_name_and_the_address_that_were_read() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let leave = account(anna.worker());
    let read = desk.store.named(&leave).await.unwrap().unwrap();
    assert_eq!(read.name.reveal(&leave), "Anna Smith");
    let corrects = async |to| {
        let mut change = desk.change(BLACK_COUNTRY);
        change.upon_named(&leave, &read).renamed(&leave, to, &desk.store);
        desk.store.commit(change).await
    };
    corrects(("Anna Jones", "anna.smith@example.org")).await.unwrap();
    let late = corrects(("Anna Hart", "anna.smith@example.org")).await;
    assert!(matches!(late, Err(NotCommitted::NotAsRead)), "{late:?}");
    let now = desk.store.named(&leave).await.unwrap().unwrap();
    assert_eq!(now.name.reveal(&leave), "Anna Jones");
}

#[tokio::test]
async fn what_is_upon_who_changed_an_address_is_not_written_once_another_did() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let leave = account(anna.worker());
    let since = Timestamp::UNIX_EPOCH;
    let changed = async || {
        let mut change = desk.change(BLACK_COUNTRY);
        change.readdressed(&leave);
        desk.store.commit(change).await.unwrap();
        desk.store.readdressed(&leave, since).await.unwrap()
    };
    let upon = async |read: &[Readdressed], since| {
        let mut change = desk.change(BLACK_COUNTRY);
        change.upon_readdressed(&leave, read, since);
        desk.store.commit(change).await
    };
    upon(&[], since).await.unwrap();
    let first = changed().await;
    assert!(matches!(upon(&[], since).await, Err(NotCommitted::NotAsRead)));
    upon(&first, since).await.unwrap();
    upon(&[], first[0].at).await.unwrap();
    desk.clock.set(1_000_060);
    let again = changed().await;
    assert_eq!(again.len(), 1, "each of them once");
    assert!(matches!(upon(&first, since).await, Err(NotCommitted::NotAsRead)));
    let other = [Readdressed { by: anna.worker(), ..again[0] }];
    assert!(matches!(upon(&other, since).await, Err(NotCommitted::NotAsRead)));
    upon(&again, since).await.unwrap();
}

#[tokio::test]
async fn whoever_works_in_another_programme_alone_is_nobodys_account_here() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let newcomer = desk.newcomer("Zoe Hart", PROVIDER, Vec::new());
    let mut change = desk.change(BLACK_COUNTRY);
    change.worker(&account(newcomer.id), &newcomer, &desk.store);
    desk.store.commit(change).await.unwrap();
    // Their organisation takes part elsewhere too.
    let mut provider = desk.store.organisations(BLACK_COUNTRY).await.unwrap();
    provider.retain(|one| one.id == PROVIDER);
    let mut change = desk.change(ELSEWHERE);
    let leave = by_system(act::ManageOrganisations, ELSEWHERE, PROVIDER.uuid());
    change.organisation(&leave, &provider[0], &desk.store);
    desk.store.commit(change).await.unwrap();
    let found = async |programme| {
        let leave = by_system(act::ReadAccounts, programme, Uuid::nil());
        let all = AccountsAsked { words: None, organisation: None, skip: 0, limit: 50 };
        let listed = desk.store.accounts(&leave, &all).await.unwrap().count;
        let hers = desk.store.account(&leave, anna.worker()).await.unwrap().is_some();
        let newcomers = desk.store.account(&leave, newcomer.id).await.unwrap().is_some();
        (listed, hers, newcomers)
    };
    assert_eq!(found(BLACK_COUNTRY).await, (2, true, true));
    assert_eq!(found(ELSEWHERE).await, (0, false, false), "who has no role is of where they were");
}

#[tokio::test]
async fn an_account_that_was_signed_in_with_never_gets_the_other_side() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let given = async |role| {
        let mut change = desk.change(BLACK_COUNTRY);
        let whose = (anna.worker(), PROVIDER);
        change.roles(&account(anna.worker()), whose, &[held(role, Areas::All)], &desk.store);
        desk.store.commit(change).await
    };
    // What was given by mistake, before anybody signed in, is put right.
    given(Role::SupportWorker).await.unwrap();
    given(Role::Facilitator).await.unwrap();
    let mut change = desk.change(BLACK_COUNTRY);
    change.begin_session(&NewSession {
        token_digest: [1; 32],
        worker: anna.worker(),
        secret: [2; 32],
        ends: desk.clock.now(),
        asked: false,
        whole: true,
        address: String::new(),
        agent: String::new(),
        directory: None,
    });
    desk.store.commit(change).await.unwrap();
    given(Role::Administrator).await.unwrap();
    let refused = given(Role::SupportWorker).await;
    assert!(matches!(refused, Err(NotCommitted::Roles(RolesRefused::AnotherSide))), "{refused:?}");
    given(Role::ProgrammeManager).await.unwrap();
}

#[tokio::test]
async fn a_reset_is_agreed_to_only_while_it_is_the_one_that_is_asked_for() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let leave = account(anna.worker());
    let asks = async || {
        let mut change = desk.change(BLACK_COUNTRY);
        change.ask_reset(&leave);
        desk.store.commit(change).await.unwrap();
        desk.store.reset_asked(&leave, Timestamp::UNIX_EPOCH).await.unwrap()
    };
    let agreed = async |asked| {
        let mut change = desk.change(BLACK_COUNTRY);
        change.upon_reset(&leave, asked, Timestamp::UNIX_EPOCH).end_reset(&leave);
        desk.store.commit(change).await
    };
    let shown = asks().await;
    assert!(matches!(agreed(None).await, Err(NotCommitted::NotAsRead)));
    desk.clock.set(1_000_060);
    let anew = asks().await;
    assert_ne!(shown, anew);
    assert!(matches!(agreed(shown).await, Err(NotCommitted::NotAsRead)));
    let another = anew.map(|reset| Reset { asked_by: anna.worker(), ..reset });
    assert!(matches!(agreed(another).await, Err(NotCommitted::NotAsRead)));
    agreed(anew).await.unwrap();
    assert!(matches!(agreed(anew).await, Err(NotCommitted::NotAsRead)));
    agreed(None).await.unwrap();
}
