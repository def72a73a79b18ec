//! The database as the rest of the program sees it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use super::{
    Conn, StorageError,
    group_commit::{self, GroupCommit},
    migrate::{self, Migrated},
    pool::{self, PgPool, SqlitePool},
};

/// Writes for each connection to `PostgreSQL` above which newcomers wait.
const WRITES_A_CONNECTION: usize = 16;
/// Runs of a closure on `PostgreSQL` before a serialization failure or deadlock is given up.
const MOST_RUNS: u32 = 5;

/// Sizes of pools and queues.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Connections that read (`SQLite`) or all connections (`PostgreSQL`).
    pub connections: u32,
    /// Writes that may wait before newcomers are asked to come back.
    pub queue: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 8, queue: 4096 }
    }
}

/// How the database is doing.
#[derive(Clone, Debug)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub backend: &'static str,
    /// The server's or library's version.
    pub version: String,
    /// Writes that wait, and how many may.
    pub queue: (usize, usize),
}

/// A handle to share; cloning is cheap.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    kind: Kind,
    version: String,
}

enum Kind {
    Sqlite { path: PathBuf, readers: SqlitePool, writer: Option<GroupCommit>, thread: Mutex<Option<JoinHandle<()>>> },
    Pg { url: String, pool: PgPool, writes: AtomicUsize },
}

impl Drop for Kind {
    fn drop(&mut self) {
        if let Self::Sqlite { writer, thread, .. } = self {
            // Closing the door first lets the writer commit what waits and end.
            drop(writer.take());
            if let Some(thread) = thread.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
                let _ = thread.join();
            }
        }
    }
}

