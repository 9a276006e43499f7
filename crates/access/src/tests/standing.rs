//! Who may hold what together, and what a restriction or a wall comes to.

use std::collections::BTreeSet;

use super::{nearest, of_nowhere, organisation, programme, someone, without_a_role, worker};
use crate::grants::GRANTS;
use crate::{
    Action, Actor, Areas, Denied, Facts, Held, Holder, Kind, Relation, Role, RolesRefused, Side,
    System, act, decide, scope,
};

fn held(role: Role, number: u128) -> Held {
    Held { role, programme: programme(number), areas: Areas::All }
}

fn with(held: Vec<Held>) -> Result<Actor, RolesRefused> {
    Actor::try_new(worker(1), organisation(1), held)
}

#[test]
fn nobody_holds_both_sides_even_in_two_programmes() {
    for his in [Role::SinglePointOfContact, Role::Facilitator, Role::ProgrammeManager] {
        for hers in [Role::SupportWorker, Role::SupportManager] {
            for other in [1, 2] {
                let refused = with(vec![held(his, 1), held(hers, other)]).err();
                assert_eq!(refused, Some(RolesRefused::BothSides(his, hers)));
            }
        }
    }
}

#[test]
fn support_oversight_and_administration_stand_alone() {
    for one in Role::ALL {
        for other in Role::ALL {
            let together = with(vec![held(one, 1), held(other, 2)]).is_ok();
            let may = |side| matches!(side, Side::Referring | Side::Programme);
            let expected = one.side() == other.side() || may(one.side()) && may(other.side());
            assert_eq!(together, expected, "{one:?} with {other:?}");
        }
    }
}

#[test]
fn whoever_holds_no_role_has_their_own_account_and_what_they_typed_and_nothing_else() {
    let own =
        [Action::ReadOwnAccount, Action::ChangeOwnAccount, Action::KeepDraft, Action::ReadDraft];
    for &action in Action::ALL {
        let of = of_nowhere(action.kind());
        let may = decide::warrant(&without_a_role(), action, &of);
        assert_eq!(may.is_ok(), own.contains(&action), "{action:?}");
        // It is by no role: nothing that asks for a side is opened by it.
        assert!(may.is_err() || may.is_ok_and(|warrant| warrant.side().is_none()), "{action:?}");
        let others = Facts { owner: Some(worker(2)), ..of };
        assert!(decide::warrant(&without_a_role(), action, &others).is_err(), "{action:?}");
        // With roles elsewhere or with none, no programme is reached in which none is held.
        let there = nearest(action.kind());
        assert!(decide::warrant(&without_a_role(), action, &there).is_err(), "{action:?}");
    }
}

#[test]
fn what_goes_with_an_account_reaches_what_is_ones_own_alone() {
    for grant in GRANTS.iter().filter(|grant| grant.holder == Holder::Owner) {
        assert!(matches!(grant.kind, Kind::Account | Kind::Draft), "{grant:?}");
        assert_eq!(grant.relation, Relation::Own, "{grant:?}");
    }
    // Whatever else somebody holds, it is there.
    for role in Role::ALL {
        for action in [Action::ReadOwnAccount, Action::ChangeOwnAccount] {
            assert!(decide::warrant(&someone(role), action, &nearest(Kind::Account)).is_ok());
        }
        for action in [Action::KeepDraft, Action::ReadDraft] {
            assert!(decide::warrant(&someone(role), action, &nearest(Kind::Draft)).is_ok());
        }
    }
}

#[test]
fn what_somebody_writes_for_themselves_is_of_the_side_of_their_cases() {
    let of = |roles: &[Role]| {
        let held = roles.iter().map(|role| held(*role, 1)).collect();
        let actor = with(held).unwrap();
        let keeps = decide(&actor, act::KeepDraft, &nearest(Kind::Draft)).unwrap();
        assert_eq!(keeps.side(), None, "by no role");
        keeps.works_on()
    };
    assert_eq!(of(&[Role::Referrer, Role::Facilitator]), Some(Side::Programme));
    assert_eq!(of(&[Role::SupportWorker, Role::SupportManager]), Some(Side::Support));
    assert_eq!(of(&[Role::Referrer]), Some(Side::Referring));
    assert_eq!(of(&[Role::Administrator]), Some(Side::Administration));
}

#[test]
fn a_role_is_held_once_in_a_programme() {
    let twice = with(vec![held(Role::Facilitator, 1), held(Role::Facilitator, 1)]).err();
    assert_eq!(twice, Some(RolesRefused::Twice(Role::Facilitator)));
    assert!(with(vec![held(Role::Facilitator, 1), held(Role::Facilitator, 2)]).is_ok());
}

#[test]
fn no_role_reaches_over_the_wall_and_none_without_cases_reaches_a_name() {
    for grant in GRANTS {
        let Holder::Role(role) = grant.holder else { continue };
        match role.side() {
            Side::Programme => assert_ne!(grant.kind.side(), Some(Side::Support), "{grant:?}"),
            Side::Support => assert_ne!(grant.kind.side(), Some(Side::Programme), "{grant:?}"),
            Side::Referring => assert!(
                !matches!(grant.kind.side(), Some(Side::Programme | Side::Support)),
                "{grant:?}"
            ),
            Side::Oversight | Side::Administration => {
                assert!(!grant.kind.is_named(), "{grant:?}");
            }
            Side::Waymark => unreachable!("no role stands there"),
        }
    }
}

