//! What the repository itself must be: small, free of any one machine, with dependencies that may be used.

use crate::Done;
use crate::run::{cargo, git, printed, succeed, works};

/// The most that the whole history may weigh, packed, in bytes.
const LARGEST: u64 = 20_000_000;

/// Where every dependency comes from.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Folders of one person's or one machine's; a fixture that has to hold one spells it in parts.
const MACHINE: &str = r"(^|[^A-Za-z0-9_.*%-])/(root|home|Users|work|mnt)/|[A-Z]:\\\\Users";

/// The history that a clone brings is below the limit.
pub fn size() -> Result<Done, String> {
    let answer = printed(&mut git(&["rev-list", "--disk-usage", "--objects", "HEAD"]))?;
    let bytes: u64 = answer.trim().parse().map_err(|e| format!("git rev-list said {answer:?}: {e}"))?;
    println!("{bytes} bytes of history; the limit is {LARGEST}");
    if bytes < LARGEST {
        Ok(Done::Held)
    } else {
        Err(format!("{bytes} bytes of history, more than {LARGEST}"))
    }
}

/// Nothing that is tracked names a machine's folder, and every dependency comes from crates.io.
pub fn paths() -> Result<Done, String> {
    let found = grep(MACHINE)?;
    if !found.is_empty() {
        return Err(format!("a machine's path is tracked:\n{found}"));
    }
    let lock = printed(&mut git(&["show", ":Cargo.lock"]))?;
    let sources = lock.lines().filter_map(|l| l.strip_prefix("source = ")).map(|s| s.trim_matches('"'));
    match sources.filter(|s| *s != CRATES_IO).collect::<Vec<_>>() {
        foreign if foreign.is_empty() => Ok(Done::Held),
        foreign => Err(format!("Cargo.lock names other sources than crates.io: {}", foreign.join(", "))),
    }
}

/// `file:line:text` of every tracked text file that matches.
fn grep(pattern: &str) -> Result<String, String> {
    let mut command = git(&["grep", "--line-number", "-I", "--extended-regexp", pattern]);
    let output = command.output().map_err(|e| format!("git grep did not start: {e}"))?;
    match output.status.code() {
        // 1: nothing matches.
        Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(format!("git grep failed: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

/// `deny.toml` holds, where cargo-deny is installed.
pub fn dependencies() -> Result<Done, String> {
    if !works(&mut cargo("deny --version")) {
        return Ok(Done::Skipped(
            "cargo-deny is not installed (cargo install --locked cargo-deny)".to_owned(),
        ));
    }
    // Without `advisories`: their database needs the network.
    succeed(&mut cargo("deny --locked check licenses bans sources"))?;
    Ok(Done::Held)
}
