//! `cargo xtask fixtures`: builds `testdata/demo.apk` from its sources.

use std::fs;
use std::path::Path;

use crate::run::{command, root, succeed};
use crate::{Outcome, nothing_but};

const SCRIPT: &str = "testdata/demo/build.sh";
const DEMO: &str = "testdata/demo.apk";

/// Builds the fixture in its place, or with `--check` elsewhere and compares.
pub fn run(arguments: &[String]) -> Outcome {
    nothing_but(&["--check"], arguments)?;
    if arguments.is_empty() { build(&root().join(DEMO)) } else { check() }
}

fn check() -> Outcome {
    let built = root().join("target/fixtures/demo.apk");
    build(&built)?;
    if read(&built)? == read(&root().join(DEMO))? {
        return Ok(());
    }
    Err(format!("{DEMO} is not what {SCRIPT} builds here; other versions of its tools, or changed sources?"))
}

fn build(out: &Path) -> Outcome {
    succeed(command("sh").arg(SCRIPT).arg(out))?;
    println!("{}: {} bytes", out.display(), read(out)?.len());
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}
