//! One server at a time on a `SQLite` file.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
};

use super::StorageError;

/// Held while a server runs on a database file; the operating system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct ServerLock(#[allow(dead_code)] File);

impl ServerLock {
    /// Takes the lock beside `database`.
    ///
    /// # Errors
    /// [`StorageError::Unusable`] when another server holds it or the folder cannot be written.
    pub fn take(database: &Path) -> Result<Self, StorageError> {
        let path = database.with_extension("lock");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| StorageError::Unusable(format!("{}: {error}", path.display())))?;
        file.try_lock().map_err(|_| StorageError::Unusable(format!("{}: another server is running on this database", path.display())))?;
        let _ = writeln!(file, "{}", std::process::id());
        Ok(Self(file))
    }
}
