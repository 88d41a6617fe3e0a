//! The program as a whole: arguments in; exit status, stdout and stderr out.

#[path = "program/demo.rs"]
mod demo;
#[path = "program/demo_hosts.rs"]
mod demo_hosts;
#[path = "program/hosts.rs"]
mod hosts;
#[path = "program/ipa.rs"]
mod ipa;
#[path = "program/ipa_signing.rs"]
mod ipa_signing;
#[path = "program/output.rs"]
mod output;
#[path = "program/refusals.rs"]
mod refusals;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the program in the repository's root, without a terminal.
fn beian(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_beian"))
        .args(arguments)
        .current_dir(root())
        .env_remove("NO_COLOR")
        .output()
        .expect("the program starts");
    Run::of(output)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README's package.
const DEMO: &str = "testdata/demo.apk";

/// What a run came to.
#[derive(Debug)]
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code().expect("no signal ends the program"),
            out: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            err: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("stdout is one JSON document")
    }

    /// Nothing on stdout, one line on stderr that names the file and says why, status 2.
    #[track_caller]
    fn assert_refused(&self, file: &str, why: &str) {
        assert_eq!((self.status, self.out.as_str()), (2, ""), "{}", self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(self.err.starts_with("beian: error: "), "{}", self.err);
        assert!(self.err.contains(file) && self.err.contains(why), "{}", self.err);
    }
}

/// A file of these bytes in a folder of its own, which goes with the guard.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for a test");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file for a test");
    (folder, path)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are text")
}
