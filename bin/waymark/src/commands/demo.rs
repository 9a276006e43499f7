//! `waymark demo`: an invented programme at work, and the evaluation of its invented history.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use casework::Office;
use casework::demonstration::{self, clock::Clock};
use dataset::DataSet;
use store::keys::MasterKey;
use store::{Address, Settings};
use web::{Completes, Site};

use super::cohort;
use crate::arguments::{Demo, Size};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{jobs, record, server};

/// Loads the demonstration where it is not there yet, and serves it until it is told to stop.
pub fn run(asked: &Demo) -> Result<(), Failure> {
    server::log(asked.log);
    record::runtime()?.block_on(async {
        // The port is taken first, so that one in use is said before any work is done.
        let socket = SocketAddr::from((Ipv4Addr::LOCALHOST, asked.port));
        let listener = server::listen(socket, "demo").await?;
        let office = match &asked.data {
            None => {
                let key = MasterKey::random(&record::Machine);
                let (office, clock) = open(Settings::at(Address::Temporary), &key).await?;
                load(&office, &clock, asked.size).await?;
                office
            }
            Some(folder) => kept(folder, asked.size).await?,
        };
        let door = office.demonstration_door().await.map_err(record::refused)?;
        let version = env!("CARGO_PKG_VERSION");
        let port = listener.local_addr().map_err(Failure::surroundings)?.port();
        let site = Site::of_demonstration(office.clone(), door, version, interviews(asked.size))
            .reached_at(web::Public::local(false, port));
        let jobs = jobs::begin(office.clone(), None);
        let wire = web::Wire::default();
        let served = server::serve(listener, site, wire, (office, None)).await;
        jobs.abort();
        served
    })
}

/// The demonstration that a folder keeps. It is made beside its place and moved there when it is
/// whole, so that one that was broken off is made again.
async fn kept(folder: &Path, size: Size) -> Result<Office, Failure> {
    if folder.is_file() {
        let folder = folder.display();
        return Err(Failure::surroundings(format!("{folder} is a file; name a folder")));
    }
    let key = record::key_of(folder)?;
    let file = folder.join("record.db");
    if !file.exists() {
        let making = folder.join("record.db.making");
        for ending in ["", "-wal", "-shm", "-audit"] {
            remove(&folder.join(format!("record.db.making{ending}")))?;
        }
        let settings = Settings { synced: false, ..Settings::at(Address::File(making.clone())) };
        let cannot = |failure: Failure| {
            failure.within(format!(
                "the demonstration cannot be kept in {}; make room there, or name another folder",
                folder.display()
            ))
        };
        let (office, clock) = open(settings, &key).await.map_err(cannot)?;
        let loaded = load(&office, &clock, size).await;
        office.close().await;
        loaded.map_err(cannot)?;
        move_whole(&making, &file)
            .with_context(|| format!("the record cannot be kept as {}", file.display()))
            .map_err(Failure::Surroundings)?;
        // Closed, it holds nothing any more.
        remove(&folder.join("record.db.making-audit"))?;
    }
    let (office, _) = open(Settings::at(Address::File(file)), &key).await?;
    Ok(office)
}

/// Moves the file of a record that is closed, with what its log may still hold of it.
fn move_whole(from: &Path, to: &Path) -> std::io::Result<()> {
    for ending in ["-wal", ""] {
        let with = |file: &Path| {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let (from, to) = (with(from), with(to));
        if ending.is_empty() || from.exists() {
            std::fs::File::open(&from)?.sync_all()?;
            std::fs::rename(from, to)?;
        }
    }
    Ok(())
}

fn remove(file: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(file) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::surroundings(format!("{} cannot be removed: {cause}", file.display())))
        }
        _ => Ok(()),
    }
}

async fn load(office: &Office, clock: &Clock, size: Size) -> Result<(), Failure> {
    let progress = Progress::new();
    progress.step("Inventing the cohort");
    let made = cohort::make(size)?;
    let of = made.referrals.len() + made.support.len();
    let told = |rows: usize| progress.step(&format!("Loading the cohort, {rows} of {of} rows"));
    office.load_demonstration(clock, &made, size.seed, &told).await.map_err(record::refused)
}

async fn open(settings: Settings, key: &MasterKey) -> Result<(Office, Arc<Clock>), Failure> {
    let clock = Arc::new(Clock::of(Arc::new(record::Machine)));
    let office = demonstration::open(settings, key, Arc::clone(&clock)).await;
    Ok((office.map_err(|cause| Failure::surroundings(record::chain(cause.as_ref())))?, clock))
}

/// Interviews are no part of the record yet: they come from the generator.
fn interviews(size: Size) -> Completes {
    Arc::new(move |data: &mut DataSet| {
        if let Ok(made) = cohort::make(size) {
            data.interviews = made.interviews;
            data.given.interviews = made.given.interviews;
        }
    })
}
