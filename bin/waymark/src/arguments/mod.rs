//! Every command, option and setting, as `--help` documents them.

pub mod keeping;
pub mod service;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand};
use dataset::Code;
use dataset::codes::Area;
use documents::Format;
use jiff::civil::Date;
use store::Address;

use self::keeping::{Audit, Keys, Migrate, Organisations, Programmes, Users};
use self::service::{Log, OfProgramme, Record, Serve};
use crate::record::Key;

/// Waymark runs a domestic violence perpetrator programme and the women's support service
/// beside it, and answers for them: quarterly monitoring and a full evaluation from the same
/// record.
#[derive(Debug, Parser)]
#[command(name = "waymark", version, max_term_width = 100, after_long_help = MANUAL)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const MANUAL: &str = "\
First steps:
  waymark demo
      opens an invented programme with its evaluation at http://127.0.0.1:8080
  waymark cohort --out cohort
      writes that cohort as referrals.csv, support.csv and interviews.csv
  waymark check --referrals referrals.csv --support support.csv
      lists every error in the files, with row, column and what was expected
  waymark evaluate --referrals referrals.csv --support support.csv --out report
      writes the evaluation: report.html, report.pdf, workbook.xlsx, figures.json and a CSV
      for each figure
  waymark link --people people.csv --out linked
      finds out which records are of the same person: individuals.csv, pairs.csv, model.json and
      report.html

A service of your own:
  openssl rand -hex 32 > master.key; chmod 600 master.key
  export WAYMARK_MASTER_KEY_FILE=master.key WAYMARK_DATABASE=waymark.db
  waymark programme add 'My Time'
  waymark organisation add 'Children’s services' --kind referrer
  waymark organisation add 'Turnpike Programme' --kind programme --areas Dudley,Walsall
  waymark user add ada@example.org --name 'Ada Nolan' --organisation 'Turnpike Programme' \
      --role facilitator:Dudley
  printf 'from,area,rule,value\\n2026-11-01,,intake,open\\n' > rules.csv
  waymark serve --rules rules.csv
      by rules of your own, since the shipped ones close intake in 2020; behind a proxy that ends
      TLS, with --address 0.0.0.0 --proxy too
  waymark import --referrals referrals.csv --support support.csv \\
      --by manager@example.org --by support.manager@example.org --commit
      brings earlier spreadsheets into the record, in the name of a manager of either side;
      without --commit it says what would come of it

Exit status:
  0  done
  1  the input or the record is at fault (missing and unreadable files too); standard error says
     where
  2  the command line is at fault
  3  the surroundings are at fault: output folder, disk, database, port";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open an invented programme with its evaluation in a browser
    Demo(Demo),
    /// Write the demonstration cohort, which reproduces the published tables of the report
    Cohort(Cohort),
    /// Read files of the minimum data set and list every error in them
    Check(Inputs),
    /// Evaluate files of the minimum data set, or the record: every figure, as a report, a
    /// workbook and data
    Evaluate(Box<Evaluate>),
    /// Find out which records of a file are of the same person
    Link(Link),
    /// Bring files of the minimum data set into the record, as recorded before Waymark
    Import(Box<Import>),
    /// Write the record as files of the minimum data set, without names
    Export(Box<Export>),
    /// Serve a record to those who work with it
    Serve(Box<Serve>),
    /// Begin and list programmes
    #[command(subcommand)]
    Programme(Programmes),
    /// Add and list organisations
    #[command(subcommand)]
    Organisation(Organisations),
    /// Open, list, change and close accounts
    #[command(subcommand)]
    User(Box<Users>),
    /// Verify the audit
    #[command(subcommand)]
    Audit(Audit),
    /// Replace keys
    #[command(subcommand)]
    Key(Keys),
    /// Bring the tables of a record to the form that this Waymark knows
    Migrate(Migrate),
}

/// `waymark link`.
#[derive(Debug, Args)]
pub struct Link {
    /// The records: a CSV file, or a workbook with a sheet named people, with the columns
    /// record_id, forename, surname, date_of_birth, postcode, phone, area, of which any but
    /// record_id may be missing; - is standard input
    #[arg(long, value_name = "FILE")]
    pub people: PathBuf,
    /// The folder into which individuals.csv, pairs.csv, model.json and report.html are written
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// From this probability on two records are taken for one person
    #[arg(long, value_name = "P", default_value_t = 0.5, value_parser = between_nought_and_one)]
    pub threshold: f64,
    /// The seed of what is drawn at random; the same seed gives the same result
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
}

/// `waymark demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = 8080, env = "WAYMARK_PORT")]
    pub port: u16,
    /// Keep the record in this folder, as record.db with its key in master.key, and use it again
    /// when it is there; without it everything is gone at the stop
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[command(flatten)]
    pub size: Size,
    #[command(flatten)]
    pub log: Log,
}

