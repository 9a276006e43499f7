//! `waymark migrate`: the tables in the form that this Waymark knows, the read models and the index of
//! people anew.

use crate::arguments::keeping::Migrate;
use crate::arguments::service::OfProgramme;
use crate::failure::{Failure, print};
use crate::progress::Progress;
use crate::record;

/// Opening a record brings its tables forward; its read models are made again when asked.
pub fn run(asked: &Migrate) -> Result<(), Failure> {
    record::with(&asked.record, async |office| {
        if !asked.rebuild {
            let groups = office.keep_leaders().await.map_err(record::refused)?;
            match groups {
                0 => {}
                1 => print("1 group was made again, so that it is known who leads it")?,
                many => print(&format!(
                    "{many} groups were made again, so that it is known who leads each"
                ))?,
            }
            return print("the tables are in the present form");
        }
        let progress = Progress::new();
        let (mut streams, mut people) = (0, 0);
        for programme in office.programmes().await.map_err(record::refused)? {
            progress.step(&format!("Making the read models of {} again", programme.name));
            let of = OfProgramme { programme: Some(programme.name) };
            let worker = record::command_line(office, &of).await?;
            streams += office.rebuild_models(&worker).await.map_err(record::refused)?;
            people += office.index_again(&worker).await.map_err(record::refused)?;
        }
        drop(progress);
        print(&format!("the read models of {streams} cases and groups are made again"))?;
        print(&format!("{people} people are found by the keys that this Waymark looks for"))
    })
}
