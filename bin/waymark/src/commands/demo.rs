//! `waymark demo`: the evaluation of the demonstration cohort, in a browser.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use dataset::DataSet;
use evaluation::{Evaluation, Scope};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{cohort, evaluate, inputs};
use crate::arguments::{Demo, Inputs};
use crate::failure::{Failure, print};
use crate::output::Folder;
use crate::progress::Progress;

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
    progress.step("Evaluating the demonstration cohort");
    let data = load(&asked)?;
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

/// The cohort: made afresh, or kept in the folder asked for.
fn load(asked: &Demo) -> Result<DataSet, Failure> {
    let Some(folder) = &asked.data else { return cohort::make(asked.size) };
    if !folder.join("referrals.csv").exists() {
        let mut output = Folder::open(folder)?;
        cohort::write(&cohort::make(asked.size)?, &mut output)?;
        output.finish()?;
    }
    inputs::read(&kept(folder))
}

fn kept(folder: &Path) -> Inputs {
    Inputs {
        referrals: folder.join("referrals.csv"),
        support: Some(folder.join("support.csv")),
        interviews: Some(folder.join("interviews.csv")),
        measures: None,
        incidents: None,
        activity: None,
        targets: None,
    }
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
