//! Finding and listing cases by scope.

use access::{Scope, scope};
use pathway::codes::Code;
use programme::Stage;

use super::walks::{Cohort, Hers, His, part, person};
use super::*;
use crate::database::Columns;
use crate::{Filter, Key, Listed, State};

fn his_side() -> Scope {
    scope(&actor(Role::Facilitator, 2, Areas::All), act::ListCases)
}
fn her_side() -> Scope {
    scope(&actor(Role::SupportManager, 3, Areas::All), act::ListSupportCases)
}

impl Record {
    async fn lists(&self, scope: &Scope) -> Vec<Listed> {
        self.store.list(scope, &Filter::default(), None, 500).await.unwrap()
    }
    async fn references(&self, scope: &Scope, filter: Filter) -> Vec<pathway::Reference> {
        let listed = self.store.list(scope, &filter, None, 500).await.unwrap();
        listed.into_iter().map(|listed| listed.envelope.reference).collect()
    }
}

#[tokio::test]
async fn his_case_is_found_with_everything_that_its_events_say() {
    let record = Record::new().await;
    let mut his = His::received(&record).await;
    his.is_acknowledged(&record).await;
    his.is_reached(&record).await;
    let reference = his.envelope.reference;
    let found = record.store.find(&his_side(), reference).await.unwrap().unwrap();
    let facts = Facts {
        kind: Kind::Case,
        record: his.envelope.id,
        programme: PROGRAMME,
        area: Some(Area::new("Dudley")),
        organisation: Some(organisation(2)),
        referrer: Some(organisation(1)),
        assigned: Some(worker(1)),
        owner: Some(worker(9)),
        conflict: false,
        restricted: false,
        glass_broken: false,
    };
    let clocks = pathway::Clocks::shipped().unwrap();
    let next = programme::clocks(&his.case, &clocks, record.still.now()).remove(0);
    let expected = Listed {
        envelope: his.envelope.clone(),
        facts,
        version: his.case.version(),
        state: "contacted".to_owned(),
        received: record.still.now(),
        due: Some(next.by),
        due_what: Some(next.clock.code().to_owned()),
        person: Some(person(1)),
    };
    assert_eq!(found, expected);
    assert_eq!(record.store.find(&her_side(), reference).await.unwrap(), None);
}

#[tokio::test]
async fn a_referrer_finds_what_their_organisation_referred_and_nothing_else() {
    let record = Record::new().await;
    let his = His::received(&record).await;
    record.imports(row("Dudley", spring(1))).await;
    let own = scope(&actor(Role::Referrer, 1, Areas::All), act::ListReferrals);
    assert_eq!(record.references(&own, Filter::default()).await, [his.envelope.reference]);
}

#[tokio::test]
async fn her_case_is_found_with_her_worker_and_what_is_due() {
    let record = Record::new().await;
    let his = His::received(&record).await;
    let mut hers = Hers::referred(&record, his.id()).await;
    let found = record.lists(&her_side()).await.pop().unwrap();
    assert_eq!((found.state.as_str(), found.version), ("referred", 1));
    assert_eq!(found.due_what.as_deref(), Some("first_contact"));
    hers.is_allocated(&record).await;
    hers.is_reached(&record).await;
    let found = record.store.find(&her_side(), hers.envelope.reference).await.unwrap().unwrap();
    assert_eq!(found.envelope.id, hers.envelope.id);
    assert_eq!(found.facts.area, Some(Area::new("Walsall")));
    assert_eq!(found.facts.organisation, Some(organisation(3)));
    assert_eq!(found.facts.assigned, Some(worker(5)));
    assert_eq!((found.facts.referrer, found.facts.owner), (None, None));
    assert_eq!((found.state.as_str(), found.version), ("contacted", 4));
    let elsewhere = scope(&actor(Role::SupportManager, 2, Areas::All), act::ListSupportCases);
    assert_eq!(record.lists(&elsewhere).await, []);
}

