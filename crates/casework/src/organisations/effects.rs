//! What becomes of areas, worked out from who takes part before and after; and a change as the audit
//! keeps it.

use pathway::{Area, OrganisationId};
use store::{Organisation, OrganisationKind};

use super::BETWEEN;
use crate::programs::TokenChange;

/// What a change comes to, as far as it can be said without a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nobody served the area before.
    AreaBegins(Area),
    /// Nobody serves the area any more.
    AreaEnds(Area),
    /// What is new in an area goes to another organisation of the kind, by name; from or to none.
    Goes {
        /// Where.
        area: Area,
        /// To those who run the programme, or support women.
        kind: OrganisationKind,
        /// To whom it goes now.
        from: Option<String>,
        /// To whom it will go.
        to: Option<String>,
    },
    /// The organisation serves an area beside one of its kind, to which what is new goes on going.
    Beside {
        /// Where.
        area: Area,
        /// Of which kind both are.
        kind: OrganisationKind,
        /// To whom it goes.
        first: String,
    },
    /// Nobody of a kind serves the area, before or after.
    NobodyYet {
        /// Where.
        area: Area,
        /// Of which kind.
        kind: OrganisationKind,
    },
    /// The organisation serves no area any more.
    NoAreaLeft,
    /// People of the organisation hold a role by the name of the area, and keep it.
    Held {
        /// Where.
        area: Area,
        /// The first of them, by name.
        people: Vec<String>,
        /// How many there are beside.
        more: usize,
    },
}

/// Areas as the programme spells them where it has them: *dudley* is Dudley.
pub(super) fn spelt(asked: &[Area], all: &[(Organisation, Vec<Area>)]) -> Vec<Area> {
    let known: Vec<&Area> = all.iter().flat_map(|(_, areas)| areas).collect();
    let mut spelt: Vec<Area> = Vec::new();
    for area in asked {
        let found = known.iter().copied().find(|one| is_same(one.name(), area.name()));
        let area = found.unwrap_or(area);
        if !spelt.iter().any(|one| is_same(one.name(), area.name())) {
            spelt.push(area.clone());
        }
    }
    spelt
}

/// Whether two names are one to whoever reads them.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let folded =
        |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    folded(one) == folded(other)
}

/// What becomes of each area, from who takes part before and after. Who gets what is new there is found
/// as a referral finds it: the first of a kind by name.
pub(super) fn effects(
    before: &[(Organisation, Vec<Area>)],
    after: &[(Organisation, Vec<Area>)],
    changed: &Organisation,
    touched: &[Area],
) -> Vec<Effect> {
    let mut effects = Vec::new();
    for area in touched {
        let serves =
            |all: &[(Organisation, Vec<Area>)]| all.iter().any(|(_, areas)| areas.contains(area));
        let (was, is) = (serves(before), serves(after));
        match (was, is) {
            (false, true) => effects.push(Effect::AreaBegins(area.clone())),
            (true, false) => effects.push(Effect::AreaEnds(area.clone())),
            _ => {}
        }
        for kind in [OrganisationKind::Programme, OrganisationKind::Support] {
            let first = |all: &[(Organisation, Vec<Area>)]| {
                let mut all =
                    all.iter().filter(|(one, areas)| one.kind == kind && areas.contains(area));
                all.next().map(|(one, _)| (one.id, one.name.clone()))
            };
            let area = area.clone();
            match (first(before), first(after)) {
                (None, None) if is && !was => effects.push(Effect::NobodyYet { area, kind }),
                (None, None) => {}
                (Some((one, _)), Some((other, first))) if one == other => {
                    let serves_it = after.iter().any(|(one, areas)| {
                        one.id == changed.id && one.kind == kind && areas.contains(&area)
                    });
                    if serves_it && other != changed.id {
                        effects.push(Effect::Beside { area, kind, first });
                    }
                }
                (from, to) => {
                    let name = |one: Option<(OrganisationId, String)>| one.map(|(_, name)| name);
                    effects.push(Effect::Goes { area, kind, from: name(from), to: name(to) });
                }
            }
        }
    }
    effects
}

/// A change as the audit keeps it.
pub(super) fn told(code: &str, taken: &[Area], given: &[Area]) -> String {
    let taken = taken.iter().map(|area| format!("-{}", area.name()));
    let given = given.iter().map(|area| format!("+{}", area.name()));
    let lines = std::iter::once(code.to_owned()).chain(taken).chain(given);
    lines.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// The same in words; none for what this Waymark does not know.
pub(super) fn words(stored: &str) -> Option<String> {
    let mut lines = stored.split(BETWEEN);
    let code = lines.next()?;
    if let Some(token) = TokenChange::read(stored) {
        return Some(token.words());
    }
    let (mut given, mut taken, mut before) = (Vec::new(), Vec::new(), "");
    for line in lines {
        match (line.strip_prefix('+'), line.strip_prefix('-')) {
            _ if code == "named" => before = line,
            (Some(area), _) => given.push(area),
            (_, Some(area)) => taken.push(area),
            (None, None) => return None,
        }
    }
    Some(match (code, given.join(", "), taken.join(", ")) {
        ("added", given, _) if given.is_empty() => "Added, without an area".to_owned(),
        ("added", given, _) => format!("Added, with {given}"),
        ("named", ..) => format!("Called {before} until then"),
        ("areas", given, taken) if taken.is_empty() => format!("Given: {given}"),
        ("areas", _, taken) => format!("Taken away: {taken}"),
        _ => return None,
    })
}
