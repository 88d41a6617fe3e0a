//! Verdicts on signatures against apksig's own library, at minima of the platform that no other table has.

use std::path::Path;

use beian_inspect::{Options, Parts, Profile, SdkRange, Source, inspect};
use beian_testkit::corpus::{corpus, table};

/// Files on which we say something else, from which minimum on, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "apk-golden/apksig/v1-only-11-signers.apk",
        "the limit of ten signers is newer than this library (`Constants.MAX_APK_SIGNERS`)",
    ),
    ("apk-golden/apksig/v2-only-11-signers.apk", "likewise"),
    (
        "apk-golden/apksig/v1-only-with-nul-in-entry-name.apk",
        "the platform refuses the archive (`zip_archive.cc`, entry names)",
    ),
    (
        "apk-golden/apksig/v31-block-stripped-v3-attr-value-33.apk",
        "its v3.1 block was taken away, of which this library knows nothing",
    ),
];

#[test]
fn verdicts_are_those_of_apksig() {
    let Some(corpus) = corpus() else { return };
    let expected = table(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/apksig/verdicts.tsv"));
    let (mut compared, mut differences) = (0, Vec::new());
    for row in expected {
        let (file, min) = (&row["file"], row["min_sdk"].parse().expect("a level"));
        if DIFFERENCES.iter().any(|(known, _)| known == file) {
            continue;
        }
        let ours = verified(&corpus.join(file), min);
        let agrees = match row["verdict"].as_str() {
            "verified" => ours == Some(true),
            "fails" => ours == Some(false),
            // The library gave up: all that is wrong is a yes.
            _ => ours != Some(true),
        };
        compared += 1;
        if !agrees {
            differences.push(format!(
                "{file} from {min} on: {} {}, ours {ours:?}",
                row["verdict"], row["first_error"]
            ));
        }
    }
    assert!(compared > 1500, "only {compared} rows: is the corpus whole?");
    assert!(
        differences.is_empty(),
        "{} of {compared} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// Our verdict; none as well where there is no report.
fn verified(path: &Path, min: u32) -> Option<bool> {
    let mut options = Options::new("package", Profile::named("generic").expect("it is built in"));
    options.parts = Parts::IDENTITY;
    options.sdk_range = SdkRange { min: Some(min), max: None };
    let beside = path.with_extension("apk.idsig");
    options.v4_signature = beside.exists().then(|| Source::open(&beside).expect("it is there"));
    let report = inspect(&Source::open(path).expect("a file of the corpus"), &options).ok()?;
    report.signing?.verified
}