/// Which cohort.
#[derive(Clone, Copy, Debug, Args)]
pub struct Size {
    /// A cohort of this many men, of the same shape; without it the 959 of the report, on whom
    /// its published tables are reproduced
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    pub individuals: Option<u64>,
    /// The seed; the same seed gives the same cohort
    #[arg(long, default_value_t = evaluation::demonstration::DEFAULT_SEED)]
    pub seed: u64,
}

/// `waymark cohort`.
#[derive(Debug, Args)]
pub struct Cohort {
    /// The folder into which referrals.csv, support.csv and interviews.csv are written
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// csv: the three files; xlsx: cohort.xlsx, a workbook with a sheet for each; or both,
    /// separated by a comma
    #[arg(long, value_delimiter = ',', value_enum, default_value = "csv")]
    pub formats: Vec<CohortFormat>,
    /// Give every man a name, a date of birth, a postcode and a telephone number that are invented,
    /// so that a named file can be tried; CSV alone
    #[arg(long)]
    pub named: bool,
    #[command(flatten)]
    pub size: Size,
}

/// A form in which a data set is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum CohortFormat {
    /// A file each.
    Csv,
    /// One workbook.
    Xlsx,
}

/// The files of the minimum data set: CSV, XLSX or ODS.
#[derive(Debug, Args)]
pub struct Inputs {
    /// The referrals: a file, or a workbook with a sheet for each file; - is standard input
    #[arg(long, value_name = "FILE")]
    pub referrals: PathBuf,
    #[command(flatten)]
    pub others: OtherFiles,
}

/// `waymark import`.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Who brings the history in, by the e-mail address of their account: a programme manager for
    /// the referrals, a support manager for the support cases, each for what their provider answers
    /// for. May be given several times. It is in their name, and audited
    #[arg(long, value_name = "EMAIL", required = true)]
    pub by: Vec<String>,
    /// Write what the files come to; without it nothing is written, and everything is said
    #[arg(long)]
    pub commit: bool,
    /// Bring in the rows without errors, and set the others aside in this folder, as
    /// referrals-set-aside.csv and so on: the same columns, and before them why. Put right, these
    /// files can be imported as they are
    #[arg(long, value_name = "DIR")]
    pub set_aside: Option<PathBuf>,
    #[command(flatten)]
    pub of: OfProgramme,
    #[command(flatten)]
    pub record: Record,
}

/// `waymark export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The folder into which referrals.csv and support.csv, or data-set.xlsx, are written
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// csv: two files; xlsx: a workbook with a sheet for each; or both, separated by a comma
    #[arg(long, value_delimiter = ',', value_enum, default_value = "csv")]
    pub formats: Vec<CohortFormat>,
    /// In whose name, by the e-mail address of an evaluator's account; without it in that of whoever
    /// runs the machine. Either is audited
    #[arg(long, value_name = "EMAIL")]
    pub by: Option<String>,
    #[command(flatten)]
    pub of: OfProgramme,
    #[command(flatten)]
    pub record: Record,
}

/// What is evaluated: files, or the record.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new(SOURCE).required(true)))]
pub struct Evaluated {
    /// The referrals: a file, or a workbook with a sheet for each file; - is standard input
    #[arg(long, value_name = "FILE", group = SOURCE)]
    pub referrals: Option<PathBuf>,
    #[command(flatten)]
    pub others: OtherFiles,
    /// The record: the file of an SQLite database, or postgres://user@host/database
    #[arg(long, value_name = "URL", group = SOURCE)]
    pub database: Option<Address>,
    #[command(flatten)]
    pub key: Key,
    #[command(flatten)]
    pub of: OfProgramme,
}

/// Of what is evaluated one has to be given, and no more.
const SOURCE: &str = "files or record";

/// The files that may be absent.
#[derive(Debug, Default, Args)]
pub struct OtherFiles {
    /// The support cases
    #[arg(long, value_name = "FILE")]
    pub support: Option<PathBuf>,
    /// The interviews sought
    #[arg(long, value_name = "FILE")]
    pub interviews: Option<PathBuf>,
    /// The answers to measures
    #[arg(long, value_name = "FILE")]
    pub measures: Option<PathBuf>,
    /// The incidents
    #[arg(long, value_name = "FILE")]
    pub incidents: Option<PathBuf>,
    /// The programme's sessions
    #[arg(long, value_name = "FILE")]
    pub activity: Option<PathBuf>,
    /// The targets that figures are held against; without it the report's own
    #[arg(long, value_name = "FILE")]
    pub targets: Option<PathBuf>,
}

/// `waymark evaluate`.
#[derive(Debug, Args)]
pub struct Evaluate {
    #[command(flatten)]
    pub evaluated: Evaluated,
    /// The folder into which the evaluation is written
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The forms to write, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = format, default_value = "html,pdf,xlsx,csv,json")]
    pub formats: Vec<Format>,
    /// The day as of which the evaluation speaks (YYYY-MM-DD): what is dated later has not
    /// happened yet; without it the latest day that the files record, days to come left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_at: Option<Date>,
    /// Only referrals received on this day or later
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// Only referrals received on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<Date>,
    /// Only this area
    #[arg(long, value_parser = area)]
    pub area: Option<Area>,
    /// Apply disclosure control, so that the figures may leave the service
    #[arg(long)]
    pub release: bool,
    /// In a release, round counts to a multiple of this, such as 5
    #[arg(long, value_name = "N", requires = "release", value_parser = multiple_of_five)]
    pub round: Option<u64>,
    /// In a release, the figures.json of an earlier one, against which this one is checked; may
    /// be given several times
    #[arg(long, value_name = "figures.json", requires = "release")]
    pub earlier: Vec<PathBuf>,
}

