//! Everything, as people run it: how much more than the floor it costs, what a second thread gives, how much memory it takes.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::measure::{Settings, beian, cpu, median, median_ratio, ms, name, peak, silently};
use crate::package::Facts;

/// On how many threads memory is measured.
const THREADS: [usize; 3] = [1, 2, 16];
/// What reading may take beside twice the largest entry, in MiB.
const MARK: u64 = 64;
const MIB: u64 = 1 << 20;

pub fn table(settings: &Settings, floor: &Path) -> Result<(), String> {
    println!(
        "everything: {} runs each; CPU and wall ms, medians; ratios pair by pair; memory in MiB",
        settings.runs
    );
    println!(
        "(*: the floor is that of a copy with every entry deflated, since the package is mostly stored)"
    );
    println!(
        "{:44} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>6} {:>6} {:>6} {:>6}",
        "package",
        "bytes",
        "CPU",
        "floor",
        "/ floor",
        "wall 1",
        "wall 2",
        "1 / 2",
        "best",
        "RSS 1",
        "RSS 2",
        "RSS 16",
        "mark"
    );
    settings.packages.iter().try_for_each(|package| row(package, floor, settings))
}

fn row(package: &Path, floor: &Path, settings: &Settings) -> Result<(), String> {
    let facts = Facts::of(package)?;
    let copy = facts.deflated_copy(package)?;
    let mut least = Command::new(floor);
    least.arg(copy.as_ref().map_or(package, tempfile::NamedTempFile::path));
    let (mut one, mut two) = (on(package, 1), on(package, 2));
    let mut times: [Vec<Duration>; 4] = Default::default();
    let (mut ratios, mut speedups) = (Vec::new(), Vec::new());
    for counted in 0..=settings.runs {
        let begun = Instant::now();
        let ours = cpu(&mut one)?;
        let alone = begun.elapsed();
        let floor = cpu(&mut least)?;
        let begun = Instant::now();
        silently(&mut two)?;
        let together = begun.elapsed();
        if counted > 0 {
            ratios.push(ours.as_secs_f64() / floor.as_secs_f64());
            speedups.push(alone.as_secs_f64() / together.as_secs_f64());
            times.iter_mut().zip([ours, floor, alone, together]).for_each(|(times, time)| times.push(time));
        }
    }
    let [ours, floor, alone, together] = times.map(|times| median(times).map_or_else(|| "-".into(), ms));
    let ratio = |ratios| median_ratio(ratios).map_or_else(|| "-".into(), |ratio: f64| format!("{ratio:.2}"));
    let best = speedups
        .iter()
        .copied()
        .max_by(f64::total_cmp)
        .map_or_else(|| "-".into(), |best| format!("{best:.2}"));
    let (over, speedup) = (ratio(ratios), ratio(speedups));
    let mut memory = String::new();
    for threads in THREADS {
        write!(memory, " {:>6}", peak(&on(package, threads))?.div_ceil(1024))
            .map_err(|why| why.to_string())?;
    }
    let mark = MARK + (2 * facts.largest).div_ceil(MIB);
    let (name, star) = (name(package), if copy.is_some() { "*" } else { "" });
    println!(
        "{name:44} {:>9} {ours:>8} {:>8} {over:>8} {alone:>8} {together:>8} {speedup:>8} {best:>8}{memory} {mark:>6}",
        facts.bytes,
        floor + star,
    );
    Ok(())
}

fn on(package: &Path, threads: usize) -> Command {
    let mut command = beian(package);
    command.args(["--threads", &threads.to_string()]);
    command
}
