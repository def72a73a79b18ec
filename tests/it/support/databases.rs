//! A fresh database for each test, copied from one that was prepared once.

use std::sync::{
    LazyLock,
    atomic::{AtomicU32, Ordering},
};

use hocthi::storage::{Db, Options};

/// Which database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Kept until the test ends.
pub struct Keep(#[allow(dead_code)] Option<tempfile::TempDir>);

const SMALL: Options = Options { connections: 6, queue: 4_096 };

static SQLITE_TEMPLATE: LazyLock<(tempfile::TempDir, std::path::PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("template.sqlite3");
    let (db, _) = Db::open(&format!("sqlite://{}", folder.path().join("first.sqlite3").display()), SMALL).expect("opens");
    super::load_content(&db);
    hocthi::storage::copy_sqlite(db.sqlite_path().expect("a file"), &path).expect("copied");
    (folder, path)
});

/// The server that `tests/run` starts.
pub fn postgres_url() -> String {
    std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL names a throw-away PostgreSQL server; tests/run starts one")
}

fn on_server(sql: &str) {
    let done = std::process::Command::new("psql")
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &postgres_url(), "-c", sql])
        .output()
        .expect("psql runs");
    assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
}

fn url_of(database: &str) -> String {
    let url = postgres_url();
    let (server, _) = url.rsplit_once('/').expect("a database in the address");
    format!("{server}/{database}")
}

static POSTGRES_TEMPLATE: LazyLock<String> = LazyLock::new(|| {
    let name = format!("template_{}", std::process::id());
    on_server(&format!("CREATE DATABASE {name}"));
    let (db, _) = Db::open(&url_of(&name), SMALL).expect("opens");
    super::load_content(&db);
    name
});

/// A database with the shipped content and nobody in it.
pub fn fresh(backend: Backend) -> (Db, Keep) {
    let (url, keep) = fresh_url(backend, true);
    (Db::open(&url, SMALL).expect("opens").0, keep)
}

/// The address of a fresh database; an empty one has not even a schema.
pub fn fresh_url(backend: Backend, prepared: bool) -> (String, Keep) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    match backend {
        Backend::Sqlite => {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("test.sqlite3");
            if prepared {
                std::fs::copy(&SQLITE_TEMPLATE.1, &path).expect("copied");
            }
            (format!("sqlite://{}", path.display()), Keep(Some(folder)))
        }
        Backend::Postgres => {
            let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
            if prepared {
                on_server(&format!("CREATE DATABASE {name} TEMPLATE {}", *POSTGRES_TEMPLATE));
            } else {
                on_server(&format!("CREATE DATABASE {name}"));
            }
            (url_of(&name), Keep(None))
        }
    }
}
