//! `waymark demo`: the evaluation of the demonstration cohort, in a browser.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use dataset::DataSet;
use evaluation::{Evaluation, Scope};
use store::Address;
use store::keys::MasterKey;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{cohort, evaluate};
use crate::arguments::Demo;
use crate::failure::{Failure, print};
use crate::progress::Progress;
use crate::record;

/// Loads the cohort, evaluates it and serves it until it is told to stop.
pub fn run(asked: Demo) -> Result<(), Failure> {
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Runtime::new()
        .context("the server cannot start")
        .map_err(Failure::Surroundings)?;
    // The port is taken first, so that one in use is said before any work is done.
    let listener = runtime.block_on(listen(asked.port))?;
    let address = listener.local_addr().map_err(Failure::surroundings)?;

    let progress = Progress::new();
    progress.step("Loading the demonstration cohort");
    let data = runtime.block_on(load(&asked))?;
    let scope = Scope::as_at(evaluate::latest_day(&data));
    let site = Arc::new(web::Site::new(Evaluation::of(data, scope), evaluate::stamp()));
    drop(progress);

    runtime.block_on(async {
        let stop = stop()?;
        print(&format!("ready http://{address}"))?;
        web::serve(listener, site, stop)
            .await
            .context("the server stopped")
            .map_err(Failure::Surroundings)
    })
}

async fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.map_err(|cause| {
        if cause.kind() == std::io::ErrorKind::AddrInUse {
            Failure::surroundings(format!(
                "port {port} is in use by another program; stop that program, or take another \
                 port, such as: waymark demo --port {}",
                port.checked_add(1).unwrap_or(8080)
            ))
        } else {
            Failure::surroundings(format!("port {port} cannot be used: {cause}"))
        }
    })
}

/// The cohort as the record tells it: loaded as imported history into a record that is gone at
/// the stop, or that the folder asked for keeps. Interviews are no part of the record yet: they
/// come from the generator.
async fn load(asked: &Demo) -> Result<DataSet, Failure> {
    let made = cohort::make(asked.size)?;
    let (address, key) = match &asked.data {
        None => (Address::Temporary, MasterKey::random(&record::Machine)),
        Some(folder) => (Address::File(folder.join("record.db")), record::key_of(folder)?),
    };
    let office = record::open(address, &key).await?;
    let failed = |fault: casework::Fault| Failure::surroundings(record::chain(&fault));
    if !office.holds_demonstration().await.map_err(failed)? {
        office.load_demonstration(&made, asked.size.seed).await.map_err(failed)?;
    }
    let worker = record::command_line(&office).await?;
    let mut data = office.acting(&worker).cohort().await.map_err(failed)?;
    data.interviews = made.interviews;
    data.given.interviews = made.given.interviews;
    office.close().await;
    Ok(data)
}

/// Ends when the program is told to stop, by Ctrl-C or by whoever runs it.
fn stop() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let listen =
        |kind| signal(kind).context("signals cannot be heard").map_err(Failure::Surroundings);
    let (mut interrupt, mut terminate) =
        (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    })
}
