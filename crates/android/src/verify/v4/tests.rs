use beian_archive::{Archive, Limits};
use beian_testkit::apk_signing::{ApkSigner, IdsigBuilder, Signed};
use beian_testkit::cert::{CertificateBuilder, TestKey};
use beian_testkit::signing::{LineageBuilder, NO_MAX, SignerBuilder, V31, algorithm};
use beian_testkit::zip::ZipBuilder;

use super::*;
use crate::signing::ApkSignatures;
use crate::verify::Sequential;

/// Of a megabyte and a half: two pieces, and a tree of two levels whose last page is not full.
fn zip() -> Vec<u8> {
    let bytes: Vec<u8> =
        (0_u32..1_500_000).flat_map(|number| [number.to_le_bytes()[number as usize % 3]]).collect();
    ZipBuilder::new().stored("big", &bytes).build()
}

fn shop() -> CertificateBuilder {
    CertificateBuilder::new("Shop")
}

fn rsa() -> CertificateBuilder {
    CertificateBuilder::new("Rsa").key(TestKey::Rsa2048)
}

fn signed_v2(idsig: &IdsigBuilder) -> Signed {
    ApkSigner::new(&zip()).v2(&SignerBuilder::v2(&shop())).v4(idsig).sign()
}

fn codes(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(Issue::code).collect()
}

fn check(package: &Signed) -> Vec<String> {
    let idsig = package.idsig.clone().unwrap();
    let signature = V4Signature::parse(&idsig).unwrap();
    let (idsig, apk) = (Source::from_bytes(idsig), Source::from_bytes(package.apk.clone()));
    codes(&verify(&signature, &idsig, &apk, &Sequential, &mut Budget::new(&Limits::default())))
}

