use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::signing::{
    SignerBuilder, SigningBlockBuilder, V2, algorithm, algorithm_value, prefixed, scheme_value, sequence,
};

use super::testing::*;
use super::*;
use crate::verify::{Sequential, content::Contents};
use beian_archive::{Budget, Limits};

/// What v2 is said to be with this signer, on every platform.
fn with(signer_: &SignerBuilder) -> (Option<bool>, Vec<String>) {
    verdict(&Package::signed(&signer().v2(signer_)), ALL, &[])
}

/// The same of a signer of these bytes.
fn with_bytes(signer: &[u8]) -> (Option<bool>, Vec<String>) {
    verdict(&Package::of(with_value(V2, &scheme_value(&[signer.to_vec()]))), ALL, &[])
}

fn verdict(package: &Package, range: SdkRange, newer: &[Scheme]) -> (Option<bool>, Vec<String>) {
    told(&package.finish(v2(&package.signatures, range, newer).unwrap()))
}

/// A signer with these signed data, really signed.
fn signer_of(signed_data: &[u8]) -> Vec<u8> {
    let signature = algorithm_value(algorithm::ECDSA_SHA256, &TestKey::P256.sign(signed_data));
    [prefixed(signed_data), prefixed(&sequence(&[signature])), prefixed(&TestKey::P256.spki())].concat()
}

#[test]
fn what_is_signed_holds_and_says_by_what() {
    let algorithms = [algorithm::RSA_PSS_SHA256, algorithm::RSA_PKCS1_SHA512];
    let package = Package::signed(&signer().v2(&SignerBuilder::v2(&rsa()).algorithms(&algorithms)));
    let verdict = package.finish(v2(&package.signatures, ALL, &[]).unwrap());
    assert_eq!(told(&verdict), holds(&[]));
    let [signer] = verdict.signers.as_slice() else { panic!("{verdict:?}") };
    assert_eq!(signer.verified, Some(true));
    assert_eq!(signer.signatures, [SignatureAlgorithm(0x0104)], "the stronger digest");
    assert_eq!(signer.digests.keys().collect::<Vec<_>>(), [&ContentDigestAlgorithm::ChunkedSha512]);
}

#[test]
fn signatures_by_every_algorithm_hold() {
    for (key, algorithms) in [
        (TestKey::Rsa2048, &[0x0101, 0x0102, 0x0103, 0x0104, 0x0421][..]),
        (TestKey::P256, &[0x0201, 0x0202, 0x0423]),
        (TestKey::Dsa1024, &[0x0301, 0x0425]),
    ] {
        for algorithm in algorithms {
            let signer_ =
                SignerBuilder::v2(&CertificateBuilder::new("Any").key(key)).algorithms(&[*algorithm]);
            let package = Package::signed(&signer().v2(&signer_));
            let verdict = verdict(&package, SdkRange::from(28), &[]);
            assert_eq!(verdict, holds(&[]), "{algorithm:#06x}");
        }
    }
}

#[test]
fn a_package_is_its_bytes() {
    let sound = signer().v2(&SignerBuilder::v2(&shop())).sign();
    for part in sound.regions.iter().filter(|region| region.range.contains(&100)) {
        let mut apk = sound.apk.clone();
        apk[part.range.start] ^= 1;
        assert_eq!(verdict(&Package::of(apk), ALL, &[]), refused("v2-sig-apk-digest-did-not-verify"));
    }
}

#[test]
fn each_digest_that_a_chosen_signature_speaks_of_is_compared() {
    let algorithms = [algorithm::RSA_PKCS1_SHA256, algorithm::RSA_PKCS1_SHA512];
    let sound = Package::signed(&signer().v2(&SignerBuilder::v2(&rsa()).algorithms(&algorithms)));
    let digests = &sound.signatures.scheme(Scheme::V2).unwrap().signers[0].digests;
    let stored = |wrong: usize| -> Vec<Vec<u8>> {
        let values = digests.iter().enumerate();
        let value = |index, bytes: &[u8]| if index == wrong { vec![0; bytes.len()] } else { bytes.to_vec() };
        values
            .map(|(at, digest)| algorithm_value(digest.algorithm.0, &value(at, &digest.value.bytes)))
            .collect()
    };
    let signer = |wrong| SignerBuilder::v2(&rsa()).algorithms(&algorithms).digests(&stored(wrong));
    assert_eq!(with(&signer(1)), refused("v2-sig-apk-digest-did-not-verify"));
    // No platform looks at the weaker one.
    assert_eq!(with(&signer(0)), holds(&[]));
}

