//! What becomes of areas, worked out from who takes part before and after; and a change as the audit
//! keeps it.

use std::collections::BTreeMap;

use pathway::{Area, OrganisationId, ProgrammeId};
use store::{Organisation, OrganisationKind, ServedElsewhere};

use super::BETWEEN;
use crate::programs::TokenChange;

/// The code of a change of tokens.
const TOKEN: &str = "token";
/// Before the programme in which it was done.
const WITHIN_PROGRAMME: char = '@';

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

/// Whether another name makes somebody else the first of those who serve an area of another programme.
pub(super) fn moves_elsewhere(all: &[ServedElsewhere], from: &str, to: &str) -> bool {
    let mut firsts: BTreeMap<(&str, &str), (&str, &str)> = BTreeMap::new();
    for one in all {
        let before = one.by.as_str();
        let after = if before == from { to } else { before };
        let first = firsts.entry((&one.programme, one.area.name())).or_insert((before, after));
        *first = (first.0.min(before), first.1.min(after));
    }
    firsts.into_values().any(|(before, after)| (before == from) != (after == to))
}

/// A change in a programme as the audit keeps it.
pub(super) fn told(code: &str, within: ProgrammeId, taken: &[Area], given: &[Area]) -> String {
    let taken = taken.iter().map(|area| format!("-{}", area.name()));
    let given = given.iter().map(|area| format!("+{}", area.name()));
    let lines = beginning(code, within).into_iter().chain(taken).chain(given);
    lines.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// Another name as the audit keeps it: what it was called before.
pub(super) fn told_name(within: ProgrammeId, before: &str) -> String {
    let [code, within] = beginning("named", within);
    [code, within, before.to_owned()].join(&BETWEEN.to_string())
}

/// What was done about a token in a programme, as the audit keeps it.
pub(super) fn told_token(within: ProgrammeId, change: &TokenChange<'_>) -> String {
    let ([code, within], (what, name)) = (beginning(TOKEN, within), change.parts());
    [&code, &within, what, name].join(&BETWEEN.to_string())
}

fn beginning(code: &str, within: ProgrammeId) -> [String; 2] {
    [code.to_owned(), format!("{WITHIN_PROGRAMME}{}", within.uuid())]
}

/// Whether a change is told in a programme. What an organisation is called, it is called in each; the
/// areas of one are nothing to those who keep another. Of what was kept before programmes were, it is
/// known where the organisation takes part in `only` one.
fn is_told(code: &str, of: Option<ProgrammeId>, within: ProgrammeId, only: bool) -> bool {
    code == "named" || of.map_or(only, |of| of == within)
}

/// What the audit keeps, in words for those who keep a programme; none for what is not told there, or
/// this Waymark does not know. Whether the organisation takes part in that `only`.
pub(super) fn words(stored: &str, within: ProgrammeId, only: bool) -> Option<String> {
    let mut lines = stored.split(BETWEEN).peekable();
    let code = lines.next()?;
    let programme = |line: &str| line.strip_prefix(WITHIN_PROGRAMME)?.parse().ok();
    let of = lines.peek().copied().and_then(programme).map(ProgrammeId::of);
    if of.is_some() {
        lines.next();
    }
    if !is_told(code, of, within, only) {
        return None;
    }
    if code == TOKEN {
        return TokenChange::read(lines).map(|token| token.words());
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_change_is_told_in_its_programme_alone_and_a_name_in_each() {
        let here = ProgrammeId::of(Uuid::from_u128(7));
        let there = ProgrammeId::of(Uuid::from_u128(8));
        let given = told("areas", here, &[], &[Area::new("Dudley")]);
        assert_eq!(words(&given, here, false).as_deref(), Some("Given: Dudley"));
        assert_eq!(words(&given, there, false), None);
        assert_eq!(words(&given, there, true), None);
        let named = told_name(here, "@ Home");
        for programme in [here, there] {
            let told = words(&named, programme, false);
            assert_eq!(told.as_deref(), Some("Called @ Home until then"));
        }
        let token = told_token(here, &TokenChange::Ended("Case system"));
        let ended = Some("Token for Case system ended");
        assert_eq!(words(&token, here, false).as_deref(), ended);
        assert_eq!(words(&token, there, false), None);
        // As it was kept before programmes were.
        let before = "added\n+Dudley\n+Walsall";
        assert_eq!(words(before, here, true).as_deref(), Some("Added, with Dudley, Walsall"));
        assert_eq!(words(before, here, false), None);
        let told = words("named\n@ Home", here, false);
        assert_eq!(told.as_deref(), Some("Called @ Home until then"));
        assert_eq!(words("something", here, true), None);
    }
}
