//! What others did to an account, as the audit keeps it for its owner: sealed, in codes, and told
//! in words. Roles and areas of the account itself are in it, and nothing of a case.

use access::{Areas, Held, Permitted, Role, System, act};
use pathway::{Area, ProgrammeId, WorkerId};
use store::Change;
use store::audit::Outcome;

use crate::fault::Fault;
use crate::office::Acting;

/// A role with its areas, in whichever programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    role: Role,
    areas: Areas,
}

/// What was done.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum AccountChange {
    /// It was opened, with these roles.
    Opened { within: Option<ProgrammeId>, given: Vec<Part> },
    /// Roles or areas were given, and taken.
    Roles { within: Option<ProgrammeId>, given: Vec<Part>, taken: Vec<Part> },
    /// Another password was set.
    Password,
    /// A link was made by which its owner chooses one.
    Link,
    /// It was closed.
    Closed,
    /// It was opened again, without a role.
    Reopened,
    /// Every session of it was ended.
    SessionsEnded,
    /// Somebody asks that a second factor may be set up anew.
    ResetAsked,
    /// Everything that is signed in with besides the password was taken away.
    FactorsTaken,
    /// The same, and the password.
    AllTaken,
    /// The name was corrected, or the address of mail was changed: from which, to which.
    Corrected { name: bool, addresses: Option<(String, String)> },
}

/// A log that meets one shows neither an address nor a role.
impl std::fmt::Debug for AccountChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccountChange({}, …)", self.code())
    }
}

/// What its code and that of its parts are apart by.
const BETWEEN: char = '\n';
/// What a part is made of is apart by.
const WITHIN: char = '\t';
/// Before that a name was corrected, and before an address and the one in its place.
const NAME: &str = "name";
const ADDRESS: &str = "address\t";
/// Before the programme in which it was done.
const WITHIN_PROGRAMME: char = '@';
const EVERY_AREA: &str = "*";

impl AccountChange {
    /// Everything of these roles is given.
    pub(crate) fn opened(within: ProgrammeId, held: &[Held]) -> Self {
        Self::Opened { within: Some(within), given: held.iter().map(Part::of).collect() }
    }

