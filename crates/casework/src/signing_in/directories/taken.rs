//! The directories of an installation, as its settings say them, held against the record.

use std::collections::BTreeSet;
use std::path::Path;

use access::{Areas, Held, Role};
use directory::{Misplaced, Provider, Settings};
use pathway::Area;
use store::Programme;

use super::Directory;
use crate::fault::Fault;
use crate::fitting::Misfit;
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

/// The directories of the settings, held against the record.
#[derive(Debug)]
pub struct Taken {
    /// Those by which people sign in.
    pub directories: Vec<Directory>,
    /// Those of which the record does not say, or no longer, of which programme or organisation they
    /// are, whose areas nobody serves, or whose roles do not fit the organisation, each with its place
    /// and what is to be done. An administrator who gives one of them another name, begins a programme
    /// or takes an area does not keep everybody out by it at the next start.
    pub left_out: Vec<Misplaced>,
}

/// Of which programme a directory is.
enum Of<'a> {
    One(&'a Programme),
    /// None that is known, or none of several.
    NotKnown(String),
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
    ) -> Result<Taken, NotTaken> {
        let mut taken = Taken { directories: Vec::new(), left_out: Vec::new() };
        let mut faults = Vec::new();
        for one in settings {
            match self.directory(one, site).await {
                Ok(Ok(directory)) => taken.directories.push(directory),
                Ok(Err(left_out)) => taken.left_out.push(left_out),
                Err(NotTaken::Misplaced(more)) => faults.extend(more),
                Err(why) => return Err(why),
            }
        }
        if faults.is_empty() { Ok(taken) } else { Err(NotTaken::Misplaced(faults)) }
    }

    /// One directory, or why it is left out.
    async fn directory(
        &self,
        settings: Settings,
        site: &str,
    ) -> Result<Result<Directory, Misplaced>, NotTaken> {
        let at = format!("provider {}", settings.key);
        // What is wrong in itself is so in every programme.
        let mut faults = Vec::new();
        let mut roles = Vec::new();
        for group in &settings.groups {
            match Role::named(&group.role.replace('-', "_")) {
                Some(role) => roles.push((group.clone(), role)),
                None => {
                    let names = list(Role::ALL.iter().map(|role| role.name()));
                    faults.push(Misplaced {
                        place: format!("{at}, group {}", group.name),
                        words: format!("role: one of these was expected: {names}"),
                    });
                }
            }
        }
        let (named, of) = (settings.programme.clone(), settings.organisation.clone());
        let provider = match Provider::try_new(settings) {
            Ok(provider) if faults.is_empty() => provider,
            Ok(_) => return Err(NotTaken::Misplaced(faults)),
            Err(one) => {
                faults.push(one);
                return Err(NotTaken::Misplaced(faults));
            }
        };
        let programmes = self.store.programmes().await.map_err(Fault::from)?;
        let programme = match self.of_programme(&programmes, named.as_deref(), &of).await {
            Ok(Of::One(programme)) => programme.id,
            Ok(Of::NotKnown(words)) => return Ok(Err(Misplaced { place: at, words })),
            Err(NotTaken::Misplaced(faults)) => {
                let here = |one: Misplaced| Misplaced { place: at.clone(), ..one };
                return Err(NotTaken::Misplaced(faults.into_iter().map(here).collect()));
            }
            Err(why) => return Err(why),
        };
        let organisations = self.store.organisations(programme).await.map_err(Fault::from)?;
        let Some(organisation) = organisations.iter().find(|one| one.name == of) else {
            let names = list(organisations.iter().map(|one| one.name.as_str()));
            return Ok(Err(Misplaced { place: at, words: takes_part(&names) }));
        };
        let served = self.store.areas(programme).await.map_err(Fault::from)?;
        let mut groups = Vec::new();
        for (group, role) in roles {
            if let Some(misfit) = Misfit::of(organisation.kind, [role]) {
                return Ok(Err(Misplaced {
                    place: format!("{at}, group {}", group.name),
                    words: format!("role: {}", misfit.by_name()),
                }));
            }
            let areas: Vec<Area> = group.areas.iter().map(|area| Area::new(area)).collect();
            if let Some(unknown) = areas.iter().find(|area| !served.contains(area)) {
                let names = list(served.iter().map(Area::name));
                return Ok(Err(Misplaced {
                    place: format!("{at}, group {}", group.name),
                    words: format!("areas: nobody serves {unknown}; these were expected: {names}"),
                }));
            }
            let areas = if areas.is_empty() { Areas::All } else { Areas::These(areas) };
            groups.push((group.name, Held { role, programme, areas }));
        }
        let organisation = organisation.id;
        Ok(Ok(Directory { provider, organisation, programme, groups, site: site.to_owned() }))
    }

    /// The programme that the settings name; where they name none, the only one in which the
    /// organisation takes part.
    async fn of_programme<'a>(
        &self,
        programmes: &'a [Programme],
        named: Option<&str>,
        organisation: &str,
    ) -> Result<Of<'a>, NotTaken> {
        let names = list(programmes.iter().map(|one| one.name.as_str()));
        if let Some(named) = named {
            let found = programmes.iter().find(|one| one.name == named);
            let words = format!(
                "programme: none is called {named}, or no longer: one of these was expected: {names}"
            );
            return Ok(found.map_or(Of::NotKnown(words), Of::One));
        }
        let (mut found, mut all) = (Vec::new(), BTreeSet::new());
        for programme in programmes {
            let these = self.store.organisations(programme.id).await.map_err(Fault::from)?;
            if these.iter().any(|one| one.name == organisation) {
                found.push(programme);
            }
            all.extend(these.into_iter().map(|one| one.name));
        }
        match found.as_slice() {
            [one] => Ok(Of::One(one)),
            [] if programmes.is_empty() => {
                let words = format!("programme: one of these was expected: {names}");
                Err(NotTaken::Misplaced(vec![Misplaced { place: String::new(), words }]))
            }
            [] => Ok(Of::NotKnown(takes_part(&list(all.iter().map(String::as_str))))),
            several => {
                let names = list(several.iter().map(|one| one.name.as_str()));
                Ok(Of::NotKnown(format!(
                    "programme: {organisation} takes part in several; name one of these: {names}"
                )))
            }
        }
    }
}

fn takes_part(names: &str) -> String {
    format!("organisation: one that takes part was expected: {names}")
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "there is none yet".to_owned() } else { names.join(", ") }
}
