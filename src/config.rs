//! One typed configuration from `hocthi.toml` and `HOCTHI_*`, checked once at start.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    certification::model::Issuer,
    mail::transport::{Setting, Transport},
};

/// Enough to keep every core busy; more would only stand in the way of those inside. See docs/BENCHMARKS.md.
const NEWCOMERS_A_CORE: usize = 4;

/// A value that is never printed.
#[derive(Clone, Default)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What is in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of everything that is kept.
    pub data: PathBuf,
    /// `sqlite://PATH` or `postgres://…`; may hold a password.
    pub database_url: Secret,
    /// Address to listen on.
    pub bind: SocketAddr,
    /// Where people reach the service, without a slash at the end.
    pub base_url: String,
    /// Threads that serve.
    pub workers: usize,
    /// Connections to the database.
    pub connections: u32,
    /// Writes that may wait.
    pub write_queue: usize,
    /// Newcomers at work at once: starts, and pages of people who have not begun.
    pub newcomers: usize,
    /// Who issues certificates.
    pub issuer: Issuer,
    /// How mail leaves.
    pub mail: Transport,
    /// In whose name mail is sent.
    pub mail_from: String,
}

/// A wrong setting: its name, its value, what is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Name of the setting.
    pub name: String,
    /// What was given.
    pub value: String,
    /// Message key of what is allowed, `cli-config-<code>`.
    pub code: &'static str,
}

/// What the command line says on top.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--bind`.
    pub bind: Option<String>,
    /// A data folder chosen by the command itself (`demo`).
    pub data: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<String>,
    database_url: Option<String>,
    bind: Option<String>,
    base_url: Option<String>,
    workers: Option<String>,
    connections: Option<String>,
    write_queue: Option<String>,
    newcomers: Option<String>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    #[serde(default)]
    issuer: IssuerFile,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuerFile {
    parent: Option<String>,
    name: Option<String>,
    place: Option<String>,
    symbol: Option<String>,
    signer_title: Option<String>,
    signer_name: Option<String>,
    state_motto: Option<bool>,
}

impl Config {
    /// Reads `hocthi.toml` (if it is there) and the environment, which wins; then checks everything.
    ///
    /// # Errors
    /// The first wrong setting.
    pub fn load(overrides: &Overrides) -> Result<Self, ConfigError> {
        let file = read_file(Path::new("hocthi.toml"))?;
        Self::from(file, |name| std::env::var(name).ok().filter(|value| !value.is_empty()), overrides)
    }