    /// What is in one set of roles and not in the other. Of a role that goes on, the areas alone.
    pub(crate) fn roles<'a>(
        within: ProgrammeId,
        before: impl IntoIterator<Item = &'a Held>,
        after: impl IntoIterator<Item = &'a Held>,
    ) -> Self {
        let parts = |held: &mut dyn Iterator<Item = &'a Held>| held.map(Part::of).collect();
        let before: Vec<Part> = parts(&mut before.into_iter());
        let after: Vec<Part> = parts(&mut after.into_iter());
        let (given, taken) = (beyond(&after, &before), beyond(&before, &after));
        Self::Roles { within: Some(within), given, taken }
    }

    /// What is given and what is taken, in words.
    pub(crate) fn given_and_taken(before: &[Held], after: &[Held]) -> (String, String) {
        let parts = |held: &[Held]| held.iter().map(Part::of).collect::<Vec<_>>();
        let (before, after) = (parts(before), parts(after));
        (list(&beyond(&after, &before)), list(&beyond(&before, &after)))
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Roles { .. } => "roles",
            Self::Password => "password",
            Self::Link => "link",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::SessionsEnded => "sessions_ended",
            Self::ResetAsked => "reset_asked",
            Self::FactorsTaken => "factors_taken",
            Self::AllTaken => "all_taken",
            Self::Corrected { .. } => "corrected",
        }
    }

    /// As the audit keeps it.
    pub(crate) fn stored(&self) -> String {
        if let Self::Corrected { name, addresses } = self {
            let name = name.then(|| NAME.to_owned());
            let addresses =
                addresses.as_ref().map(|(left, now)| format!("{ADDRESS}{left}{WITHIN}{now}"));
            let lines = std::iter::once(self.code().to_owned()).chain(name).chain(addresses);
            return lines.collect::<Vec<_>>().join(&BETWEEN.to_string());
        }
        let (given, taken): (&[Part], &[Part]) = match self {
            Self::Opened { given, .. } => (given, &[]),
            Self::Roles { given, taken, .. } => (given, taken),
            _ => (&[], &[]),
        };
        let within =
            self.within().map(|programme| format!("{WITHIN_PROGRAMME}{}", programme.uuid()));
        let given = given.iter().map(|part| part.stored('+'));
        let taken = taken.iter().map(|part| part.stored('-'));
        let lines = std::iter::once(self.code().to_owned()).chain(within).chain(given).chain(taken);
        lines.collect::<Vec<_>>().join(&BETWEEN.to_string())
    }

    /// What was kept; none for what this Waymark does not know.
    pub(crate) fn read(stored: &str) -> Option<Self> {
        let mut lines = stored.split(BETWEEN);
        let code = lines.next()?;
        if code == "corrected" {
            return Self::read_corrected(lines);
        }
        let (mut given, mut taken, mut within) = (Vec::new(), Vec::new(), None);
        for line in lines {
            if let Some(programme) = line.strip_prefix(WITHIN_PROGRAMME) {
                within = Some(ProgrammeId::of(programme.parse().ok()?));
                continue;
            }
            match (line.strip_prefix('+'), line.strip_prefix('-')) {
                (Some(part), _) => given.push(Part::read(part)?),
                (_, Some(part)) => taken.push(Part::read(part)?),
                (None, None) => return None,
            }
        }
        let simple = [
            Self::Password,
            Self::Link,
            Self::Closed,
            Self::Reopened,
            Self::SessionsEnded,
            Self::ResetAsked,
            Self::FactorsTaken,
            Self::AllTaken,
        ];
        match code {
            "opened" => Some(Self::Opened { within, given }),
            "roles" => Some(Self::Roles { within, given, taken }),
            code => simple.into_iter().find(|one| one.code() == code),
        }
    }

    fn read_corrected<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut name, mut addresses) = (false, None);
        for line in lines {
            match line.strip_prefix(ADDRESS) {
                Some(both) => {
                    let (left, now) = both.split_once(WITHIN)?;
                    addresses = Some((left.to_owned(), now.to_owned()));
                }
                None if line == NAME => name = true,
                None => return None,
            }
        }
        Some(Self::Corrected { name, addresses })
    }

    /// The programme in which it was done; none where that makes no difference, or was not kept.
    pub(crate) const fn within(&self) -> Option<ProgrammeId> {
        match self {
            Self::Opened { within, .. } | Self::Roles { within, .. } => *within,
            _ => None,
        }
    }

    /// What its owner is told, with what the programme is called in which it was done: whoever works in
    /// two is to know which.
    pub(crate) fn words(&self, by: By, programme: Option<&str>) -> String {
        let who = match self {
            // One alone asks for it, and two do it.
            Self::FactorsTaken | Self::AllTaken if by == By::Administrators => "Two administrators",
            _ => by.words(),
        };
        let within = programme.map_or_else(String::new, |name| format!(" in {name}"));
        match self {
            Self::Opened { given, .. } if given.is_empty() => {
                format!("{who} opened your account{within}, without a role")
            }
            Self::Opened { given, .. } => {
                format!("{who} opened your account{within}. Given: {}", list(given))
            }
            Self::Roles { given, taken, .. } => match (given.is_empty(), taken.is_empty()) {
                (true, true) => format!("{who} left your roles and areas{within} as they were"),
                (false, true) => format!("{who} gave you roles or areas{within}: {}", list(given)),
                (true, false) => {
                    format!("{who} took roles or areas of yours{within} away: {}", list(taken))
                }
                (false, false) => format!(
                    "{who} changed your roles or areas{within}. Given: {}. Taken away: {}",
                    list(given),
                    list(taken)
                ),
            },
            Self::Password => format!("{who} set another password for you"),
            Self::Link => format!("{who} made a link for you, by which a password is chosen"),
            Self::Closed => format!("{who} closed your account"),
            Self::Reopened => format!("{who} opened your account again, without a role"),
            Self::SessionsEnded => format!("{who} ended every session of yours"),
            Self::ResetAsked => format!(
                "{who} asked that you may set up a second factor anew. Another has to agree"
            ),
            Self::FactorsTaken => format!(
                "{who} took away what you sign in with besides your password, to be set up anew"
            ),
            Self::AllTaken => format!(
                "{who} took away your password and what you sign in with besides, to be set up \
                 anew"
            ),
            Self::Corrected { name, addresses } => match addresses {
                None => format!("{who} corrected your name"),
                Some((left, now)) => format!(
                    "{who} {}changed your e-mail address, by which you sign in, from {left} to {now}",
                    if *name { "corrected your name and " } else { "" }
                ),
            },
        }
    }

    /// What of a correction those are told who keep accounts.
    pub(crate) fn words_beside(&self, by: By) -> Option<String> {
        let Self::Corrected { name, addresses } = self else { return None };
        let who = match by {
            By::Organisation => "their organisation’s directory",
            By::Administrators => "an administrator",
            By::Machine => "whoever runs Waymark",
        };
        Some(match addresses {
            None => format!("{who} corrected the name"),
            Some((left, now)) => format!(
                "{who} {}changed the e-mail address from {left} to {now}",
                if *name { "corrected the name and " } else { "" }
            ),
        })
    }

    /// What a letter may say of it: that it is so, and never which role or where, since a letter is
    /// read by others. None where there is no news.
    pub(crate) fn direction(&self) -> Option<&'static str> {
        let Self::Roles { given, taken, .. } = self else { return None };
        match (given.is_empty(), taken.is_empty()) {
            (true, true) => None,
            (false, true) => Some(GIVEN),
            (true, false) => Some(TAKEN),
            (false, false) => Some(BOTH),
        }
    }
}

