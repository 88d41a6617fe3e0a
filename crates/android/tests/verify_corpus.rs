//! Verdicts of v2, v3 and v3.1 on real packages against what apksig of Android 14 says of them.
//!
//! The corpus stands outside the repository; where it is not, the test says so.

use std::collections::BTreeSet;
use std::path::Path;

use beian_android::signing::{ApkSignatures, Scheme, SdkRange, Severity};
use beian_android::verify::block::{SchemeCheck, SchemeVerdict, v2, v3, v31};
use beian_android::verify::content::Contents;
use beian_android::verify::{Issue, Sequential};
use beian_archive::{Archive, Budget, Limits, Source};
use beian_testkit::corpus::{Row, corpus, table};

/// Where we differ: file, and why.
const DIFFERENCES: &[(&str, &str)] = &[];

/// The schemes of the signing block as `ApkVerifier.verify` goes through them: the first that does not hold is the last one.
fn verdicts<'a>(
    archive: &Archive,
    signatures: &'a ApkSignatures,
    range: SdkRange,
    budget: &mut Budget,
) -> Vec<SchemeVerdict<'a>> {
    let contents = signatures.block.as_ref().map(|block| Contents::of(archive, block, budget).unwrap());
    let mut finish = |check: SchemeCheck<'a>| {
        let digests = contents.as_ref().unwrap().digests(&check.wanted(), &Sequential, budget);
        check.finish(digests.as_ref())
    };
    let mut verdicts: Vec<SchemeVerdict<'_>> = Vec::new();
    for scheme in [Scheme::V31, Scheme::V3, Scheme::V2] {
        if verdicts.iter().any(|verdict| verdict.verified == Some(false)) {
            break;
        }
        let newer: Vec<_> = verdicts.iter().map(|verdict| verdict.scheme).collect();
        let check = match scheme {
            Scheme::V31 => v31(signatures, range),
            Scheme::V3 => v3(signatures, range),
            _ if range.min < Scheme::V3.min_sdk() || newer.is_empty() => v2(signatures, range, &newer),
            _ => None,
        };
        verdicts.extend(check.map(&mut finish));
        if scheme == Scheme::V3
            && verdicts.len() == 1
            && verdicts.iter().any(|verdict| verdict.scheme == Scheme::V31)
        {
            // `V31_BLOCK_FOUND_WITHOUT_V3_BLOCK`: apksig goes no further.
            break;
        }
    }
    verdicts
}

