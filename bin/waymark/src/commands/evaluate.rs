//! `waymark evaluate`: the whole evaluation of files, in every form asked for.

use std::fs;
use std::io::Write;
use std::path::Path;

use casework::Office;
use dataset::DataSet;
use documents::{Format, Stamp};
use evaluation::{Evaluation, Scope, disclosure};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::inputs;
use crate::arguments::service::OfProgramme;
use crate::arguments::{Evaluate, Evaluated};
use crate::failure::{Failure, print, say};
use crate::output::Folder;
use crate::progress::Progress;
use crate::record;

/// Reads, evaluates, protects where the figures leave the service, and writes.
pub fn run(asked: &Evaluate) -> Result<(), Failure> {
    let earlier =
        asked.earlier.iter().map(|path| earlier_release(path)).collect::<Result<_, _>>()?;
    let data = read(&asked.evaluated)?;
    let mut folder = Folder::open(&asked.out)?;

    let progress = Progress::new();
    progress.step("Evaluating");
    let scope = Scope {
        as_at: asked.as_at.unwrap_or_else(|| latest_day(&data)),
        from: asked.from,
        to: asked.to,
        area: asked.area,
    };
    let mut evaluation = Evaluation::of(data, scope);
    let options = disclosure::Options { round: asked.round, earlier };
    if asked.release {
        progress.step("Applying disclosure control");
        evaluation = disclosure::protect(evaluation, &options).map_err(|fault| {
            let file = fault.earlier().and_then(|place| asked.earlier.get(place - 1));
            match file {
                Some(file) => Failure::input(format!("{}: {fault}", file.display())),
                None => Failure::input(fault),
            }
        })?;
    }
    write(&evaluation, &asked.formats, &mut folder, &progress)?;
    drop(progress);
    refuse_to_mix(&folder, asked.release)?;
    warn_of_overlaps(asked, &scope, &options.earlier);
    for path in folder.finish()? {
        print(&path.display().to_string())?;
    }
    Ok(())
}

/// The rows: of the files, or of the record.
fn read(asked: &Evaluated) -> Result<DataSet, Failure> {
    if let Some(referrals) = &asked.referrals {
        return inputs::read_named(referrals, &asked.others);
    }
    let address = asked.database.clone().ok_or_else(|| {
        Failure::input("nothing is to be evaluated: give --referrals or --database")
    })?;
    record::exists(&address)?;
    let key = asked.key.read()?;
    record::runtime()?.block_on(async {
        let office = record::open(address, &key).await?;
        let data = cohort_of(&office, &asked.of).await;
        office.close().await;
        data
    })
}

async fn cohort_of(office: &Office, of: &OfProgramme) -> Result<DataSet, Failure> {
    let worker = record::command_line(office, of).await?;
    office.acting(&worker).cohort().await.map_err(record::refused)
}

fn write(
    evaluation: &Evaluation,
    formats: &[Format],
    folder: &mut Folder,
    progress: &Progress,
) -> Result<(), Failure> {
    let stamp = stamp();
    let asked = |format| formats.contains(&format);
    if asked(Format::Html) {
        progress.step("Writing report.html");
        let page = documents::html::report(evaluation, &stamp);
        folder.write("report.html", |file| Ok(file.write_all(page.as_bytes())?))?;
    }
    if asked(Format::Pdf) {
        progress.step("Writing report.pdf");
        let pages = documents::pdf::report(evaluation, &stamp).map_err(Failure::surroundings)?;
        folder.write("report.pdf", |file| Ok(file.write_all(&pages)?))?;
    }
    if asked(Format::Xlsx) {
        progress.step("Writing workbook.xlsx");
        let book =
            documents::workbook::workbook(evaluation, &stamp).map_err(Failure::surroundings)?;
        folder.write("workbook.xlsx", |file| Ok(file.write_all(&book)?))?;
    }
    if asked(Format::Csv) {
        progress.step("Writing a CSV file for each figure");
        for figure in &evaluation.figures {
            let table = documents::table::csv(figure);
            folder.write(documents::csv_name(figure.key), |file| Ok(file.write_all(&table)?))?;
        }
    }
    if asked(Format::Json) {
        progress.step("Writing figures.json");
        let numbers = documents::json::figures(evaluation, &stamp);
        folder.write("figures.json", |file| Ok(file.write_all(numbers.as_bytes())?))?;
    }
    if let Some(release) = &evaluation.release {
        let log = documents::table::release_log(release);
        folder.write(LOG, |file| Ok(file.write_all(&log)?))?;
    }
    Ok(())
}

/// Says which earlier releases are of some of the same people.
fn warn_of_overlaps(asked: &Evaluate, scope: &Scope, earlier: &[serde_json::Value]) {
    for place in disclosure::overlapping(scope, earlier) {
        let Some(file) = asked.earlier.get(place) else { continue };
        say(&format!(
            "waymark: {} is of some of the same people and of others: no count differs from the same \
             one there by 1 to 4, but what releases tell together is not bounded as each alone",
            file.display()
        ));
    }
}

/// The record of what a release took away, which stands beside every release.
const LOG: &str = "disclosure-log.csv";

/// Refuses to leave exact figures of another evaluation beside a release, or a release beside
/// exact ones: whoever sends the folder would take them for one.
fn refuse_to_mix(folder: &Folder, release: bool) -> Result<(), Failure> {
    let others = folder.others()?;
    let is_of_evaluation = |name: &&String| {
        ["report.html", "report.pdf", "workbook.xlsx", "figures.json", LOG].contains(&name.as_str())
            || name.starts_with("figure-") && name.ends_with(".csv")
    };
    if !release && !others.contains(LOG) {
        return Ok(());
    }
    let Some(name) = others.iter().find(is_of_evaluation) else { return Ok(()) };
    let (these, beside) = match (release, folder.path().join(LOG).exists()) {
        (true, true) => ("this release", "an earlier release, which this one does not replace"),
        (true, false) => ("a release", "an evaluation that may be exact"),
        (false, _) => ("exact figures", "a release"),
    };
    Err(Failure::surroundings(format!(
        "{} holds {name} of {beside}, and {these} would stand beside it as if they were one; name \
         another folder, or delete what is there",
        folder.path().display()
    )))
}

fn earlier_release(path: &Path) -> Result<serde_json::Value, Failure> {
    let text = fs::read(path).map_err(|cause| {
        Failure::input(format!("the earlier release {} cannot be read: {cause}", path.display()))
    })?;
    serde_json::from_slice(&text).map_err(|cause| {
        Failure::input(format!(
            "the earlier release {} is not the figures.json of an evaluation: {cause}",
            path.display()
        ))
    })
}

/// When the evaluation was made, and by which version.
pub fn stamp() -> Stamp {
    Stamp { generated: now().to_string(), version: env!("CARGO_PKG_VERSION") }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The day as of which files speak when nobody says: the latest that they record, of those that
/// have come.
pub fn latest_day(data: &DataSet) -> Date {
    evaluation::as_at::latest_day(data, Offset::UTC.to_datetime(now()).date())
}
