use access::{Actor, Facts, Kind, Role, act, decide, scope};
use jiff::Timestamp;
use pathway::{NarrativeId, Surroundings};
use uuid::Uuid;

use super::{BLACK_COUNTRY, Desk, PROVIDER, by, facts};
use crate::sql::{Sql, Value};
use crate::{Change, Filter, Listed};

const CASE: Uuid = Uuid::from_u128(0xca5e);

impl Desk {
    /// A case as its read model has it, without the events behind it.
    async fn case(&self) {
        let (programme, provider) = (BLACK_COUNTRY.uuid(), PROVIDER.uuid());
        let values: [Value; 4] = [CASE.into(), programme.into(), provider.into(), false.into()];
        let mut change = self.change(BLACK_COUNTRY);
        change.then(Sql::with(
            "INSERT INTO cases (id, programme, organisation, restricted, reference, version, \
             area, state, received, sessions) VALUES (?, ?, ?, ?, 77, 1, 'Dudley', 'received', \
             0, 0)",
            values,
        ));
        self.store.commit(change).await.unwrap();
    }

    async fn listed(&self, actor: &Actor) -> Option<Listed> {
        let scope = scope(actor, act::ListCases);
        self.store.list(&scope, &Filter::default(), None, 10).await.unwrap().pop()
    }

    fn theirs_at(&self, actor: &Actor) -> Change {
        Change::unnumbered(actor.worker(), BLACK_COUNTRY, self.clock.now())
    }
}

fn minutes(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + 60 * minutes).unwrap()
}

#[tokio::test]
async fn a_conflict_hides_a_case_from_one_worker_until_it_is_lifted() {
    let desk = Desk::temporary().await;
    desk.case().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let manager = desk.hire("Mary Lee", PROVIDER, Role::ProgrammeManager).await;
    let mut change = desk.theirs_at(&anna);
    change.conflict(&by(&anna, act::RecordConflict, CASE), anna.worker());
    desk.store.commit(change).await.unwrap();
    assert!(desk.listed(&anna).await.is_none());
    assert!(desk.listed(&manager).await.is_some());

    let leave = by(&manager, act::LiftConflict, CASE);
    assert_eq!(desk.store.conflicts(&leave).await.unwrap(), [anna.worker()]);
    let mut change = desk.theirs_at(&manager);
    change.lift(&leave, anna.worker());
    desk.store.commit(change).await.unwrap();
    assert!(desk.listed(&anna).await.is_some());
    assert!(desk.store.conflicts(&leave).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_restricted_case_opens_to_whoever_gave_a_reason_for_a_while() {
    let desk = Desk::temporary().await;
    desk.case().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let manager = desk.hire("Mary Lee", PROVIDER, Role::ProgrammeManager).await;
    let mut change = desk.theirs_at(&manager);
    change.restrict(&by(&manager, act::RestrictCase, CASE), true);
    desk.store.commit(change).await.unwrap();
    let facts = desk.listed(&anna).await.unwrap().facts;
    assert!(facts.restricted && !facts.glass_broken);
    assert!(decide(&anna, act::ReadCase, &facts).is_err());

    let reason = NarrativeId::of(desk.clock.id());
    let mut change = desk.theirs_at(&anna);
    let leave = decide(&anna, act::BreakGlass, &facts).unwrap();
    change.break_glass(&leave, reason, minutes(30));
    desk.store.commit(change).await.unwrap();
    let opened = desk.listed(&anna).await.unwrap().facts;
    let leave = decide(&anna, act::ReadCase, &opened).unwrap();
    let broken = desk.store.broken_glass(&leave).await.unwrap();
    assert_eq!(broken.len(), 1);
    assert_eq!((broken[0].worker, broken[0].reason), (anna.worker(), Some(reason)));
    assert!(!desk.listed(&manager).await.unwrap().facts.glass_broken, "Anna's reason is hers");

    desk.clock.set(minutes(30).as_second());
    assert!(!desk.listed(&anna).await.unwrap().facts.glass_broken);
}

#[tokio::test]
async fn a_restriction_is_lifted_again() {
    let desk = Desk::temporary().await;
    desk.case().await;
    let manager = desk.hire("Mary Lee", PROVIDER, Role::ProgrammeManager).await;
    let known = Facts { organisation: Some(PROVIDER), ..facts(Kind::Case, BLACK_COUNTRY, CASE) };
    for restricted in [true, false] {
        let mut change = desk.theirs_at(&manager);
        let leave = decide(&manager, act::RestrictCase, &known).unwrap();
        change.restrict(&leave, restricted);
        desk.store.commit(change).await.unwrap();
        let listed = desk.listed(&manager).await.unwrap();
        assert_eq!((listed.facts.restricted, listed.envelope.restricted), (restricted, restricted));
    }
}
