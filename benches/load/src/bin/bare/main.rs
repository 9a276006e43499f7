//! The measure that the record's pages are held against: the same four queries for a case and for
//! a caseload, on the same file, with nothing around them: no access, no audit, no encryption.
//! Under `/cases` it answers with a page of the same parts, under `/plain` with a line.
//! `benches/record.py` starts it.

mod drawn;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Html;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Parser;
use drawn::Row as Case;
use pathway::clocks::Clocks;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row, params_from_iter};
use sha2::{Digest, Sha256};
use store::Stream;
use tokio::net::TcpListener;
use uuid::Uuid;

/// Which record.
#[derive(Debug, Parser)]
struct Asked {
    /// The file of the record
    #[arg(long)]
    database: PathBuf,
}

/// The file, the connections that nobody uses at the moment, and what clocks run by.
struct Idle {
    file: PathBuf,
    clocks: Clocks,
    connections: Mutex<Vec<Connection>>,
}

type Bare = Arc<Idle>;

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    // As many threads as Waymark itself has.
    let threads = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    runtime.block_on(async {
        let clocks = Clocks::shipped()?;
        let connections = Mutex::default();
        let bare = Arc::new(Idle { file: asked.database, clocks, connections });
        let routes = Router::new()
            .route("/cases", get(caseload))
            .route("/cases/{reference}", get(case))
            .route("/plain/cases", get(plain_caseload))
            .route("/plain/cases/{reference}", get(plain_case))
            .with_state(bare);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        #[expect(clippy::print_stdout, reason = "whoever starts it waits for the line")]
        {
            println!("ready http://{}", listener.local_addr()?);
        }
        axum::serve(listener, routes).await?;
        anyhow::Ok(())
    })
}

