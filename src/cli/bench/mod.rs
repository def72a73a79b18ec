//! `hocthi bench`: how fast this machine saves responses, beside points of comparison measured in the same run.
//!
//! What is compared, and what the figures mean, is told in `docs/BENCHMARKS.md`.

mod certificates;
mod child;
mod finalize;
mod formats;
mod histogram;
mod load;
mod opening;
mod people;
mod report;
mod rounds;
mod servers;
mod whole;
mod wire;

use std::{
    io::IsTerminal,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{Failure, Outcome, args, say::Say};
use crate::storage::ScratchDatabase;
use child::Child;
use load::{Load, Measured};
use people::World;
use report::{Report, Setting};

/// Every variant is measured this often, in turns; the report gives medians.
const ROUNDS: usize = 3;
/// Longest measurement: all of them together must end before the attempts' own time limit.
const LONGEST_SECONDS: u64 = 60;
/// Most people at once.
const MOST_TAKERS: usize = 10_000;
/// Newcomers at once where the door is not what is measured.
const OPEN_DOOR: usize = 100_000;
/// Files a process has open beside its connections.
const OTHER_FILES: usize = 64;

/// One of the servers that are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Variant {
    /// (a) A route that only answers.
    Bare,
    /// (b) A route that only writes, through the same group commit.
    Upsert,
    /// (c) The same with a commit of its own for each save.
    Single,
    /// The application.
    Product,
    /// The application, with attempts at a contest's round: what is accepted goes into their chains too.
    Round,
}

impl Variant {
    const ALL: [Self; 5] = [Self::Bare, Self::Upsert, Self::Single, Self::Product, Self::Round];

    const fn code(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Upsert => "upsert",
            Self::Single => "single",
            Self::Product => "product",
            Self::Round => "round",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.code() == code)
    }
}

/// Which database is measured.
#[derive(Clone)]
enum Backend {
    Sqlite,
    /// The address of a throw-away server on which databases may be created.
    Postgres(String),
}

impl Backend {
    /// `SQLite`, and `PostgreSQL` where a server for it is named.
    fn all() -> Vec<Self> {
        let mut all = vec![Self::Sqlite];
        all.extend(std::env::var("HOCTHI_BENCH_POSTGRES").ok().filter(|url| !url.is_empty()).map(Self::Postgres));
        all
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// The bare route needs no database and one commit per save is what `PostgreSQL` does anyway.
    const fn variants(&self) -> &'static [Variant] {
        match self {
            Self::Sqlite => &Variant::ALL,
            Self::Postgres(_) => &[Variant::Upsert, Variant::Product, Variant::Round],
        }
    }
}

/// What every step of the run needs.
struct Bench<'a> {
    say: &'a Say,
    seconds: u64,
    stop: Arc<AtomicBool>,
    shows_progress: bool,
}

pub fn run(say: &Say, args: args::Bench) -> Outcome {
    if let Some(code) = args.server {
        let variant = Variant::parse(&code).ok_or_else(|| cannot(&code))?;
        return servers::run(say, variant);
    }
    if let (Some(step), Some(file)) = (&args.format_step, &args.format_file) {
        return formats::child(step, file);
    }
    if !args.formats.is_empty() {
        return formats::run(say, &args.formats, args.json);
    }
    if !args.finalize.is_empty() {
        return finalize::run(say, &args.finalize, args.json);
    }
    if !args.certificates.is_empty() {
        return certificates::run(say, &args.certificates, args.json);
    }
    if !args.opening.is_empty() {
        return opening::run(say, &args.opening, args.json);
    }
    if !(1..=LONGEST_SECONDS).contains(&args.seconds) {
        return Err(Failure::Message("bench-seconds", vec![("most", LONGEST_SECONDS.to_string())]));
    }
    if args.takers.is_empty() || args.takers.iter().any(|takers| !(1..=MOST_TAKERS).contains(takers)) {
        return Err(Failure::Message("bench-takers", vec![("most", MOST_TAKERS.to_string())]));
    }
    enough_files(args.takers.iter().copied().max().unwrap_or(0))?;
    if !cfg!(target_os = "linux") {
        say.aside("cli-bench-linux-only", &[]);
    }
    let bench = Bench { say, seconds: args.seconds, stop: stop_on_interrupt(), shows_progress: std::io::stderr().is_terminal() };
    let mut report = Report::new(args.seconds);
    for backend in &Backend::all() {
        for takers in &args.takers {
            let setting = bench.compare(backend, *takers)?;
            if !args.json {
                setting.say(say);
            }
            report.settings.push(setting);
        }
        let attempts = bench.whole_attempts(backend)?;
        if !args.json {
            for attempt in &attempts {
                attempt.say(say);
            }
        }
        report.attempts.extend(attempts);
    }
    if args.json {
        println!("{}", report.json());
    }
    Ok(())
}

