//! What the database may answer instead of what was asked, in words that say what to do.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// The database did not do what was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    /// No room is left.
    #[error(
        "the disk that holds the record is full: free some room; nothing that was saved is lost"
    )]
    Full,
    /// It can be read and not written.
    #[error(
        "the record cannot be written: its file or disk is read-only; let Waymark's user write to \
         the file and its folder"
    )]
    ReadOnly,
    /// The file is damaged.
    #[error(
        "the record's file is damaged ({0}): stop Waymark, keep the file, and restore a backup"
    )]
    Damaged(String),
    /// It is not there, or does not answer.
    #[error("the database does not answer ({0}): what was asked was not done; try again")]
    Away(String),
    /// A row is not what Waymark writes.
    #[error("the database holds what Waymark did not write: {0}")]
    Foreign(String),
    /// A row breaks a rule of the tables, such as a name that is taken.
    #[error("this is in the record already, or names what is not in it: {0}")]
    Rule(String),
    /// Waymark is being stopped.
    #[error("Waymark is being stopped: what was asked was not done; try again in a minute")]
    Stopping,
}

impl From<DbErr> for Fault {
    fn from(cause: DbErr) -> Self {
        if let Some(
            SqlErr::UniqueConstraintViolation(rule) | SqlErr::ForeignKeyConstraintViolation(rule),
        ) = cause.sql_err()
        {
            return Self::Rule(rule);
        }
        match &cause {
            DbErr::Type(said) | DbErr::Json(said) => Self::Foreign(said.clone()),
            DbErr::TryIntoErr { .. } => Self::Foreign(cause.to_string()),
            DbErr::Conn(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => {
                let code = error
                    .as_database_error()
                    .and_then(|error| error.code().map(|code| code.into_owned()));
                // SQLite keeps its primary code in the lower eight bits; PostgreSQL has letters.
                match code.as_deref().map(|code| (code, code.parse::<u32>().ok())) {
                    Some(("53100", _)) => Self::Full,
                    Some(("25006", _)) => Self::ReadOnly,
                    Some((code, Some(number))) if code.len() < 5 => match number & 255 {
                        8 => Self::ReadOnly,
                        11 | 26 => Self::Damaged(cause.to_string()),
                        13 => Self::Full,
                        _ => Self::Away(cause.to_string()),
                    },
                    _ => Self::Away(cause.to_string()),
                }
            }
            _ => Self::Away(cause.to_string()),
        }
    }
}
