//! `hocthi backup` and `hocthi restore` for `SQLite`; `PostgreSQL` has its own tools, which are named.

use std::path::Path;

use super::{Failure, Outcome, say::Say};
use crate::{
    config::{Config, Overrides},
    storage::{self, ServerLock},
};

fn sqlite_path(config: &Config) -> Result<std::path::PathBuf, Failure> {
    config.database_url.0.strip_prefix("sqlite://").map(Into::into).ok_or_else(|| Failure::Message("backup-postgres", vec![]))
}

/// Writes a consistent copy while the service runs, and opens it again to see that it is whole.
pub fn backup(say: &Say, file: &Path) -> Outcome {
    let config = Config::load(&Overrides::default())?;
    let database = sqlite_path(&config)?;
    if file.exists() {
        return Err(Failure::Message("backup-exists", vec![("path", file.display().to_string())]));
    }
    storage::copy_sqlite(&database, file)?;
    storage::check_sqlite_file(file)?;
    let bytes = std::fs::metadata(file).map_err(|error| Failure::File(file.display().to_string(), error))?.len();
    say.line("cli-backup-done", &[("path", file.display().to_string()), ("bytes", bytes.to_string())]);
    Ok(())
}

/// Puts a checked copy in the place of the database; what stood there is kept beside it.
pub fn restore(say: &Say, file: &Path) -> Outcome {
    let config = Config::load(&Overrides::default())?;
    let database = sqlite_path(&config)?;
    storage::check_sqlite_file(file)?;
    if let Some(folder) = database.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| Failure::File(folder.display().to_string(), error))?;
    }
    // A running service would go on writing to the file that is put away.
    let _lock = ServerLock::take(&database)?;
    let told = |error| Failure::File(database.display().to_string(), error);
    let fresh = database.with_extension("restoring");
    std::fs::copy(file, &fresh).map_err(told)?;
    if database.exists() {
        let kept = database.with_extension("before-restore.sqlite3");
        storage::copy_sqlite(&database, &unused(&kept))?;
        for ending in ["-wal", "-shm"] {
            let mut beside = database.clone().into_os_string();
            beside.push(ending);
            let _ = std::fs::remove_file(beside);
        }
    }
    std::fs::rename(&fresh, &database).map_err(told)?;
    say.line("cli-restore-done", &[("path", database.display().to_string())]);
    Ok(())
}

/// The name itself, or with a number that nobody uses.
fn unused(path: &Path) -> std::path::PathBuf {
    (1..10_000)
        .map(|number| if number == 1 { path.to_owned() } else { path.with_extension(format!("{number}.sqlite3")) })
        .find(|path| !path.exists())
        .unwrap_or_else(|| path.to_owned())
}
