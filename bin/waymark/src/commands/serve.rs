//! `waymark serve`: a record, for those who work with it.

use std::path::PathBuf;

use casework::Office;
use store::{Address, Settings};
use web::{Outside, Site};

use crate::arguments::service::Serve;
use crate::failure::Failure;
use crate::{given_rules, jobs, record, server};

/// Opens the record and serves it until told to stop.
pub fn run(asked: &Serve) -> Result<(), Failure> {
    server::log(asked.log);
    let key = asked.record.key.read()?;
    let rules = given_rules::read(asked.rules.as_deref())?;
    let runtime = record::runtime()?;
    runtime.block_on(async {
        // The port is taken first, so that one in use is said before the record is opened.
        let listener = server::listen(asked.socket(), "serve").await?;
        let office = record::made(settings(asked), &key, None, rules).await?;
        warn(asked, &office).await?;
        let outside = Outside { tls: asked.proxy, proxy: asked.proxy };
        let site = Site::of_record(office.clone(), outside, env!("CARGO_PKG_VERSION"));
        let jobs = jobs::begin(office.clone(), heads(asked));
        let served = server::serve(listener, site, office).await;
        jobs.abort();
        served
    })
}

fn settings(asked: &Serve) -> Settings {
    Settings {
        readers: asked.readers,
        heads: heads(asked),
        server: asked.server,
        ..Settings::at(asked.record.database.clone())
    }
}

fn heads(asked: &Serve) -> Option<PathBuf> {
    asked.audit_heads.clone().or_else(|| beside(&asked.record.database))
}

/// The file of heads beside the file of a record.
pub fn beside(address: &Address) -> Option<PathBuf> {
    match address {
        Address::File(file) => {
            let mut name = file.clone().into_os_string();
            name.push(".audit-heads");
            Some(name.into())
        }
        Address::Postgres(_) | Address::Temporary => None,
    }
}

/// What whoever runs it should know at the start.
async fn warn(asked: &Serve, office: &Office) -> Result<(), Failure> {
    if asked.audit_heads.is_none() {
        tracing::warn!(
            "the heads of the audit are kept beside the record or not at all: whoever takes the \
             record can cut them off too; name a file on another machine with --audit-heads"
        );
    }
    if asked.record.database.is_elsewhere() {
        tracing::warn!(
            "the record is on another machine, and Waymark speaks to PostgreSQL without TLS: whoever \
             is between could read codes, dates and digests, and change what is said; put a tunnel \
             between the two, or both on one machine"
        );
    }
    given_rules::warn(office).await?;
    if office.programmes().await.map_err(record::refused)?.is_empty() {
        tracing::warn!(
            "the record holds no programme yet, and nobody can sign in: begin one with waymark \
             programme add, then waymark organisation add and waymark user add"
        );
    }
    Ok(())
}