impl Idle {
    fn take(&self) -> rusqlite::Result<Connection> {
        let idle = self.connections.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(connection) = idle {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch("PRAGMA cache_size = -8192; PRAGMA query_only = ON;")?;
        Ok(connection)
    }

    fn give(&self, connection: Connection) {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

fn rows<T>(
    bare: &Bare,
    sql: &str,
    values: Vec<Value>,
    row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StatusCode> {
    let connection = bare.take().map_err(failed)?;
    let found = connection
        .prepare_cached(sql)
        .and_then(|mut asked| asked.query_map(params_from_iter(values), row)?.collect());
    bare.give(connection);
    found.map_err(failed)
}

fn failed(_: rusqlite::Error) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}

/// The programme and the organisation of a session.
fn session(bare: &Bare, headers: &HeaderMap) -> Result<(Uuid, Uuid), StatusCode> {
    let cookie = headers.get(COOKIE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let token = cookie.split(';').find_map(|pair| pair.trim().strip_prefix("waymark="));
    let token = token.and_then(|token| URL_SAFE_NO_PAD.decode(token).ok());
    let digest: [u8; 32] = Sha256::digest(token.ok_or(StatusCode::UNAUTHORIZED)?).into();
    let sql = "SELECT sessions.worker, workers.organisation, organisations.name, sessions.secret, \
               sessions.made, sessions.seen, sessions.ends, workers.details, wraps.version, \
               wraps.wrapped, programmes.name, roles.programme, roles.role, roles.area \
               FROM sessions JOIN workers ON workers.id = sessions.worker \
               JOIN organisations ON organisations.id = workers.organisation \
               JOIN wraps ON wraps.subject = workers.id AND wraps.record = workers.id \
               LEFT JOIN roles ON roles.worker = workers.id \
               LEFT JOIN programmes ON programmes.id = roles.programme \
               WHERE workers.state = 'active' AND sessions.token = ?";
    let found = rows(bare, sql, vec![digest.to_vec().into()], |row| {
        let sealed: (String, Vec<u8>, String, Vec<u8>, Vec<u8>) =
            (row.get(2)?, row.get(3)?, row.get(10)?, row.get(7)?, row.get(9)?);
        Ok((row.get(11)?, row.get(1)?, sealed))
    })?;
    let (programme, organisation, _) = found.into_iter().next().ok_or(StatusCode::UNAUTHORIZED)?;
    Ok((programme, organisation))
}

/// What the queries of a case find.
struct OfCase {
    row: Case,
    events: Vec<String>,
    texts: usize,
}

/// What the queries of a caseload find.
struct OfCaseload {
    rows: Vec<Case>,
    count: i64,
    texts: usize,
}

fn find(bare: &Bare, reference: i64, headers: &HeaderMap) -> Result<OfCase, StatusCode> {
    let (_, organisation) = session(bare, headers)?;
    let sql = "SELECT id, programme, reference, version, area, organisation, assigned, person, \
               state, received, due, due_what, restricted, referrer, owner FROM cases \
               WHERE reference = ? AND organisation = ?";
    let found = rows(bare, sql, vec![reference.into(), organisation.into()], whole)?;
    let row = found.into_iter().next().ok_or(StatusCode::NOT_FOUND)?;
    let sql = "SELECT version, at, worker, body FROM journal WHERE stream = ? AND kind = 'case' \
               ORDER BY version";
    let events = rows(bare, sql, vec![row.id.into()], |row| row.get::<_, String>(3))?;
    let sql = "SELECT wraps.subject, wraps.kind, wraps.record, wraps.version, wraps.wrapped, \
               texts.ciphertext FROM cases JOIN wraps ON wraps.subject = cases.person \
               AND wraps.record = cases.id JOIN texts ON texts.id = wraps.subject \
               WHERE cases.id = ? AND wraps.organisation = ?";
    let texts = rows(bare, sql, vec![row.id.into(), organisation.into()], sealed)?.len();
    Ok(OfCase { row, events, texts })
}

fn list(bare: &Bare, headers: &HeaderMap) -> Result<OfCaseload, StatusCode> {
    let (programme, organisation) = session(bare, headers)?;
    let sql = "SELECT id, programme, reference, version, area, organisation, assigned, person, \
               state, received, due, due_what, restricted, referrer, owner FROM cases \
               WHERE organisation = ? AND programme = ? AND open = TRUE \
               ORDER BY received DESC, id DESC LIMIT 26";
    let mut found = rows(bare, sql, vec![organisation.into(), programme.into()], whole)?;
    // One more than a page shows says that another page follows.
    found.truncate(25);
    let sql = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases \
               WHERE organisation = ? AND programme = ? AND open = TRUE LIMIT 500)";
    let values = vec![organisation.into(), programme.into()];
    let count: i64 = rows(bare, sql, values, |row| row.get(0))?.pop().unwrap_or(0);
    let marks = vec!["(?, ?)"; found.len()].join(", ");
    let sql = format!(
        "SELECT wraps.subject, wraps.kind, wraps.record, wraps.version, wraps.wrapped, \
         texts.ciphertext FROM (VALUES {marks}) AS listed LEFT JOIN wraps \
         ON wraps.subject = listed.column1 AND wraps.record = listed.column2 \
         AND wraps.organisation = ? LEFT JOIN texts ON texts.id = wraps.subject"
    );
    let listed = found.iter().flat_map(|row| [row.person.into(), Value::from(row.id)]);
    let values: Vec<Value> = listed.chain([organisation.into()]).collect();
    let texts = rows(bare, &sql, values, sealed)?.len();
    Ok(OfCaseload { rows: found, count, texts })
}

async fn case(
    State(bare): State<Bare>,
    Path(reference): Path<i64>,
    headers: HeaderMap,
) -> Result<Html<String>, StatusCode> {
    let found = find(&bare, reference, &headers)?;
    let mut stands = programme::Case::default();
    for event in &found.events {
        let event = <programme::Case as Stream>::read(event);
        stands.take(&event.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?);
    }
    Ok(Html(drawn::case(&found.row, &stands, &bare.clocks, found.texts)))
}

async fn caseload(
    State(bare): State<Bare>,
    headers: HeaderMap,
) -> Result<Html<String>, StatusCode> {
    let found = list(&bare, &headers)?;
    Ok(Html(drawn::caseload(&found.rows, found.count, found.texts)))
}

async fn plain_case(
    State(bare): State<Bare>,
    Path(reference): Path<i64>,
    headers: HeaderMap,
) -> Result<String, StatusCode> {
    let found = find(&bare, reference, &headers)?;
    let length: usize = found.events.iter().map(String::len).sum();
    Ok(format!("{} {length} {}", found.events.len(), found.texts))
}

async fn plain_caseload(
    State(bare): State<Bare>,
    headers: HeaderMap,
) -> Result<String, StatusCode> {
    let found = list(&bare, &headers)?;
    Ok(format!("{} {} {}", found.rows.len(), found.count, found.texts))
}

/// A case as its row has it.
fn whole(row: &Row<'_>) -> rusqlite::Result<Case> {
    for place in 0..15 {
        std::hint::black_box(row.get::<_, Value>(place)?);
    }
    Ok(Case {
        id: row.get(0)?,
        reference: row.get(2)?,
        area: row.get(4)?,
        person: row.get(7)?,
        state: row.get(8)?,
        received: row.get(9)?,
        due: row.get(10)?,
        due_what: row.get(11)?,
    })
}

/// A text as it is kept.
fn sealed(row: &Row<'_>) -> rusqlite::Result<[Option<Vec<u8>>; 2]> {
    Ok([row.get(4)?, row.get(5)?])
}
