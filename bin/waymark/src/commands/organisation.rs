//! `waymark organisation`: add one, list them.

use casework::Acting;
use casework::accounts::TakesPart;

use crate::arguments::keeping::Organisations;
use crate::failure::{Failure, print};
use crate::record;

/// Does what was asked of organisations.
pub fn run(asked: &Organisations) -> Result<(), Failure> {
    match asked {
        Organisations::Add { name, kind, areas, of, record } => {
            record::with(record, async |office| {
                let worker = record::command_line(office, of).await?;
                let acting = office.acting(&worker);
                let known = all(&acting).await?;
                if known.iter().any(|one| one.organisation.name == *name) {
                    let words = format!("an organisation {name} takes part already");
                    return Err(Failure::input(words));
                }
                let added = acting.add_organisation(name, *kind, areas).await;
                added.map(drop).map_err(record::refused)
            })
        }
        Organisations::List { of, record } => record::with(record, async |office| {
            let worker = record::command_line(office, of).await?;
            for TakesPart { organisation, areas } in all(&office.acting(&worker)).await? {
                let areas: Vec<&str> = areas.iter().map(|area| area.name()).collect();
                let (name, kind) = (organisation.name, organisation.kind.name());
                print(&format!("{name}\t{kind}\t{}", areas.join(",")))?;
            }
            Ok(())
        }),
    }
}

/// The organisations that take part.
pub async fn all(acting: &Acting<'_>) -> Result<Vec<TakesPart>, Failure> {
    acting.organisations().await.map_err(record::refused)
}
