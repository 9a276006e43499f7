//! Who takes part in the demonstration: organisations and workers that do not exist
//! (`data/invented-workers.csv`). Areas are divided among the support services as in the report.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use access::{Areas, Held, Role};
use pathway::{Area, OrganisationId, ProgrammeId};
use store::{Organisation, OrganisationKind};

use super::door::{DemonstrationDoor, InventedWorker};
use super::{HISTORY, TODAY, worker};
use crate::accounts::{NotOpened, Opened};
use crate::fault::Fault;
use crate::office::{Office, Worker};

/// A worker who does not exist, of an organisation that does not.
#[derive(Debug)]
struct Invented {
    organisation: &'static str,
    kind: OrganisationKind,
    /// The areas that the organisation serves; on the first line of each.
    serves: Vec<Area>,
    name: &'static str,
    email: &'static str,
    role: Role,
    /// None: every area.
    areas: Vec<Area>,
    /// Today, or with the history: few look into cases that ended years ago.
    works_in: ProgrammeId,
    /// Whether the first page of the demonstration lists them.
    listed: bool,
}

static INVENTED: LazyLock<Vec<Invented>> = LazyLock::new(|| {
    let text =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/invented-workers.csv"));
    text.lines().skip(1).filter_map(invented).collect()
});

fn invented(line: &'static str) -> Option<Invented> {
    let cells: Vec<&str> = line.split(',').collect();
    let [organisation, kind, serves, name, email, role, areas, works_in, listed] = cells[..] else {
        return None;
    };
    let each = |areas: &str| {
        areas.split(';').filter(|area| !area.is_empty()).map(Area::new).collect::<Vec<_>>()
    };
    Some(Invented {
        organisation,
        kind: OrganisationKind::named(kind)?,
        serves: each(serves),
        name,
        email,
        role: Role::named(role)?,
        areas: each(areas),
        works_in: match works_in {
            "today" => TODAY,
            "history" => HISTORY,
            _ => return None,
        },
        listed: listed == "yes",
    })
}

impl Invented {
    fn held(&self) -> Vec<Held> {
        let areas = match self.areas.as_slice() {
            [] => Areas::All,
            these => Areas::These(these.to_vec()),
        };
        vec![Held { role: self.role, programme: self.works_in, areas }]
    }
}