fn errors(verdicts: &[SchemeVerdict<'_>]) -> Vec<String> {
    let issues = verdicts.iter().flat_map(|verdict| &verdict.issues);
    issues.filter(|issue| issue.severity() == Severity::Error).map(Issue::code).collect()
}

/// Of one cause, which depends on the provider of cryptography.
fn cause(name: &str) -> String {
    let name = name.rsplit(':').next().unwrap_or(name);
    name.to_lowercase().replace('_', "-").replace("verify-exception", "did-not-verify")
}

/// Rules between schemes, which are not of any of them.
fn is_between_schemes(cause: &str) -> bool {
    matches!(cause, "v2-sig-missing" | "v31-block-found-without-v3-block" | "v3-sig-past-signers-mismatch")
}

#[derive(Default)]
struct Tally {
    rows: usize,
    decided: usize,
    held: usize,
    found: Vec<String>,
}

fn compare(corpus: &Path, row: &Row, tally: &mut Tally) {
    let file = row["file"].as_str();
    let mut budget = Budget::new(&Limits::default());
    let source = Source::open(&corpus.join(file)).expect("a file of the corpus");
    let Ok(archive) = Archive::strict(&source, &mut budget) else { return };
    tally.rows += 1;
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let min = if row["min_sdk"] == "default" { &row["aapt_minSdk"] } else { &row["min_sdk"] };
    let min = match min.as_str() {
        "" => 1,
        "VanillaIceCream" => 35,
        number => number.parse().unwrap(),
    };
    let verdicts = verdicts(&archive, &signatures, SdkRange::from(min), &mut budget);
    let errors = errors(&verdicts);
    let first = cause(&row["first_error"]);
    let blamed = row["verdict"] == "fails" && first.starts_with('v') && !is_between_schemes(&first);
    let mut differ = |what: String| {
        if !DIFFERENCES.iter().any(|(known, _)| *known == file) {
            tally.found.push(format!("{file}@{}: {what}; ours: {errors:?}", row["min_sdk"]));
        }
    };
    if verdicts.iter().any(|verdict| verdict.verified.is_none()) {
        differ("not decided".to_owned());
    }
    if blamed {
        tally.decided += 1;
        if errors.first().map(|code| cause(code)) != Some(first.clone()) {
            differ(format!("{first} expected"));
        }
    } else if !errors.is_empty() && row["verdict"] != "exception" {
        differ(format!("{} {} expected", row["verdict"], row["first_error"]));
    }
    if row["verdict"] != "verified" {
        return;
    }
    let holds: BTreeSet<Scheme> = verdicts
        .iter()
        .filter(|verdict| verdict.verified == Some(true))
        .map(|verdict| verdict.scheme)
        .collect();
    for (column, scheme) in [("v2", Scheme::V2), ("v3", Scheme::V3), ("v3.1", Scheme::V31)] {
        if (row[column] == "1") != holds.contains(&scheme) {
            differ(format!("{column} is {} by apksig", row[column]));
        }
        tally.held += usize::from(row[column] == "1");
    }
}

#[test]
fn verdicts_agree_with_apksig() {
    let Some(corpus) = corpus() else { return };
    let mut tally = Tally::default();
    for row in table(&corpus.join("EXPECTED-certs.tsv")) {
        if row["tool"] == "apksig-android14" {
            compare(&corpus, &row, &mut tally);
        }
    }
    let Tally { rows, decided, held, found } = tally;
    assert!(found.is_empty(), "{} of {rows} differ:\n{}", found.len(), found.join("\n"));
    assert!(rows > 400 && decided >= 40 && held > 200, "{rows} rows, {decided} refused, {held} hold");
}

/// Real apps, which all hold: whatever of the schemes they have does.
fn compare_app(corpus: &Path, row: &Row, found: &mut Vec<String>) -> usize {
    let file = row["file"].as_str();
    let mut budget = Budget::new(&Limits::default());
    let source = Source::open(&corpus.join(file)).expect("a file of the corpus");
    let archive = Archive::strict(&source, &mut budget).expect("an app");
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let ranges = [("verdict", row["minSdk"].parse().unwrap_or(1)), ("verdict_min28", 28)];
    let of_range = ranges.into_iter().filter(|(column, _)| row[*column] == "verifies").map(|(_, min)| {
        let verdicts = verdicts(&archive, &signatures, SdkRange::from(min), &mut budget);
        if verdicts.iter().any(|verdict| verdict.verified != Some(true)) {
            found.push(format!("{file}@{min}: verifies, ours: {:?}", errors(&verdicts)));
        }
        verdicts.len()
    });
    of_range.sum()
}

#[test]
fn real_apps_hold() {
    let Some(corpus) = corpus() else { return };
    let mut found = Vec::new();
    let rows = table(&corpus.join("EXPECTED-apps.tsv"));
    let held: usize = rows.iter().map(|row| compare_app(&corpus, row, &mut found)).sum();
    assert!(found.is_empty(), "{} differ:\n{}", found.len(), found.join("\n"));
    assert!(held > 20, "{held} verdicts only");
}

/// What AOSP's own tests assert: issues of the schemes, warnings among them, and that nothing is wrong where nothing should be.
fn compare_assertion(corpus: &Path, row: &Row, found: &mut Vec<String>) -> bool {
    let file = row["file"].as_str();
    let mut budget = Budget::new(&Limits::default());
    let source = Source::open(&corpus.join(file)).expect("a file of the corpus");
    let Ok(archive) = Archive::strict(&source, &mut budget) else { return false };
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let number = |column: &str, otherwise| row[column].parse().unwrap_or(otherwise);
    let range = SdkRange { min: number("min_sdk", 1), max: number("max_sdk", u32::MAX) };
    let verdicts = verdicts(&archive, &signatures, range, &mut budget);
    let wanted = cause(&row["issue"]);
    let codes: Vec<_> = verdicts.iter().flat_map(|verdict| &verdict.issues).map(Issue::code).collect();
    let is_ours = wanted.starts_with('v') && !wanted.starts_with("v4") && !is_between_schemes(&wanted);
    if is_ours && !codes.iter().any(|code| cause(code) == wanted) {
        found.push(format!("{}: {file}: {wanted} expected, ours: {codes:?}", row["test"]));
    }
    if row["verified"] == "yes" && !errors(&verdicts).is_empty() {
        found.push(format!("{}: {file}: verified, ours: {codes:?}", row["test"]));
    }
    is_ours
}

#[test]
fn issues_are_those_that_aosp_s_tests_assert() {
    let Some(corpus) = corpus() else { return };
    let mut found = Vec::new();
    let rows = table(&corpus.join("EXPECTED-apksig-test.tsv"));
    let rows = rows.iter().filter(|row| row["test_kind"] == "apk" && row["issue_kind"] != "exception");
    let compared = rows.filter(|row| compare_assertion(&corpus, row, &mut found)).count();
    assert!(found.is_empty(), "{} differ:\n{}", found.len(), found.join("\n"));
    assert!(compared > 20, "{compared} assertions only");
}