#[test]
fn a_verity_digest_asks_for_pages() {
    let signer_ = SignerBuilder::v2(&shop()).algorithms(&[algorithm::VERITY_ECDSA_SHA256]);
    assert_eq!(
        with(&signer_),
        refused("v2-sig-no-supported-signatures"),
        "nothing before Android 9 knows it"
    );
    let package = Package::signed(&signer().v2(&signer_));
    assert_eq!(verdict(&package, SdkRange::from(28), &[]), holds(&[]));
    let value = scheme_value(&[signer_.digests(&[algorithm_value(0x0423, &[0; 40])]).build()]);
    let askew = Package::of(with_value(V2, &value));
    assert_eq!(verdict(&askew, SdkRange::from(28), &[]), refused("v2-sig-block-not-aligned"));
}

#[test]
fn signatures_are_the_key_s() {
    let sound = SignerBuilder::v2(&shop());
    let by_other = algorithm_value(0x0201, &TestKey::OtherP256.sign(&sound.signed_data()));
    assert_eq!(with(&sound.clone().signatures(&[by_other])), refused("v2-sig-did-not-verify"));
    let nonsense = sound.clone().signatures(&[algorithm_value(0x0201, b"nonsense")]);
    assert_eq!(with(&nonsense), refused("v2-sig-verify-exception"));
    assert_eq!(with(&sound.clone().public_key(b"nonsense")), refused("v2-sig-malformed-public-key"));
    let of_another_kind = sound.public_key(&TestKey::Rsa2048.spki());
    assert_eq!(with(&of_another_kind), refused("v2-sig-malformed-public-key"));
}

#[test]
fn signatures_of_unknown_algorithms_are_passed_over() {
    let sound = SignerBuilder::v2(&shop());
    let unknown = algorithm_value(0x0999, b"?");
    let known =
        |builder: &SignerBuilder| algorithm_value(0x0201, &TestKey::P256.sign(&builder.signed_data()));
    let digests = |package: &Package| {
        package.signatures.scheme(Scheme::V2).unwrap().signers[0].digests[0].value.bytes.clone()
    };
    let digest = digests(&Package::signed(&signer().v2(&sound)));
    let both = sound.clone().digests(&[algorithm_value(0x0201, &digest), unknown.clone()]);
    let both = both.clone().signatures(&[known(&both), unknown.clone()]);
    assert_eq!(with(&both), holds(&["v2-sig-unknown-sig-algorithm"]));

    let alone = sound.clone().signatures(std::slice::from_ref(&unknown));
    let (verified, codes) = with(&alone);
    assert_eq!((verified, &codes[1..]), (Some(false), &["v2-sig-no-supported-signatures".to_owned()][..]));
    // Another scheme's is unknown as well.
    let (_, codes) = with(&sound.clone().signatures(&[algorithm_value(0x0501, b"?")]));
    assert_eq!(codes, ["v2-sig-unknown-sig-algorithm", "v2-sig-no-supported-signatures"]);
    // One that is known does not need a digest of the other.
    let sound = sound.digests(&[algorithm_value(0x0201, &digest)]);
    let mismatch = sound.clone().signatures(&[known(&sound), unknown]);
    let (verified, codes) = with(&mismatch);
    assert_eq!(verified, Some(false));
    assert_eq!(codes[1], "v2-sig-sig-alg-mismatch-between-signatures-and-digests-records");
}

#[test]
fn a_signature_that_cannot_be_checked_is_no_verdict() {
    // brainpoolP512r1.
    let algorithm = der::sequence(&[&der::oid("1.2.840.10045.2.1"), &der::oid("1.3.36.3.3.2.8.1.1.13")]);
    let spki = der::sequence(&[&algorithm, &der::bit_string(&TestKey::P256.point())]);
    let certificate = shop().spki(&spki);
    let signer_ = SignerBuilder::v2(&certificate).public_key(&spki);
    let (verified, codes) = with(&signer_);
    assert_eq!((verified, codes), (None, vec!["v2-sig-unsupported".to_owned()]));
    // What can be checked is, and a no stays a no.
    let wrong = signer_.digests(&[algorithm_value(0x0201, &[0; 32])]);
    assert_eq!(with(&wrong).0, Some(false));
}

