//! The program whose hosts are scored: run as anybody runs it, so that the figures are those of what is shipped.

use std::env::{self, consts};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use beian_score::json_report;
use serde_json::Value;

use super::Options;
use crate::run::{cargo, root, succeed};

/// The time that a package is given, as the script has it.
const PATIENCE: Duration = Duration::from_secs(300);

pub struct Program {
    path: PathBuf,
}

impl Program {
    /// The one that is named, or one that is built now.
    pub fn of(options: &Options) -> Result<Self, String> {
        let path = options.program.clone().map_or_else(build, Ok)?;
        if path.is_file() { Ok(Self { path }) } else { Err(format!("no program at {}", path.display())) }
    }

    /// The program's report of a package. Its exit status says how the package is, and is of no matter here.
    pub fn report(&self, package: &Path) -> Result<Value, String> {
        let mut command = Command::new(&self.path);
        command.args(["inspect", "--format", "json"]).arg(package);
        let printed = printed(&mut command)?;
        json_report(&printed).map_err(|why| why.to_string())
    }
}

fn build() -> Result<PathBuf, String> {
    succeed(&mut cargo("build --release --locked --package beian"))?;
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Ok(root().join(target).join("release").join(format!("beian{}", consts::EXE_SUFFIX)))
}

/// What a program prints, if it ends in time.
fn printed(command: &mut Command) -> Result<Vec<u8>, String> {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|cause| format!("not started: {cause}"))?;
    let mut stdout = child.stdout.take().ok_or("no output to read")?;
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        // Nobody listens any more once the time is over.
        let _ = sender.send(stdout.read_to_end(&mut bytes).map(|_| bytes));
    });
    let read = receiver.recv_timeout(PATIENCE);
    if read.is_err() {
        // It may have ended by itself in the meantime.
        let _ = child.kill();
    }
    let _ = (child.wait(), reader.join());
    match read {
        Ok(bytes) => bytes.map_err(|cause| format!("its output was not read: {cause}")),
        Err(_) => Err(format!("not done in {PATIENCE:?}")),
    }
}
