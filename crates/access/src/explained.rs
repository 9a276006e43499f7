//! What somebody with a role may do and why, in plain words, from the table of grants.

use crate::grants::{GRANTS, Grant, Holder};
use crate::{Effect, Kind, Relation, Role};

/// What a role may do to some records of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// To what kind of record.
    pub kind: Kind,
    /// To which of them.
    pub to: Relation,
    /// What it shows, each with its reason.
    pub sees: Vec<Because>,
    /// What it changes, each with its reason.
    pub does: Vec<Because>,
}

/// One thing that may be done, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Because {
    /// A sentence without a subject.
    pub what: &'static str,
    /// One short sentence.
    pub why: &'static str,
}

/// Everything that whoever holds a role may do, by kind of record: by the role, and with their own
/// account. What is not in it is denied.
pub fn explained(role: Role) -> Vec<Explained> {
    let mut all: Vec<Explained> = Vec::new();
    for kind in Kind::ALL {
        let of_kind = |grant: &&Grant| may(role, grant.holder) && grant.kind == kind;
        for grant in GRANTS.iter().filter(of_kind) {
            let to = grant.relation;
            let place = all.iter().position(|one| one.kind == kind && one.to == to);
            let place = place.unwrap_or_else(|| {
                all.push(Explained { kind, to, sees: Vec::new(), does: Vec::new() });
                all.len() - 1
            });
            let because = Because { what: grant.action.words(), why: grant.reason };
            match grant.action.effect() {
                Effect::Reads => all[place].sees.push(because),
                Effect::Changes | Effect::Guards => all[place].does.push(because),
            }
        }
    }
    all
}

fn may(role: Role, holder: Holder) -> bool {
    matches!(holder, Holder::Owner) || holder == Holder::Role(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grant_of_a_role_is_explained_once_and_nothing_else() {
        for role in Role::ALL {
            let explained = explained(role);
            let told: usize = explained.iter().map(|one| one.sees.len() + one.does.len()).sum();
            let granted = GRANTS.iter().filter(|grant| may(role, grant.holder)).count();
            assert_eq!(told, granted, "{role:?}");
            assert!(granted > 0, "{role:?}");
        }
    }
}
