//! The identity alone: which packages, by whom.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::measure::{Settings, beian, cpu, median, median_ratio, ms, name};

pub fn table(settings: &Settings, floor: &Path) -> Result<(), String> {
    println!("--only identity: {} runs each; CPU ms, medians; ratios pair by pair", settings.runs);
    println!("{:44} {:>9} {:>8} {:>8} {:>8} {:>8}", "package", "bytes", "beian", "floor", "peer", "/ peer");
    settings.packages.iter().try_for_each(|package| row(package, floor, settings))
}

fn row(package: &Path, floor: &Path, settings: &Settings) -> Result<(), String> {
    let mut ours = beian(package);
    ours.args(["--only", "identity"]);
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
    let [beian, floor, peer] = times.map(|times| median(times).map_or_else(|| "-".into(), ms));
    let ratio = median_ratio(ratios).map_or_else(|| "-".into(), |ratio| format!("{ratio:.2}"));
    let bytes = std::fs::metadata(package).map_err(|error| error.to_string())?.len();
    println!("{:44} {bytes:>9} {beian:>8} {floor:>8} {peer:>8} {ratio:>8}", name(package));
    Ok(())
}
