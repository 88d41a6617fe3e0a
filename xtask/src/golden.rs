//! `cargo xtask golden`: accepts what the program prints now as what it should print. Read the diff before committing.

use crate::run::{cargo, succeed};
use crate::{Outcome, docs, nothing_but};

/// Writes the schema and every snapshot anew.
pub fn run(arguments: &[String]) -> Outcome {
    nothing_but(&[], arguments)?;
    docs::write()?;
    // Forced to pass: a snapshot that differs must not end the run before the others are written.
    let tests = "test --workspace --locked --no-fail-fast";
    succeed(cargo(tests).env("INSTA_UPDATE", "always").env("INSTA_FORCE_PASS", "1"))?;
    println!("golden: written; `git diff` shows what changed");
    Ok(())
}
