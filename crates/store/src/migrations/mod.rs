//! What makes an empty database the record, and an older one a newer: steps that only go forward.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, TransactionTrait};

use crate::open::NotOpened;
use crate::sql::{Columns, Sql};

/// Each step, in the order in which they are taken; the place is its number. A step that was
/// shipped is never altered.
const STEPS: [&str; 3] = [
    include_str!("0001_record.sql"),
    include_str!("0002_today.sql"),
    include_str!("0003_caseload.sql"),
];

/// By which servers on one PostgreSQL wait for each other at the start: `waymark`, in hexadecimal.
const TURN: u64 = 0x0077_6179_6d61_726b;

/// Takes the steps that a database lacks. Every step is one transaction.
///
/// # Errors
/// A database made by a newer Waymark is refused and left as it is.
pub(crate) async fn forward(database: &DatabaseConnection) -> Result<(), NotOpened> {
    let backend = database.get_database_backend();
    let beginning = database.begin().await?;
    if backend == DbBackend::Postgres {
        // Two servers that start together would both make the table, and one of them fail.
        let turn = format!("SELECT pg_advisory_xact_lock({TURN})");
        beginning.execute_unprepared(&turn).await?;
    }
    beginning
        .execute_unprepared(
            "CREATE TABLE IF NOT EXISTS meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
        )
        .await?;
    beginning.commit().await?;
    let stands = version(database).await?;
    if stands > STEPS.len() {
        return Err(NotOpened::Newer { database: stands, program: STEPS.len() });
    }
    for (step, number) in STEPS.iter().zip(1..).skip(stands) {
        let transaction = database.begin().await?;
        if backend == DbBackend::Postgres {
            // Two servers that start together: the second waits, then finds the step taken.
            transaction.execute_unprepared("LOCK TABLE meta IN EXCLUSIVE MODE").await?;
            if version(&transaction).await? >= number {
                continue;
            }
        }
        transaction.execute_unprepared(&written_for(backend, step)).await?;
        let note = Sql::with(
            "INSERT INTO meta (name, value) VALUES ('version', ?) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [number.to_string().into()],
        );
        transaction.execute_raw(note.statement(backend)).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn version(database: &impl ConnectionTrait) -> Result<usize, DbErr> {
    let asked = Sql::new("SELECT value FROM meta WHERE name = 'version'");
    match database.query_one_raw(asked.statement(database.get_database_backend())).await? {
        None => Ok(0),
        Some(row) => {
            let version: String = Columns::of(&row).take()?;
            version.parse().map_err(|_| DbErr::Type(format!("version {version} of the database")))
        }
    }
}

/// A step in the words of one database.
fn written_for(backend: DbBackend, step: &str) -> String {
    let words = match backend {
        DbBackend::Postgres => [
            (" ID", " UUID"),
            (" BYTES", " BYTEA"),
            (" NUMBER", " BIGINT"),
            (" TRUTH", " BOOLEAN"),
            (" SEQUENCE", " BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            ("\n);", "\n);"),
        ],
        _ => [
            (" ID", " BLOB"),
            (" BYTES", " BLOB"),
            (" NUMBER", " INTEGER"),
            (" TRUTH", " INTEGER"),
            (" SEQUENCE", " INTEGER PRIMARY KEY"),
            ("\n);", "\n) STRICT;"),
        ],
    };
    let mut step: String =
        step.lines().filter(|line| !line.starts_with("--")).flat_map(|line| [line, "\n"]).collect();
    for (word, own) in words {
        step = step.replace(word, own);
    }
    step
}
