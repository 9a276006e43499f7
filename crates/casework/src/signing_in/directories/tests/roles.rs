//! What somebody is by their groups, and for how long.

use std::time::Duration;

use super::*;
use crate::accounts::AccountListed;

/// Ada, as the directory tells of her.
fn ada(groups: &[&str]) -> Person {
    Person {
        subject: "ada".to_owned(),
        name: "Ada Nolan".to_owned(),
        email: "ada@council.example".to_owned(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        second_factor: true,
        authenticated: None,
    }
}

/// Her account, as whoever keeps accounts sees it.
async fn account(house: &House) -> AccountListed {
    let founder = house.office.command_line(None).await.unwrap();
    house.office.acting(&founder).account_of("ada@council.example").await.unwrap()
}

fn in_every_area(house: &House, role: Role) -> Vec<Held> {
    vec![Held { role, programme: house.directory.programme(), areas: Areas::All }]
}

#[tokio::test]
async fn nobody_without_a_role_has_an_account_and_nobody_has_both_sides() {
    let house = House::new().await;
    for groups in [json!([]), json!(null), json!(["others"]), json!({"a": 1}), json!("dudleys")] {
        house.tells(json!({ "groups": groups }));
        let why = refused(house.enters().await);
        assert!(why.contains("no group of theirs"), "{groups}: {why}");
    }
    house.tells(json!({"groups": ["dudley", "refuge"]}));
    let why = refused(house.enters().await);
    assert!(why.contains("both, in any programme"), "{why}");
    let founder = house.office.command_line(None).await.unwrap();
    assert_eq!(house.office.acting(&founder).accounts(None, 0).await.unwrap().count, 0);
}

#[tokio::test]
async fn roles_follow_the_groups_and_whoever_loses_one_is_out_everywhere() {
    let house = House::new().await;
    let before = house.whole().await;
    house.tells(json!({"groups": ["dudley", "walsall"], "amr": ["mfa"]}));
    let Presented::SignedIn(more) = house.enters().await.unwrap() else { panic!("not whole") };
    let both = Areas::These(vec![Area::new("Dudley"), Area::new("Walsall")]);
    assert_eq!(more.actor().held()[0].areas, both);
    assert_eq!(house.office.sessions(&before).await.unwrap().len(), 2, "what is added ends none");
    house.tells(json!({"groups": "managers", "amr": ["mfa"]}));
    let Presented::SignedIn(other) = house.enters().await.unwrap() else { panic!("not whole") };
    assert_eq!(other.actor().held()[0].role, Role::ProgrammeManager);
    assert_eq!(house.office.sessions(&other).await.unwrap().len(), 1, "what is lost ends them");
    house.tells(json!({"groups": []}));
    assert!(refused(house.enters().await).contains("no group of theirs"));
    assert_eq!(house.office.sessions(&other).await.unwrap().len(), 0);
    house.tells(json!({"amr": ["mfa"]}));
    let Presented::SignedIn(back) = house.enters().await.unwrap() else { panic!("not whole") };
    assert_eq!(back.actor().worker(), before.actor().worker());
}

#[tokio::test]
async fn a_session_of_a_directory_ends_after_the_hours_of_the_settings() {
    let house = House::new().await;
    house.tells(json!({"amr": ["mfa"]}));
    let led = house.led(None).await;
    let (code, state) = house.fake.signs_in(&led.address);
    let (kept, state, code) = (Some(&*led.kept), Some(&*state), Some(&*code));
    let answer = DirectoryAnswer { kept, state, code, ..DirectoryAnswer::default() };
    let Ok(ByDirectory::SignedIn(token, _)) = house.answers(&answer, None).await else {
        panic!("not signed in")
    };
    let session = async || house.office.session(&token, &Whence::default()).await.unwrap();
    for _ in 0..(4 * 4 - 1) {
        house.clock.seconds.fetch_add(15 * 60, Ordering::Relaxed);
        assert!(matches!(session().await, Presented::SignedIn(_)));
        let line = house.office.by(None);
        house.office.store.commit(line).await.unwrap();
    }
    house.clock.seconds.fetch_add(15 * 60, Ordering::Relaxed);
    assert!(matches!(session().await, Presented::Lapsed(_)), "four hours are over");
}

#[tokio::test]
async fn whose_roles_are_refused_is_out_everywhere() {
    let mut house = House::new().await;
    let first = house.whole().await;
    assert_eq!(house.office.sessions(&first).await.unwrap().len(), 1);
    // The directory moves them to the other side, on which no account can be.
    let role = Held {
        role: Role::SupportWorker,
        areas: Areas::All,
        ..house.directory.groups[0].1.clone()
    };
    house.directory.groups = vec![("refuge".to_owned(), role)];
    house.tells(json!({"groups": ["refuge"], "amr": ["mfa"]}));
    let why = refused(house.enters().await);
    assert!(why.contains("on the other side"), "{why}");
    assert_eq!(house.office.sessions(&first).await.unwrap().len(), 0);
}

#[tokio::test]
async fn an_address_of_another_domain_is_refused() {
    let mut house = House::new().await;
    let mut settings = settings(house.fake.issuer());
    settings.domains = vec!["council.example".to_owned()];
    let taken = house.office.directories(vec![settings], SITE).await.unwrap();
    house.directory = taken.directories.into_iter().next().unwrap();
    for outside in [
        "ada@evil.example",
        "ada@sub.council.example",
        "ada@council.example@evil.example",
        "ada@council.example.evil.example",
    ] {
        house.tells(json!({ "email": outside }));
        let why = house.enters().await.err().unwrap();
        assert!(matches!(why, NotByDirectory::Answer(NotAnswered::Outside)), "{outside}: {why}");
    }
    house.tells(json!({"email": "Ada@Council.Example"}));
    assert!(house.enters().await.is_ok());
}

#[tokio::test]
async fn roles_that_an_administrator_gave_meanwhile_are_not_written_over_unseen() {
    let house = House::new().await;
    house.whole().await;
    let digest = settle::digest(&house.directory, "ada");
    let found = house.office.store.identity(&digest).await.unwrap().unwrap();
    let manager = in_every_area(&house, Role::ProgrammeManager);
    let founder = house.office.command_line(None).await.unwrap();
    let (worker, organisation) = (found.actor.worker(), found.actor.organisation());
    house.office.acting(&founder).give_roles(worker, organisation, &manager).await.unwrap();
    // It was found as a facilitator in Dudley: from that to Walsall, and to nothing.
    for groups in [vec!["walsall".to_owned()], Vec::new()] {
        let held = house.directory.held(&groups);
        let stale = house.office.follow(&house.directory, &found, held).await;
        assert!(matches!(stale, Err(NotByDirectory::Fault(Fault::Stale))), "{stale:?}");
        assert_eq!(account(&house).await.held, manager);
    }
    // Whoever signs in is looked at anew.
    house.office.settle(&house.directory, &ada(&["walsall"])).await.unwrap();
    let walsall = Areas::These(vec![Area::new("Walsall")]);
    assert_eq!(account(&house).await.held[0].areas, walsall);
}

#[tokio::test]
async fn whoever_signs_in_while_an_administrator_gives_them_roles_does_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let house = House::at(&file).await;
    house.whole().await;
    let before = account(&house).await;
    let founder = house.office.command_line(None).await.unwrap();
    let acting = house.office.acting(&founder);
    let manager = in_every_area(&house, Role::ProgrammeManager);
    // Nothing is written until both were decided upon what is there now.
    let other = Past::connect(file.to_str().unwrap()).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let (given, settled, ()) = tokio::join!(
        acting.give_roles(before.id, before.organisation, &manager),
        async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            house.office.settle(&house.directory, &ada(&["walsall"])).await
        },
        async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            other.execute("ROLLBACK").await.unwrap();
        },
    );
    given.unwrap();
    assert_eq!(settled.unwrap(), before.id);
    // Each is told of what it took away: nobody was a facilitator twice.
    let who = house.whole().await;
    let events = house.office.account_events(&who, None).await.unwrap().events;
    let words: Vec<&str> = events.iter().map(|event| event.words.as_str()).collect();
    let taken = words.iter().filter(|words| words.contains("Taken away: programme manager"));
    assert_eq!(taken.count(), 1, "{words:#?}");
}
