//! What can go wrong below the domains.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

use crate::kernel::{Problem, ProblemKind};

/// Code of a problem that stands for a serialization failure or a deadlock.
const WORTH_RETRYING: &str = "storage_contention";

/// A failure of the storage itself, never an answer of the domain.
#[derive(Debug, Error)]
pub enum StorageError {
    /// The database refused or failed.
    #[error(transparent)]
    Database(#[from] DieselError),
    /// More writes wait than the writer may hold.
    #[error("the write queue is full")]
    Busy,
    /// No connection could be had in time.
    #[error("no database connection: {0}")]
    Connection(String),
    /// The commit failed, so nothing of the write is kept.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The closure panicked; its changes were rolled back.
    #[error("a write panicked")]
    Panicked,
    /// The service is stopping.
    #[error("the writer has stopped")]
    Stopped,
    /// The database cannot be used as it is: settings, version, schema.
    #[error("{0}")]
    Unusable(String),
}

impl StorageError {
    /// Whether a unique constraint refused a row: often an answer, not a fault.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }

    /// Whether the same transaction may succeed if it is run again (`PostgreSQL` 40001 and 40P01).
    pub fn is_worth_retrying(&self) -> bool {
        match self {
            Self::Database(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
            // diesel has no kind of its own for a deadlock.
            Self::Database(DieselError::DatabaseError(_, info)) => info.message().contains("deadlock detected"),
            _ => false,
        }
    }

    /// Whether waiting may help: too much load, no room on the disk, no connection.
    fn is_passing(&self) -> bool {
        match self {
            Self::Busy
            | Self::Connection(_)
            | Self::Commit(_)
            | Self::Stopped
            | Self::Database(DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)) => true,
            Self::Database(DieselError::DatabaseError(_, info)) => {
                let message = info.message();
                ["disk is full", "disk I/O error", "readonly database", "database is locked", "could not extend file", "No space left"]
                    .iter()
                    .any(|sign| message.contains(sign))
            }
            _ => false,
        }
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        if matches!(error, StorageError::Database(DieselError::NotFound)) {
            return Self::not_found();
        }
        if error.is_worth_retrying() {
            let mut problem = Self::new(ProblemKind::Unavailable, WORTH_RETRYING).retry_after(1);
            problem.cause = Some(error.to_string());
            return problem;
        }
        if error.is_passing() {
            let mut problem = Self::new(ProblemKind::Unavailable, "storage_unavailable").retry_after(5);
            problem.cause = Some(error.to_string());
            return problem;
        }
        Self::unexpected(error)
    }
}

impl From<DieselError> for Problem {
    fn from(error: DieselError) -> Self {
        StorageError::from(error).into()
    }
}

impl super::db::Retryable for Problem {
    fn is_worth_retrying(&self) -> bool {
        self.code == WORTH_RETRYING
    }
}

/// Gives a domain's error enum with a `Storage` variant what [`Db::write`](super::Db::write) asks of it.
macro_rules! backed_by_storage {
    ($error:ty) => {
        impl $crate::storage::Retryable for $error {
            fn is_worth_retrying(&self) -> bool {
                match self {
                    Self::Storage(error) => error.is_worth_retrying(),
                    _ => false,
                }
            }
        }
        impl From<diesel::result::Error> for $error {
            fn from(error: diesel::result::Error) -> Self {
                Self::Storage(error.into())
            }
        }
    };
}
pub(crate) use backed_by_storage;
