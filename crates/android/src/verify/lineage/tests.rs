use beian_archive::{Archive, Budget, Limits, Source};
use beian_pki::PublicKey;
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::signing::{LineageBuilder, NO_MAX, SignerBuilder, SigningBlockBuilder, V3, scheme_value};
use beian_testkit::zip::ZipBuilder;

use super::*;
use crate::signing::{ApkSignatures, SignatureAlgorithm};

fn certificate(name: &str, key: TestKey) -> CertificateBuilder {
    CertificateBuilder::new(name).key(key)
}

fn sound() -> LineageBuilder {
    LineageBuilder::new(&certificate("Old", TestKey::Rsa2048), 1)
        .then(&certificate("Middle", TestKey::OtherP256), 1)
        .then(&certificate("New", TestKey::P256), 1)
}

/// The line as it is read from a package.
fn read(builder: &LineageBuilder) -> Lineage {
    let signer = SignerBuilder::v3(&certificate("New", TestKey::P256), 28, NO_MAX);
    let value = scheme_value(&[signer.attribute(0x3ba0_6f8c, &builder.build()).build()]);
    let block = SigningBlockBuilder::new().pair(V3, &value).build();
    let bytes = ZipBuilder::new().stored("a", b"A").before_directory(&block).build();
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(&Source::from_bytes(bytes), &mut budget).unwrap();
    ApkSignatures::read(&archive, &mut budget).schemes[0].signers[0].lineage.clone().unwrap()
}

fn check_with(change: impl FnOnce(&mut Lineage)) -> Result<(), Fault> {
    let mut lineage = read(&sound());
    change(&mut lineage);
    let signer = Certificate::new(certificate("New", TestKey::P256).build_der());
    check(&lineage, &signer, Scheme::V3)
}

#[test]
fn a_sound_line_holds() {
    assert_eq!(check_with(|_| {}), Ok(()));
}

#[test]
fn every_link_is_signed_by_the_key_before() {
    for index in [1, 2] {
        let broken = |lineage: &mut Lineage| *lineage.levels[index].signature.bytes.last_mut().unwrap() ^= 1;
        assert_eq!(check_with(broken), Err(Fault::DidNotVerify(index)));
        let altered = |lineage: &mut Lineage| lineage.levels[index].signed_data.bytes[10] ^= 1;
        assert_eq!(check_with(altered), Err(Fault::DidNotVerify(index)));
    }
    // Nothing signs the first.
    assert_eq!(check_with(|lineage| lineage.levels[0].signature.bytes = vec![1]), Ok(()));
}

#[test]
fn both_levels_name_the_same_known_algorithm() {
    let other = SignatureAlgorithm(0x0202);
    assert_eq!(check_with(|l| l.levels[2].parent_algorithm = other), Err(Fault::DidNotVerify(2)));
    assert_eq!(check_with(|l| l.levels[1].algorithm = other), Err(Fault::DidNotVerify(2)));
    let unknown = SignatureAlgorithm(0x0999);
    assert_eq!(check_with(|l| l.levels[1].algorithm = unknown), Err(Fault::Malformed(2)));
    assert_eq!(check_with(|l| l.levels[1].algorithm = SignatureAlgorithm::ML_DSA), Err(Fault::Malformed(2)));
    // The last key has signed nothing yet.
    assert_eq!(check_with(|l| l.levels[2].algorithm = unknown), Ok(()));
}

#[test]
fn a_line_ends_with_the_signer_and_has_each_key_once() {
    assert_eq!(check_with(|lineage| drop(lineage.levels.pop())), Err(Fault::OfAnother));
    assert_eq!(check_with(|lineage| lineage.levels.clear()), Err(Fault::OfAnother));
    let twice = LineageBuilder::new(&certificate("New", TestKey::P256), 1)
        .then(&certificate("Old", TestKey::Rsa2048), 1)
        .then(&certificate("New", TestKey::P256), 1);
    assert_eq!(check_with(|lineage| *lineage = read(&twice)), Err(Fault::DidNotVerify(2)));
}

#[test]
fn what_breaks_off_is_malformed_and_what_is_of_another_form_is_another_s() {
    assert_eq!(check_with(|lineage| lineage.is_complete = false), Err(Fault::Malformed(3)));
    let version = |version| {
        move |lineage: &mut Lineage| *lineage = Lineage { version, levels: Vec::new(), is_complete: false }
    };
    assert_eq!(check_with(version(Some(2))), Err(Fault::OfAnother));
    assert_eq!(check_with(version(None)), Err(Fault::Malformed(0)));
}

#[test]
fn a_link_that_cannot_be_checked_is_told_where_nothing_else_is_wrong() {
    let unsupported = |lineage: &mut Lineage| {
        // brainpoolP512r1.
        let curve = der::oid("1.3.36.3.3.2.8.1.1.13");
        let algorithm = der::sequence(&[&der::oid("1.2.840.10045.2.1"), &curve]);
        let spki = der::sequence(&[&algorithm, &der::bit_string(&TestKey::P256.point())]);
        lineage.levels[0].certificate.public_key = PublicKey::parse(&spki);
        lineage.levels[0].algorithm = SignatureAlgorithm(0x0201);
        lineage.levels[1].parent_algorithm = SignatureAlgorithm(0x0201);
    };
    assert!(
        matches!(check_with(unsupported), Err(Fault::Unsupported(1, _))),
        "{:?}",
        check_with(unsupported)
    );
    let broken = |lineage: &mut Lineage| {
        unsupported(lineage);
        lineage.levels[2].signature.bytes[8] ^= 1;
    };
    assert_eq!(check_with(broken), Err(Fault::DidNotVerify(2)));
}

#[test]
fn a_line_longer_than_what_is_read_is_no_verdict() {
    let first = LineageBuilder::new(&CertificateBuilder::new("0"), 1);
    let long =
        (1..=MAX_ELEMENTS).fold(first, |line, at| line.then(&CertificateBuilder::new(&at.to_string()), 1));
    let verdict = check_with(|lineage| *lineage = read(&long));
    assert!(matches!(verdict, Err(Fault::Unsupported(MAX_ELEMENTS, _))), "{verdict:?}");
}

#[test]
fn lines_that_continue_each_other_are_one() {
    let all = read(&sound()).levels;
    let names = |lines: &[&[LineageLevel]]| {
        merge(lines.iter().copied()).map(|merged| {
            let name = |level: &&LineageLevel| level.certificate.subject.as_ref().unwrap().to_string();
            merged.iter().map(name).collect::<Vec<_>>().join(" ")
        })
    };
    let whole = Some("CN=Old CN=Middle CN=New".to_owned());
    assert_eq!(names(&[]), Some(String::new()));
    assert_eq!(names(&[&all]), whole);
    assert_eq!(names(&[&all[..2], &all]), whole);
    assert_eq!(names(&[&all, &all[..1]]), whole);
    assert_eq!(names(&[&all[..2], &all[1..]]), whole, "the newer begins within the older");
    assert_eq!(names(&[&all[1..], &all[..2]]), whole);
    assert_eq!(names(&[&all[..1], &all[1..]]), None, "nothing in common");
    let parting = [all[0].clone(), all[2].clone()];
    assert_eq!(names(&[&all, &parting]), None);
}
