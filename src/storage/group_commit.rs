//! The one writer of `SQLite`: takes what waits, commits it together, answers only after the fsync.
//!
//! Each closure runs in its own savepoint, so an error or a panic undoes only its own changes. The cost
//! of the fsync (`synchronous=FULL`) is shared by up to [`BATCH`] closures; no timer waits for more.
//!
//! Some failures (a full disk above all) make `SQLite` give up the whole transaction. Whoever was in it is
//! told so, the connection is thrown away, and what still waits goes on in a transaction on a new one.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use diesel::{
    SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};
use tokio::sync::oneshot;

use super::{Conn, StorageError, pool};

/// Closures in one commit at most.
pub const BATCH: usize = 512;

/// Called after the commit (`Ok`) or when it failed.
type Reply = Box<dyn FnOnce(Result<(), String>) + Send>;
/// Run on the connection, or told why it cannot be. The transaction around it stands (`true`) or is lost.
type Job = Box<dyn FnOnce(Result<&mut SqliteConnection, &str>) -> (Reply, bool) + Send>;

/// The door to the writer thread.
pub struct GroupCommit {
    queue: SyncSender<Job>,
    waiting: Arc<AtomicUsize>,
    capacity: usize,
}

impl GroupCommit {
    /// Starts the writer on `conn`, a connection of its own to the file at `path`. It ends when the last door to it
    /// is dropped, after everything that waited is committed. At most `batch` closures share a commit.
    pub fn start(path: &Path, conn: SqliteConnection, capacity: usize, batch: usize) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (queue, jobs) = sync_channel(capacity);
        let waiting = Arc::new(AtomicUsize::new(0));
        let mut writer = Writer { path: path.to_owned(), conn: Some(conn) };
        let counter = Arc::clone(&waiting);
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || {
            while let Ok(first) = jobs.recv() {
                writer.write(first, &jobs, batch, &counter);
            }
        })?;
        Ok((Self { queue, waiting, capacity }, thread))
    }

    /// Hands a closure to the writer; the receiver hears after the commit.
    pub fn submit<T, E>(
        &self,
        mut f: impl FnMut(&mut Conn<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, E>>, StorageError>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            let (result, stands) = match conn {
                Ok(conn) => in_savepoint(conn, &mut f),
                Err(why) => (Err(StorageError::Commit(why.to_owned()).into()), false),
            };
            let reply: Reply = Box::new(move |commit| {
                let answer = match (commit, result) {
                    (Err(why), Ok(_)) => Err(StorageError::Commit(why).into()),
                    (_, result) => result,
                };
                // The caller may have gone away; the write stands all the same.
                let _ = sender.send(answer);
            });
            (reply, stands)
        });
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.queue.try_send(job).map_err(|refused| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            match refused {
                TrySendError::Full(_) => StorageError::Busy,
                TrySendError::Disconnected(_) => StorageError::Stopped,
            }
        })?;
        Ok(receiver)
    }

    /// Closures that wait or run now, and how many may.
    pub fn depth(&self) -> (usize, usize) {
        (self.waiting.load(Ordering::Acquire), self.capacity)
    }
}

/// Runs a closure so that an error or a panic undoes what it wrote and nothing else. `false`: the savepoint could not
/// be opened, kept or undone, so the transaction around it cannot be trusted any more.
fn in_savepoint<T, E: From<StorageError>>(
    conn: &mut SqliteConnection,
    f: &mut impl FnMut(&mut Conn<'_>) -> Result<T, E>,
) -> (Result<T, E>, bool) {
    let mut conn = Conn::Sqlite(conn);
    if let Err(error) = conn.begin() {
        return (Err(StorageError::from(error).into()), false);
    }
    match catch_unwind(AssertUnwindSafe(|| f(&mut conn))) {
        Ok(Ok(value)) => match conn.commit() {
            Ok(()) => (Ok(value), true),
            Err(error) => (Err(StorageError::from(error).into()), false),
        },
        // The closure's own error says more than the failure to undo.
        Ok(Err(error)) => (Err(error), conn.rollback().is_ok()),
        Err(_panic) => {
            // A panic may have left savepoints of its own open; roll back down to ours.
            let stands = roll_back_to(&mut conn, 1);
            (Err(StorageError::Panicked.into()), stands)
        }
    }
}

/// Rolls back until `depth` transactions are open; whether that could be done.
fn roll_back_to(conn: &mut Conn<'_>, depth: u32) -> bool {
    loop {
        match open_depth(conn) {
            Some(open) if open > depth => {
                if conn.rollback().is_err() {
                    return false;
                }
            }
            open => return open == Some(depth),
        }
    }
}

fn open_depth(conn: &mut Conn<'_>) -> Option<u32> {
    let Conn::Sqlite(c) = conn else { return None };
    let status = <AnsiTransactionManager as TransactionManager<SqliteConnection>>::transaction_manager_status_mut(*c);
    status.transaction_depth().ok().flatten().map(std::num::NonZero::get)
}

/// The writer's connection; none after it was thrown away.
struct Writer {
    path: PathBuf,
    conn: Option<SqliteConnection>,
}

impl Writer {
    /// Writes the first closure and what waits behind it, in as few commits as can be.
    fn write(&mut self, first: Job, jobs: &Receiver<Job>, batch: usize, waiting: &AtomicUsize) {
        let mut batch: VecDeque<Job> = std::iter::once(first).chain(jobs.try_iter()).take(batch).collect();
        while !batch.is_empty() {
            let mut replies = Vec::with_capacity(batch.len());
            let outcome = self.commit_together(&mut batch, &mut replies);
            let size = replies.len();
            if let Err(why) = &outcome {
                tracing::error!(%why, size, "a group commit failed; every caller is told");
                // Whatever state the connection is in, nothing of this may survive: closing it rolls back.
                self.conn = None;
            }
            // Counted out before they hear, so that whoever was answered reads a depth without itself.
            waiting.fetch_sub(size, Ordering::Release);
            for reply in replies {
                reply(outcome.clone());
            }
        }
    }

    /// Runs closures in one transaction until there are no more, or the transaction is lost; those that ran leave
    /// their replies. Without a transaction nothing may run, since each closure would commit by itself.
    fn commit_together(&mut self, batch: &mut VecDeque<Job>, replies: &mut Vec<Reply>) -> Result<(), String> {
        let conn = match self.begin() {
            Ok(conn) => conn,
            Err(why) => {
                replies.extend(batch.drain(..).map(|job| job(Err(&why)).0));
                return Err(why);
            }
        };
        while let Some(job) = batch.pop_front() {
            let (reply, stands) = job(Ok(conn));
            replies.push(reply);
            if !stands {
                return Err("the transaction was lost".to_owned());
            }
        }
        Conn::Sqlite(conn).commit().map_err(|error| error.to_string())
    }

    fn begin(&mut self) -> Result<&mut SqliteConnection, String> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => pool::open_sqlite(&self.path).map_err(|error| error.to_string())?,
        };
        let conn = self.conn.insert(conn);
        AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE").map_err(|error| error.to_string())?;
        Ok(conn)
    }
}
