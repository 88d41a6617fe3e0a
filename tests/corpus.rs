//! The whole engine over the corpus of real and broken packages, beside the repository. Without it these tests say so and pass.

#[path = "corpus/labels.rs"]
mod labels;
#[path = "corpus/places.rs"]
mod places;
#[path = "corpus/survival.rs"]
mod survival;
#[path = "corpus/threads.rs"]
mod threads;
#[path = "corpus/twins.rs"]
mod twins;
#[path = "corpus/verdicts.rs"]
mod verdicts;

use std::path::Path;

use beian_inspect::{Error, Options, Parts, Profile, Source, inspect};
use beian_model::Report;

fn report(path: &Path, parts: Parts) -> Result<Report, Error> {
    let profile = Profile::named("generic").expect("it is built in");
    let mut options = Options::new(path.to_string_lossy(), profile);
    options.parts = parts;
    inspect(&Source::open(path)?, &options)
}
