//! Whom a search finds, and whom it never finds.

use access::{act, scope};

use super::*;
use crate::Newcomer;
use crate::cases::{self, Among};
use crate::keys::index::{self, Field, Searched};

/// Him and her under one name, each on the own side.
async fn indexed() -> Office {
    let office = Office::open().await.with_cases().await;
    let his = leave(&facilitator(), act::ChangeCasePeople, HIS);
    let hers = leave(&support_worker(), act::ChangeSupportPeople, HERS);
    let name = details("Samira", "Chowdhury");
    let (store, mut change) = (&office.store, office.change());
    let tokens = store.tokens(&his, Side::Programme, &name).await.unwrap();
    change.index(&his, Side::Programme, HIM, &tokens);
    let tokens = store.tokens(&hers, Side::Support, &name).await.unwrap();
    change.index(&hers, Side::Support, HER, &tokens);
    store.commit(change).await.unwrap();
    office
}

fn name(name: &str) -> Searched {
    Searched { name: Some(Name::new(name)), ..Searched::default() }
}

#[tokio::test]
async fn a_search_from_one_side_never_finds_the_others() {
    let office = indexed().await;
    let searched = name("samira choudhury");
    let his = scope(&facilitator(), act::SearchCases);
    let found = office.store.search(&his, &searched).await.unwrap();
    assert_eq!(found.iter().map(|(one, _)| one.envelope.id).collect::<Vec<_>>(), [HIS]);
    assert!(found[0].1 >= 20, "both words sound alike: {}", found[0].1);
    let hers = scope(&support_worker(), act::SearchSupportCases);
    let found = office.store.search(&hers, &searched).await.unwrap();
    assert_eq!(found.iter().map(|(one, _)| one.envelope.id).collect::<Vec<_>>(), [HERS]);
    // Even a row that was put under the other side's case is not found by this side's tokens.
    let moved = "UPDATE blind_index SET record = (SELECT id FROM cases) WHERE side = 3";
    office.write([Sql::new("DELETE FROM blind_index WHERE side = 2"), Sql::new(moved)]).await;
    assert!(office.store.search(&his, &searched).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_search_of_another_provider_finds_nothing() {
    let office = indexed().await;
    let scope = scope(&other_facilitator(), act::SearchCases);
    assert!(office.store.search(&scope, &name("Samira Chowdhury")).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_restricted_case_is_no_answer_to_a_name() {
    let office = indexed().await;
    office.write([Sql::new("UPDATE cases SET restricted = 1")]).await;
    let scope = scope(&facilitator(), act::SearchCases);
    assert!(office.store.search(&scope, &name("Samira Chowdhury")).await.unwrap().is_empty());
}

fn single_point() -> Actor {
    worker(Role::SinglePointOfContact, PROVIDER, 0xF5)
}

#[tokio::test]
async fn a_man_who_was_referred_before_is_suggested_and_no_name_of_hers() {
    let office = indexed().await;
    let scope = scope(&single_point(), act::SuggestDuplicates);
    let programme = scope.clauses()[0].programme;
    let looked = async |details: &Details, own| {
        let new = Newcomer { programme, details, own, also: &[] };
        let found = office.store.suggested(&scope, &new).await.unwrap();
        found.cases.iter().map(|one| one.listed.envelope.id).collect::<Vec<_>>()
    };
    let him = details("Samira", "Choudhury");
    assert_eq!(looked(&him, None).await, [HIS], "and not her, who has the same name");
    assert!(looked(&him, Some(HIS)).await.is_empty(), "nobody is his own duplicate");
    let other = Details { family: Some(Name::new("Brown")), ..Details::default() };
    assert!(looked(&other, None).await.is_empty());
    // Whoever refers has no scope for it, and asks nothing of the record.
    let nobody = access::scope(&facilitator(), act::SuggestDuplicates);
    let new = Newcomer { programme, details: &him, own: None, also: &[] };
    assert!(office.store.suggested(&nobody, &new).await.unwrap().cases.is_empty());
}

#[tokio::test]
async fn the_few_who_are_suggested_are_found_by_their_ids_and_not_among_all() {
    let office = Office::open().await;
    let scope = scope(&single_point(), act::SuggestDuplicates);
    let now = office.store.surroundings().now();
    let among = |among| cases::select_from(&scope, crate::scope::CASES, now, among);
    let these = office.planned(among(Among::These(&[HIS; 20]))).await;
    assert!(these.contains("autoindex_cases_1 (id=?)"), "{these}");
    assert!(!these.contains("organisation=?"), "{these}");
    // Left to choose, it would look through all cases of the organisation.
    let mut all = among(Among::All);
    all.push(" AND cases.id IN (").bind_all([HIS; 20]).push(")");
    assert!(office.planned(all).await.contains("organisation=?"));
}

#[tokio::test]
async fn the_database_scores_as_we_do() {
    let office = Office::open().await;
    let fields: Vec<Field> = (1..=8).filter_map(Field::stored).collect();
    for pattern in 0u32..256 {
        for many in [1, 2, 3, 9] {
            let times = |field: Field| match pattern >> (field.code() - 1) & 1 {
                0 => 0,
                _ => many,
            };
            let matched: Vec<Field> = fields
                .iter()
                .flat_map(|field| std::iter::repeat_n(*field, times(*field)))
                .collect();
            let sql = index::score_as_sql(|field| times(field).to_string());
            let asked = Sql::new(&format!("SELECT {sql}"));
            let scored: Vec<u32> = office.store.read(asked, |row| row.number()).await.unwrap();
            assert_eq!(scored, [index::score(&matched)], "{matched:?}");
        }
    }
}