/// A failure with a reason in plain words.
fn cannot(why: &(impl ToString + ?Sized)) -> Failure {
    Failure::Message("bench-failed", vec![("why", why.to_string())])
}

/// Every taker is a connection here and one in the server.
fn enough_files(takers: usize) -> Outcome {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse::<usize>().ok());
    match soft {
        Some(most) if most < takers + OTHER_FILES => Err(Failure::Message(
            "bench-files",
            vec![("takers", takers.to_string()), ("most", most.to_string()), ("need", (takers + OTHER_FILES).to_string())],
        )),
        _ => Ok(()),
    }
}

/// Ctrl+C ends the run in order, so that servers are stopped and throw-away data is removed.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    std::thread::spawn(move || {
        let Ok(runtime) = actix_web::rt::Runtime::new() else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            flag.store(true, Ordering::Relaxed);
        }
    });
    stop
}

impl Bench<'_> {
    fn progress(&self, key: &str, args: &[(&'static str, String)]) {
        if self.shows_progress {
            self.say.aside(key, args);
        }
    }

    fn go_on(&self) -> Outcome {
        if self.stop.load(Ordering::Relaxed) { Err(Failure::Message("bench-interrupted", vec![])) } else { Ok(()) }
    }

    /// All variants with this many takers, in turns.
    fn compare(&self, backend: &Backend, takers: usize) -> Result<Setting, Failure> {
        self.progress("cli-bench-preparing", &[("takers", takers.to_string())]);
        let world = World::prepare(self.say, backend, takers)?;
        let mut servers = Vec::new();
        for variant in backend.variants() {
            servers.push((*variant, self.start(*variant, &world, Some(OPEN_DOOR))?, Vec::<Measured>::new()));
        }
        let load = |variant: Variant, seconds: Duration, first_seq: i64| Load {
            takers: &world.takers,
            at_round: variant == Variant::Round,
            first_seq,
            length: seconds,
            stop: &self.stop,
        };
        // Caches and connection pools fill before anything counts.
        for (variant, server, _) in &servers {
            load(*variant, Duration::from_millis(500), 1).run(server)?;
        }
        for round in 1..=ROUNDS {
            for (variant, server, measured) in &mut servers {
                self.go_on()?;
                let name = self.say.text(&format!("cli-bench-name-{}", variant.code()), &[]);
                self.progress(
                    "cli-bench-progress",
                    &[("name", name), ("takers", takers.to_string()), ("round", round.to_string()), ("rounds", ROUNDS.to_string())],
                );
                let first_seq = load::SEQ_STEP * i64::try_from(round).unwrap_or(1);
                measured.push(load(*variant, Duration::from_secs(self.seconds), first_seq).run(server)?);
            }
        }
        self.go_on()?;
        let rows = servers.into_iter().map(|(variant, server, measured)| (variant, measured, server.peak_memory())).collect();
        Ok(Setting { backend: backend.code(), takers, seconds: self.seconds, rows })
    }

    fn start(&self, variant: Variant, world: &World, newcomers: Option<usize>) -> Result<Running, Failure> {
        let (url, scratch, folder) = world.copy_for(variant)?;
        Ok(Running { child: Child::start(self.say, variant, &url, folder.path(), newcomers)?, url, _scratch: scratch, _folder: folder })
    }

    /// Attempts from the start to the result.
    fn whole_attempts(&self, backend: &Backend) -> Result<Vec<whole::Whole>, Failure> {
        self.progress("cli-bench-preparing", &[("takers", whole::PEOPLE.to_string())]);
        let world = World::prepare_people(self.say, backend, whole::PEOPLE)?;
        let server = self.start(Variant::Product, &world, Some(OPEN_DOOR))?;
        whole::measure(self, backend.code(), &server, &world)
    }
}

/// A server with what must outlive it, dropped in this order.
struct Running {
    child: Child,
    /// Its database.
    url: String,
    _scratch: Option<ScratchDatabase>,
    _folder: tempfile::TempDir,
}

impl std::ops::Deref for Running {
    type Target = Child;
    fn deref(&self) -> &Child {
        &self.child
    }
}
