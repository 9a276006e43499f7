//! Who opens what, and what the file gives away.

use access::{Action, Actor, Effect, Kind, System, act, decide, scope};
use pathway::SealedPartId;
use uuid::Uuid;

use super::*;
use crate::cases::Filter;
use crate::keys::{Narrative, Subject};
use crate::texts::{NotRead, SEAL, of_cases};

const PART: SealedPartId = SealedPartId::of(Uuid::from_u128(0xE9));

/// Writes his name and a note about him, for his provider alone.
async fn written(office: &Office) {
    let permitted = leave(&facilitator(), act::ChangeCasePeople, HIS);
    let him = details("Wojciech", "Kowalczyk");
    let (name, wraps) = office.store.seal_person(&permitted, HIM, &him, &[HIS_SIDE]).await.unwrap();
    let text = Narrative::new("He said that he would wait outside her work.");
    let (note, note_wraps) =
        office.store.seal_narrative(&permitted, NOTE, &text, &[HIS_SIDE]).await.unwrap();
    let mut change = office.change();
    change.text(&permitted, Subject::Person(HIM), &name, &wraps);
    change.text(&permitted, Subject::Narrative(NOTE), &note, &note_wraps);
    office.store.commit(change).await.unwrap();
}

/// Seals what the referral says of her.
async fn referred(office: &Office) {
    let writes = decide(
        &worker(Role::Referrer, COUNCIL, 0xF7),
        act::WriteSealedPart,
        &facts(Kind::SealedPart, PART.uuid(), PROVIDER),
    )
    .unwrap();
    let store = &office.store;
    let text = Narrative::new("She sleeps at her sister's.");
    let (part, wraps) = store.seal_part(&writes, PART, &text).await.unwrap();
    let her = details("Agnieszka", "Wiśniewska");
    let (name, name_wraps) = store.seal_person(&writes, HER, &her, &[SEAL]).await.unwrap();
    let mut change = office.change();
    change.text(&writes, Subject::SealedPart(PART), &part, &wraps);
    change.text(&writes, Subject::Person(HER), &name, &name_wraps);
    store.commit(change).await.unwrap();
}

async fn crossed(office: &Office) {
    let opens = leave(&system(System::Crossing), act::OpenSealedPart, PART.uuid());
    let wraps = office.store.give_sealed(&opens, PART, REFUGE, HER_CASE).await.unwrap();
    let mut change = office.change();
    change.wraps(&leave(&system(System::Crossing), act::CrossToSupport, HERS), &wraps);
    office.store.commit(change).await.unwrap();
}

#[tokio::test]
async fn a_name_and_a_note_are_read_by_their_provider_through_their_case() {
    let office = Office::open().await.with_cases().await;
    written(&office).await;
    let permitted = leave(&facilitator(), act::ReadCasePeople, HIS);
    let people = office.store.people(&permitted, &[HIM, HER]).await.unwrap();
    assert_eq!(people.len(), 1);
    assert_eq!(people[&HIM], details("Wojciech", "Kowalczyk"));
    let permitted = leave(&facilitator(), act::ReadCaseNarratives, HIS);
    let notes = office.store.narratives(&permitted, &[NOTE]).await.unwrap();
    assert!(notes[&NOTE].reveal(&permitted).ends_with("outside her work."));
}

#[tokio::test]
async fn neither_another_provider_nor_the_other_side_nor_another_case_opens_it() {
    let office = Office::open().await.with_cases().await;
    written(&office).await;
    let store = &office.store;
    // Leave that could not be given for this case is made as if it could: the key says no.
    let elsewhere = leave(&other_facilitator(), act::ReadCasePeople, HIS);
    assert!(store.people(&elsewhere, &[HIM]).await.unwrap().is_empty());
    let hers = leave(&support_worker(), act::ReadSupportPeople, HIS);
    assert!(store.people(&hers, &[HIM]).await.unwrap().is_empty());
    let another = leave(&facilitator(), act::ReadCasePeople, Uuid::from_u128(0xC9));
    assert!(store.people(&another, &[HIM]).await.unwrap().is_empty());
    // Nor a part of Waymark, which has no side.
    let import = leave(&system(System::Demonstration), act::ImportCase, HIS);
    assert!(matches!(
        store.people(&import, &[HIM]).await,
        Err(NotRead::NotAllowed(Action::ImportCase))
    ));
}

