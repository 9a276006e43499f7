//! `waymark link`: who is the same person.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use casework::imports::{FromFile, Names, Written};
use dataset::{Code, Numbers, Options, PeopleColumns, Referral, Source, read_people};
use linkage::{Linkage, Part, People, Person, Step};

use super::{evaluate, inputs};
use crate::arguments::Link;
use crate::failure::{Failure, print, say};
use crate::output::Folder;
use crate::progress::Progress;

/// The columns of a file of people.
const PEOPLE: PeopleColumns = PeopleColumns {
    sheet: "people",
    columns: &["record_id", "forename", "surname", "date_of_birth", "postcode", "phone", "area"],
    worthwhile: &[],
};

/// The same columns of a file of referrals with names; without names nobody is found.
const REFERRALS: PeopleColumns = PeopleColumns {
    sheet: "referrals",
    columns: &["referral_ref", "forename", "surname", "date_of_birth", "postcode", "phone", "area"],
    worthwhile: &["forename", "surname"],
};

/// Bytes of the file that are read into one part of the records.
pub const BLOCK: usize = 4 << 20;

/// Rows of an import that are put into one part.
const ROWS: usize = 1 << 15;

/// Reads the records, links them and writes what was found.
pub fn run(asked: &Link) -> Result<(), Failure> {
    let progress = Progress::new();
    let source = Source::path(&asked.people);
    let people = read(source, &PEOPLE, "record_id", asked.seed, &progress)?;
    let mut folder = Folder::open(&asked.out)?;
    let options = linkage::Options { threshold: asked.threshold, seed: asked.seed };
    let linkage = linked(people, &options, &progress);

    progress.step("Writing");
    let file = if asked.people.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        asked.people.file_name().unwrap_or_default().to_string_lossy().into_owned()
    };
    let stamp = evaluate::stamp();
    folder.write("individuals.csv", |out| Ok(documents::linkage::individuals(&linkage, out)?))?;
    folder.write("pairs.csv", |out| Ok(documents::linkage::pairs(&linkage, out)?))?;
    let model = documents::linkage::model(&linkage, &stamp);
    folder.write("model.json", |out| Ok(out.write_all(model.as_bytes())?))?;
    let report = documents::linkage::report(&linkage, &file, &stamp);
    folder.write("report.html", |out| Ok(out.write_all(report.as_bytes())?))?;
    drop(progress);
    for path in folder.finish()? {
        print(&path.display().to_string())?;
    }
    print(&format!("{} records are of {} individuals", linkage.records(), linkage.individuals()))
}

/// Reads the records of a file. Remarks and faults go to standard error; one fault is a failure.
pub fn read(
    source: Source,
    columns: &PeopleColumns,
    reference: &str,
    seed: u64,
    progress: &Progress,
) -> Result<People, Failure> {
    progress.step("Reading");
    let (read, said) = (AtomicU64::new(0), AtomicU64::new(0));
    let tell = |bytes: u64| {
        let megabytes = (read.fetch_add(bytes, Ordering::Relaxed) + bytes) >> 20;
        if said.fetch_max(megabytes, Ordering::Relaxed) < megabytes {
            progress.step(&format!("Reading, {megabytes} MB so far"));
        }
    };
    let options = Options { progress: &tell, block: BLOCK, ..Options::default() };
    let take = |part: &mut Part, cells: &[&str]| {
        if let [record_id, forename, surname, date_of_birth, postcode, phone, area] = cells {
            part.push(&Person {
                record_id,
                forename,
                surname,
                date_of_birth,
                postcode,
                phone,
                area,
            });
        }
    };
    let reading = read_people(source, columns, &options, Part::default, take);
    let mut reading = reading.map_err(Failure::input)?;
    reading.remarks.iter().for_each(|remark| say(&format!("waymark: {remark}")));
    let parts = std::mem::take(&mut reading.stretches);
    progress.step("Looking for repeated records");
    let people = People::gather(parts, seed);
    if let Err(repeated) = &people {
        // A row without a reference is told already.
        for of in repeated.iter().filter(|of| !of.record_id.is_empty()) {
            reading.add_repeated(reference, of.again as u64, &of.record_id, of.first as u64);
        }
    }
    match people {
        Ok(people) if reading.faults.is_empty() => Ok(people),
        _ => Err(inputs::refusal(&reading.faults)),
    }
}

