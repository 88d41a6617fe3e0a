//! The whole engine over the corpus of real and broken packages, beside the repository. Without it these tests say so and pass.

#![expect(clippy::print_stderr, reason = "what is skipped is said")]

#[path = "corpus/survival.rs"]
mod survival;
#[path = "corpus/twins.rs"]
mod twins;

use std::path::{Path, PathBuf};

use beian_inspect::{Error, Options, Parts, Profile, Source, inspect};
use beian_model::Report;

/// The corpus, where there is one.
fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: no corpus at {}", path.display());
    None
}

/// Every file of a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("the corpus can be read") {
            let entry = entry.expect("the corpus can be read");
            let kind = entry.file_type().expect("the corpus can be read");
            if kind.is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    found
}

fn report(path: &Path, parts: Parts) -> Result<Report, Error> {
    let profile = Profile::named("generic").expect("it is built in");
    let mut options = Options::new(path.to_string_lossy(), profile);
    options.parts = parts;
    inspect(&Source::open(path)?, &options)
}
