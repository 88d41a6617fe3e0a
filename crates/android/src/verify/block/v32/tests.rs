use beian_testkit::apk_signing::ApkSigner;
use beian_testkit::cert::{CertificateBuilder, TestKey};
use beian_testkit::signing::{LineageBuilder, NO_MAX, SignerBuilder, algorithm_value};

use crate::signing::SignatureAlgorithm;
use crate::verify::block::testing::*;
use crate::verify::block::v32;

const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;

fn quantum() -> CertificateBuilder {
    CertificateBuilder::new("Quantum").key(TestKey::MlDsa65)
}

fn classical() -> SignerBuilder {
    SignerBuilder::v3(&shop(), 37, NO_MAX)
}

fn post_quantum() -> SignerBuilder {
    SignerBuilder::v3(&quantum(), 37, NO_MAX)
}

fn of(signers: &[SignerBuilder]) -> (Option<bool>, Vec<String>) {
    let package = Package::signed(&signers.iter().fold(signer(), ApkSigner::v32));
    told(&package.finish(v32(&package.signatures, ALL).unwrap()))
}

#[test]
fn a_classical_signer_and_one_against_quantum_computers_hold_together() {
    let package = Package::signed(&signer().v32(&post_quantum()).v32(&classical()));
    let verdict = package.finish(v32(&package.signatures, ALL).unwrap());
    assert_eq!(told(&verdict), holds(&[]));
    assert_eq!(verdict.signers[0].signatures, [SignatureAlgorithm::ML_DSA]);
    assert_eq!(verdict.signers[1].signatures, [SignatureAlgorithm(0x0201)]);
}

#[test]
fn both_signers_signatures_and_digests_count() {
    let by_another = |signer: &SignerBuilder, algorithm: u32, key: TestKey| {
        signer.clone().signatures(&[algorithm_value(algorithm, &key.sign(b"something else"))])
    };
    let broken = by_another(&post_quantum(), 0x0501, TestKey::MlDsa65);
    assert_eq!(of(&[classical(), broken]), refused("v3-sig-did-not-verify"));
    let broken = by_another(&classical(), 0x0201, TestKey::P256);
    assert_eq!(of(&[broken, post_quantum()]), refused("v3-sig-did-not-verify"));
    let wrong = post_quantum().digests(&[algorithm_value(0x0501, &[0; 64])]);
    assert_eq!(of(&[classical(), wrong]), refused("v3-sig-apk-digest-did-not-verify"));
}

#[test]
fn it_takes_two_of_different_kinds() {
    assert_eq!(of(&[classical()]), refused("v32-not-two-signers"));
    let three = [classical(), post_quantum(), SignerBuilder::v3(&other(), 37, NO_MAX)];
    assert_eq!(of(&three), refused("v32-not-two-signers"));
    let classical_too = SignerBuilder::v3(&other(), 37, NO_MAX);
    assert_eq!(of(&[classical(), classical_too]), refused("v32-signers-of-one-kind"));
    assert_eq!(of(&[post_quantum(), post_quantum()]), refused("v32-signers-of-one-kind"));
}

#[test]
fn both_are_for_the_same_platforms() {
    let later = SignerBuilder::v3(&quantum(), 38, NO_MAX);
    assert_eq!(of(&[classical(), later]), refused("v32-inconsistent-sdk-versions"));
    let until = |certificate| SignerBuilder::v3(certificate, 37, 40);
    assert_eq!(of(&[until(&shop()), until(&quantum())]), holds(&[]), "older schemes answer behind it");
}

#[test]
fn both_have_the_same_former_keys() {
    let line = |flags| LineageBuilder::new(&rsa(), flags);
    let rotated =
        |signer: SignerBuilder, line: &LineageBuilder| signer.attribute(PROOF_OF_ROTATION, &line.build());
    let with = |flags| rotated(post_quantum(), &line(flags).then(&quantum(), 3));
    let old = rotated(classical(), &line(1).then(&shop(), 7));
    assert_eq!(of(&[old.clone(), with(1)]), holds(&[]));
    assert_eq!(of(&[old.clone(), with(3)]), refused("v32-inconsistent-lineages"), "other capabilities");
    assert_eq!(of(&[old.clone(), post_quantum()]), refused("v32-inconsistent-lineages"), "none");
    let longer = rotated(post_quantum(), &line(1).then(&other(), 1).then(&quantum(), 3));
    assert_eq!(of(&[old.clone(), longer]), refused("v32-inconsistent-lineages"));
    let another = rotated(post_quantum(), &LineageBuilder::new(&other(), 1).then(&quantum(), 3));
    assert_eq!(of(&[old.clone(), another]), refused("v32-inconsistent-lineages"));

    let package = Package::signed(&signer().v32(&with(1)).v32(&old));
    let verdict = package.finish(v32(&package.signatures, ALL).unwrap());
    let last = verdict.lineage.last().unwrap().certificate.raw();
    assert_eq!((verdict.lineage.len(), last), (2, shop().build_der().as_slice()), "the classical line");
}

#[test]
fn its_signers_speak_of_no_other_block() {
    let rotation = classical().attribute(0x559f_8b02, &33_u32.to_le_bytes());
    assert_eq!(of(&[rotation, post_quantum()]), refused("v31-block-missing"));
    let itself = classical().attribute(0xbf94_0529, &37_u32.to_le_bytes());
    assert_eq!(of(&[itself, post_quantum()]), refused("v32-block-missing"));
    let dev = |signer: SignerBuilder| signer.attribute(0xc2a6_b3ba, &[]);
    assert_eq!(of(&[dev(classical()), dev(post_quantum())]), holds(&[]));
}