/// Links, and says which step is being done.
pub fn linked(people: People, options: &linkage::Options, progress: &Progress) -> Linkage {
    linkage::link(people, options, &|step| match step {
        Step::Blocking => progress.step("Finding which records to compare"),
        Step::Estimating => progress.step("Estimating the model"),
        Step::Comparing(pairs) => progress.step(&format!("Comparing {pairs} pairs")),
        Step::Clustering => progress.step("Joining pairs"),
    })
}

/// Finds whose the referrals are that do not say, where the file has names, and says how many were
/// joined. The file is read once more for it: names are no part of the data set.
pub fn find_individuals(referrals: &mut [Referral], file: Source) -> Result<(), Failure> {
    if referrals.iter().all(|referral| referral.individual_ref.is_some()) {
        return Ok(());
    }
    let progress = Progress::new();
    let options = linkage::Options::default();
    let people = read(file, &REFERRALS, "referral_ref", options.seed, &progress)?;
    if people.len() != referrals.len() {
        // The file has no names, and was not read.
        return Ok(());
    }
    let linkage = linked(people, &options, &progress);
    drop(progress);
    for (found, referral) in joined(&linkage, referrals).into_iter().zip(referrals) {
        referral.individual_ref = found.map(Into::into);
    }
    Ok(())
}

/// Whose the referrals of an import are, by its names, and says how many were joined. Empty where
/// every row says so itself, or the file has no names.
pub fn individuals(
    referrals: &[Referral],
    names: &Names,
    numbers: &Numbers,
) -> Result<Vec<Option<String>>, Failure> {
    if !names.has_names() || referrals.iter().all(|referral| referral.individual_ref.is_some()) {
        return Ok(Vec::new());
    }
    let progress = Progress::new();
    progress.step("Finding who is the same man");
    let options = linkage::Options::default();
    let file = FromFile { name: "", numbers: &numbers.referrals };
    let part = |(rows, first): (&[Referral], usize)| {
        let mut part = Part::default();
        for (row, place) in rows.iter().zip(first..) {
            let Written { forename, surname, date_of_birth, postcode, phone } =
                names.of(file.number(place));
            part.push(&Person {
                record_id: &row.referral_ref,
                forename,
                surname,
                date_of_birth,
                postcode,
                phone,
                area: row.area.map_or("", Code::code),
            });
        }
        part
    };
    let firsts = (0..).step_by(ROWS);
    let parts = referrals.chunks(ROWS).zip(firsts).map(part).collect();
    let people = People::gather(parts, options.seed)
        .map_err(|_| Failure::input("a referral_ref stands twice in the referrals"))?;
    let linkage = linked(people, &options, &progress);
    drop(progress);
    Ok(joined(&linkage, referrals))
}

/// Whose each referral is, said as a count.
fn joined(linkage: &Linkage, referrals: &[Referral]) -> Vec<Option<String>> {
    let refs: Vec<&str> = referrals.iter().map(|of| of.referral_ref.as_str()).collect();
    let given: Vec<Option<&str>> =
        referrals.iter().map(|of| of.individual_ref.as_deref()).collect();
    let found = linkage::individuals(linkage, &refs, &given);
    say(&format!(
        "waymark: {} of {} referrals have no individual_ref; by name, date of birth, postcode and \
         phone {} of them were joined to another referral of the same man",
        found.unsaid,
        referrals.len(),
        found.joined
    ));
    found.refs
}
