//! Source stamps of real packages against what AOSP's own tests assert of them (`ApkVerifierTest`, `SourceStampVerifierTest`).
//!
//! The corpus stands outside the repository; where it is not, the test says so.

use std::collections::BTreeMap;
use std::path::Path;

use beian_android::signing::{ApkSignatures, Scheme, SdkRange};
use beian_android::verify::Issue;
use beian_android::verify::stamp::{StampVerdict, StampedDigests, verify};
use beian_archive::{Archive, Budget, Limits, Source};
use beian_pki::digest::hex;
use beian_testkit::corpus::{Row, corpus, table};

/// Rows whose test calls what is not here: the test, and why.
const NOT_HERE: &[(&str, &str)] = &[(
    "verifySourceStamp_expectedDigestMismatch",
    "the caller says which certificate it expects; whoever does so here compares `StampVerdict::stamp` itself",
)];

/// The digests of the schemes that platforms of the range look at (`ApkVerifier.verifySourceStamp`).
fn digests(
    archive: &Archive,
    signatures: &ApkSignatures,
    range: SdkRange,
    budget: &mut Budget,
) -> StampedDigests {
    let mut digests = StampedDigests::default();
    let v3 = signatures.scheme(Scheme::V3).filter(|_| range.max >= 28);
    let v2 = signatures.scheme(Scheme::V2).filter(|_| range.max >= 24 && (range.min < 28 || v3.is_none()));
    for block in v3.into_iter().chain(v2) {
        digests.add_block(block);
    }
    if range.min < 24 || (v2.is_none() && v3.is_none()) {
        let mut manifest = Vec::new();
        let entry = archive.named(b"META-INF/MANIFEST.MF").next();
        entry.map(|entry| archive.read(entry.index(), budget, &mut manifest).expect("a manifest"));
        digests.add_manifest(entry.map(|_| manifest.as_slice()));
    }
    digests
}

/// What of a verdict a row of the table speaks of.
struct Ours {
    verified: Option<bool>,
    codes: Vec<String>,
    lineage: Vec<String>,
    time: u64,
    certificate: String,
}

impl Ours {
    fn of(verdict: &StampVerdict<'_>) -> Self {
        let levels = verdict.lineage().into_iter().flat_map(|lineage| &lineage.levels);
        let certificate = verdict.stamp.and_then(|stamp| stamp.certificate.as_ref());
        Self {
            verified: verdict.verified,
            codes: verdict.issues.iter().map(Issue::code).collect(),
            lineage: levels.map(|level| hex(&level.certificate.digests().sha256)).collect(),
            time: verdict.stamp.and_then(beian_android::signing::Stamp::time).unwrap_or(0),
            certificate: certificate
                .map(|certificate| hex(&certificate.digests().sha256))
                .unwrap_or_default(),
        }
    }

    /// Of a package that has no stamp and names none.
    fn nothing() -> Self {
        let codes = vec!["source-stamp-cert-digest-and-sig-block-missing".to_owned()];
        Self { verified: Some(false), codes, lineage: Vec::new(), time: 0, certificate: String::new() }
    }
}

/// The first platform that a row is about. `ApkVerifier` takes the manifest's where it is not told one, `SourceStampVerifier` the first of
/// all.
fn min_sdk(row: &Row, of_manifest: &BTreeMap<String, u32>) -> u32 {
    let otherwise =
        || of_manifest.get(&row["file"]).copied().filter(|_| row["test"].starts_with("ApkVerifierTest"));
    row["min_sdk"].parse().ok().or_else(otherwise).unwrap_or(1)
}

fn ours(corpus: &Path, row: &Row, min: u32) -> Ours {
    let mut budget = Budget::new(&Limits::default());
    let source = Source::open(&corpus.join(&row["file"])).expect("a file of the corpus");
    let archive = Archive::strict(&source, &mut budget).expect("an archive that the platform opens");
    let signatures = ApkSignatures::read(&archive, &mut budget);
    // `ApkVerifier.verify` asks platforms with stamps alone, `verifySourceStamp` all of the range.
    let stamps_from = if row["test_kind"] == "apk" { Scheme::StampV2.min_sdk() } else { 0 };
    let range = SdkRange { min, max: row["max_sdk"].parse().unwrap_or(u32::MAX) };
    let digests = digests(&archive, &signatures, range, &mut budget);
    let range = SdkRange { min: range.min.max(stamps_from), ..range };
    let verdicts = verify(&archive, &signatures, &digests, range, &mut budget);
    verdicts.first().map_or_else(Ours::nothing, Ours::of)
}

/// The value behind a word of the note.
fn noted<'a>(row: &'a Row, word: &str) -> Option<&'a str> {
    row["note"].split("; ").find_map(|part| part.strip_prefix(word)).map(str::trim)
}

fn compare(corpus: &Path, row: &Row, min: u32) -> Vec<String> {
    let ours = ours(corpus, row, min);
    let mut found = Vec::new();
    let mut check = |what: &str, expected: &str, actual: &str| {
        if expected != actual {
            found.push(format!(
                "{}: {}: {what}: {expected} expected, ours {actual}",
                row["test"], row["file"]
            ));
        }
    };
    let verified = if row["issue_kind"] == "stamp" { "no" } else { row["verified"].as_str() };
    let said = match ours.verified {
        Some(true) => "yes",
        Some(false) => "no",
        None => "undecided",
    };
    if !verified.is_empty() {
        check("verified", verified, said);
    }
    let issue = row["issue"].to_lowercase().replace('_', "-");
    let infos = noted(row, "stamp info").map(|info| info.to_lowercase().replace('_', "-"));
    for wanted in [Some(issue), infos].into_iter().flatten().filter(|wanted| !wanted.is_empty()) {
        let has = ours.codes.contains(&wanted);
        check(
            "issue",
            &wanted,
            if has { &wanted } else { ours.codes.first().map_or("none", String::as_str) },
        );
    }
    if let Some(lineage) = noted(row, "stamp lineage") {
        check("lineage", if lineage == "empty" { "" } else { lineage }, &ours.lineage.join(","));
    }
    if let Some(time) = noted(row, "stamp timestamp") {
        check("time", time, &ours.time.to_string());
    }
    if let Some(digest) = noted(row, "expected stamp cert sha256") {
        check("certificate", digest, &ours.certificate);
    }
    found
}

#[test]
fn stamps_are_what_aosp_s_tests_assert() {
    let Some(corpus) = corpus() else { return };
    let rows = table(&corpus.join("EXPECTED-apksig-test.tsv"));
    let is_stamp = |row: &&Row| row["test_kind"] == "stamp" || row["issue_kind"] == "stamp";
    let is_here = |row: &&Row| !NOT_HERE.iter().any(|(test, _)| row["test"].ends_with(test));
    let rows: Vec<&Row> = rows.iter().filter(is_stamp).filter(is_here).collect();
    let manifests = table(&corpus.join("EXPECTED-certs.tsv"));
    let min = |row: &Row| Some((row["file"].clone(), row["aapt_minSdk"].parse().ok()?));
    let manifests: BTreeMap<String, u32> = manifests.iter().filter_map(min).collect();
    let found: Vec<String> =
        rows.iter().flat_map(|row| compare(&corpus, row, min_sdk(row, &manifests))).collect();
    assert!(found.is_empty(), "{} of {} differ:\n{}", found.len(), rows.len(), found.join("\n"));
    assert!(rows.len() > 50, "{} rows only", rows.len());
}
