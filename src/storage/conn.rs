//! A connection to whichever database is in use, and the macro that writes a query once for both.

use diesel::{
    Connection, PgConnection, QueryResult, SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};

use super::StorageError;

/// A connection to one of the two databases. Query functions take `&mut Conn` and use [`on!`](crate::storage::on).
pub enum Conn<'a> {
    /// `SQLite`.
    Sqlite(&'a mut SqliteConnection),
    /// `PostgreSQL`.
    Pg(&'a mut PgConnection),
}

/// Expands a diesel expression once per database: `on!(conn, |c| people::table.find(id).first(c))`.
/// The whole of diesel stays usable, since each expansion is typed for one backend.
macro_rules! on {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::storage::Conn::Sqlite(inner) => {
                let $c: &mut diesel::SqliteConnection = inner;
                $body
            }
            $crate::storage::Conn::Pg(inner) => {
                let $c: &mut diesel::PgConnection = inner;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Conn<'_> {
    /// Runs `f` so that an error undoes what it wrote and nothing else (a savepoint inside a transaction).
    pub fn nested<T, E: From<StorageError>>(&mut self, f: impl FnOnce(&mut Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        self.begin().map_err(StorageError::from)?;
        match f(self) {
            Ok(value) => {
                self.commit().map_err(StorageError::from)?;
                Ok(value)
            }
            Err(error) => {
                self.rollback().map_err(StorageError::from)?;
                Err(error)
            }
        }
    }

    pub(super) fn begin(&mut self) -> QueryResult<()> {
        on!(self, |c| AnsiTransactionManager::begin_transaction(c))
    }
    pub(super) fn commit(&mut self) -> QueryResult<()> {
        on!(self, |c| AnsiTransactionManager::commit_transaction(c))
    }
    pub(super) fn rollback(&mut self) -> QueryResult<()> {
        on!(self, |c| AnsiTransactionManager::rollback_transaction(c))
    }

    /// Runs statements that have no parameters and no result.
    pub(super) fn batch(&mut self, sql: &str) -> QueryResult<()> {
        use diesel::connection::SimpleConnection;
        on!(self, |c| c.batch_execute(sql))
    }

    /// The name of the database in use: `sqlite` or `postgres`.
    pub fn backend(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Pg(_) => "postgres",
        }
    }
}

/// Only to state that both arms are connections of the same kind of transaction manager.
const _: fn() = || {
    fn ansi<C: Connection<TransactionManager = AnsiTransactionManager>>() {}
    ansi::<SqliteConnection>();
    ansi::<PgConnection>();
};
