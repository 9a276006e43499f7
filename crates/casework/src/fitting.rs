//! Which roles fit which kind of organisation: elsewhere they would reach nothing, or those who run a
//! service would see what is for whoever looks at both.

use access::{Held, Role};
use pathway::OrganisationId;
use store::OrganisationKind;

use crate::fault::Fault;
use crate::office::Acting;

/// A role that does not fit an organisation, and those that would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the role {} does not fit the organisation, which {}: one of these was expected: {}",
    .role.words(),
    does(*.kind),
    listed(*.kind, Role::words)
)]
pub struct Misfit {
    role: Role,
    kind: OrganisationKind,
}

impl Misfit {
    /// The first of some roles that does not fit a kind of organisation.
    pub(crate) fn of(
        kind: OrganisationKind,
        roles: impl IntoIterator<Item = Role>,
    ) -> Option<Self> {
        let role = roles.into_iter().find(|role| !fits(*role, kind))?;
        Some(Self { role, kind })
    }

    /// The same, with roles as commands and settings name them.
    pub fn by_name(&self) -> String {
        let (role, does) = (self.role.name(), does(self.kind));
        let expected = listed(self.kind, Role::name);
        format!(
            "{role} does not fit the organisation, which {does}: one of these was expected: \
             {expected}"
        )
    }
}

/// Whether a role is for an organisation of a kind.
const fn fits(role: Role, kind: OrganisationKind) -> bool {
    match role {
        Role::SinglePointOfContact | Role::Facilitator | Role::ProgrammeManager => {
            matches!(kind, OrganisationKind::Programme)
        }
        Role::SupportWorker | Role::SupportManager => matches!(kind, OrganisationKind::Support),
        Role::Commissioner | Role::Evaluator => {
            !matches!(kind, OrganisationKind::Programme | OrganisationKind::Support)
        }
        Role::Referrer | Role::Administrator => true,
    }
}

const fn does(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Referrer => "refers families",
        OrganisationKind::Programme => "runs the programme",
        OrganisationKind::Support => "supports women",
        OrganisationKind::Oversight => "commissions or evaluates",
        OrganisationKind::Administration => "keeps accounts",
    }
}

fn listed(kind: OrganisationKind, word: impl Fn(Role) -> &'static str) -> String {
    let fitting: Vec<&str> =
        Role::ALL.into_iter().filter(|role| fits(*role, kind)).map(word).collect();
    fitting.join(", ")
}

impl Acting<'_> {
    /// Whether roles are for an organisation of that kind, whoever gives them. [`Fault::NotFound`]
    /// where it takes no part in the programme.
    pub(crate) async fn fits(
        &self,
        organisation: OrganisationId,
        held: &[Held],
    ) -> Result<(), Fault> {
        if held.is_empty() {
            return Ok(());
        }
        let all = self.store().organisations(self.worker.programme).await?;
        let found = all.iter().find(|one| one.id == organisation).ok_or(Fault::NotFound)?;
        match Misfit::of(found.kind, held.iter().map(|one| one.role)) {
            Some(misfit) => Err(Fault::DoesNotFit(misfit)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_told_with_what_would() {
        let of = |kind, role| Misfit::of(kind, [Role::Administrator, role]);
        let misfit = of(OrganisationKind::Support, Role::Facilitator).unwrap();
        assert_eq!(
            misfit.to_string(),
            "the role facilitator does not fit the organisation, which supports women: one of these \
             was expected: referrer, support worker, support manager, administrator"
        );
        assert!(
            misfit.by_name().ends_with("referrer, support_worker, support_manager, administrator")
        );
        for (kind, role) in [
            (OrganisationKind::Referrer, Role::SupportWorker),
            (OrganisationKind::Programme, Role::Evaluator),
            (OrganisationKind::Oversight, Role::ProgrammeManager),
        ] {
            assert!(of(kind, role).is_some(), "{kind:?} {role:?}");
        }
        assert_eq!(of(OrganisationKind::Referrer, Role::Commissioner), None);
        assert_eq!(of(OrganisationKind::Support, Role::Referrer), None);
    }
}
