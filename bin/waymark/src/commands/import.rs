//! `waymark import`: earlier spreadsheets into the record, as *recorded before Waymark*.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use casework::imports::{Becomes, FromFile, History, Names, People, Plan, There};
use casework::{Office, Worker};
use dataset::{DataSet, Numbers};
use evaluation::figures::completeness::warnings;
use pathway::ProgrammeId;

use super::{inputs, link};
use crate::arguments::Import;
use crate::failure::{Failure, print, say};
use crate::output::Folder;
use crate::progress::Progress;
use crate::record;

/// Rows of one kind that are listed; the rest is counted.
const LISTED: usize = 1_000;

/// What was read, and where it is from.
struct Read {
    data: DataSet,
    numbers: Numbers,
    names: Names,
    referrals: String,
    support: String,
}

impl Read {
    fn history<'a>(&'a self, individuals: &'a [Option<String>]) -> History<'a> {
        let Self { data, numbers, names, .. } = self;
        History {
            data,
            referrals: FromFile { name: &self.referrals, numbers: &numbers.referrals },
            support: FromFile { name: &self.support, numbers: &numbers.support },
            people: People::Named(names),
            individuals,
        }
    }
}

/// Reads the files, says what becomes of each row, and does it where that was asked for.
pub fn run(asked: &Import) -> Result<(), Failure> {
    record::exists(&asked.record.database)?;
    let (read, folder) = read(asked)?;
    record::with(&asked.record, async |office| {
        let by = workers(office, asked).await?;
        let progress = Progress::new();
        progress.step("Looking for rows that are there already");
        let plan = office.plan_import(&by, &read.history(&[])).await.map_err(record::refused)?;
        drop(progress);
        refuse(&read, &plan, &by)?;
        let individuals = link::individuals(&read.data.referrals, &read.names, &read.numbers)?;
        tell_warnings(&read, &individuals);
        tell_known(&read, &plan);
        if let Some(folder) = folder {
            for path in folder.finish()? {
                print(&path.display().to_string())?;
            }
        }
        let (his, hers) = (new(&plan.his), new(&plan.hers));
        let rows = format!(
            "{} and {}",
            counted(his, "referral", "referrals"),
            counted(hers, "support case", "support cases")
        );
        if !asked.commit {
            return print(&format!(
                "{rows} would be imported; nothing is written: say --commit to import"
            ));
        }
        let progress = Progress::new();
        let of = plan.his.len() + plan.hers.len();
        let told = |rows: usize| progress.step(&format!("Importing, {rows} of {of} rows"));
        let history = read.history(&individuals);
        office.import(&by, &history, &plan, &told).await.map_err(|fault| {
            record::refused(fault).within(
                "not everything was imported; what was is there, and left when asked for again",
            )
        })?;
        drop(progress);
        print(&format!("{rows} imported"))
    })
}

/// Reads the files, with the rows that are at fault on their way aside where that was asked for.
fn read(asked: &Import) -> Result<(Read, Option<Folder>), Failure> {
    let inputs = &asked.inputs;
    let again = inputs::Again::of(&inputs.referrals)?;
    let reading = inputs::reading(again.source(), &inputs.others, asked.set_aside.is_some())?;
    let mut folder = None;
    if !reading.faults.is_empty() {
        let Some(aside) = &asked.set_aside else { return Err(inputs::refusal(&reading.faults)) };
        if reading.header_at_fault {
            let refused = inputs::refusal(&reading.faults);
            return Err(
                refused.within("a header is at fault, so that its rows cannot be told apart")
            );
        }
        inputs::list(&reading.faults);
        folder = Some(set_aside(&reading.set_aside, aside)?);
    }
    let progress = Progress::new();
    progress.step("Reading names");
    let options = dataset::Options { block: link::BLOCK, ..dataset::Options::default() };
    let names = Names::read(again.source(), &options).map_err(Failure::input)?;
    drop(progress);
    tell_unheld(&reading.data);
    let file = FromFile { name: "", numbers: &reading.numbers.referrals };
    let rows = 0..reading.data.referrals.len();
    let unread = rows.filter(|place| names.of(file.number(*place)).is_unread()).count();
    if unread > 0 {
        say(&format!(
            "waymark: {} not written as YYYY-MM-DD, and left out",
            counted(unread, "date of birth is", "dates of birth are")
        ));
    }
    let name = |path: &Path| match path.file_name() {
        Some(name) if path.as_os_str() != "-" => name.to_string_lossy().into_owned(),
        _ => "standard input".to_owned(),
    };
    let referrals = name(&inputs.referrals);
    let support = inputs.others.support.as_deref().map_or_else(|| referrals.clone(), name);
    Ok((Read { data: reading.data, numbers: reading.numbers, names, referrals, support }, folder))
}

fn set_aside(files: &[dataset::SetAside], folder: &Path) -> Result<Folder, Failure> {
    let mut folder = Folder::open(folder)?;
    for aside in files {
        let name = format!("{}-set-aside.csv", aside.file.name());
        let rows =
            if aside.rows == 1 { "1 row is".into() } else { format!("{} rows are", aside.rows) };
        say(&format!("waymark: {rows} set aside in {name}, each with what is wrong with it"));
        folder.write(name, |file| Ok(file.write_all(aside.csv.as_bytes())?))?;
    }
    Ok(folder)
}