#[test]
fn only_those_who_know_no_names_read_what_holds_both_sides() {
    for grant in GRANTS.iter().filter(|g| matches!(g.kind, Kind::Figures | Kind::DataSet)) {
        if let Holder::Role(role) = grant.holder {
            assert_eq!(role.side(), Side::Oversight, "{grant:?}");
        }
    }
}

#[test]
fn what_is_sealed_is_opened_by_the_crossing_alone() {
    let who: Vec<_> = GRANTS
        .iter()
        .filter(|grant| grant.action == Action::OpenSealedPart)
        .map(|grant| grant.holder)
        .collect();
    assert_eq!(who, [Holder::System(System::Crossing)]);
    let reading = GRANTS
        .iter()
        .filter(|grant| matches!(grant.holder, Holder::Role(_)) && grant.kind == Kind::SealedPart);
    assert!(reading.clone().count() > 0);
    assert!(reading.into_iter().all(|grant| grant.action == Action::WriteSealedPart));
}

#[test]
fn what_a_colleague_left_half_written_is_nothing_for_whoever_works_on_cases_too() {
    let near = nearest(Kind::LeftDraft);
    for action in [Action::ListLeftDrafts, Action::TakeOnDraft] {
        let may = |held: Vec<Held>| {
            let actor = with(held).unwrap();
            let may = decide::warrant(&actor, action, &near).is_ok();
            assert_eq!(scope::of(&actor, action).holds(&near), may);
            assert_eq!(scope::reaches(&actor, action), may);
            may
        };
        assert!(may(vec![held(Role::Referrer, 1)]));
        for role in [Role::SinglePointOfContact, Role::Facilitator, Role::ProgrammeManager] {
            for elsewhere in [1, 2] {
                assert!(!may(vec![held(Role::Referrer, 1), held(role, elsewhere)]), "{role:?}");
            }
        }
    }
}

#[test]
fn the_crossing_carries_what_crosses_and_nothing_more() {
    let may: BTreeSet<_> = GRANTS
        .iter()
        .filter(|grant| grant.holder == Holder::System(System::Crossing))
        .map(|grant| grant.action)
        .collect();
    let carries = [Action::OpenSealedPart, Action::CrossToProgramme, Action::CrossToSupport];
    assert_eq!(may, BTreeSet::from(carries));
}

#[test]
fn a_restricted_case_asks_a_reason_and_its_manager_may_lift_it() {
    let manager = someone(Role::ProgrammeManager);
    let sensitive = Facts { restricted: true, ..nearest(Kind::Case) };
    let refused = decide(&manager, act::ReadCase, &sensitive).err();
    assert_eq!(refused, Some(Denied::Restricted));
    assert!(decide(&manager, act::RestrictCase, &sensitive).is_ok());
    assert!(decide(&manager, act::BreakGlass, &sensitive).is_ok());
    let broken = Facts { glass_broken: true, ..sensitive };
    let opened = decide(&manager, act::ReadCase, &broken).unwrap();
    assert!(opened.warrant().glass_broken());
    assert_eq!(opened.side(), Some(Side::Programme));
}

#[test]
fn what_crosses_reaches_a_restricted_case() {
    let crossing = Actor::system(System::Crossing, programme(1));
    let sensitive = Facts { restricted: true, ..nearest(Kind::SupportCase) };
    let carried = decide(&crossing, act::CrossToSupport, &sensitive).unwrap();
    assert_eq!(carried.side(), Some(Side::Waymark));
    assert_eq!(carried.worker(), System::Crossing.worker());
}

#[test]
fn a_signal_is_acted_upon_by_her_own_worker_or_the_manager() {
    let others = Facts { assigned: Some(worker(2)), ..nearest(Kind::SupportCase) };
    let colleague = someone(Role::SupportWorker);
    assert!(decide(&colleague, act::ReadSignals, &others).is_ok());
    assert_eq!(decide(&colleague, act::ActOnSignal, &others).err(), Some(Denied::Hidden));
    assert!(decide(&someone(Role::SupportManager), act::ActOnSignal, &others).is_ok());
}

#[test]
fn whoever_begins_a_programme_may_do_nothing_in_it() {
    let abe = someone(Role::Administrator);
    let another = programme(2);
    let of = |kind| Facts { programme: another, ..nearest(kind) };
    assert!(decide(&abe, act::BeginProgramme, &nearest(Kind::Programme)).is_ok());
    for kind in [Kind::Programme, Kind::Organisation, Kind::Area, Kind::Account] {
        for &action in Action::ALL.iter().filter(|action| action.kind() == kind) {
            let refused = decide::warrant(&abe, action, &of(kind)).err();
            assert_eq!(refused, Some(Denied::Hidden), "{action:?}");
        }
    }
    // What begins it reaches no other programme, and nothing else of that one.
    let founding = Actor::system(System::Founding, another);
    let may: BTreeSet<_> = GRANTS
        .iter()
        .filter(|grant| grant.holder == Holder::System(System::Founding))
        .map(|grant| grant.action)
        .collect();
    let begins = [Action::ManageProgramme, Action::ManageOrganisations, Action::ManageAccounts];
    assert_eq!(may, BTreeSet::from(begins));
    assert!(decide(&founding, act::ManageAccounts, &of(Kind::Account)).is_ok());
    let elsewhere = decide(&founding, act::ManageAccounts, &nearest(Kind::Account)).err();
    assert_eq!(elsewhere, Some(Denied::Hidden));
}
