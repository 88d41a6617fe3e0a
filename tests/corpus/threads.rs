//! No result depends on the number of threads, or on who was first.

use std::num::NonZeroUsize;

use beian_inspect::{Options, Profile, Source, inspect};
use beian_testkit::corpus::{corpus, files};

/// Reports are compared as they are printed: byte for byte.
fn printed(path: &std::path::Path, threads: usize) -> Option<String> {
    let profile = Profile::named("generic").expect("it is built in");
    let mut options = Options::new(path.to_string_lossy(), profile);
    options.threads = NonZeroUsize::new(threads);
    let report = inspect(&Source::open(path).ok()?, &options).ok()?;
    Some(serde_json::to_string(&report).expect("a report is JSON"))
}

#[test]
fn one_thread_and_many_give_the_same_report() {
    let Some(corpus) = corpus() else { return };
    let mut compared = 0;
    for path in files(&corpus) {
        let Some(one) = printed(&path, 1) else { continue };
        compared += 1;
        for threads in [2, 16] {
            let other = printed(&path, threads).expect("it was read before");
            assert!(one == other, "{}: {threads} threads give another report than one", path.display());
        }
    }
    assert!(compared > 500, "only {compared} reports: is the corpus whole?");
}
