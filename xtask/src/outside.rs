//! The checks from outside: scripts beside the repository that run the finished program over the shared corpus.

use std::env::{self, consts};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;
use crate::run::{cargo, command, root, succeed, works};

/// Areas of `check/oracle.py` and the least share that must agree.
const AREAS: &[(&str, &str)] = &[
    ("identity", "0.995"),
    ("recovered", "0.95"),
    ("certs", "0.99"),
    ("verdicts", "0.99"),
    ("schemes", "0.99"),
    ("suite", "1"),
    ("causes", "0.99"),
    ("ipa", "0.98"),
    ("ipaverify", "0.97"),
    ("ipaverdicts", "1"),
    ("provision", "0.97"),
    ("survive", "1"),
];

/// The least share of archives that `check/ziplist.py` must see read as the platform reads them.
const ZIPLIST: &str = "0.99";

/// The least recall of candidates and of all hosts, precision, and share of right kinds that `check/score.py` must see.
const HOSTS: &str = "0.92,0.90,0.88,0.80";

/// Builds the program and runs every check that stands beside the repository.
pub fn run() -> Result<Done, String> {
    let shared = root().join("../shared");
    let (check, corpus) = (shared.join("check"), shared.join("corpus"));
    if !check.join("oracle.py").is_file() || !corpus.is_dir() {
        return Ok(Done::Skipped(format!(
            "no check/ and corpus/ in {}: NOTHING was compared with the corpus",
            shared.display()
        )));
    }
    if !works(command("python3").arg("--version")) {
        return Err("the checks from outside need python3".to_owned());
    }
    let programs = build()?;
    for (area, mark) in AREAS {
        println!("-- {area}, at least {mark}");
        let oracle = check.join("oracle.py");
        succeed(python(&oracle).arg(&programs.beian).arg(area).arg(&corpus).args(["--mark", mark]))?;
    }
    println!("-- ziplist, at least {ZIPLIST}");
    let ziplist = check.join("ziplist.py");
    succeed(python(&ziplist).arg(&programs.ziplist).arg(&corpus).args(["--mark", ZIPLIST]))?;
    println!("-- hosts, at least {HOSTS}");
    let (score, labels) = (check.join("score.py"), corpus.join("labels"));
    // The large packages are not beside the repository, and other packages' labels wait for their readers.
    let scored = ["--kind", "apk", "--part", &format!("--marks={HOSTS}")];
    succeed(python(&score).arg(&programs.beian).arg(labels).arg(&corpus).args(scored))?;
    Ok(Done::Held)
}

struct Programs {
    beian: PathBuf,
    ziplist: PathBuf,
}

/// What the tests run is what the corpus is read with: optimised, with the checks that a release build lacks, so that
/// an overflow on a file of the corpus does not pass unseen; and built once.
fn build() -> Result<Programs, String> {
    succeed(&mut cargo("test --workspace --locked --no-run"))?;
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = root().join(target).join("debug");
    let program = |name: &str| folder.join(format!("{name}{}", consts::EXE_SUFFIX));
    Ok(Programs { beian: program("beian"), ziplist: program("examples/ziplist") })
}

fn python(script: &Path) -> Command {
    let mut python = command("python3");
    // No compiled modules beside the scripts: the folder may be read-only.
    python.arg("-B").arg(script);
    python
}
