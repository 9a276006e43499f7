//! The demonstration: an invented cohort as imported history, and invented workers with cases of
//! today, who are walked up to now through the same methods as anybody's.

pub mod clock;
pub mod door;
pub mod names;

mod present;
mod staff;

use std::sync::Arc;

use access::{Actor, System};
use dataset::DataSet;
use pathway::clocks::Clocks;
use pathway::rows::FaultyRows;
use pathway::rules::Rules;
use pathway::{ProgrammeId, Surroundings};
use store::keys::MasterKey;
use store::{Address, Settings, Store};
use uuid::Uuid;

use self::clock::Clock;
use crate::fault::Fault;
use crate::imports::{FromFile, History, People};
use crate::office::{Office, Worker};

/// The programme that the invented cohort is the history of: the same in every record that is made
/// of it. Its figures are those of the cohort's files, whatever is done in the demonstration.
pub const HISTORY: ProgrammeId =
    ProgrammeId::of(Uuid::from_u128(0x0177_4ab5_0000_7000_8000_0000_0000_0001));
/// The programme in which the invented workers work today.
pub const TODAY: ProgrammeId =
    ProgrammeId::of(Uuid::from_u128(0x0177_4ab5_0000_7000_8000_0000_0000_0002));

const INTAKE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/invented-intake.csv"));

/// The part of Waymark that makes the demonstration, in one of its programmes.
fn worker(programme: ProgrammeId) -> Worker {
    Worker { actor: Actor::system(System::Demonstration, programme), programme, address: None }
}

/// The rules that Waymark ships, and those of the demonstration, by which intake is open again.
///
/// # Errors
/// None, while the files are as they are shipped: a test reads them.
pub fn rules() -> Result<Rules, FaultyRows> {
    Ok(Rules::shipped()?.followed_by(Rules::read(INTAKE)?))
}

/// An office over the record of a demonstration, by its own rules.
///
/// # Errors
/// Where the record cannot be opened, or a file of rules cannot be read.
pub async fn open(
    settings: Settings,
    master: &MasterKey,
    clock: Arc<Clock>,
) -> Result<Office, Box<dyn std::error::Error + Send + Sync>> {
    let store = Store::open(settings, master, None, clock).await?;
    Ok(Office::new(store, rules()?, Clocks::shipped()?, support::Rules::shipped()?))
}

impl Office {
    /// Whether the record holds the demonstration already.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn holds_demonstration(&self) -> Result<bool, Fault> {
        Ok(self.store.programmes().await?.iter().any(|one| one.id == HISTORY))
    }

    /// Loads the demonstration into an empty record: the invented organisations with their
    /// workers, an invented cohort as imported history with an invented person each, and cases of
    /// today, for which the clock is put back and walked up to now.
    /// `told` hears how many rows of the cohort are in.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn load_demonstration(
        &self,
        clock: &Clock,
        data: &DataSet,
        seed: u64,
        told: &(dyn Fn(usize) + Sync),
    ) -> Result<(), Fault> {
        let (history, today) = (worker(HISTORY), worker(TODAY));
        let acting = self.acting(&history);
        acting.begin_programme("My Time (demonstration)").await?;
        // By name before the other: who signs in works in the first.
        self.acting(&today).begin_programme("Demonstration of today").await?;
        self.invent_staff().await?;
        let invented = History {
            data,
            referrals: FromFile::whole("referrals.csv"),
            support: FromFile::whole("support.csv"),
            people: People::Invented(seed),
            individuals: &[],
        };
        let by = [history];
        let plan = self.plan_import(&by, &invented).await?;
        self.import(&by, &invented, &plan, told).await?;
        self.invent_present(clock, seed).await
    }
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
    let rules = Rules::shipped().map_err(Fault::unavailable)?;
    Office::with_rules(store.map_err(Fault::unavailable)?, rules).map_err(Fault::Unavailable)
}
