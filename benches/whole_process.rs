//! Whole processes, in turn, against the floor: every entry inflated once, on one thread.
//!
//! ```text
//! cargo bench --bench whole_process -- FOLDER [--runs N] [--only identity|everything] [--peer 'apk-info show --signatures --json']
//! ```
//!
//! FOLDER holds packages, such as those that the corpus' `get-large.sh` brings. Two tables are printed. The first is of
//! `beian inspect --only identity --no-verify`, with a peer where one is given; the second of `beian inspect --no-verify`, which
//! reads everything: CPU time against the floor, wall time on one and two threads, and peak memory on 1, 2 and 16 against its mark.
//!
//! Times are medians, CPU times as the system counts them for each process; ratios are medians pair by pair: machines are noisy,
//! and the runs of a pair stand close together.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench speaks to the terminal that started it"
)]

#[cfg(unix)]
#[path = "whole_process/everything.rs"]
mod everything;
#[cfg(unix)]
#[path = "whole_process/identity.rs"]
mod identity;
#[cfg(unix)]
#[path = "whole_process/measure.rs"]
mod measure;
#[cfg(unix)]
#[path = "whole_process/package.rs"]
mod package;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    match run(&arguments()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("whole_process: {why}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(unix)]
fn run(arguments: &[String]) -> Result<(), String> {
    if let Some((measure::PEAK, command)) =
        arguments.split_first().map(|(first, rest)| (first.as_str(), rest))
    {
        println!("{}", measure::peak_of_child(command)?);
        return Ok(());
    }
    let Some(settings) = measure::Settings::of(arguments)? else {
        // `cargo bench` runs every bench; this one needs to be told where packages are.
        println!("whole_process: skipped, no folder of packages given");
        return Ok(());
    };
    let floor = measure::build_floor()?;
    if settings.asks_for("identity") {
        identity::table(&settings, &floor)?;
    }
    if settings.asks_for("everything") {
        everything::table(&settings, &floor)?;
    }
    Ok(())
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