#[test]
fn contents_that_cannot_be_read_are_no_verdict() {
    let package = Package::signed(&signer().v2(&SignerBuilder::v2(&shop())));
    let check = v2(&package.signatures, ALL, &[]).unwrap();
    let poor = Limits { total_size: 0, ..Limits::default() };
    let error = Budget::new(&poor).spend_bytes(1).unwrap_err();
    assert_eq!(told(&check.finish(Err(&error))), (None, vec!["v2-sig-contents-unreadable".to_owned()]));
}

#[test]
fn what_a_signer_is_made_of_has_to_be_there() {
    let sound = SignerBuilder::v2(&shop());
    assert_eq!(with(&sound.clone().signatures(&[])), refused("v2-sig-no-signatures"));
    assert_eq!(with(&sound.clone().signatures(&[vec![1, 2]])), refused("v2-sig-malformed-signature"));
    assert_eq!(with(&sound.clone().certificates(&[])), refused("v2-sig-no-certificates"));
    assert_eq!(with(&sound.clone().certificates(&[vec![1]])), refused("v2-sig-malformed-certificate"));
    assert_eq!(with(&sound.clone().digests(&[vec![1]])), refused("v2-sig-malformed-digest"));
    let another = sound.clone().certificates(&[other().build_der(), shop().build_der()]);
    assert_eq!(
        with(&another),
        refused("v2-sig-public-key-mismatch-between-certificate-and-signatures-record")
    );
    assert_eq!(with_bytes(&[1]), refused("v2-sig-malformed-signer"));
    assert_eq!(with_bytes(&sound.build()[..60]), refused("v2-sig-malformed-signer"));
    assert_eq!(with_bytes(&signer_of(&[1, 0])), refused("v2-sig-malformed-signer"));
}

#[test]
fn every_field_of_a_certificate_has_to_be_readable() {
    let times = der::sequence(&[&der::utc_time("nonsense"), &der::utc_time("491231235959Z")]);
    let certificate = CertificateBuilder::new("Shop").validity(&times);
    assert_eq!(with(&SignerBuilder::v2(&certificate)), refused("v2-sig-malformed-certificate"));
}

#[test]
fn nothing_signed_is_looked_at_before_its_signature_holds() {
    let broken = SignerBuilder::v2(&shop()).certificates(&[vec![1]]).digests(&[vec![1]]);
    let unsigned = broken.signatures(&[algorithm_value(0x0201, &TestKey::P256.sign(b"something else"))]);
    assert_eq!(with(&unsigned), refused("v2-sig-did-not-verify"));
}

#[test]
fn a_list_of_certificates_that_breaks_off_is_a_malformed_signer() {
    let certificates = [prefixed(&shop().build_der()), vec![9, 0, 0, 0]].concat();
    let digests = sequence(&[algorithm_value(0x0201, &[0; 32])]);
    let signed = [prefixed(&digests), prefixed(&certificates), prefixed(&[])].concat();
    assert_eq!(with_bytes(&signer_of(&signed)), refused("v2-sig-malformed-signer"));
}

#[test]
fn an_empty_or_broken_list_of_signers_is_refused() {
    let value = |value: &[u8]| verdict(&Package::of(with_value(V2, value)), ALL, &[]);
    assert_eq!(value(&scheme_value(&[])), refused("v2-sig-no-signers"));
    assert_eq!(value(&[1]), refused("v2-sig-malformed-signers"));
}

#[test]
fn a_malformed_signer_ends_the_list() {
    let sound = SignerBuilder::v2(&shop()).build();
    let bad = SignerBuilder::v2(&shop()).signatures(&[]).build();
    let verdict_of = |signers: &[Vec<u8>]| {
        let package = Package::of(with_value(V2, &scheme_value(signers)));
        let verdict = package.finish(v2(&package.signatures, ALL, &[]).unwrap());
        let signers: Vec<_> = verdict.issues.iter().map(|issue| (issue.signer, issue.code())).collect();
        (verdict.signers.len(), signers)
    };
    let (count, issues) = verdict_of(&[sound.clone(), vec![1], bad.clone()]);
    assert_eq!((count, issues), (2, vec![(Some(1), "v2-sig-malformed-signer".to_owned())]));
    let (count, issues) = verdict_of(&[bad.clone(), sound, bad]);
    let codes = [0, 2].map(|signer| (Some(signer), "v2-sig-no-signatures".to_owned()));
    assert_eq!((count, issues), (3, codes.to_vec()));
}

