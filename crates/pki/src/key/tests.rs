use super::*;
use beian_testkit::cert::{TestKey, der};

fn spki(oid: &str, parameters: &[u8], key: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::sequence(&[&der::oid(oid), parameters]), &der::bit_string(key)])
}

fn ec(curve: &[u8], point: &[u8]) -> PublicKey {
    PublicKey::parse(&spki("1.2.840.10045.2.1", curve, point)).unwrap()
}

#[test]
fn an_rsa_key_has_its_numbers_and_its_pkcs1() {
    let stored = TestKey::Rsa1024.spki();
    let public = PublicKey::parse(&stored).unwrap();
    let Ok(Key::Rsa(key)) = &public.key else { panic!("{:?}", public.key) };
    assert_eq!(key.modulus.bytes(), TestKey::Rsa1024.modulus());
    assert_eq!(key.exponent.to_u64(), Some(65537));
    assert_eq!(
        key.pkcs1,
        der::sequence(&[&der::integer(&TestKey::Rsa1024.modulus()), &der::integer(&[1, 0, 1])])
    );
    assert_eq!((public.bits(), public.spki()), (Some(1024), stored.as_slice()));
}

#[test]
fn a_modulus_stored_as_negative_is_read_as_unsigned() {
    let modulus = TestKey::Rsa1024.modulus();
    let key = der::sequence(&[&der::element(2, &modulus), &der::integer(&[3])]);
    let public = PublicKey::parse(&spki("1.2.840.113549.1.1.1", &der::null(), &key)).unwrap();
    let Ok(Key::Rsa(rsa)) = &public.key else { panic!("{:?}", public.key) };
    assert!(rsa.modulus.is_stored_negative());
    assert_eq!((rsa.modulus.bytes(), public.bits()), (modulus.as_slice(), Some(1024)));
    assert_eq!(rsa.pkcs1, key);
}

#[test]
fn sizes_of_curves_are_those_of_their_fields() {
    assert_eq!(ec(&der::oid("1.3.132.0.35"), &[4; 133]).bits(), Some(521));
    assert_eq!(ec(&der::oid("1.2.840.10045.3.1.7"), &[4; 65]).bits(), Some(256));
}

#[test]
fn a_point_is_kept_as_stored_with_its_curve_s_name() {
    let public = PublicKey::parse(&TestKey::P256.spki()).unwrap();
    let Ok(Key::Ec(key)) = &public.key else { panic!("{:?}", public.key) };
    assert_eq!(key.point, TestKey::P256.point());
    assert_eq!(key.curve.to_string(), "P-256");
}

#[test]
fn an_unknown_curve_keeps_its_number_and_an_explicit_one_its_size() {
    let Ok(Key::Ec(unknown)) = ec(&der::oid("1.2.3"), &[4; 65]).key else { panic!() };
    assert_eq!((unknown.curve.to_string(), unknown.curve.bits()), ("1.2.3".to_owned(), None));
    let field = der::sequence(&[&der::oid("1.2.840.10045.1.1"), &der::integer(&[0x01; 32])]);
    let Ok(Key::Ec(explicit)) = ec(&der::sequence(&[&der::integer(&[1]), &field]), &[4; 65]).key else {
        panic!()
    };
    assert_eq!((explicit.curve.to_string(), explicit.curve.bits()), ("explicit".to_owned(), Some(249)));
}

#[test]
fn a_dsa_key_is_as_large_as_its_prime() {
    let public = PublicKey::parse(&TestKey::Dsa1024.spki()).unwrap();
    let Ok(Key::Dsa(key)) = &public.key else { panic!("{:?}", public.key) };
    assert!(key.parameters.is_some());
    assert_eq!(public.bits(), Some(1024));
}

#[test]
fn a_dsa_key_without_parameters_has_no_size() {
    let public = PublicKey::parse(&spki("1.2.840.10040.4.1", &[], &der::integer(&[9]))).unwrap();
    let Ok(Key::Dsa(key)) = &public.key else { panic!("{:?}", public.key) };
    assert_eq!((&key.parameters, key.y.decimal().as_deref(), public.bits()), (&None, Some("9"), None));
}

#[test]
fn other_algorithms_are_named_or_keep_their_number() {
    for (oid, name, quantum) in [
        ("1.3.101.112", Some("Ed25519"), false),
        ("2.16.840.1.101.3.4.3.18", Some("ML-DSA-65"), true),
        ("1.2.3", None, false),
    ] {
        let public = PublicKey::parse(&spki(oid, &[], b"key")).unwrap();
        let Ok(Key::Other(key)) = &public.key else { panic!("{:?}", public.key) };
        assert_eq!((key.name, key.bytes.as_slice(), public.is_post_quantum()), (name, &b"key"[..], quantum));
        assert_eq!(public.algorithm.algorithm.to_string(), oid);
    }
}

#[test]
fn a_broken_key_leaves_the_frame_and_says_where() {
    let stored = spki("1.2.840.113549.1.1.1", &der::null(), &der::sequence(&[&der::null()]));
    let public = PublicKey::parse(&stored).unwrap();
    assert_eq!(public.spki(), stored);
    let error = public.key.unwrap_err();
    assert_eq!((error.offset(), error.reading()), (22, Reading::RsaPublicKey));
    assert_eq!(&stored[22..], [5, 0]);
}

#[test]
fn a_zero_modulus_and_a_point_at_infinity_are_no_keys() {
    let zero = der::sequence(&[&der::integer(&[]), &der::integer(&[3])]);
    assert!(PublicKey::parse(&spki("1.2.840.113549.1.1.1", &der::null(), &zero)).unwrap().key.is_err());
    assert!(ec(&der::oid("1.2.840.10045.3.1.7"), &[0]).key.is_err());
}

#[test]
fn bytes_behind_the_key_are_an_error() {
    let stored = [TestKey::P256.spki(), vec![0]].concat();
    assert!(matches!(PublicKey::parse(&stored), Err(Error::Value { offset: 91, .. })));
}

#[test]
fn the_pem_is_that_of_the_stored_bytes() {
    let public = PublicKey::parse(&TestKey::P256.spki()).unwrap();
    let pem = public.spki_pem();
    assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"));
    assert_eq!(pem::blocks(pem.as_bytes()).next().unwrap().bytes.as_deref(), Ok(public.spki()));
}

#[test]
fn broken_parameters_say_where_in_the_whole() {
    let stored =
        spki("1.2.840.10040.4.1", &der::sequence(&[&der::integer(&[7]), &der::null()]), &der::integer(&[9]));
    let error = PublicKey::parse(&stored).unwrap().key.unwrap_err();
    assert_eq!(&stored[error.offset()..error.offset() + 2], [5, 0]);
    let stored = spki("1.2.840.10045.2.1", &der::null(), &[4; 65]);
    let error = PublicKey::parse(&stored).unwrap().key.unwrap_err();
    assert_eq!((error.offset(), &stored[error.offset()..error.offset() + 2]), (13, &[5, 0][..]));
}
