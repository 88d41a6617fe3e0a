//! Certificates, keys, signers and primary signer of real packages against what apksig and androguard say of them.
//!
//! The corpus stands outside the repository; where it is not, the test says so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use beian_android::signing::{ApkSignatures, Resolved, SdkRange};
use beian_archive::{Archive, Budget, Limits, Source};
use beian_pki::digest::hex;
use beian_pki::{Certificate, Key};
use beian_testkit::corpus::{Row, corpus, table};

/// What differs, and the platform source that decides: file, what, why.
const DIFFERENCES: &[(&str, &str, &str)] = &[];

fn several(cell: &str) -> Vec<&str> {
    cell.split([',', ';']).filter(|value| !value.is_empty()).collect()
}

/// The strict reading's signatures; the recovered one's where the strict one opens nothing or finds nobody who signed.
fn signatures(corpus: &Path, file: &str) -> Option<ApkSignatures> {
    let source = Source::open(&corpus.join(file)).expect("a file of the corpus");
    let mut budget = Budget::new(&Limits::default());
    if let Ok(archive) = Archive::strict(&source, &mut budget) {
        let strict = ApkSignatures::read(&archive, &mut budget);
        if strict.resolve(SdkRange::from(1)).primary.is_some() {
            return Some(strict);
        }
    }
    let archive = Archive::recovered(&source, &mut budget).ok()?;
    Some(ApkSignatures::read(&archive, &mut budget))
}

fn sha256(certificate: &Certificate) -> String {
    hex(&certificate.digests().sha256)
}

fn primary<'a>(resolved: &Resolved<'a>) -> Option<&'a Certificate> {
    Some(resolved.signers[resolved.primary?.index].certificate)
}

/// What differs, or nothing.
#[derive(Default)]
struct Differences {
    compared: usize,
    found: Vec<String>,
}

impl Differences {
    fn check<T: PartialEq + std::fmt::Debug>(&mut self, file: &str, what: &str, expected: &T, ours: &T) {
        self.compared += 1;
        let accepted = DIFFERENCES.iter().any(|(known, of, _)| *known == file && *of == what);
        assert!(!accepted || expected != ours, "{file}: {what} is no difference any more");
        if expected != ours && !accepted {
            self.found.push(format!("{file}: {what}: expected {expected:?}, ours {ours:?}"));
        }
    }

    fn report(self, area: &str, at_least: usize) {
        assert!(
            self.found.is_empty(),
            "{area}: {} of {} differ:\n{}",
            self.found.len(),
            self.compared,
            self.found.join("\n")
        );
        assert!(self.compared >= at_least, "{area}: {} comparisons only", self.compared);
    }
}

fn key_of(certificate: &Certificate) -> (String, String) {
    let Ok(public) = &certificate.public_key else { return Default::default() };
    let name = match &public.key {
        Ok(Key::Rsa(_)) => "RSA",
        Ok(Key::Ec(_)) => "EC",
        Ok(Key::Dsa(_)) => "DSA",
        _ => "",
    };
    (name.to_owned(), public.bits().map(|bits| bits.to_string()).unwrap_or_default())
}

/// Certificates that any of the tables says a file to carry.
fn carried(certs: &[Row], androguard: &[Row]) -> BTreeMap<String, BTreeSet<String>> {
    let mut carried: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in certs {
        let of_file = carried.entry(row["file"].clone()).or_default();
        for (scheme, digest) in
            several(&row["signers_by_scheme"]).iter().filter_map(|value| value.split_once('='))
        {
            if !matches!(scheme, "stamp" | "v4") && digest.len() == 64 {
                of_file.insert(digest.to_owned());
            }
        }
        if row["verdict"] == "verified" {
            of_file.extend(several(&row["cert_sha256"]).into_iter().map(str::to_owned));
        }
    }
    for row in androguard.iter().filter(|row| row["status"] == "ok") {
        carried
            .entry(row["file"].clone())
            .or_default()
            .extend(several(&row["cert_sha256"]).into_iter().map(str::to_owned));
    }
    carried
}

fn compare_verified(corpus: &Path, row: &Row, carried: &BTreeSet<String>, differences: &mut Differences) {
    let file = row["file"].as_str();
    let Some(signatures) = signatures(corpus, file) else {
        return differences.check(file, "archive", &true, &false);
    };
    let min = if row["min_sdk"] == "default" { &row["aapt_minSdk"] } else { &row["min_sdk"] };
    let resolved = signatures.resolve(SdkRange::from(min.parse().unwrap_or(1)));
    let wanted = several(&row["cert_sha256"]);
    let Some(certificate) = primary(&resolved) else {
        return differences.check(file, "any primary", &true, &false);
    };
    differences.check(file, "primary", &wanted[0].to_owned(), &sha256(certificate));
    differences.check(
        file,
        "md5",
        &several(&row["cert_md5"])[0].to_owned(),
        &hex(&certificate.digests().md5),
    );
    differences.check(
        file,
        "sha1",
        &several(&row["cert_sha1"])[0].to_owned(),
        &hex(&certificate.digests().sha1),
    );
    let key = (several(&row["key_alg"])[0].to_owned(), several(&row["key_bits"])[0].to_owned());
    differences.check(file, "key", &key, &key_of(certificate));
    let ours: BTreeSet<String> = resolved.signers.iter().map(|signer| sha256(signer.certificate)).collect();
    let missing: Vec<_> = wanted.iter().filter(|digest| !ours.contains(**digest)).collect();
    differences.check(file, "signers missing", &Vec::new(), &missing);
    differences.check(file, "signers too many", &Vec::new(), &ours.difference(carried).collect());
}

