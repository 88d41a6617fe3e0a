use super::*;
use crate::cms::{MAX_ELEMENTS, SignedData};
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::cms::{Lengths, SignedDataBuilder, SignerBuilder};
use proptest::prelude::*;

const CONTENT: &[u8] = b"Signature-Version: 1.0";
const DATA: &str = "1.2.840.113549.1.7.1";

fn leaf(key: TestKey) -> CertificateBuilder {
    CertificateBuilder::new("Leaf").key(key)
}

fn message(signer: &SignerBuilder, certificate: &CertificateBuilder) -> Vec<u8> {
    SignedDataBuilder::new().certificate(&certificate.build_der()).signer(&signer.build(CONTENT)).build()
}

/// The first signer's verdict, with its own certificate and with the message's content type.
fn verdict(message: &[u8], content: &[u8]) -> Result<(), SignerRefusal> {
    let read = SignedData::parse(message).unwrap();
    let key = read.signer_certificate(0).unwrap().public_key.as_ref().unwrap();
    read.signers[0].as_ref().unwrap().verify(key, content, Some(&read.content_type))
}

#[test]
fn content_is_verified_by_itself_and_through_attributes() {
    for key in [TestKey::Rsa2048, TestKey::P256, TestKey::Dsa1024, TestKey::MlDsa65] {
        let leaf = leaf(key);
        for signer in [SignerBuilder::new(&leaf), SignerBuilder::new(&leaf).with_signed_attributes()] {
            let message = message(&signer, &leaf);
            assert_eq!(verdict(&message, CONTENT), Ok(()), "{key:?}");
            assert!(verdict(&message, b"another").is_err(), "{key:?}");
        }
    }
}

#[test]
fn content_within_the_message_is_verified_whatever_its_lengths() {
    let leaf = leaf(TestKey::P256);
    let message = SignedDataBuilder::new()
        .lengths(Lengths::Indefinite)
        .content(CONTENT)
        .certificate(&leaf.build_der())
        .signer(&SignerBuilder::new(&leaf).with_signed_attributes().build(CONTENT))
        .build();
    let content = SignedData::parse(&message).unwrap().content.unwrap();
    assert_eq!(verdict(&message, &content), Ok(()));
}

fn attribute(kind: &[u8], values: &[&[u8]]) -> Vec<u8> {
    der::sequence(&[&der::element(6, kind), &der::set(values)])
}

fn content_type() -> Vec<u8> {
    attribute(oid::CONTENT_TYPE, &[&der::oid(DATA)])
}

fn digest() -> Vec<u8> {
    der::octet_string(&HashAlgorithm::Sha256.digest(&[CONTENT]))
}

/// The verdict where these attributes are signed.
fn with_attributes(attributes: &[Vec<u8>]) -> Result<(), SignerRefusal> {
    let leaf = leaf(TestKey::P256);
    verdict(&message(&SignerBuilder::new(&leaf).attributes(&attributes.concat()), &leaf), CONTENT)
}

#[test]
fn attributes_count_in_any_order_and_are_verified_as_stored() {
    let message_digest = attribute(oid::MESSAGE_DIGEST, &[&digest()]);
    assert_eq!(with_attributes(&[content_type(), message_digest.clone()]), Ok(()));
    assert_eq!(with_attributes(&[message_digest.clone(), content_type()]), Ok(()));
    // BER that is not DER: encoded again it would be other bytes.
    let long = der::element_with_long_length(0x30, 3, &message_digest[2..]);
    assert_eq!(with_attributes(&[content_type(), long]), Ok(()));
}

#[test]
fn each_thing_that_attributes_lack_has_its_cause() {
    let (data, digest) = (der::oid(DATA), digest());
    let message_digest = attribute(oid::MESSAGE_DIGEST, &[&digest]);
    let content_type_name = Oid::from_content(oid::CONTENT_TYPE);
    let digest_name = Oid::from_content(oid::MESSAGE_DIGEST);
    let refused = |attributes: &[Vec<u8>]| with_attributes(attributes).unwrap_err();

    assert_eq!(refused(&[]), SignerRefusal::Missing(content_type_name.clone()));
    assert_eq!(
        refused(std::slice::from_ref(&message_digest)),
        SignerRefusal::Missing(content_type_name.clone())
    );
    assert_eq!(refused(&[content_type()]), SignerRefusal::Missing(digest_name.clone()));
    let empty = attribute(oid::MESSAGE_DIGEST, &[]);
    assert_eq!(refused(&[content_type(), empty]), SignerRefusal::Missing(digest_name.clone()));

    let twice = [content_type(), message_digest.clone(), message_digest.clone()];
    assert_eq!(refused(&twice), SignerRefusal::Repeated(digest_name.clone()));
    let two_types = attribute(oid::CONTENT_TYPE, &[&data, &data]);
    let expected = SignerRefusal::SeveralValues(content_type_name.clone());
    assert_eq!(refused(&[two_types, message_digest.clone()]), expected);
    let two_digests = attribute(oid::MESSAGE_DIGEST, &[&digest, &digest]);
    assert_eq!(refused(&[content_type(), two_digests]), SignerRefusal::SeveralValues(digest_name.clone()));

    let null = attribute(oid::MESSAGE_DIGEST, &[&der::null()]);
    let value = refused(&[content_type(), null]);
    assert!(matches!(value, SignerRefusal::Value { kind, .. } if kind == digest_name));
    let null = attribute(oid::CONTENT_TYPE, &[&der::null()]);
    let value = refused(&[null, message_digest.clone()]);
    assert!(matches!(value, SignerRefusal::Value { kind, .. } if kind == content_type_name));

    let other = attribute(oid::CONTENT_TYPE, &[&der::oid("1.2.3")]);
    let signed = Oid::from_content(&[0x2a, 3]);
    assert_eq!(refused(&[other, message_digest]), SignerRefusal::ContentType { signed });
    let other = attribute(oid::MESSAGE_DIGEST, &[&der::octet_string(&[7; 32])]);
    assert_eq!(refused(&[content_type(), other]), SignerRefusal::MessageDigest);
    assert!(matches!(refused(&[der::null()]), SignerRefusal::Attributes(Error::Tag { .. })));
}

