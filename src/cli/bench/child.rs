//! A server under measurement: a child process of this same program, stopped when it is dropped.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use super::{Variant, cannot};
use crate::cli::{Failure, say::Say};

/// A server that is not ready by then has failed.
const START_SECONDS: u64 = 60;
/// What Linux calls a tick of processor time, on every architecture: a hundredth of a second.
const TICK_MICROS: u64 = 10_000;

/// The running server.
pub struct Child {
    process: std::process::Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Child {
    /// Starts the server on a database that is ready, with nothing of the caller's own settings in force. `newcomers` opens
    /// the door that wide; none leaves it as it is set.
    pub fn start(say: &Say, variant: Variant, database_url: &str, folder: &Path, newcomers: Option<usize>) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| cannot(&error))?;
        let log = std::env::var_os("RUST_LOG").unwrap_or_else(|| "error".into());
        let mut command = Command::new(program);
        if let Some(newcomers) = newcomers {
            command.env("HOCTHI_NEWCOMERS", newcomers.to_string());
        }
        let mut process = command
            .args(["bench", "--server", variant.code()])
            .current_dir(folder)
            .env("DATABASE_URL", database_url)
            .env("HOCTHI_DATA", folder)
            .env("HOCTHI_BIND", "127.0.0.1:0")
            .env("HOCTHI_BASE_URL", "http://127.0.0.1")
            .env("RUST_LOG", log)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| cannot(&error))?;
        let stdout = process.stdout.take();
        // From here on the guard stops the process, whatever happens.
        let mut child = Self { process, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        let (sender, first_line) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            if let Some(stdout) = stdout {
                let _ = BufReader::new(stdout).read_line(&mut line);
            }
            let _ = sender.send(line);
        });
        let line = first_line.recv_timeout(Duration::from_secs(START_SECONDS)).unwrap_or_default();
        let address = line.trim().trim_start_matches("http://").parse();
        child.address = address.map_err(|_| cannot(&say.text("cli-bench-no-server", &[("variant", variant.code().to_owned())])))?;
        Ok(child)
    }

    /// Processor time it has used so far, in microseconds; `None` where the system does not tell.
    pub fn cpu_micros(&self) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        // The name in brackets may hold anything; what follows it is fields 3, 4, … of proc(5).
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some((user + system) * TICK_MICROS)
    }

    /// The memory it holds now, in MiB.
    pub fn memory(&self) -> Option<f64> {
        memory_of(&self.process.id().to_string())
    }

    /// The most memory it ever held, in MiB.
    pub fn peak_memory(&self) -> Option<f64> {
        peak_memory_of(&self.process.id().to_string())
    }
}

/// The memory that a process (`self` or a number) holds now, in MiB.
fn memory_of(process: &str) -> Option<f64> {
    field_of(process, "VmRSS:")
}

/// The most memory that a process (`self` or a number) ever held, in MiB.
pub fn peak_memory_of(process: &str) -> Option<f64> {
    field_of(process, "VmHWM:")
}

fn field_of(process: &str, field: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kib: u32 = status.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kib) / 1_024.0)
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// In the child: ends this process when the one that started it has gone, however it went.
pub fn end_with_parent() {
    std::thread::spawn(|| {
        let mut nothing = Vec::new();
        let _ = std::io::stdin().read_to_end(&mut nothing);
        std::process::exit(0);
    });
}