pub(crate) const GIVEN: &str = "given";
pub(crate) const TAKEN: &str = "taken";
pub(crate) const BOTH: &str = "both";

/// Who did it, as far as the owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Somebody who keeps accounts, and of what takes two the second of them.
    Administrators,
    /// Whoever sits at the machine.
    Machine,
    /// The directory of their organisation.
    Organisation,
}

impl By {
    /// Who an entry of the audit names.
    pub(crate) fn of(worker: Option<WorkerId>) -> Self {
        match worker {
            Some(worker) if worker == System::CommandLine.worker() => Self::Machine,
            Some(worker) if worker == System::Directory.worker() => Self::Organisation,
            _ => Self::Administrators,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Administrators => "An administrator",
            Self::Machine => "Whoever runs Waymark",
            Self::Organisation => "Your organisation",
        }
    }
}

impl Part {
    fn of(held: &Held) -> Self {
        Self { role: held.role, areas: held.areas.clone() }
    }

    fn stored(&self, sign: char) -> String {
        let areas = match &self.areas {
            Areas::All => vec![EVERY_AREA],
            Areas::These(these) => these.iter().map(Area::name).collect(),
        };
        let parts: Vec<&str> = std::iter::once(self.role.name()).chain(areas).collect();
        format!("{sign}{}", parts.join(&WITHIN.to_string()))
    }

    fn read(stored: &str) -> Option<Self> {
        let mut parts = stored.split(WITHIN);
        let role = Role::named(parts.next()?)?;
        let areas: Vec<&str> = parts.collect();
        let areas = match areas.as_slice() {
            [EVERY_AREA] => Areas::All,
            these => Areas::These(these.iter().map(|name| Area::new(name)).collect()),
        };
        Some(Self { role, areas })
    }

    fn words(&self) -> String {
        let by_area = matches!(self.role, Role::Facilitator | Role::SupportWorker);
        match &self.areas {
            Areas::All if by_area => format!("{} in every area", self.role.words()),
            Areas::All => self.role.words().to_owned(),
            Areas::These(these) => {
                let these: Vec<&str> = these.iter().map(Area::name).collect();
                format!("{} in {}", self.role.words(), these.join(", "))
            }
        }
    }
}

fn list(parts: &[Part]) -> String {
    parts.iter().map(Part::words).collect::<Vec<_>>().join("; ")
}

/// What of some roles is not among others. Where either is for every area, the whole is named.
fn beyond(these: &[Part], others: &[Part]) -> Vec<Part> {
    let more = |one: &Part| {
        let Some(other) = others.iter().find(|other| other.role == one.role) else {
            return Some(one.clone());
        };
        let areas = match (&one.areas, &other.areas) {
            (Areas::All, Areas::All) => return None,
            (Areas::These(these), Areas::These(others)) => {
                let more: Vec<Area> =
                    these.iter().filter(|area| !others.contains(area)).cloned().collect();
                if more.is_empty() {
                    return None;
                }
                Areas::These(more)
            }
            (whole, _) => whole.clone(),
        };
        Some(Part { role: one.role, areas })
    };
    these.iter().filter_map(more).collect()
}

