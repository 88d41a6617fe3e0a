use super::*;
use std::sync::LazyLock;

use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use proptest::prelude::*;

fn certificate(builder: &CertificateBuilder) -> Certificate {
    Certificate::new(builder.build_der())
}

#[test]
fn every_field_of_a_sound_certificate_is_read() {
    let read = certificate(
        &CertificateBuilder::new("Shop").serial(&der::integer(&[0xfd, 0x0a])).key(TestKey::Rsa1024),
    );
    assert_eq!(read.problems(), Vec::<&Error>::new());
    assert_eq!(read.version, Ok(3));
    assert_eq!(read.serial_hex().as_deref(), Some("fd0a"));
    assert_eq!(read.subject.as_ref().unwrap().to_string(), "CN=Shop");
    assert!(read.is_self_issued());
    assert_eq!(read.not_before.unwrap().to_string(), "2020-01-01T00:00:00Z");
    assert_eq!(read.not_after.unwrap().to_string(), "2049-12-31T23:59:59Z");
    assert_eq!(read.signature_algorithm.as_ref().unwrap().signature_name(), "SHA256withRSA");
    assert_eq!(read.public_key.as_ref().unwrap().spki(), TestKey::Rsa1024.spki());
    assert_eq!(read.signature.unwrap().len(), 128);
}

#[test]
fn digests_are_over_the_bytes_as_stored_whatever_they_are() {
    let builder = CertificateBuilder::new("Shop");
    let stored = [builder.build_der(), b"behind".to_vec()].concat();
    let read = Certificate::new(stored.clone());
    assert_eq!(read.digests(), &Digests::of(&stored));
    assert_eq!(read.subject.as_ref().unwrap().to_string(), "CN=Shop");
    assert_eq!(Certificate::new(b"junk".to_vec()).digests(), &Digests::of(b"junk"));
}

#[test]
fn ber_that_is_not_der_is_read_and_fingerprinted_as_stored() {
    let builder = CertificateBuilder::new("Shop");
    let parts = builder.tbs_parts().concat();
    let tbs = der::element_with_long_length(0x30, 5, &parts);
    let stored = builder.build_around(&tbs);
    let read = Certificate::new(stored.clone());
    assert_eq!(read.problems(), Vec::<&Error>::new());
    assert_eq!(read.digests(), &Digests::of(&stored));
    assert_eq!(read.tbs.as_ref().unwrap(), &tbs);
    let stored = builder.build_around(&der::indefinite(0x30, &parts));
    assert_eq!(Certificate::new(stored).problems(), Vec::<&Error>::new());
}

#[test]
fn a_certificate_of_version_1_has_neither_version_nor_extensions() {
    let read = certificate(&CertificateBuilder::new("Old").version(None));
    assert_eq!((read.version, read.extensions), (Ok(1), Ok(vec![])));
}

#[test]
fn a_broken_field_costs_itself_alone() {
    let broken_time = der::sequence(&[&der::utc_time("soon"), &der::generalized_time("29990101000000Z")]);
    let read = certificate(&CertificateBuilder::new("Shop").validity(&broken_time));
    assert_eq!(read.problems().len(), 1);
    assert!(matches!(read.not_before, Err(Error::Value { reading: Reading::NotBefore, .. })));
    assert_eq!(read.not_after.unwrap().to_string(), "2999-01-01T00:00:00Z");

    let read = certificate(
        &CertificateBuilder::new("Shop").serial(&der::null()).subject(&der::sequence(&[&der::null()])),
    );
    assert!(matches!(read.serial, Err(Error::Tag { reading: Reading::SerialNumber, .. })));
    assert!(matches!(read.subject, Err(Error::Tag { reading: Reading::Subject, .. })));
    assert!(
        read.structure.is_ok()
            && read.public_key.is_ok()
            && read.not_before.is_ok()
            && read.signature.is_ok()
    );

    let read = certificate(&CertificateBuilder::new("Shop").spki(&der::sequence(&[&der::null()])));
    assert!(read.structure.is_err() && read.public_key.is_err());
    assert!(read.subject.is_ok() && read.serial.is_ok());
}

#[test]
fn what_certificate_factories_do_not_take_is_told() {
    let parts = CertificateBuilder::new("Shop").tbs_parts();
    let with = |index: usize, element: Vec<u8>| {
        let mut parts = parts.clone();
        parts[index] = element;
        let tbs = der::sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        Certificate::new(CertificateBuilder::new("Shop").build_around(&tbs))
    };
    assert!(with(0, parts[0].clone()).problems().is_empty());
    assert!(with(0, der::context(0, &der::integer(&[3]))).version.is_err());
    // The algorithm within, which nobody else looks at, and a validity of another type.
    assert!(with(2, der::set(&[])).signature_algorithm.is_err());
    assert!(with(2, der::sequence(&[&der::null()])).signature_algorithm.is_err());
    let mut validity = parts[4].clone();
    validity[0] = 0x31;
    let read = with(4, validity);
    assert!(read.not_before.is_err() && read.not_after.is_err());
}

#[test]
fn a_cut_certificate_keeps_what_stands_before_the_cut() {
    let stored = CertificateBuilder::new("Shop").build_der();
    let read = Certificate::new(&stored[..stored.len() - 1]);
    assert!(read.structure.is_err());
    assert_eq!(read.problems().len(), 1, "one cause is told once: {:?}", read.problems());
}

