//! A throw-away database on a `PostgreSQL` server, for measurements: never on the database of a service.

use diesel::{Connection, PgConnection, connection::SimpleConnection};

use super::StorageError;
use crate::kernel::{Entropy, rng::SystemEntropy, text};

/// Removed from the server when it is dropped.
#[derive(Debug)]
pub struct ScratchDatabase {
    server: String,
    name: String,
}

impl ScratchDatabase {
    /// A new, empty database on the server behind `server_url`, whose account must be allowed to create one.
    ///
    /// # Errors
    /// [`StorageError::Unusable`] says why the server refused.
    pub fn create(server_url: &str) -> Result<Self, StorageError> {
        Self::make(server_url, "")
    }

    /// A copy of another one to which nobody is connected.
    ///
    /// # Errors
    /// As for [`ScratchDatabase::create`].
    pub fn copy(server_url: &str, of: &Self) -> Result<Self, StorageError> {
        Self::make(server_url, &format!(" TEMPLATE {}", of.name))
    }

    fn make(server_url: &str, from: &str) -> Result<Self, StorageError> {
        let mut random = [0u8; 8];
        SystemEntropy.fill(&mut random);
        let name = format!("hocthi_scratch_{}", text::hex(&random));
        on_server(server_url, &format!("CREATE DATABASE {name}{from}"))?;
        Ok(Self { server: server_url.to_owned(), name })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        let (address, options) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let host = address
            .find("://")
            .and_then(|scheme| address[scheme + 3..].find('/').map(|at| scheme + 3 + at))
            .map_or(address, |end| &address[..end]);
        if options.is_empty() { format!("{host}/{}", self.name) } else { format!("{host}/{}?{options}", self.name) }
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let _ = on_server(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn on_server(url: &str, sql: &str) -> Result<(), StorageError> {
    let mut conn = PgConnection::establish(url).map_err(|error| StorageError::Unusable(error.to_string()))?;
    conn.batch_execute(sql).map_err(|error| StorageError::Unusable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_address_differs_from_the_servers_in_the_name_only() {
        for (server, url) in [
            ("postgres://u@h:5432/postgres", "postgres://u@h:5432/x"),
            ("postgres://u@h", "postgres://u@h/x"),
            ("postgres://u@h/postgres?sslmode=disable", "postgres://u@h/x?sslmode=disable"),
        ] {
            // Never dropped: there is no such server.
            let scratch = std::mem::ManuallyDrop::new(ScratchDatabase { server: server.into(), name: "x".into() });
            assert_eq!(scratch.url(), url);
        }
    }
}
