use super::*;
use crate::pem::encode;
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::cms::SignedDataBuilder;

/// Root, intermediate, leaf.
fn chain() -> [Vec<u8>; 3] {
    let root = CertificateBuilder::new("Root");
    let intermediate = CertificateBuilder::new("Intermediate").serial(&der::integer(&[2])).issued_by(&root);
    let leaf = CertificateBuilder::new("Leaf").key(TestKey::OtherP256).issued_by(&intermediate);
    [root.build_der(), intermediate.build_der(), leaf.build_der()]
}

fn pem_of(certificates: &[Vec<u8>]) -> String {
    certificates.iter().map(|der| encode("CERTIFICATE", der)).collect()
}

#[test]
fn one_certificate_in_der_or_pem_is_the_leaf() {
    let [root, ..] = chain();
    for file in [root.clone(), pem_of(std::slice::from_ref(&root)).into_bytes()] {
        let read = CertificateFile::parse(&file).unwrap();
        assert_eq!(
            (read.leaf().raw(), read.leaf_reason(), read.problems.len()),
            (root.as_slice(), LeafReason::Only, 0)
        );
    }
}

#[test]
fn the_leaf_of_a_chain_is_not_the_first() {
    let [root, intermediate, leaf] = chain();
    for order in [[&root, &intermediate, &leaf], [&leaf, &intermediate, &root], [&intermediate, &leaf, &root]]
    {
        let file = pem_of(&order.map(Clone::clone));
        let read = CertificateFile::parse(file.as_bytes()).unwrap();
        assert_eq!((read.leaf().raw(), read.leaf_reason()), (leaf.as_slice(), LeafReason::IssuedNone));
        assert_eq!(read.certificates()[read.leaf_index()].raw(), leaf);
        assert_eq!(read.certificates().len(), 3);
    }
}

#[test]
fn der_files_may_hold_a_chain_too() {
    let chain = chain();
    let read = CertificateFile::parse(&chain.concat()).unwrap();
    assert_eq!((read.certificates().len(), read.leaf().raw()), (3, chain[2].as_slice()));
}

#[test]
fn a_bundle_without_signers_gives_its_certificates() {
    let chain = chain();
    let bundle = chain.iter().fold(SignedDataBuilder::new(), |bundle, der| bundle.certificate(der)).build();
    for file in [bundle.clone(), encode("PKCS7", &bundle).into_bytes()] {
        assert_eq!(CertificateFile::parse(&file).unwrap().leaf().raw(), chain[2]);
    }
}

#[test]
fn the_same_certificate_twice_is_one() {
    let [root, ..] = chain();
    let read = CertificateFile::parse(&[root.clone(), root].concat()).unwrap();
    assert_eq!((read.leaf_index(), read.leaf_reason()), (0, LeafReason::Only));
}

#[test]
fn unrelated_certificates_leave_the_choice_open() {
    let file = [CertificateBuilder::new("A").build_der(), CertificateBuilder::new("B").build_der()].concat();
    let read = CertificateFile::parse(&file).unwrap();
    assert_eq!((read.leaf_index(), read.leaf_reason()), (0, LeafReason::FirstOfSeveral));
}

#[test]
fn two_that_issued_each_other_are_a_circle() {
    let (a, b) = (CertificateBuilder::new("A"), CertificateBuilder::new("B"));
    let file = [a.clone().issued_by(&b).build_der(), b.issued_by(&a).build_der()].concat();
    assert_eq!(CertificateFile::parse(&file).unwrap().leaf_reason(), LeafReason::Circular);
}

#[test]
fn text_around_and_other_blocks_do_not_matter() {
    let [root, ..] = chain();
    let file = format!(
        "subject=CN\r\n-----BEGIN PRIVATE KEY-----\r\nAQID\r\n-----END PRIVATE KEY-----\r\n{}",
        pem_of(std::slice::from_ref(&root)).replace('\n', "\r\n")
    );
    let read = CertificateFile::parse(file.as_bytes()).unwrap();
    assert_eq!((read.leaf().raw(), read.problems.len()), (root.as_slice(), 0));
}

#[test]
fn base64_without_header_is_read() {
    let [root, ..] = chain();
    let pem = pem_of(std::slice::from_ref(&root));
    let body: Vec<_> = pem.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(CertificateFile::parse(body.join("\n").as_bytes()).unwrap().leaf().raw(), root);
}

#[test]
fn a_broken_certificate_is_a_problem_beside_a_sound_one() {
    let [root, ..] = chain();
    let broken = encode("CERTIFICATE", &root[..40]);
    let file = format!("x{broken}{}", pem_of(std::slice::from_ref(&root)));
    let read = CertificateFile::parse(file.as_bytes()).unwrap();
    assert_eq!(read.leaf().raw(), root);
    assert!(matches!(read.problems[..], [Error::Truncated { offset: 1, .. }]));
}

#[test]
fn what_holds_no_certificate_is_an_error_that_says_so() {
    for file in [
        &b""[..],
        b"hello",
        b"\x30\x03\x02\x01\x03",
        b"-----BEGIN CERTIFICATE-----",
        b"-----BEGIN X-----AQID-----END X-----",
    ] {
        assert!(CertificateFile::parse(file).is_err(), "{file:?}");
    }
    let error = CertificateFile::parse(b"hello").unwrap_err();
    assert_eq!(error.to_string(), "certificate file at offset 0x0: missing, expected a certificate");
}

#[test]
fn no_more_certificates_are_read_than_the_limit() {
    let [root, ..] = chain();
    let read = CertificateFile::parse(&root.repeat(MAX_CERTIFICATES + 2)).unwrap();
    assert_eq!(read.certificates().len(), MAX_CERTIFICATES);
    assert!(matches!(read.problems[0], Error::Limit { limit: MAX_CERTIFICATES, .. }));
}
