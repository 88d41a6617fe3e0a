//! The signatures on the certificates of real packages: keys of all sizes and of many makers.
//!
//! The corpus stands outside the repository; where it is not, the test says so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use beian_android::signing::ApkSignatures;
use beian_archive::{Archive, Budget, Limits, Source};
use beian_pki::digest::hex;
use beian_pki::{Certificate, Key, Refusal};
use beian_testkit::corpus::{corpus, files};

fn certificates(file: &Path) -> Vec<Certificate> {
    let source = Source::open(file).expect("a file of the corpus");
    let mut budget = Budget::new(&Limits::default());
    let Ok(archive) = Archive::recovered(&source, &mut budget) else { return Vec::new() };
    let read = ApkSignatures::read(&archive, &mut budget);
    let mut found = Vec::new();
    for message in read.v1.signers.iter().filter_map(|signer| signer.message.as_ref()) {
        found.extend(message.certificates.iter().cloned());
    }
    for signer in read.schemes.iter().flat_map(|scheme| &scheme.signers) {
        found.extend(signer.certificates.iter().cloned());
        let levels = signer.lineage.iter().flat_map(|lineage| &lineage.levels);
        found.extend(levels.map(|level| level.certificate.clone()));
    }
    found.extend(read.stamps.into_iter().filter_map(|stamp| stamp.certificate));
    found
}

/// `RSA 2048`.
fn kind(certificate: &Certificate) -> String {
    let Ok(public) = &certificate.public_key else { return "no key".to_owned() };
    let name = match &public.key {
        Ok(Key::Rsa(_)) => "RSA",
        Ok(Key::Ec(_)) => "EC",
        Ok(Key::Dsa(_)) => "DSA",
        Ok(_) => "other",
        Err(_) => "broken",
    };
    format!("{name} {}", public.bits().unwrap_or(0))
}

/// Certificates that were altered after they were signed, and in what; openssl refuses the first two as well and cannot read the others.
const ALTERED: [(&str, &str); 4] = [
    ("e6914235056815913beee2942bb21be3f3d841713e9220aba26a331cacf1f048", "the modulus is stored as negative"),
    ("06c4d2e23dfb5a0c879bccca0bf31c2a94e0a80710480c8533a0837bbcba6c48", "another modulus"),
    ("f929756ed08d205ca10075d1de11e2e2343f057adad72215e88da656d6746f07", "bytes of a lineage"),
    ("377ef8e9be6f8458b7e42d5f4893f476279a3a754ced64bc59747638c8b0e5fb", "bytes of the same lineage"),
];

#[test]
fn certificates_are_signed_by_their_issuers() {
    let Some(corpus) = corpus() else { return };
    let mut seen = BTreeSet::new();
    let mut holding: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = BTreeMap::new();
    let folders = ["apk-golden", "apk-odd", "apk-app", "apk-cn"].map(|folder| corpus.join(folder));
    for file in folders.iter().flat_map(|folder| files(folder)) {
        let found = certificates(&file);
        for certificate in found.iter().filter(|certificate| seen.insert(certificate.digests().sha256)) {
            // Itself, where it names itself; otherwise an issuer may have several keys.
            let issuers: Vec<_> = if certificate.is_self_issued() {
                vec![certificate]
            } else {
                found.iter().filter(|issuer| issuer.may_have_issued(certificate)).collect()
            };
            let verdicts = issuers.iter().filter_map(|issuer| {
                Some((kind(issuer), certificate.verify(issuer.public_key.as_ref().ok()?)))
            });
            match verdicts.min_by_key(|(_, verdict)| verdict.is_err()) {
                Some((kind, Ok(()))) => *holding.entry(kind).or_default() += 1,
                Some((_, Err(refusal))) => drop(refused.insert(hex(&certificate.digests().sha256), refusal)),
                None => {}
            }
        }
    }
    let altered = ALTERED.map(|(digest, _)| (digest.to_owned(), Refusal::DidNotVerify));
    assert_eq!(refused, BTreeMap::from(altered));
    let kinds: Vec<_> = holding.keys().map(String::as_str).collect();
    assert_eq!(
        kinds,
        [
            "DSA 1024",
            "DSA 2048",
            "DSA 3072",
            "EC 256",
            "EC 384",
            "EC 521",
            "RSA 1024",
            "RSA 16384",
            "RSA 2048",
            "RSA 3072",
            "RSA 4096",
            "RSA 8192"
        ]
    );
    assert!(holding.values().sum::<usize>() >= 75, "{holding:?}");
}
