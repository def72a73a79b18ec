//! One code base on `SQLite` and `PostgreSQL`; two doors: [`Db::read`] and [`Db::write`].
//!
//! What stands here: an acknowledged write is on disk (group commit with `synchronous=FULL`, or
//! `PostgreSQL` with `synchronous_commit=on`); each write closure is a transaction of its own, whole or
//! not at all; closures may run more than once, so they do nothing but talk to the database.

mod conn;
mod db;
mod error;
mod group_commit;
mod lock;
mod migrate;
mod pool;
pub mod schema;
mod scratch;
pub mod sql;

pub use conn::Conn;
pub(crate) use conn::on;
pub use db::{Db, Health, Options, Retryable};
pub use error::StorageError;
pub(crate) use error::backed_by_storage;
pub use lock::ServerLock;
pub use migrate::{Migrated, migration_names, pretend_newer, table_columns, tamper_for_tests};
pub use pool::{check_integrity, check_sqlite_file, copy_sqlite};
pub use scratch::ScratchDatabase;
pub use sql::Json;
