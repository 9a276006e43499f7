//! What a list, a count and a search hold is what the policy would open, asked record by record.

use std::collections::BTreeMap;

use access::{Act, Actor, Areas, Denied, Facts, Held, Kind, Role, System, act, decide, scope};
use pathway::{Area, OrganisationId, ProgrammeId, Reference, WorkerId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use store::{Filter, Key, Listed, Store};
use testkit::{Cell, Past, both_databases};
use uuid::Uuid;

use crate::said::{Still, open};

/// Actors, each with records of their own, that are tried on each database.
const TRIED: usize = 80;

fn programme(number: u128) -> ProgrammeId {
    ProgrammeId::of(Uuid::from_u128(number))
}
fn organisation(number: u128) -> OrganisationId {
    OrganisationId::of(Uuid::from_u128(10 + number))
}
fn worker(number: u128) -> WorkerId {
    WorkerId::of(Uuid::from_u128(20 + number))
}
/// The actor's own for the most part, or few records would be in anybody's scope.
fn first_or_second() -> impl Strategy<Value = u128> {
    prop_oneof![4 => Just(1), 1 => Just(2)]
}
fn area() -> impl Strategy<Value = Area> {
    prop::sample::select(vec![Area::new("Dudley"), Area::new("Walsall")])
}

/// The first worker, with roles that go together; now and then a part of Waymark.
fn actor() -> impl Strategy<Value = Actor> {
    let areas =
        prop_oneof![Just(Areas::All), prop::collection::vec(area(), 0..3).prop_map(Areas::These)];
    let held = (prop::sample::select(&Role::ALL[..]), first_or_second(), areas)
        .prop_map(|(role, number, areas)| Held { role, programme: programme(number), areas });
    let person = prop::collection::vec(held, 1..4).prop_map(|mut held| {
        loop {
            match Actor::try_new(worker(1), organisation(1), held.clone()) {
                Ok(actor) => break actor,
                Err(_) => held.truncate(held.len() - 1),
            }
        }
    });
    let part = (prop::sample::select(&System::ALL[..]), first_or_second())
        .prop_map(|(system, number)| Actor::system(system, programme(number)));
    prop_oneof![9 => person, 1 => part]
}

prop_compose! {
    fn facts()(
        of in first_or_second(),
        area in prop::option::weighted(0.9, area()),
        responsible in prop::option::weighted(0.9, first_or_second()),
        referrer in prop::option::weighted(0.9, first_or_second()),
        assigned in prop::option::weighted(0.9, first_or_second()),
        owner in prop::option::weighted(0.9, first_or_second()),
        conflict in prop::bool::weighted(0.2),
        restricted: bool,
        glass_broken: bool,
    ) -> Facts {
        Facts {
            kind: Kind::Case,
            record: Uuid::nil(),
            programme: programme(of),
            area,
            organisation: responsible.map(organisation),
            referrer: referrer.map(organisation),
            assigned: assigned.map(worker),
            owner: owner.map(worker),
            conflict,
            restricted,
            glass_broken,
        }
    }
}

/// A row of either table, and what the first worker and the second have to do with it.
async fn record(past: &Past, actor: WorkerId, number: usize, facts: &Facts) {
    let number = i64::try_from(number).unwrap();
    let area = facts.area.as_ref().map_or_else(String::new, |area| area.name().to_owned());
    let common: Vec<(&str, Cell)> = vec![
        ("id", facts.record.into()),
        ("programme", facts.programme.uuid().into()),
        ("reference", number.into()),
        ("version", 1_i64.into()),
        ("area", area.into()),
        ("organisation", facts.organisation.map(OrganisationId::uuid).into()),
        ("assigned", facts.assigned.map(WorkerId::uuid).into()),
        ("state", "open".into()),
        // Pairs are received at the same moment: a page may end between them.
        ("received", (number / 2).into()),
        ("restricted", facts.restricted.into()),
    ];
    match facts.kind {
        Kind::SupportCase => past.insert("support_cases", &common).await.unwrap(),
        _ => {
            let own: [(&str, Cell); 3] = [
                ("referrer", facts.referrer.map(OrganisationId::uuid).into()),
                ("owner", facts.owner.map(WorkerId::uuid).into()),
                ("sessions", 0_i64.into()),
            ];
            let all: Vec<_> = common.into_iter().chain(own).collect();
            past.insert("cases", &all).await.unwrap();
        }
    }
    // What is another's, or over, changes nothing.
    let relations = [
        (actor, "conflict", i64::MAX, facts.conflict),
        (actor, "glass", i64::from(facts.glass_broken), true),
        (worker(9), "conflict", i64::MAX, true),
        (worker(9), "glass", i64::MAX, true),
    ];
    for (who, kind, until, _) in relations.into_iter().filter(|(.., there)| *there) {
        let relation: [(&str, Cell); 6] = [
            ("worker", who.uuid().into()),
            ("record", facts.record.into()),
            ("kind", kind.into()),
            ("programme", facts.programme.uuid().into()),
            ("made", 0_i64.into()),
            ("until", until.into()),
        ];
        past.insert("relations", &relation).await.unwrap();
    }
}

async fn write(past: &Past, actor: &Actor, records: &[Facts]) {
    past.execute("BEGIN").await.unwrap();
    for table in ["cases", "support_cases", "relations"] {
        past.execute(&format!("DELETE FROM {table}")).await.unwrap();
    }
    for (number, facts) in records.iter().enumerate() {
        record(past, actor.worker(), number, facts).await;
    }
    past.execute("COMMIT").await.unwrap();
}

/// All pages of a list, two to a page.
async fn pages(store: &Store, scope: &access::Scope) -> Vec<Listed> {
    let mut all: Vec<Listed> = Vec::new();
    loop {
        let after: Option<Key> = all.last().map(Listed::key);
        let page = store.list(scope, &Filter::default(), after, 2).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// The list, the count and the search by reference against the policy.
async fn agrees<A: Act>(store: &Store, actor: &Actor, act: A, records: &[Facts]) -> usize {
    let scope = scope(actor, act);
    let kind = scope.kind();
    let due: BTreeMap<Uuid, Facts> = records
        .iter()
        // A referral and his case are the same row.
        .filter(|facts| (facts.kind == Kind::SupportCase) == (kind == Kind::SupportCase))
        .map(|facts| Facts { kind, ..facts.clone() })
        .filter(|facts| !matches!(decide(actor, act, facts), Err(Denied::Hidden)))
        .map(|facts| (facts.record, facts))
        .collect();
    let listed = pages(store, &scope).await;
    assert_eq!(listed.len(), due.len(), "a record twice, or hidden: {actor:?}");
    assert!(listed.is_sorted_by(|one, next| {
        (one.received, one.facts.record) > (next.received, next.facts.record)
    }));
    let found: BTreeMap<_, _> =
        listed.into_iter().map(|one| (one.facts.record, one.facts)).collect();
    assert_eq!(found, due, "{actor:?}");
    let count = store.count(&scope, &Filter::default(), 100).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), due.len(), "{actor:?}");
    for (number, facts) in records.iter().enumerate().take(2) {
        let reference = Reference::random(u64::try_from(number).unwrap());
        let found = store.find(&scope, reference).await.unwrap();
        let of_kind = (facts.kind == Kind::SupportCase) == (kind == Kind::SupportCase);
        let expected = due.get(&facts.record).filter(|_| of_kind);
        assert_eq!(found.as_ref().map(|found| &found.facts), expected, "{actor:?}");
    }
    due.len()
}

both_databases! {
    async fn a_list_holds_what_the_policy_opens_and_nothing_else(database: Database) {
        let store = open(database.address(), &Still::from(0)).await;
        let past = database.connect().await.unwrap();
        if !database.is_postgresql() {
            // The rows of the test need not outlive the machine.
            past.execute("PRAGMA synchronous = OFF").await.unwrap();
        }
        let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), seed);
        let (mut opened, mut hidden) = (0, 0);
        for _ in 0..TRIED {
            let world = (actor(), prop::collection::vec(facts(), 6));
            let (actor, mut records) = world.new_tree(&mut runner).unwrap().current();
            for (facts, number) in records.iter_mut().zip(100_u128..) {
                facts.record = Uuid::from_u128(number);
                if number % 2 == 0 {
                    // Hers has no referrer and nobody's draft.
                    facts.kind = Kind::SupportCase;
                    (facts.referrer, facts.owner) = (None, None);
                }
            }
            write(&past, &actor, &records).await;
            let seen = agrees(&store, &actor, act::ListCases, &records).await
                + agrees(&store, &actor, act::ReadCase, &records).await
                + agrees(&store, &actor, act::ListReferrals, &records).await
                + agrees(&store, &actor, act::ListSupportCases, &records).await;
            opened += seen;
            hidden += 4 * records.len() - seen;
        }
        assert!(opened > TRIED && hidden > TRIED, "{opened} opened, {hidden} hidden");
    }
}
