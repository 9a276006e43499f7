//! `waymark user`: accounts.

use casework::accounts::{AccountListed, Areas, Held, NotOpened, Opened, TakesPart};
use casework::corrections::{Correction, NotCorrected};
use casework::referrals::left_in_words;
use casework::{Acting, Worker};
use pathway::Area;

use super::organisation;
use crate::arguments::keeping::{GivenRole, Users};
use crate::failure::{Failure, print};
use crate::{password, record};

/// Does what was asked of accounts.
pub fn run(asked: &Users) -> Result<(), Failure> {
    match asked {
        Users::Add { email, name, organisation, roles, password, of, record } => {
            record::exists(&record.database)?;
            let chosen = password::ask(*password)?;
            record::with(record, async |office| {
                let worker = record::command_line(office, of).await?;
                let acting = office.acting(&worker);
                let all = organisation::all(&acting).await?;
                let opened = Opened {
                    organisation: named(&all, organisation)?.organisation.id,
                    name: name.clone(),
                    email: email.clone(),
                    password: Some(chosen),
                    held: held(roles, &worker, &all)?,
                };
                acting.open_account(opened).await.map(drop).map_err(not_opened)
            })
        }
        Users::List { of, record } => record::with(record, async |office| {
            let worker = record::command_line(office, of).await?;
            let acting = office.acting(&worker);
            let all = organisation::all(&acting).await?;
            for page in 0.. {
                let found = acting.accounts(None, page).await.map_err(record::refused)?;
                if found.accounts.is_empty() {
                    break;
                }
                for account in &found.accounts {
                    print(&line(account, &all))?;
                }
            }
            Ok(())
        }),
        Users::Roles { email, roles, of, record } => record::with(record, async |office| {
            let worker = record::command_line(office, of).await?;
            let acting = office.acting(&worker);
            let account = found(&acting, email).await?;
            let held = held(roles, &worker, &organisation::all(&acting).await?)?;
            let left = acting.would_leave(&account, &held).await.map_err(record::refused)?;
            let given = acting.give_roles(account.id, account.organisation, &held).await;
            given.map_err(not_given)?;
            left.map_or(Ok(()), |left| print(&left_in_words(left)))
        }),
        Users::Correct { email, name, new_email, even_by_directory, of, record } => {
            record::with(record, async |office| {
                let worker = record::command_line(office, of).await?;
                let office = match even_by_directory {
                    true => office.clone().of_directories([]),
                    false => office.clone(),
                };
                let acting = office.acting(&worker);
                let account = found(&acting, email).await?;
                if !even_by_directory
                    && let Some(key) =
                        acting.directory_of(&account).await.map_err(record::refused)?
                {
                    return Err(by_directory(email, &key));
                }
                let asked = Correction {
                    name: name.clone().unwrap_or_else(|| account.name.clone()),
                    email: new_email.clone().unwrap_or_else(|| account.email.clone()),
                };
                acting.correct(&account, &asked).await.map_err(not_corrected)
            })
        }
        Users::Password { email, password, of, record } => {
            record::exists(&record.database)?;
            let chosen = password::ask(*password)?;
            record::with(record, async |office| {
                let worker = record::command_line(office, of).await?;
                let acting = office.acting(&worker);
                let account = found(&acting, email).await?;
                let set = acting.set_password(&account, chosen).await;
                set.map_err(not_opened)
            })
        }
        Users::Reset { email, of, record } => record::with(record, async |office| {
            let worker = record::command_line(office, of).await?;
            let acting = office.acting(&worker);
            let account = found(&acting, email).await?;
            let reset = acting.take_factors_away(account.id, account.organisation).await;
            reset.map_err(record::refused)
        }),
        Users::Close { email, of, record } => record::with(record, async |office| {
            set_open(&office.acting(&record::command_line(office, of).await?), email, false).await
        }),
        Users::Open { email, of, record } => record::with(record, async |office| {
            set_open(&office.acting(&record::command_line(office, of).await?), email, true).await
        }),
    }
}

