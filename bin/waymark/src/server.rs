//! What both servers need, the service and the demonstration: a port, a log, a stop.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use casework::Office;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use web::Wire;

use crate::arguments::service::{Form, Level, Log};
use crate::failure::{Failure, print};
use crate::jobs::Posting;

/// Standard error, which nobody may read: a line that cannot be written is no reason to end.
struct Told;

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().lock().write_all(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Told {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        Self
    }
}

/// Begins to write the log.
pub fn log(asked: Log) {
    let level = match asked.log_level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let log = tracing_subscriber::fmt().with_max_level(level).with_writer(|| Told);
    match asked.log_format {
        Form::Json => log.json().init(),
        Form::Text => log.with_ansi(false).init(),
    }
}

/// Takes the port. One in use is said with what to type instead.
pub async fn listen(socket: SocketAddr, command: &str) -> Result<TcpListener, Failure> {
    let port = socket.port();
    TcpListener::bind(socket).await.map_err(|cause| {
        if cause.kind() == io::ErrorKind::AddrInUse {
            Failure::surroundings(format!(
                "port {port} is in use by another program; stop that program, or take another \
                 port, such as: waymark {command} --port {}",
                port.checked_add(1).unwrap_or(8080)
            ))
        } else {
            Failure::surroundings(format!("port {port} of {} cannot be used: {cause}", socket.ip()))
        }
    })
}

/// Says that it is ready, and serves until it is told to stop; then the record is closed.
pub async fn serve(
    listener: TcpListener,
    site: web::Site,
    wire: Wire,
    (office, posting): (Office, Option<Posting>),
) -> Result<(), Failure> {
    let stop = stop()?;
    let address = listener.local_addr().map_err(Failure::surroundings)?;
    let scheme = if wire.tls.is_some() { "https" } else { "http" };
    print(&format!("ready {scheme}://{address}"))?;
    let served = web::serve(listener, Arc::new(site), wire, stop).await;
    if let Some(posting) = posting {
        posting.end().await;
    }
    office.close().await;
    served.context("the server stopped").map_err(Failure::Surroundings)
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