    fn from(file: File, env: impl Fn(&str) -> Option<String>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let pick = |name: &str, in_file: Option<String>| env(name).or(in_file);
        let data = overrides.data.clone().unwrap_or_else(|| PathBuf::from(pick("HOCTHI_DATA", file.data).unwrap_or_else(|| "var".into())));
        // A demonstration keeps its own folder, whatever database the environment names for the real service.
        let named = pick("DATABASE_URL", file.database_url).filter(|_| overrides.data.is_none());
        let database_url = named.unwrap_or_else(|| format!("sqlite://{}", data.join("hocthi.sqlite3").display()));
        if !["sqlite://", "postgres://", "postgresql://"].iter().any(|scheme| database_url.starts_with(scheme)) {
            return Err(wrong("DATABASE_URL", database_url.split('@').next_back().unwrap_or_default(), "database-url"));
        }
        let bind_text = overrides.bind.clone().or_else(|| pick("HOCTHI_BIND", file.bind)).unwrap_or_else(|| "127.0.0.1:8080".into());
        let bind: SocketAddr = bind_text.parse().map_err(|_| wrong("HOCTHI_BIND", &bind_text, "bind"))?;
        let base_url = pick("HOCTHI_BASE_URL", file.base_url).unwrap_or_else(|| format!("http://{bind}"));
        let is_address = ["http://", "https://"]
            .iter()
            .any(|scheme| base_url.strip_prefix(scheme).is_some_and(|host| !host.is_empty() && !host.contains([' ', '?', '#'])));
        if !is_address || base_url.ends_with('/') {
            return Err(wrong("HOCTHI_BASE_URL", &base_url, "base-url"));
        }
        let number = |name: &str, in_file: Option<String>, default: usize, most: usize| match pick(name, in_file) {
            None => Ok(default),
            Some(text) => text.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| wrong(name, &text, "number")),
        };
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let issuer = file.issuer;
        let state_motto = match env("HOCTHI_ISSUER_STATE_MOTTO").as_deref() {
            None => issuer.state_motto.unwrap_or(false),
            Some("true" | "1") => true,
            Some("false" | "0") => false,
            Some(other) => return Err(wrong("HOCTHI_ISSUER_STATE_MOTTO", other, "bool")),
        };
        let name = pick("HOCTHI_ISSUER_NAME", issuer.name).unwrap_or_else(|| "HỌC THI".into());
        let symbol = pick("HOCTHI_ISSUER_SYMBOL", issuer.symbol).unwrap_or_else(|| "GCN-HT".into());
        if symbol.is_empty() || symbol.chars().count() > 30 || symbol.contains('/') {
            return Err(wrong("HOCTHI_ISSUER_SYMBOL", &symbol, "symbol"));
        }
        let mail_from = pick("HOCTHI_MAIL_FROM", file.mail_from).unwrap_or_default();
        let mail = match pick("HOCTHI_SMTP_URL", file.smtp_url) {
            None => Transport::None,
            Some(url) => Transport::smtp(&url, &mail_from).map_err(|setting| match setting {
                // The address may hold a password; what stands behind it tells enough.
                Setting::Server => wrong("HOCTHI_SMTP_URL", url.split('@').next_back().unwrap_or_default(), "smtp-url"),
                Setting::Sender => wrong("HOCTHI_MAIL_FROM", &mail_from, "mail-from"),
            })?,
        };
        Ok(Self {
            mail,
            mail_from,
            workers: number("HOCTHI_WORKERS", file.workers, cores, 256)?,
            connections: u32::try_from(number("HOCTHI_CONNECTIONS", file.connections, (cores * 4).max(8), 1_000)?).unwrap_or(8),
            write_queue: number("HOCTHI_WRITE_QUEUE", file.write_queue, 4_096, 1_000_000)?,
            newcomers: number("HOCTHI_NEWCOMERS", file.newcomers, cores * NEWCOMERS_A_CORE, 100_000)?,
            issuer: Issuer {
                parent: pick("HOCTHI_ISSUER_PARENT", issuer.parent),
                name,
                place: pick("HOCTHI_ISSUER_PLACE", issuer.place).unwrap_or_else(|| "Tiền Giang".into()),
                symbol,
                signer_title: pick("HOCTHI_ISSUER_SIGNER_TITLE", issuer.signer_title),
                signer_name: pick("HOCTHI_ISSUER_SIGNER_NAME", issuer.signer_name),
                state_motto,
            },
            data,
            database_url: Secret(database_url),
            bind,
            base_url,
        })
    }

    /// The database's address with its password hidden, for people to read.
    pub fn database_shown(&self) -> String {
        let url = &self.database_url.0;
        match (url.split_once("://"), url.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
            _ => url.clone(),
        }
    }

    /// Name and value of every setting, secrets masked.
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HOCTHI_DATA", self.data.display().to_string()),
            ("DATABASE_URL", self.database_shown()),
            ("HOCTHI_BIND", self.bind.to_string()),
            ("HOCTHI_BASE_URL", self.base_url.clone()),
            ("HOCTHI_WORKERS", self.workers.to_string()),
            ("HOCTHI_CONNECTIONS", self.connections.to_string()),
            ("HOCTHI_WRITE_QUEUE", self.write_queue.to_string()),
            ("HOCTHI_NEWCOMERS", self.newcomers.to_string()),
            ("HOCTHI_SMTP_URL", if self.mail.is_set() { "***".into() } else { String::new() }),
            ("HOCTHI_MAIL_FROM", self.mail_from.clone()),
            ("HOCTHI_ISSUER_PARENT", self.issuer.parent.clone().unwrap_or_default()),
            ("HOCTHI_ISSUER_NAME", self.issuer.name.clone()),
            ("HOCTHI_ISSUER_PLACE", self.issuer.place.clone()),
            ("HOCTHI_ISSUER_SYMBOL", self.issuer.symbol.clone()),
            ("HOCTHI_ISSUER_SIGNER_TITLE", self.issuer.signer_title.clone().unwrap_or_default()),
            ("HOCTHI_ISSUER_SIGNER_NAME", self.issuer.signer_name.clone().unwrap_or_default()),
            ("HOCTHI_ISSUER_STATE_MOTTO", self.issuer.state_motto.to_string()),
        ]
    }
}

