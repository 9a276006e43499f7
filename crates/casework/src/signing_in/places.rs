//! Where a worker may go: what the grants give them, and nothing that they may not open.

use access::{Actor, Areas, Held, act, may};

/// A place of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What is due.
    Today,
    /// One's own referrals.
    Referrals,
    /// One's caseload, of one's own side.
    Cases,
    /// Groups and their registers.
    Groups,
    /// The inbox.
    Messages,
    /// Figures, as far as one may see them.
    Figures,
    /// People, roles and organisations.
    Administration,
}

/// The places of somebody, in the order of the navigation.
pub fn places(actor: &Actor) -> Vec<Place> {
    let referrals = may(actor, act::ListReferrals);
    let cases = may(actor, act::ListCases) || may(actor, act::ListSupportCases);
    let messages = may(actor, act::ReadReferralMessages)
        || may(actor, act::ReadCaseMessages)
        || may(actor, act::ReadSupportMessages);
    // Figures of one side alone are not worked out yet: nobody is led to them.
    let figures = may(actor, act::ReadFigures);
    [
        (Place::Today, referrals || cases),
        (Place::Referrals, referrals),
        (Place::Cases, cases),
        (Place::Groups, may(actor, act::ListGroups)),
        (Place::Messages, messages),
        (Place::Figures, figures),
        (Place::Administration, may(actor, act::ReadAccounts)),
    ]
    .into_iter()
    .filter_map(|(place, open)| open.then_some(place))
    .collect()
}

/// What somebody is, in words: *facilitator, Dudley*. Each role once, with its areas where they
/// are few; nothing for whoever holds no role.
pub fn described(held: &[Held]) -> String {
    let mut parts: Vec<String> = Vec::with_capacity(held.len());
    for one in held {
        let part = match &one.areas {
            Areas::All => one.role.words().to_owned(),
            Areas::These(these) if these.len() <= 2 => {
                let areas: Vec<&str> = these.iter().map(pathway::Area::name).collect();
                format!("{}, {}", one.role.words(), areas.join(" and "))
            }
            Areas::These(these) => format!("{}, {} areas", one.role.words(), these.len()),
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use access::Role;
    use pathway::{Area, OrganisationId, ProgrammeId, WorkerId};
    use uuid::Uuid;

    use super::*;

    fn held(role: Role, areas: &[&str]) -> Held {
        let areas = match areas {
            [] => Areas::All,
            these => Areas::These(these.iter().map(|area| Area::new(area)).collect()),
        };
        Held { role, programme: ProgrammeId::of(Uuid::from_u128(7)), areas }
    }

    fn somebody(held: Vec<Held>) -> Actor {
        let (worker, organisation) = (Uuid::from_u128(1), Uuid::from_u128(2));
        Actor::try_new(WorkerId::of(worker), OrganisationId::of(organisation), held).unwrap()
    }

    #[test]
    fn a_facilitator_finds_cases_and_groups_and_no_referrals_of_others() {
        use Place::{Cases, Groups, Messages, Today};
        let places = places(&somebody(vec![held(Role::Facilitator, &["Dudley"])]));
        assert_eq!(places, [Today, Cases, Groups, Messages]);
    }

    #[test]
    fn her_worker_finds_her_cases_and_no_groups_of_his() {
        let places = places(&somebody(vec![held(Role::SupportWorker, &["Dudley"])]));
        assert_eq!(places, [Place::Today, Place::Cases, Place::Messages]);
    }

    #[test]
    fn whoever_knows_no_names_finds_figures_alone() {
        for role in [Role::Commissioner, Role::Evaluator] {
            assert_eq!(places(&somebody(vec![held(role, &[])])), [Place::Figures]);
        }
    }

    #[test]
    fn whoever_refers_finds_what_they_referred() {
        use Place::{Messages, Referrals, Today};
        let places = places(&somebody(vec![held(Role::Referrer, &[])]));
        assert_eq!(places, [Today, Referrals, Messages]);
    }

    #[test]
    fn whose_roles_have_all_ended_finds_nothing() {
        assert_eq!(places(&somebody(Vec::new())), []);
    }

    #[test]
    fn what_somebody_is_names_the_areas_where_they_are_few() {
        let one = [held(Role::Facilitator, &["Dudley"])];
        assert_eq!(described(&one), "facilitator, Dudley");
        let all = [held(Role::ProgrammeManager, &[]), held(Role::ProgrammeManager, &[])];
        assert_eq!(described(&all), "programme manager");
        let many = [held(Role::Referrer, &["A", "B", "C"]), held(Role::Facilitator, &["A", "B"])];
        assert_eq!(described(&many), "referrer, 3 areas; facilitator, A and B");
    }
}
