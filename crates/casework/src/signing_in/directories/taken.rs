//! The directories of an installation, as its settings say them, held against the record.

use std::path::Path;

use access::{Areas, Held, Role};
use directory::{Misplaced, Provider, Settings};
use pathway::Area;

use super::Directory;
use crate::fault::Fault;
use crate::office::Office;

/// Why the directories of the settings are not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Something in them is wrong: each with its place and what was expected.
    #[error("{}", words(.0))]
    Misplaced(Vec<Misplaced>),
    /// The record did not answer.
    #[error(transparent)]
    Fault(#[from] Fault),
}

fn words(faults: &[Misplaced]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Reads the settings of directories from a file; `environment` gives a variable's value.
///
/// # Errors
/// Every fault of the file, with its place and what was expected.
pub fn directory_settings(
    file: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<Settings>, NotTaken> {
    directory::read(file, environment).map_err(NotTaken::Misplaced)
}

impl Office {
    /// The directories of the settings, of organisations, roles and areas of the record. `site` is
    /// where browsers reach this one.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn directories(
        &self,
        settings: Vec<Settings>,
        site: &str,
    ) -> Result<Vec<Directory>, NotTaken> {
        let (mut taken, mut faults) = (Vec::new(), Vec::new());
        for one in settings {
            match self.directory(one, site).await {
                Ok(directory) => taken.push(directory),
                Err(NotTaken::Misplaced(more)) => faults.extend(more),
                Err(why) => return Err(why),
            }
        }
        if faults.is_empty() { Ok(taken) } else { Err(NotTaken::Misplaced(faults)) }
    }

    async fn directory(&self, settings: Settings, site: &str) -> Result<Directory, NotTaken> {
        let at = format!("provider {}", settings.key);
        let fault =
            |words: String| NotTaken::Misplaced(vec![Misplaced { place: at.clone(), words }]);
        let programmes = self.store.programmes().await.map_err(Fault::from)?;
        let names = || list(programmes.iter().map(|one| one.name.as_str()));
        let programme = match &settings.programme {
            Some(name) => programmes.iter().find(|one| one.name == *name).map(|one| one.id),
            None if programmes.len() == 1 => programmes.first().map(|one| one.id),
            None => None,
        };
        let programme = programme
            .ok_or_else(|| fault(format!("programme: one of these was expected: {}", names())))?;
        let organisations = self.store.organisations(programme).await.map_err(Fault::from)?;
        let organisation = organisations.iter().find(|one| one.name == settings.organisation);
        let organisation = organisation.map(|one| one.id).ok_or_else(|| {
            let names = list(organisations.iter().map(|one| one.name.as_str()));
            fault(format!("organisation: one that takes part was expected: {names}"))
        })?;
        let served = self.store.areas(programme).await.map_err(Fault::from)?;
        let (mut groups, mut faults) = (Vec::new(), Vec::new());
        for group in &settings.groups {
            let mut wrong = |words: String| {
                let place = format!("{at}, group {}", group.name);
                faults.push(Misplaced { place, words });
            };
            let Some(role) = Role::named(&group.role.replace('-', "_")) else {
                let names = list(Role::ALL.iter().map(|role| role.name()));
                wrong(format!("role: one of these was expected: {names}"));
                continue;
            };
            let areas: Vec<Area> = group.areas.iter().map(|area| Area::new(area)).collect();
            if let Some(unknown) = areas.iter().find(|area| !served.contains(area)) {
                let names = list(served.iter().map(Area::name));
                wrong(format!("areas: nobody serves {unknown}; these were expected: {names}"));
            }
            let areas = if areas.is_empty() { Areas::All } else { Areas::These(areas) };
            groups.push((group.name.clone(), Held { role, programme, areas }));
        }
        if !faults.is_empty() {
            return Err(NotTaken::Misplaced(faults));
        }
        let provider = Provider::try_new(settings).map_err(|one| NotTaken::Misplaced(vec![one]))?;
        Ok(Directory { provider, organisation, programme, groups, site: site.to_owned() })
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "there is none yet".to_owned() } else { names.join(", ") }
}