async fn set_open(acting: &Acting<'_>, email: &str, open: bool) -> Result<(), Failure> {
    let account = found(acting, email).await?;
    let left = match open {
        true => None,
        false => acting.would_leave(&account, &[]).await.map_err(record::refused)?,
    };
    let done = acting.set_open(account.id, account.organisation, open).await;
    done.map_err(record::refused)?;
    left.map_or(Ok(()), |left| print(&left_in_words(left)))
}

async fn found(acting: &Acting<'_>, email: &str) -> Result<AccountListed, Failure> {
    match acting.account_of(email).await {
        Err(casework::Fault::NotFound) => Err(Failure::input(format!(
            "nobody signs in as {email}: waymark user list shows who does"
        ))),
        account => account.map_err(record::refused),
    }
}

fn named<'a>(all: &'a [TakesPart], name: &str) -> Result<&'a TakesPart, Failure> {
    all.iter().find(|one| one.organisation.name == name).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| one.organisation.name.as_str()).collect();
        Failure::input(match names.as_slice() {
            [] => "no organisation takes part yet: waymark organisation add NAME adds one".into(),
            names => format!("no organisation {name} takes part; these do: {}", names.join(", ")),
        })
    })
}

/// Roles in the programme that is worked in. An area that nobody serves was mistyped.
fn held(roles: &[GivenRole], worker: &Worker, all: &[TakesPart]) -> Result<Vec<Held>, Failure> {
    let mut served: Vec<&str> =
        all.iter().flat_map(|one| &one.areas).map(|area| area.name()).collect();
    served.sort_unstable();
    served.dedup();
    let known = |area: &Area| served.contains(&area.name());
    if let Some(area) = roles.iter().flat_map(|role| &role.areas).find(|area| !known(area)) {
        return Err(Failure::input(format!(
            "no organisation serves the area {area}; these are served: {}",
            served.join(", ")
        )));
    }
    let given = |given: &GivenRole| Held {
        role: given.role,
        programme: worker.programme,
        areas: match given.areas.as_slice() {
            [] => Areas::All,
            these => Areas::These(these.to_vec()),
        },
    };
    Ok(roles.iter().map(given).collect())
}

fn line(account: &AccountListed, all: &[TakesPart]) -> String {
    let organisation = all
        .iter()
        .find(|one| one.organisation.id == account.organisation)
        .map_or("", |one| one.organisation.name.as_str());
    let roles: Vec<String> = account.held.iter().map(role).collect();
    let state = if account.open { "open" } else { "closed" };
    let (email, name) = (&account.email, &account.name);
    format!("{email}\t{name}\t{organisation}\t{}\t{state}", roles.join(" "))
}

fn role(held: &Held) -> String {
    match &held.areas {
        Areas::All => held.role.name().to_owned(),
        Areas::These(these) => {
            let areas: Vec<&str> = these.iter().map(Area::name).collect();
            format!("{}:{}", held.role.name(), areas.join(","))
        }
    }
}

fn by_directory(email: &str, key: &str) -> Failure {
    Failure::input(format!(
        "{email} signs in through the directory {key}, which says their name and e-mail address anew \
         at each sign-in: correct them there, or, where it is there no more, give --even-by-directory. \
         Nothing was done"
    ))
}

fn not_corrected(cause: NotCorrected) -> Failure {
    match cause {
        NotCorrected::Fault(fault) => record::refused(fault),
        cause => Failure::input(record::chain(&cause)),
    }
}

/// Roles as the command line names them.
fn not_given(fault: casework::Fault) -> Failure {
    match fault {
        casework::Fault::DoesNotFit(misfit) => {
            Failure::input(format!("--role: {}", misfit.by_name()))
        }
        fault => record::refused(fault),
    }
}

fn not_opened(cause: NotOpened) -> Failure {
    match cause {
        NotOpened::Fault(fault) => not_given(fault),
        NotOpened::Password(cause) => Failure::surroundings(record::chain(&cause)),
        NotOpened::Weak(weak) => Failure::input(format!("{weak}: nothing was done")),
        cause @ (NotOpened::Name
        | NotOpened::Address
        | NotOpened::Roles(_)
        | NotOpened::EmailTaken) => Failure::input(record::chain(&cause)),
    }
}
