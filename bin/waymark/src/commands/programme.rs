//! `waymark programme`: begin one, list them.

use store::Settings;

use crate::arguments::keeping::Programmes;
use crate::failure::{Failure, print};
use crate::record;

/// Does what was asked of programmes.
pub fn run(asked: &Programmes) -> Result<(), Failure> {
    match asked {
        Programmes::Add { name, record } => {
            let name = name.trim();
            if name.is_empty() {
                return Err(Failure::input("a programme has a name, such as 'My Time'"));
            }
            let key = record.key.read()?;
            record::runtime()?.block_on(async {
                let settings = Settings::at(record.database.clone());
                let office = record::made(settings, &key, None, record::shipped()?).await?;
                let begun = begin(&office, name).await;
                office.close().await;
                begun
            })
        }
        Programmes::List { record } => record::with(record, async |office| {
            for programme in office.programmes().await.map_err(record::refused)? {
                print(&programme.name)?;
            }
            Ok(())
        }),
    }
}

async fn begin(office: &casework::Office, name: &str) -> Result<(), Failure> {
    let programmes = office.programmes().await.map_err(record::refused)?;
    if programmes.iter().any(|one| one.name == name) {
        return Err(Failure::input(format!("the record holds a programme {name} already")));
    }
    let founder = office.founder();
    office.acting(&founder).begin_programme(name).await.map_err(record::refused)?;
    Ok(())
}