#[test]
fn the_content_type_is_looked_at_only_where_one_is_given() {
    let leaf = leaf(TestKey::P256);
    let attributes = attribute(oid::MESSAGE_DIGEST, &[&digest()]);
    let read =
        SignedData::parse(&message(&SignerBuilder::new(&leaf).attributes(&attributes), &leaf)).unwrap();
    let key = read.certificates[0].public_key.as_ref().unwrap();
    let signer = read.signers[0].as_ref().unwrap();
    assert_eq!(signer.verify(key, CONTENT, None), Ok(()));
    let missing = SignerRefusal::Missing(Oid::from_content(oid::CONTENT_TYPE));
    assert_eq!(signer.verify(key, CONTENT, Some(&read.content_type)), Err(missing));
}

#[test]
fn every_value_of_an_attribute_can_be_asked_for() {
    let leaf = leaf(TestKey::P256);
    let values = [der::octet_string(b"plist"), der::octet_string(b"another")];
    let attributes = [content_type(), attribute(&[0x2a, 3], &[&values[0], &values[1]])].concat();
    let read =
        SignedData::parse(&message(&SignerBuilder::new(&leaf).attributes(&attributes), &leaf)).unwrap();
    let attributes = read.signers[0].as_ref().unwrap().attributes().unwrap().unwrap();
    assert_eq!(attributes.values(&[0x2a, 3]).collect::<Vec<_>>(), values);
    assert_eq!(attributes.iter().count(), 2);
    assert_eq!(attributes.values(&[0x2a, 4]).count(), 0);
}

#[test]
fn no_more_attributes_are_read_than_the_limit() {
    let attributes = vec![der::sequence(&[&der::oid("1.2.3"), &der::set(&[])]); MAX_ELEMENTS + 1];
    let refusal = with_attributes(&attributes).unwrap_err();
    assert!(matches!(refusal, SignerRefusal::Attributes(Error::Limit { .. })), "{refusal:?}");
}

#[test]
fn an_algorithm_that_is_not_known_is_no_verdict() {
    let leaf = leaf(TestKey::P256);
    let sha256 = der::sequence(&[&der::oid("2.16.840.1.101.3.4.2.1")]);
    let unknown = der::sequence(&[&der::oid("1.2.3")]);
    let ec_key = der::sequence(&[&der::oid("1.2.840.10045.2.1")]);
    let ecdsa = leaf.test_key().signature_algorithm();
    let builder = || SignerBuilder::new(&leaf).with_signed_attributes();
    let of = |signer: SignerBuilder| verdict(&message(&signer, &leaf), CONTENT);
    assert_eq!(of(builder().algorithms(&sha256, &ec_key)), Ok(()));
    for (digest, signature) in [(&sha256, &unknown), (&unknown, &ec_key), (&unknown, &ecdsa)] {
        let refusal = of(builder().algorithms(digest, signature)).unwrap_err();
        assert!(matches!(refusal, SignerRefusal::Algorithm { .. }) && refusal.is_unsupported());
    }
    // Without attributes the digest algorithm says nothing where the signature's says all.
    assert_eq!(of(SignerBuilder::new(&leaf).algorithms(&unknown, &ecdsa)), Ok(()));
}

#[test]
fn the_certificate_s_key_has_to_fit() {
    let leaf = leaf(TestKey::P256);
    let read = SignedData::parse(&message(&SignerBuilder::new(&leaf), &leaf)).unwrap();
    let other = PublicKey::parse(&TestKey::Rsa1024.spki()).unwrap();
    let refusal = read.signers[0].as_ref().unwrap().verify(&other, CONTENT, None).unwrap_err();
    assert!(matches!(refusal, SignerRefusal::Signature(Refusal::Key(_))), "{refusal:?}");
    assert!(!refusal.is_unsupported());
}

proptest! {
    #[test]
    fn no_bit_of_attributes_can_be_flipped(place in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let leaf = leaf(TestKey::P256);
        let stored = message(&SignerBuilder::new(&leaf).with_signed_attributes(), &leaf);
        let read = SignedData::parse(&stored).unwrap();
        let key = read.certificates[0].public_key.clone().unwrap();
        let mut signer = read.signers[0].clone().unwrap();
        let attributes = signer.signed_attributes.as_mut().unwrap();
        // The first byte, the tag, is replaced.
        let at = 1 + place.index(attributes.len() - 1);
        attributes[at] ^= 1 << bit;
        prop_assert!(signer.verify(&key, CONTENT, Some(&read.content_type)).is_err());
    }
}