fn wrong(name: &str, value: &str, code: &'static str) -> ConfigError {
    ConfigError { name: name.to_owned(), value: value.to_owned(), code }
}

fn read_file(path: &Path) -> Result<File, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|error| wrong(&path.display().to_string(), error.message(), "file")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(wrong(&path.display().to_string(), &error.to_string(), "file")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let env = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::from(File::default(), env, &Overrides::default())
    }

    #[test]
    fn defaults_need_nothing() {
        let config = with(&[]).unwrap();
        assert_eq!(config.database_url.0, "sqlite://var/hocthi.sqlite3");
        assert_eq!(config.base_url, "http://127.0.0.1:8080");
    }

    #[test]
    fn a_wrong_setting_is_named_with_its_value() {
        for (name, value, code) in [
            ("DATABASE_URL", "mysql://x", "database-url"),
            ("HOCTHI_BIND", "localhost", "bind"),
            ("HOCTHI_BASE_URL", "hocthi.vn", "base-url"),
            ("HOCTHI_BASE_URL", "https://hocthi.vn/", "base-url"),
            ("HOCTHI_WORKERS", "0", "number"),
            ("HOCTHI_WORKERS", "nhiều", "number"),
            ("HOCTHI_ISSUER_STATE_MOTTO", "có", "bool"),
            ("HOCTHI_ISSUER_SYMBOL", "a/b", "symbol"),
            ("HOCTHI_SMTP_URL", "máy chủ", "smtp-url"),
        ] {
            assert_eq!(with(&[(name, value)]).unwrap_err(), wrong(name, value, code), "{name}={value}");
        }
    }

    #[test]
    fn a_password_in_the_address_is_never_shown() {
        let config = with(&[("DATABASE_URL", "postgres://hocthi:mật-khẩu@db/hocthi")]).unwrap();
        assert_eq!(config.database_shown(), "postgres://***@db/hocthi");
        assert!(!format!("{config:?}").contains("mật-khẩu"));
        let refused = with(&[("HOCTHI_SMTP_URL", "ftp://thu:mat-khau@mail.example"), ("HOCTHI_MAIL_FROM", "thu@example.vn")]).unwrap_err();
        assert_eq!(refused, wrong("HOCTHI_SMTP_URL", "mail.example", "smtp-url"));
    }

    #[test]
    fn a_mail_server_needs_somebody_in_whose_name_it_sends() {
        let server = ("HOCTHI_SMTP_URL", "smtps://thu:mat-khau@mail.example:465");
        assert_eq!(with(&[server]).unwrap_err(), wrong("HOCTHI_MAIL_FROM", "", "mail-from"));
        let config = with(&[server, ("HOCTHI_MAIL_FROM", "Học Thi <thu@example.vn>")]).unwrap();
        assert!(config.mail.is_set() && !format!("{config:?} {:?}", config.shown()).contains("mat-khau"));
    }
}