impl Arguments {
    /// Reads the command line.
    ///
    /// # Errors
    /// What clap has to say, a period that ends before it begins, and standard input for two files.
    pub fn read<W: Into<OsString> + Clone>(
        words: impl IntoIterator<Item = W>,
    ) -> Result<Self, clap::Error> {
        let arguments = Self::try_parse_from(words)?;
        if let Command::Evaluate(asked) = &arguments.command
            && let (Some(from), Some(to)) = (asked.from, asked.to)
            && from > to
        {
            let words = format!("the period ends (--to {to}) before it begins (--from {from})");
            return Err(fault("evaluate", words));
        }
        if let Command::Cohort(asked) = &arguments.command
            && asked.named
            && asked.formats.contains(&CohortFormat::Xlsx)
        {
            let words = "a cohort with names is written as CSV alone: leave --formats out";
            return Err(fault("cohort", words));
        }
        let twice = match &arguments.command {
            Command::Check(inputs) => {
                let twice = inputs.others.name_standard_input_twice(Some(&inputs.referrals));
                twice.then_some("check")
            }
            Command::Import(asked) => {
                let Inputs { referrals, others } = &asked.inputs;
                others.name_standard_input_twice(Some(referrals)).then_some("import")
            }
            Command::Evaluate(asked) => {
                let Evaluated { referrals, others, .. } = &asked.evaluated;
                others.name_standard_input_twice(referrals.as_ref()).then_some("evaluate")
            }
            _ => None,
        };
        if let Command::Serve(asked) = &arguments.command
            && let Some(words) = asked.refusal()
        {
            return Err(fault("serve", words));
        }
        if let Some(command) = twice {
            let words = "standard input (-) can be one of the files only; give the others as paths";
            return Err(fault(command, words));
        }
        Ok(arguments)
    }
}

/// What is wrong with a command line, with the usage of its command below.
fn fault(command: &str, words: impl std::fmt::Display) -> clap::Error {
    let mut all = Arguments::command();
    all.build();
    let of = all.find_subcommand_mut(command).map(std::mem::take);
    of.unwrap_or(all).error(ErrorKind::ValueValidation, words)
}

impl OtherFiles {
    fn name_standard_input_twice(&self, referrals: Option<&PathBuf>) -> bool {
        let others = [
            &self.support,
            &self.interviews,
            &self.measures,
            &self.incidents,
            &self.activity,
            &self.targets,
        ];
        let all = others.into_iter().flatten().chain(referrals);
        all.filter(|path| path.as_os_str() == "-").count() > 1
    }
}

fn date(text: &str) -> Result<Date, String> {
    text.parse::<Date>()
        .ok()
        .filter(|date| date.to_string() == text)
        .ok_or_else(|| "a day of the calendar as YYYY-MM-DD was expected".to_owned())
}

fn format(text: &str) -> Result<Format, String> {
    let word = |format: &Format| format.word() == text;
    Format::ALL.into_iter().find(word).ok_or_else(|| {
        format!("one of these was expected: {}", Format::ALL.map(Format::word).join(", "))
    })
}

/// Rounding to less than 5 would show what disclosure control hides.
fn multiple_of_five(text: &str) -> Result<u64, String> {
    let number = text.parse::<u64>().ok();
    number
        .filter(|number| *number > 0 && number.is_multiple_of(5))
        .ok_or_else(|| "a multiple of 5 was expected, such as 5".to_owned())
}

fn between_nought_and_one(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| *number > 0.0 && *number < 1.0);
    number.ok_or_else(|| "a number between 0 and 1 was expected, such as 0.5".to_owned())
}

fn area(text: &str) -> Result<Area, String> {
    Area::from_code(text).ok_or_else(|| {
        let areas: Vec<_> = Area::ALL.iter().map(|area| area.code()).collect();
        format!("one of these was expected: {}", areas.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_day_is_written_in_one_way_only() {
        assert!(date("2020-03-31").is_ok());
        for wrong in ["2020-02-30", "31/03/2020", "20200331", "2020-3-31"] {
            assert!(date(wrong).is_err(), "{wrong} was taken");
        }
    }

    #[test]
    fn rounding_belongs_to_a_release() {
        let asked = ["waymark", "evaluate", "--referrals", "r.csv", "--out", "o", "--round", "5"];
        assert!(Arguments::read(asked).is_err());
        assert!(Arguments::read(asked.iter().chain(&["--release"])).is_ok());
    }
}
