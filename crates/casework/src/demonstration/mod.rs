//! The demonstration: an invented cohort as imported history, and invented workers.

pub mod door;
pub mod names;

use std::sync::Arc;

use pathway::Surroundings;
use pathway::clocks::Clocks;
use pathway::rules::Rules;
use store::keys::MasterKey;
use store::{Address, Settings, Store};

use crate::fault::Fault;
use crate::office::Office;

/// An office over an empty record in the system's temporary folder, gone when the office is, with
/// a master key that nobody has and the rules that are shipped.
///
/// # Errors
/// When the record cannot be opened.
pub async fn temporary(surroundings: Arc<dyn Surroundings>) -> Result<Office, Fault> {
    let master = MasterKey::random(surroundings.as_ref());
    let settings = Settings::at(Address::Temporary);
    let store = Store::open(settings, &master, None, surroundings).await;
    Ok(Office::new(
        store.map_err(Fault::unavailable)?,
        Rules::shipped().map_err(Fault::unavailable)?,
        Clocks::shipped().map_err(Fault::unavailable)?,
        support::Rules::shipped().map_err(Fault::unavailable)?,
    ))
}