impl Db {
    /// Opens the database behind `url` (`sqlite://PATH` or `postgres://…`) and checks that it can be trusted.
    /// The schema is brought up to date first; a copy of an existing `SQLite` file is made before that.
    ///
    /// # Errors
    /// [`StorageError::Unusable`] says what is wrong with the address, the version, the settings or the schema.
    pub fn open(url: &str, options: Options) -> Result<(Self, Migrated), StorageError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            Self::open_sqlite(Path::new(path), options, group_commit::BATCH)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url, options)
        } else {
            Err(StorageError::Unusable("DATABASE_URL must begin with sqlite:// or postgres://".to_owned()))
        }
    }

    /// A `SQLite` database on which each write has a commit of its own: the point of comparison of `hocthi bench`.
    ///
    /// # Errors
    /// As for [`Db::open`].
    pub fn open_ungrouped(url: &str, options: Options) -> Result<Self, StorageError> {
        let path = url.strip_prefix("sqlite://").ok_or_else(|| StorageError::Unusable("writes are grouped on SQLite only".to_owned()))?;
        Ok(Self::open_sqlite(Path::new(path), options, 1)?.0)
    }

    fn open_sqlite(path: &Path, options: Options, batch: usize) -> Result<(Self, Migrated), StorageError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| StorageError::Unusable(format!("{}: {error}", folder.display())))?;
        }
        let existed = path.exists();
        let mut conn = pool::open_sqlite(path)?;
        let version = pool::check_sqlite_version(&mut conn)?;
        let waiting = migrate::pending(&mut Conn::Sqlite(&mut conn))?;
        if existed && !waiting.is_empty() {
            copy_before_migrating(&mut conn, path)?;
        }
        let migrated = migrate::run(&mut Conn::Sqlite(&mut conn))?;
        let readers = pool::sqlite_readers(path, options.connections)?;
        let (writer, thread) =
            GroupCommit::start(path, conn, options.queue, batch).map_err(|error| StorageError::Unusable(error.to_string()))?;
        let kind = Kind::Sqlite { path: path.to_owned(), readers, writer: Some(writer), thread: Mutex::new(Some(thread)) };
        Ok((Self(Arc::new(Inner { kind, version })), migrated))
    }

    fn open_postgres(url: &str, options: Options) -> Result<(Self, Migrated), StorageError> {
        let pool = pool::postgres(url, options.connections)?;
        let mut conn = pool.get().map_err(|error| StorageError::Connection(error.to_string()))?;
        let version = pool::check_postgres(&mut conn)?;
        let mut wrapped = Conn::Pg(&mut conn);
        // Two processes may start at once; one migrates, the other waits and finds it done.
        wrapped.batch("SELECT pg_advisory_lock(7201)")?;
        let migrated = migrate::pending(&mut wrapped).and_then(|_| migrate::run(&mut wrapped));
        wrapped.batch("SELECT pg_advisory_unlock(7201)")?;
        drop(conn);
        let kind = Kind::Pg { url: url.to_owned(), pool, writes: AtomicUsize::new(0) };
        Ok((Self(Arc::new(Inner { kind, version })), migrated?))
    }

    /// The file of a `SQLite` database.
    pub fn sqlite_path(&self) -> Option<&Path> {
        match &self.0.kind {
            Kind::Sqlite { path, .. } => Some(path),
            Kind::Pg { .. } => None,
        }
    }

    /// The address it was opened with.
    pub fn url(&self) -> String {
        match &self.0.kind {
            Kind::Sqlite { path, .. } => format!("sqlite://{}", path.display()),
            Kind::Pg { url, .. } => url.clone(),
        }
    }

    /// How the database is doing, without asking it.
    pub fn health(&self) -> Health {
        let (backend, queue) = match &self.0.kind {
            Kind::Sqlite { writer, .. } => ("sqlite", writer.as_ref().map_or((0, 0), GroupCommit::depth)),
            Kind::Pg { pool, .. } => {
                let state = pool.state();
                ("postgres", ((state.connections - state.idle_connections) as usize, pool.max_size() as usize))
            }
        };
        Health { backend, version: self.0.version.clone(), queue }
    }

    /// Whether more writes wait than are done in one go: what comes now waits for others first.
    pub fn is_behind(&self) -> bool {
        match &self.0.kind {
            Kind::Sqlite { writer, .. } => writer.as_ref().is_some_and(|writer| writer.depth().0 > group_commit::BATCH),
            Kind::Pg { pool, writes, .. } => writes.load(Ordering::Relaxed) > pool.max_size() as usize * WRITES_A_CONNECTION,
        }
    }

    /// Runs a closure that only reads, on a thread where blocking is fine.
    pub async fn read<T, E>(&self, f: impl FnOnce(&mut Conn<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let db = self.clone();
        match tokio::task::spawn_blocking(move || db.read_blocking(f)).await {
            Ok(result) => result,
            Err(_) => Err(StorageError::Panicked.into()),
        }
    }

    /// [`Db::read`] for callers without an event loop.
    pub fn read_blocking<T, E: From<StorageError>>(&self, f: impl FnOnce(&mut Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.0.kind {
            Kind::Sqlite { readers, .. } => {
                let mut conn = readers.get().map_err(|error| StorageError::Connection(error.to_string()))?;
                f(&mut Conn::Sqlite(&mut conn))
            }
            Kind::Pg { pool, .. } => {
                let mut conn = pool.get().map_err(|error| StorageError::Connection(error.to_string()))?;
                f(&mut Conn::Pg(&mut conn))
            }
        }
    }

    /// Runs a closure as one transaction; the answer comes after the commit is on disk.
    /// The closure may be run again after a serialization failure, so it must do nothing but talk to the database.
    pub async fn write<T, E>(&self, mut f: impl FnMut(&mut Conn<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Retryable + Send + 'static,
    {
        match &self.0.kind {
            Kind::Sqlite { writer, .. } => {
                let writer = writer.as_ref().ok_or(StorageError::Stopped)?;
                writer.submit(f)?.await.unwrap_or_else(|_| Err(StorageError::Stopped.into()))
            }
            Kind::Pg { writes, .. } => {
                let db = self.clone();
                writes.fetch_add(1, Ordering::Relaxed);
                let done = tokio::task::spawn_blocking(move || {
                    let result = db.write_postgres(&mut f);
                    if let Kind::Pg { writes, .. } = &db.0.kind {
                        writes.fetch_sub(1, Ordering::Relaxed);
                    }
                    result
                });
                match done.await {
                    Ok(result) => result,
                    Err(_) => Err(StorageError::Panicked.into()),
                }
            }
        }
    }

    /// [`Db::write`] for callers without an event loop.
    pub fn write_blocking<T, E>(&self, mut f: impl FnMut(&mut Conn<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Retryable + Send + 'static,
    {
        match &self.0.kind {
            Kind::Sqlite { writer, .. } => {
                let writer = writer.as_ref().ok_or(StorageError::Stopped)?;
                writer.submit(f)?.blocking_recv().unwrap_or_else(|_| Err(StorageError::Stopped.into()))
            }
            Kind::Pg { .. } => self.write_postgres(&mut f),
        }
    }

    fn write_postgres<T, E: From<StorageError> + Retryable>(&self, f: &mut impl FnMut(&mut Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        let Kind::Pg { pool, .. } = &self.0.kind else { return Err(StorageError::Stopped.into()) };
        let mut run = 1;
        loop {
            let mut conn = pool.get().map_err(|error| StorageError::Connection(error.to_string()))?;
            // A panic unwinds through here with the transaction open; r2d2 then throws the connection away.
            let result = Conn::Pg(&mut conn).nested(&mut *f);
            match result {
                Err(error) if run < MOST_RUNS && error.is_worth_retrying() => {
                    drop(conn);
                    std::thread::sleep(jitter(run));
                    run += 1;
                }
                other => return other,
            }
        }
    }
}

/// An error that can tell whether the transaction deserves another run.
pub trait Retryable {
    /// True for serialization failures and deadlocks only.
    fn is_worth_retrying(&self) -> bool {
        false
    }
}

impl Retryable for StorageError {
    fn is_worth_retrying(&self) -> bool {
        Self::is_worth_retrying(self)
    }
}

/// Grows with the run, and differs between threads so that they do not meet again.
fn jitter(run: u32) -> Duration {
    use std::hash::{BuildHasher, RandomState};
    let chance = RandomState::new().hash_one(run) % 10;
    Duration::from_millis(u64::from(run) * 5 + chance)
}

fn copy_before_migrating(conn: &mut diesel::SqliteConnection, path: &Path) -> Result<(), StorageError> {
    use diesel::RunQueryDsl;
    let mut number = 1;
    let copy = loop {
        let candidate = path.with_extension(format!("before-migration-{number}.sqlite3"));
        if !candidate.exists() {
            break candidate;
        }
        number += 1;
    };
    diesel::sql_query("VACUUM INTO $1").bind::<diesel::sql_types::Text, _>(copy.to_string_lossy().into_owned()).execute(conn)?;
    tracing::info!(copy = %copy.display(), "the database was copied before its schema changes");
    Ok(())
}
