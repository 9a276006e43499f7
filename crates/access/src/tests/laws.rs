//! Laws that hold of every actor and every record.

use proptest::prelude::*;

use super::{dudley, id, organisation, programme, worker};
use crate::{Action, Actor, Areas, Denied, Facts, Held, Kind, Role, System, decide, scope};
use pathway::Area;

fn area() -> impl Strategy<Value = Area> {
    prop_oneof![Just(dudley()), Just(Area::new("Walsall"))]
}

fn areas() -> impl Strategy<Value = Areas> {
    prop_oneof![Just(Areas::All), prop::collection::vec(area(), 0..3).prop_map(Areas::These),]
}

fn actor() -> impl Strategy<Value = Actor> {
    let held = (prop::sample::select(&Role::ALL[..]), 1..3_u128, areas())
        .prop_map(|(role, number, areas)| Held { role, programme: programme(number), areas });
    let person = (1..3_u128, 1..3_u128, prop::collection::vec(held, 0..4)).prop_map(
        |(who, organised, mut held)| loop {
            match Actor::try_new(worker(who), organisation(organised), held.clone()) {
                Ok(actor) => break actor,
                Err(_) => held.truncate(held.len() - 1),
            }
        },
    );
    let part = (prop::sample::select(&System::ALL[..]), 1..3_u128)
        .prop_map(|(system, number)| Actor::system(system, programme(number)));
    prop_oneof![8 => person, 1 => part]
}

prop_compose! {
    fn facts(kind: Kind)(
        of in prop_oneof![4 => (1..3_u128).prop_map(programme), 1 => Just(Actor::NOWHERE)],
        area in prop::option::of(area()),
        responsible in prop::option::of(1..3_u128),
        referrer in prop::option::of(1..3_u128),
        assigned in prop::option::of(1..3_u128),
        owner in prop::option::of(1..3_u128),
        conflict in prop::bool::weighted(0.2),
        restricted: bool,
        glass_broken: bool,
    ) -> Facts {
        Facts {
            kind,
            record: id(9),
            programme: of,
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

fn asked() -> impl Strategy<Value = (Action, Facts)> {
    prop::sample::select(Action::ALL).prop_flat_map(|action| (Just(action), facts(action.kind())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_list_holds_what_a_page_opens_or_asks_a_reason_for(
        actor in actor(), (action, facts) in asked(),
    ) {
        let listed = scope::of(&actor, action).holds(&facts);
        let opened = decide::warrant(&actor, action, &facts);
        prop_assert_eq!(listed, !matches!(opened, Err(Denied::Hidden)));
    }

    #[test]
    fn somebody_may_where_the_scope_has_clauses(actor in actor(), (action, _) in asked()) {
        let scope = scope::of(&actor, action);
        prop_assert_eq!(scope::reaches(&actor, action), !scope.clauses().is_empty());
    }

    #[test]
    fn a_conflict_of_interest_looks_like_absence(actor in actor(), (action, facts) in asked()) {
        let facts = Facts { conflict: true, ..facts };
        prop_assert_eq!(decide::warrant(&actor, action, &facts).err(), Some(Denied::Hidden));
        prop_assert!(!scope::of(&actor, action).holds(&facts));
    }

    #[test]
    fn nothing_reaches_into_another_programme(actor in actor(), (action, facts) in asked()) {
        let facts = Facts { programme: programme(7), ..facts };
        prop_assert_eq!(decide::warrant(&actor, action, &facts).err(), Some(Denied::Hidden));
    }

    #[test]
    fn a_broken_glass_opens_only_what_was_in_reach(actor in actor(), (action, facts) in asked()) {
        let plain = Facts { restricted: false, glass_broken: false, ..facts.clone() };
        let broken = Facts { restricted: true, glass_broken: true, ..facts };
        prop_assert_eq!(
            decide::warrant(&actor, action, &plain).is_ok(),
            decide::warrant(&actor, action, &broken).is_ok()
        );
    }
}
