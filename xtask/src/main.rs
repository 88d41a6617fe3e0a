//! The project's own chores, so that a contributor and `.ci/run` run the same thing: `cargo xtask`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore speaks to the terminal that started it"
)]

mod ci;
mod docs;
mod fixtures;
mod golden;
mod outside;
mod repository;
mod run;
mod score;

use std::env;
use std::process::ExitCode;

/// What a chore or a step came to: nothing to say, or one line that says what is wrong.
type Outcome = Result<(), String>;

/// What became of a check that did not fail.
enum Done {
    Held,
    /// Not looked at, and why.
    Skipped(String),
}

/// A chore: what to type, what it does, what does it.
struct Chore {
    name: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Outcome,
}

const CHORES: &[Chore] = &[
    Chore {
        name: "ci",
        help: "everything that must hold, in order; `ci STEP…` runs only those",
        run: ci::run,
    },
    Chore {
        name: "fixtures",
        help: "build testdata/demo.apk anew; --check compares instead",
        run: fixtures::run,
    },
    Chore {
        name: "golden",
        help: "write the snapshots and what docs holds of the code anew",
        run: golden::run,
    },
    Chore { name: "docs", help: "write docs' schema and findings anew; --check compares", run: docs::run },
    Chore {
        name: "score",
        help: "hosts against the hand-made labels beside the repository; `score --help` says more",
        run: score::run,
    },
    Chore { name: "deny", help: "licences, bans and sources of the dependencies", run: deny },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        usage();
        return ExitCode::from(2);
    };
    let Some(chore) = CHORES.iter().find(|c| c.name == name) else {
        usage();
        return if matches!(name.as_str(), "help" | "--help" | "-h") {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    };
    match (chore.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask {name}: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn usage() {
    eprintln!("usage: cargo xtask CHORE\n");
    for Chore { name, help, .. } in CHORES {
        eprintln!("  {name:<9} {help}");
    }
    eprintln!("\nsteps of ci: {}", ci::names().join(" "));
}

fn deny(arguments: &[String]) -> Outcome {
    nothing_but(&[], arguments)?;
    match repository::dependencies()? {
        Done::Held => Ok(()),
        Done::Skipped(why) => Err(why),
    }
}

/// Refuses arguments that a chore does not know.
fn nothing_but(known: &[&str], arguments: &[String]) -> Outcome {
    match arguments.iter().find(|a| !known.contains(&a.as_str())) {
        None => Ok(()),
        Some(unknown) => Err(format!("unknown argument {unknown}")),
    }
}
