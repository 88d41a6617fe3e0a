use super::*;
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::cms::{Lengths, SignedDataBuilder, SignerBuilder};
use proptest::prelude::*;

fn pair() -> (CertificateBuilder, CertificateBuilder) {
    let root = CertificateBuilder::new("Root");
    let leaf =
        CertificateBuilder::new("Leaf").key(TestKey::OtherP256).serial(&der::integer(&[7])).issued_by(&root);
    (root, leaf)
}

#[test]
fn the_signer_s_certificate_is_the_one_it_names_and_not_the_first() {
    let (root, leaf) = pair();
    let message = SignedDataBuilder::new()
        .certificate(&root.build_der())
        .certificate(&leaf.build_der())
        .signer(&SignerBuilder::new(&leaf).build(b"SF"))
        .build();
    let read = SignedData::parse(&message).unwrap();
    assert_eq!(read.certificates.len(), 2);
    assert_eq!(read.signer_certificate(0).unwrap().raw(), leaf.build_der());
    assert_eq!(read.signer_certificate(1), None);
    assert_eq!(read.problems, []);
}

#[test]
fn the_same_issuer_and_another_number_is_another_certificate() {
    let (root, leaf) = pair();
    let message = SignedDataBuilder::new()
        .certificate(&root.build_der())
        .signer(&SignerBuilder::new(&leaf).build(b"SF"))
        .build();
    assert_eq!(SignedData::parse(&message).unwrap().signer_certificate(0), None);
}

#[test]
fn a_signer_is_a_sequence_and_nothing_else() {
    let leaf = CertificateBuilder::new("Leaf");
    let mut signer = SignerBuilder::new(&leaf).build(b"SF");
    signer[0] = 0xb0;
    let read = SignedData::parse(&SignedDataBuilder::new().signer(&signer).build()).unwrap();
    assert!(matches!(read.signers[..], [Err(Error::Tag { .. })]), "{:?}", read.signers);
}

#[test]
fn a_signer_may_name_its_key() {
    let leaf = CertificateBuilder::new("Leaf").extension("2.5.29.14", &der::octet_string(b"key"));
    let signer = SignerBuilder::new(&leaf).identifier(&der::element(0x80, b"key")).build(b"SF");
    let message = SignedDataBuilder::new()
        .certificate(&CertificateBuilder::new("Other").build_der())
        .certificate(&leaf.build_der())
        .signer(&signer)
        .build();
    assert_eq!(SignedData::parse(&message).unwrap().signer_certificate(0).unwrap().raw(), leaf.build_der());
}

#[test]
fn indefinite_lengths_and_segmented_content_are_read() {
    let (root, leaf) = pair();
    let message = SignedDataBuilder::new()
        .lengths(Lengths::Indefinite)
        .content(b"abcdef")
        .certificate(&root.build_der())
        .certificate(&leaf.build_der())
        .signer(&SignerBuilder::new(&leaf).with_signed_attributes().build(b"abcdef"))
        .build();
    let read = SignedData::parse(&message).unwrap();
    assert_eq!(read.content.as_deref(), Some(&b"abcdef"[..]));
    assert_eq!(read.signer_certificate(0).unwrap().raw(), leaf.build_der());
}

#[test]
fn several_signers_keep_their_places_also_around_a_broken_one() {
    let (root, leaf) = pair();
    let message = SignedDataBuilder::new()
        .certificate(&root.build_der())
        .certificate(&leaf.build_der())
        .signer(&SignerBuilder::new(&root).build(b"SF"))
        .signer(&der::sequence(&[&der::null()]))
        .signer(&SignerBuilder::new(&leaf).build(b"SF"))
        .build();
    let read = SignedData::parse(&message).unwrap();
    assert_eq!(read.signers.len(), 3);
    assert!(read.signers[1].is_err());
    assert_eq!(read.signer_certificate(0).unwrap().raw(), root.build_der());
    assert_eq!(read.signer_certificate(1), None);
    assert_eq!(read.signer_certificate(2).unwrap().raw(), leaf.build_der());
}

#[test]
fn attributes_are_kept_as_stored() {
    let leaf = CertificateBuilder::new("Leaf");
    let signer = SignerBuilder::new(&leaf)
        .with_signed_attributes()
        .unsigned_attributes(&der::sequence(&[]))
        .build(b"SF");
    let message = SignedDataBuilder::new().signer(&signer).build();
    let read = SignedData::parse(&message).unwrap();
    let signer = read.signers[0].as_ref().unwrap();
    let stored = signer.signed_attributes.as_ref().unwrap();
    assert!(stored.starts_with(&[0xa0]) && message.windows(stored.len()).any(|window| window == stored));
    assert_eq!(signer.unsigned_attributes.as_deref(), Some(&[0xa1, 2, 0x30, 0][..]));
    assert_eq!(signer.digest_algorithm.digest_name(), "SHA-256");
    assert_eq!(signer.signature_algorithm.signature_name(), "SHA256withECDSA");
}

#[test]
fn what_is_no_certificate_is_a_problem_and_hides_none() {
    let leaf = CertificateBuilder::new("Leaf");
    let message =
        SignedDataBuilder::signed_by(&leaf, b"SF").certificate(&der::context(1, &der::null())).build();
    let read = SignedData::parse(&message).unwrap();
    assert_eq!(read.certificates.len(), 1);
    assert!(matches!(read.problems[..], [Error::Tag { reading: Reading::CertificateSet, .. }]));
}

#[test]
fn another_kind_of_message_is_named() {
    let message = SignedDataBuilder::new().kind("1.2.840.113549.1.7.3").build();
    let error = SignedData::parse(&message).unwrap_err();
    assert!(
        matches!(&error, Error::Unsupported { found, .. } if found.to_string() == "1.2.840.113549.1.7.3")
    );
}

#[test]
fn bytes_behind_the_message_are_counted() {
    let message =
        [SignedDataBuilder::signed_by(&CertificateBuilder::new("Leaf"), b"SF").build(), vec![0; 3]].concat();
    assert_eq!(SignedData::parse(&message).unwrap().trailing, 3);
}

#[test]
fn no_more_elements_are_read_than_the_limit() {
    let mut builder = SignedDataBuilder::new();
    for _ in 0..=MAX_ELEMENTS {
        builder = builder.certificate(&der::sequence(&[])).signer(&der::null());
    }
    let read = SignedData::parse(&builder.build()).unwrap();
    assert_eq!((read.certificates.len(), read.signers.len()), (MAX_ELEMENTS, MAX_ELEMENTS));
    assert!(matches!(read.problems[..], [Error::Limit { .. }, Error::Limit { .. }]));
}

proptest! {
    #[test]
    fn mutations_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), indefinite: bool) {
        let (root, leaf) = pair();
        let lengths = if indefinite { Lengths::Indefinite } else { Lengths::Definite };
        let mut message = SignedDataBuilder::new().lengths(lengths).content(b"abc").certificate(&root.build_der())
            .certificate(&leaf.build_der()).signer(&SignerBuilder::new(&leaf).with_signed_attributes().build(b"abc")).build();
        for (place, octet) in changes {
            let at = place.index(message.len());
            message[at] = octet;
        }
        if let Ok(read) = SignedData::parse(&message) {
            for signer in 0..read.signers.len() {
                let _ = read.signer_certificate(signer);
            }
        }
    }
}