impl Acting<'_> {
    /// Commits a change of somebody's account, with what it is to them.
    pub(crate) async fn changed(
        &self,
        mut change: Change,
        permitted: &Permitted<act::ManageAccounts>,
        what: &AccountChange,
    ) -> Result<(), Fault> {
        self.tell(&mut change, permitted, what)?;
        self.store().commit(change).await.map(drop).map_err(Fault::from)
    }

    /// The entry of the audit for it, in a change.
    pub(crate) fn tell(
        &self,
        change: &mut Change,
        permitted: &Permitted<act::ManageAccounts>,
        what: &AccountChange,
    ) -> Result<(), Fault> {
        let mut entry =
            self.entry::<act::ManageAccounts>(Some(permitted.record()), Outcome::Allowed);
        entry.detail = Some(change.told(permitted, &what.stored(), self.store())?);
        change.audit(entry);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn held(role: Role, areas: &[&str]) -> Held {
        let areas = match areas {
            [] => Areas::All,
            these => Areas::These(these.iter().map(|name| Area::new(name)).collect()),
        };
        Held { role, programme: ProgrammeId::of(Uuid::nil()), areas }
    }

    #[test]
    fn what_was_given_and_taken_is_told_and_nothing_that_stayed() {
        use Role::{Facilitator, ProgrammeManager, Referrer};
        let told = |before: &[Held], after: &[Held]| {
            let within = ProgrammeId::of(Uuid::nil());
            let change = AccountChange::roles(within, before, after);
            let told = change.words(By::Administrators, None);
            let named = change.words(By::Administrators, Some("the Marches"));
            assert_eq!(named.replacen(" in the Marches", "", 1), told);
            assert_ne!(named, told);
            told
        };
        let dudley = held(Facilitator, &["Dudley"]);
        let both = held(Facilitator, &["Dudley", "Walsall"]);
        let every = held(Facilitator, &[]);
        let (referrer, manager) = (held(Referrer, &[]), held(ProgrammeManager, &[]));
        for (before, after, words) in [
            (vec![], vec![dudley.clone()], "gave you roles or areas: facilitator in Dudley"),
            (
                vec![dudley.clone(), referrer.clone()],
                vec![both.clone(), referrer.clone()],
                "gave you roles or areas: facilitator in Walsall",
            ),
            (
                vec![both.clone()],
                vec![dudley.clone()],
                "took roles or areas of yours away: facilitator in Walsall",
            ),
            (
                vec![dudley.clone()],
                vec![every],
                "changed your roles or areas. Given: facilitator in every area. Taken away: \
                 facilitator in Dudley",
            ),
            (
                vec![both, referrer],
                vec![manager],
                "changed your roles or areas. Given: programme manager. Taken away: facilitator in \
                 Dudley, Walsall; referrer",
            ),
            (vec![dudley.clone()], vec![dudley], "left your roles and areas as they were"),
        ] {
            assert_eq!(told(&before, &after), format!("An administrator {words}"));
        }
    }

    #[test]
    fn what_takes_two_administrators_is_told_of_two() {
        for taken in [AccountChange::FactorsTaken, AccountChange::AllTaken] {
            assert!(taken.words(By::Administrators, None).starts_with("Two administrators took"));
            assert!(taken.words(By::Machine, None).starts_with("Whoever runs Waymark took"));
        }
        let asked = AccountChange::ResetAsked.words(By::Administrators, None);
        assert!(asked.starts_with("An administrator asked"), "{asked}");
    }

    #[test]
    fn a_log_is_shown_no_address_and_no_role() {
        let addresses = Some(("ada@example.org".to_owned(), "hart@example.org".to_owned()));
        let corrected = AccountChange::Corrected { name: true, addresses };
        assert_eq!(format!("{corrected:?}"), "AccountChange(corrected, …)");
    }

    #[test]
    fn what_is_kept_is_read_again_and_what_nobody_wrote_is_nothing() {
        let within = ProgrammeId::of(Uuid::from_u128(7));
        let opened = AccountChange::opened(within, &[held(Role::SupportWorker, &["Dudley"])]);
        let roles = AccountChange::roles(
            within,
            &[held(Role::Facilitator, &["Dudley", "Walsall"])],
            &[held(Role::Facilitator, &[]), held(Role::Referrer, &[])],
        );
        for change in [
            opened,
            roles,
            AccountChange::Password,
            AccountChange::Link,
            AccountChange::Closed,
            AccountChange::Reopened,
            AccountChange::SessionsEnded,
            AccountChange::ResetAsked,
            AccountChange::FactorsTaken,
            AccountChange::AllTaken,
        ] {
            assert_eq!(AccountChange::read(&change.stored()), Some(change));
        }
        // As it was kept before programmes were.
        let before = AccountChange::read("roles\n+referrer\t*").unwrap();
        assert_eq!(before.within(), None);
        let words = before.words(By::Administrators, None);
        assert_eq!(words, "An administrator gave you roles or areas: referrer");
        for foreign in ["", "something", "roles\n?x", "roles\n+king"] {
            assert_eq!(AccountChange::read(foreign), None, "{foreign}");
        }
    }
}
