//! No null without a reason: whatever the sound twin of a broken package states and the broken one does not has a finding
//! that names it.

use beian_inspect::Parts;
use beian_model::{App, FindingId, Report};

use beian_testkit::corpus::{corpus, files};

use super::report;

/// A value, the words by which a finding names it, and how to find it.
type Value = (&'static str, fn(&App) -> bool);

const VALUES: [Value; 9] = [
    ("package name", |app| app.id.is_some()),
    ("app name", |app| app.name.is_some()),
    ("versionName", |app| app.version.is_some()),
    ("versionCode", |app| app.build.is_some()),
    ("minSdkVersion", |app| app.min_os.is_some()),
    ("targetSdkVersion", |app| app.target_os.is_some()),
    ("launcher activity", |app| app.entry_point.is_some()),
    ("application class", |app| app.application_class.is_some()),
    ("permissions", |app| !app.permissions.is_empty()),
];

#[test]
fn each_value_that_only_the_sound_twin_has_is_missed_by_name() {
    let Some(corpus) = corpus() else { return };
    let made = corpus.join("apk-odd/made");
    let sound = report(&made.join("00-rebuilt-plain.apk"), Parts::ALL).expect("the twin is sound");
    let mut compared = 0;
    for path in files(&made) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What gives no report at all gives its reason in one line instead.
        let Ok(broken) = report(&path, Parts::ALL) else { continue };
        compared += 1;
        for missing in missing(&sound, &broken) {
            assert!(is_explained(&broken, missing), "{name}: {missing} is null and nothing says why");
        }
        if signer(&sound) && !signer(&broken) {
            let told = |id| broken.findings.iter().any(|finding| finding.id == id);
            assert!(
                told(FindingId::SigningUnsigned) || told(FindingId::SigningNoCertificate),
                "{name}: no signer, and nothing says why"
            );
        }
    }
    assert!(compared > 80, "only {compared} broken twins: is the corpus whole?");
}

fn missing(sound: &Report, broken: &Report) -> Vec<&'static str> {
    let has = |report: &Report, value: fn(&App) -> bool| report.app.as_ref().is_some_and(value);
    let lost = VALUES.iter().filter(|(_, value)| has(sound, *value) && !has(broken, *value));
    lost.map(|(name, _)| *name).collect()
}

fn signer(report: &Report) -> bool {
    report.signing.as_ref().is_some_and(|signing| signing.primary.is_some())
}

fn is_explained(report: &Report, value: &str) -> bool {
    report.findings.iter().any(|finding| match finding.id {
        FindingId::IdentityFormValue | FindingId::IdentityValue => {
            finding.detail.en.contains(value) || finding.detail.en.contains("all other values")
        }
        // Of manifests that differ none was chosen.
        FindingId::ManifestDiffer => true,
        _ => false,
    })
}
