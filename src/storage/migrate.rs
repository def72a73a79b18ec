//! Schema changes: forward only, the same names for both databases, each in a transaction.

use std::collections::BTreeSet;

use diesel::{migration::MigrationSource, pg::Pg, sqlite::Sqlite};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, StorageError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// What [`run`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// Names applied now, oldest first.
    pub applied: Vec<String>,
}

/// Names of the migrations in this binary: for `SQLite`, for `PostgreSQL`.
pub fn migration_names() -> Result<(Vec<String>, Vec<String>), StorageError> {
    let wrong = |error: Box<dyn std::error::Error + Send + Sync>| StorageError::Unusable(error.to_string());
    let sqlite = MigrationSource::<Sqlite>::migrations(&SQLITE).map_err(wrong)?;
    let postgres = MigrationSource::<Pg>::migrations(&POSTGRES).map_err(wrong)?;
    Ok((sqlite.iter().map(|m| m.name().to_string()).collect(), postgres.iter().map(|m| m.name().to_string()).collect()))
}

/// Versions in the binary that the database lacks, or an error when the database is newer than the binary.
pub fn pending(conn: &mut Conn<'_>) -> Result<Vec<String>, StorageError> {
    let wrong = |error: Box<dyn std::error::Error + Send + Sync>| StorageError::Unusable(error.to_string());
    let (applied, known): (Vec<String>, Vec<String>) = match conn {
        Conn::Sqlite(c) => (
            c.applied_migrations().map_err(wrong)?.iter().map(ToString::to_string).collect(),
            MigrationSource::<Sqlite>::migrations(&SQLITE).map_err(wrong)?.iter().map(|m| m.name().version().to_string()).collect(),
        ),
        Conn::Pg(c) => (
            c.applied_migrations().map_err(wrong)?.iter().map(ToString::to_string).collect(),
            MigrationSource::<Pg>::migrations(&POSTGRES).map_err(wrong)?.iter().map(|m| m.name().version().to_string()).collect(),
        ),
    };
    let known: BTreeSet<String> = known.into_iter().collect();
    let applied: BTreeSet<String> = applied.into_iter().collect();
    if let Some(unknown) = applied.difference(&known).last() {
        return Err(StorageError::Unusable(format!(
            "the database has schema change {unknown}, which this version of hocthi does not know: use the newer hocthi it was opened with"
        )));
    }
    Ok(known.difference(&applied).cloned().collect())
}

/// Applies what is missing.
pub fn run(conn: &mut Conn<'_>) -> Result<Migrated, StorageError> {
    let wrong = |error: Box<dyn std::error::Error + Send + Sync>| StorageError::Unusable(format!("migration failed: {error}"));
    let applied = match conn {
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map_err(wrong)?,
        Conn::Pg(c) => c.run_pending_migrations(POSTGRES).map_err(wrong)?,
    };
    Ok(Migrated { applied: applied.iter().map(ToString::to_string).collect() })
}

#[derive(diesel::QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    table_name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    column_name: String,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    nullable: bool,
}

/// Tables of ours with their columns and whether they may be NULL, as the database itself tells them.
pub fn table_columns(conn: &mut Conn<'_>) -> Result<Vec<(String, String, bool)>, StorageError> {
    use diesel::RunQueryDsl;
    const SQLITE_COLUMNS: &str = "SELECT t.name AS table_name, c.name AS column_name, (c.\"notnull\" = 0 AND c.pk = 0) AS nullable \
         FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
    const POSTGRES_COLUMNS: &str = "SELECT table_name::text AS table_name, column_name::text AS column_name, is_nullable = 'YES' AS nullable \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";
    let rows: Vec<ColumnRow> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(SQLITE_COLUMNS).load(*c)?,
        Conn::Pg(c) => diesel::sql_query(POSTGRES_COLUMNS).load(*c)?,
    };
    Ok(rows.into_iter().map(|row| (row.table_name, row.column_name, row.nullable)).collect())
}

/// Writes down a schema change that no binary knows: what a database opened by a newer version looks like.
#[doc(hidden)]
pub fn pretend_newer(conn: &mut Conn<'_>) -> Result<(), StorageError> {
    conn.batch("INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('99999999999999', CURRENT_TIMESTAMP)")?;
    Ok(())
}

/// Runs a statement that no use case would: what somebody with the database's password could do.
#[doc(hidden)]
pub fn tamper_for_tests(conn: &mut Conn<'_>, sql: &str) -> Result<(), StorageError> {
    Ok(conn.batch(sql)?)
}
