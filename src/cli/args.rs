//! The shape of the command line. Its sentences are in `locales/` (`cli-…`), put in by [`super::say`].

#![allow(missing_docs)] // each field is described by its help message

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "hocthi", version, disable_help_subcommand = true)]
pub struct Cli {
    #[arg(long, global = true, value_name = "vi|en")]
    pub lang: Option<String>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Subcommand)]
pub enum Command {
    Serve(Serve),
    Demo(Demo),
    Migrate,
    Doctor(Doctor),
    Rebuild,
    User(User),
    Bank(Bank),
    Course(Course),
    Contest(Contest),
    Certificate(Certificate),
    Backup(BackupFile),
    Restore(BackupFile),
    Bench(Bench),
}

#[derive(Args, Default)]
pub struct Serve {
    #[arg(long)]
    pub bind: Option<String>,
    #[arg(long)]
    pub print_config: bool,
}

#[derive(Args)]
pub struct Demo {
    #[arg(long)]
    pub bind: Option<String>,
    #[arg(long, default_value_t = 0)]
    pub people: u32,
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Doctor {
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    pub command: UserCommand,
}

#[derive(Subcommand)]
pub enum UserCommand {
    Add {
        username: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        phone: Option<String>,
        #[arg(long)]
        email: Option<String>,
        #[arg(long, default_value = "trainee")]
        role: String,
        #[arg(long)]
        unit: Option<String>,
    },
    Password {
        username: String,
    },
}

#[derive(Args)]
pub struct Bank {
    #[command(subcommand)]
    pub command: BankCommand,
}

#[derive(Subcommand)]
pub enum BankCommand {
    Check {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[arg(long)]
        json: bool,
        #[arg(long)]
        strict: bool,
    },
    Import(BankImport),
    Export {
        #[arg(long)]
        bank: String,
        #[arg(long)]
        format: String,
        #[arg(short, long)]
        output: PathBuf,
    },
    Template {
        file: PathBuf,
    },
}

#[derive(Args)]
pub struct BankImport {
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long)]
    pub format: Option<String>,
    #[arg(long, required_unless_present = "dry_run")]
    pub bank: Option<String>,
    #[arg(long)]
    pub title: Option<String>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub skip_known: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Course {
    #[command(subcommand)]
    pub command: CourseCommand,
}

#[derive(Subcommand)]
pub enum CourseCommand {
    Check {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[arg(long)]
        json: bool,
        #[arg(long)]
        strict: bool,
    },
}

#[derive(Args)]
pub struct Contest {
    #[command(subcommand)]
    pub command: ContestCommand,
}

#[derive(Subcommand)]
pub enum ContestCommand {
    Verify {
        file: PathBuf,
        #[arg(long)]
        key: Option<String>,
        #[arg(long)]
        json: bool,
    },
    Finalize {
        round: String,
    },
}

#[derive(Args)]
pub struct Certificate {
    #[command(subcommand)]
    pub command: CertificateCommand,
}

#[derive(Subcommand)]
pub enum CertificateCommand {
    Verify {
        code: String,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub struct BackupFile {
    pub file: PathBuf,
}

#[derive(Args)]
pub struct Bench {
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    #[arg(long, value_delimiter = ',', default_value = "64,1024")]
    pub takers: Vec<usize>,
    #[arg(long)]
    pub json: bool,
    /// Measures instead how long the result of a round of so many attempts takes, in turn.
    #[arg(long, value_delimiter = ',')]
    pub finalize: Vec<usize>,
    /// Measures instead how long a batch of so many certificates takes, in turn.
    #[arg(long, value_delimiter = ',')]
    pub certificates: Vec<usize>,
    /// Measures instead the opening minute of a round for so many people, in turn.
    #[arg(long, value_delimiter = ',')]
    pub opening: Vec<usize>,
    /// Measures instead how long question files of so many items take to be written and read, in turn.
    #[arg(long, value_delimiter = ',')]
    pub formats: Vec<usize>,
    /// One step of that; used by the command itself.
    #[arg(long, hide = true)]
    pub format_step: Option<String>,
    #[arg(long, hide = true)]
    pub format_file: Option<PathBuf>,
    /// Runs one of the compared servers; used by the command itself.
    #[arg(long, hide = true)]
    pub server: Option<String>,
}