fn check_agreement(package: &Signed) -> Vec<String> {
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(&Source::from_bytes(package.apk.clone()), &mut budget).unwrap();
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let of = |scheme| signatures.scheme(scheme).map(|block| block.signers.as_slice());
    let blocks = VerifiedBlocks { v2: of(Scheme::V2), v3: of(Scheme::V3), v31: of(Scheme::V31) };
    codes(&agree(&V4Signature::parse(package.idsig.as_ref().unwrap()).unwrap(), blocks))
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn a_sound_signature_holds_with_and_without_tree_and_by_each_kind_of_key() {
    assert_eq!(check(&signed_v2(&IdsigBuilder::new(&shop()).additional(b"more"))), none());
    assert_eq!(check(&signed_v2(&IdsigBuilder::new(&shop()).without_tree())), none());
    assert_eq!(check(&signed_v2(&IdsigBuilder::new(&rsa()).algorithm(algorithm::RSA_PSS_SHA512))), none());
    let quantum = CertificateBuilder::new("Quantum").key(TestKey::MlDsa65);
    assert_eq!(check(&signed_v2(&IdsigBuilder::new(&quantum))), none());
    let tiny = ApkSigner::new(&ZipBuilder::new().stored("a", b"").build()).v2(&SignerBuilder::v2(&shop()));
    assert_eq!(check(&tiny.v4(&IdsigBuilder::new(&shop())).sign()), none());
}

#[test]
fn a_flipped_bit_of_the_package_is_seen_in_the_root_and_one_of_the_tree_in_the_tree() {
    let sound = signed_v2(&IdsigBuilder::new(&shop()));
    for at in [0, 1 << 20, sound.apk.len() - 1] {
        let mut broken = sound.clone();
        broken.apk[at] ^= 1;
        assert_eq!(check(&broken), ["v4-sig-apk-root-did-not-verify"], "{at}");
    }
    let tree = sound.idsig_regions.iter().find(|region| region.part == "idsig tree").unwrap().range.clone();
    for at in [tree.start, tree.start + 4095, tree.start + 4096, tree.start + 4096 + 8192, tree.end - 1] {
        let mut broken = sound.clone();
        broken.idsig.as_mut().unwrap()[at] ^= 1;
        assert_eq!(check(&broken), ["v4-sig-apk-tree-did-not-verify"], "{at}");
    }
}

#[test]
fn a_tree_of_another_size_does_not_verify_and_one_that_breaks_off_is_none() {
    let mut package = signed_v2(&IdsigBuilder::new(&shop()));
    let tree = package.idsig_regions.last().unwrap().range.clone();
    let idsig = package.idsig.as_mut().unwrap();
    idsig.truncate(tree.end - 4096);
    assert_eq!(check(&package), none());
    let size = u32::try_from(tree.len() - 4096).unwrap().to_le_bytes();
    package.idsig.as_mut().unwrap()[tree.start - 4..tree.start].copy_from_slice(&size);
    assert_eq!(check(&package), ["v4-sig-apk-tree-did-not-verify"]);
    package.idsig.as_mut().unwrap()[tree.start - 1] = 0x80;
    assert_eq!(check(&package), ["v4-sig-malformed-signers"]);
}

#[test]
fn a_salt_is_signed_and_not_used() {
    assert_eq!(
        check(&signed_v2(&IdsigBuilder::new(&shop()).salt(b"salt"))),
        ["v4-sig-apk-root-did-not-verify"]
    );
}

#[test]
fn everything_that_is_said_of_the_signer_is_checked() {
    let sound = signed_v2(&IdsigBuilder::new(&shop()).additional(b"more"));
    let broken = |part: &str, change: u8| {
        let mut broken = sound.clone();
        let region = sound.idsig_regions.iter().find(|region| region.part == part).unwrap();
        broken.idsig.as_mut().unwrap()[region.range.end - 1] ^= change;
        check(&broken)
    };
    for part in ["hash algorithm", "block size", "root hash", "apk digest", "certificate", "additional data"]
    {
        assert_eq!(broken(&format!("idsig {part}"), 1), ["v4-sig-did-not-verify"], "{part}");
    }
    assert_eq!(broken("idsig signature", 1), ["v4-sig-did-not-verify"]);
    assert_eq!(broken("idsig algorithm", 1), ["v4-sig-unknown-sig-algorithm"]);
}

#[test]
fn a_key_of_another_kind_or_another_one_is_refused() {
    let package = signed_v2(&IdsigBuilder::new(&shop()));
    let mut signature = V4Signature::parse(package.idsig.as_ref().unwrap()).unwrap();
    signature.signing.public_key.bytes = TestKey::Rsa2048.spki();
    let code = |signature: &V4Signature| {
        check_signer(signature, 0, &signature.signing, package.apk.len() as u64)
            .map_err(|kind| issue(None, kind).code())
            .unwrap_err()
    };
    assert_eq!(code(&signature), "v4-sig-malformed-public-key");
    signature.signing.public_key.bytes = b"junk".to_vec();
    assert_eq!(code(&signature), "v4-sig-malformed-public-key");
    signature.signing.public_key.bytes = TestKey::OtherP256.spki();
    assert_eq!(code(&signature), "v4-sig-did-not-verify");
    let other = CertificateBuilder::new("Other").spki(&TestKey::OtherP256.spki());
    let package = signed_v2(&IdsigBuilder::new(&other));
    let mismatch = "v4-sig-public-key-mismatch-between-certificate-and-signatures-record";
    assert_eq!(check(&package), [mismatch]);
    let junk = CertificateBuilder::new("Junk").spki(b"junk");
    assert_eq!(check(&signed_v2(&IdsigBuilder::new(&junk))), ["v4-sig-malformed-certificate"]);
    let odd = shop().validity(&beian_testkit::cert::der::null());
    assert_eq!(check(&signed_v2(&IdsigBuilder::new(&odd))), ["v4-sig-malformed-certificate"]);
}

#[test]
fn hashing_that_the_platform_does_not_know_is_refused() {
    let package = signed_v2(&IdsigBuilder::new(&shop()));
    let mut signature = V4Signature::parse(package.idsig.as_ref().unwrap()).unwrap();
    signature.hashing.log2_block_size = 13;
    let (idsig, apk) = (Source::from_bytes(Vec::new()), Source::from_bytes(package.apk));
    let checked = check_tree(&signature, &idsig, &apk, &Sequential, &mut Budget::new(&Limits::default()));
    assert_eq!(checked, Err(V4Issue::UnknownHashing { algorithm: 1, log2_block_size: 13 }));
}

#[test]
fn a_budget_that_does_not_reach_is_no_verdict() {
    let package = signed_v2(&IdsigBuilder::new(&shop()));
    let signature = V4Signature::parse(package.idsig.as_ref().unwrap()).unwrap();
    let apk = Source::from_bytes(package.apk);
    let mut budget = Budget::new(&Limits { total_size: 100, ..Limits::default() });
    let issues = verify(&signature, &Source::from_bytes(Vec::new()), &apk, &Sequential, &mut budget);
    assert_eq!(codes(&issues), ["v4-sig-contents-unreadable"]);
}

#[test]
fn a_second_signer_is_checked_like_the_first() {
    let package = signed_v2(&IdsigBuilder::new(&shop()).further(V31, &rsa()));
    assert_eq!(check(&package), none());
    let mut broken = package.clone();
    let of_second = |region: &&beian_testkit::apk_signing::Region| region.of == "0x1b93ad61";
    let signature = package.idsig_regions.iter().rfind(of_second).unwrap();
    broken.idsig.as_mut().unwrap()[signature.range.end - 1] ^= 1;
    let signature = V4Signature::parse(broken.idsig.as_ref().unwrap()).unwrap();
    let (idsig, apk) = (Source::from_bytes(Vec::new()), Source::from_bytes(broken.apk));
    let issues = verify(&signature, &idsig, &apk, &Sequential, &mut Budget::new(&Limits::default()));
    assert_eq!((codes(&issues), issues[0].signer), (vec!["v4-sig-did-not-verify".to_owned()], Some(1)));
}

#[test]
fn the_signer_has_to_be_that_of_v3_or_of_v2_where_there_is_no_v3() {
    let v2 = |idsig| ApkSigner::new(&zip()).v2(&SignerBuilder::v2(&shop())).v4(&idsig).sign();
    assert_eq!(check_agreement(&v2(IdsigBuilder::new(&shop()))), none());
    assert_eq!(check_agreement(&v2(IdsigBuilder::new(&rsa()))), ["v4-sig-v2-v3-signers-mismatch"]);
    assert_eq!(
        check_agreement(&v2(IdsigBuilder::new(&shop()).apk_digest(b"other"))),
        ["v4-sig-v2-v3-digests-mismatch"]
    );
    assert_eq!(
        check_agreement(&v2(IdsigBuilder::new(&shop()).further(V31, &shop()))),
        ["v4-sig-multiple-signers"]
    );
    let algorithms =
        [algorithm::RSA_PKCS1_SHA256, algorithm::RSA_PKCS1_SHA512, algorithm::VERITY_RSA_PKCS1_SHA256];
    let both =
        ApkSigner::new(&zip())
            .v2(&SignerBuilder::v2(&shop()))
            .v3(&SignerBuilder::v3(&rsa(), 28, NO_MAX).algorithms(&algorithms));
    assert_eq!(check_agreement(&both.clone().v4(&IdsigBuilder::new(&rsa())).sign()), none());
    let two = ApkSigner::new(&zip()).v2(&SignerBuilder::v2(&shop())).v2(&SignerBuilder::v2(&rsa()));
    assert_eq!(check_agreement(&two.v4(&IdsigBuilder::new(&shop())).sign()), ["v4-sig-multiple-signers"]);
}

#[test]
fn v31_asks_for_a_signer_of_its_own() {
    let lineage = LineageBuilder::new(&shop(), 23).then(&rsa(), 23).build();
    let rotated = ApkSigner::new(&zip())
        .v3(&SignerBuilder::v3(&shop(), 28, 32))
        .v31(&SignerBuilder::v3(&rsa(), 33, NO_MAX).attribute(0x3ba0_6f8c, &lineage));
    let agreement = |idsig: IdsigBuilder| check_agreement(&rotated.clone().v4(&idsig).sign());
    assert_eq!(agreement(IdsigBuilder::new(&shop()).further(V31, &rsa())), none());
    assert_eq!(
        agreement(IdsigBuilder::new(&shop()).further(V31, &shop())),
        ["v4-sig-v2-v3-signers-mismatch"]
    );
    assert_eq!(
        agreement(IdsigBuilder::new(&shop())),
        ["v4-sig-multiple-signers", "v4-sig-no-signer-for-block"]
    );
    assert_eq!(agreement(IdsigBuilder::new(&shop()).further(7, &rsa())), ["v4-sig-no-signer-for-block"]);
}

#[test]
fn without_v2_and_v3_there_is_nothing_to_be_beside() {
    let package = signed_v2(&IdsigBuilder::new(&shop()));
    let signature = V4Signature::parse(package.idsig.as_ref().unwrap()).unwrap();
    let issues = agree(&signature, VerifiedBlocks::default());
    assert_eq!(codes(&issues), ["v4-sig-without-v2-v3"]);
}
