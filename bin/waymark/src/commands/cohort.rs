//! `waymark cohort`: the demonstration cohort as files.

use casework::demonstration::names::{Men, NAMED};
use dataset::DataSet;

use crate::arguments::{Cohort, CohortFormat, Size};
use crate::failure::{Failure, print};
use crate::output::Folder;

/// Makes the cohort and writes its files.
pub fn run(asked: Cohort) -> Result<(), Failure> {
    let mut folder = Folder::open(&asked.out)?;
    let cohort = make(asked.size)?;
    if asked.formats.contains(&CohortFormat::Csv) {
        let named = asked.named.then_some(asked.size.seed);
        write(&cohort, named, &mut folder)?;
    }
    if asked.formats.contains(&CohortFormat::Xlsx) {
        let beside = folder.path().to_owned();
        folder.write("cohort.xlsx", |file| Ok(dataset::write_workbook(&cohort, file, &beside)?))?;
    }
    for path in folder.finish()? {
        print(&path.display().to_string())?;
    }
    Ok(())
}

/// The cohort of a size.
pub fn make(size: Size) -> Result<DataSet, Failure> {
    evaluation::demonstration::cohort(size.individuals, size.seed).map_err(Failure::surroundings)
}

/// Writes the three files of a cohort, with names by a seed.
fn write(data: &DataSet, named: Option<u64>, folder: &mut Folder) -> Result<(), Failure> {
    let referrals = &data.referrals;
    folder.write("referrals.csv", |file| match named {
        None => Ok(dataset::write_csv(referrals, file)?),
        Some(seed) => {
            let mut men = Men::invented(seed);
            Ok(dataset::write_csv_with(referrals, NAMED, |row| men.of(row), file)?)
        }
    })?;
    folder.write("support.csv", |file| Ok(dataset::write_csv(&data.support, file)?))?;
    folder.write("interviews.csv", |file| Ok(dataset::write_csv(&data.interviews, file)?))
}
