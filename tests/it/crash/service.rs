//! The real program, started as an operator starts it, and killed as nobody should.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use super::people::Prepared;

/// A running `hocthi serve`.
pub struct Service {
    process: Child,
    /// Where it listens.
    pub base: String,
}

impl Service {
    pub fn start(prepared: &Prepared, settings: &[(&str, &str)]) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_hocthi")), prepared, settings).expect("hocthi starts")
    }

    /// The same with every system call named in `calls` written to `log`, in the order they happened.
    pub fn start_traced(prepared: &Prepared, calls: &str, log: &Path) -> Self {
        let mut strace = Command::new("strace");
        // -D leaves the program our own child; -y names the file behind each number.
        strace.args(["-D", "-f", "-y", "-s", "80", "-e", &format!("trace={calls}"), "-o"]).arg(log).arg(env!("CARGO_BIN_EXE_hocthi"));
        Self::run(strace, prepared, &[]).unwrap_or_else(|why| {
            panic!("strace could not start the program ({why}). This test needs the package strace and permission to trace (ptrace); tests/run installs strace.")
        })
    }

    fn run(mut command: Command, prepared: &Prepared, settings: &[(&str, &str)]) -> Result<Self, String> {
        let mut process = command
            .arg("serve")
            .current_dir(prepared.folder())
            .env("DATABASE_URL", &prepared.url)
            .env("HOCTHI_DATA", prepared.folder())
            .env("HOCTHI_BIND", "127.0.0.1:0")
            .env("RUST_LOG", "error")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let stdout = process.stdout.take().expect("a pipe");
        let (sender, ready) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // The first lines may offer the link for the first administrator; the address comes last and alone.
                if let Some(base) = line.split_whitespace().find(|word| word.starts_with("http://") && word.matches('/').count() == 2) {
                    let _ = sender.send(base.to_owned());
                }
            }
        });
        let mut service = Self { process, base: String::new() };
        service.base = ready.recv_timeout(Duration::from_secs(60)).map_err(|_| "it did not say where it listens".to_owned())?;
        Ok(service)
    }

    /// SIGKILL: no farewell, no flush.
    pub fn kill(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}
