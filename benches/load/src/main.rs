//! Asks a server as fast as it answers, over so many connections, and says how fast that was.
//!
//! `benches/record.py` starts it. It reads requests from a file, a JSON array of objects with
//! `method`, `path`, `headers` and `body`, and each connection sends them in turn, from a place
//! of its own. One line of JSON goes to standard output.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Parser;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What to ask, how, and for how long.
#[derive(Debug, Parser)]
struct Asked {
    /// The server, such as 127.0.0.1:8080
    #[arg(long)]
    server: SocketAddr,
    /// The file of requests
    #[arg(long)]
    requests: PathBuf,
    /// Connections at the same time
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Seconds to measure, after one second that does not count
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Send each request once and stop, whatever the time: for requests that change something
    #[arg(long)]
    once: bool,
    /// Send no more than so many requests a second, over all connections
    #[arg(long)]
    per_second: Option<f64>,
    /// The status that counts as answered
    #[arg(long, default_value_t = 200)]
    status: u16,
}

/// What one connection saw.
#[derive(Debug, Default)]
struct Seen {
    latencies: Vec<Duration>,
    statuses: BTreeMap<u16, u64>,
    bytes: u64,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let requests = Arc::new(read(&asked)?);
    if requests.is_empty() {
        bail!("{} holds no request", asked.requests.display());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let line = runtime.block_on(measure(&asked, requests))?;
    #[expect(clippy::print_stdout, reason = "the result of the program")]
    {
        println!("{line}");
    }
    Ok(())
}

fn read(asked: &Asked) -> anyhow::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(&asked.requests)
        .with_context(|| format!("{} cannot be read", asked.requests.display()))?;
    let requests: Vec<Value> = serde_json::from_str(&text)?;
    requests.iter().map(|request| written(request, asked.server)).collect()
}

/// A request as it goes over the wire.
fn written(request: &Value, server: SocketAddr) -> anyhow::Result<Vec<u8>> {
    let text = |key: &str| request.get(key).and_then(Value::as_str);
    let path = text("path").context("a request without a path")?;
    let body = text("body").unwrap_or_default();
    let headers = request.get("headers").and_then(Value::as_object);
    let host = headers.and_then(|headers| headers.get("host")).and_then(Value::as_str);
    let host = host.map_or_else(|| server.to_string(), str::to_owned);
    let mut head =
        format!("{} {path} HTTP/1.1\r\nhost: {host}\r\n", text("method").unwrap_or("GET"));
    for (name, value) in headers.into_iter().flatten().filter(|(name, _)| *name != "host") {
        head.push_str(&format!("{name}: {}\r\n", value.as_str().unwrap_or_default()));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    Ok(head.into_bytes())
}

async fn measure(asked: &Asked, requests: Arc<Vec<Vec<u8>>>) -> anyhow::Result<Value> {
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let counts_from = if asked.once { begun } else { begun + Duration::from_secs(1) };
    let until = counts_from + Duration::from_secs_f64(asked.seconds);
    let mut connections = Vec::new();
    for _ in 0..asked.connections {
        let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
        let pace = Pace { begun, per_second: asked.per_second, counts_from, until };
        let (server, once) = (asked.server, asked.once);
        connections.push(tokio::spawn(async move {
            connection(server, &requests, &next, once, pace).await
        }));
    }
    let mut seen = Seen::default();
    for connection in connections {
        let one = connection.await??;
        seen.latencies.extend(one.latencies);
        seen.bytes += one.bytes;
        for (status, count) in one.statuses {
            *seen.statuses.entry(status).or_default() += count;
        }
    }
    let seconds = if asked.once { begun.elapsed().as_secs_f64() } else { asked.seconds };
    seen.latencies.sort_unstable();
    let share = |of: f64| {
        let place = (seen.latencies.len() as f64 * of) as usize;
        let last = seen.latencies.len().saturating_sub(1);
        seen.latencies.get(place.min(last)).map(|time| time.as_secs_f64() * 1e3)
    };
    let answered = seen.statuses.get(&asked.status).copied().unwrap_or_default();
    Ok(json!({
        "requests": seen.latencies.len(),
        "answered": answered,
        "per_second": answered as f64 / seconds,
        "p50_ms": share(0.50), "p95_ms": share(0.95), "p99_ms": share(0.99), "most_ms": share(1.0),
        "bytes": seen.bytes,
        "statuses": seen.statuses.iter().map(|(k, v)| (k.to_string(), json!(v))).collect::<serde_json::Map<_, _>>(),
    }))
}

/// When requests are sent, and which count.
#[derive(Clone, Copy)]
struct Pace {
    begun: Instant,
    per_second: Option<f64>,
    counts_from: Instant,
    until: Instant,
}

async fn connection(
    server: SocketAddr,
    requests: &[Vec<u8>],
    next: &AtomicUsize,
    once: bool,
    Pace { begun, per_second, counts_from, until }: Pace,
) -> anyhow::Result<Seen> {
    let mut stream = TcpStream::connect(server).await.context("the server is not there")?;
    stream.set_nodelay(true)?;
    let mut seen = Seen::default();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        if once && place >= requests.len() || !once && Instant::now() >= until {
            return Ok(seen);
        }
        if let Some(per_second) = per_second {
            let due = begun + Duration::from_secs_f64(place as f64 / per_second);
            tokio::time::sleep_until(due.min(until).into()).await;
        }
        let request = &requests[place % requests.len()];
        let sent = Instant::now();
        stream.write_all(request).await?;
        let (status, bytes) = answer(&mut stream, &mut buffer).await?;
        if once || sent >= counts_from {
            seen.latencies.push(sent.elapsed());
            *seen.statuses.entry(status).or_default() += 1;
            seen.bytes += bytes as u64;
        }
    }
}

/// Reads one answer whole: its status, and its bytes.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<(u16, usize)> {
    let mut filled = 0;
    let head = loop {
        if filled == buffer.len() {
            buffer.resize(filled * 2, 0);
        }
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            bail!("the server closed the connection in the middle of an answer");
        }
        let from = filled.saturating_sub(3);
        filled += read;
        if let Some(end) = buffer[from..filled].windows(4).position(|four| four == b"\r\n\r\n") {
            break from + end + 4;
        }
    };
    let text = std::str::from_utf8(&buffer[..head])?;
    let status = text.get(9..12).and_then(|code| code.parse().ok()).context("no status")?;
    let length = text
        .lines()
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        })
        .unwrap_or_default();
    while filled < head + length {
        if filled == buffer.len() {
            buffer.resize(filled * 2, 0);
        }
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            bail!("the server closed the connection in the middle of an answer");
        }
        filled += read;
    }
    Ok((status, head + length))
}