#[test]
fn ten_signers_are_enough() {
    let with = |count: usize| {
        let signers = (0..count).map(|index| SignerBuilder::v2(&CertificateBuilder::new(&index.to_string())));
        verdict(&Package::signed(&signers.fold(signer(), |all, one| all.v2(&one))), ALL, &[])
    };
    assert_eq!(with(10), holds(&[]));
    assert_eq!(with(11), refused("v2-sig-max-signatures-exceeded"));
}

#[test]
fn what_was_taken_away_is_noticed() {
    let speaks_of = |id: u32| SignerBuilder::v2(&shop()).attribute(0xbeef_f00d, &id.to_le_bytes());
    assert_eq!(with(&speaks_of(3)), refused("v2-sig-missing-apk-sig-referenced"));
    let package = Package::signed(&signer().v2(&speaks_of(3)));
    assert_eq!(verdict(&package, ALL, &[Scheme::V3]), holds(&[]));
    // No platform of the range knows v3.
    assert_eq!(
        verdict(&package, SdkRange { min: 24, max: 27 }, &[]),
        holds(&["v2-sig-unknown-apk-sig-scheme-id"])
    );
    assert_eq!(with(&speaks_of(4)), holds(&["v2-sig-unknown-apk-sig-scheme-id"]));
    let short = SignerBuilder::v2(&shop()).attribute(0xbeef_f00d, &[3, 0]);
    assert_eq!(with(&short), refused("v2-sig-malformed-additional-attribute"));
    let unknown = SignerBuilder::v2(&shop()).attribute(0x1234_5678, &[]);
    assert_eq!(with(&unknown), holds(&["v2-sig-unknown-additional-attribute"]));
}

#[test]
fn there_is_no_block_where_the_platform_finds_none() {
    let value = scheme_value(&[SignerBuilder::v2(&shop()).build()]);
    let block = SigningBlockBuilder::new().pair(V2, &value).build();
    let apart = Package::of(zip().before_directory(&block).after_directory(b"between").build());
    assert!(v2(&apart.signatures, ALL, &[]).is_none());
    let package = Package::signed(&signer().v2(&SignerBuilder::v2(&shop())));
    assert!(v3(&package.signatures, ALL).is_none());
    assert!(v2(&package.signatures, SdkRange { min: 1, max: 23 }, &[]).is_none());
}

#[test]
fn a_block_that_is_too_large_to_read_is_no_verdict() {
    let package = Package::of(with_value(V2, &vec![0; (1 << 20) + 1]));
    let check = v2(&package.signatures, ALL, &[]).unwrap();
    assert_eq!(told(&package.finish(check)), (None, vec!["v2-sig-too-large".to_owned()]));
}

#[test]
fn digests_are_wanted_of_sound_schemes_alone() {
    let signer_ = SignerBuilder::v2(&rsa()).algorithms(&[algorithm::RSA_PKCS1_SHA512]);
    let package = Package::signed(&signer().v2(&signer_));
    let check = v2(&package.signatures, ALL, &[]).unwrap();
    assert_eq!(check.wanted(), BTreeSet::from([ContentDigestAlgorithm::ChunkedSha512]));
    let broken = Package::signed(&signer().v2(&signer_.signatures(&[])));
    let check = v2(&broken.signatures, ALL, &[]).unwrap();
    assert_eq!((check.has_failed(), check.wanted()), (true, BTreeSet::new()));
}

#[test]
fn no_bytes_of_a_block_are_a_panic() {
    let sound = signer().v2(&SignerBuilder::v2(&shop()).attribute(0xbeef_f00d, &[3, 0, 0, 0])).sign();
    let block = sound.regions.iter().filter(|region| region.range.start > 5000);
    for at in block.flat_map(|region| region.range.clone()).step_by(3) {
        let mut apk = sound.apk.clone();
        apk[at] ^= 0x81;
        let mut budget = Budget::new(&Limits::default());
        let source = beian_archive::Source::from_bytes(apk);
        let Ok(archive) = beian_archive::Archive::strict(&source, &mut budget) else { continue };
        let signatures = ApkSignatures::read(&archive, &mut budget);
        let Some(check) = v2(&signatures, ALL, &[Scheme::V3]) else { continue };
        let Some(block) = &signatures.block else { continue };
        let contents = Contents::of(&archive, block, &mut budget).unwrap();
        let digests = contents.digests(&check.wanted(), &Sequential, &mut budget);
        let _verdict = check.finish(digests.as_ref());
    }
}
