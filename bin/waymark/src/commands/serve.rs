//! `waymark serve`: a record, for those who work with it.

use std::path::PathBuf;

use casework::Office;
use casework::signing_in::{Directory, NotTaken, directory_settings};
use store::{Address, Settings};
use tokio::net::TcpListener;
use web::{Outside, Public, Site, Tls};

use crate::arguments::service::Serve;
use crate::failure::Failure;
use crate::{given_rules, jobs, record, server};

/// Opens the record and serves it until told to stop.
pub fn run(asked: &Serve) -> Result<(), Failure> {
    server::log(asked.log);
    let key = asked.record.key.read()?;
    let rules = given_rules::read(asked.rules.as_deref())?;
    let files = asked.tls_certificate.as_ref().zip(asked.tls_key.as_ref());
    let tls = files.map(|(certificate, key)| Tls::try_new(certificate, key)).transpose();
    let tls = tls.map_err(Failure::input)?;
    let mailer = asked.mail.mailer()?;
    let runtime = record::runtime()?;
    runtime.block_on(async {
        // The port is taken first, so that one in use is said before the record is opened.
        let listener = server::listen(asked.socket(), "serve").await?;
        let office = record::made(settings(asked), &key, None, rules).await?;
        let office = if mailer.is_some() { office.by_mail() } else { office };
        warn(asked, &office).await?;
        let outside = Outside { tls: asked.is_tls(), proxy: asked.proxy };
        let public = public(asked, &listener)?;
        let directories = directories(asked, &office, &public).await?;
        let at = public.to_string();
        let posting = mailer.map(|mailer| jobs::Posting::begin(office.clone(), mailer, at));
        let site = Site::of_record(office.clone(), outside, env!("CARGO_PKG_VERSION"))
            .reached_at(public)
            .with_directories(directories)
            .behind(asked.proxy_address.clone());
        let site = match tls {
            Some(tls) => site.with_tls(tls),
            None => site,
        };
        let jobs = jobs::begin(office.clone(), heads(asked));
        let served = server::serve(listener, site, office, posting).await;
        jobs.abort();
        served
    })
}

/// Where browsers reach it: as it was told, or on this machine.
fn public(asked: &Serve, listener: &TcpListener) -> Result<Public, Failure> {
    let port = listener.local_addr().map_err(Failure::surroundings)?.port();
    Ok(asked.public_url.clone().unwrap_or_else(|| Public::local(port)))
}

/// The directories through which people sign in.
async fn directories(
    asked: &Serve,
    office: &Office,
    public: &Public,
) -> Result<Vec<Directory>, Failure> {
    let Some(file) = &asked.providers else { return Ok(Vec::new()) };
    let environment = |name: &str| std::env::var(name).ok();
    let settings = directory_settings(file, &environment).map_err(Failure::input)?;
    office.directories(settings, &public.to_string()).await.map_err(|why| match why {
        NotTaken::Misplaced(_) => Failure::input(format!("{}, {why}", file.display())),
        NotTaken::Fault(fault) => record::refused(fault),
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