/// Everybody at work, as the invented past needs them.
pub(super) struct Staff(Vec<(&'static Invented, Worker)>);

impl Staff {
    /// Somebody of a role who works in an area; of several the one at a place, counted around.
    pub(super) fn of(&self, role: Role, area: &Area, place: usize) -> Option<&Worker> {
        let works = |one: &&(&Invented, Worker)| {
            let (invented, _) = one;
            let serves = INVENTED
                .iter()
                .filter(|other| other.organisation == invented.organisation)
                .any(|other| other.serves.contains(area));
            let everywhere = invented.areas.is_empty()
                && (serves || invented.kind == OrganisationKind::Referrer);
            let today = invented.works_in == TODAY && invented.role == role;
            today && (everywhere || invented.areas.contains(area))
        };
        let found: Vec<_> = self.0.iter().filter(works).collect();
        found.get(place.checked_rem(found.len())?).map(|(_, worker)| worker)
    }
}

impl Office {
    /// Adds the invented organisations to both programmes and opens the accounts of their
    /// workers, without passwords.
    pub(super) async fn invent_staff(&self) -> Result<(), Fault> {
        let (history, today) = (worker(HISTORY), worker(TODAY));
        let (history, today) = (self.acting(&history), self.acting(&today));
        let mut added: BTreeMap<&str, OrganisationId> = BTreeMap::new();
        for one in INVENTED.iter() {
            let id = match added.get(one.organisation) {
                Some(id) => *id,
                None => {
                    let id = history.add_organisation(one.organisation, one.kind, &one.serves);
                    let id = *added.entry(one.organisation).or_insert(id.await?);
                    let name = one.organisation.to_owned();
                    let organisation = Organisation { id, name, kind: one.kind };
                    today.take_part(&organisation, &one.serves).await?;
                    id
                }
            };
            let opened = Opened {
                organisation: id,
                name: one.name.to_owned(),
                email: one.email.to_owned(),
                password: None,
                held: one.held(),
            };
            let founder = if one.works_in == TODAY { &today } else { &history };
            founder.open_account(opened).await.map_err(not_opened)?;
        }
        Ok(())
    }

    /// Everybody who works in the demonstration, as the record has them now.
    pub(super) async fn staff(&self) -> Result<Staff, Fault> {
        let mut staff = Vec::with_capacity(INVENTED.len());
        for one in INVENTED.iter() {
            let Some(found) = self.store.credentials(one.email).await? else { continue };
            let Some(actor) = self.store.actor(found.worker).await? else { continue };
            staff.push((one, Worker { actor, programme: one.works_in, address: None }));
        }
        Ok(Staff(staff))
    }

    /// The door of the demonstration that this record holds: the workers whom one press signs
    /// in, role by role. Empty for any other record, since nobody has such an address there.
    ///
    /// # Errors
    /// When the record does not answer.
    pub async fn demonstration_door(&self) -> Result<DemonstrationDoor, Fault> {
        let Staff(staff) = self.staff().await?;
        let mut workers: Vec<InventedWorker> = Vec::new();
        for role in Role::ALL {
            let of_role = staff.iter().filter(|(one, _)| one.role == role && one.listed);
            workers.extend(of_role.map(|(one, worker)| InventedWorker {
                id: worker.actor.worker(),
                name: one.name.to_owned(),
                heading: heading(role),
                place: place(one),
            }));
        }
        Ok(DemonstrationDoor::new(workers))
    }
}

/// Under which heading of the first page somebody is.
const fn heading(role: Role) -> &'static str {
    match role {
        Role::Referrer => "Referrers",
        Role::SinglePointOfContact => "Single point of contact",
        Role::Facilitator => "Facilitators",
        Role::ProgrammeManager => "Programme manager",
        Role::SupportWorker => "Support workers",
        Role::SupportManager => "Support managers",
        Role::Commissioner => "Commissioner",
        Role::Evaluator => "Evaluator",
        Role::Administrator => "Administrator",
    }
}

fn place(one: &Invented) -> String {
    if one.works_in == HISTORY && one.kind != OrganisationKind::Oversight {
        return format!("{}, with the cases of 2017 to 2020", one.organisation);
    }
    let areas: Vec<&str> = one.areas.iter().map(Area::name).collect();
    match areas.split_last() {
        None => one.organisation.to_owned(),
        Some((only, [])) => format!("{}, {only}", one.organisation),
        Some((last, rest)) => format!("{}, {} and {last}", one.organisation, rest.join(", ")),
    }
}

fn not_opened(cause: NotOpened) -> Fault {
    match cause {
        NotOpened::Fault(fault) => fault,
        NotOpened::Roles(refused) => Fault::RefusedRoles(refused),
        cause => Fault::unavailable(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_worker_and_every_role_has_one_or_two_on_the_first_page() {
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/invented-workers.csv"));
        assert_eq!(INVENTED.len(), text.lines().count() - 1);
        for role in Role::ALL {
            let listed = INVENTED.iter().filter(|one| one.role == role && one.listed).count();
            assert!((1..=2).contains(&listed), "{listed} {}", role.words());
        }
    }

    #[test]
    fn every_area_has_one_programme_and_one_support_service_with_workers() {
        use dataset::Code;
        for area in dataset::codes::Area::ALL {
            let area = Area::new(area.code());
            for (kind, roles) in [
                (OrganisationKind::Programme, [Role::Facilitator, Role::ProgrammeManager]),
                (OrganisationKind::Support, [Role::SupportWorker, Role::SupportManager]),
            ] {
                let serving: Vec<&str> = INVENTED
                    .iter()
                    .filter(|one| one.kind == kind && one.serves.contains(&area))
                    .map(|one| one.organisation)
                    .collect();
                assert_eq!(serving.len(), 1, "{area}: {serving:?}");
                for role in roles {
                    let works = |one: &&Invented| {
                        let here = one.areas.is_empty() || one.areas.contains(&area);
                        one.organisation == serving[0] && one.role == role && here
                    };
                    assert!(INVENTED.iter().any(|one| works(&one)), "{area}: {}", role.words());
                }
            }
        }
    }

    #[test]
    fn nobody_has_an_address_that_could_be_anybodys() {
        assert!(INVENTED.iter().all(|one| one.email.ends_with(".example")));
    }
}
