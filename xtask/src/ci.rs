//! `cargo xtask ci`: what must hold before a change lands. The first step that fails ends it.

use std::process::Command;
use std::time::Instant;

use crate::run::{cargo, printed, succeed};
use crate::{Done, Outcome, docs, outside, repository};

struct Step {
    name: &'static str,
    help: &'static str,
    run: fn() -> Result<Done, String>,
}

/// In order: what costs nothing first; the tests last, so that a log ends with cargo's own summary of them.
const STEPS: &[Step] = &[
    Step { name: "fmt", help: "rustfmt would change nothing", run: format },
    Step {
        name: "paths",
        help: "no machine's path, no private registry in what is tracked",
        run: repository::paths,
    },
    Step { name: "size", help: "the repository stays small", run: repository::size },
    Step {
        name: "deny",
        help: "licences, bans and sources of the dependencies",
        run: repository::dependencies,
    },
    Step { name: "clippy", help: "no warning, in tests and benches either", run: clippy },
    Step { name: "rustdoc", help: "the documentation builds without a warning", run: documentation },
    Step {
        name: "docs",
        help: "the schema and the findings in docs are what the code gives",
        run: docs_are_fresh,
    },
    Step { name: "engine", help: "the engine stands without its C inflater", run: engine_without_c },
    Step { name: "fuzz", help: "the fuzz targets compile", run: fuzz_targets },
    Step { name: "corpus", help: "the checks from outside, where the corpus is", run: outside::run },
    Step { name: "test", help: "the README's test command", run: test },
];

/// The steps' names, in order.
pub fn names() -> Vec<&'static str> {
    STEPS.iter().map(|s| s.name).collect()
}

/// Runs the steps that are named, or all.
pub fn run(chosen: &[String]) -> Outcome {
    if let Some(unknown) = chosen.iter().find(|c| !names().contains(&c.as_str())) {
        return Err(format!("no step {unknown}; there are: {}", names().join(" ")));
    }
    let begun = Instant::now();
    let mut skipped = Vec::new();
    for step in STEPS.iter().filter(|s| chosen.is_empty() || chosen.iter().any(|c| c == s.name)) {
        if let Done::Skipped(why) = take(step)? {
            skipped.push(format!("{}: {why}", step.name));
        }
    }
    for skipped in skipped {
        println!("ci: SKIPPED {skipped}");
    }
    println!("ci: nothing failed, {:.0?} in all", begun.elapsed());
    Ok(())
}

fn take(step: &Step) -> Result<Done, String> {
    println!("== {}: {}", step.name, step.help);
    let begun = Instant::now();
    let done = (step.run)().map_err(|reason| format!("step {} FAILED: {reason}", step.name))?;
    match &done {
        Done::Held => println!("== {} holds, {:.1?}", step.name, begun.elapsed()),
        Done::Skipped(why) => println!("== {} SKIPPED: {why}", step.name),
    }
    Ok(done)
}

fn format() -> Result<Done, String> {
    succeed(&mut cargo("fmt --all --check"))?;
    held(&mut cargo("fmt --manifest-path fuzz/Cargo.toml --check"))
}

fn clippy() -> Result<Done, String> {
    held(&mut cargo("clippy --workspace --all-targets --locked -- -D warnings"))
}

fn test() -> Result<Done, String> {
    held(&mut cargo("test --workspace --locked"))
}

/// Twice, since what is private may be linked to from private items alone.
fn documentation() -> Result<Done, String> {
    let doc = "doc --workspace --no-deps --locked";
    succeed(cargo(doc).env("RUSTDOCFLAGS", "-D warnings"))?;
    held(cargo(&format!("{doc} --document-private-items")).env("RUSTDOCFLAGS", "-D warnings"))
}

fn docs_are_fresh() -> Result<Done, String> {
    docs::check().map(|()| Done::Held)
}

/// What needs a C compiler, or is compiled C.
const C: &[&str] = &["cc", "cmake", "bindgen", "libdeflater", "libdeflate-sys", "libz-sys", "libz-ng-sys"];

fn engine_without_c() -> Result<Done, String> {
    let tree =
        "tree --package beian-inspect --no-default-features --edges normal,build --prefix none --locked";
    match first_in_c(&printed(&mut cargo(tree))?) {
        Some(found) => Err(format!("beian-inspect without default features still depends on {found}")),
        None => held(&mut cargo("test --package beian-inspect --no-default-features --locked")),
    }
}

/// The first package of `cargo tree --prefix none` that stands in `C`.
fn first_in_c(tree: &str) -> Option<&str> {
    tree.lines().find(|line| line.split(' ').next().is_some_and(|name| C.contains(&name)))
}

/// Only checked, not linked: libFuzzer itself is C++, and is neither built nor needed here.
fn fuzz_targets() -> Result<Done, String> {
    let check = "check --manifest-path fuzz/Cargo.toml --target-dir target/fuzz --locked";
    held(cargo(check).env("CUSTOM_LIBFUZZER_PATH", "/nowhere/libfuzzer.a"))
}

fn held(command: &mut Command) -> Result<Done, String> {
    succeed(command).map(|()| Done::Held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_is_found_by_the_whole_name_of_a_package() {
        assert_eq!(first_in_c("beian-inspect v0.1.0 (/x)\ncc v1.2.3\n"), Some("cc v1.2.3"));
        assert_eq!(first_in_c("beian-inspect v0.1.0 (/x)\ncc-traits v1.0.0\ncfg-if v1.0.0\n"), None);
    }

    #[test]
    fn an_unknown_step_is_refused() {
        let refused = run(&["fnt".to_owned()]);
        assert!(refused.is_err_and(|reason| reason.starts_with("no step fnt")));
    }
}
