//! What whoever refers must know before the form: the areas, and the rules of all days.

use access::{Facts, Kind, act, decide};
use jiff::civil::Date;
use pathway::rules::Rules;
use pathway::{Area, london_day};

use crate::fault::Fault;
use crate::office::Acting;

/// Where families are taken in, and by which rules.
#[derive(Clone, Debug)]
pub struct Intake<'a> {
    /// The areas of the programme that anybody serves, by name.
    pub areas: Vec<Area>,
    /// The rules of all days.
    pub rules: &'a Rules,
    /// Today, where the programme works.
    pub today: Date,
}

impl<'a> Acting<'a> {
    /// The areas and the rules of intake. They tell of nobody, so that reading them is not
    /// audited.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for whoever may not read them.
    pub async fn intake(&self) -> Result<Intake<'a>, Fault> {
        let of_programme = |kind| Facts {
            kind,
            record: self.worker.programme.uuid(),
            programme: self.worker.programme,
            area: None,
            organisation: None,
            referrer: None,
            assigned: None,
            owner: None,
            conflict: false,
            restricted: false,
            glass_broken: false,
        };
        decide(&self.worker.actor, act::ReadRules, &of_programme(Kind::Rules))?;
        decide(&self.worker.actor, act::ReadAreas, &of_programme(Kind::Area))?;
        let areas = self.store().areas(self.worker.programme).await?;
        let office = self.office;
        Ok(Intake { areas, rules: office.rules(), today: london_day(office.now()) })
    }
}
