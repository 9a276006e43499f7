//! `waymark key rotate`: keys are replaced while Waymark runs.

use store::Settings;

use crate::arguments::keeping::Keys;
use crate::failure::{Failure, print};
use crate::progress::Progress;
use crate::record;

/// Replaces the wrapping keys; or, where the master key before is given, the master key.
pub fn run(asked: &Keys) -> Result<(), Failure> {
    let Keys::Rotate { before, of, record } = asked;
    record::exists(&record.database)?;
    let (key, before) = (record.key.read()?, before.read()?);
    record::runtime()?.block_on(async {
        let settings = Settings::at(record.database.clone());
        let office = record::made(settings, &key, before.as_ref(), record::shipped()?).await?;
        let progress = Progress::new();
        progress.step("Replacing keys");
        let done = async {
            let worker = record::command_line(&office, of).await?;
            match &before {
                Some(before) => {
                    let sealed = office.rotate_master(&worker, before).await;
                    let sealed = sealed.map_err(record::refused)?;
                    Ok(format!("{sealed} keys are sealed with the new master key"))
                }
                None => {
                    let rotated = office.rotate_keys(&worker).await.map_err(record::refused)?;
                    Ok(format!(
                        "{} keys made, {} texts wrapped anew, {} keys retired",
                        rotated.made, rotated.rewrapped, rotated.retired
                    ))
                }
            }
        };
        let done: Result<String, Failure> = done.await;
        office.close().await;
        drop(progress);
        print(&done?)
    })
}