/// Files that are checked with the others, and have no place in the record yet.
fn tell_unheld(data: &DataSet) {
    let given = data.given;
    let files = [
        (given.interviews, "interviews"),
        (given.measures, "measures"),
        (given.incidents, "incidents"),
        (given.activity, "activity"),
        (given.targets, "targets"),
    ];
    for (_, name) in files.into_iter().filter(|(given, _)| *given) {
        say(&format!(
            "waymark: {name} was checked; the record does not take {name} from files yet"
        ));
    }
}

/// Who brings the history in: accounts that are open.
async fn workers(office: &Office, asked: &Import) -> Result<Vec<Worker>, Failure> {
    let programme = record::command_line(office, &asked.of).await?.programme;
    let mut by = Vec::with_capacity(asked.by.len());
    for email in &asked.by {
        by.push(worker(office, email, programme).await?);
    }
    Ok(by)
}

/// In whose name something is done: an account that is open, by its e-mail address.
pub async fn worker(
    office: &Office,
    email: &str,
    programme: ProgrammeId,
) -> Result<Worker, Failure> {
    let found = office.at_work(email, programme).await.map_err(record::refused)?;
    found.ok_or_else(|| {
        Failure::input(format!(
            "nobody signs in as {email} with an open account: waymark user list shows who does"
        ))
    })
}

/// Rows that nobody named may bring in: then nothing is.
fn refuse(read: &Read, plan: &Plan, by: &[Worker]) -> Result<(), Failure> {
    let history = read.history(&[]);
    let his = refused(&plan.his).map(|place| (&history.referrals, place, "a programme manager"));
    let hers = refused(&plan.hers).map(|place| (&history.support, place, "a support manager"));
    let all: Vec<_> = his.chain(hers).collect();
    for (file, place, whose) in all.iter().take(LISTED) {
        say(&format!(
            "{}, row {}: none of those named with --by may bring it in; expected {whose} of the \
             provider that answers for it",
            file.name,
            file.number(*place)
        ));
    }
    let may = by.iter().any(|worker| casework::imports::imports(worker).is_some());
    match (all.len(), may) {
        (0, _) => Ok(()),
        (_, false) => Err(Failure::input(
            "history is brought in by a programme manager, his side, and a support manager, hers: \
             name them with --by; nothing was imported",
        )),
        (count, true) => Err(Failure::input(format!(
            "{} may not be brought in by those named; nothing was imported",
            counted(count, "row", "rows")
        ))),
    }
}

fn refused(rows: &[Becomes]) -> impl Iterator<Item = usize> {
    rows.iter().enumerate().filter(|(_, row)| **row == Becomes::Refused).map(|(place, _)| place)
}

fn new(rows: &[Becomes]) -> usize {
    rows.iter().filter(|row| matches!(row, Becomes::Case { .. })).count()
}

/// Rows that are there already, and what of them is otherwise now.
fn tell_known(read: &Read, plan: &Plan) {
    let history = read.history(&[]);
    let mut listed = 0;
    for (rows, file, one, many) in [
        (&plan.his, history.referrals, "referral", "referrals"),
        (&plan.hers, history.support, "support case", "support cases"),
    ] {
        let there = rows.iter().enumerate().filter_map(|(place, row)| match row {
            Becomes::There(there) => Some((place, there)),
            _ => None,
        });
        let (mut left, mut began, mut changed) = (0, 0, 0);
        for (place, There { changed: is_changed, began_here, .. }) in there {
            left += 1;
            began += usize::from(*began_here);
            changed += usize::from(*is_changed);
            if *is_changed && listed < LISTED {
                listed += 1;
                say(&format!(
                    "{}, row {}: says something else than when it was imported; it is left as it \
                     is in the record, where it can be corrected",
                    file.name,
                    file.number(place)
                ));
            }
        }
        if left > 0 {
            say(&format!(
                "waymark: {} there already and left as {}: {changed} changed since, {began} that \
                 began in this record",
                counted(left, &format!("{one} is"), &format!("{many} are")),
                if left == 1 { "it is" } else { "they are" }
            ));
        }
    }
}

/// What the old practice broke of the pathway: it comes in all the same.
fn tell_warnings(read: &Read, individuals: &[Option<String>]) {
    let man = |place: usize| match individuals.get(place) {
        Some(found) => found.as_deref(),
        None => read.data.referrals.get(place)?.individual_ref.as_deref(),
    };
    let history = read.history(&[]);
    for warning in warnings(&read.data, man) {
        let file = match warning.file {
            dataset::File::Support => history.support,
            _ => history.referrals,
        };
        let rows: Vec<String> =
            warning.rows.iter().map(|place| file.number(*place).to_string()).collect();
        let more = warning.count - warning.rows.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        say(&format!(
            "waymark: warning: {}, {} of {}: {} ({} {}{more})",
            file.name,
            warning.count,
            warning.of,
            warning.problem,
            if warning.count == 1 { "row" } else { "rows" },
            rows.join(", ")
        ));
    }
    let Read { data, .. } = read;
    if !data.given.support {
        return;
    }
    let named: HashSet<&str> =
        data.referrals.iter().filter_map(|row| row.support_ref.as_deref()).collect();
    let known: HashSet<&str> = data.support.iter().map(|row| row.support_ref.as_str()).collect();
    let lost = named.difference(&known).count();
    if lost > 0 {
        say(&format!(
            "waymark: warning: {} named by referrals and not in the file of support cases",
            counted(lost, "support case is", "support cases are")
        ));
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
