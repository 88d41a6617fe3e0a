//! Processes in turn, and what the system counts for them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};

/// Runs of each command on each package, after one that is not counted.
const RUNS: usize = 21;

pub fn run(arguments: &[String]) -> Result<(), String> {
    let settings = Settings::of(arguments)?;
    let Some(settings) = settings else {
        // `cargo bench` runs every bench; this one needs to be told where packages are.
        println!("whole_process: skipped, no folder of packages given");
        return Ok(());
    };
    let floor = build_floor()?;
    println!("{} runs each; CPU ms, medians; ratios pair by pair", settings.runs);
    println!("{:44} {:>9} {:>8} {:>8} {:>8} {:>8}", "package", "bytes", "beian", "floor", "peer", "/ peer");
    for package in &settings.packages {
        let row = Row::measure(package, &floor, &settings)?;
        println!("{row}");
    }
    Ok(())
}

struct Settings {
    packages: Vec<PathBuf>,
    runs: usize,
    peer: Option<Vec<String>>,
}

impl Settings {
    fn of(arguments: &[String]) -> Result<Option<Self>, String> {
        let mut settings = Self { packages: Vec::new(), runs: RUNS, peer: None };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--runs" => settings.runs = value()?.parse().map_err(|error| format!("--runs: {error}"))?,
                "--peer" => settings.peer = Some(value()?.split_whitespace().map(str::to_owned).collect()),
                folder => settings.packages.extend(packages(Path::new(folder))?),
            }
        }
        Ok((!settings.packages.is_empty()).then_some(settings))
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
fn build_floor() -> Result<PathBuf, String> {
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

/// One package's figures.
struct Row {
    name: String,
    bytes: u64,
    beian: Duration,
    floor: Duration,
    peer: Option<Duration>,
    ratio: Option<f64>,
}

impl Row {
    fn measure(package: &Path, floor: &Path, settings: &Settings) -> Result<Self, String> {
        let mut ours = Command::new(env!("CARGO_BIN_EXE_beian"));
        ours.args(["inspect", "--only", "identity", "--no-verify", "--format", "json"]).arg(package);
        let mut floor = Command::new(floor);
        floor.arg(package);
        let mut peer = settings.peer.as_ref().map(|words| {
            let mut command = Command::new(&words[0]);
            command.args(&words[1..]).arg(package);
            command
        });
        let mut times: [Vec<Duration>; 3] = Default::default();
        let mut ratios = Vec::new();
        for counted in 0..=settings.runs {
            let beian = cpu(&mut ours)?;
            let other = peer.as_mut().map(cpu).transpose()?;
            let least = cpu(&mut floor)?;
            if counted > 0 {
                times[0].push(beian);
                times[1].push(least);
                times[2].extend(other);
                ratios.extend(other.map(|other| beian.as_secs_f64() / other.as_secs_f64()));
            }
        }
        let [beian, floor, peer] = times.map(median);
        Ok(Self {
            name: package.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            bytes: std::fs::metadata(package).map_err(|error| error.to_string())?.len(),
            beian: beian.unwrap_or_default(),
            floor: floor.unwrap_or_default(),
            peer,
            ratio: median_ratio(ratios),
        })
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
        let (beian, floor) = (ms(self.beian), ms(self.floor));
        let peer = self.peer.map_or_else(|| "-".into(), ms);
        let ratio = self.ratio.map_or_else(|| "-".into(), |ratio| format!("{ratio:.2}"));
        write!(f, "{:44} {:>9} {beian:>8} {floor:>8} {peer:>8} {ratio:>8}", self.name, self.bytes)
    }
}

/// User and system time of one run, as the system counts it for children that ended.
fn cpu(command: &mut Command) -> Result<Duration, String> {
    let before = children()?;
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    Ok(children()?.saturating_sub(before))
}

fn children() -> Result<Duration, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let micros =
        [usage.user_time(), usage.system_time()].map(|time| time.tv_sec() * 1_000_000 + time.tv_usec());
    Ok(Duration::from_micros(micros.iter().sum::<i64>().unsigned_abs()))
}

fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

fn median_ratio(mut ratios: Vec<f64>) -> Option<f64> {
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}