#[tokio::test]
async fn what_a_referral_says_of_her_is_read_by_one_provider_and_only_once_it_crossed() {
    let office = Office::open().await.with_cases().await;
    referred(&office).await;
    let store = &office.store;
    let hers = leave(&support_worker(), act::ReadSupportPeople, HERS);
    assert!(store.people(&hers, &[HER]).await.unwrap().is_empty());
    let opens = leave(&system(System::Crossing), act::OpenSealedPart, PART.uuid());
    let opened = store.open_sealed(&opens, PART).await.unwrap().unwrap();
    assert_eq!(opened.people[&HER], details("Agnieszka", "Wiśniewska"));

    crossed(&office).await;
    assert_eq!(store.people(&hers, &[HER]).await.unwrap().len(), 1);
    let parts = store.given_parts(&hers, &[PART]).await.unwrap();
    assert_eq!(parts[&PART].reveal(&hers), "She sleeps at her sister's.");
    for actor in [worker(Role::SupportWorker, OTHER_PROVIDER, 0xF8), support_worker()] {
        let record = if actor == support_worker() { PART.uuid() } else { HERS };
        let permitted = leave(&actor, act::ReadSupportPeople, record);
        assert!(store.people(&permitted, &[HER]).await.unwrap().is_empty());
        assert!(store.given_parts(&permitted, &[PART]).await.unwrap().is_empty());
    }
    let his = leave(&facilitator(), act::ReadCasePeople, HERS);
    assert!(store.people(&his, &[HER]).await.unwrap().is_empty());
}

#[tokio::test]
async fn leave_for_one_sealed_part_opens_no_other() {
    let office = Office::open().await;
    referred(&office).await;
    let opens = leave(&system(System::Crossing), act::OpenSealedPart, Uuid::from_u128(0xEE));
    assert!(office.store.open_sealed(&opens, PART).await.is_err());
    assert!(office.store.give_sealed(&opens, PART, REFUGE, HER_CASE).await.is_err());
}

#[tokio::test]
async fn changed_details_are_read_by_everybody_who_read_them_before() {
    let office = Office::open().await.with_cases().await;
    written(&office).await;
    let permitted = leave(&facilitator(), act::ChangeCasePeople, HIS);
    let now = details("Wojtek", "Kowalczyk");
    let sealed = office.store.seal_person_again(&permitted, HIM, &now).await.unwrap().unwrap();
    let mut change = office.change();
    change.text(&permitted, Subject::Person(HIM), &sealed, &[]);
    office.store.commit(change).await.unwrap();
    assert_eq!(office.store.people(&permitted, &[HIM]).await.unwrap()[&HIM], now);
}

#[tokio::test]
async fn a_list_names_those_of_its_scope_and_leaves_out_a_restricted_one() {
    let office = Office::open().await.with_cases().await;
    written(&office).await;
    let named = async |actor: &Actor| {
        let scope = scope(actor, act::ListCases);
        let listed = office.store.list(&scope, &Filter::default(), None, 10).await.unwrap();
        let people = office.store.people_of(&scope, &listed).await.unwrap();
        (listed.len(), people.values().filter_map(|one| one.given.clone()).collect::<Vec<_>>())
    };
    assert_eq!(named(&facilitator()).await, (1, vec![Name::new("Wojciech")]));
    assert_eq!(named(&other_facilitator()).await, (0, Vec::new()));
    office.write([Sql::new("UPDATE cases SET restricted = 1")]).await;
    assert_eq!(named(&facilitator()).await, (1, Vec::new()));
}

#[tokio::test]
async fn those_who_are_listed_are_found_by_their_ids_and_not_among_all() {
    let office = Office::open().await;
    let (organisation, side) = HIS_SIDE;
    let planned = office.planned(of_cases(&[(HIS, HIM); 25], organisation, side)).await;
    assert!(planned.contains("autoindex_wraps_1 (subject=? AND record=?"), "{planned}");
    assert!(!planned.contains("wraps_key"), "{planned}");
}

#[tokio::test]
async fn the_file_holds_no_name_number_or_sentence() {
    let office = Office::open().await.with_cases().await;
    written(&office).await;
    referred(&office).await;
    crossed(&office).await;
    let permitted = leave(&facilitator(), act::ChangeCasePeople, HIS);
    let him = details("Wojciech", "Kowalczyk");
    let tokens = office.store.tokens(&permitted, Side::Programme, &him).await.unwrap();
    let mut change = office.change();
    change.index(&permitted, Side::Programme, HIM, &tokens);
    office.store.commit(change).await.unwrap();

    let raw = office.raw();
    let holds = |text: &str| {
        raw.windows(text.len()).any(|found| found.eq_ignore_ascii_case(text.as_bytes()))
    };
    assert!(holds("Dudley"), "the area stands in the open, so that the search is a search");
    for text in [
        "Wojciech",
        "Kowalczyk",
        "Agnieszka",
        "niewska",
        "900123",
        "DY1 1AA",
        "DY11AA",
        "library",
        "sister",
        "outside her work",
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn leave_to_list_guard_or_send_opens_no_text() {
    for action in Action::ALL.iter().copied().filter(|action| crate::texts::opens(*action)) {
        assert_ne!(action.effect(), Effect::Guards, "{action:?}");
        assert!(!action.name().starts_with("list") && !action.name().starts_with("search"));
        assert!(
            matches!(action.kind(), Kind::Referral | Kind::Case | Kind::SupportCase),
            "{action:?}"
        );
    }
}
