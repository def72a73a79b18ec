//! Pools of connections, each set up before its first use.

use std::{path::Path, time::Duration};

use diesel::{
    PgConnection, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool},
    sql_types::Text,
};

use super::StorageError;

pub type SqlitePool = Pool<ConnectionManager<SqliteConnection>>;
pub type PgPool = Pool<ConnectionManager<PgConnection>>;

/// The oldest `SQLite` that may hold our data: earlier ones can lose committed writes when a
/// checkpoint races with a writer (sqlite.org/wal.html#walresetbug).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 1000;";

#[derive(Debug, diesel::QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    value: String,
}

fn one_text<C>(conn: &mut C, sql: &str) -> Result<String, StorageError>
where
    C: diesel::Connection,
    diesel::query_builder::SqlQuery: for<'q> diesel::query_dsl::LoadQuery<'q, C, TextRow>,
{
    Ok(diesel::sql_query(sql).get_result::<TextRow>(conn)?.value)
}

/// Opens a connection that may write.
pub fn open_sqlite(path: &Path) -> Result<SqliteConnection, StorageError> {
    use diesel::Connection;
    let url = path.to_string_lossy();
    let mut conn = SqliteConnection::establish(&url).map_err(|error| StorageError::Unusable(format!("{}: {error}", path.display())))?;
    conn.batch_execute(SQLITE_SETTINGS).map_err(|error| StorageError::Unusable(format!("{}: {error}", path.display())))?;
    Ok(conn)
}

/// Refuses an old `SQLite`.
pub fn check_sqlite_version(conn: &mut SqliteConnection) -> Result<String, StorageError> {
    let version = one_text(conn, "SELECT sqlite_version() AS value")?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < OLDEST_SQLITE {
        return Err(StorageError::Unusable(format!("SQLite {version} can lose committed writes; 3.51.3 or newer is needed")));
    }
    Ok(version)
}

#[derive(Debug)]
struct SqliteReader;
impl CustomizeConnection<SqliteConnection, PoolError> for SqliteReader {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), PoolError> {
        conn.batch_execute(SQLITE_SETTINGS).map_err(PoolError::QueryError)?;
        conn.batch_execute("PRAGMA query_only = ON;").map_err(PoolError::QueryError)
    }
}

/// A pool of connections that can only read.
pub fn sqlite_readers(path: &Path, size: u32) -> Result<SqlitePool, StorageError> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(5))
        .connection_customizer(Box::new(SqliteReader))
        .build(ConnectionManager::new(path.to_string_lossy()))
        .map_err(|error| StorageError::Connection(error.to_string()))
}

#[derive(Debug)]
struct PgSettings;
impl CustomizeConnection<PgConnection, PoolError> for PgSettings {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), PoolError> {
        conn.batch_execute(
            "SET synchronous_commit = on; SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
             SET idle_in_transaction_session_timeout = '60s'; SET application_name = 'hocthi'; SET TIME ZONE 'UTC'; \
             SET default_transaction_isolation = 'read committed'; SET client_min_messages = warning",
        )
        .map_err(PoolError::QueryError)
    }
}

/// A pool of connections to `PostgreSQL`.
pub fn postgres(url: &str, size: u32) -> Result<PgPool, StorageError> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(5))
        .connection_customizer(Box::new(PgSettings))
        .build(ConnectionManager::new(url))
        .map_err(|error| StorageError::Connection(error.to_string()))
}

/// Refuses a `PostgreSQL` that is too old or may forget a commit.
pub fn check_postgres(conn: &mut PgConnection) -> Result<String, StorageError> {
    let version = one_text(conn, "SELECT current_setting('server_version') AS value")?;
    let major: u32 = version.split(['.', ' ']).next().and_then(|part| part.parse().ok()).unwrap_or(0);
    if major < 15 {
        return Err(StorageError::Unusable(format!("PostgreSQL {version} is too old; 15 or newer is needed")));
    }
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let value = one_text(conn, &format!("SELECT current_setting('{setting}') AS value"))?;
        if value != "on" {
            return Err(StorageError::Unusable(format!("PostgreSQL runs with {setting} = {value}; acknowledged answers need it on")));
        }
    }
    Ok(version)
}

/// Copies a `SQLite` database, consistent even while others write to it.
pub fn copy_sqlite(from: &Path, to: &Path) -> Result<(), StorageError> {
    if !from.exists() {
        return Err(StorageError::Unusable(format!("{}: no such file", from.display())));
    }
    let mut conn = open_sqlite(from)?;
    diesel::sql_query("VACUUM INTO $1").bind::<Text, _>(to.to_string_lossy().into_owned()).execute(&mut conn)?;
    Ok(())
}

/// Opens a file by itself and has `SQLite` check every page of it.
pub fn check_sqlite_file(path: &Path) -> Result<(), StorageError> {
    use diesel::Connection;
    if !path.exists() {
        return Err(StorageError::Unusable(format!("{}: no such file", path.display())));
    }
    let unusable = |why: String| StorageError::Unusable(format!("{}: {why}", path.display()));
    let mut conn = SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| unusable(error.to_string()))?;
    let verdict =
        one_text(&mut conn, "SELECT integrity_check AS value FROM pragma_integrity_check").map_err(|error| unusable(error.to_string()))?;
    if verdict != "ok" {
        return Err(unusable(verdict));
    }
    // A database of somebody else would pass the check of its pages.
    super::migrate::pending(&mut super::Conn::Sqlite(&mut conn))?;
    one_text(&mut conn, "SELECT name AS value FROM revisions ORDER BY name LIMIT 1")
        .map_err(|_| unusable("not a database of hocthi".into()))?;
    Ok(())
}

/// What is wrong inside the database, if anything.
pub fn check_integrity(conn: &mut super::Conn<'_>) -> Result<Option<String>, StorageError> {
    match conn {
        super::Conn::Sqlite(c) => {
            let verdict = one_text(*c, "SELECT integrity_check AS value FROM pragma_integrity_check")?;
            Ok((verdict != "ok").then_some(verdict))
        }
        super::Conn::Pg(c) => check_postgres(c).map(|_| None),
    }
}