#[tokio::test]
async fn what_crosses_goes_to_the_case_in_which_she_goes_on() {
    let record = Record::new().await;
    let (his, again) = (His::received(&record).await, His::received(&record).await);
    let mut hers = Hers::referred(&record, his.id()).await;
    let mut other = Hers::referred(&record, again.id()).await;
    let answering = async |his: &His| {
        let values = [his.envelope.id.into()];
        let asked = Sql::with("SELECT hers, part FROM crossings WHERE his = ?", values);
        let read = |row: &mut Columns<'_>| Ok((row.take::<Uuid>()?, row.take::<Option<Uuid>>()?));
        record.store.read(asked, read).await.unwrap()
    };
    let part = Some(part().uuid());
    assert_eq!(answering(&again).await, [(other.envelope.id, part)]);
    other.is_merged_into(&record, &mut hers).await;
    assert_eq!(answering(&his).await, [(hers.envelope.id, part)]);
    assert_eq!(answering(&again).await, [(hers.envelope.id, None)]);
}

#[tokio::test]
async fn pages_hold_every_case_once_though_many_were_received_on_one_day() {
    let record = Record::new().await;
    let mut all = Vec::new();
    for number in 0..90 {
        let (envelope, case) = record.imports(row("Dudley", spring(1 + number % 3))).await;
        all.push(Key { received: case.standing().received.unwrap(), id: envelope.id });
    }
    all.sort_by_key(|key| std::cmp::Reverse((key.received, key.id)));
    let (mut listed, mut after) = (Vec::new(), None);
    // More rounds than there are pages: a key that does not move on ends the test too.
    for _ in 0..20 {
        let page = record.store.list(&his_side(), &Filter::default(), after, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.key());
        listed.extend(page.iter().map(Listed::key));
    }
    assert_eq!(listed, all);
    for (most, counted) in [(1000, 90), (20, 20)] {
        let count = record.store.count(&his_side(), &Filter::default(), most).await.unwrap();
        assert_eq!(count, counted);
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_state_area_worker_and_what_is_due() {
    let record = Record::new().await;
    let mut his = His::received(&record).await;
    his.is_acknowledged(&record).await;
    let (imported, _) = record.imports(row("Walsall", spring(1))).await;
    let (mine, old) = ([his.envelope.reference], [imported.reference]);
    let by_state = |state: Stage| Filter { states: vec![state.code()], ..Filter::default() };
    let side = his_side();
    assert_eq!(record.references(&side, by_state(Stage::Acknowledged)).await, mine);
    assert_eq!(record.references(&side, by_state(Stage::Received)).await, old);
    let by_area = Filter { area: Some(Area::new("Walsall")), ..Filter::default() };
    assert_eq!(record.references(&side, by_area.clone()).await, old);
    assert_eq!(record.store.count(&side, &by_area, 9).await.unwrap(), 1);
    let by_worker = Filter { assigned: Some(worker(1)), ..Filter::default() };
    assert_eq!(record.references(&side, by_worker).await, mine);
    let by_due = Filter { due_before: Some(record.still.now()), ..Filter::default() };
    assert_eq!(record.references(&side, by_due).await, old, "overdue since May");
}

#[tokio::test]
async fn a_facilitator_lists_own_areas_and_nothing_with_a_conflict() {
    let record = Record::new().await;
    let (dudley, _) = record.imports(row("Dudley", spring(1))).await;
    let (known, _) = record.imports(row("Dudley", spring(2))).await;
    record.imports(row("Walsall", spring(3))).await;
    let areas = Areas::These(vec![Area::new("Dudley")]);
    let own = scope(&actor(Role::Facilitator, 2, areas), act::ListCases);
    let both = [known.reference, dudley.reference];
    assert_eq!(record.references(&own, Filter::default()).await, both);
    relates(&record, known.id, "conflict", i64::MAX).await;
    assert_eq!(record.references(&own, Filter::default()).await, [dudley.reference]);
    assert_eq!(record.store.find(&own, known.reference).await.unwrap(), None);
    assert_eq!(record.store.count(&own, &Filter::default(), 9).await.unwrap(), 1);
}

#[tokio::test]
async fn a_restricted_case_stays_so_and_shows_whether_the_worker_gave_a_reason() {
    let record = Record::new().await;
    let mut his = His::received(&record).await;
    record.restricts(his.envelope.id).await;
    // Whoever appends may have read the case before it was restricted.
    his.is_acknowledged(&record).await;
    let look = async || {
        let found = record.store.find(&his_side(), his.envelope.reference).await.unwrap().unwrap();
        assert!(found.envelope.restricted, "an append undoes no restriction");
        (found.facts.restricted, found.facts.glass_broken)
    };
    assert_eq!(look().await, (true, false));
    let now = crate::sql::stamp(record.still.now());
    relates(&record, his.envelope.id, "glass", now + 1).await;
    assert_eq!(look().await, (true, true));
    record.writes("UPDATE relations SET until = ?", [now.into()]).await;
    assert_eq!(look().await, (true, false), "the time to look is over");
}

async fn relates(record: &Record, case: Uuid, kind: &'static str, until: i64) {
    let text = "INSERT INTO relations (worker, record, kind, programme, made, until) \
                VALUES (?, ?, ?, ?, 0, ?)";
    let (who, programme) = (worker(1).uuid(), PROGRAMME.uuid());
    let values = [who.into(), case.into(), kind.into(), programme.into(), until.into()];
    record.writes(text, values).await;
}

#[tokio::test]
async fn what_is_decided_upon_an_old_version_changes_no_list() {
    let record = Record::new().await;
    let (envelope, case) = record.imports(row("Dudley", spring(1))).await;
    let before = record.lists(&his_side()).await;
    let permitted = leave(act::ImportCase, Kind::Case, envelope.id);
    let other = recorded(row("Walsall", spring(2)));
    let late = record.appends(&permitted, &envelope, 0, other.history(), &other).await;
    assert!(matches!(late, Err(NotCommitted::Stale { now_at: 2, .. })), "{late:?}");
    assert_eq!(record.lists(&his_side()).await, before);
    assert_eq!(before[0].version, case.version());
}

#[tokio::test]
async fn the_whole_of_the_published_history_comes_in_at_once_and_once() {
    let record = Record::new().await;
    let mut change = record.change();
    for number in 0..1074 {
        let case = recorded(row("Dudley", spring(1 + i8::try_from(number % 28).unwrap())));
        let envelope = record.envelope();
        let permitted = leave(act::ImportCase, Kind::Case, envelope.id);
        change.append(&permitted, &envelope, 0, case.history(), &case);
    }
    change.outcome("1,074 cases");
    record.store.commit(change.clone()).await.unwrap();
    let again = record.store.commit(change).await;
    assert!(
        matches!(&again, Err(NotCommitted::AlreadyDone { outcome }) if outcome == "1,074 cases"),
        "{again:?}"
    );
    let count = record.store.count(&his_side(), &Filter::default(), 2000).await.unwrap();
    assert_eq!(count, 1074);
}

#[tokio::test]
async fn a_man_placed_in_a_group_shows_it() {
    let record = Record::new().await;
    let cohort = Cohort::set_up(&record).await;
    let mut case = recorded(ReferralFacts {
        assessment_outcome: Some(programme::codes::Outcome::Suitable),
        sessions_attended: Some(4),
        ..row("Dudley", spring(1))
    });
    let step = programme::Step::Placed(cohort.place());
    programme::apply(&mut case, &programme::Event { at: record.still.now(), step });
    let envelope = record.envelope();
    let permitted = leave(act::ImportCase, Kind::Case, envelope.id);
    record.appends(&permitted, &envelope, 0, case.history(), &case).await.unwrap();
    let asked = Sql::new("SELECT sessions, cohort FROM cases");
    let read = |row: &mut Columns<'_>| Ok((row.number::<u8>()?, row.take::<Uuid>()?));
    assert_eq!(record.store.read(asked, read).await.unwrap(), [(4, cohort.envelope.id)]);
}