#[test]
fn verified_packages_have_apksig_s_certificates_keys_and_signers() {
    let Some(corpus) = corpus() else { return };
    let (certs, androguard) =
        (table(&corpus.join("EXPECTED-certs.tsv")), table(&corpus.join("EXPECTED-androguard.tsv")));
    let carried = carried(&certs, &androguard);
    let mut differences = Differences::default();
    // The older library knows no v3.1.
    let rows = certs.iter().filter(|row| row["tool"] == "apksig-android14");
    for row in rows.filter(|row| row["verdict"] == "verified" && !row["cert_sha256"].is_empty()) {
        compare_verified(&corpus, row, &carried[&row["file"]], &mut differences);
    }
    differences.report("verified", 3000);
}

#[test]
fn packages_that_do_not_verify_have_androguard_s_certificates() {
    let Some(corpus) = corpus() else { return };
    let certs = table(&corpus.join("EXPECTED-certs.tsv"));
    let verified: BTreeSet<&str> =
        certs.iter().filter(|row| row["verdict"] == "verified").map(|row| row["file"].as_str()).collect();
    let mut differences = Differences::default();
    for row in table(&corpus.join("EXPECTED-androguard.tsv")) {
        let wanted: Vec<_> =
            several(&row["cert_sha256"]).into_iter().filter(|digest| digest.len() == 64).collect();
        let file = row["file"].as_str();
        if row["status"] != "ok" || wanted.is_empty() || verified.contains(file) {
            continue;
        }
        let signatures = signatures(&corpus, file).unwrap_or_default();
        let resolved = signatures.resolve(SdkRange::from(1));
        let ours: BTreeSet<String> =
            resolved.signers.iter().map(|signer| sha256(signer.certificate)).collect();
        let missing: Vec<_> = wanted.iter().filter(|digest| !ours.contains(**digest)).collect();
        differences.check(file, "unverified signers missing", &Vec::new(), &missing);
        differences.check(file, "unverified primary", &true, &resolved.primary.is_some());
    }
    differences.report("unverified", 200);
}

#[test]
fn apps_have_the_certificate_and_modulus_of_the_table() {
    let Some(corpus) = corpus() else { return };
    let mut differences = Differences::default();
    for row in table(&corpus.join("EXPECTED-apps.tsv")) {
        if row["verdict_min28"] != "verifies" || row["cert_sha256"].is_empty() {
            continue;
        }
        let file = row["file"].as_str();
        let signatures = signatures(&corpus, file).unwrap_or_default();
        let resolved = signatures.resolve(SdkRange::from(row["minSdk"].parse().unwrap_or(1)));
        let ours: Vec<String> = resolved.signers.iter().map(|signer| sha256(signer.certificate)).collect();
        let wanted: Vec<String> = several(&row["cert_sha256"]).into_iter().map(str::to_owned).collect();
        differences.check(file, "signers", &wanted, &ours);
        let Some(certificate) = primary(&resolved) else { continue };
        differences.check(file, "primary", &wanted[0], &sha256(certificate));
        let key = (several(&row["key_alg"])[0].to_owned(), several(&row["key_bits"])[0].to_owned());
        differences.check(file, "key", &key, &key_of(certificate));
        if let (Some(modulus), Ok(Key::Rsa(key))) = (
            row.get("rsa_modulus_hex").filter(|cell| !cell.is_empty()),
            &certificate.public_key.as_ref().expect("a key").key,
        ) {
            differences.check(
                file,
                "modulus",
                &modulus.to_lowercase().trim_start_matches('0').to_owned(),
                &key.modulus.hex().trim_start_matches('0').to_owned(),
            );
        }
    }
    differences.report("apps", 30);
}

#[test]
fn lineages_are_those_that_aosp_s_tests_assert() {
    let Some(corpus) = corpus() else { return };
    let mut differences = Differences::default();
    for row in table(&corpus.join("EXPECTED-apksig-test.tsv")) {
        let Some(wanted) = row["note"].strip_prefix("lineage certs ") else { continue };
        let file = row["file"].as_str();
        let signatures = signatures(&corpus, file).unwrap_or_default();
        let resolved = signatures.resolve(SdkRange::from(1));
        let rotated = resolved.signers.iter().filter_map(|signer| signer.lineage);
        let levels = rotated.flat_map(|lineage| &lineage.levels);
        let ours: BTreeSet<String> = levels.map(|level| sha256(&level.certificate)).collect();
        let wanted: BTreeSet<String> = several(wanted).into_iter().map(str::to_owned).collect();
        differences.check(file, "lineage", &wanted, &ours);
    }
    differences.report("lineage", 3);
}
