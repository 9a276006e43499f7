//! The measure that the record's pages are held against: the same four queries for a case and for
//! a caseload, on the same file, with nothing around them: no access, no audit, no encryption, no
//! page. `benches/record.py` starts it.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Parser;
use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, QueryResult,
    Statement, Value,
};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use uuid::Uuid;

/// Which record.
#[derive(Debug, Parser)]
struct Asked {
    /// The file of the record
    #[arg(long)]
    database: PathBuf,
}

type Bare = Arc<DatabaseConnection>;

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut options = ConnectOptions::new("sqlite:");
        options.max_connections(4).min_connections(1).sqlx_logging(false);
        options.idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        options.map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&asked.database)
                .journal_mode(SqliteJournalMode::Wal)
                .pragma("cache_size", "-8192")
        });
        let bare: Bare = Arc::new(Database::connect(options).await?);
        let routes = Router::new()
            .route("/cases", get(caseload))
            .route("/cases/{reference}", get(case))
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

async fn rows(bare: &Bare, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, StatusCode> {
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    bare.query_all_raw(statement).await.map_err(failed)
}

fn failed(_: DbErr) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}

/// The programme and the organisation of a session.
async fn session(bare: &Bare, headers: &HeaderMap) -> Result<(Uuid, Uuid), StatusCode> {
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
    let found = rows(bare, sql, vec![digest.to_vec().into()]).await?;
    let first = found.first().ok_or(StatusCode::UNAUTHORIZED)?;
    let id = |place| first.try_get_by_index(place).map_err(failed);
    Ok((id(11)?, id(1)?))
}

async fn case(
    State(bare): State<Bare>,
    Path(reference): Path<i64>,
    headers: HeaderMap,
) -> Result<String, StatusCode> {
    let (_, organisation) = session(&bare, &headers).await?;
    let sql = "SELECT id, programme, reference, version, area, organisation, assigned, person, \
               state, received, due, due_what, restricted, referrer, owner FROM cases \
               WHERE reference = ? AND organisation = ?";
    let found = rows(&bare, sql, vec![reference.into(), organisation.into()]).await?;
    let first = found.first().ok_or(StatusCode::NOT_FOUND)?;
    let id: Uuid = first.try_get_by_index(0).map_err(failed)?;
    let sql = "SELECT version, at, worker, body FROM journal WHERE stream = ? AND kind = 'case' \
               ORDER BY version";
    let events = rows(&bare, sql, vec![id.into()]).await?;
    let mut length = 0;
    for event in &events {
        length += event.try_get_by_index::<String>(3).map_err(failed)?.len();
    }
    let sql = "SELECT wraps.subject, wraps.kind, wraps.record, wraps.version, wraps.wrapped, \
               texts.ciphertext FROM wraps JOIN texts ON texts.id = wraps.subject \
               WHERE wraps.organisation = ? AND wraps.record = ?";
    let texts = rows(&bare, sql, vec![organisation.into(), id.into()]).await?;
    Ok(format!("{} {length} {}", events.len(), texts.len()))
}

async fn caseload(State(bare): State<Bare>, headers: HeaderMap) -> Result<String, StatusCode> {
    let (programme, organisation) = session(&bare, &headers).await?;
    let sql = "SELECT id, programme, reference, version, area, organisation, assigned, person, \
               state, received, due, due_what, restricted, referrer, owner FROM cases \
               WHERE organisation = ? AND programme = ? AND open = TRUE \
               ORDER BY received DESC, id DESC LIMIT 26";
    let cases = rows(&bare, sql, vec![organisation.into(), programme.into()]).await?;
    let sql = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases \
               WHERE organisation = ? AND programme = ? AND open = TRUE LIMIT 1000)";
    let count = rows(&bare, sql, vec![organisation.into(), programme.into()]).await?;
    let count: i64 = count.first().map_or(Ok(0), |row| row.try_get_by_index(0)).map_err(failed)?;
    let people: Vec<Option<Uuid>> = cases
        .iter()
        .map(|row| row.try_get_by_index(7))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    let marks = vec!["?"; people.len()].join(", ");
    let sql = format!(
        "SELECT wraps.subject, wraps.kind, wraps.record, wraps.version, wraps.wrapped, \
         texts.ciphertext FROM wraps JOIN texts ON texts.id = wraps.subject \
         WHERE wraps.organisation = ? AND wraps.subject IN ({marks})"
    );
    let mut values: Vec<Value> = vec![organisation.into()];
    values.extend(people.into_iter().map(Value::from));
    let texts = rows(&bare, &sql, values).await?;
    Ok(format!("{} {count} {}", cases.len(), texts.len()))
}
