//! Whole processes, in turn: `beian inspect --only identity --no-verify` against the floor (every entry inflated once) and,
//! where it is given, against a peer.
//!
//! ```text
//! cargo bench --bench whole_process -- FOLDER [--runs N] [--peer 'apk-info show --signatures --json']
//! ```
//!
//! FOLDER holds packages, such as those that the corpus' `get-large.sh` brings. Printed are medians of the CPU time that
//! the system counts for each process, and the medians of the ratios, pair by pair: machines are noisy, and the runs of a
//! pair stand close together.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench speaks to the terminal that started it"
)]

#[cfg(unix)]
#[path = "whole_process/measure.rs"]
mod measure;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    match measure::run(&arguments()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("whole_process: {why}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(unix))]
fn main() {
    eprintln!("whole_process: CPU time of processes is read by getrusage, which this system lacks");
}

/// Without what cargo adds for harnesses.
#[cfg(unix)]
fn arguments() -> Vec<String> {
    std::env::args().skip(1).filter(|argument| argument != "--bench").collect()
}
