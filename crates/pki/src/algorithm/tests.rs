use super::*;
use crate::ber::Reader;
use beian_testkit::cert::der;

fn identifier(oid: &str, parameters: &[u8]) -> AlgorithmIdentifier {
    let encoded = der::sequence(&[&der::oid(oid), parameters]);
    AlgorithmIdentifier::from_element(&Reader::new(&encoded).element(Reading::AlgorithmIdentifier).unwrap())
        .unwrap()
}

const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";

#[test]
fn the_hash_function_is_the_algorithm_s_own_before_the_one_beside_it() {
    let digest = identifier(SHA256, &der::null());
    let beside = |oid| identifier(oid, &[]).signature_scheme_beside(&digest);
    assert_eq!(beside("1.2.840.113549.1.1.1"), Some(SignatureScheme::RsaPkcs1(Sha256)));
    assert_eq!(beside("1.2.840.10040.4.1"), Some(SignatureScheme::Dsa(Sha256)));
    assert_eq!(beside("1.2.840.10045.2.1"), Some(SignatureScheme::Ecdsa(Sha256)));
    assert_eq!(beside("1.2.840.113549.1.1.5"), Some(SignatureScheme::RsaPkcs1(Sha1)));
    assert_eq!(beside("1.2.840.10045.4.3.4"), Some(SignatureScheme::Ecdsa(Sha512)));
    assert_eq!(beside("2.16.840.1.101.3.4.3.18"), Some(SignatureScheme::MlDsa));
    assert_eq!(beside("1.3.101.112"), None);
    assert_eq!(beside("1.2.3"), None);
}

#[test]
fn a_key_s_algorithm_alone_says_nothing_of_the_hash_function() {
    let rsa = identifier("1.2.840.113549.1.1.1", &der::null());
    assert_eq!(rsa.signature_scheme(), None);
    assert_eq!(rsa.signature_scheme_beside(&identifier("1.2.3", &[])), None);
    let with_hash = identifier("1.2.840.113549.1.1.11", &der::null());
    assert_eq!(with_hash.signature_scheme(), Some(SignatureScheme::RsaPkcs1(Sha256)));
}

fn pss(parameters: &[&[u8]]) -> Option<SignatureScheme> {
    identifier(PSS, &der::sequence(parameters)).signature_scheme()
}

#[test]
fn pss_is_what_its_parameters_say_and_sha_1_where_they_say_nothing() {
    let sha256 = der::sequence(&[&der::oid(SHA256), &der::null()]);
    let hash = der::context(0, &sha256);
    let mask = |oid: &str| der::context(1, &der::sequence(&[&der::oid(oid), &sha256]));
    let salt = der::context(2, &der::integer(&[32]));
    let trailer = |number: u8| der::context(3, &der::integer(&[number]));
    let all = Some(SignatureScheme::RsaPss { hash: Sha256, mask: Sha256, salt: 32 });
    assert_eq!(pss(&[&hash, &mask(MGF1), &salt]), all);
    assert_eq!(pss(&[&hash, &mask(MGF1), &salt, &trailer(1)]), all);
    assert_eq!(pss(&[]), Some(SignatureScheme::RsaPss { hash: Sha1, mask: Sha1, salt: 20 }));
    assert_eq!(pss(&[&hash]), Some(SignatureScheme::RsaPss { hash: Sha256, mask: Sha1, salt: 20 }));
    // Another mask generation function, another trailer, none of the parameters' types.
    assert_eq!(pss(&[&hash, &mask("1.2.3"), &salt]), None);
    assert_eq!(pss(&[&hash, &mask(MGF1), &salt, &trailer(2)]), None);
    assert_eq!(pss(&[&der::context(0, &der::null())]), None);
    assert_eq!(identifier(PSS, &der::null()).signature_scheme(), None);
    assert_eq!(identifier(PSS, &[]).signature_scheme(), None);
}
