//! JAR signatures of real packages against the verdicts of apksig.
//!
//! The corpus stands outside the repository; where it is not, the test says so.

use std::collections::BTreeMap;
use std::path::Path;

use beian_android::signing::{ApkSignatures, Scheme, SdkRange};
use beian_android::verify::jar::{JarVerdict, verify};
use beian_android::verify::{Issue, Sequential};
use beian_archive::{Archive, Budget, Limits, Source};
use beian_pki::digest::hex;
use beian_testkit::corpus::{Row, corpus, table};

/// Files on which apksig says yes and libziparchive, which the platform opens packages with, says no.
const REFUSED_BY_THE_PLATFORM: &[&str] = &[
    // A NUL in an entry's name: `IsValidEntryName`.
    "apk-golden/apksig/v1-only-with-nul-in-entry-name.apk",
    // The file does not begin with a local header: `ParseZipArchive`.
    "apk-odd/made/prefix-512-offsets-adjusted.apk",
];

struct Package {
    signatures: ApkSignatures,
    archive: Archive,
}

impl Package {
    /// `None` of what the strict reading does not open.
    fn open(path: &Path) -> Option<Self> {
        let source = Source::open(path).expect("a file of the corpus");
        let mut budget = Budget::new(&Limits::default());
        let archive = Archive::strict(&source, &mut budget).ok()?;
        Some(Self { signatures: ApkSignatures::read(&archive, &mut budget), archive })
    }

    /// The schemes that `ApkVerifier.verify` finds before it comes to v1.
    fn schemes_found(&self, range: SdkRange) -> Vec<Scheme> {
        let has = |scheme: Scheme| range.max >= scheme.min_sdk() && self.signatures.has(scheme);
        let mut found: Vec<Scheme> =
            [Scheme::V31, Scheme::V3].into_iter().filter(|scheme| has(*scheme)).collect();
        if has(Scheme::V2) && (range.min < 28 || found.is_empty()) {
            found.push(Scheme::V2);
        }
        found
    }

    fn verify(&self, range: SdkRange) -> JarVerdict {
        let mut budget = Budget::new(&Limits::default());
        verify(
            &self.archive,
            &self.signatures.v1,
            range,
            &self.schemes_found(range),
            &mut budget,
            &Sequential,
        )
    }
}

/// apksig's names of issues as ours are, without the signer in front.
fn codes(cell: &str) -> Vec<String> {
    let names = cell.split(',').filter(|name| !name.is_empty());
    let names = names.map(|name| name.rsplit(':').next().unwrap_or(name));
    names.map(|name| name.to_lowercase().replace('_', "-")).collect()
}

/// Which of the two it is depends on the crypto provider.
fn same(code: &str) -> &str {
    if code == "jar-sig-verify-exception" { "jar-sig-did-not-verify" } else { code }
}

fn range_of(row: &Row, min: &str, max: &str, default_min: &str) -> SdkRange {
    let number = |cell: &str| cell.parse::<u32>().ok();
    SdkRange {
        min: number(&row[min]).or(number(default_min)).unwrap_or(1),
        max: row.get(max).and_then(|cell| number(cell)).unwrap_or(u32::MAX),
    }
}

fn list(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} ({issue})", issue.code())).collect()
}

#[test]
fn verdicts_and_first_causes_are_apksig_s() {
    let Some(corpus) = corpus() else { return };
    let (mut compared, mut different) = (0, Vec::new());
    let rows = table(&corpus.join("EXPECTED-certs.tsv"));
    for row in rows.iter().filter(|row| row["tool"] == "apksig-android14") {
        let file = row["file"].as_str();
        let by_v1 = row["first_error"].contains("JAR_SIG");
        let expected = match row["verdict"].as_str() {
            // Else another scheme decides.
            "verified" if row["v1"] == "1" => true,
            "fails" if by_v1 => false,
            _ => continue,
        };
        let range = range_of(row, "min_sdk", "", &row["aapt_minSdk"]);
        let Some(package) = Package::open(&corpus.join(file)) else {
            if expected && !REFUSED_BY_THE_PLATFORM.contains(&file) {
                different.push(format!("{file}: not opened"));
            }
            continue;
        };
        if range.min >= 24 && !package.schemes_found(range).is_empty() {
            continue;
        }
        compared += 1;
        let ours = package.verify(range);
        let issues = list(&ours.issues);
        if ours.verified != Some(expected) {
            different.push(format!(
                "{file} from {range}: expected {expected}, ours {:?}: {issues:?}",
                ours.verified
            ));
            continue;
        }
        if expected {
            let warnings: Vec<String> = ours.warnings.iter().map(Issue::code).collect();
            let mut wanted = codes(&row["warnings"]);
            wanted.retain(|code| code.starts_with("jar-sig"));
            let missing: Vec<_> = wanted.iter().filter(|code| !warnings.contains(code)).collect();
            let new: Vec<_> = warnings.iter().filter(|code| !wanted.contains(code)).collect();
            if !missing.is_empty() || !new.is_empty() {
                different
                    .push(format!("{file} from {range}: warnings missing {missing:?}, too many {new:?}"));
            }
            let certificates: Vec<String> =
                ours.signers.iter().map(|signer| certificate(&package, signer)).collect();
            if row["v2"] != "1"
                && row["v3"] != "1"
                && certificates.join(",") != row["cert_sha256"].replace(';', ",")
            {
                different.push(format!("{file} from {range}: certificates {certificates:?}"));
            }
        } else {
            let wanted = codes(&row["errors"]);
            let first = ours.issues.first().map(Issue::code).unwrap_or_default();
            if same(&first) != same(&wanted[0]) {
                different.push(format!("{file} from {range}: expected {wanted:?}, ours {issues:?}"));
            }
        }
    }
    assert!(different.is_empty(), "{} of {compared} differ:\n{}", different.len(), different.join("\n"));
    assert!(compared > 400, "{compared} comparisons only");
}

