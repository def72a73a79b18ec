//! The command `hocthi`.

use std::process::ExitCode;

fn main() -> ExitCode {
    hocthi::cli::run()
}
