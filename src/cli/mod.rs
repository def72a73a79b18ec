//! The command line: one file per command. Exit status: 0 done, 1 failed, 2 wrong usage.

mod args;
mod backup;
mod bank;
mod bench;
mod certificate;
mod check;
mod contest;
mod demo;
mod demo_cast;
mod demo_contest;
mod demo_training;
mod doctor;
mod rebuild;
mod say;
mod serve;
mod user;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Cli, Command};
use say::Say;

use crate::{
    config::{Config, ConfigError, Overrides},
    kernel::Problem,
    storage::{Db, Options, StorageError},
};

/// Why a command failed. Each becomes one sentence that says what, where and how to mend.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A setting is wrong.
    Config(ConfigError),
    /// The database cannot be used.
    Storage(StorageError),
    /// A use case refused.
    Problem(Problem),
    /// A file could not be read or written.
    File(String, std::io::Error),
    /// The address is taken.
    PortInUse(String),
    /// Already told, line by line.
    Told,
    /// The message `cli-<code>` with its values.
    Message(&'static str, Vec<(&'static str, String)>),
    /// The same for a file that cannot be read at all: exit 2, as for wrong usage.
    Unreadable(&'static str, Vec<(&'static str, String)>),
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}
impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}
impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}
impl From<crate::identity::model::IdentityError> for Failure {
    fn from(error: crate::identity::model::IdentityError) -> Self {
        Self::Problem(error.into())
    }
}

type Outcome = Result<(), Failure>;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let say = match Say::from_process() {
        Ok(say) => say,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    // Help and usage speak the reader's language too.
    let matches = match say.localize(Cli::command()).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(2);
        }
    };
    let outcome = match cli.command.unwrap_or(Command::Serve(args::Serve::default())) {
        Command::Serve(args) => serve::run(&say, args),
        Command::Demo(args) => demo::run(&say, args),
        Command::Migrate => migrate(&say),
        Command::Doctor(args) => doctor::run(&say, args),
        Command::Rebuild => rebuild::run(&say),
        Command::User(args) => user::run(&say, args),
        Command::Bank(args) => bank::run(&say, args),
        Command::Course(args) => check::course(&say, args),
        Command::Contest(args) => contest::run(&say, args),
        Command::Certificate(args) => certificate::run(&say, args),
        Command::Backup(args) => backup::backup(&say, &args.file),
        Command::Restore(args) => backup::restore(&say, &args.file),
        Command::Bench(args) => bench::run(&say, args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say.failure(&failure);
            if matches!(failure, Failure::Unreadable(..)) { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// Opens the configured database.
fn open(config: &Config) -> Result<Db, Failure> {
    let options = Options { connections: config.connections, queue: config.write_queue };
    Ok(Db::open(&config.database_url.0, options)?.0)
}

fn migrate(say: &Say) -> Outcome {
    let config = Config::load(&Overrides::default())?;
    let options = Options { connections: config.connections, queue: config.write_queue };
    let (_, migrated) = Db::open(&config.database_url.0, options)?;
    if migrated.applied.is_empty() {
        say.line("cli-migrate-nothing", &[("database", config.database_shown())]);
    } else {
        say.line("cli-migrate-done", &[("database", config.database_shown()), ("n", migrated.applied.len().to_string())]);
    }
    Ok(())
}