#[test]
fn a_serial_stored_as_negative_says_so() {
    let read = certificate(&CertificateBuilder::new("Shop").serial(&der::element(2, &[0x8a, 0x01])));
    assert_eq!(read.serial_hex().as_deref(), Some("-75ff"));
}

#[test]
fn extensions_are_kept_and_the_key_s_name_is_found() {
    let read = certificate(
        &CertificateBuilder::new("Shop")
            .extension("2.5.29.15", &der::element(3, &[7, 0x80]))
            .extension("2.5.29.14", &der::octet_string(b"name of the key")),
    );
    let extensions = read.extensions.as_ref().unwrap();
    assert_eq!(extensions.len(), 2);
    assert_eq!(extensions[0].key_usage(), Some(KeyUsage { digital_signature: true, non_repudiation: false }));
    assert_eq!(read.subject_key_identifier().as_deref(), Some(&b"name of the key"[..]));
    assert_eq!(certificate(&CertificateBuilder::new("Shop")).subject_key_identifier(), None);
}

#[test]
fn the_issuer_s_key_signed_and_no_other() {
    let root = CertificateBuilder::new("Root").key(TestKey::Rsa2048);
    let leaf = CertificateBuilder::new("Leaf").key(TestKey::OtherP256).issued_by(&root);
    let (root, leaf) = (certificate(&root), certificate(&leaf));
    let (root_key, leaf_key) = (root.public_key.as_ref().unwrap(), leaf.public_key.as_ref().unwrap());
    assert_eq!((root.verify(root_key), leaf.verify(root_key)), (Ok(()), Ok(())));
    assert_eq!(leaf.verify(leaf_key), Err(Refusal::Key("not an RSA key")));
    let mut flipped = leaf.raw().to_vec();
    let inside = flipped.len() / 3;
    flipped[inside] ^= 1;
    assert_eq!(Certificate::new(flipped).verify(root_key), Err(Refusal::DidNotVerify));
    assert!(matches!(Certificate::new(b"junk".to_vec()).verify(root_key), Err(Refusal::Malformed(_))));
}

#[test]
fn the_issuer_is_known_by_name() {
    let root = CertificateBuilder::new("Root");
    let leaf = CertificateBuilder::new("Leaf").key(TestKey::OtherP256).issued_by(&root);
    let (root, leaf) = (certificate(&root), certificate(&leaf));
    assert!(root.may_have_issued(&leaf) && root.is_self_issued());
    assert!(!leaf.may_have_issued(&root) && !leaf.is_self_issued());
}

#[test]
fn a_second_reader_agrees_on_sound_certificates() {
    use x509_parser::prelude::{FromDer, X509Certificate};
    for key in [TestKey::Rsa1024, TestKey::P256, TestKey::Dsa1024] {
        let stored = CertificateBuilder::new("Shop")
            .attribute("2.5.4.6", "CN")
            .key(key)
            .serial(&der::integer(&[0x81, 2, 3]))
            .build_der();
        let (ours, (_, theirs)) =
            (Certificate::new(stored.clone()), X509Certificate::from_der(&stored).unwrap());
        assert_eq!(ours.tbs.as_ref().unwrap(), theirs.tbs_certificate.as_ref());
        assert_eq!(ours.subject.as_ref().unwrap().raw(), theirs.subject().as_raw());
        assert_eq!(ours.serial.as_ref().unwrap().bytes(), theirs.tbs_certificate.serial.to_bytes_be());
        assert_eq!(ours.not_after.as_ref().unwrap().unix(), theirs.validity().not_after.timestamp());
        assert_eq!(ours.public_key.as_ref().unwrap().spki(), theirs.public_key().raw);
        assert_eq!(ours.signature.as_ref().unwrap(), theirs.signature_value.as_ref());
    }
}

/// Made once: signing is slow.
static STORED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let builder = CertificateBuilder::new("Shop").key(TestKey::Rsa1024);
    builder.extension("2.5.29.14", &der::octet_string(b"x")).build_der()
});

proptest! {
    #[test]
    fn mutations_never_panic_and_never_change_what_is_fingerprinted(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut stored = STORED.clone();
        for (place, octet) in changes {
            let at = place.index(stored.len());
            stored[at] = octet;
        }
        stored.truncate(stored.len() - cut.index(stored.len()) / 4);
        let read = Certificate::new(stored.clone());
        prop_assert_eq!(read.digests(), &Digests::of(&stored));
        let _ = (read.problems(), read.serial_hex(), read.subject_key_identifier(), read.is_self_issued(), crate::CertificateClass::of(&read));
        for problem in read.problems() {
            prop_assert!(problem.offset() <= stored.len(), "{}", problem);
        }
    }
}

#[test]
fn an_authority_says_so_and_how_far_it_reaches() {
    let of = |value: &[u8]| {
        let made = CertificateBuilder::new("A").critical_extension("2.5.29.19", value);
        Certificate::new(made.build_der()).basic_constraints()
    };
    let yes = der::element(1, &[0xff]);
    let said = |is_authority, path_length| Some(BasicConstraints { is_authority, path_length });
    assert_eq!(of(&der::sequence(&[])), said(false, None));
    assert_eq!(of(&der::sequence(&[&yes])), said(true, None));
    assert_eq!(of(&der::sequence(&[&yes, &der::integer(&[3])])), said(true, Some(3)));
    assert_eq!(of(b"garbage"), None);
    assert_eq!(Certificate::new(CertificateBuilder::new("A").build_der()).basic_constraints(), None);
}
