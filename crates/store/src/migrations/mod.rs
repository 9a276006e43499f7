//! What makes an empty database the record, and an older one a newer: steps that only go forward.

use crate::database::{Kind, Pen, Transaction};
use crate::fault::Fault;
use crate::open::NotOpened;
use crate::sql::Sql;

/// Each step, in the order in which they are taken; the place is its number. A step that was
/// shipped is never altered.
const STEPS: [&str; 14] = [
    include_str!("0001_record.sql"),
    include_str!("0002_today.sql"),
    include_str!("0003_caseload.sql"),
    include_str!("0004_accounts.sql"),
    include_str!("0005_api_tokens.sql"),
    include_str!("0006_directories.sql"),
    include_str!("0007_import.sql"),
    include_str!("0008_guarded.sql"),
    include_str!("0009_kept_in.sql"),
    include_str!("0010_leaders.sql"),
    include_str!("0011_drafts.sql"),
    include_str!("0012_corrected.sql"),
    include_str!("0013_readdressed.sql"),
    include_str!("0014_looked_for.sql"),
];

/// By which servers on one PostgreSQL wait for each other at the start: `waymark`, in hexadecimal.
const TURN: u64 = 0x0077_6179_6d61_726b;

/// Takes the steps that a database lacks. Every step is one transaction.
///
/// # Errors
/// A database made by a newer Waymark is refused and left as it is.
pub(crate) async fn forward(pen: &mut Pen) -> Result<(), NotOpened> {
    let kind = pen.kind();
    let mut beginning = pen.begin().await?;
    if kind == Kind::Postgres {
        // Two servers that start together would both make the table, and one of them fail.
        beginning.script(&format!("SELECT pg_advisory_xact_lock({TURN})")).await?;
    }
    beginning
        .script(
            "CREATE TABLE IF NOT EXISTS meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
        )
        .await?;
    let stands = version(&mut beginning).await?;
    beginning.commit().await?;
    if stands > STEPS.len() {
        return Err(NotOpened::Newer { database: stands, program: STEPS.len() });
    }
    for (step, number) in STEPS.iter().zip(1..).skip(stands) {
        let mut transaction = pen.begin().await?;
        if kind == Kind::Postgres {
            transaction.script("LOCK TABLE meta IN EXCLUSIVE MODE").await?;
        }
        // Two servers that start together: the second waited, and finds the step taken.
        if version(&mut transaction).await? >= number {
            continue;
        }
        transaction.script(&written_for(kind, step)).await?;
        let note = Sql::with(
            "INSERT INTO meta (name, value) VALUES ('version', ?) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [number.to_string().into()],
        );
        transaction.execute(note).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn version(transaction: &mut Transaction<'_>) -> Result<usize, Fault> {
    let asked = Sql::new("SELECT value FROM meta WHERE name = 'version'");
    match transaction.read(asked, |row| row.take::<String>()).await?.pop() {
        None => Ok(0),
        Some(version) => version
            .parse()
            .map_err(|_| Fault::Foreign(format!("version {version} of the database"))),
    }
}

/// A step in the words of one database.
fn written_for(kind: Kind, step: &str) -> String {
    let words = match kind {
        Kind::Postgres => [
            (" ID", " UUID"),
            (" BYTES", " BYTEA"),
            (" NUMBER", " BIGINT"),
            (" TRUTH", " BOOLEAN"),
            (" SEQUENCE", " BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            ("\n);", "\n);"),
        ],
        Kind::Sqlite => [
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
