//! `waymark export`: the record as files of the minimum data set, without names.

use dataset::DataSet;

use super::import;
use crate::arguments::{CohortFormat, Export};
use crate::failure::{Failure, print};
use crate::output::Folder;
use crate::progress::Progress;
use crate::record;

/// Reads the record, as whoever asks may have it, and writes the files.
pub fn run(asked: &Export) -> Result<(), Failure> {
    record::exists(&asked.record.database)?;
    let mut folder = Folder::open(&asked.out)?;
    let mut data = record::with(&asked.record, async |office| {
        let mut worker = record::command_line(office, &asked.of).await?;
        if let Some(email) = &asked.by {
            worker = import::worker(office, email, worker.programme).await?;
        }
        let progress = Progress::new();
        progress.step("Reading the record");
        office.acting(&worker).cohort().await.map_err(|fault| match fault {
            casework::Fault::NotFound => Failure::input(
                "the data set holds both sides, and is for an evaluator or whoever runs the \
                 machine: nothing was written",
            ),
            fault => record::refused(fault),
        })
    })?;
    // In the order of time, and the same each time.
    data.referrals.sort_by(|one, other| {
        let day = one.received_on.cmp(&other.received_on);
        day.then_with(|| one.referral_ref.cmp(&other.referral_ref))
    });
    data.support.sort_by(|one, other| {
        let day = one.referred_on.cmp(&other.referred_on);
        day.then_with(|| one.support_ref.cmp(&other.support_ref))
    });
    write(&data, &asked.formats, &mut folder)?;
    for path in folder.finish()? {
        print(&path.display().to_string())?;
    }
    Ok(())
}

fn write(data: &DataSet, formats: &[CohortFormat], folder: &mut Folder) -> Result<(), Failure> {
    if formats.contains(&CohortFormat::Csv) {
        folder.write("referrals.csv", |file| Ok(dataset::write_csv(&data.referrals, file)?))?;
        folder.write("support.csv", |file| Ok(dataset::write_csv(&data.support, file)?))?;
    }
    if formats.contains(&CohortFormat::Xlsx) {
        let beside = folder.path().to_owned();
        folder.write("data-set.xlsx", |file| Ok(dataset::write_workbook(data, file, &beside)?))?;
    }
    Ok(())
}
