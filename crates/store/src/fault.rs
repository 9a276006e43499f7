//! What the database may answer instead of what was asked, in words that say what to do.

use rusqlite::ErrorCode;
use tokio_postgres::error::SqlState;

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

impl From<rusqlite::Error> for Fault {
    fn from(cause: rusqlite::Error) -> Self {
        use rusqlite::{Error, ffi};
        match &cause {
            Error::SqliteFailure(error, said) => match (error.code, error.extended_code) {
                (
                    _,
                    ffi::SQLITE_CONSTRAINT_UNIQUE
                    | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                    | ffi::SQLITE_CONSTRAINT_FOREIGNKEY
                    | ffi::SQLITE_CONSTRAINT_CHECK,
                ) => Self::Rule(said.clone().unwrap_or_else(|| error.to_string())),
                (ErrorCode::ReadOnly, _) => Self::ReadOnly,
                (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
                    Self::Damaged(cause.to_string())
                }
                (ErrorCode::DiskFull, _) => Self::Full,
                _ => Self::Away(cause.to_string()),
            },
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::InvalidColumnIndex(_)
            | Error::Utf8Error(..) => Self::Foreign(cause.to_string()),
            _ => Self::Away(cause.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(cause: tokio_postgres::Error) -> Self {
        // Its detail may hold what was entered; its message does not.
        let Some(error) = cause.as_db_error() else {
            return Self::Away(with_causes(&cause));
        };
        let said = error.message().to_owned();
        match *error.code() {
            SqlState::UNIQUE_VIOLATION
            | SqlState::FOREIGN_KEY_VIOLATION
            | SqlState::CHECK_VIOLATION => Self::Rule(said),
            SqlState::DISK_FULL => Self::Full,
            SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly,
            _ => Self::Away(said),
        }
    }
}

/// An error of the connection with what it comes from: by itself it says no more than where.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |said, cause| format!("{said}: {cause}"))
}
