//! Every cell of the matrix, and the page made of them.

use std::collections::BTreeSet;
use std::path::Path;

use super::{nearest, of_nowhere, organisation, programme, someone, without_a_role, worker};
use crate::decide::warrant;
use crate::grants::GRANTS;
use crate::matrix::{WhyNot, matrix};
use crate::{Action, Actor, Facts, Holder, Kind, Role, System};
use pathway::Area;

/// To which records a role may do something, found by asking of records further and further off.
fn found(role: Role, action: Action) -> String {
    let near = nearest(action.kind());
    let may = |facts: Facts| warrant(&someone(role), action, &facts).is_ok();
    if !may(near.clone()) {
        return format!("no: {}", WhyNot::of(role, action).words());
    }
    let needs = [
        ("this programme", Facts { programme: programme(2), ..near.clone() }),
        ("own area", Facts { area: Some(Area::new("Walsall")), ..near.clone() }),
        ("own provider", Facts { organisation: Some(organisation(2)), ..near.clone() }),
        ("own referral", Facts { referrer: Some(organisation(2)), ..near.clone() }),
        ("assigned", Facts { assigned: Some(worker(2)), ..near.clone() }),
        ("own", Facts { owner: Some(worker(2)), ..near }),
    ];
    let needs: Vec<_> =
        needs.into_iter().filter(|(_, facts)| !may(facts.clone())).map(|(need, _)| need).collect();
    let reason = GRANTS
        .iter()
        .filter(|grant| grant.action == action)
        .find(|grant| [Holder::Role(role), Holder::Owner].contains(&grant.holder))
        .map_or("", |grant| grant.reason);
    format!("yes, within {}. {reason}", needs.join(", "))
}

#[test]
fn every_cell_says_who_may_and_why_or_why_not() {
    let mut cells = String::new();
    for &action in Action::ALL {
        cells.push_str(&format!("{}: {}\n", action.kind().words(), action.words()));
        for role in Role::ALL {
            cells.push_str(&format!("    {}: {}\n", role.words(), found(role, action)));
        }
        if warrant(&without_a_role(), action, &of_nowhere(action.kind())).is_ok() {
            cells.push_str("    whoever holds no role: yes, their own\n");
        }
        for system in System::ALL {
            let part = Actor::system(system, programme(1));
            if warrant(&part, action, &nearest(action.kind())).is_ok() {
                cells.push_str(&format!("    Waymark itself may, as {}\n", system.name()));
            }
        }
    }
    insta::assert_snapshot!(cells);
}

#[test]
fn every_kind_has_a_row_in_the_matrix_and_every_action_somebody_who_may() {
    let page = matrix();
    for kind in Kind::ALL {
        assert!(page.contains(kind.words()), "{kind:?} has no row in the matrix");
    }
    for &action in Action::ALL {
        assert!(GRANTS.iter().any(|grant| grant.action == action), "nobody may {action:?}");
    }
}

#[test]
fn nothing_is_granted_twice_to_the_same_role() {
    let lines: BTreeSet<_> = GRANTS.iter().map(|grant| (grant.holder, grant.action)).collect();
    assert_eq!(lines.len(), GRANTS.len());
}

#[test]
fn the_codes_of_the_audit_are_the_names_of_the_actions() {
    for &action in Action::ALL {
        let mut code = String::new();
        for letter in format!("{action:?}").chars() {
            if letter.is_uppercase() && !code.is_empty() {
                code.push('_');
            }
            code.extend(letter.to_lowercase());
        }
        assert_eq!(action.name(), code);
    }
}

#[test]
fn the_page_in_the_documentation_is_made_from_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.md");
    if std::env::var_os("WAYMARK_WRITE_MATRIX").is_some() {
        std::fs::write(&file, matrix()).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == matrix(),
        "docs/access.md is not what the table says: WAYMARK_WRITE_MATRIX=1 cargo test -p access"
    );
}
