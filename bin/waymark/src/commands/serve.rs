//! `waymark serve`: a record, for those who work with it.

use std::path::PathBuf;
use std::sync::Arc;

use casework::Office;
use casework::signing_in::{Directory, NotTaken, directory_settings};
use store::{Address, Settings};
use tokio::net::TcpListener;
use web::{Files, Outside, Public, Site, Tls, Wire};

use crate::arguments::service::Serve;
use crate::failure::Failure;
use crate::record::Machine;
use crate::{given_rules, jobs, record, server};

/// Opens the record and serves it until told to stop.
pub fn run(asked: &Serve) -> Result<(), Failure> {
    server::log(asked.log);
    let key = asked.record.key.read()?;
    let rules = given_rules::read(asked.rules.as_deref())?;
    let mailer = asked.mail.mailer()?;
    let runtime = record::runtime()?;
    runtime.block_on(async {
        // What browsers would refuse is said before anything is opened.
        let tls = tls(asked)?;
        // The port is taken first, so that one in use is said before the record is opened.
        let listener = server::listen(asked.socket(), "serve").await?;
        let office = record::made(settings(asked), &key, None, rules).await?;
        let office = if mailer.is_some() { office.by_mail() } else { office };
        warn(asked, &office).await?;
        office.keep_leaders().await.map_err(record::refused)?;
        let outside = Outside { tls: asked.is_tls(), proxy: asked.proxy };
        let public = public(asked, &listener)?;
        let (directories, named) = directories(asked, &office, &public).await?;
        let office = office.of_directories(named);
        let at = public.to_string();
        let posting = mailer.map(|mailer| jobs::Posting::begin(office.clone(), mailer, at));
        let site = Site::of_record(office.clone(), outside, env!("CARGO_PKG_VERSION"))
            .reached_at(public)
            .with_directories(directories);
        let wire = Wire { tls, only_from: asked.proxy_from.clone() };
        let jobs = jobs::begin(office.clone(), heads(asked));
        let served = server::serve(listener, site, wire, (office, posting)).await;
        jobs.abort();
        served
    })
}

/// Where browsers reach it: as it was told, or on this machine.
fn public(asked: &Serve, listener: &TcpListener) -> Result<Public, Failure> {
    let port = listener.local_addr().map_err(Failure::surroundings)?.port();
    let local = || Public::local(asked.tls_certificate.is_some(), port);
    Ok(asked.public_url.clone().unwrap_or_else(local))
}

/// The directories through which people sign in, and the keys of all that the settings name.
async fn directories(
    asked: &Serve,
    office: &Office,
    public: &Public,
) -> Result<(Vec<Directory>, Vec<String>), Failure> {
    let Some(file) = &asked.providers else { return Ok((Vec::new(), Vec::new())) };
    let environment = |name: &str| std::env::var(name).ok();
    let settings = directory_settings(file, &environment).map_err(Failure::input)?;
    let named = settings.iter().map(|one| one.key.clone()).collect();
    let taken = office.directories(settings, &public.to_string()).await;
    let taken = taken.map_err(|why| match why {
        NotTaken::Misplaced(_) => Failure::input(format!("{}, {why}", file.display())),
        NotTaken::Fault(fault) => record::refused(fault),
    })?;
    for left_out in &taken.left_out {
        tracing::error!(
            file = %file.display(),
            %left_out,
            "nobody signs in through this directory: say in the file of which programme, organisation \
             and areas it is, by their names of now, and which of its roles they have, and start again"
        );
    }
    Ok((taken.directories, named))
}

/// The certificate that browsers are shown, where Waymark ends TLS. A proxy that comes by TLS too
/// knows it by a name of its own.
fn tls(asked: &Serve) -> Result<Option<Tls>, Failure> {
    let Some((certificate, key)) = asked.tls_certificate.clone().zip(asked.tls_key.clone()) else {
        return Ok(None);
    };
    let public = asked.public_url.as_ref().filter(|_| !asked.proxy);
    let files = Files { certificate, key, name: public.map(|public| public.name().to_owned()) };
    Tls::try_new(files, Arc::new(Machine)).map(Some).map_err(Failure::input)
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
    if asked.record.database.is_in_the_open() {
        tracing::warn!(
            "the record is on another machine, and its address says sslmode=disable: whoever is \
             between could read codes, dates and digests, and change what is said; leave it out, so \
             that TLS is demanded"
        );
    }
    if asked.is_open_to_proxy() {
        tracing::warn!(
            "the proxy speaks to Waymark without TLS, as --proxy-without-tls says: whoever else \
             reaches the network between the two reads names and passwords"
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
