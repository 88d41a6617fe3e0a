//! Processes in turn, and what the system counts for them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};

/// Runs of each command on each package, after one that is not counted.
const RUNS: usize = 21;

/// With this as first argument the bench runs the command that follows, and prints the most memory that it had: the system
/// tells it of all children together, and only of one that is alone it is its own.
pub const PEAK: &str = "--peak-memory-of";

pub struct Settings {
    pub packages: Vec<PathBuf>,
    pub runs: usize,
    pub peer: Option<Vec<String>>,
    only: Option<String>,
}

impl Settings {
    pub fn of(arguments: &[String]) -> Result<Option<Self>, String> {
        let mut settings = Self { packages: Vec::new(), runs: RUNS, peer: None, only: None };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--runs" => settings.runs = value()?.parse().map_err(|error| format!("--runs: {error}"))?,
                "--peer" => settings.peer = Some(value()?.split_whitespace().map(str::to_owned).collect()),
                "--only" => settings.only = Some(value()?.clone()),
                folder => settings.packages.extend(packages(Path::new(folder))?),
            }
        }
        Ok((!settings.packages.is_empty()).then_some(settings))
    }

    pub fn asks_for(&self, table: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == table)
    }
}

fn packages(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(|error| error.to_string()));
    let mut found: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
    found.retain(|path| path.extension().is_some_and(|suffix| suffix == "apk"));
    found.sort();
    Ok(found)
}

/// The floor is a program of the project itself, so that it can be had wherever the bench is.
pub fn build_floor() -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_BIN_EXE_beian")).parent().ok_or("the binary lies in no folder")?;
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--quiet",
            "-p",
            "beian-archive",
            "--features",
            "libdeflate",
            "--example",
            "floor",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(target.join("examples/floor")) } else { Err("the floor does not build".into()) }
}

/// `beian inspect --no-verify`, as JSON.
pub fn beian(package: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
    command.args(["inspect", "--no-verify", "--format", "json"]).arg(package);
    command
}

/// User and system time of one run, as the system counts it for children that ended.
pub fn cpu(command: &mut Command) -> Result<Duration, String> {
    let before = children()?;
    silently(command)?;
    Ok(children()?.saturating_sub(before))
}

pub fn silently(command: &mut Command) -> Result<(), String> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    Ok(())
}

fn children() -> Result<Duration, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let micros =
        [usage.user_time(), usage.system_time()].map(|time| time.tv_sec() * 1_000_000 + time.tv_usec());
    Ok(Duration::from_micros(micros.iter().sum::<i64>().unsigned_abs()))
}

/// The most memory that one run has, in KiB: by this program, run as [`PEAK`].
pub fn peak(command: &Command) -> Result<u64, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut between = Command::new(own);
    between.arg(PEAK).arg(command.get_program()).args(command.get_args());
    let output = between.output().map_err(|error| error.to_string())?;
    let printed = String::from_utf8_lossy(&output.stdout);
    printed.trim().parse().map_err(|error| format!("peak memory: {error}: {printed}"))
}

pub fn peak_of_child(command: &[String]) -> Result<u64, String> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    silently(Command::new(program).args(arguments))?;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    // Linux counts in KiB.
    Ok(usage.max_rss().unsigned_abs())
}

pub fn name(package: &Path) -> String {
    package.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

pub fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

pub fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

pub fn median_ratio(mut ratios: Vec<f64>) -> Option<f64> {
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}
