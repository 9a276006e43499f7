//! The demonstration: an invented cohort as imported history, and who takes part in it.

pub mod door;
pub mod names;

use std::collections::BTreeMap;
use std::sync::Arc;

use access::{Actor, System};
use dataset::{Code, DataSet};
use pathway::{Area, OrganisationId, ProgrammeId, Surroundings};
use store::keys::MasterKey;
use store::{Address, OrganisationKind, Settings, Store};
use uuid::Uuid;

use crate::fault::Fault;
use crate::imports::History;
use crate::office::{Office, Worker};

/// The programme of the demonstration: the same in every record that is made of it.
pub const PROGRAMME: ProgrammeId =
    ProgrammeId::of(Uuid::from_u128(0x0177_4ab5_0000_7000_8000_0000_0000_0001));

/// The part of Waymark that makes the demonstration.
pub fn worker() -> Worker {
    Worker {
        actor: Actor::system(System::Demonstration, PROGRAMME),
        programme: PROGRAMME,
        address: None,
    }
}

impl Office {
    /// Whether the record holds the demonstration already.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn holds_demonstration(&self) -> Result<bool, Fault> {
        Ok(self.store.programmes().await?.iter().any(|one| one.id == PROGRAMME))
    }

    /// Loads an invented cohort into an empty record: the organisations that the rows name, and
    /// every row as imported history, with an invented person each.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn load_demonstration(&self, data: &DataSet, seed: u64) -> Result<(), Fault> {
        let worker = worker();
        let acting = self.acting(&worker);
        acting.begin_programme("My Time (demonstration)").await?;
        let areas: Vec<Area> =
            dataset::codes::Area::ALL.iter().map(|area| Area::new(area.code())).collect();
        acting.add_organisation("Programme provider", OrganisationKind::Programme, &areas).await?;
        for (name, areas) in providers(data, &areas) {
            let _id: OrganisationId =
                acting.add_organisation(&name, OrganisationKind::Support, &areas).await?;
        }
        let history = History {
            data,
            referrals: "referrals.csv",
            support: "support.csv",
            invented: Some(seed),
        };
        acting.import(&history).await?;
        Ok(())
    }
}

/// Each support provider that the rows name, with its areas; an area that nobody names goes to a
/// provider of its own.
fn providers(data: &DataSet, areas: &[Area]) -> BTreeMap<String, Vec<Area>> {
    let mut of_area: BTreeMap<Area, String> = BTreeMap::new();
    for row in &data.support {
        if let (Some(area), Some(provider)) = (row.area, &row.provider) {
            of_area.entry(Area::new(area.code())).or_insert_with(|| provider.to_string());
        }
    }
    let mut providers: BTreeMap<String, Vec<Area>> = BTreeMap::new();
    for area in areas {
        let name = of_area.get(area).cloned();
        let name = name.unwrap_or_else(|| format!("Support service of {area}"));
        providers.entry(name).or_default().push(area.clone());
    }
    providers
}

/// An office over an empty record in the system's temporary folder, gone when the office is, with
/// a master key that nobody has and the rules that are shipped.
///
/// # Errors
/// When the record cannot be opened.
pub async fn temporary(surroundings: Arc<dyn Surroundings>) -> Result<Office, Fault> {
    let master = MasterKey::random(surroundings.as_ref());
    let settings = Settings::at(Address::Temporary);
    let store = Store::open(settings, &master, None, surroundings).await;
    Office::shipped(store.map_err(Fault::unavailable)?).map_err(Fault::Unavailable)
}