fn certificate(package: &Package, signer: &beian_android::verify::jar::VerifiedSigner) -> String {
    let message = package.signatures.v1.signers[signer.signer].message.as_ref().expect("it was verified");
    hex(&message.certificates[signer.chain[0]].digests().sha256)
}

#[test]
fn aosp_s_own_tests_are_met() {
    let Some(corpus) = corpus() else { return };
    let (mut compared, mut different) = (0, Vec::new());
    let mut minimum: BTreeMap<String, String> = BTreeMap::new();
    for row in table(&corpus.join("EXPECTED-certs.tsv")) {
        minimum.insert(row["file"].clone(), row["aapt_minSdk"].clone());
    }
    for row in table(&corpus.join("EXPECTED-apksig-test.tsv")) {
        let file = row["file"].as_str();
        let by_v1 = row["issue"].starts_with("JAR_SIG");
        if row["test_kind"] != "apk"
            || !(row["verified"] == "yes" || by_v1)
            || REFUSED_BY_THE_PLATFORM.contains(&file)
        {
            continue;
        }
        let Some(package) = Package::open(&corpus.join(file)) else { continue };
        let range = range_of(&row, "min_sdk", "max_sdk", minimum.get(file).map_or("", String::as_str));
        if range.min >= 24 && !package.schemes_found(range).is_empty() {
            continue;
        }
        compared += 1;
        let ours = package.verify(range);
        let issues = list(&ours.issues);
        let expected = row["verified"] == "yes";
        let is_same = ours.verified == Some(expected)
            && (expected
                || ours.issues.iter().any(|issue| same(&issue.code()) == same(&codes(&row["issue"])[0])));
        if !is_same {
            different.push(format!("{} {file} {range}: {:?} {issues:?}", row["test"], ours.verified));
        }
    }
    assert!(different.is_empty(), "{} of {compared} differ:\n{}", different.len(), different.join("\n"));
    assert!(compared > 100, "{compared} comparisons only");
}

#[test]
fn apps_with_jar_signatures_verify() {
    let Some(corpus) = corpus() else { return };
    let mut compared = 0;
    for row in table(&corpus.join("EXPECTED-apps.tsv")) {
        let range = SdkRange::from(row["minSdk"].parse().unwrap_or(1));
        if row["verdict"] != "verifies" || row["v1"] != "true" || range.min >= 24 {
            continue;
        }
        let Some(package) = Package::open(&corpus.join(&row["file"])) else { panic!("{}", row["file"]) };
        let verdict = package.verify(range);
        assert_eq!(verdict.verified, Some(true), "{}: {:?}", row["file"], list(&verdict.issues));
        let certificates: Vec<String> =
            verdict.signers.iter().map(|signer| certificate(&package, signer)).collect();
        assert_eq!(certificates.join(","), row["cert_sha256"], "{}", row["file"]);
        compared += 1;
    }
    assert!(compared > 10, "{compared} comparisons only");
}

/// Packages on which the library of Debian, which is older, says something else: file, why.
const OLDER_LIBRARY: &[(&str, &str)] = &[(
    "apk-golden/apksig/v1-only-11-signers.apk",
    "it does not count signers yet (`Constants.MAX_APK_SIGNERS`)",
)];

#[test]
fn verdicts_at_five_minima_are_those_of_apksig_s_library() {
    let Some(corpus) = corpus() else { return };
    let (mut compared, mut different) = (0, Vec::new());
    let table = table(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/apksig/verdicts.tsv"));
    for row in &table {
        let file = row["file"].as_str();
        let by_v1 = row["first_error"].starts_with("JAR_SIG");
        let is_other = |known: &&str| OLDER_LIBRARY.iter().any(|(file, _)| file == known);
        if row["verdict"] == "exception" || REFUSED_BY_THE_PLATFORM.contains(&file) || is_other(&file) {
            continue;
        }
        let Some(package) = Package::open(&corpus.join(file)) else { continue };
        let range = range_of(row, "min_sdk", "", "");
        let is_asked = range.min < 24 || package.schemes_found(range).is_empty();
        let expected = row["verdict"] == "verified";
        if !is_asked || !(expected || by_v1) {
            continue;
        }
        compared += 1;
        let ours = package.verify(range);
        let first = ours.issues.first().map(Issue::code).unwrap_or_default();
        let cause = codes(&row["first_error"]).pop().unwrap_or_default();
        if ours.verified != Some(expected) || same(&first) != same(&cause) {
            different.push(format!(
                "{file} from {range}: {cause:?}, ours {:?} {:?}",
                ours.verified,
                list(&ours.issues)
            ));
        }
    }
    assert!(different.is_empty(), "{} of {compared} differ:\n{}", different.len(), different.join("\n"));
    assert!(compared > 900, "{compared} comparisons only");
}
